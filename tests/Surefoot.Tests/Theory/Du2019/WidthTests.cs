using Surefoot.Arithmetic;
using Surefoot.Descent;
using Surefoot.GramMatrices;
using Surefoot.Losses;
using Surefoot.Randomness;
using Surefoot.Theory;
using Surefoot.Theory.Du2019;

namespace Surefoot.Tests.Theory.Du2019;

/// <summary>The explicit constants, the conditions on data, and the laws of the start.</summary>
public class WidthTests
{
    private const double Printed = DuVectors.Printed;

    [Fact]
    public void V8_explicit_constants()
    {
        Lemma22.C.ShouldBeRelative(0.156664267164, Printed);
        (Theorem23.Radius(1, 1, 1) / 1).ShouldBeRelative(0.0783321335822, Printed);
        Lemma25.C.ShouldBeRelative(0.797884560803, Printed);
        Lemma21.PrintedWidth(10, 0.2, 0.1).ShouldBeRelative(2947308.91903, Printed);
        Lemma21.Width(10, 0.2, 0.1).ShouldBeRelative(152018.049191, Printed);
        Lemma22.Radius(10, 0.2, 0.1).ShouldBeRelative(3.13328534329e-05, Printed);
        Theorem23.Radius(10, 0.2, 0.1).ShouldBeRelative(1.56664267164e-05, Printed);
        Theorem23.RateLimit(10, 0.2).ShouldBeRelative(0.0005, Printed);
        var error = Theorem22.StartErrorBound(10, 10, 0.1);
        Theorem22.TravelWidth(10, 0.2, error, 0.1).ShouldBeRelative(1.52788745368e+14, Printed);
        Theorem23.TravelWidth(10, 0.2, error, 0.1).ShouldBeRelative(2.44461992589e+15, Printed);
        (512 / Math.PI * 1e5 * error / (0.01 * Math.Pow(0.2, 4))).ShouldBeRelative(Theorem22.TravelWidth(10, 0.2, error, 0.1), 1e-14);
        (8192 / Math.PI * 1e5 * error / (0.01 * Math.Pow(0.2, 4))).ShouldBeRelative(Theorem23.TravelWidth(10, 0.2, error, 0.1), 1e-14);
    }

    [Fact]
    public void Constants_are_what_the_budgets_of_the_proofs_ask_for()
    {
        var (n, lambda, delta) = (7, 0.3, 0.2);

        // Lemma 2.2 may use lambda_0 / 4, and theorem 2.3 as much for both terms of the flips; R' meets R at the width of the theorem.
        Lemma22.ChangeBound(n, Lemma22.Radius(n, lambda, delta), delta).ShouldBeRelative(lambda / 4, 1e-14);
        (4.0 * n / 1000 * Lemma25.CountBound(n, 1000, Theorem23.Radius(n, lambda, delta), delta)).ShouldBeRelative(lambda / 4, 1e-14);
        (n * Lemma21.EntryBound(n, (int)Math.Ceiling(Lemma21.Width(n, lambda, delta)), delta)).ShouldBeRelative(lambda / 4, 1e-3);
        var width = (int)1e9;
        Lemma23.Travel(n, width, 3, lambda).ShouldBeRelative(Lemma22.Radius(n, lambda, delta) * Math.Sqrt(Theorem22.TravelWidth(n, lambda, 9, delta) / width), 1e-13);
        Corollary21.Travel(n, width, 3, lambda).ShouldBeRelative(Theorem23.Radius(n, lambda, delta) * Math.Sqrt(Theorem23.TravelWidth(n, lambda, 9, delta) / width), 1e-13);
        Lemma23.PrintedTravel(n, width, 3, lambda).ShouldBe(Lemma23.Travel(n, width, 3, lambda) / 2);

        // With the printed R = c lambda_0 / n^2, without delta, the same budget is passed by 1 / delta.
        (4.0 * n / 1000 * Lemma25.CountBound(n, 1000, Theorem23.Radius(n, lambda, 1), delta)).ShouldBeRelative(lambda / 4 / delta, 1e-13);
        Lemma22.UnstableProbability(0.01).ShouldBeInRange(0.9999 * 0.02 / Math.Sqrt(2 * Math.PI), 0.02 / Math.Sqrt(2 * Math.PI));
    }

