using Surefoot.Arithmetic;
using Surefoot.Data;
using Surefoot.Descent;
using Surefoot.Initializations;
using Surefoot.Losses;
using Surefoot.Networks;
using Surefoot.Randomness;
using Surefoot.Theory;
using Surefoot.Theory.ZhaoXu2024;

namespace Surefoot.Tests.Theory.ZhaoXu2024;

public class ConvexFactsTests
{
    public static TheoryData<string> Losses => ["half", "mean", "penalised", "log-cosh"];

    private static Loss Named(string name) => name switch
    {
        "half" => new SquaredLoss(SquaredScaling.Half),
        "mean" => new SquaredLoss(SquaredScaling.Mean),
        "penalised" => new SquaredLoss(SquaredScaling.HalfMean, 0.3),
        _ => new LogCoshLoss(),
    };

    [Fact]
    public void V4_contraction_factor()
    {
        ConvexDescent.ContractionFactor(1, 6, 1.0 / 6).ShouldBeRelative(0.694444444444, Fixtures.Printed);
        ConvexDescent.ContractionFactor(1, 6, 2.0 / 7).ShouldBeRelative(0.510204081633, Fixtures.Printed);
        ConvexDescent.ContractionFactor(1, 6, 1.9 / 6).ShouldBeRelative(0.81, Fixtures.Printed);
        ConvexDescent.ContractionFactor(1, 3, 1.0 / 3).ShouldBeRelative(0.444444444444, Fixtures.Printed);
        ConvexDescent.ContractionFactor(2, 2, 0.5).ShouldBe(0);
    }

