using Surefoot.Arithmetic;
using Surefoot.Descent;
using Surefoot.Initializations;
using Surefoot.Objectives;
using Surefoot.Randomness;
using Surefoot.Theory;
using Surefoot.Theory.Du2019;

namespace Surefoot.Tests.Theory.Du2019;

/// <summary>What the statements of chapter 7 must not depend on: the unit of the function and the signs of coordinates. And their edges, one by one.</summary>
public class SaddleSymmetryTests
{
    // A power of 2, so that every product is the other's to the bit.
    private const double Unit = 4;

    [Fact]
    public void A_function_in_another_unit_is_descended_alike_at_a_rate_in_its_unit()
    {
        // f to 4 f: L, gamma, l, rho, B and epsilon are 4 times as large, eta is a quarter; times and places stay.
        foreach (var start in new double[][] { [0.5, 0.3, 0.7], [1.5 * Math.E, 0.6, 0.2], [7, 1.5 * Math.E, 0.2] })
        {
            Theorem<FunctionSetting, FunctionMoment>[] all =
            [
                new Lemma72(), new Lemma73(), new EscapeRatio(), new Theorem71(), new Theorem73(), new Lemma71(), new Lemma74(), new Theorem74(), new Corollary71(),
                new Definition71(), new Definition72(), new Definition73(), new Definition74(), new Definition75(),
            ];
            foreach (var theorem in all)
                IsScaled(theorem, On(new Octopus(3, 1.5), 0.125, start), On(new Octopus(3, 1.5 * Unit, Unit), 0.125 / Unit, start, Unit), 120);
        }

        IsScaled(new Section741(), new(new TwoSaddles(2), [0.5, 0.25], new GradientDescent(0.1)), new(new TwoSaddles(2 * Unit, Unit), [0.5, 0.25], new GradientDescent(0.1 / Unit)), 100);
        FunctionSetting Kicked(double unit) => On(new Octopus(3, 1.5 * unit, unit), 0, [0.5, 0.3, 0.7], unit, new PerturbedGradientDescent(0.125 / unit, 0.02 * unit, 0.05, 3, RandomStream.FromSeed(2)));
        IsScaled(new Theorem73(), Kicked(1), Kicked(Unit), 60);
        IsScaled(new Theorem72(), Kicked(1), Kicked(Unit), 0);

        static FunctionSetting On(Octopus octopus, double rate, double[] start, double unit = 1, Method? method = null) => new(octopus, start, method ?? new GradientDescent(rate))
        {
            Bound = octopus.Dimension * octopus.Drop,
            GradientLipschitz = octopus.GradientLipschitz,
            HessianLipschitz = octopus.HessianLipschitz,
            Law = new CubeLaw(),
            Accuracy = 0.03 * unit,
            Constants = new Dictionary<string, Constant> { ["du-2019/theorem-7.2 c"] = new("c", 0.7, ConstantOrigin.Given, ""), ["du-2019/theorem-7.2 C"] = new("C", 3, ConstantOrigin.Given, "") },
        };
    }

    [Fact]
    public void Signs_of_coordinates_change_no_number()
    {
        for (var signs = 1; signs < 8; signs++)
        {
            double[] Mirror(params double[] at) => [.. at.Select((x, k) => (signs >> k & 1) == 1 ? -x : x)];
            foreach (var start in new double[][] { [0.5, 0.3, 0.7], [1.5 * Math.E, 0.6, 0.2], [7, 1.5 * Math.E, 0.2], [10.9, 10.8, 0.05] })
            {
                foreach (var theorem in new Theorem<FunctionSetting, FunctionMoment>[] { new Lemma73(), new EscapeRatio(), new Theorem73(), new Lemma71(), new Lemma74(), new Corollary71(), new Definition71() })
                    TextOf(theorem, SaddleSettings.Octopus(3, 2, 0.03, Mirror(start))).ShouldBe(TextOf(theorem, SaddleSettings.Octopus(3, 2, 0.03, start)));
                FunctionSetting Kicked(double[] at) => new(new Octopus(3, 2), at, new PerturbedGradientDescent(0.03, 0.4, 0.1, 1, RandomStream.FromSeed(1)));
                TextOf(new Theorem73(), Kicked(Mirror(start)), 0).ShouldBe(TextOf(new Theorem73(), Kicked(start), 0));
            }

            FunctionSetting Warm(Function function, double x1, double x2) => new(function, [x1, signs % 2 == 1 ? -x2 : x2], new GradientDescent(0.25));
            foreach (var (function, x1) in new (Function, double)[] { (new PlainSaddle(), 0.5), (new SlopedSaddle(), -12.5), (new SlopedSaddle(), 0.5) })
                TextOf(new Section73(), Warm(function, x1, 0.01)).ShouldBe(TextOf(new Section73(), new(function, [x1, 0.01], new GradientDescent(0.25))));
        }
    }

