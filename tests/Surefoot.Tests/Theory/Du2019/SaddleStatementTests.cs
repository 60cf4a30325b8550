using Surefoot.Descent;
using Surefoot.Initializations;
using Surefoot.Objectives;
using Surefoot.Randomness;
using Surefoot.Theory;
using Surefoot.Theory.Du2019;

namespace Surefoot.Tests.Theory.Du2019;

/// <summary>What Du 2019, chapter 7, says of functions and splines, and of any function.</summary>
public class SaddleStatementTests
{
    [Theory]
    [InlineData(1, 4.134, 7.320)]
    [InlineData(1.5, 4.099, 6.370)]
    [InlineData(2, 4.088, 5.920)]
    [InlineData(Math.E, 4.081, 5.580)]
    [InlineData(3, 4.079, 5.494)]
    [InlineData(10, 4.069, 4.956)]
    [InlineData(1e9, 4.065, 4.753)]
    public void The_least_slopes_of_the_spline_lie_below_the_printed_bound(double l, double spline, double both)
    {
        var (constant, place) = Lemma74.SplineConstant(l, 1);
        constant.ShouldBe(spline, 6e-4);
        Lemma74.SlopeConstant(l, 1).ShouldBe(both, 6e-4);
        constant.ShouldBeGreaterThan(4);

        // Nowhere on a grid is a slope lower, and at the places found they are as low.
        if (l > 100)
            return;
        var (octopus, gradient, least) = (new Octopus(2, l), new double[2], 0.0);
        for (var k = 0; k <= 2000; k++)
        {
            octopus.Evaluate([Math.E * (1 + (k / 2000.0)), Math.E], gradient);
            least = Math.Min(least, gradient[0] / (l * Math.E));
        }

        least.ShouldBe(-Lemma74.SlopeConstant(l, 1), 1e-4);
        octopus.Evaluate([Math.E * (1 + place), 0], gradient);
        gradient[0].ShouldBe(-constant * l * Math.E, 1e-12 * l);
    }

    [Fact]
    public void The_slopes_of_a_buffer_are_measured_against_their_bounds()
    {
        // (3, 1, -2) of the octopus with L = 3, tau = 2: the gradient is (-19.75, 2, -12).
        var setting = new FunctionSetting(new Octopus(3, 3, 1, 2), [-3, -1, -2], new GradientDescent(0.1));
        var lemma = new Lemma74();
        (double, double) Sides(string id) => lemma.Along(setting, id, 0).Select(each => (each.Sides.Left, each.Sides.Right)).Single();
        Sides("lemma-7.4/upper").ShouldBe((-19.75, -4));
        Sides("lemma-7.4/lower").ShouldBe((-Lemma74.SlopeConstant(3, 1) * 6, -19.75));
        Sides("lemma-7.4/next").ShouldBe((-2, 2));
        lemma.Certify(setting).Yield("nu").ShouldBe(82.6666666667, 1e-10);
        lemma.Certify(setting).Yield("C_p").ShouldBe(4.079, 6e-4);

        // Half way through a buffer the next coordinate has the slope (L - gamma) y, here 2 y; after the last there is none.
        var last = lemma.Along(new FunctionSetting(new Octopus(2, 3, 1, 2), [3, 0.5], new GradientDescent(0.1)), "lemma-7.4/next", 0).Single().Sides;
        (last.Left, last.Right).ShouldBe((-1, 1));
        lemma.Along(new FunctionSetting(new Octopus(2, 3, 1, 2), [8, 3], new GradientDescent(0.1)), "lemma-7.4/next", 0).ShouldBeEmpty();
        lemma.Along(new FunctionSetting(new Octopus(3, 3, 1, 2), [1, 1, 1], new GradientDescent(0.1)), "lemma-7.4/upper", 0).ShouldBeEmpty();
        lemma.Certify(new FunctionSetting(new PlainSaddle(), [0.5, 0.5], new GradientDescent(0.1)), Verdict.DoesNotApply);
        var buffer = new Lemma71().Along(setting, "lemma-7.1/buffer", 0).Single().Sides;
        (buffer.Left, buffer.Right).ShouldBe((4, 19.75));
    }

