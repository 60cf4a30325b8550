using Surefoot.Arithmetic;
using Surefoot.Descent;
using Surefoot.Networks;
using Surefoot.Randomness;
using Surefoot.Theory;
using Surefoot.Theory.Du2019;

namespace Surefoot.Tests.Theory.Du2019;

/// <summary>What chapter 2 says of single steps and of whole runs, without probability.</summary>
public class StepTests
{
    private const double Printed = DuVectors.Printed;

    [Fact]
    public void V7_the_step_splits_into_stable_and_unstable_units()
    {
        var setting = ReluSettings.Vectors();
        var (before, after) = (setting.Start, After(setting, 1));

        // R = 1/4 of the vectors, not the travel of the step.
        var unstable = ActivationPatterns.Within(before.PreActivations, 0.25);
        int[,] expected = { { 0, 0, 0, 1, 0, 0 }, { 0, 1, 0, 0, 0, 0 }, { 0, 0, 0, 0, 0, 0 } };
        for (var i = 0; i < 3; i++)
        {
            for (var r = 0; r < 6; r++)
                unstable[i, r].ShouldBe(expected[i, r] == 1);
        }

        var (stable, rest) = StepDecomposition.Sums(before, after, unstable);
        ShouldBe(stable, 0.0610268700753, -0.0381649658093, 0.104769840443);
        ShouldBe(rest, 0.0302749430155, 0, 0);
        var gram = StepDecomposition.RestGram(before, unstable);
        gram.ShouldBe(new[,] { { 0.166666666667, 0, 0 }, { 0, 0, 0 }, { 0, 0, 0 } }, 1, Printed);
        for (var i = 0; i < 3; i++)
            (-0.1 * Enumerable.Range(0, 3).Sum(j => (before.Gram[i, j] - gram[i, j]) * before.Residuals[j])).ShouldBeRelative(stable[i], Printed);
        var quadratic = Measured(setting, new StepDecomposition(), "step-decomposition/quadratic", after);
        quadratic.Left.ShouldBeRelative(0.0207693051554, Printed);
        quadratic.Right.ShouldBeRelative(1.38586529209, Printed);
        var speed = Measured(setting, new Corollary21(), "corollary-2.1/step", before);
        speed.Left.ShouldBeRelative(1.4820429227, Printed);
        speed.Right.ShouldBeRelative(2.77475253361, Printed);
    }

    [Fact]
    public void Both_sides_of_the_combined_inequality_by_hand()
    {
        var setting = ReluSettings.Vectors(0.05);
        var (before, after) = (setting.Start, After(setting, 1));
        var unstable = new PatternProblem(setting).Unstable(after.Travel);
        var count = Enumerable.Range(0, 3).Sum(i => Enumerable.Range(0, 6).Count(r => Math.Abs(before.PreActivations[r, i]) <= after.Travel));
        count.ShouldBeGreaterThan(0);
        Enumerable.Range(0, 3).Sum(unstable.Count).ShouldBe(count);
        var contraction = Measured(setting, new StepDecomposition(), "step-decomposition/contraction", after);
        contraction.Left.ShouldBeRelative(2 * after.Loss, 1e-14);
        contraction.Right.ShouldBeRelative((1 - (0.1 / 3) + (0.1 * 3 * count / 6) + (0.1 * Math.Sqrt(3) * count / 6) + (0.0025 * 9)) * 2 * before.Loss, 1e-12);
        var rest = Measured(setting, new StepDecomposition(), "step-decomposition/rest", after);
        rest.Right.ShouldBeRelative(3.0 / 6 * count, 1e-14);
        rest.Left.ShouldBeRelative(SingularValueDecomposition.ValuesOf(StepDecomposition.RestGram(before, unstable))[0], 1e-14);
        var sums = Measured(setting, new StepDecomposition(), "step-decomposition/unstable", after);
        (sums.Right / (0.05 * Math.Sqrt(3) * before.Error / 6)).ShouldBe(Math.Round(sums.Right / (0.05 * Math.Sqrt(3) * before.Error / 6)), 1e-10);

        // D(R) by its definition, and its Frobenius form.
        var (sum, frobenius) = new PatternProblem(setting).LargestChange(unstable);
        var (byHand, square) = (0.0, 0.0);
        for (var i = 0; i < 3; i++)
        {
            for (var j = 0; j < 3; j++)
            {
                var either = Enumerable.Range(0, 6).Count(r => unstable[i, r] || unstable[j, r]);
                byHand += Math.Abs(setting.Products[i, j]) * either / 6;
                square += Math.Pow(setting.Products[i, j] * either / 6, 2);
            }
        }

        sum.ShouldBeRelative(byHand, 1e-14);
        frobenius.ShouldBeRelative(Math.Sqrt(square), 1e-14);
    }

