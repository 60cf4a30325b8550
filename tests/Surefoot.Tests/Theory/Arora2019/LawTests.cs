using Surefoot.Arithmetic;
using Surefoot.Data;
using Surefoot.Descent;
using Surefoot.Initializations;
using Surefoot.Losses;
using Surefoot.Networks;
using Surefoot.Randomness;
using Surefoot.Reductions;
using Surefoot.Theory;
using Surefoot.Theory.Arora2019;

namespace Surefoot.Tests.Theory.Arora2019;

/// <summary>How likely the assumptions are: formulas by their numbers, and laws over many seeds.</summary>
public class LawTests
{
    private const double Digits = 1e-11;
    private const double Rounding = 1e-13;

    // A frequency over n seeds is below its expectation by more than 4 standard deviations once in 30,000 fixed sets of seeds.
    private const double Deviations = 4;

    private static RandomStream Stream { get; } = RandomStream.FromSeed(20190508);

    [Fact]
    public void Claim_2_by_its_numbers()
    {
        // AR-V13.
        Claim2.Probability(3, 0.01, 10, 0.1).ShouldBeRelative(0.97, Digits);
        Claim2.Probability(3, 1, 10, 0.1).ShouldBe(0);
        Claim2.Balance(3, 0.01, 10, 0.03).ShouldBeRelative(0.1, Digits);
        var certificate = new Claim2().Certify(Drawn(new GaussianInitialization(0.1), 1, 4, 3, 2));
        certificate.Verdict.ShouldBe(Verdict.Holds);
        certificate.FailureProbability.ShouldBe(0.1);
        certificate.Yield("delta").ShouldBeRelative(0.01 * Math.Sqrt(10 * 2 * 64 / 0.1), Rounding);
        new Claim2().Certify(Drawn(new BalancedInitialization(0.1), 1, 4, 3, 2)).Verdict.ShouldBe(Verdict.DoesNotApply);
    }

    [Fact]
    public void Gaussian_layers_are_as_balanced_as_claim_2_says()
    {
        // E4 with widths of 4: the bound is loose, so the frequency is above it by far.
        var network = DeepLinearNetwork.Unscaled(4, 4, 4, 4);
        foreach (var deviation in new[] { 0.05, 0.1, 0.2 })
        {
            var delta = Claim2.Balance(3, deviation, 4, failure: 0.5);
            Frequency(300, place => Imbalances(network, new GaussianInitialization(deviation), place).Max() <= delta).ShouldBeGreaterThan(0.5 - Chance(300));
        }
    }

    [Fact]
    public void Lemma_10_by_its_numbers_and_over_seeds()
    {
        // AR-V13.
        Lemma10.MeanSquare(2, 3, 4).ShouldBe(104);
        Lemma10.MeanSquareBound(2, 3, 4).ShouldBe(280);
        var certificate = new Lemma10().Certify(Drawn(new GaussianInitialization(0.1), 1, 3, 4, 2));
        certificate.Yield("root mean square of ||B_1||_F").ShouldBeRelative(0.01 * Math.Sqrt(104), Rounding);
        certificate.Yield("bound on ||B_1||_F").ShouldBeRelative(0.01 * Math.Sqrt(280 / 0.1), Rounding);

        // The mean of the square has a standard error of a few parts in a hundred of itself.
        var network = DeepLinearNetwork.Unscaled(3, 4, 2);
        Enumerable.Range(0, 4000).Average(place => Math.Pow(Imbalances(network, new GaussianInitialization(), place)[0], 2)).ShouldBeRelative(104, 0.1);
    }

    [Fact]
    public void The_printed_mean_square_of_lemma_10_is_false()
    {
        // a = b = d = 1: E (x^2 - y^2)^2 = 3 + 3 - 2, since E x^4 = 3; printed 3 (a+b) + a (a-1) + b (b-1) - a b = 5.
        Lemma10.MeanSquare(1, 1, 1).ShouldBe(4);
        const double Printed = (3 * 2) + 0 + 0 - 1;
        Printed.ShouldNotBe(4);
        new Lemma10().Slips[0].Class.ShouldBe(SlipClass.Misprint);
    }

