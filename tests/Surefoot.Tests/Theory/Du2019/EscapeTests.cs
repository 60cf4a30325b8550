using Surefoot.Descent;
using Surefoot.Initializations;
using Surefoot.Objectives;
using Surefoot.Randomness;
using Surefoot.Theory;
using Surefoot.Theory.Du2019;

namespace Surefoot.Tests.Theory.Du2019;

/// <summary>Escape times on the octopus: lemmas 7.2 and 7.3, kappa(eta), theorem 7.3 and corollary 7.1.</summary>
public class EscapeTests
{
    private static readonly double[] Halves = [0.5, 0.5, 0.5];

    [Theory]
    [InlineData(1, 2.70951129135)]
    [InlineData(1.5, 3.40942083965)]
    [InlineData(2, 4.10628371951)]
    [InlineData(3, 5.4965561056)]
    public void Kappa_at_the_rate_of_the_figures(double l, double kappa)
    {
        EscapeRatio.Of(l, 1, 1 / (4 * l)).ShouldBeRelative(kappa, 1e-11);
        EscapeRatio.Of(l, 1, 1e-9).ShouldBe(l + 1, 1e-7);
        EscapeRatio.Of(2 * l, 2, 1 / (8 * l)).ShouldBeRelative(kappa, 1e-11);
        EscapeRatio.Of(l, 1, 1 / (2 * l)).ShouldBe(double.PositiveInfinity);
        var certificate = new EscapeRatio().Certify(SaddleSettings.Octopus(3, l, 1 / (4 * l), Halves), Verdict.Holds);
        (certificate.Yield("kappa(eta)"), certificate.Yield("(L + gamma) / gamma")).ShouldSatisfyAllConditions(
            ratios => ratios.Item1.ShouldBeRelative(kappa, 1e-11),
            ratios => ratios.Item2.ShouldBe(l + 1, 1e-14));
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(1.5, 4)]
    [InlineData(2, 5)]
    [InlineData(3, 7)]
    public void Measured_ratios_of_plateaus_come_within_two_hundredths_of_kappa(double l, int starts)
    {
        // d = 6; the last ratio, where what the start adds has died out.
        for (var seed = 0; seed < starts; seed++)
        {
            var start = new CubeLaw().Sample(6, RandomStream.FromSeed((ulong)seed).Named("start"));
            var plateaus = OctopusEscape.Of(new Octopus(6, l), start, 1 / (4 * l)).Plateaus;
            ((double)plateaus[5] / plateaus[4] / EscapeRatio.Of(l, 1, 1 / (4 * l))).ShouldBe(1, 0.02);
        }
    }

    [Theory]
    [InlineData(0.25, 2.7095)]
    [InlineData(0.1, 2.224)]
    [InlineData(0.03, 2.062)]
    [InlineData(0.01, 2.020)]
    public void Kappa_falls_to_the_printed_ratio_with_the_learning_rate(double rate, double kappa)
    {
        EscapeRatio.Of(1, 1, rate).ShouldBe(kappa, 6e-4);
        var plateaus = OctopusEscape.Of(new Octopus(6, 1), [.. Enumerable.Repeat(0.5, 6)], rate).Plateaus;
        ((double)plateaus[5] / plateaus[4] / EscapeRatio.Of(1, 1, rate)).ShouldBe(1, 0.01);
    }

    [Fact]
    public void Every_inequality_of_the_proofs_holds_along_runs_inside_the_assumptions()
    {
        Theorem<FunctionSetting, FunctionMoment>[] all = [new Lemma73(), new EscapeRatio(), new Lemma71(), new Lemma74(), new Definition71(), new Definition72(), new Definition73()];
        for (var draw = 0; draw < 120; draw++)
        {
            var setting = SaddleSettings.Drawn(draw, isTube: false);
            foreach (var theorem in all.Where((_, place) => place < 2 || draw < 12))
                theorem.HoldsAlong(setting, 600);
            if (draw < 40)
                new Lemma72().HoldsAlong(SaddleSettings.Drawn(draw, isTube: true), 600);
        }
    }

