using Surefoot.Arithmetic;
using Surefoot.Data;
using Surefoot.Descent;
using Surefoot.Losses;
using Surefoot.Networks;
using Surefoot.Objectives;
using Surefoot.Randomness;
using Surefoot.Theory;
using Surefoot.Theory.Zou2020;
using static Surefoot.Tests.Theory.Zou2020.ZouSettings;

namespace Surefoot.Tests.Theory.Zou2020;

/// <summary>Statements laid against runs inside and outside their assumptions.</summary>
public class RunTests
{
    private static readonly RandomStream Stream = RandomStream.FromSeed(20);

    [Fact]
    public void Runs_inside_theorem_3_1_keep_every_promise()
    {
        for (var place = 0; place < 1000; place++)
        {
            var draw = new Random(place);
            var setting = Drawn(draw, place, realisable: false, null, 1);
            var least = ModifiedIdentityCondition.LeastScale(setting);
            var scale = least * (1.0001 + (place % 3));
            var data = setting.Data.Dataset;
            setting = Modified(data, scale, setting.Network.Depth, 1, beyond: draw.Next(0, 4));
            var limit = Theorem31.RateLimit(setting.Network.Depth, scale, setting.LargestSingularValue, setting.Start.Loss);
            setting = setting.At(limit * (place % 2 == 0 ? 1 : draw.NextDouble()));
            new ModifiedIdentityCondition().Certify(setting).Verdict.ShouldBe(Verdict.Holds);
            Keeps(setting, new Theorem31(), 20, place);
        }
    }

    [Fact]
    public void Gaussian_ends_with_targets_near_the_start_keep_every_promise()
    {
        for (var place = 0; place < 300; place++)
        {
            var draw = new Random(place);
            var (d, k, depth, n) = (draw.Next(1, 4), draw.Next(1, 4), draw.Next(1, 6), draw.Next(1, 6));
            var stream = Stream.Named("near", place);
            var network = LinearResidualNetwork.With(new GaussianTransformation(), d, k, d + k + 20, depth, stream.Named("ends"));
            var x = new Matrix<double>(d, n);
            stream.Named("inputs").FillNormal(x.Span);
            var start = MatrixProduct.Of<double>(network.OutputTransform, MatrixProduct.Of<double>(network.InputTransform, x));
            var noise = new Matrix<double>(k, n);
            stream.Named("noise").FillNormal(noise.Span);

            // The gap shrinks with the square of the distance; a distance of 1 tells what is needed.
            var probe = new ResidualProblem(Of(new Dataset("probe", x, Plus(start, noise, 1)), network, 1));
            var share = Math.Min(1, 0.999 * probe.Conditioning / Theorem31.ConditioningLimit(probe.Largest, probe.Smallest, probe.StartGap));
            var setting = Of(new Dataset("near", x, Plus(start, noise, share)), network, 1);
            var problem = new ResidualProblem(setting);
            Keeps(setting.At(Theorem31.RateLimit(depth, problem.Max, problem.Largest, setting.Start.Loss)), new Theorem31(), 20, place);
        }
    }

    [Fact]
    public void Runs_inside_theorem_3_8_keep_every_promise()
    {
        for (var place = 0; place < 300; place++)
        {
            var draw = new Random(place);
            var n = draw.Next(2, 6);
            var b = draw.Next(1, n + 1);
            var setting = Drawn(draw, place, realisable: true, n, b);
            var limit = Theorem38.ConditioningLimit(setting.LargestSingularValue, setting.SmallestSingularValue, (double)n / b, setting.TargetNorm * setting.TargetNorm / 2);
            setting = Modified(setting.Data.Dataset, 1.01 * limit, setting.Network.Depth, 1, b, new RandomBatches(Stream.Named("batches", place), n, b));
            Keeps(setting.At(new Theorem38().RateLimit(setting), horizon: 1000), new Theorem38(), 30, place);
        }
    }

