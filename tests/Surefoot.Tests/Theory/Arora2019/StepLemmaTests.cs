using Surefoot.Arithmetic;
using Surefoot.Descent;
using Surefoot.Randomness;
using Surefoot.Theory;
using Surefoot.Theory.Arora2019;

namespace Surefoot.Tests.Theory.Arora2019;

/// <summary>The exact numbers of lemma 2, lemma 7, the local certificate and the flow.</summary>
public class StepLemmaTests
{
    private const double Digits = 1e-11;
    private const double Rounding = 1e-13;

    private static double[,] Two { get; } = { { 2, 0 }, { 0, 2 } };

    private static double[,] Target { get; } = { { 4, 0 }, { 0, 3 } };

    [Fact]
    public void Lemma_2_states_its_numbers()
    {
        // Phi = diag(4, 3), ||Phi||_F = 5, W = 4 I, c = 2, N = 2.
        var setting = Settings.Whitened(Target, 2.6e-7, Two, Two);
        var certificate = new Lemma2().Certify(setting);
        certificate.Verdict.ShouldBe(Verdict.Holds);
        certificate.Yield("delta").ShouldBeRelative(0.000390625, Digits);
        certificate.Yield("M").ShouldBeRelative(Math.Sqrt(20), Rounding);
        Sides("lemma-2/A", 0, 2 * 0.000390625);
        Sides("lemma-2/B", 0.5, 12.5);
        Sides("lemma-2/C", 2, Math.Sqrt(20));
        Sides("lemma-2/C-sharp", 2, Math.Sqrt(10) * Math.Pow(2, 0.25));
        Sides("lemma-2/map", 4, 10);
        Sides("lemma-2/rank", 2, 4);
        Sides("lemma-2/sum", 1, 25 / (2.6e-7 * 2));

        // B after a step is lemma 1's inequality, and the sum goes on.
        var after = Settings.After(setting, 1);
        var descent = certificate.Invariants.Single(each => each.Id == "lemma-2/B").Measure(after)!.Value;
        descent.Left.ShouldBeRelative(0.5 * 2.6e-7 * 4 * 1, Rounding);
        var sum = certificate.Invariants.Single(each => each.Id == "lemma-2/sum").Begin();
        sum(Settings.After(setting, 0));
        sum(after)!.Value.Left.ShouldBe(2, 1e-5);
        sum(Settings.After(setting, 3)).ShouldBeNull("a step was left out");

        void Sides(string id, double left, double right) => Near(new Lemma2().Measure(setting, id), left, right);
    }

    [Fact]
    public void A_step_adds_at_most_A_prime_to_the_imbalance()
    {
        // Scalars 3 and 1 with Phi = 2: B = 1 - 9, G = 1, eta = 0.1: (1 - 0.3)^2 - (3 - 0.1)^2 against 8 + 4 eta^2 G^2 (2 Phi).
        var setting = Settings.Whitened(new double[,] { { 2 } }, 0.1, new double[,] { { 3 } }, new double[,] { { 1 } });
        Near(new Lemma2().Measure(setting, "lemma-2/A'", 1), 7.92, 8 + (4 * 0.01 * 4));

        // ||G||_F ||G||_sigma = 5 x 4 for G = diag(4, 3), and N = 3: (2 ||Phi||_F)^(4/3).
        var identity = new double[,] { { 1, 0 }, { 0, 1 } };
        var deep = Settings.Whitened(new double[,] { { -3, 0 }, { 0, -2 } }, 0.01, identity, identity, identity);
        new Lemma2().Measure(deep, "lemma-2/A'", 1).Right.ShouldBeRelative(4e-4 * 20 * Math.Pow(2 * Math.Sqrt(13), 4.0 / 3), Rounding);
    }

    [Fact]
    public void Claim_1_speaks_only_where_the_loss_is_no_larger()
    {
        var setting = Settings.Whitened(Target, 0.5, Two, Two);
        Near(new Claim1().Measure(setting, "claim-1"), 2, 4);
        new Claim1().Certify(setting).Yield("c").ShouldBeRelative(2, Rounding);

        // W_j (1 - eta G) with eta = 1/2 and G = diag(0, 1): 1 in place of 2, further away.
        new Claim1().Certify(setting).Invariants.Single().Measure(Settings.After(setting, 1)).ShouldBeNull();
        new Claim1().Certify(Settings.Whitened(Target, 0.5, Two, new double[,] { { -1, 0 }, { 0, 1 } })).Verdict.ShouldBe(Verdict.DoesNotApply);
    }