    [Fact]
    public void Lemma_9_by_its_numbers_and_over_seeds()
    {
        // AR-V13.
        Lemma9.Upper(16, 1).ShouldBe(26);
        Lemma9.Lower(16, 1).ShouldBe(8);
        Lemma9.Tail(1).ShouldBeRelative(0.367879441171, Digits);
        Lemma9.WithinFactorTwo(16).ShouldBeRelative(1 - (2 / Math.E), Rounding);
        Lemma9.Upper(16, 1).ShouldBeLessThanOrEqualTo(2 * 16, "k = d/16 stays within a factor 2");
        Lemma9.Lower(16, 1).ShouldBeGreaterThanOrEqualTo(16 / 2);

        var certificate = new Lemma9().Certify(Drawn(new BalancedInitialization(0.1), 1, 16, 1, 1));
        var k = Math.Log(20);
        certificate.Yield("least ||W(0)||^2").ShouldBeRelative(0.01 * (16 - (8 * Math.Sqrt(k))), 1e-12);
        new Lemma9().Certify(Drawn(new BalancedInitialization(0.1), 1, 2, 1, 1)).Yield("least ||W(0)||^2").ShouldBe(0, "where the bound is negative it is none");
        certificate.Yield("largest ||W(0)||^2").ShouldBeRelative(0.01 * (16 + (2 * k) + (8 * Math.Sqrt(k))), Rounding);
        certificate.Yield("probability of a factor 2").ShouldBeRelative(Lemma9.WithinFactorTwo(16), Rounding);

        double Square(int place)
        {
            var vector = new double[16];
            Stream.Named("vector", place).FillNormal<double>(vector);
            return vector.Sum(x => x * x);
        }

        Frequency(2000, place => Square(place) < Lemma9.Upper(16, 1)).ShouldBeGreaterThan(1 - Lemma9.Tail(1) - Chance(2000));
        Frequency(2000, place => Square(place) > Lemma9.Lower(16, 1)).ShouldBeGreaterThan(1 - Lemma9.Tail(1) - Chance(2000));
    }

    [Theory]
    [InlineData(20, 0.9, 0.333132068849, 0.162916617516)]
    [InlineData(50, 0.95, 0.363755910862, 0.226338697649)]
    [InlineData(100, 0.98, 0.421320886586, 0.342264710037)]
    public void Lemma_14_by_its_numbers(int dimension, double height, double area, double bound)
    {
        // AR-V13.
        Lemma14.Area(dimension, height).ShouldBeRelative(area, Digits);
        Lemma14.AreaBound(dimension, height).ShouldBeRelative(bound, Digits);
        Lemma14.ProvedAreaBound(dimension, height).ShouldBeInRange(bound, area);
    }

    [Fact]
    public void The_area_of_a_cap_covers_the_sphere()
    {
        Lemma14.Area(30, 1).ShouldBeRelative(0.5, Rounding);
        (Lemma14.Area(30, 0.7) + Lemma14.Area(30, 1.3)).ShouldBeRelative(1, Rounding);

        // On the circle an angle, on a line one of two points, in space the height itself.
        Lemma14.Area(2, 0.5).ShouldBeRelative(1 / 3.0, 1e-12);
        Lemma14.Area(3, 0.5).ShouldBeRelative(0.25, 1e-12);
        Lemma14.Area(1, 0.5).ShouldBe(0.5);
        Lemma14.Area(1, 2).ShouldBe(1);

        // The bounds stay below over all heights and dimensions, and the proof's is the larger one.
        for (var dimension = 20; dimension <= 200; dimension += 30)
        {
            for (var height = 0.0; height <= 1; height += 0.05)
            {
                Lemma14.AreaBound(dimension, height).ShouldBeLessThanOrEqualTo(Lemma14.ProvedAreaBound(dimension, height));
                Lemma14.ProvedAreaBound(dimension, height).ShouldBeLessThanOrEqualTo(Lemma14.Area(dimension, height) + Rounding);
            }
        }
    }