    [Fact]
    public void Runs_inside_theorem_3_6_keep_every_promise()
    {
        for (var place = 0; place < 300; place++)
        {
            var draw = new Random(place);
            var n = draw.Next(2, 6);
            var b = draw.Next(1, n + 1);
            var setting = Drawn(draw, place, realisable: false, n, b);
            var loss = setting.TargetNorm * setting.TargetNorm / 2;
            var target = 0.3 * (loss - setting.OptimalLoss);
            if (target <= 0)
                continue;
            var limit = Theorem36.ConditioningLimit(setting.LargestSingularValue, setting.SmallestSingularValue, (double)n / b, loss, target / 3);
            setting = Modified(setting.Data.Dataset, 1.01 * limit, setting.Network.Depth, 1, b, new RandomBatches(Stream.Named("batches", place), n, b)).At(1, target);
            var choice = Theorem36.Solve(setting);

            // A little less than the limit, where a long horizon puts the two within rounding of each other.
            setting = setting.At(0.999 * choice.WholeRate, target);
            new ResidualProblem(setting).ProgressAt(choice.WholeRate).ShouldBeLessThan(1);
            Keeps(setting, new Theorem36(), 30, place);

            // The budget of Azuma's inequality is used up exactly at the limit, or less.
            (3 * StochasticProof.Increment(new ResidualProblem(setting)) * Math.Sqrt(2 * choice.WholeSteps * Math.Log(choice.WholeSteps / 0.1))).ShouldBeLessThanOrEqualTo(Math.Log(2) * (1 + 1e-9));
        }
    }

    [Fact]
    public void One_stochastic_step_is_what_the_proofs_say_for_every_batch_there_is()
    {
        for (var place = 0; place < 300; place++)
        {
            var draw = new Random(place);
            var n = draw.Next(2, 6);
            var b = draw.Next(1, n + 1);
            var drawn = Drawn(draw, place, realisable: place % 2 == 0, n, b);
            var loss = drawn.TargetNorm * drawn.TargetNorm / 2;
            var scale = 1.01 * Theorem38.ConditioningLimit(drawn.LargestSingularValue, drawn.SmallestSingularValue, (double)n / b, loss);
            var setting = Modified(drawn.Data.Dataset, scale, drawn.Network.Depth, 1, b);

            // As large as the facts allow: v = 0.135, and the two conditions of (A.13).
            var unit = new ResidualProblem(setting);
            var rate = 0.135 / StochasticProof.Increment(unit);
            rate = Math.Min(rate, 1 / (6 * Math.E * unit.Depth * Math.Pow(unit.Max * unit.Largest, 2)));
            rate = Math.Min(rate, Math.Pow(unit.Min * unit.Smallest / (unit.Max * unit.Max * unit.Largest * setting.MaxColumnNorm), 2) / (6 * Math.Exp(3) * unit.Depth * unit.BatchFactor));
            setting = setting.At(rate);
            var problem = new ResidualProblem(setting);
            var layers = InRegion(setting, place);
            var before = setting.MomentOf(null, layers);
            if (before.Loss > 2 * problem.StartLoss)
                continue;
            var sampled = (SampledObjective<double>)setting.Run.Objective;
            var (count, mean, meanLog) = (0, 0.0, 0.0);
            double[] variances = new double[setting.Network.Depth];
            var gradient = new Weights<double>(before.Weights.Shapes);
            foreach (var batch in Subsets(n, b))
            {
                var once = new CyclicBatches([batch]);
                var here = new ResidualSetting(setting.Run, setting.Data, new SquaredLoss(), rate) { Batches = once };
                var from = here.MomentOf(null, layers);
                var weights = from.Weights.Clone();
                sampled.Descend(weights, batch, rate);
                var to = here.MomentOf(from, [.. weights.Layers]);
                foreach (var invariant in StochasticProof.OfSteps(new ResidualProblem(here), "step"))
                    (invariant.Measure(to)?.IsViolated ?? false).ShouldBeFalse($"{invariant.Id} at {place}");
                sampled.BatchLossAndGradient(from.Weights, batch, gradient);
                for (var l = 0; l < variances.Length; l++)
                    variances[l] += Frobenius.SquaredNorm(gradient[l]);
                (count, mean, meanLog) = (count + 1, mean + to.Gap, meanLog + Math.Log(to.Loss));
            }

            // (A.9): E ||G_l||_F^2 <= (1/b) n sum_i ||dl_i/dW_l||_F^2 / n + ||dL/dW_l||_F^2, times n for the squares of n examples.
            for (var l = 0; l < variances.Length; l++)
            {
                var examples = Enumerable.Range(0, n).Sum(i =>
                {
                    setting.Examples.BatchLossAndGradient(before.Weights, [i], gradient);
                    return Frobenius.SquaredNorm(gradient[l]) / n / n;
                });
                (variances[l] / count).ShouldBeLessThanOrEqualTo(((double)n / b * examples) + before.GradientSquares[l] + (1e-9 * before.GradientSquares[l]) + 1e-9);
            }

            // (A.13).
            (mean / count).ShouldBeLessThanOrEqualTo(((1 - (rate * StochasticProof.Gamma0(problem))) * before.Gap) + (rate * rate * StochasticProof.Gamma1(problem)) + before.GapRounding);
            if (place % 2 == 0)
                (meanLog / count).ShouldBeLessThanOrEqualTo(Math.Log(before.Loss) + Math.Log(1 - (rate * StochasticProof.Gamma0(problem))) + (4 * before.GapRounding / before.Loss));
        }
    }

