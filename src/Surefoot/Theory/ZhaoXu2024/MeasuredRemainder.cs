using Surefoot.Descent;

namespace Surefoot.Theory.ZhaoXu2024;

/// <summary>The remainder ratio along a run: how far the network leaves convex descent, measured instead of bounded.</summary>
/// <param name="Ratio">max over the steps of ||R(t)||_X / ||V(t) - W*||_X (inequality 16).</param>
/// <param name="Step">The step where it is largest.</param>
/// <param name="Steps">
/// The number of steps measured: fewer than asked for where the run came so near W* that rounding hides the distance, or left the
/// finite numbers.
/// </param>
public sealed record MeasuredRemainder(double Ratio, long Step, long Steps)
{
    // Nearer than this many roundings of W* a ratio is noise.
    private const double Roundings = 1000;

    /// <summary>Takes steps of gradient descent and measures at each, once for all statements that ask. Costs some four times the steps alone.</summary>
    /// <param name="setting">The setting.</param>
    /// <param name="steps">The number of steps.</param>
    /// <param name="cancellation">Ends the run between two steps.</param>
    public static MeasuredRemainder Along(DeepLinearSetting setting, long steps, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(setting);
        return setting.Start.Measured($"zhao-xu-2024 remainder over {steps} steps", _ => Measure(setting, steps, cancellation));
    }

    private static MeasuredRemainder Measure(DeepLinearSetting setting, long steps, CancellationToken cancellation)
    {
        var problem = new NormalizedProblem(setting);
        var state = new DescentState<double>(setting.Run.Start.Clone());
        var method = new GradientDescent(setting.LearningRate);
        var moment = new DeepLinearMoment(setting);
        var (ratio, at) = (0.0, 0L);
        for (long step = 0; step < steps; step++)
        {
            moment.MoveTo(step, state.Weights, setting.Start.Twin, null);
            var distance = Math.Sqrt(problem.SquaredDistance(moment));
            if (cancellation.IsCancellationRequested || !(distance > Roundings * problem.DistanceRounding(moment.Map)))
                return new(ratio, at, step);
            var here = SemiNorm.Of(new StepExpansion(moment).Remainder) / distance;
            if (!double.IsFinite(here))
                return new(double.PositiveInfinity, step, step);
            if (here > ratio)
                (ratio, at) = (here, step);
            method.Step(setting.Run.Objective, state);
        }

        return new(ratio, at, steps);
    }
}