    [Fact]
    public void Lemma_14_on_a_start()
    {
        // Phi = (1, 0, ..., 0); a start of length 1/4: h = 1/2.
        var certificate = new Lemma14().Certify(Scalar(20, 0.25));
        certificate.Verdict.ShouldBe(Verdict.Holds);
        certificate.Yield("h").ShouldBeRelative(0.5, Rounding);
        certificate.Yield("bound on the area").ShouldBeRelative(Lemma14.AreaBound(20, 0.5), Rounding);
        certificate.Yield("bound in the proof").ShouldBeRelative(Lemma14.ProvedAreaBound(20, 0.5), Rounding);
        certificate.Yield("area").ShouldBeRelative(Lemma14.Area(20, 0.5), Rounding);

        // The sphere of a line: no point, one, or both.
        (Lemma14.Area(1, -0.1), Lemma14.Area(1, 0), Lemma14.Area(1, 1.5), Lemma14.Area(1, 2)).ShouldBe((0, 0.5, 0.5, 1));
        new Lemma14().Certify(Scalar(20, 0.6)).Verdict.ShouldBe(Verdict.DoesNotApply);
        new Lemma14().Certify(Scalar(19, 0.25)).Verdict.ShouldBe(Verdict.DoesNotApply);
    }

    [Theory]
    [InlineData(20, 0.442628472556)]
    [InlineData(100, 0.44082608406)]
    public void Lemma_15_by_its_numbers_and_over_seeds(int dimension, double probability)
    {
        // AR-V13.
        Lemma15.ExactProbability(dimension, 100).ShouldBeRelative(probability, Digits);
        Lemma15.Probability(100).ShouldBeRelative(0.341480581122, Digits);

        // E6: the event itself, with ||Phi|| = 1: |V - Phi| <= 1 - 1/(a d).
        var radius = 1 / Math.Sqrt(100.0 * dimension);
        var frequency = Frequency(2000, place =>
        {
            var v = Distributions.Sphere(Stream.Named("sphere", place), dimension);
            return Math.Sqrt((radius * radius) + 1 - (2 * radius * v[0])) <= 1 - (radius * radius);
        });
        frequency.ShouldBe(probability, Chance(2000));
    }

    [Fact]
    public void Lemma_15_on_a_start()
    {
        // ||Phi|| = 1 and a start of length r: a = 1 / (20 r^2).
        var certificate = new Lemma15().Certify(Drawn(new BalancedInitialization(0.01), 1, 20, 1, 1));
        certificate.Verdict.ShouldBe(Verdict.Holds);
        certificate.Yield("bound on the probability").ShouldBeRelative(1 - certificate.FailureProbability, Rounding);
        var a = certificate.Assumptions[^1].Value;
        certificate.Yield("c").ShouldBeRelative(1 / (20 * a), Rounding);
        certificate.Yield("probability").ShouldBeRelative(Lemma15.ExactProbability(20, a), Rounding);
        certificate.Yield("bound on the probability").ShouldBeRelative(Lemma15.Probability(a), Rounding);
        var given = new Lemma15().Certify(Scalar(20, 0.05));
        given.Assumptions[^1].Value.ShouldBeRelative(1 / (20 * 0.0025), Rounding);
        given.Verdict.ShouldBe(Verdict.DoesNotApply, "a given start has no law");
        new Lemma15().Certify(Drawn(new BalancedInitialization(1), 1, 20, 1, 1)).FailureProbability.ShouldBe(1);
    }

    [Fact]
    public void Lemma_13_the_direction_of_a_Gaussian_map_is_uniform()
    {
        var network = DeepLinearNetwork.Unscaled(5, 3, 4, 1);
        var start = new GaussianInitialization();
        foreach (var height in new[] { 0.5, 1.0, 1.4 })
        {
            // Towards the first input: a cap of that height.
            Frequency(2000, place =>
            {
                var map = network.EndToEnd(start.Sample<double>(network, Stream.Named("map", place), ThreadTeam.Alone));
                return map[0, 0] >= (1 - height) * Frobenius.Norm(map);
            }).ShouldBe(Lemma14.Area(5, height), Chance(2000));
        }

        var setting = Drawn(new GaussianInitialization(0.3), 1, 5, 3, 1);
        var certificate = new Lemma13().Certify(setting);
        certificate.Verdict.ShouldBe(Verdict.Holds);
        var full = setting.Reduction.EndToEnd(setting.Run.Start);
        certificate.Yield("cosine of W(0) and Phi").ShouldBeRelative(full[0, 0] / Frobenius.Norm(full), 1e-12);
        certificate.Yield("probability of as large a cosine").ShouldBeRelative(Lemma14.Area(5, 1 - (full[0, 0] / Frobenius.Norm(full))), 1e-12);
    }