    [Fact]
    public void The_stationary_points_are_what_they_are_said_to_be()
    {
        var certificate = new Lemma71().Certify(SaddleSettings.Octopus(4, 2, 0.1, 0.5, 0.5, 0.5, 0.5), Verdict.Holds);
        (certificate.Yield("saddles on the way"), certificate.Yield("saddles"), certificate.Yield("minima"), certificate.Yield("alpha")).ShouldBe((4, 15, 16, 2));
        certificate.Assumptions.Skip(1).Select(assumption => assumption.Name.Split(" at ")[1]).Distinct().ShouldBe(["saddle 1", "saddle 2", "saddle 3", "saddle 4", "the minimum"]);
        certificate.Assumptions.Skip(1).Select(assumption => assumption.Relation).Distinct().ShouldBe([Relation.AtMost, Relation.Equal]);
        new Lemma71().Certify(new FunctionSetting(new PlainSaddle(), [0.5, 0.5], new GradientDescent(0.1)), Verdict.DoesNotApply);

        // Without the last cell, as (7.12) prints it, no minimum is in the domain.
        new Octopus(2, 1).CellOf(new Octopus(2, 1).Stationary(2)).ShouldBe(new OctopusCell(3, false));
    }

    [Theory]
    [InlineData(1, 15.543)]
    [InlineData(1.5, 14.042)]
    [InlineData(2, 13.314)]
    [InlineData(Math.E, 12.752)]
    [InlineData(3, 12.607)]
    [InlineData(1e6, 11.29)]
    public void Its_curvatures_reach_many_times_l(double l, double ratio)
    {
        new Octopus(3, l).GradientLipschitz.ShouldBe(ratio * l, (l > 100 ? 6e-3 : 6e-4) * l);
        new Octopus(3, l, 1, 7).GradientLipschitz.ShouldBe(new Octopus(3, l).GradientLipschitz, 1e-4 * l);
    }

    [Theory]
    [InlineData(1, 128)]
    [InlineData(1.5, 114.6667)]
    [InlineData(2, 108)]
    [InlineData(3, 101.3333)]
    public void Rho(double l, double ratio) => new Octopus(3, l).HessianLipschitz.ShouldBe(ratio * l / Math.E, 1e-3);

    [Fact]
    public void Smoothness_is_measured_from_point_to_point()
    {
        var setting = new FunctionSetting(new PlainSaddle(), [0.5, 0.25], new GradientDescent(0.25)) { Bound = 2, GradientLipschitz = 3, HessianLipschitz = 0.5 };
        var bound = new Definition71().Along(setting, "definition-7.1", 0).Single().Sides;
        (bound.Left, bound.Right).ShouldBe((0.1875, 2));

        // (0.5, 0.25) to (0.25, 0.375): curvatures of 2 in either direction, and none that changes.
        var distance = Math.Sqrt(0.0625 + 0.015625);
        var gradient = new Definition72().Along(setting, "definition-7.2", 1).Single().Sides;
        (gradient.Left, gradient.Right).ShouldBe((2 * distance, 3 * distance));
        var hessian = new Definition73().Along(setting, "definition-7.3", 1).Single().Sides;
        (hessian.Left, hessian.Right).ShouldBe((0, 0.5 * distance));
        new Definition73().Along(SaddleSettings.Octopus(2, 1, 0.25, 1.5 * Math.E, 0), "definition-7.3", 1).Single().Sides.Left.ShouldBeGreaterThan(1);
        new Definition71().Certify(new FunctionSetting(new PlainSaddle(), [0.5, 0.25], new GradientDescent(0.25)), Verdict.CannotTell);
        new Definition72().Certify(new FunctionSetting(new PlainSaddle(), [0.5, 0.25], new GradientDescent(0.25)), Verdict.CannotTell);
        new Definition73().Certify(new FunctionSetting(new PlainSaddle(), [0.5, 0.25], new GradientDescent(0.25)), Verdict.CannotTell);
        new Definition71().Certify(setting, Verdict.Holds);

        // A constant too small by a hundredth is seen.
        FunctionChecks.Run(new FunctionSetting(new PlainSaddle(), [0.5, 0.25], new GradientDescent(0.25)) { GradientLipschitz = 1.99 },
            new Definition72().Certify(new FunctionSetting(new PlainSaddle(), [0.5, 0.25], new GradientDescent(0.25)) { GradientLipschitz = 1.99 }).Invariants, 1).Checks[0].Holds.ShouldBeFalse();
    }

