using Surefoot.Arithmetic;
using Surefoot.Data;
using Surefoot.Descent;
using Surefoot.Networks;
using Surefoot.Randomness;
using Surefoot.Theory;
using Surefoot.Theory.Zou2020;
using static Surefoot.Tests.Theory.Zou2020.ZouSettings;

namespace Surefoot.Tests.Theory.Zou2020;

/// <summary>Every statement on an instance whose quantities all differ, so that none can stand for another; its numbers are by hand.</summary>
/// <remarks>
/// d = 4, k = 3, r = 2, n = 5, b = 2, m = 9, L = 6; lambda_A = 4, mu_A = 2, lambda_B = 7, mu_B = 3; ||X|| = 5, sigma_r = 2, ||X||_F^2 = 29,
/// ||X||_{2,inf} = 4, kappa = 6.25; ||Y||_F^2 = 102, L* = 1/2 from a sample whose inputs are 0, L(0) = 51 as B A = 0. The first gradients have
/// entries in two places only, g and h, which multiply nothing but A and B: one step with layers of u and v there makes the map's entries
/// 7 L u 4 = 168 u and 3 L v 2 = 36 v, for 2 and 1/2 of the best map, and the gap (25 (168 u - 2)^2 + 4 (36 v - 1/2)^2) / 2.
/// </remarks>
public class DistinctTests
{
    private const double Rate = 1e-6;

    // Some hundred roundings: spectra, and powers of them.
    private const double Digits = 1e-12;

    private static readonly double E3 = Math.Exp(3);

    // ||grad||^2 of every layer: 7 50 4 and 3 2 2, from Y X^T.
    private const double Gradient = (1400.0 * 1400) + (12 * 12);

    // ||G||^2 for samples 0 and 2: 2.5 times 7 18 4 and 3 2 2.
    private const double BatchGradient = (1260.0 * 1260) + (30 * 30);

    [Fact]
    public void What_is_measured()
    {
        var setting = Distinct(Rate, batches: true);
        var problem = new ResidualProblem(setting);
        (problem.Inputs, problem.Outputs, problem.Rank, problem.Samples, problem.Width, problem.Depth).ShouldBe((4, 3, 2, 5, 9, 6));
        double[] measured = [problem.InputMax, problem.InputMin, problem.OutputMax, problem.OutputMin, problem.Largest, problem.Smallest, setting.InputNorm, setting.MaxColumnNorm, problem.ConditionNumber];
        measured.ShouldBeRelative([4, 2, 7, 3, 5, 2, Math.Sqrt(29), 4, 6.25], Digits);
        double[] derived = [problem.Max, problem.Min, problem.Conditioning, problem.BatchFactor, problem.Radius, problem.StartGap, problem.StartLoss, problem.TargetError, setting.TargetNorm];
        derived.ShouldBeRelative([28, 6, 9 / 7.0, 2.5, 1 / 12.0, 50.5, 51, 50.5e-6, Math.Sqrt(102)], Digits);
        problem.ProgressAt(Rate).ShouldBeRelative(864e-6 / Math.E, Digits);
        setting.Start.Step.ShouldBe(0);
        new ResidualProblem(Distinct(Rate)).BatchFactor.ShouldBe(1, "all samples are seen at once");
        StochasticProof.Increment(problem).ShouldBeRelative(Math.E * 1e-6 * 6 * 2.5 * 784 * 25, Digits);
        StochasticProof.Gamma0(problem).ShouldBeRelative(4 * 6 * 36 * 4 / (3 * Math.E), Digits);
        StochasticProof.Gamma1(problem).ShouldBeRelative(2 * Math.E * Math.E * 36 * 2.5 * 784 * 784 * 25 * 16 * 0.5, Digits);
    }

