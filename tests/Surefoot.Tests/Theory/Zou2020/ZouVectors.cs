using Surefoot.Arithmetic;
using Surefoot.Descent;
using Surefoot.Losses;
using Surefoot.Networks;
using Surefoot.Objectives;
using Surefoot.Theory;
using Surefoot.Theory.Zou2020;
using static Surefoot.Tests.Theory.Zou2020.ZouSettings;

namespace Surefoot.Tests.Theory.Zou2020;

/// <summary>Numbers worked out independently, to the 12 digits they have.</summary>
public class ZouVectors
{
    private const double Digits = 1e-11;

    private static readonly Matrix<double>[] W =
    [
        Sixteenths(new double[,] { { 1, 0, 1 }, { 0, -1, 0 }, { 1, 0, 0 } }),
        Sixteenths(new double[,] { { 0, 1, 0 }, { -1, 0, 1 }, { 0, 0, 1 } }),
    ];

    private static readonly Matrix<double>[] V =
    [
        Sixteenths(new double[,] { { 0, 1, 0 }, { 1, 0, 0 }, { 0, 0, -1 } }),
        Sixteenths(new double[,] { { 1, 0, 0 }, { 0, 0, 1 }, { -1, 0, 0 } }),
    ];

    [Fact]
    public void Z1_what_is_measured_of_data_and_transformations()
    {
        var setting = Of(Z1Data, Z1Network, 0.001);
        var problem = new ResidualProblem(setting);
        problem.Rank.ShouldBe(2);
        problem.Largest.ShouldBeRelative(2.30277563773, Digits);
        problem.Smallest.ShouldBeRelative(1.30277563773, Digits);
        problem.ConditionNumber.ShouldBeRelative(3.12438105157, Digits);
        setting.InputNorm.ShouldBeRelative(2.64575131106, Digits);
        setting.MaxColumnNorm.ShouldBeRelative(2, Digits);
        problem.InputMax.ShouldBeRelative(2.30277563773, Digits);
        problem.InputMin.ShouldBeRelative(1.30277563773, Digits);
        problem.OutputMax.ShouldBeRelative(1.73205080757, Digits);
        problem.OutputMin.ShouldBeRelative(1, Digits);
        setting.OptimalLoss.ShouldBeRelative(0.555555555556, Digits);
        setting.Data.StableRank.ShouldBeRelative(1.32006339288, Digits);
        setting.Data.ConvexMinimizer.ShouldBe(new[,] { { -0.555555555556, 1.77777777778 }, { 0.333333333333, 0.333333333333 } }, 1, Digits);
    }

    [Fact]
    public void Z2_loss_and_gradient()
    {
        var weights = Weights(W);
        Z1Network.EndToEnd(weights).ShouldBe(new[,] { { 1.12109375, 2.11328125 }, { -1.1328125, 0.87109375 } }, 1, 1e-15);
        var gradient = new Weights<double>(Z1Network.Shapes);
        Z1Network.Bind(Z1Data, new SquaredLoss().Bind<double>(Z1Data, 3), ThreadTeam.Alone).LossAndGradient(weights, gradient).ShouldBeRelative(13.1332321167, Digits);
        gradient[0].ShouldBe(
            new[,] { { 8.59838867188, 4.45068359375, 10.8237304688 }, { 2.470703125, 4.20751953125, 4.57446289062 }, { 7.337890625, 1.07470703125, 7.87524414062 } }, 1, Digits);
        gradient[1].ShouldBe(
            new[,] { { 9.95532226562, 4.40185546875, 11.611328125 }, { 2.28881835938, 3.66943359375, 4.00317382812 }, { 7.66650390625, 0.732421875, 7.60815429688 } }, 1, Digits);
        Frobenius.SquaredNorm(gradient[0]).ShouldBeRelative(372.646423042, Digits);
        Frobenius.SquaredNorm(gradient[1]).ShouldBeRelative(405.232282639, Digits);
        var moment = Of(Z1Data, Z1Network, 0.001).MomentOf(null, W);
        moment.SpectralNorms.ShouldAllBe(norm => Math.Abs(norm - 0.101127124297) < Digits);
        moment.LayerNorms.ShouldAllBe(norm => norm == 0.125);
        Bare(moment.GradientSquares).ShouldBe([372.646423042, 405.232282639], 1e-8);
    }

