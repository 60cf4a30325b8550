using Surefoot.Arithmetic;
using Surefoot.Initializations;
using Surefoot.Networks;
using Surefoot.Reductions;

namespace Surefoot.Benchmarks.Comparisons;

/// <summary>A descent of a deep linear network.</summary>
internal sealed record DeepLinearCase : DescentCase
{
    /// <summary>n_0 to n_N of the network that peers descend.</summary>
    public required IReadOnlyList<int> Widths { get; init; }

    /// <summary>Samples of the data that peers descend on.</summary>
    public required int Samples { get; init; }

    /// <summary>The law of the start.</summary>
    public Initialization<DeepLinearNetwork> Initialization { get; init; } = new GaussianInitialization();

    /// <summary>Whether Surefoot may reduce.</summary>
    public ReductionMode Reduction { get; init; } = ReductionMode.Off;

    /// <summary>
    /// The learning rate as a part of 2 n_N / (N (alpha + beta)): small, so that no run of the case converges and every step
    /// is work.
    /// </summary>
    public double RateShare { get; init; } = 0.01;

    /// <summary>The cases.</summary>
    public static IReadOnlyList<DescentCase> Cases { get; } =
    [
        new DeepLinearCase
        {
            Name = "orthogonal-100x1000",
            Widths = DeepWidths(100, 1000),
            Samples = 16,
            Initialization = new OrthogonalInitialization(),
            Reduction = ReductionMode.Auto,
            Steps = 1000,
            IsWhole = true,
            Peers = PyTorch(500, 150),
        },
        Gaussian(50, 1000, 20, 10, 3.2),
        Gaussian(100, 400, 50, 20, 3.5),
        Gaussian(200, 100, 200, 8, 1.6),
        new DeepLinearCase
        {
            Name = "tiny-3x5",
            Widths = [5, 5, 5, 5],
            Samples = 5,
            Threads = 1,
            IsDouble = true,
            RateShare = 0.001,
            Steps = 100_000,
            ComparedSteps = 1000,
            Peers =
            [
                new("PyTorch usual", "descent_torch.py", "usual", null),
                new("PyTorch nn.Linear", "descent_torch.py", "linear", null),
                new("NumPy in place", "descent_numpy.py", "in-place", null),
            ],
        },
        Square("square-3x2000", ReductionMode.Off, 1),
        Square("square-3x2000-compressed", ReductionMode.Auto, 3),
    ];

    /// <inheritdoc/>
    public override DescentSide SideOf(ThreadTeam team) => IsDouble ? new DeepLinearSide<double>(this, team) : new DeepLinearSide<float>(this, team);

    private static DeepLinearCase Gaussian(int depth, int width, int steps, double usual, double expert) => new()
    {
        Name = $"gaussian-{depth}x{width}",
        Widths = DeepWidths(depth, width),
        Samples = 16,
        Steps = steps,
        Peers = PyTorch(usual, expert),
    };

    private static DeepLinearCase Square(string name, ReductionMode reduction, double wanted) => new()
    {
        Name = name,
        Widths = [128, 2000, 2000, 10],
        Samples = 1000,
        Reduction = reduction,
        Steps = 10,
        Peers = PyTorch(wanted, wanted),
    };

    private static int[] DeepWidths(int depth, int width) => [1024, .. Enumerable.Repeat(width, depth - 1), 10];

    private static DescentPeer[] PyTorch(double usual, double expert) =>
    [
        new("PyTorch usual", "descent_torch.py", "usual", usual),
        new("PyTorch nn.Linear", "descent_torch.py", "linear", usual),
        new("PyTorch nn.Linear, gradients freed", "descent_torch.py", "linear-freed", null),
        new("PyTorch in place", "descent_torch.py", "in-place", expert),
        new("PyTorch in place, rows", "descent_torch.py", "in-place-rows", expert),
    ];
}
