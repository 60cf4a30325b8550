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

/// <summary>A linear residual network at its start on data, made as small as exactness allows and ready to descend.</summary>
/// <typeparam name="T">The number type of the run.</typeparam>
/// <param name="Reduction">What was reduced, and the way back to the full network.</param>
/// <param name="Start">The start, in the run's precision.</param>
/// <param name="Data">The data that the whole loss is taken on.</param>
/// <param name="Objective">What is descended; a <see cref="SampledObjective{T}"/> where batches were asked for. Its losses lack the offset.</param>
/// <param name="LossOffset">The loss of the full data less that of <paramref name="Data"/>, the same for every map.</param>
public sealed record PreparedResidualRun<T>(ResidualReduction Reduction, Weights<T> Start, Dataset Data, Objective<T> Objective, double LossOffset)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The network that is run.</summary>
    public LinearResidualNetwork Network => Reduction.Reduced;
}

/// <summary>Prepares runs of linear residual networks.</summary>
public static class ResidualPreparation
{
    /// <summary>Draws a start and reduces data and network where that changes nothing.</summary>
    /// <param name="network">The full network.</param>
    /// <param name="initialization">The start.</param>
    /// <param name="analysis">The data, analysed.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="stream">The stream of the start.</param>
    /// <param name="team">The threads.</param>
    /// <param name="mode">Whether to reduce; every reduced run can be lifted.</param>
    /// <param name="batchSize">The size of batches, for a stochastic method; null where samples are seen all at once.</param>
    public static PreparedResidualRun<T> Prepare<T>(
        LinearResidualNetwork network,
        Initialization<LinearResidualNetwork> initialization,
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
        var reduces = mode != ReductionMode.Off;
        var reduction = !reduces ? ResidualReduction.None(network)
            : initialization is ZeroInitialization ? ResidualReduction.OfZeroStart(network, analysis.InputBasis, team)
            : ResidualReduction.OfInputs(network, analysis.InputBasis);

        // Only the zero start takes other layers, and it is zero in them.
        var start = initialization.Sample<T>(reduction.Reduced, stream, team);
        var samples = new SampleChoice(analysis, loss, reduces);
        return new(reduction, start, samples.Whole, samples.Bind<T>(reduction.Reduced, batchSize, team), samples.Offset);
    }
}
