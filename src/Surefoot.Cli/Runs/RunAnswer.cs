using System.Text.Json;
using Surefoot.Arithmetic;
using Surefoot.Descent;

namespace Surefoot.Cli.Runs;

/// <summary>What a run found.</summary>
internal sealed record RunAnswer
{
    // A residual this small beside the start is what rounding leaves of 0.
    private const double Nothing = 1e-24;

    /// <summary>The recorded run.</summary>
    public required Trajectory Trajectory { get; init; }

    /// <summary>The least loss: over all linear maps for a linear network, 0 for another.</summary>
    public required double OptimalLoss { get; init; }

    /// <summary>The rate used, for the unnormalised W_i.</summary>
    public required double LearningRate { get; init; }

    /// <summary>The content hash of the data.</summary>
    public required string DataHash { get; init; }

    /// <summary>The network, and what was run in its place.</summary>
    public required NetworkSummary Network { get; init; }

    /// <summary>The rounding unit of the run's numbers.</summary>
    public required double RoundingUnit { get; init; }

    /// <summary>The end weights in the papers' convention, where they were asked for.</summary>
    public IReadOnlyList<KeyValuePair<string, Matrix<double>>>? Weights { get; init; }

    /// <summary>How the run ended, as one word of a file: converged-to-rounding.</summary>
    public string Ending => JsonNamingPolicy.KebabCaseLower.ConvertName(Trajectory.Outcome.Kind.ToString());

    /// <summary>Whether some linear map fits the data, so that the optimal loss is 0 but for rounding.</summary>
    public bool IsOptimumZero => IsZero(OptimalLoss, Trajectory.Losses[0]);

    /// <summary>The final gap to the optimal loss, relative to it, or to the initial loss where the optimal one is 0.</summary>
    public double RelativeGap => (Trajectory.FinalLoss - OptimalLoss) / GapUnit(OptimalLoss, Trajectory.Losses[0]);

    /// <summary>What gaps to an optimal loss are measured in.</summary>
    public static double GapUnit(double optimalLoss, double initialLoss) => IsZero(optimalLoss, initialLoss) ? initialLoss : optimalLoss;

    private static bool IsZero(double optimalLoss, double initialLoss) => optimalLoss <= Nothing * initialLoss;
}
