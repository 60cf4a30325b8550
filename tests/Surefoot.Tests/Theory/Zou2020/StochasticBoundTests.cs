using Surefoot.Descent;
using Surefoot.Randomness;
using Surefoot.Theory;
using Surefoot.Theory.Zou2020;
using static Surefoot.Tests.Theory.Zou2020.ZouSettings;

namespace Surefoot.Tests.Theory.Zou2020;

/// <summary>The bounds of stochastic gradient descent, which hold with a probability over the batches.</summary>
public class StochasticBoundTests
{
    private static readonly RandomStream Stream = RandomStream.FromSeed(22);

    [Fact]
    public void Theorem_3_6_bounds_the_best_step_so_far()
    {
        // Z8: g_0 = 23/12, epsilon' = 1/12, T = 1719113 whole.
        var setting = Modified(Z7Data, 128, 3, 1e-11, 2).At(1e-11, targetError: 0.25);
        var choice = Theorem36.Solve(setting);
        setting = setting.At(choice.WholeRate, targetError: 0.25);
        var certificate = new Theorem36().Certify(setting);
        var bound = certificate.Bound.ShouldBeOfType<BestBound>();
        bound.IsOnBest.ShouldBeTrue();
        certificate.FailureProbability.ShouldBeRelative((1 / 3.0) + 0.1, 1e-15);
        certificate.FailsOver.ShouldBe(Chance.Batches);
        bound.LastStep.ShouldBe(1719113);
        bound.At(0).ShouldBeRelative(3 * 23 / 12.0, 1e-12);
        var progress = new ResidualProblem(setting).ProgressAt(choice.WholeRate);
        bound.At(1000).ShouldBeRelative(3 * 23 / 12.0 * Math.Exp(-1000 * progress), 1e-8, "x is about 2e-6, whose square a thousand times");

        // At T it is epsilon, from there on it stays, and below that it promises nothing.
        bound.At(choice.WholeSteps).ShouldBeInRange(0.25 * (1 - (2 * progress)), 0.25);
        bound.At(1e9).ShouldBe(bound.At(choice.WholeSteps));
        bound.StepsTo(0.25).ShouldBe(1719113, 3.0);
        bound.StepsTo(0.2).ShouldBe(double.PositiveInfinity);
        bound.StepsTo(10).ShouldBe(0);

        // A rate whose T is not whole: the step after T, for Azuma's budget lasts.
        var slower = new Theorem36().Certify(setting.At(choice.WholeRate / 1.3, targetError: 0.25));
        ((BestBound)slower.Bound!).LastStep.ShouldBe(Math.Ceiling(1.3 * choice.WholeSteps));

        // Far too fast, the budget does not last one more step.
        var fast = new Theorem36().Certify(setting.At(1e-3, targetError: 0.25));
        ((BestBound)fast.Bound!).LastStep.ShouldBe(Math.Floor(Theorem36.StepsAt(new ResidualProblem(setting), 1e-3)));
    }

    [Fact]
    public void A_bound_on_the_best_step_ends_at_its_floor_or_its_last_step()
    {
        var bound = new BestBound(new GeometricBound(8, 0.5), 0.3, 4);
        (bound.At(2), bound.At(4), bound.At(50)).ShouldBe((2, 0.5, 0.5));
        (bound.StepsTo(0.5), bound.StepsTo(0.4), bound.StepsTo(2), bound.StepsTo(100)).ShouldBe((4, double.PositiveInfinity, 2, 0));
        var floored = bound with { Floor = 1.5 };
        (floored.At(1), floored.At(3)).ShouldBe((4, 1.5));
        (floored.StepsTo(1.5), floored.StepsTo(1.4)).ShouldBe((3, double.PositiveInfinity));
    }

    [Fact]
    public void Thousands_of_runs_inside_theorem_3_6_stay_below_their_bound()
    {
        var (runs, failed) = (0, 0);
        for (var place = 0; place < 1000; place++)
        {
            var setting = Inside(place, samples: 2 + (place % 3), batch: 1 + (place % 2), depth: 1 + (place % 4));
            var certificate = new Theorem36().Certify(setting);
            certificate.Verdict.ShouldBe(Verdict.Holds, certificate.Sentence);
            var best = certificate.Invariants.Where(invariant => invariant.Id == "theorem-3.6/best").ToList();
            for (var seed = 0; seed < 3; seed++)
            {
                var draw = WithBatches(setting, place, seed);
                failed += ResidualChecks.Run(draw, best, 12, Recording.EveryStep).Checks.Single().Holds ? 0 : 1;
                runs++;
            }
        }

        // The statement allows more than a third of them; the runs are far below the bound.
        (failed / (double)runs).ShouldBe(0);
    }

    [Fact]
    public void Runs_to_T_come_within_epsilon()
    {
        for (var seed = 0; seed < 4; seed++)
        {
            var setting = WithBatches(Inside(3 * seed, samples: 2, batch: 1, depth: 1 + (seed % 2)), 0, seed);
            var bound = (BestBound)new Theorem36().Certify(setting).Bound!;
            bound.LastStep.ShouldBeLessThan(400_000);
            var (method, state) = (setting.Method, new DescentState<double>(setting.Run.Start.Clone()));
            var (best, epsilon) = (double.PositiveInfinity, setting.TargetError!.Value);
            while (state.Step < bound.LastStep)
            {
                method.Step(setting.Run.Objective, state);

                // Not every step, which makes the best one no better.
                if (state.Step % 256 == 0 || state.Step == bound.LastStep)
                    best = Math.Min(best, setting.Run.Objective.Loss(state.Weights));
                if (state.Step % (1 << 14) == 0)
                    best.ShouldBeLessThanOrEqualTo(bound.At(state.Step));
            }

            best.ShouldBeLessThanOrEqualTo(epsilon);
            bound.At(bound.LastStep).ShouldBeLessThanOrEqualTo(epsilon);
        }
    }

    // One input and one output, at the largest learning rate there is for a target of 0.9 of the first gap.
    private static ResidualSetting Inside(int place, int samples, int batch, int depth)
    {
        var draw = new Random(place);
        var (inputs, targets) = (new double[1, samples], new double[1, samples]);
        for (var i = 0; i < samples; i++)
            (inputs[0, i], targets[0, i]) = (1 + (0.1 * draw.NextDouble()), 2 + (0.02 * draw.NextDouble()));
        var data = DataOf(inputs, targets);
        var drawn = Modified(data, 1, depth, 1, batch);
        var loss = drawn.TargetNorm * drawn.TargetNorm / 2;
        var target = 0.9 * (loss - drawn.OptimalLoss);
        var scale = 1.01 * Theorem36.ConditioningLimit(drawn.LargestSingularValue, drawn.SmallestSingularValue, (double)samples / batch, loss, target / 3);
        var setting = Modified(data, scale, depth, 1, batch).At(1, target, failure: 1.0 / 6);
        return setting.At(Theorem36.Solve(setting).WholeRate * (1 - 1e-9), target, failure: 1.0 / 6);
    }

    private static ResidualSetting WithBatches(ResidualSetting setting, int place, int seed) => new(setting.Run, setting.Data, new(), setting.LearningRate)
    {
        Transformation = setting.Transformation,
        Batches = new RandomBatches(Stream.Named("place", place).Named("seed", seed), setting.Data.Dataset.SampleCount, setting.BatchSize!.Value),
        TargetError = setting.TargetError,
        FailureProbability = setting.FailureProbability,
    };
}
