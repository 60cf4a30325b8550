using System.Numerics;
using Surefoot.Arithmetic;
using Surefoot.Networks;

namespace Surefoot.Descent.Probes;

/// <summary>
/// max_j ||W_{j+1}^T W_{j+1} - W_j W_j^T||_F, how far the weights are from balanced (Arora et al. 2019, definition 1).
/// </summary>
/// <remarks>Cost 2 n_j^2 (n_{j-1} + n_{j+1}) flops for each j, more than a step of descent on few samples: record sparsely.</remarks>
/// <param name="network">The network that is run.</param>
/// <typeparam name="T">The number type of the weights.</typeparam>
public sealed class BalancednessProbe<T>(DeepLinearNetwork network) : Probe<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns { get; } = ["balancedness"];

    /// <inheritdoc/>
    public override void Measure(Weights<T> weights, Span<double> values)
    {
        ArgumentNullException.ThrowIfNull(weights);
        values[0] = 0;
        for (var j = 0; j < weights.Count - 1; j++)
        {
            var (below, above) = (weights[j].Cast<double>(), weights[j + 1].Cast<double>());
            var (belowScale, aboveScale) = (network.LayerScales[j], network.LayerScales[j + 1]);
            var defect = MatrixProduct.Of<double>(below, below.Transposed);
            MatrixProduct.Multiply(above.Transposed, above, defect, aboveScale * aboveScale, -belowScale * belowScale, ThreadTeam.Alone);
            var sum = 0.0;
            foreach (var x in defect.Span)
                sum += x * x;
            values[0] = Math.Max(values[0], Math.Sqrt(sum));
        }
    }
}
