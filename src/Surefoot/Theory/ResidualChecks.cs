using Surefoot.Descent;

namespace Surefoot.Theory;

/// <summary>Lays inequalities against a run of a linear residual network.</summary>
public static class ResidualChecks
{
    /// <summary>Runs the method of a setting, and measures inequalities at recorded steps, each beside the step before it.</summary>
    /// <param name="setting">The setting.</param>
    /// <param name="invariants">The inequalities.</param>
    /// <param name="steps">The number of steps.</param>
    /// <param name="recording">The steps at which to measure.</param>
    /// <param name="cancellation">Ends the run between two steps.</param>
    public static RunChecks Run(
        ResidualSetting setting, IReadOnlyList<Invariant<ResidualMoment>> invariants, long steps, Recording recording, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(setting);
        ArgumentNullException.ThrowIfNull(invariants);
        ArgumentNullException.ThrowIfNull(recording);
        return new ResidualRun(setting).Run(invariants, steps, recording, cancellation);
    }

    private sealed class ResidualRun(ResidualSetting setting) : CheckedRun<ResidualMoment>(new ResidualMoment(setting), new ResidualMoment(setting))
    {
        private readonly Method _method = setting.Method;
        private readonly DescentState<double> _state = new(setting.Run.Start.Clone());

        protected override void Move(ResidualMoment moment, long step, ResidualMoment? previous) => moment.MoveTo(step, _state.Weights, previous);

        protected override double GapOf(ResidualMoment moment) => moment.Gap;

        protected override void Advance() => _method.Step(setting.Run.Objective, _state);
    }
}