    [Fact]
    public void The_clock_of_escapes_reads_its_first_times_once()
    {
        // tau = 1: the first saddle is left at step 0 and escaped at step 2, the second left and escaped at step 3; the third not at all.
        var clock = new EscapeClock(1, 3);
        (int, int) See(long step, params double[] at) => clock.See(new FunctionMoment(new Octopus(3, 1, 1, 1), step, at, null));
        (clock.Leaves(1), clock.Escapes(1), clock.Leaves(3)).ShouldBe((-1, -1, -1));
        See(0, 1, 0, 0).ShouldBe((1, 0));
        See(1, -1.5, 0.5, 0).ShouldBe((0, 0));
        See(2, -2, 0.75, 0).ShouldBe((0, 1));
        See(3, 3, -2.5, 0.5).ShouldBe((2, 2));
        See(3, 3, 3, 3).ShouldBe((0, 0));
        See(5, 3, 3, 3).ShouldBe((0, 0));
        Enumerable.Range(1, 3).Select(k => (clock.Leaves(k), clock.Escapes(k))).ShouldBe([(0, 2), (3, 3), (-1, -1)]);

        // Escaped at the first moment, it is not escaped once more.
        var beyond = new EscapeClock(1, 1);
        foreach (var step in Enumerable.Range(0, 3))
            beyond.See(new FunctionMoment(new Octopus(1, 1, 1, 1), step, [2], null)).ShouldBe(step == 0 ? (1, 1) : (0, 0));
        (beyond.Leaves(1), beyond.Escapes(1)).ShouldBe((0, 0));
    }

    [Fact]
    public void A_run_is_shown_at_the_steps_asked_for_and_at_its_last()
    {
        // x_1 halves and x_2 grows by a half; it leaves the square at step 18, which is none of 0, 1, 10, 100.
        var setting = new FunctionSetting(new PlainSaddle(), [0.5, 1e-3], new GradientDescent(0.25));
        var whole = FunctionChecks.Run(setting, new Section73().Certify(setting).Invariants, 100);
        var run = whole.At(Recording.LogSpaced(1));
        run.Steps.ShouldBe([0L, 1, 10, 18]);
        run.Gaps.ShouldBeRelative([.. run.Steps.Select(t => Math.Pow(0.5, 2 * (t + 1)) - (1e-6 * Math.Pow(2.25, t)))], 1e-12);
        run.Outcome.Kind.ShouldBe(OutcomeKind.LeftDomain);
        whole.At(Recording.EveryStep).Steps.ShouldBe([.. Enumerable.Range(0, 19).Select(t => (long)t)]);
        PerturbedGradientDescent.Kicks(new DescentState<double>(setting.Function.At(0, 0))).ShouldBe(0);
    }

