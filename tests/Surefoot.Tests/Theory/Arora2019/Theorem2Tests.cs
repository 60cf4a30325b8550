using Surefoot.Arithmetic;
using Surefoot.Data;
using Surefoot.Initializations;
using Surefoot.Networks;
using Surefoot.Randomness;
using Surefoot.Tests.Theory.ZhaoXu2024;
using Surefoot.Theory;
using Surefoot.Theory.Arora2019;

namespace Surefoot.Tests.Theory.Arora2019;

public class Theorem2Tests
{
    private const double Digits = 1e-11;

    [Fact]
    public void Its_numbers_for_100_inputs()
    {
        // AR-V13 and AR-V14: d_0 = 100, N = 2, ||Phi|| = 1, a = 100, epsilon = 0.001, so s = 0.001.
        Theorem2.Probability(100, 100).ShouldBeRelative(0.276226790922, Digits);
        Theorem2.Margin(100, 0.001, 1).ShouldBeRelative(5e-5, Digits);
        var rate = Theorem2.RateLimit(2, 100, 0.001, 1);
        rate.ShouldBeRelative(1.25e-18, Digits);
        Theorem2.Iterations(2, 100, 0.001, 1, rate, 0.001).ShouldBeRelative(4.43768701598e22, Digits);
        Theorem2.FirstStage(2, 100, 0.001, 1, rate).ShouldBeRelative(2.21807097779e22, Digits);
        Theorem2.SecondStage(2, 1, rate, 0.001).ShouldBeRelative(7.72530197968e18, Digits);
    }

    [Fact]
    public void The_certificate_is_the_statement_with_its_probability()
    {
        var setting = Settings.Drawn(new BalancedInitialization(0.001), 1.2e-18, [100, 1, 1]);
        var certificate = new Theorem2().Certify(setting);
        certificate.Verdict.ShouldBe(Verdict.Holds);
        certificate.Yield("probability").ShouldBeRelative(0.276226790922, Digits);
        certificate.FailureProbability.ShouldBeRelative(1 - 0.276226790922, Digits);
        certificate.Yield("c").ShouldBeRelative(5e-5, Digits);
        certificate.Yield("steps of the first stage").ShouldBeRelative(2.21807097779e22 * 1.25 / 1.2, Digits);
        certificate.Yield("steps to a thousandth of ||Phi||^2").ShouldBeRelative(4.43768701598e22 * 1.25 / 1.2, Digits);

        // s^4 d_0^2 / (512 N^3).
        certificate.Yield("||B_j||_F after the first stage").ShouldBeRelative(1e-8 / (512 * 8), Digits);
        certificate.Assumption("a = (||Phi|| / (s d_0))^2").Value.ShouldBeRelative(100, Digits);
        certificate.Assumption("the learning rate").Limit.ShouldBeRelative(1.25e-18, Digits);

        // The guarantee is 1/2, then 1/8 after the first stage, and what the second stage reaches needs no more than stated.
        var stage = certificate.Yield("steps of the first stage");
        certificate.Bound!.At(0).ShouldBeRelative(0.5, Digits);
        certificate.Bound.At(stage * 0.999).ShouldBeInRange(0.125, 0.126);
        certificate.Bound.At(Math.Ceiling(stage)).ShouldBeRelative(0.125, Digits);
        certificate.Bound.StepsTo(0.2).ShouldBeLessThan(stage);
        certificate.Bound.StepsTo(0.001).ShouldBeInRange(stage, certificate.Yield("steps to a thousandth of ||Phi||^2"));
        certificate.Bound.At(certificate.Bound.StepsTo(0.001)).ShouldBeRelative(0.001, 1e-5);

        // The conditions of theorem 1 in both stages follow from its own (39).
        Theorem1.RateLimit(2, 5e-5, 1).ShouldBeGreaterThan(1.25e-18);
        Theorem1.RateLimit(2, 0.5, 1).ShouldBeGreaterThan(1.25e-18);
        Theorem1.BalanceLimit(2, 0.5, 1).ShouldBeGreaterThan(2 * Theorem1.BalanceLimit(2, 5e-5, 1));
        (2 * Theorem1.BalanceLimit(2, 5e-5, 1)).ShouldBeRelative(certificate.Yield("||B_j||_F after the first stage"), Digits);
    }

