using System.Numerics;
using Surefoot.Objectives;

namespace Surefoot.Descent.Probes;

/// <summary>max_i ||W_i(t) - W_i(0)||_F over all matrices, in the papers' unnormalised convention; for a function its one vector's.</summary>
/// <typeparam name="T">The number type of the weights.</typeparam>
public sealed class DistanceFromStartProbe<T> : Probe<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Objective<T> _objective;
    private readonly double[][] _start;

    /// <summary>The distance from a start, which is copied.</summary>
    /// <param name="objective">What is descended.</param>
    /// <param name="start">The start.</param>
    public DistanceFromStartProbe(Objective<T> objective, Weights<T> start)
    {
        ArgumentNullException.ThrowIfNull(objective);
        ArgumentNullException.ThrowIfNull(start);
        _objective = objective;
        _start = [.. Enumerable.Range(0, start.Count).Select(matrix => objective.Coordinates(start, matrix))];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns { get; } = ["distanceFromStart"];

    /// <inheritdoc/>
    public override void Measure(Weights<T> weights, Span<double> values)
    {
        values[0] = 0;
        for (var i = 0; i < _start.Length; i++)
        {
            var now = _objective.Coordinates(weights, i);
            var sum = 0.0;
            for (var k = 0; k < now.Length; k++)
                sum += (now[k] - _start[i][k]) * (now[k] - _start[i][k]);
            values[0] = Math.Max(values[0], Math.Sqrt(sum));
        }
    }
}
