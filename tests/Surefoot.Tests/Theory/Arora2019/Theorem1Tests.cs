using Surefoot.Descent;
using Surefoot.Theory;
using Surefoot.Theory.Arora2019;

namespace Surefoot.Tests.Theory.Arora2019;

public class Theorem1Tests
{
    // The vectors have 12 significant digits.
    private const double Digits = 1e-11;

    [Theory]
    [InlineData(1, 0.015625, 2.60416666667e-5)]
    [InlineData(2, 0.000390625, 2.60416666667e-7)]
    [InlineData(3, 6.7685595792e-5, 3.32474489202e-8)]
    [InlineData(5, 9.51826969358e-6, 3.66186847769e-9)]
    public void The_limits_on_balancedness_and_rate_are_those_of_the_statement(int depth, double balance, double rate)
    {
        // Phi = diag(4, 3) has ||Phi||_F = 5; the start 4 I has margin 2 and loss 1/2.
        var root = Math.Pow(4, 1.0 / depth);
        var layers = Enumerable.Repeat(new[,] { { root, 0 }, { 0, root } }, depth).ToArray();
        var certificate = new Theorem1().Certify(Settings.Whitened(new double[,] { { 4, 0 }, { 0, 3 } }, rate, layers));
        certificate.Yields.ShouldContain(yield => yield.Name == "c" && Math.Abs(yield.Value - 2) < 1e-14);
        Limit(certificate, "the balancedness max_j ||B_j(0)||_F").ShouldBeRelative(balance, Digits);
        Limit(certificate, "the learning rate").ShouldBeRelative(rate, Digits);
    }

    [Fact]
    public void A_scalar_run_inside_the_assumptions_stays_below_the_bound_at_every_step()
    {
        var layer = new[,] { { Math.Sqrt(0.75) } };
        var setting = Settings.Whitened(new double[,] { { 1 } }, 8.58306884765e-6, layer, layer);
        var certificate = new Theorem1().Certify(setting);
        certificate.Verdict.ShouldBe(Verdict.Holds);
        certificate.Bound!.At(1).ShouldBeRelative(0.0312497988343, Digits);
        certificate.Bound.At(1000).ShouldBeRelative(0.0310494797755, Digits);
        certificate.Bound.StepsTo(1e-6).ShouldBeInRange(1_607_700, 1_607_782);

        var run = DeepLinearChecks.Run(setting, certificate.Invariants, 1000, Recording.EveryStep);
        run.Gaps[1].ShouldBeRelative(0.0312491953416, Digits);
        run.Gaps[1000].ShouldBeRelative(0.0304539265574, Digits);
        run.Checks.ShouldAllBe(check => check.Holds && check.Steps == 1001);
    }

    [Fact]
    public void An_assumption_that_fails_says_what_would_make_it_hold()
    {
        var layer = new[,] { { Math.Sqrt(0.75) } };
        var certificate = new Theorem1().Certify(Settings.Whitened(new double[,] { { 1 } }, 1e-3, layer, layer));
        certificate.Verdict.ShouldBe(Verdict.DoesNotApply);
        certificate.Sentence.ShouldBe("does not apply: fails: the learning rate is 0.001, needed <= 8.583E-06; to make it hold, take a learning rate of at most 8.583E-06");
    }

    private static double Limit(Certificate<DeepLinearMoment> certificate, string name) => certificate.Assumptions.Single(assumption => assumption.Name == name).Limit;
}
