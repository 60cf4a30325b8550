using System.Numerics;
using Surefoot.Arithmetic;
using Surefoot.Objectives;
using Surefoot.Reductions;

namespace Surefoot.Descent.Probes;

/// <summary>The extreme singular values of the full network's end-to-end map alpha W_N ... W_1.</summary>
/// <param name="reduction">The run's reduction.</param>
/// <typeparam name="T">The number type of the weights.</typeparam>
public sealed class EndToEndProbe<T>(Reduction reduction) : Probe<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns { get; } = ["endToEndLargestSingularValue", "endToEndSmallestSingularValue"];

    /// <inheritdoc/>
    public override void Measure(Weights<T> weights, Span<double> values)
    {
        var singularValues = SingularValueDecomposition.ValuesOf(reduction.EndToEnd(weights));
        values[0] = singularValues[0];
        values[1] = singularValues[^1];
    }
}
