using Surefoot.Arithmetic;
using Surefoot.Descent;

namespace Surefoot.Theory;

/// <summary>A run of a deep linear network with inequalities laid against it.</summary>
/// <param name="Steps">The steps measured.</param>
/// <param name="Gaps">L(t) - L* at each.</param>
/// <param name="Checks">The inequalities, in the order they were given.</param>
/// <param name="Outcome">How the run ended.</param>
public sealed record DeepLinearChecks(IReadOnlyList<long> Steps, IReadOnlyList<double> Gaps, IReadOnlyList<Check> Checks, Outcome Outcome)
    : RunChecks(Steps, Gaps, Checks, Outcome)
{
    /// <summary>Runs gradient descent in a setting and measures inequalities at recorded steps, each beside the step before it.</summary>
    /// <param name="setting">The setting.</param>
    /// <param name="invariants">The inequalities.</param>
    /// <param name="steps">The number of steps.</param>
    /// <param name="recording">The steps at which to measure.</param>
    /// <param name="seconds">
    /// What all measurements of one inequality may cost: one that costs more is measured at fewer of the recorded steps, evenly spread, but
    /// at three of them at least, the first and the last among these.
    /// </param>
    /// <param name="cancellation">Ends the run between two steps.</param>
    public static DeepLinearChecks Run(
        DeepLinearSetting setting,
        IReadOnlyList<Invariant<DeepLinearMoment>> invariants,
        long steps,
        Recording recording,
        double seconds = double.PositiveInfinity,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(setting);
        ArgumentNullException.ThrowIfNull(invariants);
        ArgumentNullException.ThrowIfNull(recording);
        var run = new TwinRun(setting).Run(invariants, steps, recording, seconds, cancellation);
        return new(run.Steps, run.Gaps, run.Checks, run.Outcome);
    }

    /// <summary>A network and its convex twin beside it.</summary>
    private sealed class TwinRun(DeepLinearSetting setting)
        : CheckedRun<DeepLinearMoment>(new DeepLinearMoment(setting), new DeepLinearMoment(setting))
    {
        private readonly Matrix<double> _twin = setting.Start.Twin.Clone();
        private readonly Matrix<double> _predictions = new(setting.Start.Twin.Rows, setting.Run.Data.Inputs.Columns);
        private readonly GradientDescent _method = new(setting.LearningRate);
        private readonly DescentState<double> _state = new(setting.Run.Start.Clone());

        protected override void Move(DeepLinearMoment moment, long step, DeepLinearMoment? previous) => moment.MoveTo(step, _state.Weights, _twin, previous);

        protected override double GapOf(DeepLinearMoment moment) => moment.Gap;

        protected override void Advance()
        {
            var inputs = setting.Run.Data.Inputs;
            MatrixProduct.Multiply(_twin, inputs, _predictions, 1.0, 0.0, ThreadTeam.Alone);
            setting.BoundLoss.Evaluate(_predictions, _predictions);
            MatrixProduct.Multiply(_predictions, inputs.Transposed, _twin, -setting.TwinRate, 1.0, ThreadTeam.Alone);
            _method.Step(setting.Run.Objective, _state);
        }
    }
}
