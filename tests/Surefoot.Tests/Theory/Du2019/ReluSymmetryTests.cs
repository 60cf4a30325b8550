using Surefoot.Arithmetic;
using Surefoot.Descent;
using Surefoot.Theory;
using Surefoot.Theory.Du2019;

namespace Surefoot.Tests.Theory.Du2019;

/// <summary>What the statements of chapter 2 must not depend on, and their edges.</summary>
public class ReluSymmetryTests
{
    [Fact]
    public void Turning_signs_and_targets_around_turns_predictions_and_no_size()
    {
        // Along the flow a step is none of gradient descent: the split of it is off by sizes that can be seen, in either direction.
        var (signs, inputs) = (new[] { 1, -1, 1, 1, -1 }, new double[,] { { 1, 0.6, 0 }, { 0, 0.8, -1 } });
        var start = new double[,] { { 1, 0.2 }, { -0.5, 0.8 }, { 0.3, -1 }, { 0.7, 0.4 }, { -0.2, -0.6 } };
        var one = ReluSettings.Of(inputs, [2, -1, 0.5], start, signs, new GradientFlow(0.5));
        var other = ReluSettings.Of(inputs, [-2, 1, -0.5], start, [.. signs.Select(sign => -sign)], new GradientFlow(0.5));
        foreach (var theorem in new Theorem<TwoLayerReluSetting, TwoLayerReluMoment>[] { new StepDecomposition(), new Lemma23(), new Lemma24(), new Certificate22(), new Certificate23() })
            Sizes(theorem, other).ShouldBeRelative(Sizes(theorem, one), 1e-12);
        Sizes(new StepDecomposition(), one).Max().ShouldBeGreaterThan(0.01);

        static List<double> Sizes(Theorem<TwoLayerReluSetting, TwoLayerReluMoment> theorem, TwoLayerReluSetting setting)
        {
            var sizes = new List<double>();
            var certificate = theorem.Certify(setting);
            sizes.AddRange(certificate.Yields.Select(yield => yield.Value));
            TwoLayerReluChecks.Run(setting, [.. certificate.Invariants.Select(Told)], 3, Recording.EveryStep);
            return sizes;

            Invariant<TwoLayerReluMoment> Told(Invariant<TwoLayerReluMoment> invariant) => new(invariant.Id, invariant.Statement, () =>
            {
                var measure = invariant.Begin();
                return moment =>
                {
                    var both = measure(moment);
                    if (both is { } sides)
                        sizes.AddRange([sides.Left, sides.Right]);
                    return both;
                };
            });
        }
    }

    [Fact]
    public void What_rounding_may_explain_hides_nothing_that_can_be_seen()
    {
        // A step may move u by (d + 64) eps or, along the flow, by ten of its accuracy 1e-10, times m^{-1/2} sum_r ||w_r|| ||X||, about sqrt(m d n) = 31, and the square of
        // the error, of size 3, by six times as much. Of ||y - u(0)||^2, which is 9, that is a share of 3e-13 and 2e-8.
        foreach (var (method, share) in new (Method, double)[] { (new GradientDescent(0.2), 1e-12), (new GradientFlow(0.5), 1e-7) })
        {
            var setting = ReluSettings.Drawn(4, 4, 60, method, 3);
            var problem = new PatternProblem(setting);
            TwoLayerReluChecks.Walk(
                setting,
                40,
                moment =>
                {
                    problem.BelowBound(moment).Rounding.ShouldBeLessThan(share * (moment.Step + 1) * problem.StartError);
                    PatternProblem.TravelBelow(moment, 1).Rounding.ShouldBeLessThan(1e-13 * (moment.Step + 1));
                },
                default);
        }
    }

    [Fact]
    public void Where_rounding_is_all_that_is_left_nothing_is_violated()
    {
        for (var seed = 0UL; seed < 4; seed++)
        {
            var descent = ReluSettings.Drawn(1 + (int)(seed % 2), 3, 40, new GradientDescent(0.6), seed);
            var flow = ReluSettings.Drawn(1 + (int)(seed % 2), 3, 40, new GradientFlow(2), seed);
            foreach (var (setting, certificate) in new[] { (descent, new Condition21().CertifyRun(descent, 400)), (descent, new Corollary21().CertifyRun(descent, 400)), (flow, new Lemma23().CertifyRun(flow, 100)) })
            {
                certificate.Verdict.ShouldBe(Verdict.Holds, $"seed {seed}: {certificate.Sentence}");
                var run = setting.Check(certificate, setting == flow ? 100 : 400);
                run.Gaps[^1].ShouldBeLessThan(1e-15);
                certificate.Bound?.At(setting == flow ? 100 : 400).ShouldBeLessThan(1e-15);
                foreach (var check in run.Checks)
                    check.Holds.ShouldBeTrue($"seed {seed}: {check.Sentence}");
            }
        }
    }

