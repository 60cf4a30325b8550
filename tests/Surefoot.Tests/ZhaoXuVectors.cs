using Surefoot.Arithmetic;
using Surefoot.Data;
using Surefoot.Descent;
using Surefoot.Initializations;
using Surefoot.Losses;
using Surefoot.Networks;
using Surefoot.Objectives;
using Surefoot.Randomness;
using Surefoot.Theory;

namespace Surefoot.Tests;

/// <summary>The small exact cases of Zhao and Xu 2024 whose values were computed in 40-digit arithmetic.</summary>
public class ZhaoXuVectors
{
    // The printed values have 12 significant digits: half a unit in the last one is at most 5e-12 relative.
    private const double Printed = 1e-11;

    private static readonly Dataset F1 = new("F1", Matrix<double>.From(new double[,] { { 1, 2, 0 }, { 0, 1, 1 } }), Matrix<double>.From(new double[,] { { 1, 0, 2 }, { 2, 1, 1 } }));
    private static readonly Dataset F2 = new("F2", Matrix<double>.From(new double[,] { { 1, 0 }, { 0, 1 }, { 1, 1 } }), Matrix<double>.From(new double[,] { { 1, 2 }, { 0, 1 } }));
    private static readonly SquaredLoss Half = new(SquaredScaling.Half);
    private static readonly SquaredLoss Mean = new(SquaredScaling.Mean);

    private static readonly double[,] Hadamard = { { 1, 1, 1, 1 }, { 1, -1, 1, -1 }, { 1, 1, -1, -1 }, { 1, -1, -1, 1 } };

    [Fact]
    public void V1_curvature_constants()
    {
        var f1 = DataAnalysis.Of(F1);
        var f2 = DataAnalysis.Of(F2);
        ShouldBe(Mean.CurvatureOn(f1), 2.0 / 3, 4, 6);
        ShouldBe(Half.CurvatureOn(f1), 1, 6, 6);
        ShouldBe(Mean.CurvatureOn(f2), 1, 3, 3);
        ShouldBe(Half.CurvatureOn(f2), 1, 3, 3);

        static void ShouldBe(Curvature curvature, double alpha, double beta, double kappa)
        {
            curvature.StrongConvexity.ShouldBeRelative(alpha, Printed);
            curvature.Smoothness.ShouldBeRelative(beta, Printed);
            curvature.ConditionNumber.ShouldBeRelative(kappa, Printed);
        }
    }

    [Fact]
    public void V2_projector_semi_norm_and_minimiser()
    {
        var f1 = DataAnalysis.Of(F1);
        var f2 = DataAnalysis.Of(F2);
        var projector = MatrixProduct.Of(f2.InputBasis, f2.InputBasis.Transposed);
        projector.ShouldBe(new double[,] { { 2, -1, 1 }, { -1, 2, 1 }, { 1, 1, 2 } }, 1.0 / 3, Printed);
        var a = Matrix<double>.From(new double[,] { { 1, 2, 3 }, { 4, 5, 7 } });
        Frobenius.SquaredNorm(a).ShouldBeRelative(104, Printed);
        Frobenius.SquaredNorm(MatrixProduct.Of<double>(a, f2.InputBasis)).ShouldBeRelative(102.0 + (2.0 / 3), Printed);
        f1.ConvexMinimizer.ShouldBe(new double[,] { { -1, 4 }, { 2, 1 } }, 1.0 / 3, Printed);
        Frobenius.SquaredNorm(f1.ConvexMinimizer).ShouldBeRelative(22.0 / 9, Printed);
        (2 * f1.OptimalHalfSquaredResidual).ShouldBeRelative(16.0 / 3, Printed);
        f2.ConvexMinimizer.ShouldBe(new double[,] { { 0, 3, 3 }, { -1, 2, 1 } }, 1.0 / 3, Printed);
        Frobenius.SquaredNorm(f2.ConvexMinimizer).ShouldBeRelative(8.0 / 3, Printed);
        f2.OptimalHalfSquaredResidual.ShouldBe(0, 1e-28);
    }

    [Fact]
    public void V3_gradient_of_the_convex_loss()
    {
        var network = DeepLinearNetwork.Unscaled(2, 2);
        var at = new GivenInitialization([Matrix<double>.Identity(2)]).Sample<double>(network, default, ThreadTeam.Alone);
        var gradient = new Weights<double>(network.Shapes);
        network.Bind(F1, Mean.Bind<double>(F1, 3), ThreadTeam.Alone).LossAndGradient(at, gradient).ShouldBeRelative(4, Printed);
        gradient[0].ShouldBe(new double[,] { { 8, 0 }, { -4, 0 } }, 1.0 / 3, Printed);
        network.Bind(F1, Half.Bind<double>(F1, 3), ThreadTeam.Alone).LossAndGradient(at, gradient);
        gradient[0].ShouldBe(new double[,] { { 4, 0 }, { -2, 0 } }, 1, Printed);
        var curvature = Mean.CurvatureOn(DataAnalysis.Of(F1));
        var squared = 4 * 20.0 / 9;
        (squared / (2 * curvature.Smoothness)).ShouldBeRelative(1.11111111111, Printed);
        (4 - Mean.Minimize(DataAnalysis.Of(F1)).Loss).ShouldBeRelative(2.22222222222, Printed);
        (squared / (2 * curvature.StrongConvexity)).ShouldBeRelative(6.66666666667, Printed);
    }