    [Fact]
    public void Saddles_and_second_order_stationary_points_are_told_apart()
    {
        FunctionSetting At(params double[] at) => new(new PlainSaddle(), at, new GradientDescent(0.25)) { Accuracy = 0.5, HessianLipschitz = 8 };
        new Definition74().Certify(At(0, 0), Verdict.Holds).Yield("alpha").ShouldBe(2);
        new Definition74().Certify(At(1e-8, 0), Verdict.DoesNotApply);
        new Definition75().Certify(At(0.25, 0), Verdict.Holds).Yield("-sqrt(rho epsilon)").ShouldBe(-2);
        new Definition75().Certify(At(0.26, 0), Verdict.DoesNotApply).Deciding!.Limit.ShouldBe(0.5);
        new Definition75().Certify(new FunctionSetting(new PlainSaddle(), [0, 0], new GradientDescent(0.25)) { Accuracy = 0.5, HessianLipschitz = 7.9 }, Verdict.DoesNotApply);
        var minimum = new Octopus(2, 1);
        new Definition74().Certify(SaddleSettings.On(minimum, 0.1, minimum.Stationary(2)), Verdict.DoesNotApply);
        new Definition75().Certify(SaddleSettings.On(minimum, 0.1, minimum.Stationary(2)), Verdict.Holds);
    }

    [Fact]
    public void Where_descent_converges_it_converges_to_a_second_order_stationary_point()
    {
        var octopus = new Octopus(2, 1);
        var setting = SaddleSettings.On(octopus, 0.9 / octopus.GradientLipschitz, 0.3, -0.7);
        new Theorem71().Certify(setting, Verdict.CannotTell);
        var run = new Theorem71().CertifyRun(setting, 2000);
        run.Verdict.ShouldBe(Verdict.Holds, run.Sentence);
        run.Yield("lambda_min at the end").ShouldBe(2, 1e-8);
        run.Yield("||grad f|| at the end").ShouldBeLessThanOrEqualTo(Theorem71.Converged);
        new Theorem71().CertifyRun(setting, 100).Verdict.ShouldBe(Verdict.DoesNotApply);
        Theorem71.Converged.ShouldBe(1e-8);

        // Each premise on its own.
        new Theorem71().CertifyRun(SaddleSettings.On(octopus, 1 / octopus.GradientLipschitz, 0.3, -0.7), 2000).Verdict.ShouldBe(Verdict.DoesNotApply);
        var given = new FunctionSetting(octopus, [0.3, -0.7], new GradientDescent(0.05)) { GradientLipschitz = octopus.GradientLipschitz, Law = new GivenPointLaw([0.3, -0.7]) };
        new Theorem71().CertifyRun(given, 2000).Deciding!.Name.ShouldContain("continuous");
        var kicked = new FunctionSetting(octopus, [0.3, -0.7], SaddleSettings.Kicks(octopus, 1)) { GradientLipschitz = 1, Law = new CubeLaw() };
        new Theorem71().Certify(kicked, Verdict.DoesNotApply).Assumptions[0].Holds.ShouldBe(false);
    }

