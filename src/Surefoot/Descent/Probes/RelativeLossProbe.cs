using System.Numerics;
using Surefoot.Objectives;

namespace Surefoot.Descent.Probes;

/// <summary>(l(t) - l*) / (l(0) - l*), which is l(t) / l(0) where the least loss l* is 0; one more forward pass each time.</summary>
/// <typeparam name="T">The number type of the weights.</typeparam>
public sealed class RelativeLossProbe<T> : Probe<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Objective<T> _objective;
    private readonly double _least;
    private readonly double _start;

    /// <summary>The loss relative to that of a start.</summary>
    /// <param name="objective">What is descended.</param>
    /// <param name="start">The start.</param>
    /// <param name="leastLoss">
    /// l* in the objective's own terms. For compressed samples that is l* less the constant they lost, and differences keep their digits.
    /// </param>
    public RelativeLossProbe(Objective<T> objective, Weights<T> start, double leastLoss)
    {
        ArgumentNullException.ThrowIfNull(objective);
        _objective = objective;
        _least = leastLoss;
        _start = objective.Loss(start) - leastLoss;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns { get; } = ["relativeLoss"];

    /// <inheritdoc/>
    public override void Measure(Weights<T> weights, Span<double> values) => values[0] = (_objective.Loss(weights) - _least) / _start;
}