    [Fact]
    public void Lemma_8_by_its_numbers()
    {
        Lemma8.Probability(0.1, 100).ShouldBeRelative(0.9 * 0.341480581122, Digits);
        Lemma8.Margin(20, 3, 5).ShouldBeRelative(0.03, Rounding);

        // s = 0.01 and d = 20 with ||Phi|| = 1: b_1 = 1 / (2 0.04), b_2 four times that.
        var certificate = new Lemma8().Certify(Drawn(new BalancedInitialization(0.01), 1, 20, 1, 1));
        certificate.Verdict.ShouldBe(Verdict.Holds);
        certificate.Yield("b_1").ShouldBeRelative(12.5, Rounding);
        certificate.Yield("b_2").ShouldBeRelative(50, Rounding);
        certificate.Yield("c").ShouldBeRelative(0.001, Rounding);
        certificate.Yield("probability").ShouldBeRelative(Lemma9.WithinFactorTwo(20) * Lemma15.Probability(12.5), Rounding);
        new Lemma8().Certify(Drawn(new BalancedInitialization(0.05), 1, 20, 1, 1)).Assumption("b_1").Holds.ShouldBe(false);
    }

    [Fact]
    public void Lemma_12_and_claim_3_by_their_numbers()
    {
        // AR-V13.
        Claim3.Probability.ShouldBeRelative(0.494458814829, Digits);
        Lemma12.Spread(0.5, 0.999).ShouldBeRelative(2000, 1e-12);
        Lemma12.Spread(3, 0.999).ShouldBeRelative(6000, 1e-12);
        Lemma12.MeanSquare(4, 6, 0.5, 3).ShouldBeRelative(4 * 6 / 64.0, Rounding);
        Lemma12.Lower(6, 0.5, 3, 10).ShouldBeRelative(6 / 64.0 / Math.Pow(30, 6), Rounding);
        Lemma12.Upper(4, 6, 0.5, 3, 10).ShouldBeRelative(10 * 16 * 6 / 64.0, Rounding);

        // The largest margin for N = 2, d_0 = 20 is about 2.4e-27 ||Phi||; at the largest deviation (49) gives just that.
        Claim3.MarginLimit(2, 20, 1, 2000).ShouldBe(2.4e-27, 0.05e-27);
        var deviation = Claim3.DeviationLimit(2, 20, 7, 3, 2000);
        Math.Pow(deviation, 4).ShouldBeRelative(9 / (1e5 * 8000 * 7 * 2000), 1e-12);
        Claim3.Margin(2, 7, 3, 2000, deviation).ShouldBeRelative(Claim3.MarginLimit(2, 20, 3, 2000), 1e-12);
    }

    [Fact]
    public void Claim_3_waits_for_its_constant()
    {
        // d_0 = 20, d_1 = 2, ||Phi|| = 1: s^4 <= 1 / (1e5 8000 2 2000 C_0) for C_0 >= 1.
        var limit = Claim3.DeviationLimit(2, 20, 2, 1, 2000);
        var open = new Claim3().Certify(Drawn(new GaussianInitialization(limit / 2), 1, 20, 2, 1));
        open.Verdict.ShouldBe(Verdict.CannotTell);
        open.Deciding!.MissingConstant.ShouldBe("C_0");
        open.Deciding.MissingConstantAtMost.ShouldBeRelative(16, 1e-12);
        open.Constants[0].Origin.ShouldBe(ConstantOrigin.Unspecified);

        // Too large for any C_0: that needs no value.
        new Claim3().Certify(Drawn(new GaussianInitialization(1.01 * limit), 1, 20, 2, 1)).Verdict.ShouldBe(Verdict.DoesNotApply);

        var known = new Claim3().Certify(Drawn(new GaussianInitialization(limit / 2), 1, [20, 2, 1], new("C_0", 2, ConstantOrigin.Calibrated, "tried")));
        known.Verdict.ShouldBe(Verdict.Holds);
        known.Yield("c").ShouldBeRelative(Claim3.Margin(2, 2, 1, 4000, limit / 2), 1e-12);
        known.FailureProbability.ShouldBeRelative(1 - 0.494458814829, 1e-10);
        new Claim3().Certify(Drawn(new GaussianInitialization(limit / 2), 1, [20, 2, 1], new("C_0", 17, ConstantOrigin.Given, "tried"))).Verdict.ShouldBe(Verdict.DoesNotApply);
    }

