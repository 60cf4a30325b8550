using Surefoot.Arithmetic;
using Surefoot.Data;
using Surefoot.Descent;
using Surefoot.Initializations;
using Surefoot.Networks;
using Surefoot.Randomness;
using Surefoot.Theory;
using Surefoot.Theory.ZhaoXu2024;

namespace Surefoot.Tests.Theory.ZhaoXu2024;

/// <summary>Both sides of every inequality at one moment, against what the statement says in numbers of the moment.</summary>
public class SidesTests
{
    private const double C1 = 0.2, C2 = 0.15, Slack = 0.6;

    // beta = 6, alpha = 1, N = 3, n_N = 2; a start near enough to the minimum for width 4.
    private static readonly DeepLinearSetting Setting = Fixtures.NearMinimum(
        new double[,] { { 1, 2, 0 }, { 0, 1, 1 } }, new double[,] { { 1, -1 }, { 2, 1 } }, 1e-4, (1 - Slack) * 4 / (Math.Exp((6 * C1) + (3 * C2)) * 18));

    [Fact]
    public void Of_lemma_3()
    {
        var certificate = new Lemma3 { Exponents = (C1, C2) }.Certify(Setting);
        certificate.Verdict.ShouldBe(Verdict.Holds);
        var problem = new NormalizedProblem(Setting);
        var (gap, before, gradient, old) = (0.0, 0.0, 0.0, 0.0);
        var (farthest, layers) = (0.0, 0.0);
        var sides = At(certificate, 3, moment =>
        {
            (gap, before) = (moment.Gap, moment.Previous!.Gap);
            (gradient, old) = (SemiNorm.Of(moment.Gradient), SemiNorm.Of(moment.Previous.Gradient));
            farthest = Enumerable.Range(1, 3).Max(moment.DistanceFromStart);
            layers = Enumerable.Range(1, 3).Max(new StepExpansion(moment).LayerGradientNorm);
        });
        var decay = 4 * Math.Exp(-6 * (C1 + C2)) * Slack * (1 - Slack) / 6;
        Is("lemma-3/A", gap, Math.Pow(1 - decay, 3) * Setting.Start.Gap);
        Right("lemma-3/B1", Math.Exp(C1 / 2), near: 1);
        Left("lemma-3/B2", Math.Exp(-C2 / 2), near: 1);
        Right("lemma-3/B3", Math.Exp(C1 / 2), near: 1);
        Left("lemma-3/B4", Math.Exp(-C2 / 2), near: 1);
        Right("lemma-3/B5", 2, near: 1);
        Is("lemma-3/C", farthest, Math.Sqrt(2) * Math.Exp(C1 + (3 * C2)) * 6 * Math.Sqrt(Setting.Start.Gap / 6 * 2) / (Slack * 3));
        Is("lemma-3/33", gradient * gradient, 12 * gap);
        Is("lemma-3/34", layers, Math.Exp(C1) / Math.Sqrt(2) * gradient);
        Left("lemma-3/43-lower", 1.5 * Math.Exp(-2 * C2), near: 1.5);
        Right("lemma-3/43-upper", 1.5 * Math.Exp(2 * C1), near: 1.5);
        Is("lemma-3/44", gap + (2 * Math.Exp(-6 * (C1 + C2)) * Slack * (1 - Slack) / 6 * old * old), before);
        sides.Count.ShouldBe(certificate.Invariants.Count);
        problem.Smoothness.ShouldBeRelative(6, 1e-14);

        void Is(string id, double left, double right)
        {
            sides[id].Left.ShouldBeRelative(left, 1e-9, id);
            sides[id].Right.ShouldBeRelative(right, 1e-9, id);
        }

        void Right(string id, double right, double near)
        {
            sides[id].Right.ShouldBeRelative(right, 1e-12, id);
            sides[id].Left.ShouldBe(near, 1e-3, id);
        }

        void Left(string id, double left, double near)
        {
            sides[id].Left.ShouldBeRelative(left, 1e-12, id);
            sides[id].Right.ShouldBe(near, 1e-3, id);
        }
    }

