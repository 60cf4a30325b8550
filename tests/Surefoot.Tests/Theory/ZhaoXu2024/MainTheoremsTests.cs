using Surefoot.Data;
using Surefoot.Descent;
using Surefoot.Initializations;
using Surefoot.Losses;
using Surefoot.Networks;
using Surefoot.Randomness;
using Surefoot.Theory;
using Surefoot.Theory.ZhaoXu2024;

namespace Surefoot.Tests.Theory.ZhaoXu2024;

public class MainTheoremsTests
{
    [Theory]
    [InlineData(0.1, 0.1, 2, 0.837129264754, 0.866652720277, 0.842957049845)]
    [InlineData(0.1, 0.05, 10, 0.982808089057, 0.985924453807, 0.983692416943)]
    public void V12_rates(double c, double share, double kappa, double printed, double repaired, double slowest)
    {
        (1 - StepMarginTheorem.Decay(c, share, kappa)).ShouldBeRelative(repaired, Fixtures.Printed);
        (1 - (StepMarginTheorem.Decay(c, share, kappa) * Math.Exp(2 * c))).ShouldBeRelative(printed, Fixtures.Printed);

        // eta* = 2 x e^{-2c} / beta along the eigenvector of alpha = beta / kappa.
        ConvexDescent.ContractionFactor(1, kappa, 2 * share * Math.Exp(-2 * c) / kappa).ShouldBeRelative(slowest, Fixtures.Printed);
        slowest.ShouldBeInRange(printed, repaired);
    }

    [Theory]
    [InlineData(0.1, 0.0335142777282, 0.0771388241858)]
    [InlineData(0.25, 0.0844215577376, 0.152236927759)]
    public void V12_the_margin_of_theorem_1(double share, double margin, double printedMargin)
    {
        Theorem1.StepMargin(share).ShouldBeRelative(margin, Fixtures.Printed);

        // With x = e^{2c}/2 the repaired rate is 1 - (1 - share) / kappa; the printed rate would have allowed more.
        StepMarginTheorem.Decay(margin, Math.Exp(2 * margin) / 2, 3).ShouldBeRelative((1 - share) / 3, Fixtures.Printed);
        (Math.Exp(2 * printedMargin) * StepMarginTheorem.Decay(printedMargin, Math.Exp(2 * printedMargin) / 2, 3)).ShouldBeRelative((1 - share) / 3, Fixtures.Printed);
    }

    [Theory]
    [InlineData(2, 1, 0.1, 50)]
    [InlineData(2, 1, 0.1, 4000)]
    [InlineData(2, 0.1, 0.05, 50)]
    [InlineData(2, 0.1, 0.05, 4000)]
    [InlineData(3, 1, 0.1, 64)]
    [InlineData(3, 1, 0.1, 100_000)]
    public void The_printed_rate_of_theorems_4_to_6_is_false_with_fixed_data_at_every_width(int depth, double c, double share, int width)
    {
        var inputs = c == 1 ? new double[,] { { 1, 1, 0 }, { 0, 0, 1 } } : new double[,] { { 1, 0 }, { 0, 1 } };
        var data = Fixtures.Fitted(inputs, new double[,] { { 1, 2 }, { 0, -1 } });
        var network = DeepLinearNetwork.Normalized([2, .. Enumerable.Repeat(width, depth - 1), 2]);
        for (var seed = 0UL; seed < 20; seed++)
        {
            Initialization<DeepLinearNetwork> start = depth == 2 || seed % 2 == 0 ? new OnePeakInitialization() : new SpecialBalancedInitialization();
            var drawn = Fixtures.Drawn(network, start, data, Fixtures.Half, 1, seed);
            var setting = drawn.WithRate(share * Math.Exp(-2 * c) * drawn.RateCeiling());
            var gaps = DeepLinearChecks.Run(setting, [], 1, Recording.EveryStep).Gaps;
            var certificate = start is OnePeakInitialization ? new Theorem5 { StepMargin = c }.Certify(setting) : new Theorem6 { StepMargin = c }.Certify(setting);
            certificate.Value("x").ShouldBe(share, 1e-13);
            var repaired = certificate.Bound!.At(1) / gaps[0];
            repaired.ShouldBe(c == 1 ? 0.991038 : 0.859245, 1e-6);
            var printed = 1 - ((1 - repaired) * Math.Exp(2 * c));
            printed.ShouldBe(c == 1 ? 0.933782 : 0.828081, 1e-6);
            (gaps[1] / gaps[0]).ShouldBeInRange(printed, repaired);
        }
    }

