using Surefoot.Arithmetic;
using Surefoot.Descent;

namespace Surefoot.Theory;

/// <summary>A run of a deep linear network with inequalities laid against it.</summary>
/// <param name="Steps">The steps measured.</param>
/// <param name="Gaps">L(t) - L* at each.</param>
/// <param name="Checks">The inequalities, in the order they were given.</param>
/// <param name="Outcome">How the run ended.</param>
public sealed record DeepLinearChecks(IReadOnlyList<long> Steps, IReadOnlyList<double> Gaps, IReadOnlyList<Check> Checks, Outcome Outcome)
{
    /// <summary>Runs gradient descent in a setting and measures inequalities at recorded steps, each beside the step before it.</summary>
    /// <param name="setting">The setting.</param>
    /// <param name="invariants">The inequalities.</param>
    /// <param name="steps">The number of steps.</param>
    /// <param name="recording">The steps at which to measure.</param>
    /// <param name="cancellation">Ends the run between two steps.</param>
    public static DeepLinearChecks Run(
        DeepLinearSetting setting,
        IReadOnlyList<Invariant<DeepLinearMoment>> invariants,
        long steps,
        Recording recording,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(setting);
        ArgumentNullException.ThrowIfNull(invariants);
        ArgumentNullException.ThrowIfNull(recording);
        var checking = invariants.Select(invariant => new Checking<DeepLinearMoment>(invariant)).ToList();
        var weights = setting.Run.Start.Clone();
        var twin = setting.Start.Twin.Clone();
        var method = new GradientDescent(setting.LearningRate);
        var state = new DescentState<double>(weights);
        var (recorded, gaps) = (new List<long>(), new List<double>());
        var (now, before) = (new DeepLinearMoment(setting), new DeepLinearMoment(setting));
        var hasBefore = false;
        var predictions = new Matrix<double>(twin.Rows, setting.Run.Data.Inputs.Columns);
        var next = 0L;
        for (long step = 0; ; step++)
        {
            if (step == next || step == steps)
            {
                now.MoveTo(step, weights, twin, hasBefore ? before : null);
                recorded.Add(step);
                gaps.Add(now.Gap);
                if (!double.IsFinite(now.Gap))
                    return Finish(new Outcome(OutcomeKind.Diverged, step, $"the loss left the finite numbers at step {step}"));
                foreach (var each in checking)
                    each.See(now, step);
                next = recording.Next(step);
                (now, before, hasBefore) = (before, now, true);
            }
            else
            {
                // What compares two steps needs the one before each recorded one.
                hasBefore = step + 1 == next || step + 1 == steps;
                if (hasBefore)
                    before.MoveTo(step, weights, twin, null);
            }

            if (step == steps)
                return Finish(new Outcome(OutcomeKind.Completed, step, $"all {steps} steps were taken"));
            if (cancellation.IsCancellationRequested)
                return Finish(new Outcome(OutcomeKind.Stopped, step, $"stopped by the caller after step {step}"));

            MoveTwin(setting, twin, predictions);
            method.Step(setting.Run.Objective, state);
        }

        DeepLinearChecks Finish(Outcome outcome) => new(recorded, gaps, [.. checking.Select(each => each.Finish())], outcome);
    }

    private static void MoveTwin(DeepLinearSetting setting, Matrix<double> twin, Matrix<double> predictions)
    {
        var inputs = setting.Run.Data.Inputs;
        MatrixProduct.Multiply(twin, inputs, predictions, 1.0, 0.0, ThreadTeam.Alone);
        setting.BoundLoss.Evaluate(predictions, predictions);
        MatrixProduct.Multiply(predictions, inputs.Transposed, twin, -setting.TwinRate, 1.0, ThreadTeam.Alone);
    }
}