    [Fact]
    public void Theorem_3_1_and_its_step()
    {
        var setting = Distinct(Rate);
        var certificate = new Theorem31().Certify(setting);
        Limit(certificate, "mu_A").ShouldBeRelative(2 * Math.Sqrt(8 * E3) * 5 * Math.Sqrt(50.5) / 4, Digits);
        Limit(certificate, "the learning rate").ShouldBeRelative(1 / (2 * 6 * 28 * 5 * (Math.Sqrt(2 * Math.E * 51) + (Math.E / 2 * 28 * 5))), Digits);
        var (x, distance) = (864e-6 / Math.E, Math.Sqrt(8 * E3) * 28 * 5 * Math.Sqrt(50.5) / (6 * 36 * 4));
        Values(certificate).ShouldBeRelative([x, distance], Digits);
        var gap = Gap(1400 * Rate, 12 * Rate);
        var sides = SidesAt(1, setting, certificate);
        ShouldBe(sides["theorem-3.1/rate"], gap, (1 - x) * 50.5);
        ShouldBe(sides["theorem-3.1/region"], Rate * Math.Sqrt(Gradient), 1 / 12.0);
        ShouldBe(sides["theorem-3.1/distance"], Rate * Math.Sqrt(Gradient), distance);
        ShouldBe(sides["theorem-3.1/step"], gap - 50.5, -Rate / 2 * 6 * Gradient);
        ShouldBe(sides["theorem-3.1/contraction"], gap, (1 - x) * 50.5);
        ResidualChecks.Run(setting, [], 1, Recording.EveryStep).Gaps.ShouldBeRelative([50.5, gap], Digits);
    }

    [Fact]
    public void Theorem_3_6_and_its_step()
    {
        // epsilon' = 0.1: L(0)/epsilon' = 510, the gap over epsilon' = 505.
        var setting = Distinct(Rate, batches: true).At(Rate, targetError: 0.3, failure: 0.15);
        var certificate = new Theorem36().Certify(setting);
        var steps = Math.E / 864e-6 * Math.Log(505);
        certificate.Assumptions.Select(each => each.Name).ShouldBe(["the method is stochastic gradient descent", "delta", "epsilon", "mu_A^2 mu_B^2 / (lambda_A lambda_B) of A and B", "the learning rate"]);
        Limit(certificate, "delta").ShouldBe(1 / 6.0);
        Limit(certificate, "epsilon").ShouldBeRelative(50.5, Digits);
        Limit(certificate, "mu_A").ShouldBeRelative(Math.Sqrt(8 * E3) * 2.5 * 5 * Math.Log(510) * Math.Sqrt(102) / 4, Digits);
        Limit(certificate, "the learning rate").ShouldBeRelative(Largest(steps), Digits);
        Values(certificate)[0].ShouldBeRelative(steps, Digits);

        // 1/0.15 is between 4 and 8: three runs.
        Values(certificate)[3].ShouldBe(3);
        var (rate, whole) = (Values(certificate)[1], Values(certificate)[2]);
        (rate * whole * 864 / Math.E).ShouldBeRelative(Math.Log(505), Digits);
        whole.ShouldBe(Math.Round(whole));
        rate.ShouldBeLessThanOrEqualTo(Largest(whole) * (1 + Digits));
        (rate * whole / (whole - 1)).ShouldBeGreaterThan(Largest(whole - 1), "one step fewer would take more than the largest rate");

        // A smaller target, where noise at the optimum decides.
        Limit(new Theorem36().Certify(setting.At(Rate, targetError: 3e-4, failure: 0.15)), "the learning rate").ShouldBeRelative(Prefactor * 1e-4 / (16 * 0.5), Digits);

        var gap = Gap(1260 * Rate, 30 * Rate);
        var sides = SidesAt(1, setting, certificate);
        ShouldBe(sides["theorem-3.6/distance"], Rate * Math.Sqrt(BatchGradient), Math.Sqrt(2 * Math.E) * Rate * 2.5 * 28 * 5 * Math.Sqrt(102));
        ShouldBe(sides["theorem-3.6/step"], gap - 50.5, (-Rate * 6 * ((1400.0 * 1260) + (12 * 30))) + (Math.E * Rate * Rate * 6 * 784 * 25 * 6 * BatchGradient));
        ShouldBe(sides["theorem-3.6/change"], Math.Log(51 / (gap + 0.5)), 3 * Math.E * Rate * 6 * 2.5 * 784 * 25);

        static double Largest(double steps) => Prefactor * Math.Log(2) * Math.Log(2) / (3 * 2.5 * 25 * Math.Log(steps / 0.15) * Math.Log(510));
    }

