using System.Numerics;
using Surefoot.Arithmetic;
using Surefoot.Data;
using Surefoot.Initializations;
using Surefoot.Losses;
using Surefoot.Networks;
using Surefoot.Objectives;
using Surefoot.Randomness;
using Surefoot.Reductions;

namespace Surefoot.Descent;

/// <summary>
/// A deep linear network at its start on data, made as small as exactness allows and ready to descend.
/// </summary>
/// <typeparam name="T">The number type of the run.</typeparam>
public sealed class PreparedRun<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly SampleChoice _samples;

    internal PreparedRun(Reduction reduction, Weights<T> start, SampleChoice samples, int? batchSize, ThreadTeam team)
    {
        Reduction = reduction;
        Start = start;
        _samples = samples;
        Team = team;
        Objective = samples.Bind<T>(Network, batchSize, team);
    }

    /// <summary>What was reduced, and the way back to the full network.</summary>
    public Reduction Reduction { get; }

    /// <summary>The network that is run.</summary>
    public DeepLinearNetwork Network => Reduction.Reduced;

    /// <summary>The start, in the run's precision.</summary>
    public Weights<T> Start { get; }

    /// <summary>What is descended; a <see cref="SampledObjective{T}"/> where batches were asked for. Its losses lack <see cref="LossOffset"/>.</summary>
    public Objective<T> Objective { get; }

    /// <summary>The loss of the full data less the loss of <see cref="Data"/>, the same for every map.</summary>
    public double LossOffset => _samples.Offset;

    /// <summary>The data that the whole loss is taken on.</summary>
    public Dataset Data => _samples.Whole;

    private ThreadTeam Team { get; }

    /// <summary>
    /// The convex twin: one linear layer on the same data, from the same end-to-end map. Descended with the rate eta* it
    /// is gradient descent on the convex problem (Zhao and Xu 2024, eq. 2).
    /// </summary>
    public PreparedRun<T> ConvexTwin()
    {
        var network = DeepLinearNetwork.Unscaled(Network.InputDimension, Network.OutputDimension);
        var start = new Weights<T>(network.Shapes);
        Network.EndToEnd(Start).Cast<T>().Span.CopyTo(start[0].Span);
        return new PreparedRun<T>(Reduction.OfTwin(network, Start), start, _samples, null, Team);
    }
}

/// <summary>Prepares runs.</summary>
public static class Preparation
{
    /// <summary>Draws a start and reduces data and network where that changes nothing.</summary>
    /// <param name="network">The full network.</param>
    /// <param name="initialization">The distribution of the start.</param>
    /// <param name="analysis">The data, analysed.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="stream">The stream of the start.</param>
    /// <param name="team">The threads.</param>
    /// <param name="mode">Whether to reduce.</param>
    /// <param name="batchSize">The size of batches, for a stochastic method; null where samples are seen all at once.</param>
    public static PreparedRun<T> Prepare<T>(
        DeepLinearNetwork network,
        Initialization<DeepLinearNetwork> initialization,
        DataAnalysis analysis,
        Loss loss,
        RandomStream stream,
        ThreadTeam team,
        ReductionMode mode,
        int? batchSize = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(initialization);
        ArgumentNullException.ThrowIfNull(analysis);
        ArgumentNullException.ThrowIfNull(loss);
        var samples = new SampleChoice(analysis, loss, mode != ReductionMode.Off);
        var (reduction, start) = mode == ReductionMode.Off
            ? (Reduction.None(network), initialization.Sample<T>(network, stream, team))
            : Reduce<T>(network, initialization, analysis, stream, team, mode);
        return new(reduction, start, samples, batchSize, team);
    }

    private static (Reduction Reduction, Weights<T> Start) Reduce<T>(
        DeepLinearNetwork network,
        Initialization<DeepLinearNetwork> initialization,
        DataAnalysis analysis,
        RandomStream stream,
        ThreadTeam team,
        ReductionMode mode)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var basis = analysis.InputBasis;
        if (mode == ReductionMode.Auto && initialization.SampleReduced(network, basis, stream, team) is { } drawn)
            return (Reduction.To(drawn, network, basis), drawn.Weights.Cast<T>());

        // Whether subspaces close is seen in double only: a start rounded to single precision has closed nowhere.
        if (!initialization.MayClose(network, analysis.Rank))
            return OnInputBasis(network, initialization.Sample<T>(network, stream, team), basis, team);
        var start = initialization.Sample<double>(network, stream, team);
        if (SignalSubspaces.Close(start, basis, team) is not { } subspaces)
            return OnInputBasis(network, start.Cast<T>(), basis, team);
        var reduced = subspaces.Reduce(network, start, team);
        Func<Weights<double>, Weights<double>>? lift = mode == ReductionMode.Liftable ? now => subspaces.Lift(start, reduced.Weights, now, team) : null;
        return (Reduction.To(reduced, network, basis, lift), reduced.Weights.Cast<T>());
    }

    // W_1 restricted to the span of the inputs: the rest of it never meets data and never moves.
    private static (Reduction Reduction, Weights<T> Start) OnInputBasis<T>(DeepLinearNetwork network, Weights<T> start, Matrix<double> basis, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var run = network.WithWidths([basis.Columns, .. network.Widths.Skip(1)]);
        var restricted = new Weights<T>(run.Shapes);
        MatrixProduct.Multiply(start[0], basis.Cast<T>(), restricted[0], T.One, T.Zero, team);
        for (var i = 1; i < start.Count; i++)
            start[i].Span.CopyTo(restricted[i].Span);
        return (Reduction.OfInputs(network, run, start[0].Cast<double>(), basis), restricted);
    }
}
