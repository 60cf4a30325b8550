using System.Numerics;
using Surefoot.Arithmetic;
using Surefoot.Data;
using Surefoot.Descent;
using Surefoot.Descent.Probes;
using Surefoot.Initializations;
using Surefoot.Losses;
using Surefoot.Networks;
using Surefoot.Objectives;
using Surefoot.Randomness;
using Surefoot.Reductions;

namespace Surefoot.Tests.Descent;

/// <summary>Runs that end because there is nothing left to compute, and what is then known of the steps not taken.</summary>
public class EndingTests
{
    [Fact]
    public void A_loss_at_the_rounding_floor_has_converged_to_rounding_and_the_rest_of_its_curve_is_known()
    {
        // One product and the target's rounding: the floor is 1/2 (2 eps)^2 = 2^-103 with eps = 2^-52; the loss is 2^-(2t+1).
        var (trajectory, _) = Run([1], 0.5, new RunOptions { Steps = 1_000_000_000_000 });
        trajectory.Outcome.Kind.ShouldBe(OutcomeKind.ConvergedToRounding);
        trajectory.Outcome.Step.ShouldBe(51);
        trajectory.Steps.ShouldBe([.. Enumerable.Range(0, 53), 1_000_000_000_000L]);
        trajectory.LossAt(51).ShouldBe(Math.ScaleB(1, -103));
        trajectory.LossAt(999_999).ShouldBe(trajectory.LossAt(52));
        trajectory.MeasurementAt("distanceFromStart", 999_999).ShouldBe(1, 2e-15);
        trajectory.FinalLoss.ShouldBe(trajectory.LossAt(52));
    }

    [Fact]
    public void A_target_below_the_rounding_floor_is_the_users_to_choose()
    {
        var (trajectory, _) = Run([1], 0.5, new RunOptions { Steps = 1000, TargetLoss = Math.ScaleB(1, -105) });
        trajectory.Outcome.Kind.ShouldBe(OutcomeKind.Converged);
        trajectory.Outcome.Step.ShouldBe(52);

        // What comes after a target is not known.
        Should.Throw<ArgumentOutOfRangeException>(() => trajectory.LossAt(54)).Message.ShouldContain("reached its target");
    }

    [Fact]
    public void Weights_unchanged_bit_for_bit_are_stationary_and_stay_so()
    {
        // The mean of 1 and 2 leaves a loss of 1/4, far above the floor.
        var (trajectory, state) = Run([1, 2], 0.25, new RunOptions { Steps = 1_000_000 });
        trajectory.Outcome.Kind.ShouldBe(OutcomeKind.Stationary);
        trajectory.Outcome.Step.ShouldBeLessThan(100);
        state.Weights[0][0, 0].ShouldBe(1.5, 1e-15);
        trajectory.Steps[^1].ShouldBe(1_000_000);
        trajectory.FinalLoss.ShouldBe(0.25);
        trajectory.LossAt(123_456).ShouldBe(0.25);
    }