    [Fact]
    public void Lemma_12_on_a_start()
    {
        var setting = Drawn(new GaussianInitialization(0.5), 1, [4, 3, 1], new("C_0", 3, ConstantOrigin.Given, "tried"));
        var certificate = new Lemma12().Certify(setting);
        certificate.Verdict.ShouldBe(Verdict.Holds);

        // C_2 = 0.9: C_1 = 6 / 0.1 = 60; s^4 = 1/16, N = 2, d_0 = 4, d_1 = 3.
        certificate.Yield("mean of ||W||^2").ShouldBeRelative(12 / 16.0, Rounding);
        certificate.Yield("least ||W||^2").ShouldBeRelative(3 / 16.0 / Math.Pow(120, 4), 1e-12);
        certificate.Yield("largest ||W||^2").ShouldBeRelative(60 * 16 * 3 / 16.0, 1e-12);
        certificate.Yield("largest ||W||^2 by (44)").ShouldBeRelative(10 * 16 * 3 / 16.0, 1e-12);

        // The mean, whose standard error over 4000 starts is a few parts in a hundred.
        var network = DeepLinearNetwork.Unscaled(4, 3, 1);
        var start = new GaussianInitialization(0.5);
        Enumerable.Range(0, 4000).Average(place => Math.Pow(Frobenius.Norm(network.EndToEnd(start.Sample<double>(network, Stream.Named("mean", place), ThreadTeam.Alone))), 2))
            .ShouldBeRelative(0.75, 0.1);

        // In its proof f^2 >= g^2 is printed for f = ||W||^2 and an entry g; W = 1/2 violates that, and f >= g^2 holds.
        var (f, g) = (0.25, 0.5);
        (f * f).ShouldBeLessThan(g * g);
        f.ShouldBeGreaterThanOrEqualTo(g * g);
    }

    [Fact]
    public void Lemma_11_and_what_its_constant_takes()
    {
        Lemma11.Probability(2, 3, 0.001).ShouldBeRelative(0.6, Rounding);
        Lemma11.Epsilon(2, 3, 0.6).ShouldBeRelative(0.001, Rounding);

        // N = 1: P(|x| <= epsilon) is nearly 2 epsilon / sqrt(2 pi) and less, so C_0 = 0.798 is what one Gaussian takes.
        var one = Calibrated(1, 1);
        one.Value.ShouldBe(0.8, 0.25);
        one.Low.ShouldBeInRange(0.6, 0.798);

        // N = 2 and d_1 = 2: the entry is Laplacian of variance 2, so C_0 = max (1 - e^{-x}) / (2 sqrt(x / sqrt(2))) = 0.3795 at x = 1.256.
        var two = Calibrated(3, 2, 1);
        two.Value.ShouldBe(0.3795, 0.02);
        two.Low.ShouldBeLessThan(0.3795);
        two.High.ShouldBeGreaterThan(0.3795);
        Should.Throw<ArgumentException>(() => new Lemma11().MeasureConstant(Drawn(new OrthogonalInitialization(), 1, 3, 3, 1))).Message.ShouldContain("Gaussian starts");
        Should.Throw<ArgumentException>(() => new Lemma11().EstimateConstant([1, 2], 0.9)).Message.ShouldContain("at least 100");

        StartCalibration Calibrated(params int[] widths) =>
            StartCalibration.Of(new Lemma11(), seed => Settings.Drawn(new GaussianInitialization(0.5), 1, widths, seed: (ulong)seed), 0.9, 4000);

        // Two hidden layers: the entries of W, of variance d_1 d_2 s^6, each rank beside C_0 N epsilon^{1/N}.
        var entries = Enumerable.Range(0, 100)
            .Select(seed => Math.Abs(Settings.Drawn(new GaussianInitialization(0.5), 1, [1, 4, 3, 1], seed: (ulong)seed).Start.Map[0, 0]) / (Math.Sqrt(12) / 8))
            .Order().ToList();
        StartCalibration.Of(new Lemma11(), seed => Settings.Drawn(new GaussianInitialization(0.5), 1, [1, 4, 3, 1], seed: (ulong)seed), 0.9, 100).Value.ShouldBeRelative(
            Enumerable.Range(30, 70).Max(rank => rank / 100.0 / (3 * Math.Pow(entries[rank - 1], 1.0 / 3))), 1e-12);

        var certificate = new Lemma11().Certify(Drawn(new GaussianInitialization(0.5), 1, [4, 3, 1], new("C_0", 2, ConstantOrigin.Given, "tried")));
        certificate.Yield("standard deviation of an entry of W").ShouldBeRelative(Math.Sqrt(3) / 4, Rounding);
        certificate.Yield("least magnitude of an entry of W").ShouldBeRelative(Math.Sqrt(3) / 4 * Math.Pow(0.1 / 4, 2), Rounding);
        double.IsNaN(new Lemma11().Certify(Drawn(new GaussianInitialization(0.5), 1, 4, 3, 1)).Yield("least magnitude of an entry of W")).ShouldBeTrue();
    }

