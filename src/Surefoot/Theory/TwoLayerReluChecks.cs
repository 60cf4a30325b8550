using Surefoot.Descent;

namespace Surefoot.Theory;

/// <summary>Lays inequalities against a run of a two-layer ReLU network.</summary>
public static class TwoLayerReluChecks
{
    /// <summary>Runs the method of a setting, and measures inequalities at recorded steps, each beside the step before it.</summary>
    /// <param name="setting">The setting.</param>
    /// <param name="invariants">The inequalities.</param>
    /// <param name="steps">The number of steps.</param>
    /// <param name="recording">The steps at which to measure.</param>
    /// <param name="cancellation">Ends the run between two steps.</param>
    public static RunChecks Run(
        TwoLayerReluSetting setting, IReadOnlyList<Invariant<TwoLayerReluMoment>> invariants, long steps, Recording recording, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(setting);
        ArgumentNullException.ThrowIfNull(invariants);
        ArgumentNullException.ThrowIfNull(recording);
        return new ReluRun(setting).Run(invariants, steps, recording, cancellation);
    }

    /// <summary>Runs a setting and looks at every moment of it.</summary>
    /// <param name="setting">The setting.</param>
    /// <param name="steps">The number of steps.</param>
    /// <param name="look">What is done at each moment.</param>
    /// <param name="cancellation">Ends the run between two steps.</param>
    /// <returns>The last step looked at.</returns>
    internal static long Walk(TwoLayerReluSetting setting, long steps, Action<TwoLayerReluMoment> look, CancellationToken cancellation)
    {
        Invariant<TwoLayerReluMoment> looking = new("walk", "", moment =>
        {
            look(moment);
            return null;
        });
        return Run(setting, [looking], steps, Recording.EveryStep, cancellation).Steps[^1];
    }

    private sealed class ReluRun(TwoLayerReluSetting setting) : CheckedRun<TwoLayerReluMoment>(new TwoLayerReluMoment(setting), new TwoLayerReluMoment(setting))
    {
        private readonly DescentState<double> _state = new(setting.StartWeights.Clone());

        protected override void Move(TwoLayerReluMoment moment, long step, TwoLayerReluMoment? previous) => moment.MoveTo(step, _state.Weights, previous);

        protected override double GapOf(TwoLayerReluMoment moment) => moment.Loss;

        protected override void Advance() => setting.Method.Step(setting.Objective, _state);
    }
}