    [Fact]
    public void Steps_that_throw_the_weight_to_and_fro_are_periodic_and_the_phase_is_kept()
    {
        // At rate 2 the weight goes 0, 2, 0, 2, ... and the loss is 1/2 for ever: a plateau that is not stationary.
        foreach (var steps in new[] { 1_000_000_000L, 1_000_000_001L })
        {
            var (trajectory, state) = Run([1], 2, new RunOptions { Steps = steps });
            trajectory.Outcome.Kind.ShouldBe(OutcomeKind.Periodic);
            trajectory.Outcome.Reason.ShouldContain("where it was 2 steps before");
            trajectory.Outcome.Step.ShouldBeLessThan(50);
            trajectory.MeasurementAt("distanceFromStart", 500_000).ShouldBe(0);
            trajectory.MeasurementAt("distanceFromStart", 500_001).ShouldBe(2);
            trajectory.Steps[^1].ShouldBe(steps);
            trajectory.Measurement("distanceFromStart")[^1].ShouldBe(steps % 2 * 2);
            state.Weights[0][0, 0].ShouldBe(steps % 2 * 2);
        }
    }

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(0, 7, 1)]
    [InlineData(1000, 12, 3)]
    [InlineData(5, 1000, 1000)]
    [InlineData(3000, 2, 1)]
    [InlineData(40, 37, 5)]
    public void Every_period_is_found_whatever_the_losses_on_the_way(int lead, int period, int levels)
    {
        // The weight counts up and, past the lead, around; the loss tells only its remainder by the number of levels.
        var (objective, state) = Start([1], 0);
        var count = new Counting(lead, period, levels);
        var options = new RunOptions { Steps = 1_000_000, Recording = Recording.LogSpaced(5) };
        var trajectory = DescentRun.Run(objective, count, state, options, [new DistanceFromStartProbe<double>(objective, state.Weights)]);
        trajectory.Outcome.Kind.ShouldBe(period == 1 ? OutcomeKind.Stationary : OutcomeKind.Periodic);
        if (period > 1)
            trajectory.Outcome.Reason.ShouldContain($"where it was {period} steps before");

        // Two periods fit between anchors from 32 periods on, and one such distance may have to be waited for.
        trajectory.Outcome.Step.ShouldBeLessThan(((Math.Max(lead, 32 * period) * 17) / 16) + (2 * period) + 4);
        foreach (var step in new[] { 500_000L, 777_777, 999_999, 1_000_000 })
        {
            trajectory.MeasurementAt("distanceFromStart", step).ShouldBe(count.At(step));
            trajectory.LossAt(step).ShouldBe(count.LossOf(count.At(step)));
        }

        state.Weights[0][0, 0].ShouldBe(count.At(1_000_000));
    }

    [Fact]
    public void The_curve_told_is_the_curve_that_would_have_been_computed()
    {
        // Single precision and small layers, whose rounding cycles come early; a target nobody reaches turns the floor off.
        var kinds = new HashSet<OutcomeKind>();
        for (var seed = 0UL; seed < 30; seed++)
        {
            var (objective, weights, _) = SmallRun<float>(seed, 2, 3, ReductionMode.Auto);
            var method = new GradientDescent(0.02);
            var state = new DescentState<float>(weights.Clone());
            var options = new RunOptions { Steps = 20_000, Recording = Recording.LogSpaced(3), TargetLoss = -1 };
            var trajectory = DescentRun.Run(objective, method, state, options);
            kinds.Add(trajectory.Outcome.Kind);
            if (trajectory.Outcome.Kind == OutcomeKind.Completed)
                continue;
            var plain = new DescentState<float>(weights.Clone());
            for (var step = 0; step < 20_000; step++)
            {
                var loss = method.Step(objective, plain);
                if (step > trajectory.Outcome.Step)
                    trajectory.LossAt(step).ShouldBe(loss, $"seed {seed}, step {step}");
            }

            state.Weights.Span.SequenceEqual(plain.Weights.Span).ShouldBeTrue();
        }

        kinds.ShouldContain(OutcomeKind.Stationary);
        kinds.ShouldContain(OutcomeKind.Periodic);
    }

    [Theory]
    [InlineData(1, ReductionMode.Auto)]
    [InlineData(2, ReductionMode.Auto)]
    [InlineData(2, ReductionMode.Off)]
    [InlineData(6, ReductionMode.Auto)]
    [InlineData(6, ReductionMode.Off)]
    public void Well_conditioned_runs_reach_the_rounding_floor(int depth, ReductionMode mode)
    {
        Reaches<double>();
        Reaches<float>();

        void Reaches<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            for (var seed = 0UL; seed < 3; seed++)
            {
                var (objective, weights, smoothness) = SmallRun<T>(seed, depth, 24, mode);

                // Half of n_N / (N beta). A rate far below that may stand still above the floor, its steps rounded away.
                var rate = 1 / (depth * smoothness);
                var trajectory = DescentRun.Run(objective, new GradientDescent(rate), new DescentState<T>(weights), new RunOptions { Steps = 20_000, Recording = Recording.LogSpaced(5) });
                trajectory.Outcome.Kind.ShouldBe(OutcomeKind.ConvergedToRounding, trajectory.Outcome.Reason);
                objective.RoundingFloor.ShouldBeGreaterThan(0);
                trajectory.LossAt(20_000).ShouldBeLessThan(2 * objective.RoundingFloor);
            }
        }
    }

    [Fact]
    public void The_rounding_floor_is_stated_only_where_an_exact_fit_is_the_minimum()
    {
        var data = new Dataset("3-4", Matrix<double>.From(new double[,] { { 1, 0 } }), Matrix<double>.From(new double[,] { { 3, 4 } }));
        var eps = Math.ScaleB(1, -52);
        new SquaredLoss(SquaredScaling.Half).Bind<double>(data, 2).RoundingFloor(3).ShouldBe(0.5 * 16 * eps * eps * 25);
        new SquaredLoss(SquaredScaling.Mean).Bind<double>(data, 10).RoundingFloor(3).ShouldBe(0.1 * 16 * eps * eps * 25);
        new SquaredLoss(SquaredScaling.Half).Bind<float>(data, 2).RoundingFloor(1).ShouldBe(0.5 * 4 * Math.ScaleB(1, -46) * 25);
        new LogCoshLoss().Bind<double>(data, 2).RoundingFloor(3).ShouldBe(16 * eps * eps * 25);
        new SquaredLoss(SquaredScaling.Half, penalty: 0.1).Bind<double>(data, 2).RoundingFloor(3).ShouldBe(0);
    }

    [Fact]
    public void A_run_that_left_the_finite_numbers_stays_there()
    {
        var (trajectory, _) = Run([1], 3, new RunOptions { Steps = 1000, Recording = Recording.LogSpaced(1) });
        trajectory.Outcome.Kind.ShouldBe(OutcomeKind.Diverged);
        trajectory.Steps[^1].ShouldBe(513);
        trajectory.LossAt(1000).ShouldBe(double.PositiveInfinity);
        trajectory.MeasurementAt("distanceFromStart", 1000).ShouldBe(double.NaN);
    }

    [Fact]
    public void Steps_that_nobody_knows_are_refused_with_what_is_known()
    {
        var (diverged, _) = Run([1], 3, new RunOptions { Steps = 1000, LossCeiling = 10 });
        Refused(diverged, 4).ShouldContain("passed its ceiling");
        var (completed, _) = Run([1], 0.001, new RunOptions { Steps = 20, Recording = Recording.LogSpaced(1) });
        Refused(completed, 7).ShouldContain("step 7 was not recorded; next to it are 1 and 10");
        Refused(completed, 21).ShouldContain("all 20 steps were taken. Known are steps up to 20");
        Refused(completed, -1).ShouldContain("the run began at step 0");
        Should.Throw<ArgumentException>(() => completed.MeasurementAt("nonsense", 0)).Message.ShouldContain("distanceFromStart");

        static string Refused(Trajectory trajectory, long step) => Should.Throw<ArgumentOutOfRangeException>(() => trajectory.LossAt(step)).Message;
    }

    private static (Objective<double> Objective, DescentState<double> State) Start(double[] targets, double w)
    {
        var data = new Dataset("points", Matrix<double>.From(Row(1)), Matrix<double>.From(Row(null)));
        var network = DeepLinearNetwork.Unscaled(1, 1);
        var weights = new GivenInitialization([Matrix<double>.From(new[,] { { w } })]).Sample<double>(network, default, ThreadTeam.Alone);
        return (network.Bind(data, new SquaredLoss().Bind<double>(data, targets.Length), ThreadTeam.Alone), new DescentState<double>(weights));

        double[,] Row(double? value)
        {
            var row = new double[1, targets.Length];
            for (var i = 0; i < targets.Length; i++)
                row[0, i] = value ?? targets[i];
            return row;
        }
    }

    private static (Trajectory Trajectory, DescentState<double> State) Run(double[] targets, double rate, RunOptions options)
    {
        var (objective, state) = Start(targets, 0);
        var probe = new DistanceFromStartProbe<double>(objective, state.Weights);
        return (DescentRun.Run(objective, new GradientDescent(rate), state, options, [probe]), state);
    }

    // Five inputs and twenty samples: singular values within a factor of about three.
    private static (Objective<T> Objective, Weights<T> Start, double Smoothness) SmallRun<T>(ulong seed, int depth, int width, ReductionMode mode)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var stream = RandomStream.FromSeed(seed);
        var data = LinearTeacher.Sample(5, 2, 20, 0, 1, stream.Named("data"));
        var network = DeepLinearNetwork.Normalized([5, .. Enumerable.Repeat(width, depth - 1), 2]);
        var (analysis, loss) = (DataAnalysis.Of(data), new SquaredLoss());
        var run = Preparation.Prepare<T>(network, new GaussianInitialization(), analysis, loss, stream.Named("start"), ThreadTeam.Alone, mode);
        return (run.Objective, run.Start, loss.CurvatureOn(analysis).Smoothness);
    }

    private sealed record Counting(int Lead, int Period, int Levels) : Method
    {
        public override string Kind => "counting";

        public override bool IsAutonomous => true;

        public double At(long step) => step < Lead ? step : Lead + ((step - Lead) % Period);

        public double LossOf(double count) => 1 + (count % Levels);

        public override double Step<T>(Objective<T> objective, DescentState<T> state)
        {
            ref var w = ref state.Weights[0].Span[0];
            var count = double.CreateTruncating(w);
            w = T.CreateTruncating(count + 1 < Lead + Period ? count + 1 : Lead);
            state.Step++;
            return LossOf(count);
        }
    }
}
