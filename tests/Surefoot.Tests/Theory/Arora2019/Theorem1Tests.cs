using Surefoot.Arithmetic;
using Surefoot.Data;
using Surefoot.Descent;
using Surefoot.Losses;
using Surefoot.Theory;
using Surefoot.Theory.Arora2019;

namespace Surefoot.Tests.Theory.Arora2019;

public class Theorem1Tests
{
    // The vectors have 12 significant digits.
    private const double Digits = 1e-11;

    private static double[,] Scalar { get; } = { { Math.Sqrt(0.75) } };

    [Theory]
    [InlineData(1, 0.015625, 2.60416666667e-5, 238641)]
    [InlineData(2, 0.000390625, 2.60416666667e-7, 11932048)]
    [InlineData(3, 6.7685595792e-5, 3.32474489202e-8, 74179191)]
    [InlineData(5, 9.51826969358e-6, 3.66186847769e-9, 559838823)]
    public void The_limits_on_balancedness_and_rate_are_those_of_the_statement(int depth, double balance, double rate, double steps)
    {
        // AR-V5: Phi = diag(4, 3) has ||Phi||_F = 5; the start 4 I has margin 2 and loss 1/2.
        var root = Math.Pow(4, 1.0 / depth);
        var layers = Enumerable.Repeat(new[,] { { root, 0 }, { 0, root } }, depth).ToArray();
        var certificate = new Theorem1().Certify(Settings.Whitened(new double[,] { { 4, 0 }, { 0, 3 } }, rate, layers));
        certificate.Yield("c").ShouldBeRelative(2, 1e-14);
        certificate.Yield("delta").ShouldBeRelative(balance, Digits);
        certificate.Assumption("the balancedness max_j ||B_j(0)||_F").Limit.ShouldBeRelative(balance, Digits);
        certificate.Assumption("the learning rate").Limit.ShouldBeRelative(rate, Digits);
        Theorem1.Iterations(depth, 2, Theorem1.RateLimit(depth, 2, 5), 0.5, 1e-3).ShouldBe(steps);
    }

    [Fact]
    public void Iterations_of_other_starts()
    {
        // AR-V5, the last two.
        Theorem1.BalanceLimit(2, 0.75, 1).ShouldBeRelative(0.000274658203125, Digits);
        Theorem1.RateLimit(2, 0.75, 1).ShouldBeRelative(8.58306884766e-6, Digits);
        Theorem1.Iterations(2, 0.75, Theorem1.RateLimit(2, 0.75, 1), 0.03125, 1e-6).ShouldBe(1607782);
        Theorem1.BalanceLimit(4, 0.9, 1).ShouldBeRelative(4.94384765625e-5, Digits);
        Theorem1.RateLimit(4, 0.9, 1).ShouldBeRelative(1.75880463735e-6, Digits);
        Theorem1.Iterations(4, 0.9, Theorem1.RateLimit(4, 0.9, 1), 0.005, 1e-6).ShouldBe(5671725);
        Theorem1.Iterations(4, 0.9, 1e-6, 0.005, 0.005).ShouldBe(0);
    }

    [Fact]
    public void Limits_scale_as_the_problem_does()
    {
        // W_j -> lambda^(1/N) W_j and Phi -> lambda Phi, so c -> lambda c: delta ~ lambda^(2/N), eta ~ lambda^((2-2N)/N), T the same.
        foreach (var depth in new[] { 1, 2, 3, 7 })
        {
            foreach (var lambda in new[] { 0.1, 3, 100 })
            {
                var (margin, norm) = (0.3, 1.7);
                Theorem1.BalanceLimit(depth, lambda * margin, lambda * norm).ShouldBeRelative(Math.Pow(lambda, 2.0 / depth) * Theorem1.BalanceLimit(depth, margin, norm), 1e-12);
                var rate = Theorem1.RateLimit(depth, margin, norm);
                var scaled = Theorem1.RateLimit(depth, lambda * margin, lambda * norm);
                scaled.ShouldBeRelative(Math.Pow(lambda, (2.0 - (2 * depth)) / depth) * rate, 1e-12);
                Theorem1.Decay(depth, lambda * margin, scaled).ShouldBeRelative(Theorem1.Decay(depth, margin, rate), 1e-12);
            }
        }
    }