    [Fact]
    public void The_printed_width_is_weaker_than_what_is_proved_and_not_false() =>
        Enumerable.Range(1, 50).ShouldAllBe(k => Math.Pow(0.01 * k, -6) >= Math.Pow(0.01 * k, -4));

    [Fact]
    public void Widths_radii_and_rates_stand_in_the_certificates_with_delta_split_in_two()
    {
        var setting = ReluSettings.Drawn(4, 4, 50, new GradientDescent(1e-3), 3);
        var (lambda, error) = (setting.Lambda0.Value, setting.Start.SquaredError);
        var theorem = setting.Certify<Theorem23>();
        theorem.Verdict.ShouldBe(Verdict.DoesNotApply);
        theorem.FailureProbability.ShouldBe(0.1);
        theorem.Assumed("the width").Limit.ShouldBeRelative(Math.Max(Lemma21.Width(4, lambda, 0.05), Theorem23.TravelWidth(4, lambda, error, 0.05)), 1e-14);
        theorem.Assumed("the learning rate").Limit.ShouldBeRelative(lambda / 64, 1e-14);
        theorem.Yielded("width for any start").ShouldBeRelative(
            Theorem23.TravelWidth(4, lambda, Theorem22.StartErrorBound(4, Frobenius.SquaredNorm(setting.Data.Targets), 0.1 / 3), 0.1 / 3), 1e-14);
        theorem.Bound!.At(0).ShouldBeRelative(error / 2, 1e-15);
        theorem.Bound!.At(10).ShouldBeRelative(error / 2 * Math.Pow(1 - (1e-3 * lambda / 2), 10), 1e-13);
        theorem.Assumed("the method is").Holds.ShouldBe(true);
        var flow = ReluSettings.Drawn(4, 4, 50, new GradientFlow(0.25), 3);
        var limit = flow.Certify<Theorem22>();
        limit.Assumed("the width").Limit.ShouldBeRelative(Math.Max(Lemma21.Width(4, lambda, 0.05), Theorem22.TravelWidth(4, lambda, error, 0.05)), 1e-14);
        limit.Bound!.At(8).ShouldBeRelative(error / 2 * Math.Exp(-2 * lambda), 1e-13);
        limit.Assumed("the method is").Holds.ShouldBe(true);
        flow.Certify<Theorem23>().Assumed("the method is").Holds.ShouldBe(false);
        setting.Certify<Theorem22>().Assumed("the method is").Holds.ShouldBe(false);
        setting.Certify<Lemma21>().Assumed("the width").Limit.ShouldBeRelative(Lemma21.Width(4, lambda, 0.1), 1e-14);
        setting.Certify<Lemma22>().Yielded("R").ShouldBeRelative(Lemma22.Radius(4, lambda, 0.05), 1e-14);
        setting.Certify<Lemma25>().Yielded("R").ShouldBeRelative(Theorem23.Radius(4, lambda, 0.1), 1e-14);
        flow.Certify<Lemma24>().Assumed("R'").Limit.ShouldBeRelative(Lemma22.Radius(4, lambda, 0.05), 1e-14);
        flow.Certify<Lemma24>().Assumed("R'").Value.ShouldBeRelative(Lemma23.Travel(4, 50, Math.Sqrt(error), lambda), 1e-14);
    }

    [Fact]
    public void Where_one_sample_is_enough_the_theorems_hold_at_a_width_one_can_have()
    {
        // n = 1: lambda_0 = 1/2; the widths of lemma 2.1 and of R' <= R are hundreds, for a target near u(0).
        var setting = ReluSettings.Drawn(1, 2, 4000, new GradientDescent(0.12), 5, 1e-3, nearStart: true);
        setting.Lambda0.Value.ShouldBeRelative(0.5, 1e-14);
        var theorem = setting.Certify<Theorem23>();
        theorem.Sentence.ShouldStartWith("holds");
        var run = setting.Check(theorem, 200);
        run.Checks.ShouldAllBe(check => check.Holds && check.Steps == 201);
        var flow = ReluSettings.Drawn(1, 2, 4000, new GradientFlow(0.5), 5, 1e-3, nearStart: true);
        foreach (var certificate in new[] { flow.Certify<Theorem22>(), flow.Certify<Lemma24>() })
        {
            certificate.Sentence.ShouldStartWith("holds");
            flow.Check(certificate, 10).Checks.ShouldAllBe(check => check.Holds);
        }
    }

