using Surefoot.Arithmetic;
using Surefoot.Data;
using Surefoot.Initializations;
using Surefoot.Networks;
using Surefoot.Randomness;
using Surefoot.Theory;
using Surefoot.Theory.ZhaoXu2024;

namespace Surefoot.Tests.Theory.ZhaoXu2024;

public class RandomProductsTests
{
    [Fact]
    public void V13_tails_of_Gaussian_products()
    {
        Lemma10.UpperTail(0.5, 0.003).ShouldBeRelative(2.99294783077e-5, Fixtures.Printed);
        Lemma10.LowerTail(0.5, 0.003).ShouldBeRelative(0.0354521331649, Fixtures.Printed);
        Lemma10.LargestInverseWidths(0.5).ShouldBeRelative(0.0601122933704, Fixtures.Printed);
        Lemma11.NetRadius(0.5, 0.5).ShouldBeRelative(0.0709654205164, Fixtures.Printed);

        // The other side of the minimum.
        Lemma11.NetRadius(0.01, 3).ShouldBeRelative(1 - Math.Exp(-0.005), 1e-12);

        Lemma11.FailureBound(2, 0.5, 0.5, 0.0003).ShouldBeRelative(5.60496193526e-12, Fixtures.Printed);
        Lemma13.K.ShouldBeRelative(0.0413804874051, Fixtures.Printed);
        Lemma13.NormFactor.ShouldBeRelative(58.9912686115, Fixtures.Printed);
        Lemma13.LargestForNet.ShouldBeRelative(0.00461897795053, Fixtures.Printed);
        Lemma13.LargestForBlocks.ShouldBeRelative(0.00129768581777, Fixtures.Printed);
    }