    [Fact]
    public void Z3_bounds_of_lemma_A1()
    {
        var setting = Of(Z1Data, Z1Network, 0.001, 2, new CyclicBatches([0, 1]));
        var moment = setting.MomentOf(null, W);
        moment.Gap.ShouldBeRelative(12.5776765611, Digits);
        var certificate = new LemmaA1().Certify(setting);
        certificate.Verdict.ShouldBe(Verdict.Holds);
        Side("lower").Left.ShouldBeRelative(26.6571950947, Digits);
        Side("upper").Right.ShouldBeRelative(5768.36402313, Digits);
        Side("lower-tight").Left.ShouldBeRelative(40.7597450758, Digits);
        Side("upper-tight").Right.ShouldBeRelative(3315.72270828, Digits);
        foreach (var name in new[] { "lower", "lower-tight" })
            Side(name).Right.ShouldBeRelative(372.646423042, Digits, "the smaller gradient is the tightest");
        foreach (var name in new[] { "upper", "upper-tight" })
            Side(name).Left.ShouldBeRelative(405.232282639, Digits, "the larger gradient is the tightest");

        // Of the three examples the second has least to spare: 1.27 - 0.158.
        Side("example").Left.ShouldBeRelative(0.15810072422, Digits);
        Side("example").Right.ShouldBeRelative(1.27349242891, Digits);
        Side("batch").Left.ShouldBeRelative(191.717628121, Digits);
        Side("batch").Right.ShouldBeRelative(13552.0930581, Digits);

        Comparison Side(string name) => certificate.Invariants.Single(invariant => invariant.Id == $"lemma-a.1/{name}").Measure(moment)!.Value;
    }

    [Fact]
    public void Z3_every_example_alone()
    {
        (double Loss, double First, double Second, double Bound)[] expected =
        [
            (2.53046417236, 81.7164207101, 82.179325819, 437.702647018),
            (0.0147247314453, 0.15810072422, 0.134201169014, 1.27349242891),
            (10.5880432129, 180.657857895, 202.832464218, 3662.89678522),
        ];
        var sampled = Z1Network.BindSampled<double>(Z1Data, new SquaredLoss(), 1, ThreadTeam.Alone);
        var gradient = new Weights<double>(Z1Network.Shapes);
        for (var i = 0; i < 3; i++)
        {
            // A batch of one of three is three times its example.
            sampled.BatchLossAndGradient(Weights(W), [i], gradient).ShouldBeRelative(3 * expected[i].Loss, Digits);
            Frobenius.SquaredNorm(gradient[0]).ShouldBeRelative(9 * expected[i].First, Digits);
            Frobenius.SquaredNorm(gradient[1]).ShouldBeRelative(9 * expected[i].Second, Digits);
        }
    }

    [Fact]
    public void Z4_gradients_of_batches()
    {
        (int[] Batch, double[,] First, double FirstSquare, double SecondSquare)[] expected =
        [
            ([0, 1], new[,] { { 3.16662597656, 6.67602539062, 6.50463867188 }, { 3.16845703125, 6.31127929688, 6.32409667969 }, { 0.60205078125, 1.61206054688, 1.40808105469 } }, 191.716621086, 191.717628121),
            ([0, 2], new[,] { { 12.8975830078, 6.33325195312, 16.0642089844 }, { 3.7060546875, 6.3369140625, 6.87451171875 }, { 11.0068359375, 1.2041015625, 11.6088867188 } }, 823.033319369, 896.918419182),
            ([1, 2], new[,] { { 9.73095703125, 0.3427734375, 9.90234375 }, { 0.53759765625, -0.025634765625, 0.524780273438 }, { 10.4047851562, 0.407958984375, 10.6087646484 } }, 414.40236488, 464.715068847),
        ];
        var sampled = Z1Network.BindSampled<double>(Z1Data, new SquaredLoss(), 2, ThreadTeam.Alone);
        var (gradient, whole) = (new Weights<double>(Z1Network.Shapes), new Weights<double>(Z1Network.Shapes));
        sampled.LossAndGradient(Weights(W), whole);
        var variance = 0.0;
        foreach (var (batch, first, firstSquare, secondSquare) in expected)
        {
            sampled.BatchLossAndGradient(Weights(W), batch, gradient);
            gradient[0].ShouldBe(first, 1, Digits);
            Frobenius.SquaredNorm(gradient[0]).ShouldBeRelative(firstSquare, Digits);
            Frobenius.SquaredNorm(gradient[1]).ShouldBeRelative(secondSquare, Digits);
            variance += Frobenius.SquaredDistance(gradient[0], whole[0]) / 3;
        }

        variance.ShouldBeRelative(103.737678736, Digits);
    }

