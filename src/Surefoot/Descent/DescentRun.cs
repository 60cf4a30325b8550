using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using Surefoot.Objectives;

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

    /// <summary>
    /// The loss at which the run has converged; by default none, and then the run ends where its loss has fallen to
    /// <see cref="Objective{T}.RoundingFloor"/>.
    /// </summary>
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
    /// <param name="state">
    /// The start; at the end, the point that the last recorded loss belongs to. A run that repeats is left at the point of its
    /// last requested step, with the number of steps that it took to find it.
    /// </param>
    /// <param name="options">Length, recording, early ends.</param>
    /// <param name="probes">What to measure at recorded steps.</param>
    /// <param name="progress">Told the number of steps taken, at recorded steps.</param>
    /// <param name="cancellation">Stops the run between two steps; the trajectory up to there is returned.</param>
    /// <remarks>A step that is not recorded allocates nothing.</remarks>
    // A run is one call. Compiled in full before it, the loop keeps pace with a tiny network's million steps a second from the first.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
        var recorder = new Recorder<T>(probes ?? [], options.LossOffset);
        var recurrence = method.IsAutonomous ? new Recurrence<T>() : null;

        // Whoever names a target wants that one, however far below the rounding of the products it lies.
        var floor = double.IsNegativeInfinity(options.TargetLoss) ? objective.RoundingFloor : 0;
        var nextRecord = state.Step;
        var last = state.Step + options.Steps;
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

            var isInside = objective.Contains(state.Weights);
            if (step == last || !isInside || cancellation.IsCancellationRequested)
            {
                if (!recording)
                    recorder.Measure(state.Weights);
                var final = objective.Loss(state.Weights);
                recorder.Record(step, final);
                return recorder.Finish(
                    (isInside ? EndAt(step, final, floor, options) : new Outcome(OutcomeKind.LeftDomain, step, $"the point of step {step} lies outside the domain of the function"))
                        ?? (step == last
                            ? new Outcome(OutcomeKind.Completed, step, $"all {options.Steps} steps were taken")
                            : new Outcome(OutcomeKind.Stopped, step, $"ended by the caller after step {step}")),
                    last,
                    null,
                    watch.Elapsed);
            }

            double? known = recording && !method.TellsLoss ? objective.Loss(state.Weights) : null;
            var told = method.Step(objective, state);
            var loss = known ?? told;
            if (recording)
                recorder.Record(step, loss);

            // An estimate of the loss ends nothing but by leaving the finite numbers.
            if ((recording || method.TellsLoss || !double.IsFinite(told) ? EndAt(step, loss, floor, options) : null) is { } end)
            {
                RepeatingTail? tail = null;
                if (end.Kind == OutcomeKind.Diverged)
                {
                    if (!recording)
                    {
                        recorder.Skip();
                        recorder.Record(step, loss);
                    }

                    if (!double.IsFinite(loss))
                        tail = recorder.NothingFinite();
                }
                else
                {
                    // The point the run ends at is the one just reached, so that losses and weights go together.
                    recorder.Measure(state.Weights);
                    recorder.Record(state.Step, objective.Loss(state.Weights));
                    if (end.Kind == OutcomeKind.ConvergedToRounding)
                    {
                        tail = recorder.LastRepeated();
                        recorder.Close(tail, last);
                    }
                }

                return recorder.Finish(end, last, tail, watch.Elapsed);
            }

            if (recurrence?.PeriodAt(step, loss, state.Weights) is > 0 and var period
                && OnePeriod(period, last, objective, method, state, new Recorder<T>(probes ?? [], options.LossOffset), cancellation) is { } repeated)
            {
                recorder.Close(repeated, last);
                return recorder.Finish(Repeating(step, repeated), last, repeated, watch.Elapsed);
            }
        }
    }

    // Walks once around the cycle, and on to the point of the last step; null if the caller stops it on the way.
    private static RepeatingTail? OnePeriod<T>(
        long period, long last, Objective<T> objective, Method method, DescentState<T> state, Recorder<T> rows, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var first = state.Step;
        for (var step = first; step < first + period; step++)
        {
            if (cancellation.IsCancellationRequested)
                return null;
            rows.Measure(state.Weights);
            rows.Record(step, method.Step(objective, state));
        }

        for (var left = (last - first) % period; left > 0; left--)
            method.Step(objective, state);
        return rows.AsPeriod();
    }

    private static Outcome Repeating(long step, RepeatingTail tail) => tail.Losses.Length == 1
        ? new Outcome(OutcomeKind.Stationary, step, $"step {step} left every weight unchanged bit for bit, at a loss of {tail.Losses[0]:G6}")
        : new Outcome(
            OutcomeKind.Periodic,
            step,
            $"step {step} brought every weight back bit for bit to where it was {tail.Losses.Length} steps before, "
            + $"and so on for ever, at losses from {tail.Losses.Min():G6} to {tail.Losses.Max():G6}");

    private static Outcome? EndAt(long step, double loss, double floor, RunOptions options)
    {
        if (!double.IsFinite(loss))
            return new Outcome(OutcomeKind.Diverged, step, $"the loss left the finite numbers at step {step}");
        if (loss > options.LossCeiling)
            return new Outcome(OutcomeKind.Diverged, step, $"the loss {loss + options.LossOffset:G6} passed its ceiling {options.LossCeiling + options.LossOffset:G6} at step {step}");
        if (loss <= options.TargetLoss)
            return new Outcome(OutcomeKind.Converged, step, $"the loss {loss + options.LossOffset:G10} reached its target {options.TargetLoss + options.LossOffset:G10} at step {step}");
        if (loss <= floor && floor > 0)
        {
            return new Outcome(
                OutcomeKind.ConvergedToRounding,
                step,
                $"the loss{(options.LossOffset == 0 ? "" : " above the optimal one")}, {loss:G3} at step {step}, is no more than the {floor:G3} that rounding makes of an exact fit");
        }

        return null;
    }
}
