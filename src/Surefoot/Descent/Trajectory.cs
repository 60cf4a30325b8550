namespace Surefoot.Descent;

/// <summary>What was recorded along a run, and how the run ended.</summary>
public sealed class Trajectory
{
    private readonly double[][] _measurements;

    internal Trajectory(long[] steps, double[] losses, string[] columns, double[][] measurements, Outcome outcome, TimeSpan elapsed)
    {
        Steps = steps;
        Losses = losses;
        Columns = columns;
        _measurements = measurements;
        Outcome = outcome;
        Elapsed = elapsed;
    }

    /// <summary>The recorded steps, ascending from 0.</summary>
    public IReadOnlyList<long> Steps { get; }

    /// <summary>The loss at each recorded step.</summary>
    public IReadOnlyList<double> Losses { get; }

    /// <summary>The names of the probes' columns.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>How the run ended.</summary>
    public Outcome Outcome { get; }

    /// <summary>The time of the whole run, recording included.</summary>
    public TimeSpan Elapsed { get; }

    /// <summary>The last recorded loss.</summary>
    public double FinalLoss => Losses[^1];

    /// <summary>One probe column, a value for each recorded step.</summary>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public IReadOnlyList<double> Measurement(string column)
    {
        var index = Columns.ToList().IndexOf(column);
        return index >= 0
            ? _measurements[index]
            : throw new ArgumentException($"there is no column '{column}'; recorded were: {string.Join(", ", Columns)}.", nameof(column));
    }
}