    [Fact]
    public void Of_the_bounds_on_products()
    {
        // Widths that all differ; every product formed from the layers themselves.
        int[] widths = [2, 5, 4, 6, 3];
        var setting = Fixtures.Drawn(DeepLinearNetwork.Normalized(widths), new GaussianInitialization(), LinearTeacher.Sample(2, 3, 4, 0, 1, RandomStream.FromSeed(1)), Fixtures.Half, 1e-3, 3);
        var layers = new GaussianInitialization().Sample<double>(DeepLinearNetwork.Unscaled(widths), RandomStream.FromSeed(3), ThreadTeam.Alone);
        var sides = new Lemma3().Certify(setting).Invariants.ToDictionary(invariant => invariant.Id, invariant => invariant.Measure(setting.Start));
        double[][] outputs = [Values(4, 2, 5 * 4 * 6), Values(4, 3, 4 * 6), Values(4, 4, 6)];
        double[][] inputs = [Values(1, 1, 5), Values(2, 1, 5 * 4), Values(3, 1, 5 * 4 * 6)];
        sides["lemma-3/B1"]!.Value.Left.ShouldBeRelative(outputs.Max(each => each[0]), 1e-12);
        sides["lemma-3/B2"]!.Value.Right.ShouldBeRelative(outputs.Min(each => each[2]), 1e-12);
        sides["lemma-3/B3"]!.Value.Left.ShouldBeRelative(inputs.Max(each => each[0]), 1e-12);
        sides["lemma-3/B4"]!.Value.Right.ShouldBeRelative(inputs.Min(each => each[1]), 1e-12);

        // Over n_{i-1} ... n_j / n_min in B(t), and n_i ... n_{j-1} max(n_{i-1}, n_j) in (14).
        sides["lemma-3/B5"]!.Value.Left.ShouldBeRelative(
            new[] { Values(2, 2, 5 * 4 / 4)[0], Values(3, 3, 4 * 6 / 4)[0], Values(3, 2, 5 * 4 * 6 / 4)[0] }.Max(), 1e-12);
        var region = Region.Of(setting);
        (region.M / 2).ShouldBeRelative(new[] { Values(2, 2, 5)[0], Values(3, 3, 6)[0], Values(3, 2, 4 * 6)[0] }.Max(), 1e-12);
        region.C1.ShouldBeRelative(2 * Math.Log(outputs.Concat(inputs).Max(each => each[0])), 1e-12);
        region.C2.ShouldBeRelative(-2 * Math.Log(Math.Min(outputs.Min(each => each[2]), inputs.Min(each => each[1]))), 1e-12);
        region.InitialGap.ShouldBeRelative(setting.Start.Gap / setting.Curvature.Smoothness, 1e-14);

        double[] Values(int upper, int lower, double measure)
        {
            var product = layers[lower - 1];
            for (var layer = lower; layer < upper; layer++)
                product = MatrixProduct.Of<double>(layers[layer], product);
            return [.. SingularValueDecomposition.ValuesOf(product).Select(value => value / Math.Sqrt(measure))];
        }
    }