    [Fact]
    public void The_local_certificate_of_a_step()
    {
        // AR-V17: M = 2, ||G|| = 1, nu = 0, sigma_min = 4.
        var largest = 0.00260416666667;

        // A little below its limit, by less than the digits given and more than rounding.
        var setting = Settings.Whitened(Target, (1 - 1e-12) / 384.0, Two, Two);
        var certificate = new LocalStep().Certify(setting);
        certificate.Verdict.ShouldBe(Verdict.Holds);
        certificate.Yield("M").ShouldBeRelative(2, Rounding);
        certificate.Yield("B").ShouldBeRelative(1, Rounding);
        certificate.Yield("nu").ShouldBe(0);
        certificate.Yield("sigma_min(W(0))").ShouldBeRelative(4, Rounding);
        certificate.Yield("largest learning rate").ShouldBeRelative(largest, Digits);
        (certificate.Yield("largest learning rate") / Theorem1.RateLimit(2, 2, 5)).ShouldBeRelative(10000, Digits);

        var problem = new WhitenedProblem(setting);
        var after = Settings.After(setting, 1);
        problem.Loss(setting.Start).ShouldBeRelative(0.5, Rounding);
        problem.Loss(after).ShouldBeRelative(0.479410242519, Digits);
        var nine = new LocalStep().Measure(setting, "local-step/9", 1);
        (0.5 - nine.Left).ShouldBeRelative(0.494791666667, Digits);
        nine.Right.ShouldBeRelative(0.5 - 0.479410242519, 1e-10);
    }

    [Fact]
    public void The_local_certificate_says_nothing_beyond_its_limits()
    {
        Silent(Settings.Whitened(Target, 1.001 / 384, Two, Two), "for this step");
        Silent(Settings.Whitened(Target, 1e-6, Two, new double[,] { { 2, 0 }, { 0, 1.5 } }), "use a balanced start");
        Silent(Settings.Whitened(Target, 1e-6, new double[,] { { 2, 0 }, { 0, 0 } }, new double[,] { { 2, 0 }, { 0, 0 } }), "full rank");

        static void Silent(DeepLinearSetting setting, string remedy)
        {
            var certificate = new LocalStep().Certify(setting);
            certificate.Assumptions.ShouldContain(assumption => assumption.Holds != true && assumption.Remedy.Contains(remedy, StringComparison.Ordinal));
            certificate.Verdict.ShouldNotBe(Verdict.Holds);
            certificate.Invariants.ShouldAllBe(invariant => invariant.Measure(Settings.After(setting, 1)) == null);
            certificate.Invariants.Single(each => each.Id == "local-step/28").Measure(setting.Start).ShouldBeNull();
        }
    }

    [Fact]
    public void The_proof_of_lemma_7_inequality_by_inequality()
    {
        // N = 2, W_1 = W_2 = 2 I, G = diag(0, 1), eta = 1/400; M = 2, B = 1, nu = 0.
        var rate = 1 / 400.0;
        var setting = Settings.Whitened(Target, rate, Two, Two);
        Near(new LocalStep().Measure(setting, "local-step/27"), rate, 1 / 384.0);
        Near(new LocalStep().Measure(setting, "local-step/28"), 0, Math.Min(4 / 64.0, 16 / 96.0));
        Near(new LocalStep().Measure(setting, "local-step/eigenvalue"), 3, 8);
        Near(new LocalStep().Measure(setting, "local-step/replacement"), 0, 0);

        // W_2 W_1 = (2 - 2 eta)^2 in the second place: beyond first order 4 eta^2.
        Near(new LocalStep().Measure(setting, "local-step/30", 1), 4 * rate * rate, 2 * rate * rate * 4 * 4);
        Near(new LocalStep().Measure(setting, "local-step/31", 1), Math.Pow((8 * rate) - (4 * rate * rate), 2), 2 * rate * rate * ((4 * 16) + (4 * rate * rate * 16 * 16)));
    }

