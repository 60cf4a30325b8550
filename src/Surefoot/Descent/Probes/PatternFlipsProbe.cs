using System.Numerics;
using Surefoot.Networks;
using Surefoot.Objectives;

namespace Surefoot.Descent.Probes;

/// <summary>
/// The share of pairs of a sample and a unit whose activation is another than at the start, (1 / (m n)) sum_{i,r} 1{1{w_r(t) . x_i >= 0} != 1{w_r(0) . x_i
/// >= 0}} (Du 2019, section 2.4).
/// </summary>
/// <remarks>Costs the forward pass, which the step from the same point then need not repeat.</remarks>
/// <typeparam name="T">The number type of the weights.</typeparam>
public sealed class PatternFlipsProbe<T> : Probe<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TwoLayerReluObjective<T> _objective;
    private readonly ActivationPatterns _start;

    /// <summary>Flips since a start.</summary>
    public PatternFlipsProbe(TwoLayerReluObjective<T> objective, Weights<T> start)
    {
        ArgumentNullException.ThrowIfNull(objective);
        _objective = objective;
        _start = objective.Patterns(start);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns { get; } = ["patternFlips"];

    /// <inheritdoc/>
    public override void Measure(Weights<T> weights, Span<double> values) =>
        values[0] = _objective.Patterns(weights).CountDifferences(_start) / ((double)_start.SampleCount * _start.Width);
}