    [Fact]
    public void The_measure_of_the_domain_is_that_of_the_octopus()
    {
        var octopus = new Octopus(3, 1, 1, 4);
        double[] places = [0, 0.5, 1, 1.25, 2, 2.25, 6, 6.25];
        var inside = 0;
        for (var k = 0; k < 512; k++)
        {
            double[] point = [4 * places[k % 8], -4 * places[k / 8 % 8], 4 * places[k / 64]];
            var setting = new FunctionSetting(octopus, point, new GradientDescent(0.1));
            var sides = new OctopusProblem(setting).Inside("domain").Measure(setting.Start)!.Value;
            sides.IsViolated.ShouldBe(!octopus.Contains(point), $"{point[0]}, {point[1]}, {point[2]}");
            inside += sides.IsViolated ? 0 : 1;
        }

        // Coordinates past 2 tau: none, one, two, three, with the next one anywhere up to 2 tau, 2 tau itself counted once.
        inside.ShouldBe((4 * 9) + (3 * ((4 * 3) + (3 * (4 + 3)))));
    }

    [Fact]
    public void What_waits_is_measured_from_leaving_to_escape_against_what_a_step_does_to_it()
    {
        // eta = 1/8, L = 1.5: a factor 0.625 a step up to S_1, and from there 1.25 at most.
        var setting = SaddleSettings.Octopus(3, 1.5, 0.125, 0.5, -0.3, 0.7);
        var escape = OctopusEscape.Of((Octopus)setting.Function, [0.5, -0.3, 0.7], 0.125);
        var (s, t) = (escape.LeaveTimes[0], escape.EscapeTimes[0]);
        var waiting = new Lemma73().Along(setting, "lemma-7.3/5", (int)t);
        (t - s).ShouldBeGreaterThan(2);
        for (var k = 0; k <= t - s; k++)
            waiting[k].Sides.Right.ShouldBeRelative(0.3 * Math.Pow(0.625, s) * Math.Pow(1.25, k), 1e-12);

        // From beyond the first saddle, which is outside the assumptions: left and escaped at once.
        new Lemma73().Along(SaddleSettings.Octopus(2, 1.5, 0.125, 2.5 * Math.E, 0.01), "lemma-7.3/5", 5).Select(each => each.Step).ShouldBe([0L]);
    }

    [Fact]
    public void Inequalities_speak_at_their_last_step_and_at_equality()
    {
        // L = gamma and d = 3: the last saddle holds for 4 steps, the fourth among them.
        var plain = SaddleSettings.Octopus(3, 1, 0.05, 0.5, 0.5, -0.5);
        new Lemma73().Along(plain, "lemma-7.3", 10).Select(each => each.Step).ShouldBe([0L, 1, 2, 3, 4]);
        new Theorem73().Along(plain, "theorem-7.3/1", 10).Select(each => each.Step).ShouldBe([0L, 1, 2, 3, 4]);

        // A gradient of 1/4, which is epsilon, or the threshold of kicks, itself.
        var octopus = new Octopus(2, 1);
        new Corollary71().Along(new FunctionSetting(octopus, [0.125, 0], new GradientDescent(0.1)) { Accuracy = 0.25 }, "corollary-7.1", 0).Single().Sides.Left.ShouldBe(-2, 1e-14);
        new Theorem73().Along(new FunctionSetting(octopus, [0.125, 0], new PerturbedGradientDescent(0.1, 0.25, 0.01, 1, RandomStream.FromSeed(1))), "theorem-7.3/kicks", 0).Count.ShouldBe(1);

        new SecondOrder(0.25, -2).IsSecondOrderStationary(0.25, 16).ShouldBeTrue();

        // A gradient of 1e-8 is the largest that counts as 0.
        FunctionSetting At(double x1) => new(new PlainSaddle(), [x1, 0], new GradientDescent(0.25)) { GradientLipschitz = 2, Law = new CubeLaw() };
        new Definition74().Certify(At(5e-9), Verdict.Holds);
        new Theorem71().CertifyRun(At(5e-9), 0).Verdict.ShouldBe(Verdict.Holds);
        new Theorem71().CertifyRun(At(6e-9), 0).Verdict.ShouldBe(Verdict.DoesNotApply);

        // The edge of the second warm-up belongs to no domain, and the largest learning rate of the two saddles counts.
        new Section73().Certify(new FunctionSetting(new PlainSaddle(), [0.5, 1], new GradientDescent(0.25)), Verdict.DoesNotApply).Assumed("|x_2(0)|").Holds.ShouldBe(false);
        new Section73().Certify(new FunctionSetting(new PlainSaddle(), [0.5, 0.1], new GradientDescent(0.2)), Verdict.DoesNotApply);
        new Section73().Along(new FunctionSetting(new PlainSaddle(), [0.5, 0.1], new GradientDescent(0.25)), "section-7.3/band", 0).Single().Sides.Right.ShouldBe(1);
        new Section741().Certify(new FunctionSetting(new TwoSaddles(2), [0.5, 0.5], new GradientDescent(0.25)), Verdict.Holds);

        // All of a cube's own mass is enough for a failure that is never accepted.
        var small = 0.5 / octopus.GradientLipschitz;
        new Corollary72().Certify(new FunctionSetting(new ScaledFunction(octopus, new double[2], 1), [0.5, 0.5], new GradientDescent(small)) { Law = new CubeLaw(), FailureProbability = 0 }, Verdict.Holds)
            .Yield("mass").ShouldBe(1);
    }