    [Fact]
    public void Gaussian_starts_break_the_printed_rate_too()
    {
        var data = Fixtures.Fitted(new double[,] { { 1, 1, 0 }, { 0, 0, 1 } }, new double[,] { { 1, 2 }, { 0, -1 } });
        for (var seed = 0UL; seed < 5; seed++)
        {
            var drawn = Fixtures.Drawn(DeepLinearNetwork.Normalized(2, 64, 64, 2), new GaussianInitialization(), data, Fixtures.Half, 1, seed);
            var setting = drawn.WithRate(0.1 * Math.Exp(-2) * drawn.RateCeiling());
            var certificate = new Theorem4 { StepMargin = 1 }.Certify(setting);
            certificate.Verdict.ShouldBe(Verdict.CannotTell);
            var gaps = DeepLinearChecks.Run(setting, [], 1, Recording.EveryStep).Gaps;
            (gaps[1] / gaps[0]).ShouldBeInRange(0.933782, certificate.Bound!.At(1) / gaps[0]);
        }
    }

    [Fact]
    public void Wide_isometric_starts_are_inside_every_assumption_and_their_runs_below_the_bound()
    {
        // At 200 million units nothing is open: the constants are explicit, and the exact reduction runs the network in no time.
        var (held, applied) = (0, 0);
        for (var seed = 0; seed < 150; seed++)
        {
            var stream = RandomStream.FromSeed((ulong)seed).Named("wide");
            var (inputs, outputs) = (1 + (int)(3 * stream.Uniform(0)), 1 + (int)(2 * stream.Uniform(1)));
            var depth = 2 + (int)(4 * stream.Uniform(2));
            var data = LinearTeacher.Sample(inputs, outputs, inputs + (int)(3 * stream.Uniform(3)), 0.3, 1, stream.Named("data"));
            var network = DeepLinearNetwork.Normalized([inputs, .. Enumerable.Repeat(200_000_000, depth - 1), outputs]);
            Initialization<DeepLinearNetwork> start = seed % 2 == 0 ? new OnePeakInitialization() : new SpecialBalancedInitialization();
            Loss loss = seed % 3 == 0 ? new LogCoshLoss() : new SquaredLoss(SquaredScaling.Mean);
            var drawn = Fixtures.Drawn(network, start, data, loss, 1, (ulong)seed, failureProbability: 0.2);
            var setting = drawn.WithRate(drawn.RateCeiling() * (0.05 + (0.5 * stream.Uniform(4))));
            var certificate = start is OnePeakInitialization ? new Theorem5().Certify(setting) : new Theorem6().Certify(setting);
            certificate.Constants.Single(constant => constant.Name == "C").Origin.ShouldBe(ConstantOrigin.Derived);
            certificate.FailureProbability.ShouldBe(0.1);
            if (certificate.Verdict == Verdict.Holds)
            {
                // The gap of the start must be below B_delta for the proof; it fails with probability delta / 2.
                applied++;
                held += setting.Start.Gap <= new Lemma2().Certify(setting).Value("the gap of the start at most") ? 1 : 0;
                certificate.ShouldHold(setting, 40);
            }

            var half = drawn.WithRate(drawn.RateCeiling() / 2);
            var first = new Theorem1().Certify(half);
            first.Assumed("the learning rate").Holds.ShouldBe(true);
            if (start is OnePeakInitialization && first.Verdict == Verdict.Holds)
                first.ShouldHold(half, 40);
            if (start is SpecialBalancedInitialization)
                first.Verdict.ShouldBe(Verdict.DoesNotApply);
        }

        applied.ShouldBeGreaterThan(30);
        held.ShouldBeGreaterThan((int)(0.9 * applied));
    }