    [Fact]
    public void Deterministic_inequalities_hold_at_every_step_of_random_runs()
    {
        // Any width, rate and targets: these claims assume unit inputs only.
        var (steps, flips) = (0L, 0);
        for (var seed = 0UL; seed < 150; seed++)
        {
            var draw = RandomStream.FromSeed(seed).Named("shape");
            var (n, d, m) = (1 + (int)(5 * draw.Uniform(0)), 2 + (int)(4 * draw.Uniform(1)), 1 + (int)(60 * draw.Uniform(2)));
            var setting = ReluSettings.Drawn(n, d, m, new GradientDescent(2 * draw.Uniform(3)), seed, 10 * draw.Uniform(4));
            foreach (var certificate in new[] { setting.Certify<StepDecomposition>(), setting.Certify<Certificate22>() })
            {
                certificate.Sentence.ShouldStartWith("holds");
                var run = setting.Check(certificate, 8);
                foreach (var check in run.Checks)
                    check.Holds.ShouldBeTrue($"seed {seed}: {check.Sentence}");
                steps += run.Checks.Sum(check => check.Steps);
            }

            var speed = setting.Certify<Corollary21>().Invariants.Single(each => each.Id == "corollary-2.1/step");
            TwoLayerReluChecks.Run(setting, [speed], 8, Recording.EveryStep).Checks[0].Holds.ShouldBeTrue($"seed {seed}");
            flips += After(setting, 3).Patterns.CountDifferences(setting.Start.Patterns) > 0 ? 1 : 0;
        }

        steps.ShouldBeGreaterThan(7000);
        flips.ShouldBeGreaterThan(75);
    }

    [Fact]
    public void Where_certificate_2_3_fires_the_whole_run_obeys_it()
    {
        var fired = 0;
        for (var seed = 0UL; seed < 300; seed++)
        {
            var draw = RandomStream.FromSeed(seed).Named("shape");
            var (n, m) = (1 + (int)(3 * draw.Uniform(0)), 100 + (int)(400 * draw.Uniform(2)));
            var setting = ReluSettings.Drawn(n, 4, m, new GradientDescent(0.2 * draw.Uniform(3) / n / n), seed, Math.Pow(10, -4 + (3 * draw.Uniform(4))), nearStart: true);
            var certificate = setting.Certify<Certificate23>();
            certificate.FailureProbability.ShouldBe(0);
            if (certificate.Verdict != Verdict.Holds)
                continue;
            fired++;
            var run = setting.Check(certificate, 60);
            foreach (var check in run.Checks)
                check.Holds.ShouldBeTrue($"seed {seed}: {check.Sentence}");
            run.Checks.ShouldAllBe(check => check.Steps == 61);
            for (var k = 0; k < run.Steps.Count; k++)
                run.Gaps[k].ShouldBeLessThanOrEqualTo(certificate.Bound!.At(run.Steps[k]) * (1 + 1e-9));
        }

        fired.ShouldBeGreaterThan(60);
    }

    [Fact]
    public void Certificate_2_3_is_told_what_it_is_made_of_and_ends_where_it_must()
    {
        var setting = ReluSettings.Drawn(2, 4, 300, new GradientDescent(0.02), 12, 0.03, nearStart: true);
        var certificate = setting.Certify<Certificate23>();
        var travel = Corollary21.Travel(2, 300, setting.Start.Error, setting.Lambda0.Value);
        certificate.Yielded("R'").ShouldBeRelative(travel, 1e-14);
        var problem = new PatternProblem(setting);
        var (count, change) = (problem.Count(problem.Unstable(travel)), problem.LargestChange(problem.Unstable(travel)).Frobenius);
        count.ShouldBeGreaterThan(0);
        (certificate.Yielded("N(R')"), certificate.Yielded("D(R')")).ShouldBe((count, change));
        var mu = certificate.Assumed("mu");
        mu.Value.ShouldBeRelative(setting.Start.GramLeast.Value - change, 1e-13);
        var rate = certificate.Assumed("2 mu");
        rate.Value.ShouldBeRelative((2 * mu.Value) - (2 * (2 + Math.Sqrt(2)) * count / 300) - (0.02 * 4), 1e-12);
        rate.Limit.ShouldBeRelative(setting.Lambda0.Value / 2, 1e-14);

        // Far targets let units travel further than patterns allow; a large rate alone is enough too.
        ReluSettings.Drawn(2, 4, 300, new GradientDescent(0.02), 12, 10).Certify<Certificate23>().Verdict.ShouldBe(Verdict.DoesNotApply);
        ReluSettings.Drawn(2, 4, 300, new GradientDescent(0.3), 12, 1e-3, nearStart: true).Certify<Certificate23>().Deciding!.Name.ShouldStartWith("2 mu");
    }