    [Fact]
    public void Of_lemmas_4_and_6()
    {
        var twinRate = Setting.LearningRate * 3 / 2;
        Setting.TwinRate.ShouldBeRelative(twinRate, 1e-14);
        var constants = new ExplicitConstants(C1, C2, Slack, 2, 6, 6, Setting.Start.Gap / 6, 2, 3);
        var share = (constants.HigherOrders * Math.Exp((4 * C1) + 1)) + Math.Max(Math.Exp(2 * C1) - 1, 1 - Math.Exp(-2 * C2));
        var (remainder, gradient, distance) = (0.0, 0.0, 0.0);
        var fourth = new Lemma4 { Exponents = (C1, C2) }.Certify(Setting);
        fourth.Value("tau").ShouldBeRelative(twinRate * 6 * share, 1e-12);
        var sides = At(fourth, 3, moment =>
        {
            remainder = SemiNorm.Of(new StepExpansion(moment).Remainder);
            gradient = SemiNorm.Of(moment.Gradient);
            distance = SemiNorm.Distance(moment.Map, Setting.Minimizer);
        });
        sides["lemma-4/gradient"].ShouldBe(remainder, share * twinRate * gradient);
        sides["lemma-4/16"].ShouldBe(remainder, twinRate * 6 * share * distance);

        // Other exponents, whose other branch is the larger.
        new ExplicitConstants(0.01, 0.3, 0.5, 2, 6, 6, 1, 2, 3).RemainderShare.ShouldBeRelative(
            (new ExplicitConstants(0.01, 0.3, 0.5, 2, 6, 6, 1, 2, 3).HigherOrders * Math.Exp(1.04)) + 1 - Math.Exp(-0.6), 1e-12);
        var sixth = new Lemma6 { Exponents = (C1, C2) }.Certify(Setting);
        var tau = twinRate * 6 * share;
        var q = Math.Pow(1 - twinRate, 2);
        sixth.Value("q").ShouldBeRelative(q, 1e-12);
        sixth.Value("tau of lemma 4").ShouldBeRelative(tau, 1e-12);
        sixth.Value("tau").ShouldBeRelative(14 * tau, 1e-12);
        var start = new NormalizedProblem(Setting).SquaredStartDistance;
        var (gap, apart, losses) = (0.0, 0.0, 0.0);
        var (last, deep, twin, step) = (0.0, 0.0, 0.0, 0.0);
        sides = At(sixth, 3, moment =>
        {
            gap = moment.Gap;
            apart = Math.Pow(SemiNorm.Distance(moment.Map, moment.Twin), 2);
            losses = Math.Abs(gap - ConvexPoint.At(Setting, moment.Twin).Gap);
            last = Math.Pow(SemiNorm.Distance(moment.Previous!.Map, moment.Previous.Twin), 2);
            deep = SemiNorm.Distance(moment.Previous.Map, Setting.Minimizer);
            twin = SemiNorm.Distance(moment.Previous.Twin, Setting.Minimizer);
            step = SemiNorm.Of(new StepExpansion(moment.Previous).Remainder);
        });
        sides["lemma-6/sharp/distance"].ShouldBe(apart, TrajectoryDistance.Sharp(tau, q, 3) * start);
        sides["lemma-6/sharp/losses"].ShouldBe(losses, 6 * TrajectoryDistance.LossShare(TrajectoryDistance.Sharp(tau, q, 3), q, 3) * start);
        sides["lemma-6/proof/distance"].ShouldBe(apart, TrajectoryDistance.FromProof(tau, q, 3) * start);
        sides["lemma-6/proof/losses"].ShouldBe(losses, 6 * TrajectoryDistance.LossShare(TrajectoryDistance.FromProof(tau, q, 3), q, 3) * start);
        sides["lemma-6/18c"].ShouldBe(gap, 18 * Math.Pow(q + (7 * tau), 3) * start);
        sides["lemma-6/half"].ShouldBe(gap, 3 * Math.Pow(q + (7 * tau), 3) * start);
        sides["lemma-6/root"].ShouldBe(gap, 3 * Math.Pow(Math.Sqrt(q) + tau, 6) * start);
        sides["lemma-6/recursion"].ShouldBe(apart, (q * last) + (7 * step * (deep + twin)));
        sides.Count.ShouldBe(sixth.Invariants.Count);

        // D# itself.
        TrajectoryDistance.Sharp(0.1, 0.25, 2).ShouldBeRelative(Math.Pow(0.36 - 0.25, 2), 1e-12);
        TrajectoryDistance.LossShare(0.09, 0.25, 2).ShouldBeRelative((0.25 * 0.3) + 0.045, 1e-14);
    }

    [Fact]
    public void Of_lemma_5()
    {
        var setting = Fixtures.OnF1(1.0 / 9, Fixtures.Hadamard);
        var certificate = new Lemma5().CertifyRun(setting, 10);
        var (tau, q) = (0.0416913133653, 25.0 / 36);
        var (now, before, ratio) = (0.0, 0.0, 0.0);
        var sides = At(certificate, 2, moment =>
        {
            now = new NormalizedProblem(setting).SquaredDistance(moment);
            before = new NormalizedProblem(setting).SquaredDistance(moment.Previous!);
            ratio = SemiNorm.Of(new StepExpansion(moment.Previous!).Remainder) / Math.Sqrt(before);
        });

        // The ratio after one step is that of the vectors.
        ratio.ShouldBeRelative(0.025587361487, Fixtures.Printed);
        sides["lemma-5/q + 7 tau"].ShouldBe(now, (q + (7 * ratio)) * before);
        sides["lemma-5/(sqrt(q) + tau)^2"].ShouldBe(now, Math.Pow((5.0 / 6) + ratio, 2) * before);
        sides["lemma-5/(q + 7 tau)^t"].ShouldBe(now, Math.Pow(q + (7 * tau), 2) * 2.55882636128);
        sides["lemma-5/(sqrt(q) + tau)^(2t)"].ShouldBe(now, Math.Pow((5.0 / 6) + tau, 4) * 2.55882636128);
        certificate.Bound!.At(2).ShouldBeRelative(3 * Math.Pow((5.0 / 6) + tau, 4) * 2.55882636128, 1e-10);
        certificate.Bound.At(11).ShouldBe(double.PositiveInfinity);
        certificate.Bound.StepsTo(certificate.Bound.At(9)).ShouldBeInRange(9, 10);
        certificate.Bound.StepsTo(certificate.Bound.At(10) * 0.9).ShouldBe(double.PositiveInfinity);
    }

