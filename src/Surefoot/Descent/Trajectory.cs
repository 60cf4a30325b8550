namespace Surefoot.Descent;

/// <summary>What was recorded along a run, how the run ended, and what is known of the steps that it did not take.</summary>
/// <remarks>
/// A run that repeats itself, that has converged to rounding or that has left the finite numbers ends early, and the rest of its
/// curve is known: <see cref="LossAt"/> and <see cref="MeasurementAt"/> tell it step by step, without a row for each. In the
/// first two cases the rows end with one at <see cref="LastStep"/>, so that a curve drawn through them runs to its end.
/// </remarks>
public sealed class Trajectory
{
    private readonly List<long> _steps;
    private readonly List<double> _losses;
    private readonly string[] _columns;
    private readonly List<double>[] _measurements;
    private readonly RepeatingTail? _tail;

    internal Trajectory(
        List<long> steps, List<double> losses, string[] columns, List<double>[] measurements, Outcome outcome, long lastStep, RepeatingTail? tail, TimeSpan elapsed)
    {
        _steps = steps;
        _losses = losses;
        _columns = columns;
        _measurements = measurements;
        _tail = tail;
        Outcome = outcome;
        LastStep = lastStep;
        Elapsed = elapsed;
    }

    /// <summary>The recorded steps, ascending from the one the run began at.</summary>
    public IReadOnlyList<long> Steps => _steps;

    /// <summary>The loss at each recorded step.</summary>
    public IReadOnlyList<double> Losses => _losses;

    /// <summary>The names of the probes' columns.</summary>
    public IReadOnlyList<string> Columns => _columns;

    /// <summary>How the run ended.</summary>
    public Outcome Outcome { get; }

    /// <summary>The last step that was asked for, taken or not.</summary>
    public long LastStep { get; }

    /// <summary>The time of the whole run, recording included.</summary>
    public TimeSpan Elapsed { get; }

    /// <summary>The last recorded loss.</summary>
    public double FinalLoss => _losses[^1];

    /// <summary>The loss at a recorded step, or at one that the run need not take to know it.</summary>
    /// <param name="step">
    /// A recorded step; or any from the end of the run to <see cref="LastStep"/> if the run is stationary or periodic (the
    /// loss is exact), converged to rounding (the loss it ended with) or no longer finite (infinite or NaN).
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The loss at this step is not known.</exception>
    public double LossAt(long step)
    {
        var row = RowOf(step);
        return row >= 0 ? _losses[row] : _tail!.Losses[_tail.PlaceOf(step)];
    }

    /// <summary>One probe column, a value for each recorded step.</summary>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public IReadOnlyList<double> Measurement(string column) => _measurements[IndexOf(column)];

    /// <summary>A probe's value at a step, known where <see cref="LossAt"/> is; NaN after the run left the finite numbers.</summary>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The value at this step is not known.</exception>
    public double MeasurementAt(string column, long step)
    {
        var index = IndexOf(column);
        var row = RowOf(step);
        return row >= 0 ? _measurements[index][row] : _tail!.Rows[_tail.PlaceOf(step)][index];
    }

    // The row of a recorded step, or a negative number if the tail knows the step.
    private int RowOf(long step)
    {
        var row = _steps.BinarySearch(step);
        if (row >= 0 || (_tail is not null && step >= _tail.FirstStep && step <= LastStep))
            return row;
        var next = ~row;
        throw new ArgumentOutOfRangeException(
            nameof(step),
            next == 0 ? $"step {step} was asked for; the run began at step {_steps[0]}."
            : next < _steps.Count ? $"step {step} was not recorded; next to it are {_steps[next - 1]} and {_steps[next]}. Record more steps to know it."
            : $"step {step} is not known: {Outcome.Reason}. Known are steps up to {(_tail is null ? _steps[^1] : LastStep)}.");
    }

    private int IndexOf(string column)
    {
        var index = Array.IndexOf(_columns, column);
        return index >= 0
            ? index
            : throw new ArgumentException($"there is no column '{column}'; recorded were: {string.Join(", ", _columns)}.", nameof(column));
    }
}
