using System.Numerics;
using Surefoot.Networks;

namespace Surefoot.Descent.Probes;

/// <summary>max_i ||W_i(t) - W_i(0)||_F, in the papers' unnormalised convention.</summary>
/// <typeparam name="T">The number type of the weights.</typeparam>
public sealed class DistanceFromStartProbe<T> : Probe<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Weights<T> _start;
    private readonly DeepLinearNetwork _network;

    /// <summary>The distance from a start, which is copied.</summary>
    public DistanceFromStartProbe(DeepLinearNetwork network, Weights<T> start)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(start);
        _network = network;
        _start = start.Clone();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns { get; } = ["distanceFromStart"];

    /// <inheritdoc/>
    public override void Measure(Weights<T> weights, Span<double> values)
    {
        ArgumentNullException.ThrowIfNull(weights);
        values[0] = 0;
        for (var i = 0; i < weights.Count; i++)
        {
            var sum = 0.0;
            var now = weights[i].Span;
            var then = _start[i].Span;
            for (var k = 0; k < now.Length; k++)
            {
                var difference = double.CreateTruncating(now[k] - then[k]);
                sum += difference * difference;
            }

            values[0] = Math.Max(values[0], _network.LayerScales[i] * Math.Sqrt(sum));
        }
    }
}
