using System.Numerics;
using Surefoot.Objectives;

namespace Surefoot.Descent;

/// <summary>Rows of a trajectory as a run fills them: probes measure a point before a step, the loss comes with the step.</summary>
/// <param name="probes">What to measure.</param>
/// <param name="lossOffset">What is added to every loss.</param>
internal sealed class Recorder<T>(IReadOnlyList<Probe<T>> probes, double lossOffset)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly string[] _names = [.. probes.SelectMany(probe => probe.Columns)];
    private readonly List<double>[] _columns = [.. probes.SelectMany(probe => probe.Columns).Select(_ => new List<double>())];
    private readonly double[] _row = new double[probes.Sum(probe => probe.Columns.Count)];
    private readonly List<long> _steps = [];
    private readonly List<double> _losses = [];

    /// <summary>Measures the point of the next row.</summary>
    public void Measure(Weights<T> weights)
    {
        var offset = 0;
        for (var i = 0; i < probes.Count; i++)
        {
            var width = probes[i].Columns.Count;
            probes[i].Measure(weights, _row.AsSpan(offset, width));
            offset += width;
        }
    }

    /// <summary>Stands in for measuring a point that is gone.</summary>
    public void Skip() => _row.AsSpan().Fill(double.NaN);

    /// <summary>Ends a row with the loss at the point that was measured.</summary>
    public void Record(long step, double loss) => Add(step, loss + lossOffset, _row);

    /// <summary>The rows as one period of a run that repeats.</summary>
    public RepeatingTail AsPeriod() =>
        new(_steps[0], [.. _losses], [.. Enumerable.Range(0, _steps.Count).Select(row => _columns.Select(column => column[row]).ToArray())]);

    /// <summary>The last row, repeated for ever.</summary>
    public RepeatingTail LastRepeated() => new(_steps[^1], [_losses[^1]], [[.. _columns.Select(column => column[^1])]]);

    /// <summary>What follows the last row where its loss is not finite: that loss, and nothing to measure.</summary>
    public RepeatingTail NothingFinite() => new(_steps[^1], [_losses[^1]], [[.. _columns.Select(_ => double.NaN)]]);

    /// <summary>Adds a tail's row at the first step it knows, unless that is there, and at the last one.</summary>
    public void Close(RepeatingTail tail, long lastStep)
    {
        foreach (var step in new[] { tail.FirstStep, lastStep })
        {
            if (step > _steps[^1])
                Add(step, tail.Losses[tail.PlaceOf(step)], tail.Rows[tail.PlaceOf(step)]);
        }
    }

    /// <summary>The recorded run.</summary>
    public Trajectory Finish(Outcome outcome, long lastStep, RepeatingTail? tail, TimeSpan elapsed) =>
        new(_steps, _losses, _names, _columns, outcome, lastStep, tail, elapsed);

    private void Add(long step, double loss, double[] row)
    {
        _steps.Add(step);
        _losses.Add(loss);
        for (var c = 0; c < row.Length; c++)
            _columns[c].Add(row[c]);
    }
}

/// <summary>One period of what a run repeats from a step on.</summary>
/// <param name="FirstStep">The step from which it repeats.</param>
/// <param name="Losses">The losses of one period.</param>
/// <param name="Rows">What the probes measured at each step of it.</param>
internal sealed record RepeatingTail(long FirstStep, double[] Losses, double[][] Rows)
{
    /// <summary>The place of a step in the period.</summary>
    public int PlaceOf(long step) => (int)((step - FirstStep) % Losses.Length);
}