    [Fact]
    public void Practical_widths_keep_the_rate_long_before_any_theorem_says_so()
    {
        var setting = ReluSettings.Drawn(10, 10, 200, new GradientDescent(0.4), 1);
        setting.Certify<Theorem23>().Verdict.ShouldBe(Verdict.DoesNotApply);
        setting.Certify<Certificate23>().Verdict.ShouldBe(Verdict.DoesNotApply);
        setting.Certify<Condition21>().Verdict.ShouldBe(Verdict.CannotTell);
        var condition = new Condition21().CertifyRun(setting, 100);
        condition.Sentence.ShouldStartWith("holds");
        condition.Bound!.At(101).ShouldBe(double.PositiveInfinity);
        setting.Check(condition, 100).Checks.Single().Holds.ShouldBeTrue();
        var corollary = new Corollary21().CertifyRun(setting, 100);
        corollary.Sentence.ShouldStartWith("holds");
        setting.Check(corollary, 100).Checks.ShouldAllBe(check => check.Holds && check.Steps == 101);
        var last = After(setting, 100);
        (last.Travel / corollary.Yielded("R'")).ShouldBeLessThan(0.1);
    }

    [Fact]
    public void The_condition_fails_where_steps_are_too_large_and_the_travel_is_then_silent()
    {
        var setting = ReluSettings.Drawn(4, 2, 30, new GradientDescent(3), 6, 5);
        var condition = new Condition21().CertifyRun(setting, 20);
        condition.Verdict.ShouldBe(Verdict.DoesNotApply);
        condition.Deciding!.Value.ShouldBeGreaterThan(1);
        var check = setting.Check(condition, 20).Checks.Single();
        check.Holds.ShouldBeFalse();
        var travel = setting.Check(setting.Certify<Corollary21>(), 20).Checks.Single(each => each.Id == "corollary-2.1/travel");

        // The step after the last moment at which the condition held is still claimed.
        travel.Steps.ShouldBe(check.FirstViolation!.Value + 1);
    }

    [Fact]
    public void The_printed_travel_of_lemma_2_3_is_too_short_by_a_factor_of_2()
    {
        // d = n = 1, x = 1, w(0) = (5, -1, -1, -1), y = u(0) + 1 = 7/2: lambda_0 = 1/2, H = 1/4 throughout, and the active unit travels 2.
        var setting = ReluSettings.Of(new double[,] { { 1 } }, [3.5], new double[,] { { 5 }, { -1 }, { -1 }, { -1 } }, [1, 1, 1, 1], new GradientFlow(1));
        setting.Lambda0.Value.ShouldBe(0.5);
        setting.Start.GramLeast.Value.ShouldBe(0.25, 1e-15);
        setting.Start.SquaredError.ShouldBe(1);
        var lemma = new Lemma23().CertifyRun(setting, 60);
        lemma.Sentence.ShouldStartWith("holds");
        lemma.Yielded("R'").ShouldBe(2);
        Lemma23.PrintedTravel(1, 4, 1, 0.5).ShouldBe(1);
        setting.Check(lemma, 60).Checks.ShouldAllBe(check => check.Holds && check.Steps == 61);
        var end = After(setting, 60);
        end.Travel.ShouldBeGreaterThan(1.999);
        end.Travel.ShouldBeLessThan(2);
    }

    [Fact]
    public void The_flow_keeps_its_rate_and_its_units_while_the_Gram_matrix_lasts()
    {
        var held = 0;
        for (var seed = 0UL; seed < 12; seed++)
        {
            var setting = ReluSettings.Drawn(3, 4, 40 + (int)seed, new GradientFlow(0.5), seed);
            var lemma = new Lemma23().CertifyRun(setting, 20);
            setting.Certify<Lemma23>().Verdict.ShouldBe(Verdict.CannotTell);
            foreach (var check in setting.Check(lemma, 20).Checks)
                check.Holds.ShouldBeTrue($"seed {seed}: {check.Sentence}");
            held += lemma.Verdict == Verdict.Holds ? 1 : 0;
        }

        held.ShouldBeGreaterThan(6);
    }

    private static TwoLayerReluMoment After(TwoLayerReluSetting setting, int steps)
    {
        var last = setting.Start;
        TwoLayerReluChecks.Walk(setting, steps, moment => last = moment, default);
        return last;
    }

    private static Comparison Measured(TwoLayerReluSetting setting, Theorem<TwoLayerReluSetting, TwoLayerReluMoment> theorem, string id, TwoLayerReluMoment moment) =>
        theorem.Certify(setting).Invariants.Single(each => each.Id == id).Measure(moment).ShouldNotBeNull();

    private static void ShouldBe(double[] actual, params double[] expected)
    {
        for (var k = 0; k < expected.Length; k++)
            actual[k].ShouldBe(expected[k], Math.Abs(expected[k]) * Printed + 1e-15);
    }
}
