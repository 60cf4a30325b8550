using Surefoot.Descent;
using Surefoot.Initializations;
using Surefoot.Randomness;
using Surefoot.Studies.ZhaoXu2024;
using Surefoot.Theory;

namespace Surefoot.Studies.Tests;

/// <summary>The convex twin in closed form beside the twin that is run.</summary>
public class TwinTraceTests
{
    // Some 20 steps, each rounding maps of norm 5 or so and losses of 100 or so, by factors of ten.
    private const double Rounding = 1e-12;
    private const int Steps = 20;

    private readonly RandomStream _stream = RandomStream.FromSeed(7).Named("twin");

    [Fact]
    public void The_distance_and_both_losses_are_those_of_runs_side_by_side()
    {
        var task = new TwinTask(6, 3, 40, _stream.Named("data"));
        var setting = task.Setting(new GaussianInitialization(), 3, 12, 0.5, _stream.Named("start"));
        var trace = TwinTrace.Of(setting, Steps, CancellationToken.None);
        var distances = new List<double>();
        var apart = new Invariant<DeepLinearMoment>("apart", "collects", moment =>
        {
            distances.Add(Math.Sqrt(moment.Map.Span.ToArray().Zip(moment.Twin.Span.ToArray(), (deep, twin) => (deep - twin) * (deep - twin)).Sum()));
            return null;
        });
        var run = DeepLinearChecks.Run(setting, [apart], Steps, Recording.EveryStep);
        var twin = DescentRun.Run(setting.Run.ConvexTwin().Objective, new GradientDescent(setting.TwinRate), new DescentState<double>(setting.Run.ConvexTwin().Start), new RunOptions { Steps = Steps });
        for (var step = 0; step <= Steps; step++)
        {
            trace.Distances[step].ShouldBe(distances[step], Rounding);
            trace.DeepGaps[step].ShouldBe(run.Gaps[step], 100 * Rounding);
            trace.TwinGaps[step].ShouldBe(twin.LossAt(step) + setting.Run.LossOffset - task.OptimalLoss, 1000 * Rounding);
        }
    }

    [Fact]
    public void A_run_that_leaves_the_finite_numbers_is_infinitely_far()
    {
        var task = new TwinTask(4, 2, 20, _stream.Named("data"));
        var trace = TwinTrace.Of(task.Setting(new GaussianInitialization(), 4, 4, 1000, _stream.Named("start")), 100, CancellationToken.None);
        trace.LargestDistance.ShouldBe(double.PositiveInfinity);
        trace.LogDistance(task.OptimalLoss).ShouldBe(double.PositiveInfinity);
        trace.FallsBy(0.1).ShouldBeFalse();
    }
}
