using Surefoot.Descent;
using Surefoot.Theory;

namespace Surefoot.Tests.Theory;

public class InvariantTests
{
    [Fact]
    public void Rounding_decides_between_violated_hidden_and_clear()
    {
        (new Comparison(1, 2, 0.5).IsViolated, new Comparison(1, 2, 0.5).IsHidden).ShouldBe((false, false));
        (new Comparison(2, 1.75, 0.5).IsViolated, new Comparison(2, 1.75, 0.5).IsHidden).ShouldBe((false, true));
        (new Comparison(3, 2, 0.5).IsViolated, new Comparison(3, 2, 0.5).IsHidden).ShouldBe((true, false));
        (new Comparison(1, 1).IsViolated, new Comparison(1, 1).IsHidden).ShouldBe((false, true));
        new Comparison(double.NaN, 1).IsViolated.ShouldBeFalse();
        new Comparison(2, 6).Margin.ShouldBe(3);
        new Comparison(0, 6).Margin.ShouldBe(double.PositiveInfinity);
    }

    [Fact]
    public void The_tightest_comparison_is_the_one_furthest_beyond_its_limit()
    {
        Comparison.Tightest([]).ShouldBeNull();
        Comparison.Tightest([new(1, 5), new(7, 8), new(2, 9)]).ShouldBe(new Comparison(7, 8));
        Comparison.Tightest([new(7, 8, 10), new(1, 5)]).ShouldBe(new Comparison(1, 5), "rounding counts for the right side");
    }

    [Fact]
    public void A_check_tells_how_often_rounding_hid_it_and_takes_its_margin_elsewhere()
    {
        var setting = Settings.Whitened(new double[,] { { 1 } }, 0.1, new double[,] { { 0.5 } });
        Run(moment => new(1, moment.Step + 2.0)).Sentence.ShouldBe("holds: left <= right at 4 steps, least margin 2x at step 0");
        Run(moment => new(1, moment.Step + 1.0)).Sentence.ShouldBe("holds: left <= right at 4 steps, least margin 2x at step 1; rounding hides it at 1 of them");
        Run(moment => new(1, 1)).Sentence.ShouldBe("cannot tell: left <= right, rounding hides it at all 4 steps");
        Run(moment => new(moment.Step, 1.5)).Sentence.ShouldBe("does not hold: left <= right fails first at step 2, least margin 0.5x at step 3");
        Run(moment => null).Sentence.ShouldBe("not measured: left <= right");

        Check Run(Func<DeepLinearMoment, Comparison?> measure) =>
            DeepLinearChecks.Run(setting, [new Invariant<DeepLinearMoment>("id", "left <= right", measure)], 3, Recording.EveryStep).Checks.Single();
    }

    [Fact]
    public void A_check_that_fails_tells_with_what_probability_the_statement_allows_it()
    {
        var setting = Settings.Whitened(new double[,] { { 1 } }, 0.1, new double[,] { { 0.5 } });
        var fails = new Invariant<DeepLinearMoment>("id", "left <= right", _ => new(2, 1));
        var certificate = new Certificate<DeepLinearMoment>(new Surefoot.Theory.Arora2019.Theorem1(), []) { FailureProbability = 0.125, Invariants = [fails, fails with { FailureProbability = 0.5 }] };
        var checks = DeepLinearChecks.Run(setting, certificate.Invariants, 0, Recording.EveryStep).Checks;
        checks.Select(check => check.FailureProbability).ShouldBe([0.125, 0.5]);
        checks[0].Sentence.ShouldBe("does not hold: left <= right fails first at step 0, least margin 0.5x at step 0; the statement allows that with probability 0.125 over the start");
        var batches = certificate with { FailsOver = Chance.Batches, Invariants = [fails, fails with { FailureProbability = 0 }] };
        checks = DeepLinearChecks.Run(setting, batches.Invariants, 0, Recording.EveryStep).Checks;
        checks[0].Sentence.ShouldEndWith("; the statement allows that with probability 0.125 over the batches");
        checks[1].Sentence.ShouldEndWith("at step 0", Case.Sensitive, "what is certain is broken by one draw");
        (Chance.StartAndBatches.Words(), Chance.Kicks.Words()).ShouldBe(("the start and the batches", "the kicks"));
    }