    [Fact]
    public void Theorem_3_8_and_its_step()
    {
        // Without the sample that nothing fits, L(0) = 50.5.
        var setting = Distinct(Rate, batches: true, realisable: true).At(Rate, horizon: 500, failure: 0.15);
        var certificate = new Theorem38().Certify(setting);
        Limit(certificate, "mu_A").ShouldBeRelative(4 * Math.Sqrt(2 * E3) * 2.5 * 5 * Math.Sqrt(101) / 4, Digits);
        Limit(certificate, "log(T/delta)").ShouldBeRelative(6 * Math.Log(2) / 96, Digits);
        Limit(certificate, "L*").ShouldBeRelative(101e-24, 1e-10);
        var limit = Math.Log(2) * 36 * 4 / (96 * E3 * 6 * 6.25 * Math.Pow(28, 4) * 625 * Math.Log(500 / 0.15));
        Limit(certificate, "the learning rate").ShouldBeRelative(limit, Digits);
        Values(certificate).ShouldBeRelative([864e-6 / Math.E, limit], Digits);
        Values(certificate.Constants.Select(constant => constant.Value)).ShouldBeRelative([8 * Math.Exp(1.5), Math.Log(2) / (96 * E3)], Digits);
        certificate.FailureProbability.ShouldBe(0.15);
        certificate.Bound!.At(0).ShouldBeRelative(101, Digits);
        var gap = Gap(1260 * Rate, 30 * Rate);
        var sides = SidesAt(1, setting, certificate);
        ShouldBe(sides["theorem-3.8/rate"], gap, 101 * (1 - (864e-6 / Math.E)));
        ShouldBe(sides["theorem-3.8/region"], Rate * Math.Sqrt(BatchGradient), 1 / 12.0);
        ShouldBe(sides["theorem-3.8/change"], Math.Log(50.5 / gap), 3 * Math.E * Rate * 6 * 2.5 * 784 * 25);
    }

    [Fact]
    public void Lemmas_at_the_start_and_after_a_step()
    {
        var setting = Distinct(Rate, batches: true);
        var first = SidesAt(0, setting, new LemmaA1().Certify(setting));
        ShouldBe(first["lemma-a.1/lower"], 2 / Math.E * 36 * 4 * 50.5, Gradient);
        ShouldBe(first["lemma-a.1/lower-tight"], 2 * Math.Pow(11 / 12.0, 10) * 36 * 4 * 50.5, Gradient);
        ShouldBe(first["lemma-a.1/upper"], Gradient, 2 * Math.E * 784 * 25 * 50.5);
        ShouldBe(first["lemma-a.1/upper-tight"], Gradient, 2 * Math.Pow(13 / 12.0, 10) * 784 * 25 * 50.5);
        ShouldBe(first["lemma-a.1/batch"], BatchGradient, 2 * Math.E * 6.25 * 784 * 25 * 51);
        Values(new LemmaA1().Certify(setting)).ShouldBeRelative([2 / Math.E * 36 * 4, 2 * Math.E * 784 * 25], Digits);

        // (U - Phi) X X^T has entries 2 25 and 4/2, and the residual 2 5 and 2/2.
        var traces = SidesAt(0, setting, new LemmaB2().Certify(setting));
        ShouldBe(traces["lemma-b.2/lower"], 2 * 4 * 50.5, (50 * 50) + (2 * 2));
        ShouldBe(traces["lemma-b.2/upper"], (50 * 50) + (2 * 2), 2 * 25 * 50.5);
        var norms = SidesAt(0, setting, new LemmaB3().Certify(setting));
        ShouldBe(norms["lemma-b.3/lower"], 3 * Math.Sqrt(101), Math.Sqrt((70 * 70) + (3 * 3)));
        ShouldBe(norms["lemma-b.3/upper"], Math.Sqrt((70 * 70) + (3 * 3)), 7 * Math.Sqrt(101));

        var squares = SidesAt(0, setting, new LemmaB1().Certify(setting))["lemma-b.1"];
        (squares.Right, squares.IsHidden).ShouldBe((0, true), "an equation");

        // Between the start and the first point of gradient descent.
        setting = Distinct(Rate);
        var (gap, linear, sum) = (Gap(1400 * Rate, 12 * Rate), -Rate * 6 * Gradient, 6 * Rate * Math.Sqrt(Gradient));
        Values(new LemmaA2().Certify(setting)).ShouldBeRelative([6 * 140 * (Math.Sqrt(2 * Math.E * 51) + (Math.E / 2 * 140))], Digits);
        var pair = SidesAt(1, setting, new LemmaA2().Certify(setting));
        ShouldBe(pair["lemma-a.2/smooth"], gap - 50.5, linear + (6 * 140 * (Math.Sqrt(2 * Math.E * 51) + (Math.E / 2 * 140)) * sum * sum / 6));
        ShouldBe(pair["lemma-a.2/smooth-tight"], gap - 50.5, linear + (140 * ((Math.Sqrt(2 * Math.E * 51) / 2) + (Math.E / 2 * 140)) * sum * sum));
        ShouldBe(pair["lemma-a.2/below"], linear - (140 * Math.Sqrt(2 * Math.E * 51) / 2 * sum * sum), gap - 50.5);
        ShouldBe(pair["lemma-a.2/product"], sum, Math.Sqrt(Math.E) * sum);
    }