    [Fact]
    public void The_sides_of_the_chain_are_those_of_the_proof()
    {
        // eta = 1/8, L = 1.5, gamma = 1, tau = e: S and T from the run itself.
        var setting = SaddleSettings.Octopus(3, 1.5, 0.125, 0.5, -0.3, 0.7);
        var escape = OctopusEscape.Of((Octopus)setting.Function, [0.5, -0.3, 0.7], 0.125);
        var (s, t) = (escape.LeaveTimes, escape.EscapeTimes);
        var lemma = new Lemma73();
        var certificate = lemma.Certify(setting, Verdict.Holds);
        certificate.Yield("((L + gamma) / gamma)^(d - 1)").ShouldBe(6.25, 1e-13);
        certificate.Yield("1 / (2 eta gamma)").ShouldBe(4, 1e-13);

        lemma.Along(setting, "lemma-7.3/1", 1000).Select(each => (each.Step, each.Sides.Left, each.Sides.Right)).ShouldBe([.. Enumerable.Range(0, 3).Select(k => (t[k], (double)(t[k] - s[k]), 5.0))]);
        Pins(lemma.Along(setting, "lemma-7.3/2", 1000), (s[0], 4 * Math.Log(Math.E / 0.5), s[0]));
        Pins(
            lemma.Along(setting, "lemma-7.3/3", 1000),
            (s[1], (2.5 * s[0]) + (4 * Math.Log(Math.E / 0.3)), s[1]),
            (s[2], (2.5 * s[1]) + (4 * Math.Log(Math.E / 0.7)), s[2]));
        Pins(lemma.Along(setting, "lemma-7.3/4", 1000), (t[2], 25, t[2]));
        var kappa = EscapeRatio.Of(1.5, 1, 0.125);
        Pins(
            new EscapeRatio().Along(setting, "escape-ratio/lower", 1000),
            (s[1], (kappa * s[0]) + (Math.Log(Math.E / 0.3) / Math.Log(1.25)), s[1]),
            (s[2], (kappa * s[1]) + (Math.Log(Math.E / 0.7) / Math.Log(1.25)), s[2]));
        Pins(
            new EscapeRatio().Along(setting, "escape-ratio/upper", 1000),
            (s[1], s[1], (kappa * t[0]) + (Math.Log(Math.E / 0.3) / Math.Log(1.25)) + 1),
            (s[2], s[2], (kappa * t[1]) + (Math.Log(Math.E / 0.7) / Math.Log(1.25)) + 1));

        // What waits, at every step of the two ways.
        var waiting = lemma.Along(setting, "lemma-7.3/5", 1000);
        waiting.Select(each => each.Step).ShouldBe([.. Enumerable.Range((int)s[0], (int)(t[0] - s[0] + 1)).Concat(Enumerable.Range((int)s[1], (int)(t[1] - s[1] + 1))).Select(step => (long)step)]);
        waiting[1].Sides.Right.ShouldBeRelative(0.3 * Math.Pow(0.625, s[0]) * 1.25, 1e-12);

        var held = lemma.Along(setting, "lemma-7.3", 1000);
        held.Select(each => each.Step).ShouldBe([0L, 1, 2, 3, 4, 5, 6]);
        held[1].Sides.Left.ShouldBe(0.7 * 0.625, 1e-14);
        held.ShouldAllBe(each => each.Sides.Right == 2 * Math.E);
    }

    [Fact]
    public void How_far_a_point_is_from_leaving_the_domain_is_its_largest_coordinate_in_units_of_its_bound()
    {
        Comparison Sides(params double[] at) => new Lemma73().Along(SaddleSettings.Octopus(3, 1, 0.25, at), "lemma-7.3/domain", 0)[0].Sides;
        Sides(0.5, -0.9, 0.1).Left.ShouldBe(0.9);
        Sides(-4, 1, 0.1).ShouldSatisfyAllConditions(sides => sides.Left.ShouldBe(2), sides => sides.Right.ShouldBe(Math.E));
        Sides(6, -12, 0.1).Left.ShouldBe(2);
        Sides(6 * Math.E, 0, -3).IsViolated.ShouldBeTrue();
        Sides(6.1 * Math.E, 0, 0).IsViolated.ShouldBeTrue();
        Sides(6 * Math.E, 2 * Math.E, -Math.E).IsViolated.ShouldBeFalse();
    }

    [Fact]
    public void The_printed_bound_on_the_first_escape_is_twice_too_large()
    {
        // eta gamma = 0.01 and |x_1(0)| = 1: 51 steps, where 1 / (eta gamma) = 100 is printed.
        var leaves = OctopusEscape.Of(new Octopus(2, 1), [1, 1], 0.01).LeaveTimes[0];
        leaves.ShouldBe(51);
        leaves.ShouldBeLessThan(100);
        leaves.ShouldBeGreaterThanOrEqualTo(50);
    }