    [Fact]
    public void Opposite_inputs_fail_the_printed_condition_and_the_exact_one_decides()
    {
        // One pair, two pairs on different lines, three in a plane; a parallel pair; a zero.
        Of([1, 0], [-1, 0]).ShouldBe((false, true, 0.5));
        var two = Of([1, 0], [-1, 0], [0.6, 0.8], [-0.6, -0.8]);
        (two.Printed, two.Exact).ShouldBe((false, true));
        two.Lambda.ShouldBe(0.2, 1e-14);
        var angles = Enumerable.Range(0, 6).Select(k => new[] { Math.Cos(k * Math.PI / 3), Math.Sin(k * Math.PI / 3) }).ToArray();
        var three = Of(angles);
        (three.Printed, three.Exact).ShouldBe((false, false));
        three.Lambda.ShouldBe(0, 1e-15);
        Of([1, 0], [2, 0]).Exact.ShouldBeFalse();
        Of([1, 0], [0, 0]).Exact.ShouldBeFalse();
        var free = Of([1, 0], [0.6, 0.8], [-0.8, 0.6]);
        (free.Printed, free.Exact).ShouldBe((true, true));
        free.Lambda.ShouldBeRelative(0.273231253925, Printed);

        static (bool Printed, bool Exact, double Lambda) Of(params double[][] points)
        {
            var inputs = new double[2, points.Length];
            for (var i = 0; i < points.Length; i++)
                (inputs[0, i], inputs[1, i]) = (points[i][0], points[i][1]);
            var setting = ReluSettings.Of(inputs, new double[points.Length], new double[,] { { 1, 0 }, { 0, 1 } }, [1, -1], new GradientDescent(0.1));
            var theorem = setting.Certify<Theorem21>();
            (theorem.Yielded("positive by the exact condition (1 or 0)") == 1).ShouldBe(setting.Parallels.IsLimitDefinite);
            theorem.Yielded("lambda_0").ShouldBe(setting.Lambda0.Value);
            (setting.Certify<Assumption21>().Verdict == Verdict.Holds).ShouldBe(setting.Parallels.IsLimitDefinite);
            var lemma = setting.Certify<Lemma26>();
            lemma.Verdict.ShouldBe(theorem.Verdict);
            (lemma.Yields[0].Value > 0).ShouldBe(theorem.Verdict == Verdict.Holds);
            return (theorem.Verdict == Verdict.Holds, setting.Parallels.IsLimitDefinite, setting.Lambda0.Value);
        }
    }

    [Fact]
    public void The_exact_condition_agrees_with_the_least_eigenvalue_on_random_sets_with_opposite_pairs()
    {
        var singular = 0;
        for (var seed = 0UL; seed < 300; seed++)
        {
            var dimension = 2 + (int)(seed % 3);
            var points = Surefoot.Data.UnitSphere.Sample(dimension, 1, 5, 1, RandomStream.FromSeed(seed)).Inputs;
            var pairs = (int)(seed % 5);
            var inputs = new Matrix<double>(dimension, 5 + pairs);
            for (var i = 0; i < 5 + pairs; i++)
            {
                for (var k = 0; k < dimension; k++)
                    inputs[k, i] = i < 5 ? points[k, i] : -(1.0 + seed) * points[k, i - 5];
            }

            var parallels = ParallelInputs.Of(inputs);
            (parallels.OppositePairs, parallels.OppositeRank).ShouldBe((pairs, Math.Min(pairs, dimension)));
            var least = SymmetricEigen.Of(ReluGram.Limit(Unit(inputs))).Values[0];
            if (parallels.IsLimitDefinite)
            {
                least.ShouldBeGreaterThan(1e-9);
                continue;
            }

            singular++;
            least.ShouldBe(0, 1e-14);
        }

        singular.ShouldBeGreaterThan(50);

        static Matrix<double> Unit(Matrix<double> inputs)
        {
            var unit = inputs.Clone();
            for (var i = 0; i < unit.Columns; i++)
            {
                var norm = Math.Sqrt(Enumerable.Range(0, unit.Rows).Sum(k => inputs[k, i] * inputs[k, i]));
                for (var k = 0; k < unit.Rows; k++)
                    unit[k, i] /= norm;
            }

            return unit;
        }
    }