    [Fact]
    public void Lemmas_hold_at_random_points_of_the_region_and_say_nothing_outside()
    {
        for (var place = 0; place < 500; place++)
        {
            var draw = new Random(place);
            var n = draw.Next(1, 6);
            var drawn = Drawn(draw, place, realisable: false, n, 1);
            var (d, k) = (drawn.Network.InputDimension, drawn.Network.OutputDimension);
            var setting = Of(drawn.Data.Dataset, new GaussianTransformation(), d + k, drawn.Network.Depth, 1, Stream.Named("ends", place), 1, new RandomBatches(Stream, n, 1));
            var (from, to) = (InRegion(setting, place), InRegion(setting, place + 10_000));

            // Multiples of -I, where the lower bound is sharpest.
            if (place % 10 == 0)
                from = [.. from.Select(layer => Multiple(layer.Rows, -0.4999 / setting.Network.Depth / Math.Sqrt(layer.Rows)))];
            var before = setting.MomentOf(null, from);
            var moment = setting.MomentOf(before, to);
            foreach (Theorem<ResidualSetting, ResidualMoment> theorem in new Theorem<ResidualSetting, ResidualMoment>[] { new LemmaA1(), new LemmaA2(), new LemmaB1(), new LemmaB2(), new LemmaB3() })
            {
                foreach (var invariant in theorem.Certify(setting).Invariants)
                {
                    var side = invariant.Measure(moment);
                    side.ShouldNotBeNull(invariant.Id);
                    side.Value.IsViolated.ShouldBeFalse($"{invariant.Id} at {place}: {side}");
                }
            }

            var outside = setting.MomentOf(before, [.. to.Select(layer => Multiple(layer.Rows, 0.6 / setting.Network.Depth))]);
            new LemmaA1().Certify(setting).Invariants.ShouldAllBe(invariant => invariant.Measure(outside) == null);
            new LemmaA2().Certify(setting).Invariants.ShouldAllBe(invariant => invariant.Measure(outside) == null);
        }
    }

    [Fact]
    public void The_tight_lower_bound_is_attained_by_multiples_of_minus_the_identity()
    {
        // Scalars: W_l = -0.5/L in every layer, A = B = X = 1.
        var setting = Of(DataOf(new double[,] { { 1 } }, new double[,] { { 3 } }), new LinearResidualNetwork(Matrix<double>.Identity(1), Matrix<double>.Identity(1), 4), 1);
        var lower = new LemmaA1().Certify(setting).Invariants.Single(invariant => invariant.Id == "lemma-a.1/lower-tight");
        var side = lower.Measure(setting.MomentOf(null, [.. Enumerable.Repeat(Multiple(1, -0.125), 4)]))!.Value;
        side.Left.ShouldBeRelative(side.Right, 1e-13);
        var upper = new LemmaA1().Certify(setting).Invariants.Single(invariant => invariant.Id == "lemma-a.1/upper-tight");
        side = upper.Measure(setting.MomentOf(null, [.. Enumerable.Repeat(Multiple(1, 0.125), 4)]))!.Value;
        side.Left.ShouldBeRelative(side.Right, 1e-13);
    }

    [Fact]
    public void A_factor_before_the_squares_is_that_of_scaled_data()
    {
        var mean = Of(Z7Data, new ModifiedIdentityTransformation(32), 4, 3, 1, default, scaling: SquaredScaling.HalfMean);
        var scaled = Modified(DataOf(Scaled(Z7Data.Inputs), Scaled(Z7Data.Targets)), 32, 3, 1);
        mean.LargestSingularValue.ShouldBeRelative(scaled.LargestSingularValue, 1e-14);
        mean.SmallestSingularValue.ShouldBeRelative(scaled.SmallestSingularValue, 1e-14);
        mean.InputNorm.ShouldBeRelative(scaled.InputNorm, 1e-14);
        mean.TargetNorm.ShouldBeRelative(scaled.TargetNorm, 1e-14);
        mean.MaxColumnNorm.ShouldBeRelative(scaled.MaxColumnNorm, 1e-14);
        mean.OptimalLoss.ShouldBeRelative(scaled.OptimalLoss, 1e-13);
        mean.Start.Gap.ShouldBeRelative(scaled.Start.Gap, 1e-13);
        foreach (var theorem in Library.Theorems.OfType<Theorem<ResidualSetting, ResidualMoment>>())
        {
            // What needs a Gaussian law has no value here.
            foreach (var (one, other) in theorem.Certify(mean).Yields.Zip(theorem.Certify(scaled).Yields).Where(pair => !double.IsNaN(pair.Second.Value)))
                one.Value.ShouldBe(other.Value, 1e-11 * Math.Abs(other.Value), $"{theorem.Id}: {one.Name}");
        }

        static double[,] Scaled(Matrix<double> matrix)
        {
            var entries = new double[matrix.Rows, matrix.Columns];
            for (var i = 0; i < matrix.Rows; i++)
            {
                for (var j = 0; j < matrix.Columns; j++)
                    entries[i, j] = matrix[i, j] / Math.Sqrt(3);
            }

            return entries;
        }
    }