    [Fact]
    public void Directions_without_curvature_make_no_strict_saddle()
    {
        // x_1^2 in the plane: the least curvature is 0 all along the second axis, and that of the quartic x_1^2 + x_2^4 at 0.
        var trough = Function.Of(
            2,
            (x, slope) =>
            {
                (slope[0], slope[1]) = (2 * x[0], 0);
                return x[0] * x[0];
            },
            _ => Matrix<double>.From(new double[,] { { 2, 0 }, { 0, 0 } }));
        var certificate = new Definition74().Certify(new FunctionSetting(trough, [0, 3], new GradientDescent(0.1)), Verdict.DoesNotApply);
        certificate.Deciding!.Name.ShouldBe("the least curvature at the start");
        certificate.Yield("alpha").ShouldBe(0);
        var bowl = new Octopus(2, 1);
        var minimum = new Definition74().Certify(SaddleSettings.On(bowl, 0.1, bowl.Stationary(2)), Verdict.DoesNotApply);
        minimum.Yield("alpha").ShouldBe(0);
    }

    [Fact]
    public void Values_below_0_and_turns_of_one_direction_count_in_full()
    {
        // f = x_1^2 - x_2^2 at (1/4, 1/2) is -3/16.
        var saddle = new FunctionSetting(new PlainSaddle(), [0.25, 0.5], new GradientDescent(0.25)) { Bound = 0.1 };
        var value = new Definition71().Along(saddle, "definition-7.1", 0).Single().Sides;
        (value.Left, value.IsViolated).ShouldBe((0.1875, true));
        new Definition71().Certify(saddle, Verdict.Holds);

        // x_1^3 / 6 + x_2^2 from (1, 1) at the rate 1/2: to (3/4, 0), along which the Hessian diag(x_1, 2) turns by 1/4 in one direction and not in the other.
        var cubic = Function.Of(
            2,
            (x, slope) =>
            {
                (slope[0], slope[1]) = (x[0] * x[0] / 2, 2 * x[1]);
                return (x[0] * x[0] * x[0] / 6) + (x[1] * x[1]);
            },
            x => Matrix<double>.From(new[,] { { x[0], 0 }, { 0, 2 } }));
        var turn = new Definition73().Along(new FunctionSetting(cubic, [1, 1], new GradientDescent(0.5)) { HessianLipschitz = 2 }, "definition-7.3", 1).Single().Sides;
        turn.Left.ShouldBe(0.25);
        turn.Right.ShouldBe(2 * Math.Sqrt((0.25 * 0.25) + 1), 1e-15);
    }