    [Fact]
    public void An_invariant_with_memory_begins_anew_with_every_run()
    {
        var setting = Settings.Whitened(new double[,] { { 1 } }, 0.1, new double[,] { { 0.5 } });
        var counting = new Invariant<DeepLinearMoment>("id", "calls so far", () =>
        {
            var calls = 0;
            return _ => new(++calls, 5);
        });
        for (var run = 0; run < 2; run++)
            DeepLinearChecks.Run(setting, [counting], 3, Recording.EveryStep).Checks.Single().LeastMargin.ShouldBe(5 / 4.0);
    }

    [Fact]
    public void Moments_of_a_run_see_the_step_before_them_whatever_is_recorded()
    {
        var setting = Settings.Whitened(new double[,] { { 1 } }, 0.1, new double[,] { { 0.5 } });
        foreach (var recording in new[] { Recording.EveryStep, Recording.LogSpaced(2) })
        {
            var steps = new List<long>();
            DeepLinearChecks.Run(setting, [new("id", "one layer moves by eta (1 - w)", See)], 50, recording);
            steps.Count.ShouldBe(recording == Recording.EveryStep ? 50 : steps.Distinct().Count());
            steps[^1].ShouldBe(50);

            Comparison? See(DeepLinearMoment moment)
            {
                if (moment.Previous is not { } before)
                {
                    moment.Step.ShouldBe(0);
                    return null;
                }

                before.Step.ShouldBe(moment.Step - 1);
                before.Previous.ShouldBeNull();
                var (w, next) = (before.Map[0, 0], moment.Map[0, 0]);
                Math.Abs(next).ShouldBeRelative(Math.Abs(w) + (0.1 * (1 - Math.Abs(w))), 1e-14);
                moment.Gap.ShouldBeRelative(0.5 * Math.Pow(1 - Math.Abs(next), 2), 1e-12);
                steps.Add(moment.Step);
                return new(0, 1);
            }
        }
    }

    [Fact]
    public void A_staged_bound_changes_at_its_step()
    {
        var bound = new StagedBound(new GeometricBound(8, 0.5), 3, new GeometricBound(1, 0.75));
        bound.At(2).ShouldBeRelative(2, 1e-15);
        bound.At(3).ShouldBeRelative(1, 1e-15);
        bound.At(5).ShouldBeRelative(1 / 16.0, 1e-14);
        bound.StepsTo(2.5).ShouldBe(2);
        bound.StepsTo(0.3).ShouldBe(4);
    }

    [Fact]
    public void Overflow_violates_nothing_and_hides_its_comparison()
    {
        var overflow = new Comparison(double.PositiveInfinity, 1);
        (overflow.IsViolated, overflow.IsHidden).ShouldBe((false, true));
        (new Comparison(1, double.NaN).IsViolated, new Comparison(1, double.NaN).IsHidden).ShouldBe((false, true));
        (new Comparison(1, double.PositiveInfinity).IsViolated, new Comparison(1, double.PositiveInfinity).IsHidden).ShouldBe((false, false));
    }

    [Fact]
    public void What_costs_more_than_it_may_is_measured_at_fewer_moments()
    {
        var setting = Settings.Whitened(new double[,] { { 1 } }, 0.1, new double[,] { { 0.5 } });
        StepsOf(cost: 0, seconds: 5).ShouldBe([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
        StepsOf(cost: 1, seconds: double.PositiveInfinity).ShouldBe([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
        StepsOf(cost: 1, seconds: 11).ShouldBe([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
        StepsOf(cost: 1, seconds: 6).ShouldBe([0, 2, 4, 6, 8, 10]);
        StepsOf(cost: 100, seconds: 1).ShouldBe([0, 5, 10]);

        List<long> StepsOf(double cost, double seconds)
        {
            var steps = new List<long>();
            var invariant = new Invariant<DeepLinearMoment>("costly", "0 <= 1", moment =>
            {
                steps.Add(moment.Step);
                return new(0, 1);
            })
            { Cost = cost };
            DeepLinearChecks.Run(setting, [invariant], 10, Recording.EveryStep, seconds).Gaps.Count.ShouldBe(11);
            return steps;
        }
    }
}