    [Fact]
    public void V6_convex_descent_in_exact_rationals()
    {
        var network = DeepLinearNetwork.Unscaled(2, 2);
        var objective = network.Bind(F1, Half.Bind<double>(F1, 3), ThreadTeam.Alone);
        var state = new DescentState<double>(new Weights<double>(network.Shapes));
        var optimum = Half.Minimize(DataAnalysis.Of(F1)).Loss;
        double[] gaps = [2.83333333333, 0.625, 0.434027777778, 0.301408179012, 0.209311235425, 0.145355024601];
        var method = new GradientDescent(1.0 / 6);
        for (var t = 0; t < gaps.Length; t++)
        {
            if (t == 1)
                state.Weights[0].ShouldBe(new double[,] { { 1, 2 }, { 4, 2 } }, 1.0 / 6, Printed);
            if (t == 5)
                state.Weights[0].ShouldBe(new double[,] { { -0.0922067901235, 0.851080246914 }, { 0.666666666667, 0.333333333333 } }, 1, Printed);
            (method.Step(objective, state) - optimum).ShouldBeRelative(gaps[t], Printed);
        }
    }

    [Fact]
    public void V7_orthogonal_start_from_the_Hadamard_matrix()
    {
        var (network, weights) = HadamardStart();
        network.EndToEnd(weights).ShouldBe(new double[,] { { 1, 1 }, { 1, -1 } }, Math.Sqrt(0.5), Printed);
        var gradient = new Weights<double>(network.Shapes);
        network.Bind(F1, Half.Bind<double>(F1, 3), ThreadTeam.Alone).LossAndGradient(weights, gradient).ShouldBeRelative(5.46446609407, Printed);

        // The stored gradient is with respect to V = W / s, so it is s times the papers'.
        gradient[2].ShouldBe(new double[,] { { 2.79289321881, 0.585786437627, 0, 0 }, { -1.32842712475, -1.41421356237, 0, 0 } }, Math.Sqrt(2), Printed);
        gradient[0].ShouldBe(new double[,] { { 2.79289321881, 0.585786437627 }, { -1.32842712475, -1.41421356237 }, { 0, 0 }, { 0, 0 } }, 2, Printed);
    }

    [Fact]
    public void V8_deep_and_convex_descent_side_by_side()
    {
        var (network, weights) = HadamardStart();
        Compare(network, weights, 1.0 / 9, 1.0 / 6,
            (0, 5.46446609407, 5.46446609407, 0, 0.066690808838, 0.0416913133653),
            (1, 3.36771074405, 3.34426106339, 0.00444766398346, 0.0300990392132, 0.025587361487),
            (2, 3.16983082283, 3.13721833106, 0.00238646044455, 0.0256610058495, 0.0255935829053),
            (10, 2.6973726046, 2.69211781471, 0.000530050527636, 0.0047812648774, 0.0192957416978));
    }

    [Fact]
    public void V9_the_same_from_unstructured_integers()
    {
        var network = DeepLinearNetwork.Normalized(2, 3, 3, 2);
        var weights = new GivenInitialization(
        [
            Matrix<double>.From(new double[,] { { 1, 0 }, { 1, 1 }, { 0, 2 } }),
            Matrix<double>.From(new double[,] { { 1, 0, 1 }, { 0, 1, 0 }, { 1, 1, 0 } }),
            Matrix<double>.From(new double[,] { { 1, 0, 1 }, { 0, 2, 0 } }),
        ]).Sample<double>(network, default, ThreadTeam.Alone);
        network.EndToEnd(weights).ShouldBe(new double[,] { { 3, 3 }, { 2, 2 } }, 0.235702260396, Printed);
        var gradient = new Weights<double>(network.Shapes);
        network.Bind(F1, Half.Bind<double>(F1, 3), ThreadTeam.Alone).LossAndGradient(weights, gradient);
        gradient[1].ShouldBe(
            new double[,]
            {
                { 0.930964406271, 1.12622655215, 0.390524291751 },
                { -0.330062527609, -0.383982680302, -0.107840305386 },
                { 0.930964406271, 1.12622655215, 0.390524291751 },
            },
            Math.Sqrt(3),
            Printed);
        Compare(network, weights, 1.0 / 90, 1.0 / 60,
            (0, 4.52247475392, 4.52247475392, 0, 0.0297884504365, 0.0240678603751),
            (1, 4.34140092709, 4.25587020532, 0.000887351779407, 0.0296144482419, 0.0243116155746),
            (10, 3.62451610284, 3.21719849949, 0.0522995110395, 0.0257175272789, 0.0226978547064));
    }