    [Fact]
    public void Theorem_6_asks_for_the_width_of_lemma_3_with_the_gap_of_lemma_2()
    {
        var drawn = Fixtures.Drawn(DeepLinearNetwork.Normalized(2, 100, 100, 2), new SpecialBalancedInitialization(), Fixtures.F1, Fixtures.Half, 1, 1);
        var setting = drawn.WithRate(0.3 * Math.Exp(-0.6) * drawn.RateCeiling());
        var certificate = new Theorem6 { StepMargin = 0.3 }.Certify(setting);
        certificate.Verdict.ShouldBe(Verdict.DoesNotApply);
        var width = new ExplicitConstants(0.05, 0.1, 0.7, 2, 6, 6, WidthFactors.InitialGapBound(2, 0.1, 22.0 / 9), 2, 3).Width;
        certificate.Assumed("the least hidden width").Limit.ShouldBeRelative(width, 1e-12);
        certificate.Value("x").ShouldBeRelative(0.3, 1e-12);
        certificate.Value("what C multiplies").ShouldBeRelative(2 * 36 * WidthFactors.InitialGapBound(2, 0.1, 22.0 / 9) / 0.49, 1e-12);
        certificate.Value("the decay per step").ShouldBeRelative(4 * Math.Exp(-0.9) * 0.3 * 0.7 / 6, 1e-12);

        // The same rate as that of the lemma's own constants; and left to itself the theorem asks for less.
        new ExplicitConstants(0.05, 0.1, 0.7, 2, 6, 6, 1, 2, 3).Decay.ShouldBeRelative(certificate.Value("the decay per step"), 1e-12);
        new Theorem6().Certify(setting).Assumed("the least hidden width").Limit.ShouldBeLessThan(width);

        // Two layers have no inner products, and M is 1.
        var two = Fixtures.Drawn(DeepLinearNetwork.Normalized(2, 100, 2), new OnePeakInitialization(), Fixtures.F1, Fixtures.Half, 1, 1);
        var slow = two.WithRate(0.3 * Math.Exp(-0.6) * two.RateCeiling());
        new Theorem5 { StepMargin = 0.3 }.Certify(slow).Assumed("the least hidden width").Limit.ShouldBeRelative(
            new ExplicitConstants(0.05, 0.1, 0.7, 1, 6, 6, WidthFactors.InitialGapBound(2, 0.1, 22.0 / 9), 2, 2).Width, 1e-12);

        // Beyond the ceiling of c there is no width to ask for.
        var fast = new Theorem6 { StepMargin = 0.3 }.Certify(drawn.WithRate(0.6 * drawn.RateCeiling()));
        fast.Assumptions.ShouldNotContain(assumption => assumption.Name == "the least hidden width");
        fast.Assumed("the learning rate").Limit.ShouldBeRelative(Math.Exp(-0.6) * drawn.RateCeiling(), 1e-12);
        fast.Assumed("the learning rate").Holds.ShouldBe(false);
    }

    [Fact]
    public void Each_theorem_multiplies_its_own_measure()
    {
        var gap = WidthFactors.InitialGapBound(2, 0.1, 22.0 / 9);
        var factors = new WidthFactors(4, 2, 6, gap, 2, 3);
        int[] widths = [2, 8, 16, 12, 2];
        var gaussian = Fixtures.Drawn(DeepLinearNetwork.Normalized(widths), new GaussianInitialization(), Fixtures.F1, Fixtures.Half, 1, 1);
        var peaked = Fixtures.Drawn(DeepLinearNetwork.Normalized(widths), new OnePeakInitialization(), Fixtures.F1, Fixtures.Half, 1, 1);
        var rate = 0.4 * Math.Exp(-0.2) * gaussian.RateCeiling();
        new Theorem4().Certify(gaussian.WithRate(rate)).Value("what C multiplies").ShouldBeRelative(4 * factors.C5(0.4), 1e-12);
        new Theorem5().Certify(peaked.WithRate(rate)).Value("what C multiplies").ShouldBeRelative(factors.C6(0.4), 1e-12);
        new Theorem4().Certify(gaussian.WithRate(1.2 * gaussian.RateCeiling())).Value("what C multiplies").ShouldBe(double.NaN, "there is no rho above the ceiling");
        new Theorem4().Certify(gaussian.WithRate(rate)).FailureProbability.ShouldBe(0.1);
        new Theorem5().Certify(peaked.WithRate(rate)).Verdict.ShouldBe(Verdict.CannotTell);
        new Theorem4().Certify(peaked.WithRate(rate)).Verdict.ShouldBe(Verdict.DoesNotApply);
        new Theorem6().Certify(peaked.WithRate(rate)).Verdict.ShouldBe(Verdict.DoesNotApply);
        var half = gaussian.RateCeiling() / 2;
        half.ShouldBeRelative(2.0 / (6 * 4), 1e-14);
        new Theorem1().Certify(gaussian.WithRate(half)).Value("what C multiplies").ShouldBeRelative(4 * factors.C1, 1e-12);
        new Theorem1().Certify(peaked.WithRate(half)).Value("what C multiplies").ShouldBeRelative(factors.C2, 1e-12);
        new Theorem1 { Share = 0.2 }.Certify(peaked.WithRate(half)).Bound!.At(3).ShouldBeRelative(Math.Pow(1 - (0.8 / 6), 3) * peaked.Start.Gap, 1e-12);
        new Theorem1().Certify(peaked.WithRate(half * 1.001)).Verdict.ShouldBe(Verdict.DoesNotApply);
        new Theorem1().Certify(gaussian.WithRate(half)).Assumed("the least hidden width").Margin.ShouldBe(double.NaN);
    }