    [Fact]
    public void The_steps_of_perturbed_descent_and_the_choice_of_its_numbers()
    {
        // l B / epsilon^2 = 600, d = 3, delta = 0.05: 600 ln^4 36000.
        Theorem72.Steps(2, 3, 0.1, 3, 0.05).ShouldBeRelative(600 * Math.Pow(Math.Log(36_000), 4), 1e-12);

        // c = 1/4: chi = 3 ln(3 * 2 * 6 / (0.25 * 0.01 * 0.05)) = 3 ln 288000.
        var chi = 3 * Math.Log(288_000);
        var (rate, radius, threshold, patience) = Theorem72.Choice(2, 5, 3, 0.1, 3, 0.05, 0.25);
        rate.ShouldBeRelative(0.125, 1e-14);
        threshold.ShouldBeRelative(0.5 * 0.1 / (chi * chi), 1e-12);
        radius.ShouldBeRelative(0.5 * 0.1 / (chi * chi) / 2, 1e-12);
        patience.ShouldBeRelative(chi * 16 * 2 / Math.Sqrt(0.5), 1e-12);

        // Where the logarithm is small, 4 takes its place.
        Theorem72.Choice(1, 1, 1, 1, 1, 0.5, 1).GradientThreshold.ShouldBeRelative(1.0 / 144, 1e-14);

        var octopus = new Octopus(3, 1);
        FunctionSetting With(double accuracy, double rate, double c) => new(octopus, [0.5, 0.5, 0.5], new PerturbedGradientDescent(rate, 0.01, 0.01, 1, RandomStream.FromSeed(1)))
        {
            Bound = 3 * octopus.Drop,
            GradientLipschitz = 16,
            HessianLipschitz = 64,
            Accuracy = accuracy,
            FailureProbability = 0.05,
            Constants = double.IsNaN(c) ? [] : new Dictionary<string, Constant> { ["du-2019/theorem-7.2 c"] = new("c", c, ConstantOrigin.Given, ""), ["du-2019/theorem-7.2 C"] = new("C", 7, ConstantOrigin.Given, "") },
        };
        var certificate = new Theorem72().Certify(With(4, 0.0625, 1), Verdict.Holds);
        certificate.Yield("steps / C").ShouldBe(Theorem72.Steps(16, 3 * octopus.Drop, 4, 3, 0.05));
        certificate.Yield("eta").ShouldBe(0.0625);
        certificate.FailureProbability.ShouldBe(0.05);

        // At epsilon = 1/2: ln(3 * 16 * 2 B / (0.25 * 0.05)) with B = 3 nu = 25 e^2; c = 1 and sqrt(rho epsilon) = sqrt(32).
        var told = new Theorem72().Certify(With(0.5, 0.0625, 1));
        var logarithm = 3 * Math.Log(96 * 25 * Math.E * Math.E / 0.0125);
        told.Yield("g_thres").ShouldBeRelative(0.5 / (logarithm * logarithm), 1e-12);
        told.Yield("r").ShouldBeRelative(0.03125 / (logarithm * logarithm), 1e-12);
        told.Yield("t_thres").ShouldBeRelative(logarithm * 16 / Math.Sqrt(32), 1e-12);
        told.Yield("steps").ShouldBeRelative(7 * told.Yield("steps / C"), 1e-14);
        new Theorem72().Certify(With(4.01, 0.0625, 1), Verdict.DoesNotApply).Deciding!.Limit.ShouldBe(4);
        new Theorem72().Certify(With(4, 0.063, 1), Verdict.DoesNotApply).Deciding!.Limit.ShouldBe(0.0625);
        var unknown = new Theorem72().Certify(With(4, 0.0625, double.NaN), Verdict.CannotTell);
        unknown.Deciding!.MissingConstant.ShouldBe("c");
        unknown.Deciding!.MissingConstantAtLeast.ShouldBe(1);
        new Theorem72().Certify(SaddleSettings.Octopus(3, 1, 0.05, 0.5, 0.5, 0.5), Verdict.DoesNotApply);
    }