    [Fact]
    public void Z5_smoothness()
    {
        var setting = Of(Z1Data, Z1Network, 0.001);
        var before = setting.MomentOf(null, W);
        var moment = setting.MomentOf(before, V);
        var step = LemmaA2.Step.Between(before, moment);
        step.Growth.ShouldBeRelative(-1.40244293213, Digits);
        step.Linear.ShouldBeRelative(-1.93367004395, Digits);
        step.Squares.ShouldBeRelative(0.046875, 1e-14);
        LemmaA2.Coefficient(2, 2.30277563773 * 1.73205080757, 2.30277563773, before.Loss).ShouldBeRelative(384.527545584, Digits);
        var certificate = new LemmaA2().Certify(setting);
        var sides = certificate.Invariants.ToDictionary(invariant => invariant.Id, invariant => invariant.Measure(moment)!.Value);
        sides["lemma-a.2/smooth"].Left.ShouldBeRelative(-1.40244293213, Digits);
        sides["lemma-a.2/smooth"].Right.ShouldBeRelative(16.0910586553, Digits);

        // The sharper forms, by hand: (sum of distances)^2 = (2 sqrt(0.0234375))^2 twice the sum of squares.
        var (scale, root) = (2.30277563773 * 1.73205080757 * 2.30277563773, Math.Sqrt(2 * Math.E * 13.1332321167));
        var square = Math.Pow(step.Sum, 2);
        sides["lemma-a.2/smooth-tight"].Right.ShouldBeRelative(-1.93367004395 + (scale * ((root / 2) + (Math.E / 2 * scale)) * square), 1e-10);
        sides["lemma-a.2/below"].Left.ShouldBeRelative(-1.93367004395 - (scale * root / 2 * square), 1e-10);
        sides["lemma-a.2/below"].Right.ShouldBeRelative(-1.40244293213, Digits);
        sides["lemma-a.2/product"].Right.ShouldBeRelative(Math.Sqrt(Math.E) * step.Sum, 1e-14);
        sides.Values.ShouldAllBe(side => !side.IsViolated);
    }

    [Fact]
    public void Z6_gradient_descent_from_zero()
    {
        var objective = Z1Network.Bind(Z1Data, new SquaredLoss().Bind<double>(Z1Data, 3), ThreadTeam.Alone);
        var state = new DescentState<double>(new Weights<double>(Z1Network.Shapes));
        var run = DescentRun.Run(objective, new GradientDescent(1.0 / 256), state, new RunOptions { Steps = 3 });
        run.Losses[0].ShouldBe(11);
        run.Losses[1].ShouldBeRelative(8.99747111462, Digits);
        run.Losses[3].ShouldBeRelative(6.79655424755, Digits);
        state.Weights[0].ShouldBe(
            new[,] { { -0.0781697651424, -0.0326958427832, -0.094517686534 }, { -0.0128944675705, -0.0323239863772, -0.0290564607591 }, { -0.0635172116583, 0.000684913273881, -0.0631747550213 } }, 1, Digits);
        state.Weights[1].ShouldBe(
            new[,] { { -0.0761790844388, -0.0316148693771, -0.0950385577995 }, { -0.0126826839969, -0.0323385469788, -0.0298839977406 }, { -0.0634964004419, 0.000723677601723, -0.0651545600589 } }, 1, Digits);
    }

