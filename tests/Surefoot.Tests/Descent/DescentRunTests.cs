using Surefoot.Arithmetic;
using Surefoot.Data;
using Surefoot.Descent;
using Surefoot.Descent.Probes;
using Surefoot.Initializations;
using Surefoot.Losses;
using Surefoot.Networks;
using Surefoot.Objectives;
using Surefoot.Reductions;

namespace Surefoot.Tests.Descent;

public class DescentRunTests
{
    private static readonly Dataset One = new("one point", Matrix<double>.From(new double[,] { { 1 } }), Matrix<double>.From(new double[,] { { 1 } }));

    [Fact]
    public void All_steps_taken_is_completed_and_every_step_is_recorded()
    {
        var (trajectory, state) = Run(0, 0.5, new RunOptions { Steps = 3 });
        trajectory.Outcome.ShouldBe(new Outcome(OutcomeKind.Completed, 3, "all 3 steps were taken"));
        trajectory.Steps.ShouldBe([0L, 1, 2, 3]);

        // The error halves at every step of rate 1/2.
        trajectory.Losses.ShouldBe([0.5, 0.125, 0.03125, 0.0078125]);
        state.Weights[0][0, 0].ShouldBe(0.875);
    }

    [Fact]
    public void A_target_loss_reached_is_converged_and_the_end_weights_belong_to_the_last_loss()
    {
        var (trajectory, state) = Run(0, 0.5, new RunOptions { Steps = 100, TargetLoss = 0.04 });
        trajectory.Outcome.Kind.ShouldBe(OutcomeKind.Converged);
        trajectory.Outcome.Step.ShouldBe(2);
        var error = 1 - state.Weights[0][0, 0];
        trajectory.FinalLoss.ShouldBe(error * error / 2);
    }

    [Fact]
    public void A_loss_that_leaves_the_finite_numbers_is_diverged_at_its_step()
    {
        // At rate 3 the error doubles: loss 0.5 * 4^t passes the greatest double, just below 2^1024, at 2t - 1 = 1024.
        var (trajectory, _) = Run(0, 3, new RunOptions { Steps = 1000, Recording = Recording.LogSpaced(1) });
        trajectory.Outcome.Kind.ShouldBe(OutcomeKind.Diverged);
        trajectory.Outcome.Step.ShouldBe(513);
        trajectory.Steps[^1].ShouldBe(513);
        trajectory.Losses[^1].ShouldBe(double.PositiveInfinity);
    }

    [Fact]
    public void A_loss_above_its_ceiling_is_diverged()
    {
        var (trajectory, _) = Run(0, 3, new RunOptions { Steps = 1000, LossCeiling = 10 });
        trajectory.Outcome.Kind.ShouldBe(OutcomeKind.Diverged);
        trajectory.Outcome.Step.ShouldBe(3);
    }

    [Fact]
    public void A_cancelled_run_keeps_what_it_recorded()
    {
        using var source = new CancellationTokenSource();
        var progress = new Callback(step =>
        {
            if (step == 5)
                source.Cancel();
        });
        var (objective, state) = Start(0);
        var trajectory = DescentRun.Run(objective, new GradientDescent(0.1), state, new RunOptions { Steps = 1000 }, progress: progress, cancellation: source.Token);
        trajectory.Outcome.Kind.ShouldBe(OutcomeKind.Stopped);
        trajectory.Steps.ShouldBe([0L, 1, 2, 3, 4, 5]);
        trajectory.Losses.Count.ShouldBe(6);
    }

    [Fact]
    public void Log_spaced_recording_starts_dense_and_ends_sparse()
    {
        var steps = new List<long> { 0 };
        while (steps[^1] < 10_000)
            steps.Add(Recording.LogSpaced(10).Next(steps[^1]));
        steps.Take(8).ShouldBe([0L, 1, 2, 3, 5, 6, 7, 10]);
        steps.ShouldContain(1258);
        steps.Count.ShouldBeLessThan(45);
    }

    [Fact]
    public void Probes_measure_at_every_recorded_step()
    {
        var (objective, state) = Start(0);
        var network = DeepLinearNetwork.Unscaled(1, 1);
        var trajectory = DescentRun.Run(
            objective, new GradientDescent(0.5), state, new RunOptions { Steps = 2 },
            [new DistanceFromStartProbe<double>(objective, state.Weights), new EndToEndProbe<double>(Reduction.None(network))]);
        trajectory.Measurement("distanceFromStart").ShouldBe([0, 0.5, 0.75]);
        trajectory.Measurement("endToEndLargestSingularValue").ShouldBe([0, 0.5, 0.75]);
        Should.Throw<ArgumentException>(() => trajectory.Measurement("loss")).Message.ShouldContain("distanceFromStart");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Learning_rates_are_positive_and_finite(double rate) =>
        Should.Throw<ArgumentOutOfRangeException>(() => new GradientDescent(rate)).Message.ShouldContain("must be a positive finite number");

    private static (Objective<double> Objective, DescentState<double> State) Start(double w)
    {
        var network = DeepLinearNetwork.Unscaled(1, 1);
        var weights = new GivenInitialization([Matrix<double>.From(new[,] { { w } })]).Sample<double>(network, default, ThreadTeam.Alone);
        return (network.Bind(One, new SquaredLoss().Bind<double>(One, 1), ThreadTeam.Alone), new DescentState<double>(weights));
    }

    private static (Trajectory Trajectory, DescentState<double> State) Run(double start, double rate, RunOptions options)
    {
        var (objective, state) = Start(start);
        return (DescentRun.Run(objective, new GradientDescent(rate), state, options), state);
    }

    private sealed class Callback(Action<long> action) : IProgress<long>
    {
        public void Report(long value) => action(value);
    }
}