    [Fact]
    public void A_cubic_stays_between_its_ends_under_the_repaired_conditions_and_not_under_the_printed_ones()
    {
        Theorem74.Coefficients(2, 5, 1, -1, -3).ShouldBe([5, -1, ((3 * -2) + 3 + 2) / 2.0, -((2 * -2) + 3 + 1) / 4.0]);
        var stream = RandomStream.FromSeed(8).Named("data");
        var (printed, below, above, kept) = (0, 0, 0, 0);
        for (var draw = 0; draw < 4000; draw++)
        {
            var (width, first) = (0.1 + stream.Uniform(6 * draw), -stream.Uniform((6 * draw) + 1));
            var last = first - stream.Uniform((6 * draw) + 2);
            var chord = (last - first) / width;
            var (firstSlope, lastSlope) = (6 * chord * stream.Uniform((6 * draw) + 3), (3 * chord) + (-6 * chord * stream.Uniform((6 * draw) + 4)));
            var c = Theorem74.Coefficients(width, first, last, firstSlope, lastSlope);
            double[] values = [.. Enumerable.Range(0, 101).Select(k => k * width / 100).Select(z => c[0] + (z * (c[1] + (z * (c[2] + (z * c[3]))))))];
            values[100].ShouldBe(last, 1e-12);
            (c[1] + (2 * c[2] * width) + (3 * c[3] * width * width)).ShouldBe(lastSlope, 1e-10);
            printed++;
            if (values.Min() < last - 1e-12)
                below++;
            if (values.Max() > first + 1e-12)
                above++;
            if (Theorem74.IsMonotone(width, first, last, firstSlope, lastSlope))
            {
                kept++;
                values.Min().ShouldBeGreaterThanOrEqualTo(last - 1e-12);
            }
        }

        (printed, above).ShouldBe((4000, 0));
        below.ShouldBeGreaterThan(1000);
        kept.ShouldBeGreaterThan(500);

        // Each condition at its edge: the chord falls by 1 over 1.
        Theorem74.IsMonotone(1, 0, -1, -3, 0).ShouldBeTrue();
        Theorem74.IsMonotone(1, 0, -1, 0, -3).ShouldBeTrue();
        Theorem74.IsMonotone(1, 0, -1, -3.01, 0).ShouldBeFalse();
        Theorem74.IsMonotone(1, 0, -1, 0, -3.01).ShouldBeFalse();
        Theorem74.IsMonotone(1, 0, -1, 0.01, 0).ShouldBeFalse();
        Theorem74.IsMonotone(1, 0, -1, 0, 0.01).ShouldBeFalse();
        Theorem74.IsMonotone(1, -1, 0, 0, 0).ShouldBeFalse();

        var spline = new Theorem74().Certify(new FunctionSetting(new Octopus(2, 3, 1, 2), [0.5, 0.5], new GradientDescent(0.1)), Verdict.DoesNotApply);
        spline.Deciding!.Value.ShouldBe(6);
        spline.Assumptions.Count(assumption => assumption.Holds == false).ShouldBe(1);
        spline.Yields.Select(yield => yield.Value).ShouldBe([-4, -2, (10 - 42) / 2.0, (30 - 6) / 4.0]);
        spline.Assumptions[3].Limit.ShouldBe(-30);

        // L = 3, gamma = 1/2, tau = 4: from -2 gamma tau = -4 to -4 L tau = -48, three chords -33, slopes -1 and 6.
        var other = new Theorem74().Certify(new FunctionSetting(new Octopus(2, 3, 0.5, 4), [0.5, 0.5], new GradientDescent(0.1)), Verdict.DoesNotApply);
        other.Assumptions.Select(assumption => (assumption.Value, assumption.Relation, assumption.Limit)).ShouldBe(
        [
            (1, Relation.Equal, 1), (-48, Relation.Below, -4), (-1, Relation.Below, 0), (-1, Relation.AtLeast, -33), (6, Relation.AtLeast, -33), (6, Relation.AtMost, 0),
        ]);
        other.Yields.Select(yield => yield.Value).ShouldBe([-4, -1, (-33 - 6 + 2) / 4.0, -(-22 - 6 + 1) / 16.0]);
        Theorem74.IsMonotone(1, 0, 0, 0, 0).ShouldBeFalse();
    }

    [Theory]
    [InlineData(10, 0.806)]
    [InlineData(20, 0.9466)]
    [InlineData(100, 0.99959)]
    public void The_mass_of_the_printed_radius(int dimension, double mass) => Corollary72.GaussianMass(2 * Math.Log(dimension), 2, dimension).ShouldBe(mass, 6e-4);