    [Fact]
    public void Z7_theorem_3_1_with_every_assumption_met()
    {
        Theorem31.ConditioningConstant.ShouldBeRelative(25.3522618624, Digits);
        var setting = Modified(Z7Data, 32, 3, 1);
        ModifiedIdentityCondition.LeastScale(setting).ShouldBeRelative(21.4934257212, Digits);
        var limit = Theorem31.RateLimit(3, 32, setting.LargestSingularValue, setting.Start.Loss);
        limit.ShouldBeRelative(1.93595232452e-05, Digits);
        new Theorem31().Certify(setting).Verdict.ShouldBe(Verdict.DoesNotApply);
        setting = setting.At(limit);
        var certificate = new Theorem31().Certify(setting);
        certificate.Verdict.ShouldBe(Verdict.Holds);
        certificate.Assumptions.Single(each => each.Name.StartsWith("mu_A", StringComparison.Ordinal)).Limit.ShouldBeRelative(21.4934257212, Digits);
        (1 - ((GeometricBound)certificate.Bound!).Decay).ShouldBeRelative(0.912485225356, Digits);
        foreach (var (step, bound) in new[] { (1, 1.74893001527), (3, 1.45621035074), (10, 0.767017022435), (100, 0.000201897394301) })
            certificate.Bound.At(step).ShouldBeRelative(bound, Digits);
        (double Gap, double Norm)[] along = new (double, double)[101];
        var run = ResidualChecks.Run(setting, [.. certificate.Invariants, new("see", "", moment =>
        {
            along[moment.Step] = (moment.Gap, moment.LayerNorms.Max());
            return null;
        })], 100, Recording.EveryStep);
        run.Checks.ShouldAllBe(check => check.Holds);
        foreach (var (step, gap, norm) in new[] { (1, 1.00178927921, 0.00262833603211), (3, 0.292084263257, 0.00583578422777), (10, 0.00555164698799, 0.00909264500526) })
        {
            along[step].Gap.ShouldBeRelative(gap, Digits);
            along[step].Norm.ShouldBeRelative(norm, Digits);
        }

        // What five products of factors of norms up to 32 |X| = 78 leave of nothing: half of (5 eps 78)^2 for each of a few hundred roundings.
        along[100].Gap.ShouldBeLessThan(1e-22);
        along[100].Norm.ShouldBeRelative(0.00958732457936, Digits);
    }

    [Fact]
    public void Z8_learning_rate_and_horizon_of_theorem_3_6()
    {
        var setting = Modified(Z7Data, 128, 3, 1e-11, 2).At(1e-11, targetError: 0.25);
        var choice = Theorem36.Solve(setting);
        choice.Rate.ShouldBeRelative(2.52170924902e-11, Digits);
        choice.Steps.ShouldBeRelative(1719112.46447, Digits);
        choice.WholeSteps.ShouldBe(1719113);
        var exact = setting.At(choice.WholeRate, targetError: 0.25);
        var certificate = new Theorem36().Certify(exact);
        certificate.Verdict.ShouldBe(Verdict.Holds, certificate.Sentence);
        certificate.Yields[0].Value.ShouldBeRelative(1719113, 1e-12);
        certificate.FailureProbability.ShouldBe((1.0 / 3) + 0.1, 1e-15);
        certificate.Assumptions.Single(each => each.Name.StartsWith("mu_A", StringComparison.Ordinal)).Limit.ShouldBeRelative(74.009054173, Digits);
        certificate.Constants.Select(constant => constant.Value).ShouldBe([17.9267563, 1 / 120.513221539, Math.E], 1e-7);

        // Where noise at the optimum decides, and where a looser target cannot be asked for.
        Theorem36.RateLimit(new ResidualProblem(setting), 2).ShouldBeGreaterThan(choice.Rate);
        new Theorem36().Certify(exact.At(choice.WholeRate, targetError: 2)).Verdict.ShouldBe(Verdict.DoesNotApply);
        new Theorem36().Certify(exact.At(choice.WholeRate * 1.001, targetError: 0.25)).Verdict.ShouldBe(Verdict.DoesNotApply);
        new Theorem36().Certify(exact.At(choice.WholeRate, targetError: 0.25, failure: 0.2)).Verdict.ShouldBe(Verdict.DoesNotApply);
        var noise = setting.At(1e-11, targetError: 3e-5);
        var problem = new ResidualProblem(noise);
        Theorem36.RateLimit(problem, 10).ShouldBeRelative(7.50311480756e-08 * 1e-5 / (4 * 0.083333333333333333), Digits, "||X||_{2,inf}^2 = 4, L* = 1/12");
    }

