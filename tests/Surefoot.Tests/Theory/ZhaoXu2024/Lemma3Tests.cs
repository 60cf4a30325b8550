using Surefoot.Descent;
using Surefoot.Theory;
using Surefoot.Theory.ZhaoXu2024;

namespace Surefoot.Tests.Theory.ZhaoXu2024;

public class Lemma3Tests
{
    [Theory]
    [InlineData(0.1, 0.1, 0.5, 1e-8, 0.0234859381722, 0.0166713073148, 0.0451744066378, 1.11122733102, 0.0501990353187, 0.00119345975811, 0.0951488662099, 0.00088768645858)]
    [InlineData(0.2, 0.3, 0.4, 50, 0.051271096376, 0.0235124405497, 0.0163275237671, 0.487883591689, 0.00796593093886, 212.426616734, 649800971.959, 360838.810321)]
    public void V11_constants(
        double c1, double c2, double slack, double initialGap,
        double movement, double higherOrders, double rate, double density, double decay, double radius, double widthForProducts, double widthForDescent)
    {
        var constants = new ExplicitConstants(c1, c2, slack, M: 2, ConditionNumber: 6, Smoothness: 6, initialGap, Outputs: 2, Depth: 3);
        constants.Movement.ShouldBeRelative(movement, Fixtures.Printed);
        constants.HigherOrders.ShouldBeRelative(higherOrders, Fixtures.Printed);
        constants.Rate.ShouldBeRelative(rate, Fixtures.Printed);
        constants.RateDensity.ShouldBeRelative(density, Fixtures.Printed);
        constants.Decay.ShouldBeRelative(decay, Fixtures.Printed);
        (constants.Rate * constants.RateDensity).ShouldBeRelative(decay, Fixtures.Printed);
        constants.Radius.ShouldBeRelative(radius, Fixtures.Printed);
        constants.WidthForProducts.ShouldBeRelative(widthForProducts, Fixtures.Printed);
        constants.WidthForDescent.ShouldBeRelative(widthForDescent, Fixtures.Printed);

        // N^{2 theta} in both widths.
        (constants with { Theta = 0.75 }).WidthForProducts.ShouldBeRelative(Math.Pow(constants.Depth, 1.5) * widthForProducts, Fixtures.Printed);
        (constants with { Theta = 0.75 }).WidthForDescent.ShouldBeRelative(Math.Pow(constants.Depth, 1.5) * widthForDescent, Fixtures.Printed);
        constants.Width.ShouldBe(Math.Max(constants.WidthForProducts, constants.WidthForDescent));
    }

    [Fact]
    public void V11_a_start_of_width_4_inside_every_assumption()
    {
        var probe = Fixtures.NearMinimum(new double[,] { { 1, 2, 0 }, { 0, 1, 1 } }, new double[,] { { 1, -1 }, { 2, 1 } }, 1e-4, 1);
        var constants = new ExplicitConstants(0.1, 0.1, 0.5, 2, 6, 6, 2.75e-8, 2, 3);
        var setting = probe.WithRate(constants.Rate);
        var certificate = new Lemma3 { Exponents = (0.1, 0.1) }.Certify(setting);
        certificate.Verdict.ShouldBe(Verdict.Holds);

        // Squares of 1e-4 of a map of size 1: 12 digits of the square remain of 16.
        const double Digits = 1e-10;
        certificate.Value("eta gamma").ShouldBeRelative(0.0501990353187, Digits);
        certificate.Value("R").ShouldBeRelative(0.00197912911002, Digits);
        certificate.Value("width that keeps products").ShouldBeRelative(0.261659382077, Digits);
        certificate.Value("width that makes steps descend").ShouldBeRelative(0.0024411377611, Digits);
        certificate.Constants.Single(constant => constant.Name == "B0").Value.ShouldBeRelative(2.75e-8, Digits);
        var run = certificate.ShouldHold(setting, 60);
        double[] gaps = [1.65e-7, 6.27579092245e-8, 2.61428699759e-8, 1.27196206495e-8];
        double[] bounds = [1.65e-7, 1.56717159172e-7, 1.48850108964e-7, 1.41377977087e-7];
        for (var t = 0; t < gaps.Length; t++)
        {
            run.Gaps[t].ShouldBeRelative(gaps[t], Digits);
            certificate.Bound!.At(t).ShouldBeRelative(bounds[t], Digits);
        }

        // Left to itself the certificate finds a faster rate.
        var best = new Lemma3().Certify(setting);
        best.Verdict.ShouldBe(Verdict.Holds);
        best.Value("eta gamma").ShouldBeGreaterThan(certificate.Value("eta gamma"));
        best.ShouldHold(setting, 60);
    }

    [Theory]
    [InlineData(1e-1)]
    [InlineData(1e-2)]
    [InlineData(1e-4)]
    [InlineData(1e-6)]
    public void The_printed_gamma_is_false_for_a_start_of_width_4(double distance)
    {
        const double Slack = 0.9, C = 0.1;
        var rate = new ExplicitConstants(C, C, Slack, 2, 2, 2, 0, 2, 3).Rate;
        var setting = Fixtures.NearMinimum(new double[,] { { 1, 1, 0 }, { 0, 0, 1 } }, new double[,] { { 0, 1 }, { 0, 1 } }, distance, rate);
        setting.Curvature.ConditionNumber.ShouldBe(2, 1e-14);
        var run = DeepLinearChecks.Run(setting, [], 10, Recording.EveryStep);
        var printed = 1 - (rate * 2 * Math.Exp(6 * C) * Slack * 3 / 2);
        printed.ShouldBeRelative(0.866653, 1e-6);
        var repaired = 1 - (4 * Math.Exp(-12 * C) * Slack * (1 - Slack) / 2);
        repaired.ShouldBeRelative(0.945785, 1e-6);
        var first = run.Gaps[1] / run.Gaps[0];
        first.ShouldBeGreaterThan(printed);
        first.ShouldBeLessThan(repaired);

        // Six digits are stated, for small distances.
        if (distance < 1e-3)
        {
            first.ShouldBe(0.920339, 1e-6);
            (run.Gaps[10] / run.Gaps[0]).ShouldBe(0.4360, 1e-4);
        }

        (run.Gaps[10] / run.Gaps[0]).ShouldBeGreaterThan(Math.Pow(printed, 10));
    }
}