    [Fact]
    public void Another_law_of_the_start_meets_an_octopus_of_its_size()
    {
        Corollary72.GaussianMass(Corollary72.GaussianRadius(3, 10), 3, 10).ShouldBe(0.976, 6e-4);
        Corollary72.GaussianRadius(3, 49).ShouldBe(3 * Math.Sqrt(2 * Math.Log(49 * 49)), 1e-12);
        Corollary72.GaussianRadius(3, 50).ShouldBe(3 * Math.Log(50), 1e-12);
        Corollary72.Scaled(16, 64, 2).ShouldBe((4, 8));

        var octopus = new Octopus(3, 1);
        double[] centre = [5, -3, 0.5];
        var scaled = new ScaledFunction(octopus, centre, 4);
        var (moved, plain) = (scaled.At(7, -4, 1.5), octopus.At(0.5, -0.25, 0.25));
        for (var step = 0; step < 40; step++)
            scaled.Bind().Descend(moved, 16 * 0.25).ShouldBe(octopus.Bind().Descend(plain, 0.25), 1e-9);
        for (var j = 0; j < 3; j++)
            ((moved[0][j, 0] - centre[j]) / 4).ShouldBe(plain[0][j, 0], 1e-9);
        scaled.Hessian([5, -3, 0.5])![0, 0].ShouldBe(-2.0 / 16);
        scaled.Contains([5 + (4 * 6.1 * Math.E), -3, 0.5]).ShouldBeFalse();
        scaled.Contains([5 + (4 * 5.9 * Math.E), -3, 0.5]).ShouldBeTrue();
        Should.Throw<ArgumentException>(() => new ScaledFunction(octopus, [1], 4)).Message.ShouldContain("takes 3");
        Should.Throw<ArgumentOutOfRangeException>(() => new ScaledFunction(octopus, centre, 0));
        Should.Throw<ArgumentOutOfRangeException>(() => new ScaledFunction(octopus, centre, double.PositiveInfinity));

        FunctionSetting Drawn(double radius, double rate, PointLaw? law) =>
            new(new ScaledFunction(octopus, new double[3], radius), [0.5, 0.5, 0.5], new GradientDescent(rate)) { Law = law, FailureProbability = 0.05 };
        var largest = 9 / octopus.GradientLipschitz;
        var certificate = new Corollary72().Certify(Drawn(3, 0.99 * largest, new GaussianPointLaw()), Verdict.Holds);
        certificate.FailureProbability.ShouldBe(1 - Math.Pow(0.9973002039, 3), 1e-9);
        (certificate.Yield("R"), certificate.Yield("eta on the octopus itself")).ShouldSatisfyAllConditions(
            both => both.Item1.ShouldBe(3),
            both => both.Item2.ShouldBe(0.11 * largest, 1e-12));
        new Corollary72().Certify(Drawn(2, 0.1, new GaussianPointLaw()), Verdict.DoesNotApply).Deciding!.Limit.ShouldBe(0.95);
        new Corollary72().Certify(Drawn(3, 1.01 * largest, new GaussianPointLaw()), Verdict.DoesNotApply);
        new Corollary72().Certify(Drawn(3, 0.1, null), Verdict.CannotTell);
        new Corollary72().Certify(SaddleSettings.Octopus(3, 1, 0.01, 0.5, 0.5, 0.5), Verdict.DoesNotApply);
        new CubeLaw(2).MassWithin(1, 3).ShouldBe(0.125);
        new CubeLaw(2).MassWithin(3, 3).ShouldBe(1);
        new GivenPointLaw([1, -2]).MassWithin(1.9, 2).ShouldBe(0);
        new GivenPointLaw([1, -2]).MassWithin(2, 2).ShouldBe(1);
    }

    [Fact]
    public void Laws_of_points_are_what_they_are_called()
    {
        var stream = RandomStream.FromSeed(1).Named("start");
        var cube = new CubeLaw(2).Sample(4000, stream);
        (cube.Min(), cube.Max()).ShouldSatisfyAllConditions(ends => ends.Item1.ShouldBe(-2, 0.01), ends => ends.Item2.ShouldBe(2, 0.01));
        cube.Average().ShouldBe(0, 0.1);

        // A mean square of 4 and 4 standard errors of it.
        new GaussianPointLaw(2).Sample(4000, stream).Average(x => x * x).ShouldBe(4, 4 * 4 * Math.Sqrt(2.0 / 4000));
        new GaussianPointLaw(2).Sample(5, stream).ShouldBe([.. new GaussianPointLaw().Sample(5, stream).Select(x => 2 * x)]);
        new GivenPointLaw([1, 2]).Sample(2, stream).ShouldBe([1, 2]);
        Should.Throw<ArgumentException>(() => new GivenPointLaw([1, 2]).Sample(3, stream)).Message.ShouldContain("takes 3");
        Should.Throw<ArgumentOutOfRangeException>(() => new CubeLaw(0));
        Should.Throw<ArgumentOutOfRangeException>(() => new CubeLaw(double.PositiveInfinity));
        Should.Throw<ArgumentOutOfRangeException>(() => new GaussianPointLaw(double.NaN));
    }

