using Surefoot.Descent;

namespace Surefoot.Theory;

/// <summary>A run with inequalities laid against it.</summary>
/// <param name="Steps">The steps measured.</param>
/// <param name="Gaps">L(t) - L* at each.</param>
/// <param name="Checks">The inequalities, in the order they were given.</param>
/// <param name="Outcome">How the run ended.</param>
public record RunChecks(IReadOnlyList<long> Steps, IReadOnlyList<double> Gaps, IReadOnlyList<Check> Checks, Outcome Outcome);

/// <summary>A run that measures inequalities at recorded steps, each beside the step before it.</summary>
/// <typeparam name="TMoment">A moment of the run.</typeparam>
/// <param name="now">A moment.</param>
/// <param name="before">Another one; the two take turns.</param>
internal abstract class CheckedRun<TMoment>(TMoment now, TMoment before)
    where TMoment : class
{
    /// <summary>Makes a moment that of the present point.</summary>
    protected abstract void Move(TMoment moment, long step, TMoment? previous);

    /// <summary>L(t) - L* there.</summary>
    protected abstract double GapOf(TMoment moment);

    /// <summary>Goes one step on.</summary>
    protected abstract void Advance();

    /// <summary>Runs, and measures every inequality at every recorded step.</summary>
    public RunChecks Run(IReadOnlyList<Invariant<TMoment>> invariants, long steps, Recording recording, CancellationToken cancellation) =>
        Run(invariants, steps, recording, double.PositiveInfinity, cancellation);

    /// <summary>Runs. All measurements of one inequality cost the given seconds, about; what costs more is measured at fewer of the recorded steps.</summary>
    public RunChecks Run(IReadOnlyList<Invariant<TMoment>> invariants, long steps, Recording recording, double seconds, CancellationToken cancellation)
    {
        var moments = double.IsFinite(seconds) ? Count(recording, steps) : 1;
        var checking = invariants.Select(invariant => (Check: new Checking<TMoment>(invariant), Affordable: Affordable(invariant.Cost, seconds, moments))).ToList();
        var (recorded, gaps) = (new List<long>(), new List<double>());
        var hasBefore = false;
        var next = 0L;
        for (long step = 0; ; step++)
        {
            if (step == next || step == steps)
            {
                Move(now, step, hasBefore ? before : null);
                recorded.Add(step);
                gaps.Add(GapOf(now));
                if (!double.IsFinite(gaps[^1]))
                    return Finish(new Outcome(OutcomeKind.Diverged, step, $"the loss left the finite numbers at step {step}"));
                foreach (var (check, affordable) in checking)
                {
                    if (IsAmong(recorded.Count - 1, affordable, moments))
                        check.See(now, step);
                }

                next = recording.Next(step);
                (now, before, hasBefore) = (before, now, true);
            }
            else
            {
                // What compares two steps needs the one before each recorded one.
                hasBefore = step + 1 == next || step + 1 == steps;
                if (hasBefore)
                    Move(before, step, null);
            }

            if (step == steps)
                return Finish(new Outcome(OutcomeKind.Completed, step, $"all {steps} steps were taken"));
            if (cancellation.IsCancellationRequested)
                return Finish(new Outcome(OutcomeKind.Stopped, step, $"stopped by the caller after step {step}"));
            Advance();
        }

        RunChecks Finish(Outcome outcome) => new(recorded, gaps, [.. checking.Select(each => each.Check.Finish())], outcome);
    }

    // The first, one on the way and the last: at the last one many inequalities are hidden by rounding.
    private const long LeastMoments = 3;

    private static long Count(Recording recording, long steps)
    {
        var count = 1L;
        for (var step = 0L; step < steps; step = recording.Next(step))
            count++;
        return count;
    }

    private static long Affordable(double cost, double seconds, long moments) =>
        cost * moments <= seconds ? moments : Math.Min(moments, Math.Max(LeastMoments, (long)(seconds / cost)));

    // Whether the k-th of all moments is one of as many as can be afforded, evenly spread.
    private static bool IsAmong(long k, long affordable, long moments) =>
        affordable == moments || k == 0 || (k * (affordable - 1) / (moments - 1)) > ((k - 1) * (affordable - 1) / (moments - 1));
}
