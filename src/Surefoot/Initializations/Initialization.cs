using System.Numerics;
using Surefoot.Arithmetic;
using Surefoot.Networks;
using Surefoot.Objectives;
using Surefoot.Randomness;
using Surefoot.Reductions;

namespace Surefoot.Initializations;

/// <summary>A named distribution over the weights of a network.</summary>
/// <typeparam name="TNetwork">The networks it is defined for.</typeparam>
public abstract class Initialization<TNetwork>
    where TNetwork : Network
{
    /// <summary>The name a spec uses.</summary>
    public abstract string Kind { get; }

    /// <summary>The start that belongs to a stream: the same stream gives the same start in every precision and on every team.</summary>
    /// <exception cref="ArgumentException">The network's widths do not allow this start; the message says what they must be.</exception>
    public abstract Weights<T> Sample<T>(TNetwork network, RandomStream stream, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>
    /// The widths <see cref="SampleReduced"/> gives for inputs of the given rank, or null where it gives nothing: what a run
    /// takes is known before anything is drawn.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="rank">The dimension of the span of the inputs.</param>
    public virtual IReadOnlyList<int>? ReducedWidths(TNetwork network, int rank) => null;

    /// <summary>
    /// Whether a start may have signal subspaces smaller than its layers, so that it is worth drawing it in double and
    /// looking for them.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="rank">The dimension of the span of the inputs.</param>
    public virtual bool MayClose(TNetwork network, int rank) => true;

    /// <summary>
    /// The same start restricted to its signal subspaces, drawn without forming it, or null where that is not possible or
    /// saves nothing. For a given stream it is an exact reduction of what <see cref="Sample{T}"/> gives.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="inputBasis">Orthonormal columns spanning the inputs, n_0 x r.</param>
    /// <param name="stream">Where the numbers come from.</param>
    /// <param name="team">The threads to use.</param>
    public virtual ReducedStart? SampleReduced(TNetwork network, Matrix<double> inputBasis, RandomStream stream, ThreadTeam team) => null;

    /// <summary>Refuses a standard deviation that is not positive and finite.</summary>
    protected static double RequireDeviation(double deviation) => double.IsFinite(deviation) && deviation > 0
        ? deviation
        : throw new ArgumentOutOfRangeException(nameof(deviation), $"a standard deviation of {deviation} was given; it must be positive and finite.");
}