    [Fact]
    public void Z9_learning_rates_and_steps_of_theorem_3_8()
    {
        var setting = Modified(Z9Data, 128, 3, 1e-11, 2, new CyclicBatches([0, 1], [1, 2], [2, 0]));
        foreach (var (constant, rate, progress) in new[] { (54, 6.97118091971e-11, 5.04211860563e-06), (96, 3.92128926734e-11, 2.83619171567e-06), (24, 1.56851570693e-10, 1.13447668627e-05) })
        {
            var theorem = new Theorem38 { StepConstant = constant };
            theorem.RateLimit(setting).ShouldBeRelative(rate, Digits);
            var certificate = theorem.Certify(setting.At(theorem.RateLimit(setting)));
            certificate.Verdict.ShouldBe(Verdict.Holds, certificate.Sentence);
            certificate.Yields[0].Value.ShouldBeRelative(progress, Digits);
            certificate.Bound!.At(0).ShouldBeRelative(13, Digits);
            certificate.Bound!.At(1001).ShouldBe(double.PositiveInfinity);
            certificate.Assumptions.Single(each => each.Name.StartsWith("mu_A", StringComparison.Ordinal)).Limit.ShouldBeRelative(83.9644178211, Digits);
        }

        var slow = Run(3.92128926734e-11);
        slow.Losses[0].ShouldBeRelative(6.5, 1e-14);
        slow.Losses[1].ShouldBeRelative(6.49984966429, Digits);
        slow.Losses[3].ShouldBeRelative(6.49966464073, Digits);
        var fast = Run(Math.ScaleB(1, -20));
        fast.Losses[1].ShouldBeRelative(3.35791015625, Digits);
        fast.Losses[3].ShouldBeRelative(1.52790802337, Digits);
        fast.Weights.ShouldBe(
            new[,]
            {
                { 8.35639964811e-07, -6.96887610138e-07, 0, 0 }, { -1.11714631883e-06, 1.85344809942e-06, 0, 0 },
                { 0.00129586540475, -0.00122183539059, 0, 0 }, { 0.000170677084014, 0.0014665422887, 0, 0 },
            },
            1,
            Digits);
        fast.Weights[0, 0].ShouldBeRelative(8.35639964811e-07, Digits);

        (IReadOnlyList<double> Losses, Matrix<double> Weights) Run(double rate)
        {
            var network = LinearResidualNetwork.With(new ModifiedIdentityTransformation(128), 2, 2, 4, 3, default);
            var state = new DescentState<double>(new Weights<double>(network.Shapes));
            var method = new StochasticGradientDescent(rate, new CyclicBatches([0, 1], [1, 2], [2, 0]));
            var run = DescentRun.Run(network.BindSampled<double>(Z9Data, new SquaredLoss(), 2, ThreadTeam.Alone), method, state, new RunOptions { Steps = 3 });
            return (run.Losses, state.Weights[0]);
        }
    }

    [Fact]
    public void Z10_thresholds_of_proposition_3_3()
    {
        // The number of samples is the one that the given coefficients tell: log(3 n / delta) = 62.3691635969 / 6.05.
        Proposition33.WidthNeeded(10, 10, 0.1).ShouldBeRelative(3914.53523994, Digits);
        Proposition33.LossCoefficient(1000, 0.1).ShouldBeRelative(62.3691635969, Digits);
        Proposition33.SharpLossCoefficient(10, 1000, 0.1).ShouldBeRelative(6.16186545035, Digits);
        Proposition33.WidthNeeded(5, 3, 0.01).ShouldBeRelative(3602.06724709, Digits);
        Proposition33.LossCoefficient(50, 0.01).ShouldBeRelative(58.1756231545, Digits);
        Proposition33.SharpLossCoefficient(3, 50, 0.01).ShouldBeRelative(13.2993395573, Digits);
    }

    [Fact]
    public void Z11_the_identity_transformation_fails_where_the_modified_one_does_not()
    {
        var scalar = Losses(new IdentityTransformation(), DataOf(new double[,] { { 1 } }, new double[,] { { -1 } }), 1, 10, 1000);
        foreach (var (step, loss) in new[] { (0, 2), (1, 1.49295079901), (3, 1.12504525401), (100, 0.533635616066), (1000, 0.50230816266) })
            scalar.Losses[step].ShouldBeRelative(loss, Digits);
        scalar.Weights[0, 0].ShouldBeRelative(-0.455150437474, Digits);

        var data = DataOf(new double[,] { { 1, 0, 1 }, { 0, 2, 1 } }, new double[,] { { -1, 0, -1 }, { 0, -2, -1 } });
        var identity = Losses(new IdentityTransformation(), data, 3, 4, 500);
        foreach (var (step, loss) in new[] { (0, 17.3232140997), (1, 8.58573821813), (3, 6.22536818074), (500, 3.50233747912) })
            identity.Losses[step].ShouldBeRelative(loss, Digits);
        for (var k = 0; k < 3; k++)
            (identity.Weights[k, 2], identity.Weights[2, k]).ShouldBe((0, 0));
        Losses(new IdentityTransformation(), data, 3, 4, 3).Weights.ShouldBe(new[,] { { -0.174920626218, -0.050063129272, 0 }, { -0.050063129272, -0.325110014034, 0 }, { 0, 0, 0 } }, 1, Digits);

        var modified = Losses(new ModifiedIdentityTransformation(2), data, 4, 4, 500);
        foreach (var (step, loss) in new[] { (0, 3.5), (1, 0.5625), (3, 0.0321193770703) })
            modified.Losses[step].ShouldBeRelative(loss, Digits);
        modified.Losses[^1].ShouldBeLessThan(1e-28);

        static (IReadOnlyList<double> Losses, Matrix<double> Weights) Losses(Transformation transformation, Surefoot.Data.Dataset on, int width, int depth, int steps)
        {
            var network = LinearResidualNetwork.With(transformation, on.InputDimension, on.OutputDimension, width, depth, default);
            var state = new DescentState<double>(new Weights<double>(network.Shapes));
            var objective = network.Bind(on, new SquaredLoss().Bind<double>(on, on.SampleCount), ThreadTeam.Alone);
            var run = DescentRun.Run(objective, new GradientDescent(1.0 / 64), state, new RunOptions { Steps = steps });
            return (run.Losses, state.Weights[0]);
        }
    }