    [Fact]
    public void Gaussian_ends_of_two_deviations()
    {
        // alpha beta = 3/2, m = 9; log(3 n / delta) = log 150.
        var setting = Gaussian(new GaussianTransformation(3, 0.5), DataOf(Inputs, Targets));
        var slope = 6.05 * Math.Log(150) * 2.25 * 3 * 29;
        var loss = (slope * 9) + 102;
        Values(new Proposition33().Certify(setting))[^1].ShouldBeRelative(loss, Digits);
        new ResidualProblem(Gaussian(new GaussianTransformation(), DataOf(Inputs, Targets))).Deviations.ShouldBeRelative(1 / 3.0 / Math.Sqrt(3), Digits);

        var certificate = new Corollary34().Certify(setting);
        certificate.Assumptions.Select(each => each.Name).ShouldBe(["the method is gradient descent", "the transformation is Gaussian", "the width", "the learning rate"]);
        var width = Values(certificate)[0];
        (Math.Pow(0.9, 4) / 1.21 * 1.5 * width).ShouldBeRelative(2 * Math.Sqrt(8 * E3) * 5 * Math.Sqrt((slope * width) + 102) / 4, Digits);
        Limit(certificate, "the width").ShouldBe(width);
        var limit = 1 / (2 * 6 * 1.21 * 1.5 * 9 * 5 * (Math.Sqrt(2 * Math.E * loss) + (Math.E / 2 * 1.21 * 1.5 * 9 * 5)));
        Limit(certificate, "the learning rate").ShouldBeRelative(limit, Digits);
        var decay = Rate * 6 * Math.Pow(0.81 * 1.5 * 9, 2) * 4 / Math.E;
        Values(certificate)[1].ShouldBeRelative(decay, Digits);
        Values(certificate)[2].ShouldBe(Math.Ceiling(1 / (decay * limit / Rate)));
        certificate.Bound!.At(0).ShouldBeRelative(setting.Start.Loss - 0.5, Digits);

        // The printed constants fit together: at that width a spread of sqrt(m)/10 is allowed, and 6.05 is 5 times the square of 1.1.
        var law = new Proposition33().Certify(setting);
        (Values(law)[0], Values(law)[1]).ShouldBe((0.9, 1.1));
        law.Constants[0].Value.ShouldBeRelative(Math.Pow(1 / (Values(law)[1] - 1), 2), Digits);
        law.Constants[1].Value.ShouldBeRelative(5 * Values(law)[1] * Values(law)[1], Digits);

        // Many inputs, and the width that singular values take is the larger one.
        var wide = new Matrix<double>(110, 1);
        wide[0, 0] = 1;
        var many = Of(new Dataset("many inputs", wide, Matrix<double>.From(new double[,] { { 0 } })), new GaussianTransformation(1, 1), 110, 1, Rate, RandomStream.FromSeed(3)).At(Rate, failure: 0.99);
        Values(new Corollary34().Certify(many))[0].ShouldBeRelative(100 * Math.Pow(Math.Sqrt(110) + Math.Sqrt(2 * Math.Log(12 / 0.99)), 2), Digits);

        // Many outputs: the larger of the two dimensions is what counts.
        Proposition33.WidthNeeded(3, 5, 0.1).ShouldBe(Proposition33.WidthNeeded(5, 3, 0.1));
        var tall = Gaussian(new GaussianTransformation(), DataOf(new double[,] { { 1, 2 } }, new double[,] { { 1, 0 }, { 0, 1 }, { 2, 0 } }));
        Limit(new Proposition33().Certify(tall), "the width").ShouldBeRelative(100 * Math.Pow(Math.Sqrt(3) + Math.Sqrt(2 * Math.Log(120)), 2), Digits);
    }