    [Fact]
    public void What_is_not_known_is_asked_for_by_name()
    {
        var octopus = new Octopus(2, 1);
        FunctionSetting Without(double bound = 1, double l = 16, double rho = 50, Method? method = null) => new(octopus, [0.5, 0.5], method ?? new GradientDescent(0.01))
        {
            Bound = bound,
            GradientLipschitz = l,
            HessianLipschitz = rho,
            Law = new CubeLaw(),
            Constants = new Dictionary<string, Constant> { ["du-2019/theorem-7.2 c"] = new("c", 1, ConstantOrigin.Given, "") },
        };
        var kicks = new PerturbedGradientDescent(0.01, 0.02, 0.02, 1, RandomStream.FromSeed(1));
        new Theorem71().Certify(Without(l: double.NaN), Verdict.CannotTell).Deciding!.Name.ShouldBe("l");
        new Theorem72().Certify(Without(bound: double.NaN, method: kicks), Verdict.CannotTell).Deciding!.Name.ShouldBe("B");
        new Theorem72().Certify(Without(l: double.NaN, method: kicks), Verdict.CannotTell).Deciding!.Name.ShouldBe("l");
        new Theorem72().Certify(Without(rho: double.NaN, method: kicks), Verdict.CannotTell).Deciding!.Name.ShouldBe("rho");
        new Definition75().Certify(Without(rho: double.NaN)).Assumptions.First(assumption => assumption.Holds is null).Name.ShouldBe("rho");
        new Definition72().Certify(Without(l: double.NaN), Verdict.CannotTell);
        new Definition72().Certify(Without(rho: double.NaN), Verdict.Holds);

        // Any number above 0 is one; 0 bounds nothing here.
        new Definition73().Certify(Without(rho: 0.5), Verdict.Holds);
        new Definition73().Certify(Without(rho: 0), Verdict.DoesNotApply);

        // Whether to be positive or only different from 0 is what tube and octopus ask of a start.
        new Lemma72().Certify(SaddleSettings.Octopus(2, 1, 0.25, 0.5, -0.5), Verdict.DoesNotApply).Deciding!.Remedy.ShouldContain("positive");
        new Lemma73().Certify(SaddleSettings.Octopus(2, 1, 0.25, 0.5, 0), Verdict.DoesNotApply).Deciding!.Remedy.ShouldContain("is 0");
        new FunctionSetting(octopus, [0.5, 0.5], kicks).Start.Step.ShouldBe(0);
        new Corollary72().Certify(new FunctionSetting(new ScaledFunction(octopus, new double[2], 1), [0.5, 0.5], new GradientDescent(0.01)), Verdict.CannotTell).FailureProbability.ShouldBe(1);
    }

    [Fact]
    public void Each_assumption_of_the_corollary_and_of_kicks_is_needed()
    {
        var octopus = new Octopus(2, 1);
        var limit = Corollary71.LargestAccuracy(octopus);

        // 4 gamma^2 / rho is gamma tau / 32 at L = gamma, whatever gamma and tau.
        foreach (var (gamma, tau) in new[] { (1.0, 100.0), (100, 3), (0.25, 40) })
            Corollary71.LargestAccuracy(new Octopus(3, gamma, gamma, tau)).ShouldBeRelative(gamma * tau / 32, 1e-14);
        FunctionSetting At(double rate, params double[] start) => new(octopus, start, new GradientDescent(rate)) { Accuracy = 0.5 * limit };
        new Corollary71().Certify(At(0.25, 0.5, 0.5), Verdict.Holds).Yield("((L + gamma) / gamma)^(d - 1)").ShouldBe(2);
        new Corollary71().Certify(At(0.51, 0.5, 0.5), Verdict.DoesNotApply);
        new Corollary71().Certify(At(0.25, 0.5, 1.5), Verdict.DoesNotApply);

        FunctionSetting Kicked(Function function, params double[] start) => new(function, start, SaddleSettings.Kicks(octopus, 1));
        new Theorem73().Certify(Kicked(octopus, 0.5, -0.5), Verdict.Holds);
        new Theorem73().Certify(Kicked(octopus, 0.5, 1.5), Verdict.DoesNotApply);
        new Theorem73().Certify(Kicked(octopus, 0.5, 0), Verdict.DoesNotApply);
        new Theorem73().Certify(new FunctionSetting(new Octopus(2, 1, 1, 2), [0.5, 0.5], new PerturbedGradientDescent(0.25, 0.02, 0.02, 1, RandomStream.FromSeed(1))), Verdict.DoesNotApply)
            .Deciding!.Name.ShouldBe("tau");
        new Theorem73().Certify(Kicked(new PlainSaddle(), 0.5, 0.5), Verdict.DoesNotApply).Deciding!.Name.ShouldContain("octopus");
        new Lemma73().Certify(Kicked(octopus, 0.5, 0.5), Verdict.DoesNotApply).Deciding!.Name.ShouldContain("without kicks");
    }

