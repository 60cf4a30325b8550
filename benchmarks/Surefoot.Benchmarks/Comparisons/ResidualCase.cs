using Surefoot.Arithmetic;

namespace Surefoot.Benchmarks.Comparisons;

/// <summary>A descent of a linear residual network from the zero start between Gaussian ends; Surefoot reduces it, as it does by itself.</summary>
internal sealed record ResidualCase : DescentCase
{
    /// <summary>d and k.</summary>
    public int Order { get; init; } = 10;

    /// <summary>m.</summary>
    public required int Width { get; init; }

    /// <summary>L.</summary>
    public required int Depth { get; init; }

    /// <summary>n.</summary>
    public int Samples { get; init; } = 1000;

    /// <summary>The learning rate times L m ||X||^2 / k: small, so that no run of the case converges and every step is work.</summary>
    public double RateShare { get; init; } = 0.01;

    /// <summary>The cases.</summary>
    public static IReadOnlyList<DescentCase> Cases { get; } =
    [
        new ResidualCase
        {
            Name = "residual-100x200",
            Width = 200,
            Depth = 100,
            Steps = 1000,
            IsWhole = true,
            Peers = [new("PyTorch usual", "descent_torch.py", "residual", 100), new("PyTorch in place", "descent_torch.py", "residual-in-place", 100)],
        },
    ];

    /// <inheritdoc/>
    public override DescentSide SideOf(ThreadTeam team) => IsDouble ? new ResidualSide<double>(this, team) : new ResidualSide<float>(this, team);
}