    [Fact]
    public void Exponents_scale_as_the_problem_does()
    {
        // Phi -> lambda Phi and s -> lambda s: the margin ~ lambda, the rate ~ lambda^((2-2N)/N), the steps the same.
        foreach (var depth in new[] { 1, 2, 3, 6 })
        {
            var (deviation, norm) = (0.01, 1.7);
            var (rate, scaled) = (Theorem2.RateLimit(depth, 30, deviation, norm), Theorem2.RateLimit(depth, 30, 3 * deviation, 3 * norm));
            scaled.ShouldBeRelative(Math.Pow(3, (2.0 - (2 * depth)) / depth) * rate, 1e-12);
            Theorem2.Margin(30, 3 * deviation, 3 * norm).ShouldBeRelative(3 * Theorem2.Margin(30, deviation, norm), 1e-12);
            Theorem2.FirstStage(depth, 30, 3 * deviation, 3 * norm, scaled).ShouldBeRelative(Theorem2.FirstStage(depth, 30, deviation, norm, rate), 1e-12);
            Theorem2.SecondStage(depth, 3 * norm, scaled, 9e-3).ShouldBeRelative(Theorem2.SecondStage(depth, norm, rate, 1e-3), 1e-12);
            Theorem2.Iterations(depth, 30, 3 * deviation, 3 * norm, scaled, 9e-3).ShouldBeRelative(Theorem2.Iterations(depth, 30, deviation, norm, rate, 1e-3), 1e-12);
            Theorem2.BalanceAfterFirstStage(depth, 30, 3 * deviation, 3 * norm).ShouldBeRelative(Math.Pow(3, 2.0 / depth) * Theorem2.BalanceAfterFirstStage(depth, 30, deviation, norm), 1e-12);

            // The stages are shorter than the statement, whose 4 covers 2^(2-2/N) in both.
            (Theorem2.FirstStage(depth, 30, deviation, norm, rate) + Theorem2.SecondStage(depth, norm, rate, 1e-3))
                .ShouldBeLessThanOrEqualTo(Theorem2.Iterations(depth, 30, deviation, norm, rate, 1e-3));

            // Either stage is theorem 1: from the margin of the start to a quarter of the loss, and from ||Phi|| / 2 to the end.
            Theorem1.Iterations(depth, Theorem2.Margin(30, deviation, norm), rate, 4, 1).ShouldBeRelative(Theorem2.FirstStage(depth, 30, deviation, norm, rate), 1e-10);
            Theorem1.Iterations(depth, norm / 2, rate, norm * norm / 8, 1e-3).ShouldBeRelative(Theorem2.SecondStage(depth, norm, rate, 1e-3), 1e-10);
        }
    }