    [Fact]
    public void V5_width_factors()
    {
        var gap = WidthFactors.InitialGapBound(2, 0.1, 22.0 / 9);
        gap.ShouldBeRelative(42.4444444444, Fixtures.Printed);
        var factors = new WidthFactors(Depth: 4, Outputs: 2, ConditionNumber: 6, gap, WidthRatio: 2, DistinctWidths: 3);
        factors.C1.ShouldBeRelative(6113.38629436, Fixtures.Printed);
        factors.C2.ShouldBeRelative(6114.19722458, Fixtures.Printed);
        factors.C3.ShouldBeRelative(3056.0, Fixtures.Printed);
        factors.C4(0.5).ShouldBeRelative(12224.0, Fixtures.Printed);
        factors.C5(0.5).ShouldBeRelative(24449.3862944, Fixtures.Printed);
        factors.C6(0.5).ShouldBeRelative(24450.1972246, Fixtures.Printed);

        // A share that is not its own complement.
        factors.C4(0.25).ShouldBeRelative(3056.0 / 0.5625, Fixtures.Printed);
        var setting = Fixtures.Drawn(DeepLinearNetwork.Normalized(2, 8, 16, 12, 2), new OnePeakInitialization(), Fixtures.F1, Fixtures.Half, 0.01, 1);
        new NormalizedProblem(setting).WidthFactors.C2.ShouldBeRelative(6114.19722458, Fixtures.Printed);
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public void Curvature_holds_between_any_two_maps(string loss)
    {
        // The network anywhere, the twin anywhere else; inputs that depend on each other in half of the settings.
        foreach (var setting in RandomSettings(Named(loss)))
        {
            var stream = RandomStream.FromSeed(7);
            Invariant<DeepLinearMoment>[] invariants =
            [
                .. new Lemma1().Certify(setting).Invariants, .. new Lemma7().Certify(setting).Invariants,
                .. new Lemma8().Certify(setting).Invariants, .. new Proposition1().Certify(setting).Invariants,
            ];
            invariants.Length.ShouldBe(2 + 4 + 4 + 5);
            for (var pair = 0; pair < 20; pair++)
            {
                var moment = new DeepLinearMoment(setting);
                var twin = new Matrix<double>(setting.Start.Map.Rows, setting.Start.Map.Columns);
                var weights = setting.Run.Start.Clone();
                stream.Named("twin", pair).FillNormal(twin.Span);
                stream.Named("weights", pair).FillNormal(weights.Span);

                // From far apart to near each other.
                if (pair % 2 == 1)
                {
                    var near = setting.Run.Network.EndToEnd(weights);
                    for (var k = 0; k < near.Span.Length; k++)
                        twin.Span[k] = near.Span[k] + (1e-3 * twin.Span[k]);
                }

                moment.MoveTo(0, weights, twin, null);
                foreach (var invariant in invariants)
                {
                    var sides = invariant.Measure(moment)!.Value;
                    sides.IsViolated.ShouldBeFalse($"{invariant.Id}: {sides.Left} <= {sides.Right}, rounding {sides.Rounding}");

                    // The allowance hides nothing of the size of what is compared.
                    (sides.Rounding < 1e-9 * (1 + Math.Abs(sides.Left) + Math.Abs(sides.Right))).ShouldBeTrue($"{invariant.Id}: {sides}");
                }
            }
        }
    }

    [Fact]
    public void V3_with_two_eigenvalues_inequality_28_is_an_equality()
    {
        var setting = Settings.Of(Fixtures.F1, new SquaredLoss(SquaredScaling.Mean), 1, 0.1, new double[,] { { 2, -1 }, { 1, 3 } });
        var identity = MatrixProduct.Of<double>(Matrix<double>.Identity(2), setting.Data.InputBasis);
        var moment = new DeepLinearMoment(setting);
        moment.MoveTo(0, setting.Run.Start, identity, null);
        var sides = new Proposition1().Certify(setting).Invariants.Single(invariant => invariant.Id == "proposition-1/28").Measure(moment)!.Value;
        sides.Left.ShouldBeRelative(16, Fixtures.Printed);
        sides.Right.ShouldBeRelative(16, Fixtures.Printed);
        var wide = new Proposition1().Certify(setting).Invariants.Single(invariant => invariant.Id == "proposition-1/30").Measure(moment)!.Value;
        wide.IsViolated.ShouldBeFalse();
    }

    [Fact]
    public void Curvature_is_the_sharpest_along_singular_directions()
    {
        // On F1, steps along the two eigenvectors of X X^T make each inequality an equality, so that no constant could be better.
        var setting = Settings.Of(Fixtures.F1, Fixtures.Half, 1, 0.1, new double[,] { { 0, 0 }, { 0, 0 } });
        var invariants = new Lemma1().Certify(setting).Invariants.Concat(new Lemma8().Certify(setting).Invariants).Concat(new Proposition1().Certify(setting).Invariants).ToList();
        double[][] directions = [[1, 0], [0, 1]];
        foreach (var id in new[] { "lemma-1/alpha", "lemma-8/32", "proposition-1/27-lower", "proposition-1/29" })
            Tightest(id, directions[1]).ShouldBe(1, 1e-12, id);
        foreach (var id in new[] { "lemma-1/beta", "lemma-8/31", "proposition-1/27-upper", "proposition-1/30", "proposition-1/28" })
            Tightest(id, directions[0]).ShouldBe(1, 1e-12, id);

        // V at W* plus a step, W at W*: singular vectors are the basis.
        double Tightest(string id, double[] direction)
        {
            var moment = new DeepLinearMoment(setting);
            var weights = setting.Run.Start.Clone();
            setting.Minimizer.Span.CopyTo(weights[0].Span);
            for (var k = 0; k < 2; k++)
                weights[0].Span[k] += 3 * direction[k];
            moment.MoveTo(0, weights, setting.Minimizer, null);
            var sides = invariants.Single(invariant => invariant.Id == id).Measure(moment)!.Value;
            sides.IsViolated.ShouldBeFalse();
            sides.Left.ShouldBeGreaterThan(0);
            return sides.Margin;
        }
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public void The_convex_twin_has_the_rates_of_its_learning_rates(string loss)
    {
        foreach (var setting in RandomSettings(Named(loss)))
        {
            var (alpha, beta) = (setting.Curvature.StrongConvexity, setting.Curvature.Smoothness);
            var unit = setting.LearningRate / setting.TwinRate;
            var first = setting.WithRate(unit / beta);
            var third = new Rate3().Certify(first);
            third.Verdict.ShouldBe(Verdict.Holds);
            third.Value("the twin's decay per step").ShouldBe(alpha / beta, 1e-12);
            third.ShouldHold(first, 200);
            var best = setting.WithRate(unit * 2 / (alpha + beta));
            var fourth = new Rate4().Certify(best);
            fourth.Verdict.ShouldBe(Verdict.Holds);
            fourth.Value("the twin's decay per step").ShouldBe(1 - Math.Pow((beta - alpha) / (beta + alpha), 2), 1e-12);
            fourth.ShouldHold(best, 200);
            new Rate3().Certify(best).Verdict.ShouldBe(Verdict.DoesNotApply);
            new Rate4().Certify(first).Verdict.ShouldBe(Verdict.DoesNotApply);
        }
    }

    [Fact]
    public void V6_the_bound_of_rate_3()
    {
        // W(0) = 0 as a product with a zero layer; the twin descends from there.
        var setting = Settings.Of(Fixtures.F1, Fixtures.Half, 1, 1.0 / 6, new double[,] { { 0, 0 }, { 0, 0 } });
        setting.TwinRate.ShouldBeRelative(1.0 / 6, 1e-14);
        var check = new Rate3().Certify(setting).Invariants.Single();
        var run = DeepLinearChecks.Run(setting, [check], 5, Recording.EveryStep);
        run.Gaps[5].ShouldBeRelative(0.145355024601, Fixtures.Printed);
        setting.Start.Gap.ShouldBeRelative(2.83333333333, Fixtures.Printed);
        new GeometricBound(setting.Start.Gap, new Rate3().Certify(setting).Value("the twin's decay per step")).At(5).ShouldBeRelative(1.13865312071, Fixtures.Printed);
    }

    [Fact]
    public void Where_no_digit_of_the_smallest_singular_value_is_known_nothing_is_claimed()
    {
        // Two inputs that differ in the last digits.
        var setting = Settings.Of(
            Fixtures.Set(new double[,] { { 1, 2, 3 }, { 1, 2, 3 + 2e-14 } }, new double[,] { { 1, 0, 1 } }), Fixtures.Half, null, 1e-3, new double[,] { { 1, 0 }, { 0, 1 } }, new double[,] { { 1, 1 } });
        setting.Data.Rank.ShouldBe(2);
        setting.Data.SmallestSingularValueAccuracy.ShouldBeGreaterThan(0.25);
        new Lemma1().Certify(setting).Verdict.ShouldBe(Verdict.CannotTell);
        new Lemma3().Certify(setting).Verdict.ShouldNotBe(Verdict.Holds);
    }

    private static IEnumerable<DeepLinearSetting> RandomSettings(Loss loss)
    {
        for (var seed = 0; seed < 4; seed++)
        {
            var stream = RandomStream.FromSeed((ulong)seed);
            var full = LinearTeacher.Sample(seed % 2 == 0 ? 3 : 2, 2, 5, 0.5, 1, stream.Named("data"));
            var inputs = full.Inputs;
            if (seed % 2 == 0)
            {
                // The third input is the sum of the others.
                for (var i = 0; i < inputs.Columns; i++)
                    inputs[2, i] = inputs[0, i] + inputs[1, i];
            }

            var network = DeepLinearNetwork.Normalized(inputs.Rows, 4, 3, 2);
            yield return Fixtures.Drawn(network, new GaussianInitialization(), new Dataset("random", inputs, full.Targets), loss, 0.01, (ulong)seed);
        }
    }
}