    [Fact]
    public void The_proof_of_lemma_7_out_of_balance()
    {
        // Scalars of depth 3: 2, 2, 2.001, so that M = 2.001 and nu = 2.001^2 - 4; G = 0.5.
        var (depth, last, rate) = (3, 2.001, 1e-4);
        var map = 4 * last;
        var nu = (last * last) - 4;
        var setting = Settings.Whitened(new double[,] { { map - 0.5 } }, rate, new double[,] { { 2 } }, new double[,] { { 2 } }, new double[,] { { last } });
        var problem = new WhitenedProblem(setting);
        var point = problem.At(setting.Start);
        var proof = new DescentProof(problem, last, 0.5, nu);
        var invariants = proof.Invariants("test", _ => proof).ToDictionary(each => each.Id);

        // F = (W_3 W_2)^2 + (W_3 W_1)^2 + (W_2 W_1)^2 against W_3^4 + W_3^2 W_1^2 + W_1^4, times G.
        Near(invariants["test/replacement"].Measure(setting.Start)!.Value, Math.Abs((2 * 4 * last * last) + 16 - Math.Pow(last, 4) - (last * last * 4) - 16) * 0.5, nu * 27 * Math.Pow(last, 2) * 0.5);
        Near(invariants["test/eigenvalue"].Measure(setting.Start)!.Value, 0.75 * Math.Pow(map, 4.0 / 3), Math.Pow(last, 4) + (4 * last * last) + 16);
        Near(invariants["test/28"].Measure(setting.Start)!.Value, nu, Math.Min(Math.Pow(map, 4.0 / 3) / (8 * 27 * last * last), map * map / (6 * 9 * Math.Pow(last, 4))));
        var after = Settings.After(setting, 1);
        invariants["test/30"].Measure(after)!.Value.Right.ShouldBeRelative(2 * rate * rate * Math.Pow(last, (3 * depth) - 4) * 9 * 0.5 * 0.5, Rounding);
        invariants["test/31"].Measure(after)!.Value.Right.ShouldBeRelative(
            2 * rate * rate * 0.25 * ((9 * Math.Pow(last, 8)) + (4 * rate * rate * Math.Pow(last, 10) * 81 * 0.25)), Rounding);
        proof.RateLimit(point).ShouldBeRelative(Lemma7.RateLimits(3, last, 0.5, map).Min(), Rounding);
        proof.BalanceLimit(point).ShouldBeGreaterThan(nu);
    }

    [Fact]
    public void Lemma_7_speaks_where_its_bounds_hold()
    {
        var setting = Settings.Whitened(Target, 2.6e-7, Two, Two);
        var certificate = new Lemma7().Certify(setting);
        certificate.Verdict.ShouldBe(Verdict.Holds);
        certificate.Yield("M").ShouldBeRelative(Math.Sqrt(20), Rounding);
        certificate.Yield("B").ShouldBeRelative(5, Rounding);
        certificate.Yield("2 delta").ShouldBeRelative(2 * 0.000390625, Digits);
        new Lemma7().Measure(setting, "lemma-7/27").Left.ShouldBeRelative(2.6e-7, Rounding);

        // Out of each of its bounds it says nothing: layers above M, a residual above B, imbalance above 2 delta, a map below c.
        Silent(Target, new double[,] { { 5, 0 }, { 0, 2 } }, new double[,] { { 0.8, 0 }, { 0, 2 } });
        Silent(Target, new double[,] { { 4, 0 }, { 0, 4 } }, new double[,] { { 4, 0 }, { 0, 4 } });
        Silent(Target, new double[,] { { Math.Sqrt(14), 0 }, { 0, 2 } }, new double[,] { { Math.Sqrt(14), 0 }, { 0, 2 } });
        Silent(Target, Two, new double[,] { { 2, 0 }, { 0, 1.9 } });

        static void Silent(double[,] target, params double[][,] layers)
        {
            var outside = Settings.Whitened(target, 2.6e-7, layers);
            new Lemma7().Certify(outside).Invariants.Single(each => each.Id == "lemma-7/28").Measure(outside.Start).ShouldBeNull();
        }
    }

    [Fact]
    public void Eigenvalues_of_the_flow()
    {
        // AR-V10.
        BalancedFlow.OperatorEigenvalues([4, 1], [4, 1], 2).ShouldBe([8, 5, 5, 2]);
        BalancedFlow.OperatorEigenvalues([4, 1], [4, 1], 3).ShouldBe([48, 21, 21, 3]);
        BalancedFlow.OperatorEigenvalues([4, 0], [4], 3).ShouldBe([48, 16]);

        // P_W of W = diag(8, 1), N = 3: the roots of the squares are 4 and 1.
        Sorted(BalancedFlow.Eigenvalues(Matrix<double>.From(new double[,] { { 8, 0 }, { 0, 1 } }), 3)).ShouldBe([3, 21, 21, 48], 1e-12);
        Sorted(BalancedFlow.Eigenvalues(Matrix<double>.From(new double[,] { { 8, 0 } }), 3)).ShouldBe([16, 48], 1e-12);

        static double[] Sorted(double[] values) => [.. values.Order()];
    }