    [Fact]
    public void The_smaller_the_deviation_the_surer_the_balance_and_the_smaller_the_margin()
    {
        // Section 3.1's trade-off, one output: P(balanced) falls with s while the margin of those that have one grows.
        var network = DeepLinearNetwork.Unscaled(5, 5, 1);
        var (last, margin) = (1.0, 0.0);
        foreach (var deviation in new[] { 0.05, 0.15, 0.35 })
        {
            var start = new GaussianInitialization(deviation);
            var balanced = Frequency(300, place => Imbalances(network, start, place).Max() <= 0.3);
            var margins = Enumerable.Range(0, 300).Select(place => Margin(network, start, place)).Where(c => c > 0).Order().ToList();
            (margins.Count / 300.0).ShouldBeInRange(0.25, 0.6, "near one half while W is short");
            balanced.ShouldBeLessThanOrEqualTo(last);
            margins[margins.Count / 2].ShouldBeGreaterThan(margin);
            (last, margin) = (balanced, margins[margins.Count / 2]);
        }

        last.ShouldBeLessThan(0.5);

        double Margin(DeepLinearNetwork of, GaussianInitialization start, int place)
        {
            var map = of.EndToEnd(start.Sample<double>(of, Stream.Named("margin", place), ThreadTeam.Alone));
            map[0, 0] -= 1;
            return 1 - Frobenius.Norm(map);
        }
    }

    private static double[] Imbalances(DeepLinearNetwork network, GaussianInitialization start, int place) =>
        Reduction.None(network).Imbalances(start.Sample<double>(network, Stream.Named("start", place), ThreadTeam.Alone));

    private static double Frequency(int seeds, Func<int, bool> holds) => Enumerable.Range(0, seeds).Count(holds) / (double)seeds;

    private static double Chance(int seeds) => Deviations * 0.5 / Math.Sqrt(seeds);

    private static DeepLinearSetting Drawn(Initialization<DeepLinearNetwork> start, double rate, params int[] widths) => Drawn(start, rate, widths, null);

    // Whitened inputs and the target (1, 0, ...), or the first rows of the identity.
    private static DeepLinearSetting Drawn(Initialization<DeepLinearNetwork> start, double rate, int[] widths, Constant? carberyWright) =>
        Settings.Drawn(start, rate, widths, carberyWright is null ? [] : [new("arora-2019/lemma-11 C_0", carberyWright)]);

    // A single layer along the target (1, 0, ...).
    private static DeepLinearSetting Scalar(int inputs, double length)
    {
        var (target, layer) = (new double[1, inputs], new double[1, inputs]);
        (target[0, 0], layer[0, 0]) = (1, length);
        return Settings.Whitened(target, 0.1, layer);
    }
}