    [Fact]
    public void A_thin_band_and_a_long_slope_hold_descent_as_long_as_computed()
    {
        Section73.EscapeStep(1e-3, 0.25).ShouldBe(18);
        Section73.StepsBeyondSlope(11.5, 0.5).ShouldBe(((11.5 * Math.Log(2)) + Math.Log(2)) / Math.Log(1.5), 1e-12);
        (Section73.StepsBeyondSlope(1e6, 0.5) / 1e6).ShouldBe(1.71, 5e-3);
        var band = new FunctionSetting(new PlainSaddle(), [0.5, 1e-3], new GradientDescent(0.25));
        new Section73().HoldsAlong(band, 100);
        new Section73().Certify(band).Yield("escape at step").ShouldBe(18);
        new Section73().Along(band, "section-7.3/band", 100).Select(each => each.Step).Max().ShouldBe(17);
        var growth = new Section73().Along(band, "section-7.3/growth", 100)[0].Sides;
        (growth.Left, growth.Right).ShouldBe((1.5e-3, 1.5e-3));

        var slope = new FunctionSetting(new SlopedSaddle(), [-12.5, 0.5], new GradientDescent(0.25));
        new Section73().HoldsAlong(slope, 100);
        var certificate = new Section73().Certify(slope, Verdict.Holds);
        certificate.Yield("steps on the slope").ShouldBe(12);
        certificate.Yield("steps at the saddle, about").ShouldBe(20.51 + 0.86, 0.01);
        new Section73().Certify(new FunctionSetting(new PlainSaddle(), [0.5, 1.1], new GradientDescent(0.25)), Verdict.DoesNotApply);
        new Section73().Certify(new FunctionSetting(new PlainSaddle(), [0.5, 0.1], new GradientDescent(0.3)), Verdict.DoesNotApply);
        new Section73().Certify(SaddleSettings.Octopus(2, 1, 0.25, 0.5, 0.5), Verdict.DoesNotApply);
    }

    [Fact]
    public void From_within_the_connection_the_saddle_is_entered_after_one_step_and_left_later_than_from_a_band()
    {
        // A' = -4 + 4 t^2 - 2 t^3 at t = x_1 + 2: a step of 1 - t^2 + t^3 / 2 or more, which is at least 1 - t.
        var later = 0;
        for (var k = 1; k < 20; k++)
        {
            var setting = new FunctionSetting(new SlopedSaddle(), [-2 + (k / 20.0), 0.01], new GradientDescent(0.25));
            var certificate = new Section73().Certify(setting, Verdict.Holds);
            certificate.Yield("escape at step").ShouldBe(double.NaN);
            certificate.Yield("steps on the slope").ShouldBe(1);
            var points = new List<IReadOnlyList<double>>();
            var run = FunctionChecks.Run(
                setting,
                [
                    .. certificate.Invariants,
                    new("point", "", moment =>
                    {
                        points.Add(moment.Point);
                        return null;
                    }),
                ],
                100);
            run.Checks.ShouldAllBe(check => check.Holds);
            points[1][0].ShouldBeGreaterThanOrEqualTo(-1);
            run.Trajectory.Outcome.Kind.ShouldBe(OutcomeKind.LeftDomain);
            run.Trajectory.Outcome.Step.ShouldBe(1 + (long)Section73.EscapeStep(points[1][1], 0.25));
            later += run.Trajectory.Outcome.Step > Section73.EscapeStep(0.01, 0.25) ? 1 : 0;

            // R = 1 - t: between the slope, which halves x_2 in a step of 1, and the saddle, which lengthens it by a half.
            certificate.Yield("steps at the saddle, about").ShouldBe(run.Trajectory.Outcome.Step - 1, 2);
        }

        later.ShouldBeGreaterThan(10);

        // At -1 the quadratic begins, and at -2 the slope ends.
        FunctionSetting At(double x1) => new(new SlopedSaddle(), [x1, 0.01], new GradientDescent(0.25));
        (new Section73().Certify(At(-1)).Yield("escape at step"), new Section73().Certify(At(-1)).Yield("steps on the slope")).ShouldBe((12, 0));
        FunctionChecks.Run(At(-1), [], 100).Trajectory.Outcome.Step.ShouldBe(12);
        (new Section73().Certify(At(0.5)).Yield("escape at step"), new Section73().Certify(At(0.5)).Yield("steps at the saddle, about")).ShouldBe((12, 12));
        new Section73().Certify(At(-2)).Yield("steps on the slope").ShouldBe(1);
        new Section73().Certify(At(1), Verdict.DoesNotApply).Deciding!.Name.ShouldContain("domain");
        new Section73().Certify(new FunctionSetting(new PlainSaddle(), [-3, 0.01], new GradientDescent(0.25)), Verdict.DoesNotApply);
    }