    [Fact]
    public void The_printed_update_of_a_coordinate_past_its_saddle_is_not_the_step()
    {
        var octopus = new Octopus(2, 1);
        var at = octopus.At(8, 0.5);
        octopus.Bind().Descend(at, 0.25);
        at[0][0, 0].ShouldBe((0.5 * 8) + (8 * 0.25 * Math.E), 1e-14);
        Math.Abs(at[0][0, 0] - ((0.75 * 8) - (4 * 0.25 * Math.E))).ShouldBeGreaterThan(1);
    }

    [Fact]
    public void Outside_its_assumptions_a_lemma_says_so_and_by_how_much()
    {
        new Lemma73().Certify(SaddleSettings.Octopus(3, 1, 0.5, Halves), Verdict.Holds);
        new Lemma73().Certify(SaddleSettings.Octopus(3, 1, 0.51, Halves), Verdict.DoesNotApply).Deciding!.Limit.ShouldBe(0.5);
        new Lemma73().Certify(SaddleSettings.Octopus(3, 1, 0.25, 0.5, 1.01, 0.5), Verdict.DoesNotApply).Deciding!.Limit.ShouldBe(1);
        new Lemma73().Certify(SaddleSettings.Octopus(3, 1, 0.25, 1, 1, -1), Verdict.Holds);
        new Lemma73().Certify(SaddleSettings.Octopus(3, 1, 0.25, 0.5, 0, 0.5), Verdict.DoesNotApply);
        new Lemma72().Certify(SaddleSettings.Octopus(3, 1, 0.25, 0.5, -0.5, 0.5), Verdict.DoesNotApply);
        new Lemma73().Certify(SaddleSettings.On(new Octopus(3, 1, 1, 2.7), 0.25, Halves), Verdict.DoesNotApply).Deciding!.Limit.ShouldBe(Math.E);
        new Lemma73().Certify(new FunctionSetting(new PlainSaddle(), [0.5, 0.5], new GradientDescent(0.25)), Verdict.DoesNotApply);
        new Lemma73().Certify(new FunctionSetting(new Octopus(3, 1), Halves, SaddleSettings.Kicks(new Octopus(3, 1), 1)), Verdict.DoesNotApply);
        Should.Throw<ArgumentException>(() => new FunctionSetting(new PlainSaddle(), Halves, new GradientDescent(1))).Message.ShouldContain("takes 2");
        Should.Throw<ArgumentException>(() => new FunctionSetting(new PlainSaddle(), [1, 1], new GradientFlow(1))).Message.ShouldContain("gradient-flow");
    }