    [Fact]
    public void Widths_that_works_leave_a_constant_of_open()
    {
        // k r kappa^2 n^2/b^2 = 3 2 6.25^2 2.5^2.
        var measure = 6 * 6.25 * 6.25 * 6.25;
        var setting = Of(DataOf(Inputs, Targets), new GaussianTransformation(), 9, 6, Rate, RandomStream.FromSeed(3), 2);
        var (first, second) = (new Corollary37().Certify(setting.At(Rate, targetError: 0.01)), new Corollary39().Certify(setting));
        Values(first).ShouldBeRelative([measure * Math.Pow(Math.Log(100), 2)], Digits);
        Values(second).ShouldBeRelative([measure], Digits);
        Values(new Corollary37().Certify(setting)).ShouldBeRelative([measure * Math.Pow(Math.Log(1e6), 2)], Digits);
        Limit(second, "L*").ShouldBeRelative(102e-24, 1e-10);
        foreach (var certificate in new Certificate[] { first, second })
        {
            certificate.Assumptions.Take(2).Select(each => (each.Name, each.Value, each.Limit)).ShouldBe(
                [("the method is stochastic gradient descent", 1, 1), ("the transformation is Gaussian", 1, 1)]);
            certificate.Assumptions[2].Value.ShouldBe(9 - 4, "the width above d");
        }

        var remark = Values(new Remark35().Certify(setting));
        remark.ShouldBeRelative([(6 * 6.25 * 6.25) + 4, (6 * 6.25 * 6 * 6.25 * 6.25) + 4], Digits);
    }

    [Fact]
    public void Badly_conditioned_ends_keep_every_promise()
    {
        // mu^2/lambda = 9/7 times the scale of B, against C 5 sqrt(50.5) / 4 = 225.2 and 4 sqrt(2 e^3) 12.5 sqrt(101) / 4 = 796.2.
        var whole = Distinct(1, outputScale: 176);
        var problem = new ResidualProblem(whole);
        Keeps(new Theorem31(), whole.At(Theorem31.RateLimit(6, problem.Max, 5, 51)));
        var sampled = Distinct(1, batches: true, realisable: true, outputScale: 620);
        Keeps(new Theorem38(), sampled.At(new Theorem38().RateLimit(sampled)));

        static void Keeps(Theorem<ResidualSetting, ResidualMoment> theorem, ResidualSetting setting)
        {
            var certificate = theorem.Certify(setting);
            certificate.Verdict.ShouldBe(Verdict.Holds, certificate.Sentence);
            ResidualChecks.Run(setting, certificate.Invariants, 100, Recording.EveryStep).Checks.ShouldAllBe(check => check.Holds && check.Steps > 0);
        }
    }

    [Fact]
    public void A_factor_before_the_squares_is_that_of_scaled_data_all_along_a_run()
    {
        // Half the mean of the squares of five samples: data divided by sqrt(5). Weights move as they would on these.
        var network = Ends(1);
        Of(DataOf(Inputs, Targets), network, 1e-5, scaling: Surefoot.Losses.SquaredScaling.HalfMean).ExampleNorm(1).ShouldBeRelative(4 / Math.Sqrt(5), Digits);
        var mean = Of(DataOf(Inputs, Targets), network, 1e-5, 2, new CyclicBatches([0, 2], [1, 3], [2, 4]), Surefoot.Losses.SquaredScaling.HalfMean);
        var scaled = Of(DataOf(Shrunk(Inputs), Shrunk(Targets)), network, 1e-5, 2, new CyclicBatches([0, 2], [1, 3], [2, 4]));
        foreach (var theorem in Library.Theorems.OfType<Theorem<ResidualSetting, ResidualMoment>>())
        {
            var (one, other) = (SidesAt(2, mean, theorem.Certify(mean)), SidesAt(2, scaled, theorem.Certify(scaled)));
            one.Keys.ShouldBe(other.Keys);
            foreach (var (id, sides) in one.Where(each => each.Key != "lemma-b.1" && !double.IsNaN(each.Value.Right)))
                ShouldBe(sides, other[id].Left, other[id].Right);
        }

        static double[,] Shrunk(double[,] entries)
        {
            var shrunk = (double[,])entries.Clone();
            for (var i = 0; i < shrunk.GetLength(0); i++)
            {
                for (var j = 0; j < shrunk.GetLength(1); j++)
                    shrunk[i, j] /= Math.Sqrt(5);
            }

            return shrunk;
        }
    }