    [Fact]
    public void The_printed_branch_would_have_descent_jump_over_part_of_the_connection()
    {
        // From 8 to 1, the printed values at its ends, the one quintic with their slopes and curvatures is 8 - 4 t - 37 t^3 + 57 t^4 - 23 t^5.
        Enumerable.Range(0, 1001).Select(k => k / 1000.0).Min(t => -4 + (t * t * (-111 + (t * (228 - (115 * t)))))).ShouldBe(-10.464, 1e-3);
        var function = new SlopedSaddle();
        var gradient = new double[2];
        (function.Evaluate([-1, 0], gradient) - function.Evaluate([-2, 0], gradient)).ShouldBe(1 - 8 + (23.0 / 6), 1e-13);
        for (var k = 0; k <= 100; k++)
        {
            function.Evaluate([-2 + (k / 100.0), 0], gradient);
            (-0.25 * gradient[0]).ShouldBeInRange(0.5, 1);
        }
    }

    [Fact]
    public void The_second_of_two_saddles_holds_as_long_as_the_key_observation_says()
    {
        Section741.LeastSecond(3, 2, 0.1, 10, 0.5).ShouldBe(((2 * 0.1 * 5 * 10) + Math.Log(2)) / 0.4, 1e-13);
        for (var draw = 0; draw < 60; draw++)
        {
            var stream = RandomStream.FromSeed(9).Named("start", draw);
            new Section741().HoldsAlong(new FunctionSetting(new TwoSaddles(2), [stream.Uniform(0), stream.Uniform(1)], new GradientDescent(0.05 + (0.2 * stream.Uniform(2)))), 4000);
        }

        var setting = new FunctionSetting(new TwoSaddles(2), [0.5, 0.25], new GradientDescent(0.1));
        var first = Math.Ceiling(Math.Log(2) / Math.Log(1.2));
        var sides = new Section741().Along(setting, "section-7.4.1", 200).Single();
        sides.Sides.Left.ShouldBeRelative(Section741.LeastSecond(2, 1, 0.1, first, 0.25), 1e-12);
        sides.Sides.Right.ShouldBe(sides.Step);
        new Section741().Certify(setting, Verdict.Holds).Yield("(L + gamma) / gamma").ShouldBe(3);

        // Printed with the power d: 9 at d = 2, where t_1 = 1 and t_2 = 7.
        var hasty = new FunctionSetting(new TwoSaddles(2), [0.9, 0.9], new GradientDescent(0.2));
        new Section741().Along(hasty, "section-7.4.1", 200).Single().Step.ShouldBe(7);
        FunctionSetting At(double rate, double x1, double x2) => new(new TwoSaddles(2), [x1, x2], new GradientDescent(rate));
        new Section741().Certify(At(0.26, 0.5, 0.5), Verdict.DoesNotApply);
        new Section741().Certify(At(0.1, 0, 0.5), Verdict.DoesNotApply);
        new Section741().Certify(At(0.1, 0.5, 1), Verdict.DoesNotApply);
        new Section741().Certify(SaddleSettings.Octopus(2, 2, 0.1, 0.5, 0.5), Verdict.DoesNotApply);
    }
}