    private static string TextOf(Theorem<FunctionSetting, FunctionMoment> theorem, FunctionSetting setting, int steps = 40)
    {
        var sides = new List<string>();
        var text = CertificateText.Of(theorem.Certify(setting), invariants => FunctionChecks.Run(setting, [.. invariants.Select(Told)], steps), moment => moment.Step);
        return text + string.Join('\n', sides);

        Invariant<FunctionMoment> Told(Invariant<FunctionMoment> invariant) => new(invariant.Id, invariant.Statement, () =>
        {
            var measure = invariant.Begin();
            return moment =>
            {
                var both = measure(moment);
                sides.Add($"{invariant.Id} {moment.Step} {both}");
                return both;
            };
        });
    }

    /// <summary>Values, limits, yields and both sides of every inequality are those of the other setting, times a power of the unit that the name tells.</summary>
    private static void IsScaled(Theorem<FunctionSetting, FunctionMoment> theorem, FunctionSetting one, FunctionSetting other, int steps)
    {
        var (plain, scaled) = (theorem.Certify(one), theorem.Certify(other));
        scaled.Verdict.ShouldBe(plain.Verdict, theorem.Id);
        scaled.Assumptions.Select(assumption => assumption.Name).ShouldBe(plain.Assumptions.Select(assumption => assumption.Name));
        foreach (var (a, b) in plain.Assumptions.Zip(scaled.Assumptions))
        {
            var unit = a.Name switch
            {
                "the learning rate" => 1 / Unit,
                "epsilon" or "B" or "l" or "rho" or "g_thres" => Unit,
                _ when a.Name.Contains("grad f", StringComparison.Ordinal) || a.Name.Contains("curvature", StringComparison.Ordinal) || a.Name.StartsWith("f at", StringComparison.Ordinal)
                    || a.Name.StartsWith("f(y", StringComparison.Ordinal) || a.Name.StartsWith("the slope", StringComparison.Ordinal) => Unit,
                _ => 1,
            };
            Same(a.Name, a.Limit, b.Limit, a.Limit == 1e-8 ? 1 : unit);
            Same(a.Name, a.Value, b.Value, unit);
        }

        foreach (var (a, b) in plain.Yields.Zip(scaled.Yields))
            Same(a.Name, a.Value, b.Value, a.Name switch
            {
                "eta" => 1 / Unit,
                "alpha" or "nu" or "-sqrt(rho epsilon)" or "g_thres" or "c_0" or "c_1" or "c_2" or "c_3" => Unit,
                _ => 1,
            });
        foreach (var invariant in plain.Invariants)
        {
            var unit = theorem is Lemma71 or Lemma74 or Corollary71 or Definition71 or Definition72 or Definition73 ? Unit : 1;
            var (first, second) = (theorem.Along(one, invariant.Id, steps), theorem.Along(other, invariant.Id, steps));
            second.Select(each => each.Step).ShouldBe(first.Select(each => each.Step), invariant.Id);
            foreach (var (a, b) in first.Zip(second))
            {
                Same(invariant.Id, a.Sides.Left, b.Sides.Left, unit);
                Same(invariant.Id, a.Sides.Right, b.Sides.Right, unit);
            }
        }

        // Sizes below 1e-12 are what rounding makes of a 0.
        void Same(string name, double a, double b, double unit) =>
            (double.IsFinite(a) ? Math.Abs((b / unit) - a) <= (Math.Abs(a) * 1e-12) + 1e-12 : a.Equals(b)).ShouldBeTrue($"{theorem.Id}, {name}: {a}, and {b} in another unit");
    }
}