    private static double[,] Inputs { get; } = { { 3, 4, 0, 0, 0 }, { 0, 0, 2, 0, 0 }, { 0, 0, 0, 0, 0 }, { 0, 0, 0, 0, 0 } };

    private static double[,] Targets { get; } = { { 6, 8, 0, 1, 0 }, { 0, 0, 1, 0, 0 }, { 0, 0, 0, 0, 0 } };

    // mu^2 sigma_r^2 over 6 e^3 L (n/b) lambda^4 ||X||^2.
    private static double Prefactor { get; } = 36 * 4 / (6 * E3 * 6 * 2.5 * Math.Pow(28, 4) * 25);

    private static double Gap(double u, double v) => ((25 * Math.Pow((168 * u) - 2, 2)) + (4 * Math.Pow((36 * v) - 0.5, 2))) / 2;

    private static LinearResidualNetwork Ends(double outputScale)
    {
        var (a, b) = (new Matrix<double>(9, 4), new Matrix<double>(3, 9));
        (a[0, 0], a[1, 1], a[2, 2], a[3, 3]) = (4, 2, 3, 3);
        (b[0, 4], b[1, 5], b[2, 6]) = (7 * outputScale, 3 * outputScale, 4 * outputScale);
        return new LinearResidualNetwork(a, b, 6);
    }

    /// <summary>The instance.</summary>
    internal static ResidualSetting Distinct(double rate, bool batches = false, bool realisable = false, double outputScale = 1)
    {
        var targets = (double[,])Targets.Clone();
        if (realisable)
            targets[0, 3] = 0;
        return Of(DataOf(Inputs, targets), Ends(outputScale), rate, batches ? 2 : null, batches ? new CyclicBatches([0, 2], [1, 3], [2, 4]) : null);
    }

    private static ResidualSetting Gaussian(GaussianTransformation transformation, Dataset data) => Of(data, transformation, 9, 6, Rate, RandomStream.FromSeed(3));

    private static double Limit(Certificate certificate, string name) => certificate.Assumptions.Single(each => each.Name.StartsWith(name, StringComparison.Ordinal)).Limit;

    private static IReadOnlyList<double> Values(Certificate certificate) => Values(certificate.Yields.Select(yield => yield.Value));

    private static IReadOnlyList<double> Values(IEnumerable<double> values) => [.. values];

    // Differences of two gaps have lost a digit.
    private static void ShouldBe(Comparison sides, double left, double right)
    {
        sides.Left.ShouldBe(left, (10 * Digits * Math.Abs(left)) + sides.Rounding);
        sides.Right.ShouldBe(right, (10 * Digits * Math.Abs(right)) + sides.Rounding);
    }

    // Both sides of everything that speaks at a step of the run.
    private static Dictionary<string, Comparison> SidesAt(long step, ResidualSetting setting, Certificate<ResidualMoment> certificate)
    {
        var sides = new Dictionary<string, Comparison>();
        ResidualChecks.Run(setting, [.. certificate.Invariants.Select(invariant => new Invariant<ResidualMoment>(invariant.Id, invariant.Statement, () =>
        {
            var measure = invariant.Begin();
            return moment =>
            {
                var measured = measure(moment);
                if (moment.Step == step && measured is { } both)
                    sides[invariant.Id] = both;
                return measured;
            };
        }))], step, Recording.EveryStep);
        return sides;
    }
}
