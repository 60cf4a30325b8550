using Surefoot.Cli.Output;
using Surefoot.Descent;

namespace Surefoot.Cli.Runs;

/// <summary>A run's answer in one sentence: how it ended, how far from the optimum, and what more steps would do.</summary>
internal static class RunSentence
{
    /// <summary>How near to the optimal loss, relative to it, counts as there, where a spec names no tolerance.</summary>
    public const double DefaultNear = 1e-9;

    // A rate per step nearer to 1 than this promises nothing within any number of steps a machine can take.
    private const double LeastProgress = 1e-12;

    /// <summary>The sentence.</summary>
    /// <param name="answer">What the run found.</param>
    /// <param name="near">The relative gap at which the run is there.</param>
    public static string Of(RunAnswer answer, double near)
    {
        var outcome = answer.Trajectory.Outcome;
        var head = $"{answer.Ending.Replace('-', ' ')}: {outcome.Reason}";
        if (outcome.Kind == OutcomeKind.Diverged)
            return $"{head}; take a smaller learning rate than {Digits.Short(answer.LearningRate)}, or a larger width.";
        var place = $"{head}; the final loss {Digits.Short(answer.Trajectory.FinalLoss)} is {Place(answer)}";
        if (answer.RelativeGap <= near)
            return $"{place}.";
        return outcome.Kind switch
        {
            OutcomeKind.ConvergedToRounding => $"{place}.",
            OutcomeKind.Stationary => $"{place}: {answer.Network.Bottleneck ?? "a stationary point that is no minimum, or all that this precision can tell"}.",
            OutcomeKind.Periodic => $"{place}: {answer.Network.Bottleneck ?? $"steps too large to settle, or all that this precision can tell; a smaller learning rate than {Digits.Short(answer.LearningRate)} shows which"}.",
            _ => $"{place}; {Prospect(answer, near)}.",
        };
    }

    private static string Place(RunAnswer answer)
    {
        // Rounding may put the final loss a last digit below the optimal one.
        if (answer.RelativeGap <= 0)
            return "the optimal one";
        var gap = Digits.Short(answer.RelativeGap, 3);
        return answer.IsOptimumZero
            ? $"{gap} of the initial one, and the optimal loss is 0"
            : $"above the optimal loss {Digits.Short(answer.OptimalLoss)} by {gap} {(answer.RelativeGap < 1 ? "of" : "times")} it";
    }

    private static string Prospect(RunAnswer answer, double near)
    {
        var trajectory = answer.Trajectory;
        var last = trajectory.Losses.Count - 1;
        var middle = 0;
        while (middle < last && trajectory.Steps[middle + 1] <= trajectory.Steps[last] / 2)
            middle++;
        var steps = trajectory.Steps[last] - trajectory.Steps[middle];
        if (steps == 0)
            return "no step was taken to measure a rate on";
        var (then, now) = (trajectory.Losses[middle] - answer.OptimalLoss, trajectory.Losses[last] - answer.OptimalLoss);
        if (now > then)
            return $"over the last {steps} steps it has risen";
        var progress = 1 - Math.Pow(now / then, 1.0 / steps);

        // A fall below the rounding of the loss itself is none.
        if (progress < LeastProgress || then - now <= 4 * answer.RoundingUnit * trajectory.FinalLoss)
            return $"it has stalled: the last {steps} steps took {Digits.Short(then - now, 3)} off it{(answer.Network.Bottleneck is { } why ? $", and {why}" : "")}";
        var more = Math.Ceiling(Math.Log(near / answer.RelativeGap) / Math.Log(1 - progress));
        return $"over the last {steps} steps the gap shrank by {Digits.Short(progress, 3)} a step, so about {Digits.Short(more, 3)} more reach {Digits.Short(near, 3)}";
    }
}
