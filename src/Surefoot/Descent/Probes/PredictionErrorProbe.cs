using System.Numerics;
using Surefoot.Arithmetic;
using Surefoot.Data;
using Surefoot.Networks;
using Surefoot.Objectives;

namespace Surefoot.Descent.Probes;

/// <summary>||y - u(t)||^2, the squared distance of a two-layer ReLU network's predictions from the targets (Du 2019, theorem 2.3).</summary>
/// <typeparam name="T">The number type of the weights.</typeparam>
public sealed class PredictionErrorProbe<T> : Probe<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TwoLayerReluObjective<T> _objective;
    private readonly Matrix<double> _targets;

    /// <summary>The error on data.</summary>
    public PredictionErrorProbe(TwoLayerReluObjective<T> objective, Dataset data)
    {
        ArgumentNullException.ThrowIfNull(objective);
        ArgumentNullException.ThrowIfNull(data);
        (_objective, _targets) = (objective, data.Targets);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns { get; } = ["predictionError"];

    /// <inheritdoc/>
    public override void Measure(Weights<T> weights, Span<double> values)
    {
        var predictions = _objective.Predictions(weights).Span;
        var sum = 0.0;
        for (var i = 0; i < predictions.Length; i++)
        {
            var residual = double.CreateTruncating(predictions[i]) - _targets.Span[i];
            sum += residual * residual;
        }

        values[0] = sum;
    }
}