    [Fact]
    public void Z12_no_scale_of_the_inputs_meets_the_identity_condition()
    {
        Ratio(Of(Z1Data, Z1Network, 1)).ShouldBeRelative(64.3521562326, Digits);
        Ratio(Modified(Z7Data, 1, 2, 1)).ShouldBeRelative(34.7150142646, Digits);
        Ratio(Modified(DataOf(new double[,] { { 20, 0, 10 }, { 0, 20, 10 } }, new double[,] { { 1, -1, 0 }, { 0, 1, 1 } }), 1, 2, 1)).ShouldBeRelative(34.7150142646, Digits);

        static double Ratio(ResidualSetting setting) => IdentityCondition.Ratio(setting.LargestSingularValue, setting.SmallestSingularValue, setting.InputNorm);
    }

    [Fact]
    public void Z13_lemmas_B1_and_B3()
    {
        var u = Matrix<double>.From(new double[,] { { 1, 2 }, { 0, -1 } });
        var (x, y) = (Z1Data.Inputs, Z1Data.Targets);
        var best = MatrixProduct.Of<double>(Of(Z1Data, Z1Network, 1).Data.ConvexMinimizer, x);
        var map = MatrixProduct.Of<double>(u, x);
        Frobenius.SquaredDistance(map, y).ShouldBeRelative(19, Digits);
        Frobenius.SquaredDistance(map, best).ShouldBeRelative(17.8888888889, Digits);
        Frobenius.SquaredDistance(best, y).ShouldBeRelative(1.11111111111, Digits);
        var (lower, norm, upper) = LemmaB3.Of(Z1Network.InputTransform, u);
        lower.ShouldBeRelative(3.19113556177, Digits);
        norm.ShouldBeRelative(3.31662479036, Digits);
        upper.ShouldBeRelative(5.64062530456, Digits);
    }

    [Fact]
    public void Z14_products_of_near_identities()
    {
        foreach (var (depth, low, high) in new[]
        {
            (1, 1, 1), (2, 0.5625, 1.5625), (3, 0.48225308642, 1.85262345679), (5, 0.43046721, 2.14358881), (10, 0.397214318458, 2.40661923369),
            (100, 0.370655106413, 2.68460396815), (1000, 0.368155515623, 2.7148870036),
        })
        {
            LemmaA1.LowerProduct(depth).ShouldBeRelative(low, Digits);
            LemmaA1.UpperProduct(depth).ShouldBeRelative(high, Digits);
        }

        ResidualProblem.Root8E3.ShouldBeRelative(12.6761309312, Digits);
    }

    [Fact]
    public void Remark_3_2_asks_for_a_loss_of_one_over_32_e_cubed()
    {
        Remark32.StartLossLimit.ShouldBeRelative(0.00155585, 1e-5);
        Theorem31.ConditioningLimit(1, 1, Remark32.StartLossLimit).ShouldBeRelative(1, 1e-14);
    }

    private static Weights<double> Weights(Matrix<double>[] layers)
    {
        var weights = new Weights<double>(Z1Network.Shapes);
        for (var l = 0; l < layers.Length; l++)
            layers[l].Span.CopyTo(weights[l].Span);
        return weights;
    }

    private static double[] Bare(IReadOnlyList<double> values) => [.. values];
}