    [Fact]
    public void Where_the_width_is_too_small_the_run_does_what_the_certificate_warns_of()
    {
        // Appendix G at width 128: the loss rises and leaves the finite numbers.
        var data = LinearTeacher.Sample(16, 4, 64, 1, 3, RandomStream.FromSeed(1));
        var drawn = Fixtures.Drawn(DeepLinearNetwork.Normalized(16, 16, 16, 4), new OnePeakInitialization(), data, Fixtures.Half, 1, 1);
        var setting = drawn.WithRate(drawn.RateCeiling() / 2);
        var certificate = new Theorem1().Certify(setting);
        certificate.Verdict.ShouldBe(Verdict.DoesNotApply);
        certificate.Deciding!.Name.ShouldBe("the least hidden width");
        DeepLinearChecks.Run(setting, certificate.Invariants, 25, Recording.EveryStep).Checks[0].Holds.ShouldBeFalse();
    }

    [Fact]
    public void A_network_of_any_output_scale_is_certified_as_the_normalised_one_it_is()
    {
        double[][,] layers = [.. Fixtures.Integers];
        var normalised = Fixtures.OnF1(1.0 / 90, layers);

        // alpha = a_N / 8 with layers twice as large is the same map, and descends alike with four times the rate.
        double[][,] doubled = [.. layers.Select(Doubled)];
        var scaled = Settings.Of(Fixtures.F1, Fixtures.Half, Math.Pow(18, -0.5) / 8, 4.0 / 90, doubled);
        scaled.NormalizedRateFactor.ShouldBeRelative(0.25, 1e-14);
        normalised.NormalizedRateFactor.ShouldBe(1);
        scaled.TwinRate.ShouldBeRelative(normalised.TwinRate, 1e-14);
        var (one, other) = (Region.Of(normalised), Region.Of(scaled));
        other.C1.ShouldBeRelative(one.C1, 1e-12);
        other.C2.ShouldBeRelative(one.C2, 1e-12);
        other.M.ShouldBeRelative(one.M, 1e-12);
        MeasuredRemainder.Along(scaled, 10).Ratio.ShouldBeRelative(MeasuredRemainder.Along(normalised, 10).Ratio, 1e-10);
        UpdateOperator.At(scaled.Start).Eigenvalues()[0].ShouldBeRelative(1.95978341709, Fixtures.Printed);
        var (a, b) = (new Lemma3().Certify(normalised), new Lemma3().Certify(scaled));
        a.Assumptions.Count.ShouldBe(b.Assumptions.Count);
        foreach (var (x, y) in a.Assumptions.Zip(b.Assumptions))
        {
            var factor = x.Name == "the learning rate" ? 4 : 1;
            y.Value.ShouldBeRelative(factor * x.Value, 1e-10, x.Name);
            if (x.Limit != 0)
                y.Limit.ShouldBeRelative(factor * x.Limit, 1e-10, x.Name);
        }

        // Layer gradients and distances are those of the normalised layers.
        var at = new StepExpansion(scaled.Start);
        for (var layer = 1; layer <= 3; layer++)
            at.LayerGradientNorm(layer).ShouldBeRelative(new StepExpansion(normalised.Start).LayerGradientNorm(layer), 1e-12);
        new Theorem2().CertifyRun(scaled, 30).ShouldHold(scaled, 30);
        new UpdateOperatorTheorem().Certify(scaled).ShouldHold(scaled, 30);

        // A law that does not keep norms is another law: Gaussian entries of the wrong size.
        var network = DeepLinearNetwork.Scaled(Math.Pow(18, -0.5) / 8, 2, 3, 3, 2);
        var right = new Lemma9().Certify(Fixtures.Drawn(network, new GaussianInitialization(2), Fixtures.F1, Fixtures.Half, 0.01, 1));
        right.Verdict.ShouldBe(Verdict.Holds);
        var wrong = new Lemma9().Certify(Fixtures.Drawn(network, new GaussianInitialization(), Fixtures.F1, Fixtures.Half, 0.01, 1));
        wrong.Assumed("the mean of ||f(x)||^2 / ||x||^2 over starts").Value.ShouldBeRelative(1.0 / 64, 1e-13);
        wrong.Sentence.ShouldEndWith("needed = 1; to make it hold, use the normalised network, or entries 2 times as large");

        static double[,] Doubled(double[,] matrix)
        {
            var doubled = (double[,])matrix.Clone();
            for (var i = 0; i < doubled.GetLength(0); i++)
            {
                for (var j = 0; j < doubled.GetLength(1); j++)
                    doubled[i, j] *= 2;
            }

            return doubled;
        }
    }
}