    [Fact]
    public void A_scalar_run_inside_the_assumptions_stays_below_the_bound_at_every_step()
    {
        // AR-V6 and AR-V18.
        var setting = Settings.Whitened(new double[,] { { 1 } }, 8.58306884765e-6, Scalar, Scalar);
        var certificate = new Theorem1().Certify(setting);
        certificate.Verdict.ShouldBe(Verdict.Holds);
        certificate.Bound!.At(1).ShouldBeRelative(0.0312497988343, Digits);
        certificate.Bound.At(10).ShouldBeRelative(0.0312479884015, Digits);
        certificate.Bound.At(1000).ShouldBeRelative(0.0310494797755, Digits);
        certificate.Bound.StepsTo(1e-6).ShouldBeInRange(1_607_700, 1_607_782);

        var run = DeepLinearChecks.Run(setting, certificate.Invariants, 1000, Recording.EveryStep);
        run.Gaps[1].ShouldBeRelative(0.0312491953416, Digits);
        run.Gaps[10].ShouldBeRelative(0.0312419541931, Digits);
        run.Gaps[1000].ShouldBeRelative(0.0304539265574, Digits);
        run.Checks.ShouldAllBe(check => check.Holds && check.Steps == 1001);
    }

    [Fact]
    public void Both_bounds_on_the_loss_are_the_stated_ones()
    {
        // At a large rate, so that every factor counts: 1 - 0.1 c and the product of 1 - 0.1 sigma_min.
        var setting = Settings.Whitened(new double[,] { { 1 } }, 0.1, Scalar, Scalar);
        var thirteen = new Theorem1().Measure(setting, "theorem-1/13", 2);
        thirteen.Right.ShouldBeRelative(0.03125 * Math.Pow(1 - 0.075, 2), 1e-13);

        // w^2 = W, w -> w + 0.1 (1 - W) w.
        var w = Math.Sqrt(0.75);
        w += 0.1 * 0.25 * w;
        thirteen.Left.ShouldBeRelative(0.5 * Math.Pow(Math.Pow(w + (0.1 * (1 - (w * w)) * w), 2) - 1, 2), 1e-12);
        var twelve = new Theorem1().Certify(setting).Invariants.Single(each => each.Id == "theorem-1/12").Begin();
        twelve(Settings.After(setting, 0))!.Value.Right.ShouldBeRelative(0.03125, 1e-13);
        twelve(Settings.After(setting, 1))!.Value.Right.ShouldBeRelative(0.03125 * 0.925, 1e-13);
        twelve(Settings.After(setting, 2))!.Value.Right.ShouldBeRelative(0.03125 * 0.925 * (1 - (0.1 * w * w)), 1e-13);
        twelve(Settings.After(setting, 4)).ShouldBeNull("a step was left out");
    }

    [Fact]
    public void The_descent_of_a_step_is_measured_without_subtracting_losses()
    {
        // N = 2: decay with sigma_min to the first power, halved.
        var setting = Settings.Whitened(new double[,] { { 1 } }, 0.1, Scalar, Scalar);
        var nine = new Lemma1().Measure(setting, "lemma-1/9", 1);
        nine.Left.ShouldBeRelative(0.5 * 0.1 * 0.75 * 0.0625, 1e-13);
        var w = Math.Sqrt(0.75) * (1 + 0.025);
        nine.Right.ShouldBeRelative(0.03125 - (0.5 * Math.Pow((w * w) - 1, 2)), 1e-12);

        // N = 3, two singular values: sigma_min^(4/3).
        var layer = new double[,] { { 2, 0 }, { 0, 1 } };
        var deep = new Lemma1().Measure(Settings.Whitened(new double[,] { { 9, 0 }, { 0, 2 } }, 1e-3, layer, layer, new double[,] { { 2, 0 }, { 0, 0.5 } }), "lemma-1/9", 1);
        deep.Left.ShouldBeRelative(0.5 * 1e-3 * Math.Pow(0.5, 4.0 / 3) * (1 + (1.5 * 1.5)), 1e-13);
    }