    [Fact]
    public void Of_section_4_5_and_the_update_operator()
    {
        var setting = Fixtures.OnF1(1.0 / 90, Fixtures.Integers);
        var section = At(new Section45().Certify(setting), 0, _ => { });
        var start = setting.Start;
        section["section-4-5/outputs"].ShouldBe(start.SingularValues(3, 2)[1] / start.SingularValues(3, 3)[0], start.SingularValues(2, 2)[1]);
        section["section-4-5/inputs"].ShouldBe(start.SingularValues(2, 1)[1] / start.SingularValues(1, 1)[0], start.SingularValues(2, 2)[1]);

        // The ratio of W_{N:2} in the vectors, and the gradient of the first layer.
        var gradient = SemiNorm.Of(start.Gradient);
        section["section-4-5/stationary"].ShouldBe(0.55416925037 * gradient / Math.Sqrt(2), new StepExpansion(start).LayerGradientNorm(1));
        section["section-4-5/rank"].Right.ShouldBeRelative(0.55416925037, Fixtures.Printed);

        // c2 is twice that of (14), and the bound half of it in the exponent.
        section["section-4-5/rank"].Left.ShouldBeLessThanOrEqualTo(Math.Exp(-2.19722457734) * (1 + 1e-9));
        var update = At(new UpdateOperatorTheorem().Certify(setting), 0, _ => { });
        var image = SemiNorm.Inner(start.Gradient, UpdateOperator.At(start).Apply(start.Gradient));
        update["update-operator/lower"].ShouldBe(0.39768781928 * gradient * gradient, image);
        update["update-operator/upper"].ShouldBe(image, 2.1915094738 * gradient * gradient);
        var (least, largest) = UpdateOperatorTheorem.EigenvalueBounds(0.569618100037 / 2, 2.19722457734 / 2, 3, 2);
        update["update-operator/43-lower"].ShouldBe(least, 0.39768781928);
        update["update-operator/43-upper"].ShouldBe(2.1915094738, largest);
    }

    // The sides of every inequality that says something at a step.
    private static Dictionary<string, Comparison> At(Certificate<DeepLinearMoment> certificate, int step, Action<DeepLinearMoment> see)
    {
        var sides = new Dictionary<string, Comparison>();
        var setting = certificate.Theorem is Section45 or UpdateOperatorTheorem ? Fixtures.OnF1(1.0 / 90, Fixtures.Integers)
            : certificate.Theorem is Lemma5 ? Fixtures.OnF1(1.0 / 9, Fixtures.Hadamard) : Setting;
        var watched = certificate.Invariants.Select(invariant => new Invariant<DeepLinearMoment>(invariant.Id, invariant.Statement, moment =>
        {
            var measured = invariant.Measure(moment);
            if (moment.Step == step && measured is { } both)
                sides.Add(invariant.Id, both);
            return measured;
        }));
        var looked = new Invariant<DeepLinearMoment>("look", "", moment =>
        {
            if (moment.Step == step)
                see(moment);
            return null;
        });
        DeepLinearChecks.Run(setting, [.. watched, looked], step, Recording.EveryStep);
        return sides;
    }
}

/// <summary>Assertions on the two sides of an inequality.</summary>
internal static class ComparisonAssertions
{
    // Sides are sums of squares of numbers that carry some 1e-11 of a distance of 1e-4.
    public static void ShouldBe(this Comparison sides, double left, double right)
    {
        sides.Left.ShouldBeRelative(left, 1e-9);
        sides.Right.ShouldBeRelative(right, 1e-9);
    }
}
