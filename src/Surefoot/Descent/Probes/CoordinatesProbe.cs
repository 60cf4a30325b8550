using System.Numerics;
using Surefoot.Objectives;

namespace Surefoot.Descent.Probes;

/// <summary>x_1, ..., x_d: the coordinates of a function's point.</summary>
/// <typeparam name="T">The number type of the weights.</typeparam>
public sealed class CoordinatesProbe<T> : Probe<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Objective<T> _objective;

    /// <summary>The coordinates of an objective's points; of a network, the entries of its first matrix.</summary>
    /// <param name="objective">What is descended.</param>
    public CoordinatesProbe(Objective<T> objective)
    {
        ArgumentNullException.ThrowIfNull(objective);
        _objective = objective;
        Columns = [.. Enumerable.Range(1, objective.Coordinates(new Weights<T>(objective.Shapes), 0).Length).Select(j => $"x{j}")];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns { get; }

    /// <inheritdoc/>
    public override void Measure(Weights<T> weights, Span<double> values) => _objective.Coordinates(weights, 0).CopyTo(values);
}