    [Fact]
    public void What_it_needs_is_told()
    {
        Decides(Settings.Drawn(new BalancedInitialization(0.001), 1.3e-18, [100, 1, 1]), "take a learning rate of at most 1.25E-18");
        Decides(Settings.Drawn(new BalancedInitialization(0.02), 1e-30, [100, 1, 1]), "a standard deviation of at most 0.007071");
        Decides(Settings.Drawn(new BalancedInitialization(0.003), 1e-30, [100, 1, 1]), "a standard deviation of at most 0.001");
        Decides(Settings.Drawn(new BalancedInitialization(0.001), 1e-30, [19, 1, 1]), "use at least 20 inputs");
        Decides(Settings.Drawn(new GaussianInitialization(0.001), 1e-30, [100, 1, 1]), "draw a balanced start");

        // With an output scale of 4 a map of W is one of W / 4: so is the deviation that is told.
        Decides(Scaled(0.001), "a standard deviation of at most 0.00025");
        new Theorem2().Certify(Settings.Drawn(new BalancedInitialization(0.02), 1e-30, [100, 1, 1])).FailureProbability.ShouldBe(1);

        static DeepLinearSetting Scaled(double deviation)
        {
            var inputs = Matrix<double>.Identity(100);
            var targets = new Matrix<double>(1, 100);
            targets[0, 0] = 1;
            return Fixtures.Drawn(DeepLinearNetwork.Scaled(4, 100, 1, 1), new BalancedInitialization(deviation), new Dataset("white", inputs, targets), Fixtures.Half, 1e-30, 1);
        }

        static void Decides(DeepLinearSetting setting, string remedy)
        {
            var certificate = new Theorem2().Certify(setting);
            certificate.Verdict.ShouldBe(Verdict.DoesNotApply);
            certificate.Assumptions.ShouldContain(assumption => assumption.Holds == false && assumption.Remedy.Contains(remedy, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Starts_have_the_margin_at_least_as_often_as_38_says()
    {
        // E5, procedure 1 with d_0 = 100 and a = 100: only W(0) matters.
        var (count, margins) = (1000, 0);
        for (var place = 0; place < count; place++)
        {
            var map = new double[100];
            RandomStream.FromSeed(3).Named("map", place).FillNormal<double>(map);
            var square = 0.0;
            for (var k = 0; k < map.Length; k++)
                square += Math.Pow((0.001 * map[k]) - (k == 0 ? 1 : 0), 2);
            if (Math.Sqrt(square) <= 1 - Theorem2.Margin(100, 0.001, 1))
                margins++;
        }

        // Four standard deviations of a frequency; it is near 0.45.
        (margins / (double)count).ShouldBeGreaterThan(0.276226790922 - (4 * 0.5 / Math.Sqrt(count)));
        (margins / (double)count).ShouldBeInRange(0.35, 0.55);
    }

    [Fact]
    public void The_flow_reaches_the_loss_within_the_horizon_of_the_statement()
    {
        // A surrogate: the conclusion for gradient descent is out of reach, and for the flow it follows from the margin alone. The flow of
        // one output stays in the plane of w(0) and Phi = (1, 0); w(0) has length s sqrt(d_0) = 0.01 and just the margin of the event.
        var (length, margin) = (0.01, Theorem2.Margin(100, 0.001, 1));
        var along = 0.5 * (1 + (length * length) - Math.Pow(1 - margin, 2));
        double[] w = [along, Math.Sqrt((length * length) - (along * along))];
        var horizon = 1.25e-18 * Theorem2.Iterations(2, 100, 0.001, 1, 1.25e-18, 0.001);
        horizon.ShouldBe(5.5e4, 0.1e4);
        var (time, step) = (0.0, 0.05);
        var stages = new double[4][];
        while (Loss() > 0.001 && time < horizon)
        {
            // Runge and Kutta's classical method.
            stages[0] = Velocity(w, [0, 0], 0);
            stages[1] = Velocity(w, stages[0], step / 2);
            stages[2] = Velocity(w, stages[1], step / 2);
            stages[3] = Velocity(w, stages[2], step);
            for (var k = 0; k < 2; k++)
                w[k] += step / 6 * (stages[0][k] + (2 * stages[1][k]) + (2 * stages[2][k]) + stages[3][k]);
            time += step;
        }

        time.ShouldBeLessThan(horizon);
        time.ShouldBeLessThan(BalancedFlow.Time(2, margin, 0.5, 0.001));

        double Loss() => 0.5 * (Math.Pow(w[0] - 1, 2) + (w[1] * w[1]));

        static double[] Velocity(double[] at, double[] direction, double step)
        {
            double[] point = [at[0] + (step * direction[0]), at[1] + (step * direction[1])];
            var velocity = new double[2];
            BalancedFlow.Velocity(point, [point[0] - 1, point[1]], 2, velocity);
            return velocity;
        }
    }
}