    [Fact]
    public void V14_tails_of_beta_variables()
    {
        Lemma15.TwoSidedTail(20, 30, 0.1).ShouldBeRelative(0.735758882343, Fixtures.Printed);
        Lemma15.UpperTail(20, 0.5).ShouldBeRelative(0.150966421988, Fixtures.Printed);

        // (50) as printed: Gamma(1.5) / Gamma(1) against x (x + l)^{l-1} at x = 1, l = 1/2; and the bound that holds.
        var quotient = Math.Sqrt(Math.PI) / 2;
        quotient.ShouldBeGreaterThan(Math.Pow(1.5, -0.5));
        quotient.ShouldBeLessThan(Math.Pow(1.5, 0.5));
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.5)]
    [InlineData(1.5)]
    public void Norms_under_Gaussian_products_leave_their_mean_as_rarely_as_lemma_10_says(double c)
    {
        // ||A_q ... A_1 x||^2 / ||x||^2 is a product of independent chi-squared variables.
        const int Draws = 3000;
        int[] widths = [30, 60, 90];
        var sum = widths.Sum(width => 1.0 / width);
        var (above, below) = (0, 0);
        for (var draw = 0; draw < Draws; draw++)
        {
            var log = 0.0;
            for (var j = 0; j < widths.Length; j++)
                log += Math.Log(Distributions.ChiSquared(RandomStream.FromSeed((ulong)draw).Named("chi", j), widths[j]) / widths[j]);
            above += log > c ? 1 : 0;
            below += log < -c ? 1 : 0;
        }

        ShouldBeAtMost(above, Draws, Lemma10.UpperTail(c, sum));
        if (sum <= Lemma10.LargestInverseWidths(c))
            ShouldBeAtMost(below, Draws, Lemma10.LowerTail(c, sum));
    }

    [Theory]
    [InlineData(2, 3, 0.3)]
    [InlineData(10, 5, 0.1)]
    [InlineData(20, 30, 0.1)]
    public void Beta_variables_leave_their_mean_as_rarely_as_lemma_15_says(int a, int b, double y)
    {
        const int Draws = 3000;
        var (mean, off, above) = (a / (double)(a + b), 0, 0);
        for (var draw = 0; draw < Draws; draw++)
        {
            var stream = RandomStream.FromSeed((ulong)draw);
            var (first, second) = (Distributions.ChiSquared(stream.Named("a"), 2 * a), Distributions.ChiSquared(stream.Named("b"), 2 * b));
            var value = first / (first + second);
            off += Math.Abs(value - mean) >= y ? 1 : 0;
            above += value >= mean * (1 + y) ? 1 : 0;
        }

        ShouldBeAtMost(off, Draws, Lemma15.TwoSidedTail(a, b, y));
        ShouldBeAtMost(above, Draws, Lemma15.UpperTail(a, y));
    }

    [Fact]
    public void Starts_keep_norms_on_average_with_the_variance_of_their_law()
    {
        // ||V(0) x||^2 over many starts. The standard error of its mean is the root of variance / draws; five of them are allowed.
        const int Draws = 1500;
        int[] widths = [2, 5, 8, 6, 2];
        var data = Fixtures.F1;
        foreach (var (start, variance) in new (Initialization<DeepLinearNetwork>, double)[]
        {
            (new GaussianInitialization(), Lemma9.Variance([5, 8, 6, 2])),
            (new OnePeakInitialization(), Lemma14.Variance(8, 2)),
        })
        {
            var network = DeepLinearNetwork.Normalized(widths);
            var (sum, squares) = (0.0, 0.0);
            for (var draw = 0; draw < Draws; draw++)
            {
                var map = network.EndToEnd(start.Sample<double>(network, RandomStream.FromSeed((ulong)draw), ThreadTeam.Alone));

                // The norm of x = (3/5, 4/5).
                var square = 0.0;
                for (var i = 0; i < 2; i++)
                    square += Math.Pow((0.6 * map[i, 0]) + (0.8 * map[i, 1]), 2);
                sum += square;
                squares += (square - 1) * (square - 1);
            }

            (sum / Draws).ShouldBe(1, 5 * Math.Sqrt(variance / Draws));

            // The fourth moment is not known; a quarter is far from any slip of a factor 2.
            (squares / Draws).ShouldBe(variance, variance / 4);
            Theorem<DeepLinearSetting, DeepLinearMoment> lemma = start is GaussianInitialization ? new Lemma9() : new Lemma14();
            var certificate = lemma.Certify(Fixtures.Drawn(network, start, data, Fixtures.Half, 0.01, 1));
            certificate.Verdict.ShouldBe(Verdict.Holds);
            certificate.Value("its variance").ShouldBe(variance);
        }

        // (1 + 2/5)(1 + 2/8)(1 + 2/6)(1 + 2/2) - 1, and 2 (8 - 2) / (2 (8 + 2)).
        Lemma9.Variance([5, 8, 6, 2]).ShouldBeRelative((1.4 * 1.25 * 8 / 3) - 1, 1e-14);
        Lemma14.Variance(8, 2).ShouldBeRelative(0.6, 1e-14);

        // Of Beta(a, b) with a = 3/2 and b = 7/2: mean 3/10, variance ab / ((a+b)^2 (a+b+1)).
        Proposition3.SquaredNorm(3, 10).ShouldBe((0.3, 1.5 * 3.5 / (25 * 6)));
    }

    [Fact]
    public void The_gap_of_the_start_is_above_lemma_2_s_as_rarely_as_it_says()
    {
        const int Draws = 300;
        const double Delta = 0.8;
        var (large, norm) = (0, 0);
        var data = LinearTeacher.Sample(2, 1, 3, 0, 0.1, RandomStream.FromSeed(4));
        for (var draw = 0; draw < Draws; draw++)
        {
            var setting = Fixtures.Drawn(DeepLinearNetwork.Normalized(2, 20, 20, 1), draw % 2 == 0 ? new OnePeakInitialization() : new SpecialBalancedInitialization(), data, Fixtures.Half, 0.01, (ulong)draw, Delta);
            var certificate = new Lemma2().Certify(setting);
            certificate.Verdict.ShouldBe(Verdict.Holds);
            certificate.FailureProbability.ShouldBe(Delta / 2);
            certificate.Value("the gap of the start at most").ShouldBeRelative(setting.Curvature.Smoothness * certificate.Value("B_delta"), 1e-14);
            foreach (var invariant in certificate.Invariants)
            {
                var sides = invariant.Measure(setting.Start)!.Value;
                switch (invariant.Id)
                {
                    case "lemma-2":
                        large += sides.IsViolated ? 1 : 0;
                        sides.Right.ShouldBeRelative(setting.Curvature.Smoothness * ((4 / Delta) + Math.Pow(setting.Data.SemiNorm(setting.Optimum.Minimizer), 2)), 1e-12);
                        break;
                    case "lemma-2/event":
                        norm += sides.IsViolated ? 1 : 0;
                        sides.Right.ShouldBeRelative(4 / Delta, 1e-14);
                        sides.Left.ShouldBeRelative(SemiNorm.Squared(setting.Start.Map), 1e-14);
                        break;
                    default:
                        sides.IsViolated.ShouldBeFalse(invariant.Id);
                        sides.Margin.ShouldBeLessThan(1e3, invariant.Id);
                        break;
                }
            }
        }

        ShouldBeAtMost(large, Draws, Delta / 2);
        ShouldBeAtMost(norm, Draws, Delta / 2);
        norm.ShouldBeGreaterThan(0);
        var remark = new Remark6().Certify(Fixtures.Drawn(DeepLinearNetwork.Normalized(2, 20, 1), new OnePeakInitialization(), data, Fixtures.Half, 0.01, 1, Delta));
        remark.Value("1 + ln(r / delta)").ShouldBeRelative(1 + Math.Log(2 / Delta), 1e-14);
        remark.Value("2 r / delta").ShouldBeRelative(4 / Delta, 1e-14);
        remark.Constants.Single().Origin.ShouldBe(ConstantOrigin.Unspecified);
    }

    [Fact]
    public void Products_of_wide_Gaussian_layers_are_nearly_isometries()
    {
        const int Draws = 40;
        const double Delta = (1.0 / 120) + (1.0 / 121);
        var failures = 0;
        var data = LinearTeacher.Sample(1, 1, 3, 0, 1, RandomStream.FromSeed(4));
        var (first, last, norm) = (new Lemma12 { C1 = 1.4, C2 = 1.5 }, new Lemma11 { C1 = 1.4, C2 = 1.5 }, new Lemma10 { Deviation = 0.5 });
        var (above, below) = (0, 0);
        for (var draw = 0; draw < Draws; draw++)
        {
            var setting = Fixtures.Drawn(DeepLinearNetwork.Normalized(1, 120, 121, 1), new GaussianInitialization(), data, Fixtures.Half, 0.01, (ulong)draw);
            foreach (var certificate in new[] { first.Certify(setting), last.Certify(setting) })
            {
                certificate.Verdict.ShouldBe(Verdict.Holds);
                certificate.Value("Delta").ShouldBeRelative(Delta, 1e-14);
                certificate.Value("the probability of failure of the longest product at most").ShouldBeRelative(Lemma11.FailureBound(1, 1.4, 1.5, Delta), 1e-14);
                var shorter = certificate.Theorem is Lemma11 ? 1.0 / 121 : 1.0 / 120;
                certificate.FailureProbability.ShouldBeRelative(Lemma11.FailureBound(1, 1.4, 1.5, Delta) + Lemma11.FailureBound(1, 1.4, 1.5, shorter), 1e-14);
                certificate.FailureProbability.ShouldBeLessThan(0.5);
                var (upper, lower) = (certificate.Invariants[0].Measure(setting.Start)!.Value, certificate.Invariants[1].Measure(setting.Start)!.Value);
                upper.Right.ShouldBeRelative(Math.Exp(1.4), 1e-14);
                lower.Left.ShouldBeRelative(Math.Exp(-1.5), 1e-14);

                // Single singular values: the largest is the smallest but for the other product.
                upper.Left.ShouldBeGreaterThanOrEqualTo(lower.Right);
                failures += upper.IsViolated || lower.IsViolated ? 1 : 0;
            }

            var tails = norm.Certify(setting);
            tails.Verdict.ShouldBe(Verdict.Holds);
            tails.FailureProbability.ShouldBeRelative(Lemma10.UpperTail(0.5, Delta) + Lemma10.LowerTail(0.5, Delta), 1e-12);
            above += tails.Invariants[0].Measure(setting.Start)!.Value.IsViolated ? 1 : 0;
            below += tails.Invariants[1].Measure(setting.Start)!.Value.IsViolated ? 1 : 0;

            // With one input, ||W_{2:1} x||^2 is the square of the only singular value of lemma 12.
            tails.Invariants[0].Measure(setting.Start)!.Value.Left.ShouldBeRelative(Math.Pow(new NormalizedProblem(setting).InputRatio(setting.Start, 3, 1), 2), 1e-12);
            tails.Invariants[1].Measure(setting.Start)!.Value.Left.ShouldBeRelative(Math.Exp(-0.5), 1e-14);
            tails.Invariants[0].Measure(setting.Start)!.Value.Right.ShouldBeRelative(Math.Exp(0.5), 1e-14);
        }

        ShouldBeAtMost(failures, 2 * Draws, 0.5);
        ShouldBeAtMost(above, Draws, Lemma10.UpperTail(0.5, Delta));
        ShouldBeAtMost(below, Draws, Lemma10.LowerTail(0.5, Delta));

        // Where layers are too narrow, the width that would do is told, and does.
        var narrow = Fixtures.Drawn(DeepLinearNetwork.Normalized(1, 8, 8, 1), new GaussianInitialization(), data, Fixtures.Half, 0.01, 1);
        var refused = last.Certify(narrow);
        refused.Verdict.ShouldBe(Verdict.DoesNotApply);
        var width = (int)Math.Ceiling(2 / (1.5 * 1.5 / (36 * Math.Log(2) * (Math.Log(3 / Lemma11.NetRadius(1.4, 1.5)) + Math.Log(2)))));
        width.ShouldBe(105);
        refused.Assumed("the bound on the probability of failure").Remedy.ShouldBe("make every hidden layer at least 104.1 wide");
        Lemma11.FailureBound(1, 1.4, 1.5, 2.0 / width).ShouldBeLessThan(1);
        norm.Certify(narrow).Assumed("the sum of inverse hidden widths").Holds.ShouldBe(false);
        new Lemma10 { Deviation = 2.1 }.Certify(narrow).Assumed("c of the lower tail").Holds.ShouldBe(false);
        new Lemma10 { Deviation = 2.07 }.Certify(narrow).Assumed("c of the lower tail").Holds.ShouldBe(true);
    }

    [Fact]
    public void Lemma_13_needs_layers_of_thousands()
    {
        var data = LinearTeacher.Sample(1, 1, 3, 0, 1, RandomStream.FromSeed(4));
        var narrow = Fixtures.Drawn(DeepLinearNetwork.Normalized(1, 40, 60, 40, 1), new GaussianInitialization(), data, Fixtures.Half, 0.01, 1);
        var certificate = new Lemma13().Certify(narrow);
        certificate.Verdict.ShouldBe(Verdict.DoesNotApply);
        var sum = (2.0 / 40) + (1.0 / 60);
        certificate.Assumed("the sum of inverse hidden widths").Limit.ShouldBe(Lemma13.LargestForBlocks);
        certificate.Assumed("the sum of inverse hidden widths").Value.ShouldBeRelative(sum, 1e-14);
        certificate.Assumed("the sum of inverse hidden widths times ln C0").Value.ShouldBeRelative(sum * Math.Log(1.5), 1e-14);
        certificate.Assumed("the sum of inverse hidden widths times ln C0").Limit.ShouldBe(Lemma13.LargestForBlocks);
        certificate.Assumed("the sum of inverse hidden widths times ln N").Value.ShouldBeRelative(sum * Math.Log(4), 1e-14);
        certificate.Assumed("the sum of inverse hidden widths times ln N").Limit.ShouldBe(Lemma13.K / 5);
        var sides = certificate.Invariants.Single().Measure(narrow.Start)!.Value;
        sides.IsViolated.ShouldBeFalse();
        sides.Right.ShouldBeRelative(58.9912686115 * Math.Sqrt(1.5 * 4), Fixtures.Printed);
        (2 * sides.Left).ShouldBeRelative(Region.Of(narrow).M, 1e-14);

        // Two layers of 1600: just enough.
        var wide = Fixtures.Drawn(DeepLinearNetwork.Normalized(1, 1600, 1600, 1), new GaussianInitialization(), data, Fixtures.Half, 0.01, 1);
        var enough = new Lemma13().Certify(wide);
        enough.Verdict.ShouldBe(Verdict.Holds);
        enough.FailureProbability.ShouldBeRelative(2 * Math.Exp(-Lemma13.K * 800 / 5), 1e-12);
    }

    [Fact]
    public void Products_over_the_peak_are_nearly_isometries()
    {
        // Beta(30, 30): its tails, and a net for one output and one input.
        var (c1, c2) = (Math.Log(1.8), -Math.Log(0.2));
        var expected = 3 / Lemma11.NetRadius(c1, c2) * (Lemma15.UpperTail(30, 0.8) + Lemma15.TwoSidedTail(30, 30, 0.4));
        Lemma16.FailureBound(1, 60, 120, 0.8).ShouldBeRelative(expected, 1e-14);
        Lemma16.FailureBound(3, 60, 120, 0.8).ShouldBeRelative(expected * Math.Pow(3 / Lemma11.NetRadius(c1, c2), 2), 1e-12);
        Lemma16.FailureBound(3, 120, 120, 0.8).ShouldBe(0);
        var data = LinearTeacher.Sample(1, 1, 3, 0, 1, RandomStream.FromSeed(4));
        var (failures, sum) = (0, 0.0);
        const int Draws = 15;
        for (var draw = 0; draw < Draws; draw++)
        {
            var setting = Fixtures.Drawn(DeepLinearNetwork.Normalized(1, 60, 120, 60, 1), new OnePeakInitialization(), data, Fixtures.Half, 0.01, (ulong)draw);
            var certificate = new Lemma16 { Deviation = 0.8 }.Certify(setting);
            certificate.Verdict.ShouldBe(Verdict.Holds);
            certificate.Value("p").ShouldBe(2);
            certificate.FailureProbability.ShouldBeRelative(2 * expected, 1e-12);
            var (upper, lower) = (certificate.Invariants[0].Measure(setting.Start)!.Value, certificate.Invariants[1].Measure(setting.Start)!.Value);
            upper.Right.ShouldBe(1.8);
            lower.Left.ShouldBe(1 - 0.8);
            failures += upper.IsViolated || lower.IsViolated ? 1 : 0;

            // One output and one input: each product has one singular value, whose square has mean 1.
            sum += (upper.Left * upper.Left) + (lower.Right * lower.Right);
        }

        ShouldBeAtMost(failures, Draws, 2 * expected);
        (sum / (2 * Draws)).ShouldBe(1, 5 * Math.Sqrt(2 * 60.0 / (60 * 122) / (2 * Draws)));

        // The printed range includes W_{N:1}, which has lost rank on two inputs where there is one output.
        var two = Fixtures.Drawn(DeepLinearNetwork.Normalized(2, 4, 6, 4, 1), new OnePeakInitialization(), LinearTeacher.Sample(2, 1, 3, 0, 1, RandomStream.FromSeed(4)), Fixtures.Half, 0.01, 1);
        two.Start.SingularValuesOnInputs(4).Count.ShouldBeLessThan(two.Data.Rank);
        new NormalizedProblem(two).InputRatio(two.Start, 5, 2).ShouldBe(0);
    }

    [Fact]
    public void Orthogonal_products_have_the_norms_of_the_remarks()
    {
        var data = LinearTeacher.Sample(3, 2, 5, 0, 1, RandomStream.FromSeed(4));
        for (var seed = 0UL; seed < 10; seed++)
        {
            var peaked = Fixtures.Drawn(DeepLinearNetwork.Normalized(3, 5, 8, 6, 4, 2), new OnePeakInitialization(), data, Fixtures.Half, 0.01, seed);
            var ten = new Remark10().Certify(peaked);
            ten.Verdict.ShouldBe(Verdict.Holds);
            ten.Value("p").ShouldBe(2);
            ten.Value("sqrt(C0)").ShouldBe(Math.Sqrt(2));
            ten.ShouldHold(peaked, 2).Checks.ShouldAllBe(check => check.Steps == 1);
            new Remark11().Certify(peaked).Assumed("the number of different hidden widths").Holds.ShouldBe(false);
            new Proposition3().Certify(peaked).ShouldHold(peaked, 2);
            foreach (var start in new Initialization<DeepLinearNetwork>[] { new OnePeakInitialization(), new SpecialBalancedInitialization() })
            {
                var equal = Fixtures.Drawn(DeepLinearNetwork.Normalized(3, 7, 7, 7, 2), start, data, Fixtures.Half, 0.01, seed);
                var eleven = new Remark11().Certify(equal);
                eleven.Verdict.ShouldBe(Verdict.Holds);
                eleven.ShouldHold(equal, 2).Checks.ShouldAllBe(check => check.Steps == 1);
                var third = new Proposition3().Certify(equal);
                third.Verdict.ShouldBe(Verdict.Holds);
                third.ShouldHold(equal, 2);
                third.Value("the mean of ||A v||^2 for the last layer's projection A").ShouldBeRelative(2.0 / 7, 1e-14);

                // ||W_{3:2}|| is n^{(3-2+1)/2}, not n^{(4-2+1)/2} as remark 11 prints.
                (equal.Start.SingularValue(3, 2, 1) * 7).ShouldBeRelative(7, 1e-13);
            }
        }

        // Gaussian layers are no isometries, so that a check that compares nothing would be seen.
        var gaussian = Fixtures.Drawn(DeepLinearNetwork.Normalized(3, 5, 8, 6, 4, 2), new GaussianInitialization(), data, Fixtures.Half, 0.01, 1);
        new Remark10().Certify(gaussian).Invariants.Take(2).ShouldAllBe(invariant => invariant.Measure(gaussian.Start)!.Value.IsViolated);
        new Remark10().Certify(gaussian).Invariants[2].Measure(gaussian.Start)!.Value.Margin.ShouldBeInRange(0.5, 2);
        new Proposition3().Certify(gaussian).Invariants.ShouldAllBe(invariant => invariant.Measure(gaussian.Start)!.Value.IsViolated);
        var same = Fixtures.Drawn(DeepLinearNetwork.Normalized(3, 7, 7, 7, 2), new GaussianInitialization(), data, Fixtures.Half, 0.01, 1);
        new Remark11().Certify(same).Invariants.ShouldAllBe(invariant => invariant.Measure(same.Start)!.Value.IsViolated);
    }

    [Fact]
    public void Lemma_15_tells_how_far_the_norm_of_an_input_may_change()
    {
        var data = LinearTeacher.Sample(2, 2, 3, 0, 1, RandomStream.FromSeed(4));
        var setting = Fixtures.Drawn(DeepLinearNetwork.Normalized(2, 12, 16, 4), new OnePeakInitialization(), LinearTeacher.Sample(2, 4, 3, 0, 1, RandomStream.FromSeed(4)), Fixtures.Half, 0.01, 1);
        var certificate = new Lemma15 { Deviation = 0.4 }.Certify(setting);
        certificate.Value("a").ShouldBe(2);
        certificate.Value("b").ShouldBe(6);
        certificate.Value("the probability that ||V(0) x||^2 is off by the share e at most").ShouldBeRelative(Lemma15.TwoSidedTail(2, 6, 0.1), 1e-14);
        certificate.Value("that it is above its mean by the share e at most").ShouldBeRelative(Lemma15.UpperTail(2, 0.4), 1e-14);
        new Lemma15().Certify(Fixtures.Drawn(DeepLinearNetwork.Normalized(2, 12, 2), new GaussianInitialization(), data, Fixtures.Half, 0.01, 1)).Verdict.ShouldBe(Verdict.DoesNotApply);
    }

    [Theory]
    [InlineData(2, 2, 4, 6, 4, 3)]
    [InlineData(2, 2, 4, 4, 4)]
    [InlineData(3, 2, 4, 4, 4, 2)]
    [InlineData(null, 2, 4, 3, 4, 2)]
    [InlineData(null, 4, 3, 3, 2)]
    [InlineData(1, 3, 3, 2)]
    [InlineData(null, 2, 3, 4)]
    public void The_peak_is_a_hidden_layer_that_widths_rise_to_and_fall_from(int? expected, params int[] widths)
    {
        StartLaws.Peak(widths).ShouldBe(expected);
    }

    // A binomial count above its mean by more than five standard deviations happens once in millions.
    private static void ShouldBeAtMost(int count, int draws, double probability)
    {
        var p = Math.Min(1, probability);
        ((double)count).ShouldBeLessThanOrEqualTo((draws * p) + (5 * Math.Sqrt(draws * p * (1 - p))) + 1);
    }
}