    private static void Keeps(ResidualSetting setting, Theorem<ResidualSetting, ResidualMoment> theorem, long steps, int place)
    {
        var certificate = theorem.Certify(setting);
        certificate.Verdict.ShouldBe(Verdict.Holds, $"{certificate.Sentence} at {place}");
        List<Invariant<ResidualMoment>> invariants = [.. certificate.Invariants];
        if (place % 5 == 0)
            invariants.AddRange(new Theorem<ResidualSetting, ResidualMoment>[] { new LemmaA1(), new LemmaA2(), new LemmaB1(), new LemmaB2(), new LemmaB3() }.SelectMany(lemma => lemma.Certify(setting).Invariants));
        foreach (var check in ResidualChecks.Run(setting, invariants, steps, Recording.EveryStep).Checks)
            check.Holds.ShouldBeTrue($"{check.Id}: {check.Sentence} at {place}");
    }

    // Data of few dimensions, one in four with inputs that depend on each other.
    private static ResidualSetting Drawn(Random draw, int place, bool realisable, int? samples, int batch)
    {
        var (d, k, depth) = (draw.Next(1, 4), draw.Next(1, 4), draw.Next(1, 6));
        var stream = Stream.Named("drawn", place);
        var data = LinearTeacher.Sample(d, k, samples ?? draw.Next(1, 6), realisable ? 0 : 0.5, 1, stream);
        if (place % 4 == 0 && d > 1)
        {
            var inputs = data.Inputs.Clone();
            inputs.Row(0).CopyTo(inputs.Row(1));
            data = new Dataset("dependent", inputs, data.Targets);
            if (realisable)
                data = new Dataset("dependent", inputs, MatrixProduct.Of<double>(Matrix<double>.From(Ones(k, d)), inputs));
        }

        return Modified(data, 1, depth, 1, batch);

        static double[,] Ones(int rows, int columns)
        {
            var ones = new double[rows, columns];
            for (var i = 0; i < rows; i++)
            {
                for (var j = 0; j < columns; j++)
                    ones[i, j] = 1 + (0.5 * i);
            }

            return ones;
        }
    }

    // Layers of random direction and Frobenius norm up to 0.5/L.
    private static Matrix<double>[] InRegion(ResidualSetting setting, int place)
    {
        var (width, depth, draw) = (setting.Run.Network.Width, setting.Network.Depth, new Random(place));
        return [.. Enumerable.Range(0, depth).Select(l =>
        {
            var layer = new Matrix<double>(width, width);
            Stream.Named("region", place).Named("layer", l).FillNormal(layer.Span);
            var factor = 0.499 / depth * Math.Sqrt(draw.NextDouble()) / Frobenius.Norm(layer);
            foreach (ref var x in layer.Span)
                x *= factor;
            return layer;
        })];
    }

    private static Matrix<double> Multiple(int order, double factor)
    {
        var matrix = new Matrix<double>(order, order);
        for (var k = 0; k < order; k++)
            matrix[k, k] = factor;
        return matrix;
    }

    private static Matrix<double> Plus(Matrix<double> a, Matrix<double> b, double factor)
    {
        var sum = a.Clone();
        for (var k = 0; k < sum.Span.Length; k++)
            sum.Span[k] += factor * b.Span[k];
        return sum;
    }

    private static IEnumerable<int[]> Subsets(int n, int b)
    {
        for (var mask = 0; mask < 1 << n; mask++)
        {
            int[] subset = [.. Enumerable.Range(0, n).Where(i => (mask >> i & 1) == 1)];
            if (subset.Length == b)
                yield return subset;
        }
    }
}