    [Theory]
    [InlineData(0.999)]
    [InlineData(1.001)]
    public void Inputs_longer_or_shorter_than_1_are_told_by_how_much(double length)
    {
        var setting = ReluSettings.Of(new double[,] { { length, 0 }, { 0, 1 } }, [1, 2], new double[,] { { 1, 0 } }, [1], new GradientDescent(0.1));
        var assumption = setting.Certify<StepDecomposition>().Assumed("1 plus");
        assumption.Holds.ShouldBe(false);
        assumption.Value.ShouldBe(1.001, 1e-14);
    }

    [Fact]
    public void What_width_serves_any_start_depends_on_neither_the_width_nor_the_learning_rate()
    {
        // n = 1 and lambda_0 = 1/2: 4 q_0 / (lambda_0 R)^2 with R = sqrt(2 pi) delta / 32 and q_0 = (y^2 + 1/2) / delta at delta = 1 / 30, and 16 q_0 with half of that R.
        foreach (var (width, rate) in new[] { (4, 0.1), (4000, 1e-6) })
        {
            var setting = ReluSettings.Drawn(1, 2, width, new GradientDescent(rate), 5);
            var square = Math.Pow(setting.Data.Targets[0, 0], 2);
            var expected = 4 * (square + 0.5) * 30 / Math.Pow(0.5 * Math.Sqrt(2 * Math.PI) / 30 / 32, 2);
            setting.Certify<Theorem22>().Yielded("width for any start").ShouldBeRelative(expected, 1e-12);
            setting.Certify<Theorem23>().Yielded("width for any start").ShouldBeRelative(16 * expected, 1e-12);
        }
    }

    [Fact]
    public void Lengths_of_inputs_change_no_witness()
    {
        var inputs = ReluSettings.Drawn(4, 3, 5, new GradientDescent(0.1), 8).Data.Inputs;
        var longer = inputs.Clone();
        for (var j = 0; j < 4; j++)
        {
            for (var k = 0; k < 3; k++)
                longer[k, j] *= Math.Pow(3, j - 1);
        }

        for (var i = 0; i < 4; i++)
            Lemma26.Witness(longer, i).Least.ShouldBeRelative(Lemma26.Witness(inputs, i).Least, 1e-12);
    }

    [Fact]
    public void The_fastest_unit_may_be_any()
    {
        // n = d = 1, x = 1: units (3, -1) with the signs 1 and 1, and the same in turn; u = 3 / sqrt(2), y = 1, and the active unit's gradient is (u - y) / sqrt(2).
        foreach (var start in new[] { new double[,] { { 3 }, { -1 } }, new double[,] { { -1 }, { 3 } } })
            ReluSettings.Of(new double[,] { { 1 } }, [1], start, [1, 1], new GradientDescent(0.1)).Start.LargestGradient.ShouldBe((3 / Math.Sqrt(2) - 1) / Math.Sqrt(2), 1e-14);
    }

    [Fact]
    public void Lemma_2_2_speaks_of_units_that_are_as_far_as_R_and_no_further()
    {
        // n = d = 1 from w = 0: R = sqrt(2 pi) / 16 * 0.05 / 2, which a unit reaches exactly.
        var setting = ReluSettings.Of(new double[,] { { 1 } }, [1], new double[,] { { 0 }, { 0 } }, [1, -1], new GradientDescent(0.1));
        var lemma = setting.Certify<Lemma22>();
        var radius = lemma.Yielded("R");
        radius.ShouldBeRelative(Math.Sqrt(2 * Math.PI) / 640, 1e-14);
        setting.Start.Step.ShouldBe(0);
        foreach (var (at, speaks) in new[] { (radius, true), (-radius, true), (Math.BitIncrement(radius), false) })
        {
            var moment = new TwoLayerReluMoment(setting);
            var weights = setting.StartWeights.Clone();
            weights[0][0, 0] = at;
            moment.MoveTo(7, weights, null);
            lemma.Invariants.Select(invariant => invariant.Measure(moment) is not null).ShouldBe([speaks, speaks]);
        }
    }
}