    [Fact]
    public void Witnesses_lie_on_their_own_hyperplane_and_off_all_others()
    {
        var inputs = ReluSettings.Drawn(6, 4, 5, new GradientDescent(0.1), 8).Data.Inputs;
        for (var i = 0; i < 6; i++)
        {
            var (point, least) = Lemma26.Witness(inputs, i);
            for (var j = 0; j < 6; j++)
            {
                var product = Math.Abs(Enumerable.Range(0, 4).Sum(k => point[k] * inputs[k, j]));
                if (j == i)
                    product.ShouldBeLessThan(1e-15);
                else
                    product.ShouldBeGreaterThanOrEqualTo(least * (1 - 1e-14));
            }

            least.ShouldBeGreaterThan(1e-3);
        }
    }

    [Fact]
    public void Laws_of_the_start_hold_over_seeds()
    {
        // At their own width and radius, each with probability at least 1 - delta = 0.7; of 60 starts at most 18 may fail in the mean, and more than 32 would be five deviations beyond.
        var (n, m, delta) = (2, 1300, 0.3);
        var (far, many, error, changed) = (0, 0, new List<double>(), 0);
        for (var seed = 0UL; seed < 60; seed++)
        {
            var setting = ReluSettings.Drawn(n, 3, m, new GradientDescent(0.01), seed);
            var fair = new TwoLayerReluSetting(setting.Network, setting.StartWeights, setting.Data, setting.Loss, setting.Method) { Initialization = setting.Initialization, FailureProbability = delta };
            far += PatternProblem.Distance(setting.Start.Gram, setting.LimitGram) > n * Lemma21.EntryBound(n, m, delta) ? 1 : 0;
            var lemma = fair.Certify<Lemma25>();
            lemma.FailureProbability.ShouldBe(delta);
            many += lemma.Yielded("sum_i |complement of S_i|") > lemma.Yielded("C_S m n R / delta") ? 1 : 0;
            var change = fair.Certify<Lemma22>();
            changed += change.Yielded("D(R)") > change.Yielded("lambda_0 / 4") ? 1 : 0;
            error.Add(setting.Start.SquaredError - Frobenius.SquaredNorm(setting.Data.Targets));
        }

        far.ShouldBeLessThan(32);
        many.ShouldBeLessThan(32);
        changed.ShouldBeLessThan(32);

        // E ||y - u(0)||^2 - ||y||^2 = n / 2, where the text has n: within five deviations of the mean over the starts.
        var mean = error.Average();
        var deviation = Math.Sqrt(error.Sum(e => (e - mean) * (e - mean)) / error.Count / error.Count);
        mean.ShouldBe(n / 2.0, 5 * deviation);
        (5 * deviation).ShouldBeLessThan(2.0);
    }

    [Fact]
    public void Settings_outside_are_told_what_is_wrong()
    {
        var setting = ReluSettings.Drawn(3, 3, 20, new GradientDescent(0.1), 2);
        var half = new TwoLayerReluSetting(setting.Network, setting.StartWeights, setting.Data, new SquaredLoss(SquaredScaling.Mean), setting.Method);
        half.Certify<Certificate22>().Deciding!.Name.ShouldBe("the loss is 1/2 ||u - y||^2");
        half.Certify<Theorem23>().Assumed("every unit of the start is").Holds.ShouldBe(false);
        var longer = ReluSettings.Of(new double[,] { { 1.001, 0 }, { 0, 1 } }, [1, 2], new double[,] { { 1, 0 } }, [1], new GradientDescent(0.1));
        longer.Certify<StepDecomposition>().Sentence.ShouldContain("divide every input by its norm");
        Should.Throw<ArgumentException>(() => new TwoLayerReluSetting(setting.Network, setting.StartWeights, setting.Data, setting.Loss, new PerturbedGradientDescent(0.1, 0.1, 1, 1, default))).ParamName.ShouldBe("method");
    }
}