    [Fact]
    public void Descent_stays_two_tau_away_from_every_minimum_for_exponentially_many_steps()
    {
        for (var draw = 0; draw < 30; draw++)
        {
            var setting = SaddleSettings.Drawn(draw, isTube: false);
            new Theorem73().HoldsAlong(SaddleSettings.On((Octopus)setting.Function, 0.9 / setting.GradientLipschitz, [.. setting.Start.Point]), 300);
        }

        var octopus = new Octopus(3, 2);
        var slow = SaddleSettings.On(octopus, 0.9 / octopus.GradientLipschitz, Halves);
        new Theorem73().Certify(slow, Verdict.Holds).Yield("((L + gamma) / gamma)^(d - 1)").ShouldBe(9, 1e-12);
        var sides = new Theorem73().Along(slow, "theorem-7.3/1", 100);
        sides.Select(each => each.Step).ShouldBe([0L, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
        sides[0].Sides.Right.ShouldBe(Math.Sqrt(3) * ((4 * Math.E) - 0.5), 1e-12);
        sides[0].Sides.Left.ShouldBe(2 * Math.E);

        // 1 / l = 0.0376 for L = 2, and 1 / (4 L) = 0.125.
        new Theorem73().Certify(SaddleSettings.On(octopus, 0.125, Halves), Verdict.DoesNotApply).Deciding!.Limit.ShouldBe(1 / (13.314 * 2), 1e-4);
    }

    [Fact]
    public void Kicks_come_near_saddles_only_and_the_points_stay_in_the_domain()
    {
        foreach (var l in new[] { 1, 1.5, 3 })
        {
            var octopus = new Octopus(4, l);
            for (var seed = 0; seed < 6; seed++)
            {
                var start = new CubeLaw().Sample(4, RandomStream.FromSeed((ulong)seed).Named("start"));
                new Theorem73().HoldsAlong(new FunctionSetting(octopus, start, SaddleSettings.Kicks(octopus, seed)), 400);
            }
        }

        Theorem73.LargestThreshold(2, 3).ShouldBe(0.6, 1e-15);
        Theorem73.LargestKick(3).ShouldBe(0.15, 1e-15);
        Theorem73.Probability(3).ShouldBe(1 - Math.Exp(-3));
        FunctionSetting With(double threshold, double radius, double rate = 0.25) =>
            new(new Octopus(3, 1), Halves, new PerturbedGradientDescent(rate, threshold, radius, 1, RandomStream.FromSeed(1)));
        new Theorem73().Certify(With(Theorem73.LargestThreshold(1, Math.E), Theorem73.LargestKick(Math.E)), Verdict.Holds).FailureProbability.ShouldBe(Math.Exp(-3), 1e-15);
        new Theorem73().Certify(With(0.101 * Math.E, Theorem73.LargestKick(Math.E)), Verdict.DoesNotApply);
        new Theorem73().Certify(With(Theorem73.LargestThreshold(1, Math.E), 0.051 * Math.E), Verdict.DoesNotApply);
        new Theorem73().Certify(With(Theorem73.LargestThreshold(1, Math.E), Theorem73.LargestKick(Math.E), 0.51), Verdict.DoesNotApply);

        // ||grad f|| = 0.2 at this point, a coordinate 0.1 away from its saddle.
        var near = new FunctionSetting(new Octopus(2, 1), [4 * Math.E, 0.1], new PerturbedGradientDescent(0.25, 0.2001, 0.01, 1, RandomStream.FromSeed(1)));
        var sides = new Theorem73().Along(near, "theorem-7.3/kicks", 0).Single().Sides;
        (sides.Left, sides.Right).ShouldBe((0.1, Math.E / 20));
        var far = new FunctionSetting(new Octopus(2, 1), [4 * Math.E, 0.1], new PerturbedGradientDescent(0.25, 0.1999, 0.01, 1, RandomStream.FromSeed(1)));
        new Theorem73().Along(far, "theorem-7.3/kicks", 0).ShouldBeEmpty();
    }

    [Fact]
    public void No_second_order_stationary_point_is_visited_below_the_limit_and_at_the_printed_limit_a_saddle_is_one()
    {
        var octopus = new Octopus(3, 1);
        var limit = Corollary71.LargestAccuracy(octopus);
        limit.ShouldBe(4 / (128 / Math.E), 1e-15);
        Corollary71.LargestAccuracy(new Octopus(3, 1, 0.001, 1)).ShouldBe(4e-6 / 88.04, 1e-15);
        var setting = new FunctionSetting(octopus, Halves, new GradientDescent(0.25)) { Accuracy = 0.99 * limit };
        new Corollary71().HoldsAlong(setting, 200);
        new Corollary71().Certify(setting).Yield("-sqrt(rho epsilon)").ShouldBe(-2 * Math.Sqrt(0.99), 1e-14);
        new Corollary71().Certify(new FunctionSetting(octopus, Halves, new GradientDescent(0.25)) { Accuracy = limit }, Verdict.DoesNotApply);

        var rho = octopus.HessianLipschitz;
        SecondOrder.Of(octopus.Bind(), octopus.At(octopus.Stationary(1))).IsSecondOrderStationary(limit * (1 + 1e-15), rho).ShouldBeTrue();
        SecondOrder.Of(octopus.Bind(), octopus.At(octopus.Stationary(1))).IsSecondOrderStationary(0.999 * limit, rho).ShouldBeFalse();

        // From the saddle itself, as far as T = 4: the gradient is 0, and the curvature -2.
        var saddle = new FunctionSetting(octopus, [1e-9, 1e-9, 1e-9], new GradientDescent(0.25)) { Accuracy = 0.5 * limit };
        var sides = new Corollary71().Along(saddle, "corollary-7.1", 10);
        sides.Select(each => each.Step).ShouldBe([0L, 1, 2, 3, 4]);
        sides[0].Sides.Left.ShouldBe(-2, 1e-12);
        sides[0].Sides.Right.ShouldBe(-Math.Sqrt(2), 1e-12);
        new Corollary71().Along(new FunctionSetting(octopus, [1, 1, 1], new GradientDescent(0.25)) { Accuracy = 0.05 }, "corollary-7.1", 0).ShouldBeEmpty();
    }

    private static void Pins(List<(long Step, Comparison Sides)> measured, params (long Step, double Left, double Right)[] expected)
    {
        measured.Select(each => each.Step).ShouldBe(expected.Select(each => each.Step));
        for (var k = 0; k < expected.Length; k++)
        {
            measured[k].Sides.Left.ShouldBeRelative(expected[k].Left, 1e-12);
            measured[k].Sides.Right.ShouldBeRelative(expected[k].Right, 1e-12);
        }
    }
}
