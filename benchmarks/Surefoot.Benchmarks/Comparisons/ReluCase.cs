using Surefoot.Arithmetic;

namespace Surefoot.Benchmarks.Comparisons;

/// <summary>A descent of two-layer ReLU networks of some widths on the same data, a step of each in turn.</summary>
internal sealed record ReluCase : DescentCase
{
    /// <summary>m of each network.</summary>
    public required IReadOnlyList<int> Widths { get; init; }

    /// <summary>n and d, which are equal.</summary>
    public int Order { get; init; } = 1000;

    /// <summary>Whether pattern flips and the greatest distance from the start are measured at every step.</summary>
    public bool IsMeasured { get; init; }

    /// <summary>The learning rate.</summary>
    public double LearningRate { get; init; } = 0.5;

    /// <summary>The cases: a step of one width, and the epochs of Du 2019, figure 2.1.</summary>
    public static IReadOnlyList<DescentCase> Cases { get; } =
    [
        Step("relu-1000x1000", 1000, 10),
        Step("relu-1000x8000", 8000, 2),
        Step("relu-1000x1000-double", 1000, 10) with { IsDouble = true },
        new ReluCase
        {
            Name = "relu-figure-2.1",
            Widths = [100, 250, 500, 1000, 2000, 4000, 8000],
            Steps = 100,
            IsMeasured = true,
            IsWhole = true,
            Peers = PyTorch("measured"),
        },
    ];

    /// <inheritdoc/>
    public override DescentSide SideOf(ThreadTeam team) => IsDouble ? new ReluSide<double>(this, team) : new ReluSide<float>(this, team);

    private static ReluCase Step(string name, int width, int steps) => new() { Name = name, Widths = [width], Steps = steps, Peers = PyTorch("plain") };

    private static DescentPeer[] PyTorch(string work) =>
    [
        new("PyTorch autograd", "relu_torch.py", $"autograd-{work}", 1),
        new("PyTorch in place", "relu_torch.py", $"in-place-{work}", 1),
    ];
}