    [Fact]
    public void A_full_run_is_checked_at_every_step()
    {
        // E2: T = 1,607,782 steps to a loss of 1e-6, 0.7 microseconds each; no clock is asked here, since tests share the machine.
        var setting = Settings.Whitened(new double[,] { { 1 } }, 8.58306884765e-6, Scalar, Scalar);
        IReadOnlyList<Invariant<DeepLinearMoment>> invariants = [.. new Theorem1().Certify(setting).Invariants, .. new Lemma1().Certify(setting).Invariants];
        var run = DeepLinearChecks.Run(setting, invariants, 1_607_782, Recording.EveryStep);
        run.Steps.Count.ShouldBe(1_607_783);
        run.Checks.ShouldAllBe(check => check.Holds && check.Steps >= 1_607_782);

        // Much earlier than guaranteed, and in the end the weights stand still at the rounding of a step.
        run.Gaps[^1].ShouldBeLessThan(1e-20);
        run.Gaps.Select((gap, step) => (gap, step)).First(at => at.gap <= 1e-6).step.ShouldBeInRange(200_000, 400_000);
    }

    [Fact]
    public void An_assumption_that_fails_says_what_would_make_it_hold()
    {
        var certificate = new Theorem1().Certify(Settings.Whitened(new double[,] { { 1 } }, 1e-3, Scalar, Scalar));
        certificate.Verdict.ShouldBe(Verdict.DoesNotApply);
        certificate.Sentence.ShouldBe("does not apply: the learning rate is 0.001, needed <= 8.583E-06; to make it hold, take a learning rate of at most 8.583E-06");

        // A start beyond the margin, and one out of balance.
        var far = new Theorem1().Certify(Settings.Whitened(new double[,] { { 1 } }, 1e-6, new double[,] { { 0.5 } }, new double[,] { { -0.5 } }));
        far.Deciding!.Sentence.ShouldContain("start within 1 of the target");
        var unbalanced = new Theorem1().Certify(Settings.Whitened(new double[,] { { 1 } }, 1e-6, new double[,] { { 1 } }, new double[,] { { 0.75 } }));
        unbalanced.Deciding!.Sentence.ShouldContain("use a balanced start");
    }

    [Fact]
    public void The_output_scale_and_the_factor_of_the_loss_change_units_only()
    {
        // a W_2 W_1 with a = 4 and the loss ||W X - Y||_F^2 on X = 1: twice the work's loss, layers halved.
        var data = new Dataset("scaled", Matrix<double>.From(new double[,] { { 1 } }), Matrix<double>.From(new double[,] { { 1 } }));
        var half = new[,] { { Math.Sqrt(0.75) / 2 } };
        var setting = Settings.Of(data, new SquaredLoss(SquaredScaling.Mean), scale: 4, 1, half, half);
        var certificate = new Theorem1().Certify(setting);
        certificate.Yield("c").ShouldBeRelative(0.75, 1e-14);
        certificate.Assumption("the learning rate").Limit.ShouldBeRelative(8.58306884766e-6 / (2 * 4), Digits);
        certificate.Bound!.At(0).ShouldBeRelative(2 * 0.03125, 1e-14);

        // A negative scale turns the sign of one layer.
        var turned = Settings.Of(data, new SquaredLoss(SquaredScaling.Mean), scale: -4, 1e-7, half, new[,] { { -Math.Sqrt(0.75) / 2 } });
        var point = new WhitenedProblem(turned).At(turned.Start);
        (point.Layers[1][0, 0] * point.Layers[0][0, 0]).ShouldBeRelative(0.75, 1e-14);
        new Theorem1().Certify(turned).Verdict.ShouldBe(Verdict.Holds);
    }
}
