using System.Numerics;
using Surefoot.Arithmetic;
using Surefoot.Cli.Specs;
using Surefoot.Data;
using Surefoot.Descent;
using Surefoot.Objectives;

namespace Surefoot.Cli.Runs;

/// <summary>What a spec stands for: its data, network, loss, start law, learning rate and method. Nothing of the start is drawn yet.</summary>
/// <param name="Spec">The run.</param>
/// <param name="Data">The data.</param>
/// <param name="OptimalLoss">The least loss: over all linear maps for a linear network, 0 for another.</param>
/// <param name="LearningRate">The learning rate.</param>
/// <param name="Method">The method with it.</param>
internal abstract record RunSetting(RunSpec Spec, Dataset Data, double OptimalLoss, double LearningRate, Method Method)
{
    /// <summary>Makes it. What would not fit into memory is refused before it is drawn.</summary>
    /// <param name="spec">The run.</param>
    /// <param name="shelf">Where its data are, or will be for the next run of the same data.</param>
    /// <param name="keepWeights">Whether the end weights of the full network are wanted.</param>
    /// <param name="cancellation">Ends it early.</param>
    public static RunSetting Of(RunSpec spec, DataShelf shelf, bool keepWeights, CancellationToken cancellation) => spec.Network switch
    {
        TwoLayerReluSpec network => TwoLayerReluRunSetting.Of(spec, network, shelf, cancellation),
        ResidualSpec network => ResidualRunSetting.Of(spec, network, shelf, cancellation),
        _ => DeepLinearRunSetting.Of(spec, shelf, keepWeights, cancellation),
    };

    /// <summary>Draws the start.</summary>
    /// <param name="team">The threads.</param>
    /// <param name="keepWeights">Whether the end weights of the full network are wanted.</param>
    public abstract ReadyRun<T> Ready<T>(ThreadTeam team, bool keepWeights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>A run that can begin.</summary>
/// <param name="Objective">What is descended.</param>
/// <param name="Start">The start.</param>
/// <param name="LossOffset">What is added to every loss.</param>
/// <param name="Network">The network for a report.</param>
/// <param name="Probe">Makes the probe of a name without fault.</param>
/// <param name="Arrays">The full network at a point in the papers' convention, by names; asked for only where weights are kept.</param>
internal sealed record ReadyRun<T>(
    Objective<T> Objective,
    Weights<T> Start,
    double LossOffset,
    NetworkSummary Network,
    Func<string, Probe<T>> Probe,
    Func<Weights<T>, List<KeyValuePair<string, Matrix<double>>>> Arrays)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;

/// <summary>A network for a report.</summary>
/// <param name="Text">What it is, in a few words.</param>
/// <param name="Weights">The number of its weights.</param>
/// <param name="WeightsRun">The number of weights that are run in their place.</param>
/// <param name="Bottleneck">Why it may not reach the optimal loss, a clause, or null.</param>
internal sealed record NetworkSummary(string Text, long Weights, long WeightsRun, string? Bottleneck);