    [Fact]
    public void The_velocity_of_the_flow_is_that_of_balanced_layers()
    {
        // W = diag(8, 1), N = 3: each entry of G by its own eigenvalue.
        var velocity = BalancedFlow.Velocity(Matrix<double>.From(new double[,] { { 8, 0 }, { 0, 1 } }), Matrix<double>.From(new double[,] { { 1, 2 }, { 3, 4 } }), 3);
        velocity.ShouldBe(new double[,] { { -48, -42 }, { -63, -12 } }, 1, Rounding);

        // A wide map, and the formula for one output.
        var wide = BalancedFlow.Velocity(Matrix<double>.From(new double[,] { { 0, 8 } }), Matrix<double>.From(new double[,] { { 1, 2 } }), 3);
        wide.ShouldBe(new double[,] { { -16, -96 } }, 1, Rounding);
        var one = new double[2];
        BalancedFlow.Velocity([0, 8], [1, 2], 3, one);
        one.ShouldBe([-16, -96], Rounding * 96);
        BalancedFlow.Velocity([3, 4], [1, 2], 1, one);
        one.ShouldBe([-1, -2], Rounding);
    }

    [Fact]
    public void The_certificate_of_the_flow()
    {
        var setting = Settings.Whitened(Target, 0.01, Two, Two);
        var certificate = new BalancedFlow().Certify(setting);
        certificate.Verdict.ShouldBe(Verdict.Holds);
        certificate.Yield("the least eigenvalue of P_W at the start").ShouldBeRelative(8, Rounding);
        certificate.Yield("sigma_min(W(0))^(2(N-1)/N)").ShouldBeRelative(4, Rounding);
        certificate.Yield("time of the flow to a thousandth of the loss").ShouldBeRelative(Math.Log(1000) / (2 * 2), Rounding);
        BalancedFlow.Time(3, 8, 5, 5).ShouldBe(0);
        BalancedFlow.Time(3, 8, 5, 1).ShouldBeRelative(Math.Log(5) / 32, Rounding);
        Near(new BalancedFlow().Measure(setting, "gradient-flow/eigenvalues"), 4, 8);
        Near(new BalancedFlow().Measure(setting, "gradient-flow/descent"), 4, 8);
        new BalancedFlow().Certify(Settings.Whitened(Target, 0.01, Two, new double[,] { { 2, 0 }, { 0, 2.1 } })).Verdict.ShouldBe(Verdict.DoesNotApply);
    }

    [Fact]
    public void Gradient_descent_follows_the_flow_as_the_rate_goes_to_0()
    {
        // E11: over one unit of time, the distance from the flow halves with the rate.
        var phi = new double[,] { { 2, 0.5 }, { -0.3, 1 } };
        var identity = new double[,] { { 1, 0 }, { 0, 1 } };
        var flow = Matrix<double>.From(identity);
        var (target, steps) = (Matrix<double>.From(phi), 200);
        for (var k = 0; k < steps; k++)
            flow = RungeKutta(flow, 1.0 / steps);
        var coarse = Deviation(100);
        var fine = Deviation(200);
        coarse.ShouldBeLessThan(0.05);
        (coarse / fine).ShouldBe(2, 0.1);

        double Deviation(int count)
        {
            var setting = Settings.Whitened(phi, 1.0 / count, identity, identity, identity);
            return Frobenius.Distance(setting.Reduction.EndToEnd(Settings.After(setting, count).Weights), flow);
        }

        Matrix<double> RungeKutta(Matrix<double> w, double step)
        {
            var k1 = Velocity(w);
            var k2 = Velocity(Algebra.Sum(w, k1, step / 2));
            var k3 = Velocity(Algebra.Sum(w, k2, step / 2));
            var k4 = Velocity(Algebra.Sum(w, k3, step));
            return Algebra.Sum(Algebra.Sum(Algebra.Sum(Algebra.Sum(w, k1, step / 6), k2, step / 3), k3, step / 3), k4, step / 6);
        }

        Matrix<double> Velocity(Matrix<double> w) => BalancedFlow.Velocity(w, Algebra.Difference(w, target), 3);
    }

    [Fact]
    public void Balance_drifts_by_the_square_of_the_rate()
    {
        // Halving the rate with twice the steps halves the drift.
        var layers = new double[][,] { new double[,] { { 1, 0 }, { 0, 1 } }, new double[,] { { 1, 0 }, { 0, 1 } } };
        Drift(0.02, 50).ShouldBeRelative(2 * Drift(0.01, 100), 0.05);

        double Drift(double rate, int steps) => Settings.After(Settings.Whitened(new double[,] { { 1, 0.25 }, { 0, 1 } }, rate, layers), steps).Imbalances[0];
    }

    private static void Near(Comparison comparison, double left, double right)
    {
        comparison.Left.ShouldBe(left, Rounding * Math.Max(1, Math.Abs(left)));
        comparison.Right.ShouldBe(right, Math.Max(Math.Abs(right) * Digits, 1e-300));
        comparison.IsViolated.ShouldBeFalse();
    }
}
