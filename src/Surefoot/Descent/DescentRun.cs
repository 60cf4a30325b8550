using System.Diagnostics;
using System.Numerics;
using System.Runtime.InteropServices;
using Surefoot.Networks;

namespace Surefoot.Descent;

/// <summary>How long a run goes and what ends it early.</summary>
public sealed record RunOptions
{
    /// <summary>The most steps to take.</summary>
    public required long Steps { get; init; }

    /// <summary>Which steps are recorded.</summary>
    public Recording Recording { get; init; } = Recording.EveryStep;

    /// <summary>
    /// A constant added to every loss that is recorded or told: what compressing the samples took out of the objective.
    /// Targets and ceilings are for the objective's own loss, which near the optimum has more digits.
    /// </summary>
    public double LossOffset { get; init; }

    /// <summary>The loss at which the run has converged; by default none.</summary>
    public double TargetLoss { get; init; } = double.NegativeInfinity;

    /// <summary>The loss above which the run has diverged; by default only the non-finite counts.</summary>
    public double LossCeiling { get; init; } = double.MaxValue;
}

/// <summary>The run loop: steps, records, and knows when there is nothing left to compute.</summary>
public static class DescentRun
{
    /// <summary>Runs a method from a start.</summary>
    /// <param name="objective">What is descended.</param>
    /// <param name="method">The method.</param>
    /// <param name="state">The start; at the end, the last point reached.</param>
    /// <param name="options">Length, recording, early ends.</param>
    /// <param name="probes">What to measure at recorded steps.</param>
    /// <param name="progress">Told the number of steps taken, at recorded steps.</param>
    /// <param name="cancellation">Stops the run between two steps; the trajectory up to there is returned.</param>
    public static Trajectory Run<T>(
        Objective<T> objective,
        Method method,
        DescentState<T> state,
        RunOptions options,
        IReadOnlyList<Probe<T>>? probes = null,
        IProgress<long>? progress = null,
        CancellationToken cancellation = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(objective);
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Steps, nameof(options));

        var watch = Stopwatch.StartNew();
        var recorder = new Recorder<T>(probes ?? []);
        Weights<T>? before = null;
        var previousLoss = double.NaN;
        var nextRecord = state.Step;
        var last = state.Step + options.Steps;
        Outcome? ending = null;
        while (true)
        {
            var step = state.Step;
            var recording = step == nextRecord || step == last;
            if (recording)
            {
                recorder.Measure(state.Weights);
                nextRecord = options.Recording.Next(step);
                progress?.Report(step);
            }

            if (step == last || cancellation.IsCancellationRequested)
            {
                var loss = objective.Loss(state.Weights);
                if (!recording)
                    recorder.Measure(state.Weights);
                recorder.Record(step, loss + options.LossOffset);
                ending ??= EndAt(step, loss, options)
                    ?? (step == last
                        ? new Outcome(OutcomeKind.Completed, step, $"all {options.Steps} steps were taken")
                        : new Outcome(OutcomeKind.Stopped, step, $"stopped by the caller after step {step}"));
                return recorder.Finish(ending, watch.Elapsed);
            }

            // Two equal losses in a row are cheap to see and come before every standstill; only then is it worth
            // keeping the point to compare it with the next one bit for bit.
            if (before is not null)
                state.Weights.Span.CopyTo(before.Span);
            var lossHere = method.Step(objective, state);
            var end = EndAt(step, lossHere, options);
            if (end is null && before is not null && SameBits<T>(before.Span, state.Weights.Span))
                end = new Outcome(OutcomeKind.Stationary, step, $"step {step} left every weight unchanged bit for bit, at a loss of {lossHere + options.LossOffset:G6}");
            if (recording)
            {
                recorder.Record(step, lossHere + options.LossOffset);
            }
            else if (end?.Kind == OutcomeKind.Diverged)
            {
                recorder.Skip();
                recorder.Record(step, lossHere + options.LossOffset);
            }

            if (end?.Kind == OutcomeKind.Diverged)
                return recorder.Finish(end, watch.Elapsed);

            // The point the run ends at is the one just reached, so that losses and weights go together.
            if (end is not null)
                (ending, last) = (end, state.Step);

            before = method.IsAutonomous && lossHere == previousLoss ? before ?? state.Weights.Clone() : null;
            previousLoss = lossHere;
        }
    }

    // Comparing numbers would call 0 and -0 the same.
    private static unsafe bool SameBits<T>(Span<T> a, Span<T> b)
        where T : unmanaged => sizeof(T) == sizeof(long)
            ? MemoryMarshal.Cast<T, long>(a).SequenceEqual(MemoryMarshal.Cast<T, long>(b))
            : MemoryMarshal.Cast<T, int>(a).SequenceEqual(MemoryMarshal.Cast<T, int>(b));

    private static Outcome? EndAt(long step, double loss, RunOptions options)
    {
        if (!double.IsFinite(loss))
            return new Outcome(OutcomeKind.Diverged, step, $"the loss left the finite numbers at step {step}");
        if (loss > options.LossCeiling)
            return new Outcome(OutcomeKind.Diverged, step, $"the loss {loss + options.LossOffset:G6} passed its ceiling {options.LossCeiling + options.LossOffset:G6} at step {step}");
        if (loss <= options.TargetLoss)
            return new Outcome(OutcomeKind.Converged, step, $"the loss {loss + options.LossOffset:G10} reached its target {options.TargetLoss + options.LossOffset:G10} at step {step}");
        return null;
    }

    private sealed class Recorder<T>(IReadOnlyList<Probe<T>> probes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly List<long> _steps = [];
        private readonly List<double> _losses = [];
        private readonly string[] _columns = [.. probes.SelectMany(probe => probe.Columns)];
        private readonly List<double[]> _rows = [];

        public void Measure(Weights<T> weights)
        {
            var row = new double[_columns.Length];
            var offset = 0;
            foreach (var probe in probes)
            {
                probe.Measure(weights, row.AsSpan(offset, probe.Columns.Count));
                offset += probe.Columns.Count;
            }

            _rows.Add(row);
        }

        public void Skip() => _rows.Add([.. Enumerable.Repeat(double.NaN, _columns.Length)]);

        public void Record(long step, double loss)
        {
            _steps.Add(step);
            _losses.Add(loss);
        }

        public Trajectory Finish(Outcome outcome, TimeSpan elapsed)
        {
            var measurements = new double[_columns.Length][];
            for (var c = 0; c < measurements.Length; c++)
                measurements[c] = [.. _rows.Select(row => row[c])];
            return new Trajectory([.. _steps], [.. _losses], _columns, measurements, outcome, elapsed);
        }
    }
}
