using System.Numerics;
using Surefoot.Arithmetic;
using Surefoot.Networks;

namespace Surefoot.Descent.Probes;

/// <summary>The extreme singular values of the end-to-end map alpha W_N ... W_1.</summary>
/// <param name="network">The network that is run.</param>
/// <typeparam name="T">The number type of the weights.</typeparam>
public sealed class EndToEndProbe<T>(DeepLinearNetwork network) : Probe<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns { get; } = ["endToEndLargestSingularValue", "endToEndSmallestSingularValue"];

    /// <inheritdoc/>
    public override void Measure(Weights<T> weights, Span<double> values)
    {
        var svd = SingularValueDecomposition.Of(network.EndToEnd(weights));
        values[0] = svd.Values[0];
        values[1] = svd.Values[^1];
    }
}