    [Fact]
    public void V15_the_normalised_run_is_the_run_of_the_papers_weights()
    {
        // Remark 1: V_{3:1}(1) of the normalised form against the plain form with one rate for all layers.
        var normalised = DeepLinearNetwork.Normalized(2, 3, 3, 2);
        var plain = DeepLinearNetwork.Scaled(1 / Math.Sqrt(18), 2, 3, 3, 2);
        Matrix<double>[] start =
        [
            Matrix<double>.From(new double[,] { { 1, 0 }, { 1, 1 }, { 0, 2 } }),
            Matrix<double>.From(new double[,] { { 1, 0, 1 }, { 0, 1, 0 }, { 1, 1, 0 } }),
            Matrix<double>.From(new double[,] { { 1, 0, 1 }, { 0, 2, 0 } }),
        ];
        foreach (var network in new[] { normalised, plain })
        {
            var state = new DescentState<double>(new GivenInitialization(start).Sample<double>(network, default, ThreadTeam.Alone));
            new GradientDescent(1.0 / 90).Step(network.Bind(F1, Half.Bind<double>(F1, 3), ThreadTeam.Alone), state);
            network.EndToEnd(state.Weights).ShouldBe(new double[,] { { 0.66599382667, 0.67919208003 }, { 0.474811585931, 0.476339328583 } }, 1, Printed);
        }
    }

    private static (DeepLinearNetwork Network, Weights<double> Weights) HadamardStart()
    {
        var h = Matrix<double>.From(Hadamard);
        var network = DeepLinearNetwork.Normalized(2, 4, 4, 2);
        var first = new Matrix<double>(4, 2);
        var last = new Matrix<double>(2, 4);
        for (var i = 0; i < 4; i++)
        {
            for (var k = 0; k < 2; k++)
            {
                first[i, k] = h[i, k];
                last[k, i] = h[k, i];
            }
        }

        return (network, new GivenInitialization([first, h, last]).Sample<double>(network, default, ThreadTeam.Alone));
    }

    private static void Compare(
        DeepLinearNetwork network,
        Weights<double> weights,
        double rate,
        double twinRate,
        params (int Step, double Deep, double Convex, double SquaredDistance, double Remainder, double RemainderRatio)[] expected)
    {
        var analysis = DataAnalysis.Of(F1);
        var twin = DeepLinearNetwork.Unscaled(2, 2);
        var deepObjective = network.Bind(F1, Half.Bind<double>(F1, 3), ThreadTeam.Alone);
        var twinObjective = twin.Bind(F1, Half.Bind<double>(F1, 3), ThreadTeam.Alone);
        var deep = new DescentState<double>(weights);
        var convex = new DescentState<double>(new GivenInitialization([network.EndToEnd(weights)]).Sample<double>(twin, default, ThreadTeam.Alone));
        var gradient = new Weights<double>(twin.Shapes);
        foreach (var (step, deepLoss, convexLoss, squaredDistance, remainder, ratio) in expected)
        {
            while (deep.Step < step)
            {
                new GradientDescent(rate).Step(deepObjective, deep);
                new GradientDescent(twinRate).Step(twinObjective, convex);
            }

            deepObjective.Loss(deep.Weights).ShouldBeRelative(deepLoss, Printed);
            twinObjective.Loss(convex.Weights).ShouldBeRelative(convexLoss, Printed);
            var before = network.EndToEnd(deep.Weights);
            Frobenius.SquaredDistance(before, convex.Weights[0]).ShouldBe(squaredDistance, Math.Max(squaredDistance * Printed, 1e-28));

            // R(t) = V(t+1) - V(t) + eta* grad L(V(t)), by subtraction: rounding of size 1e-16 against 1e-2.
            var map = new GivenInitialization([before]).Sample<double>(twin, default, ThreadTeam.Alone);
            twinObjective.LossAndGradient(map, gradient);
            var next = new DescentState<double>(deep.Weights.Clone());
            new GradientDescent(rate).Step(deepObjective, next);
            var r = Algebra.Difference(network.EndToEnd(next.Weights), before);
            for (var k = 0; k < r.Span.Length; k++)
                r.Span[k] += twinRate * gradient[0].Span[k];
            Frobenius.Norm(r).ShouldBeRelative(remainder, Printed);
            (Frobenius.Norm(r) / Frobenius.Distance(before, analysis.ConvexMinimizer)).ShouldBeRelative(ratio, Printed);
        }
    }
}
