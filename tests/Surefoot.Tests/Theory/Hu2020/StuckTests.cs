using Surefoot.Arithmetic;
using Surefoot.Data;
using Surefoot.Descent;
using Surefoot.Initializations;
using Surefoot.Losses;
using Surefoot.Theory;
using Surefoot.Theory.Hu2020;

namespace Surefoot.Tests.Theory.Hu2020;

/// <summary>Section 5: Gaussian starts that are too deep for their width get nowhere, and the certificate knows for how long.</summary>
public class StuckTests
{
    private const double Printed = 1e-11;

    [Theory]
    [InlineData(60, 4.9e-14, 1)]
    [InlineData(10, 0.05, 1e-4)]
    [InlineData(10, 0.09, 1e-4)]
    public void A_diagonal_network_has_its_certificate_by_hand(int depth, double output, double rate)
    {
        // L layers a I with X = Y = I, a^L the output, and the scales s of the root mean square: A = I / sqrt(2) times sqrt(2) = I.
        var a = Math.Pow(output, 1.0 / depth);
        var certificate = new CertificateStuck().Certify(Diagonal(a, depth, rate));
        certificate.Verdict.ShouldBe(Verdict.Holds);

        // ||A_{j:i}|| = 1, so b over n layers is (1 + rho)^n; W = a A, so beta = a^L. At 0.09 only radii up to 0.0058 keep the output below 0.0954.
        var best = CertificateStuck.Radii.Max(Steps);
        HuSettings.Yield(certificate, "T").ShouldBeRelative(best, 1e-8);
        HuSettings.Yield(certificate, "rho").ShouldBe(CertificateStuck.Radii.MaxBy(Steps));
        HuSettings.Yield(certificate, "Lambda").ShouldBe(0, 1e-13);
        certificate.Assumptions[^2].Value.ShouldBeRelative(output * Math.Pow(1 + 1e-9, depth), 1e-12);

        // A certificate over less than one step is none.
        new CertificateStuck().Certify(Diagonal(a, depth, rate * best / 1.01)).Verdict.ShouldBe(Verdict.Holds);
        new CertificateStuck().Certify(Diagonal(a, depth, rate * best / 0.99)).Verdict.ShouldBe(Verdict.DoesNotApply);

        double Steps(double rho)
        {
            var moved = output * Math.Pow(1 + rho, depth) * Math.Sqrt(2);
            var gradient = output / a * Math.Pow(1 + rho, depth - 1) * (moved + Math.Sqrt(2));
            return moved <= 0.0954 * Math.Sqrt(2) ? a * rho / (rate * gradient) : 0;
        }
    }

    [Fact]
    public void Radii_are_half_a_decade_apart_from_a_billionth_to_three_hundredths()
    {
        CertificateStuck.Radii.Count.ShouldBe(16);
        for (var k = 0; k < 16; k++)
            CertificateStuck.Radii[k].ShouldBeRelative(1e-9 * Math.Pow(10, k / 2.0), 1e-14);
    }

    [Fact]
    public void The_limit_on_the_output_is_0_0954_of_the_targets()
    {
        // a^L = 0.1 has no radius that stays below 0.0954; a^L = 0.09 has.
        foreach (var (output, qualifies) in new[] { (0.0955, false), (0.0953, true) })
        {
            var setting = Diagonal(Math.Pow(output, 0.1), 10, 1e-12);
            (new CertificateStuck().Certify(setting).Verdict == Verdict.Holds).ShouldBe(qualifies);
        }
    }

    [Fact]
    public void Starts_that_are_certified_stay_where_they_are()
    {
        // Depths and widths where a good part of the seeds is certified; runs go on to the certified step where that is near.
        var certified = 0;
        foreach (var (depth, width) in new[] { (40, 1), (60, 1), (100, 1), (100, 2), (120, 3) })
        {
            for (ulong seed = 1; seed <= 8; seed++)
            {
                var setting = HuSettings.Cursed(new GaussianInitialization(), depth, width, seed, rate: 1);
                var certificate = new CertificateStuck().Certify(setting);
                if (certificate.Verdict != Verdict.Holds)
                    continue;
                certified++;
                var steps = (long)Math.Min(200, Math.Floor(HuSettings.Yield(certificate, "T")));
                var run = DeepLinearChecks.Run(setting, certificate.Invariants, steps, Recording.LogSpaced(4));
                run.Checks.ShouldAllBe(check => check.Holds && check.Steps > 0, $"depth {depth}, width {width}, seed {seed}");
            }
        }

        certified.ShouldBeGreaterThan(20);
    }

    [Fact]
    public void A_certificate_of_one_step_speaks_of_that_step()
    {
        // T falls as the rate grows, so a rate of T / 1.5 times as much leaves a step and a half.
        var setting = HuSettings.Cursed(new GaussianInitialization(), 40, 1, 2, rate: 1);
        var steps = HuSettings.Yield(new CertificateStuck().Certify(setting), "T");
        var fast = HuSettings.At(setting, steps / 1.5);
        var certificate = new CertificateStuck().Certify(fast);
        certificate.Verdict.ShouldBe(Verdict.Holds);
        HuSettings.Yield(certificate, "T").ShouldBeRelative(1.5, 1e-6);
        DeepLinearChecks.Run(fast, certificate.Invariants, 2, Recording.EveryStep).Checks.ShouldAllBe(check => check.Steps == 2 && check.Holds);

        // Half a step is none, but it is told.
        var half = new CertificateStuck().Certify(HuSettings.At(setting, 2 * steps));
        half.Verdict.ShouldBe(Verdict.DoesNotApply);
        HuSettings.Yield(half, "T").ShouldBeRelative(0.5, 1e-6);
        HuSettings.Yield(half, "rho").ShouldBe(HuSettings.Yield(certificate, "rho"));
    }

    [Fact]
    public void Bounds_on_products_keep_their_digits_at_tiny_radii()
    {
        // K ((1 + rho K)^n - 1) = n rho K^2 to first order; 1 + rho K alone has 3 digits of rho K left.
        Lemma54.NearBound(2, 1e-13, 7).ShouldBeRelative(7 * 4e-13, 1e-11);
        Lemma54.LongBound(0.5, 2, 1e-13, 7).ShouldBeRelative(0.5 * (1 + (7 * 2e-13)), 1e-15);
    }

    [Fact]
    public void Of_deep_networks_prefixes_suffixes_and_layers_are_measured()
    {
        // 13 prefixes, 13 suffixes and 12 layers between; with the whole product one more. Of 14 layers all have 105.
        var setting = HuSettings.OrthogonalNearTarget(14, 1e-6);
        new RegressionProblem(setting).ProductMoves(setting.Start).Count().ShouldBe(38);
        var problem = new GaussianProblem(setting);
        problem.Products(setting.Start, false).Count().ShouldBe(39);
        problem.Products(setting.Start, true).Count().ShouldBe(105);
        new RegressionProblem(HuSettings.OrthogonalNearTarget(12, 1e-6)).SeesAllPairs.ShouldBeTrue();
        new RegressionProblem(HuSettings.OrthogonalNearTarget(13, 1e-6)).SeesAllPairs.ShouldBeFalse();
    }

    [Fact]
    public void Layers_are_measured_against_the_scale_of_the_output()
    {
        // An output scale of 2 for 1/2 is that of layers twice as large: sigma(W_i) / sqrt(m) of 1, 1/2 and of 3/4, 3/4.
        var data = new Dataset("square", Matrix<double>.Identity(2), Matrix<double>.Identity(2));
        var setting = Settings.Of(data, new SquaredLoss(), 2, 0.1, Diagonal(0.5, 0.25), Diagonal(0.375, 0.375));
        var problem = new RegressionProblem(setting);
        problem.OrthogonalStart.Value.ShouldBeRelative(0.5, 1e-12);
        problem.Isometry(setting.Start).Least.ShouldBeRelative(0.5, 1e-12);
        problem.Isometry(setting.Start).Largest.ShouldBeRelative(1, 1e-12);
        var small = Settings.Of(data, new SquaredLoss(), 2, 0.1, Diagonal(0.25, 0.25), Diagonal(0.375, 0.375));
        new RegressionProblem(small).Isometry(small.Start).Largest.ShouldBeRelative(0.75, 1e-12);

        // Columns of the map of 3/4 and 3/8, and half of that: the largest squared gain, where all are below 1.
        new Lemma42b().Measure(setting, "lemma-4.2b/column").Left.ShouldBeRelative(0.5625, 1e-12);
        new Lemma42b().Measure(small, "lemma-4.2b/column").Left.ShouldBeRelative(0.140625, 1e-12);

        // Vector V6 in layers half as large, with 2^3 times the output scale and a quarter of the learning rate: the same moves.
        var near = HuSettings.Near();
        var halved = Settings.Of(HuSettings.NearData, new SquaredLoss(), 8 / Math.Sqrt(16 * 16 * 2), near.LearningRate / 4, [.. HuSettings.NearLayers(0.5)]);
        var (moved, same) = (new Claim44().Measure(halved, "claim-4.4/product", 3), new Claim44().Measure(near, "claim-4.4/product", 3));
        moved.Left.ShouldBeRelative(same.Left, 1e-9);
        moved.Right.ShouldBeRelative(same.Right, 1e-9);

        // dl/dW_1 = alpha W_2^T (alpha W - I), dl/dW_2 = alpha (alpha W - I) W_1^T, alpha W = 4 diag(3/16, 3/32): the larger of the two counts, in the
        // normalised network's layers, where a gradient is half as large.
        var residual = new[] { 1 - 0.75, 1 - 0.375 };
        var layers = new[] { Math.Sqrt(2) * 0.5, Math.Sqrt(2) * 0.25 };
        var last = 2 * Math.Sqrt(Math.Pow(residual[0] * layers[0], 2) + Math.Pow(residual[1] * layers[1], 2));
        var first = 2 * Math.Sqrt(2) * 0.375 * Math.Sqrt((residual[0] * residual[0]) + (residual[1] * residual[1]));
        first.ShouldBeGreaterThan(1.1 * last);
        problem.LargestGradient(setting.Start).ShouldBeRelative(first / 2, 1e-12);

        static double[,] Diagonal(double a, double b) => new[,] { { Math.Sqrt(2) * a, 0 }, { 0, Math.Sqrt(2) * b } };
    }

    [Fact]
    public void A_scale_of_at_most_1_needs_no_power_of_the_depth()
    {
        // log(alpha^2 prod d_i sigma_i^2) = 2 L log sigma for the normalised network: 1/2 and -1/2.
        foreach (var (log, open) in new[] { (0.5, true), (-0.5, false) })
        {
            var certificate = new Theorem51().Certify(HuSettings.Cursed(new GaussianInitialization(Math.Exp(log / 6)), 3, 2, 1));
            var assumption = HuSettings.Assumed(certificate, "log(alpha^2 prod_i d_i sigma_i^2)");
            assumption.Value.ShouldBeRelative(log, 1e-12);
            (assumption.MissingConstant is not null).ShouldBe(open);
        }
    }

    [Fact]
    public void Products_that_are_not_measured_are_bounded_by_the_drift()
    {
        // One step moves the layers by 0.0072452 times the distance. At a drift of 0.0073 sqrt(m) thirteen layers could not leave a tenth, (1.0073)^13 = 1.099,
        // all fourteen could.
        var setting = HuSettings.OrthogonalNearTarget(14, 0.0073 * Math.Sqrt(6) / 7.2452e-3);
        var problem = new RegressionProblem(setting);
        var moment = Settings.After(setting, 1);
        (problem.Drift(moment) / Math.Sqrt(6)).ShouldBe(0.0073, 1e-4);
        problem.IsNearIsometry(moment).ShouldBeTrue();
        problem.IsNearIsometryThroughout(moment).ShouldBeFalse();
        problem.IsNearIsometryThroughout(setting.Start).ShouldBeTrue();
        var nearby = HuSettings.OrthogonalNearTarget(14, 0.006 * Math.Sqrt(6) / 7.2452e-3);
        new RegressionProblem(nearby).IsNearIsometryThroughout(Settings.After(nearby, 1)).ShouldBeTrue("(1.006)^14 = 1.087");

        // The bound on the remainder needs a width of 4 d_y l / ||X||^2: 10 here, above 6 and below the depth.
        var unit = HuSettings.OrthogonalNearTarget(14, 1);
        var far = HuSettings.OrthogonalNearTarget(14, Math.Sqrt(10 / Claim45.Geometric(new RegressionProblem(unit), unit.Start.Gap)));
        Claim45.Geometric(new RegressionProblem(far), far.Start.Gap).ShouldBeRelative(10, 1e-9);
        new Remainder().Certify(far).Invariants.Single(invariant => invariant.Id == "remainder").Measure(Settings.After(far, 1)).ShouldBeNull();

        // And its share one of 800 d_y l ||X||^2 / sigma_r^4.
        var nearer = HuSettings.OrthogonalNearTarget(14, Math.Sqrt(10 / Claim45.Remainder(new RegressionProblem(unit), unit.Start.Gap)));
        new Remainder().Certify(nearer).Invariants.Single(invariant => invariant.Id == "remainder/share").Measure(nearer.Start).ShouldBeNull();
    }

    [Fact]
    public void At_width_1_and_depth_100_the_certified_time_is_astronomical_for_most_starts()
    {
        var steps = Enumerable.Range(1, 10)
            .Select(seed => new CertificateStuck().Certify(HuSettings.Cursed(new GaussianInitialization(), 100, 1, (ulong)seed, rate: 1)))
            .Select(certificate => HuSettings.Yield(certificate, "T"))
            .ToList();
        steps.Count(t => t > 1000).ShouldBeGreaterThanOrEqualTo(8);
        steps.Max().ShouldBeGreaterThan(1e15);
    }

    [Fact]
    public void Gaussian_starts_of_width_2_are_stuck_where_orthogonal_ones_of_the_same_depth_and_more_width_converge()
    {
        // The dossier of runs: at L = 100, d = 2, at least nine starts in ten are stuck for 1000 steps; orthogonal ones never at d >= 3.
        var stuck = 0;
        for (ulong seed = 1; seed <= 10; seed++)
        {
            var gaussian = HuSettings.Cursed(new GaussianInitialization(), 100, 2, seed);
            var run = DeepLinearChecks.Run(gaussian, [], 1000, Recording.LogSpaced(10));
            if (run.Gaps.All(gap => gap is >= 0.4 and <= 0.6))
                stuck++;
        }

        stuck.ShouldBeGreaterThanOrEqualTo(9);
        var orthogonal = HuSettings.Cursed(new OrthogonalInitialization(), 100, 6, 1);
        DeepLinearChecks.Run(orthogonal, [], 1000, Recording.LogSpaced(10)).Gaps[^1].ShouldBeLessThan(1e-20);
        new CertificateStuck().Certify(orthogonal).Verdict.ShouldBe(Verdict.DoesNotApply);
    }

    [Fact]
    public void Theorem_5_1_names_what_it_leaves_open()
    {
        var setting = HuSettings.Cursed(new GaussianInitialization(), 100, 2, 1, rate: 1);
        var certificate = new Theorem51().Certify(setting);
        certificate.Verdict.ShouldBe(Verdict.CannotTell);
        certificate.FailureProbability.ShouldBe(0.1);
        HuSettings.Yield(certificate, "gamma").ShouldBeRelative(1 - (Math.Log(2) / Math.Log(100)), Printed);
        certificate.Assumptions.Where(assumption => assumption.Holds is null).Select(assumption => assumption.MissingConstant)
            .ShouldBe(["Theta", "c_1", "L_0"], ignoreOrder: true);
        certificate.Assumptions.Single(assumption => assumption.MissingConstant == "Theta").MissingConstantAtLeast.ShouldBeRelative(1, 1e-14);
        certificate.Assumptions.Single(assumption => assumption.MissingConstant == "Theta").Sentence.ShouldEndWith("holds for Theta from 1");

        // Its count, by hand: at sigma = 1, min d_i sigma_i^2 = 2.
        Theorem51.Steps(2, 10, 0.5).ShouldBeRelative(4 * Math.Exp(3), 1e-14);
        var lambda = -Math.Log(new GaussianProblem(setting).StartNorms.Largest(10));
        HuSettings.Yield(certificate, "T with that c_1").ShouldBeRelative(2 * Math.Exp(0.3 * lambda), 1e-12);
        HuSettings.Yield(certificate, "c_1 as this start has it").ShouldBeRelative(lambda / Math.Pow(100, HuSettings.Yield(certificate, "gamma")), 1e-12);

        var known = new DeepLinearSetting(setting.Run, setting.Data, setting.Loss, 2)
        {
            Initialization = setting.Initialization,
            Constants = new[] { ("Theta", 1.5), ("c_1", 0.05), ("L_0", 50.0) }.ToDictionary(
                each => $"hu-2020/theorem-5.1 {each.Item1}", each => new Constant(each.Item1, each.Item2, ConstantOrigin.Given, "")),
        };
        var rate = new Theorem51().Certify(known).Assumptions.Single(assumption => assumption.Name == "log eta");
        rate.Limit.ShouldBeRelative(0.2 * 0.05 * Math.Pow(100, HuSettings.Yield(certificate, "gamma")), 1e-12);
        foreach (var (id, left, right) in new[] { ("theorem-5.1/lower", 0.4, known.Start.Gap), ("theorem-5.1/upper", known.Start.Gap, 0.6) })
        {
            var sides = new Theorem51().Certify(known).Invariants.Single(invariant => invariant.Id == id).Measure(known.Start)!.Value;
            sides.Left.ShouldBeRelative(left, 1e-14);
            sides.Right.ShouldBeRelative(right, 1e-14);
        }

        HuSettings.Yield(new Theorem51().Certify(known), "T").ShouldBeRelative(Math.Exp(0.3 * 0.05 * Math.Pow(100, HuSettings.Yield(certificate, "gamma"))), 1e-12);
    }

    [Fact]
    public void Theorem_5_1_measures_the_scales_of_start_and_data()
    {
        // At deviation s every d_i sigma_i^2 is s^2 d_i; with the normalised output scale alpha^2 prod d_i sigma_i^2 is s^{2 L}.
        foreach (var deviation in new[] { 0.1, 1, 3 })
        {
            var certificate = new Theorem51().Certify(HuSettings.Cursed(new GaussianInitialization(deviation), 20, 2, 1));
            ShouldBeAPower(HuSettings.Assumed(certificate, "log(alpha^2 prod_i d_i sigma_i^2)"), 40 * Math.Log(deviation));
            ShouldBeAPower(HuSettings.Assumed(certificate, "log(1 / min_i d_i sigma_i^2)"), -Math.Log(2 * deviation * deviation));
        }

        // What is at most 1 is a power of the depth with any exponent; what is more needs one.
        static void ShouldBeAPower(Assumption assumption, double logarithm)
        {
            assumption.Value.ShouldBe(logarithm, 1e-12);
            assumption.Holds.ShouldBe(logarithm <= 0 ? true : null);
            if (logarithm > 0)
                assumption.MissingConstantAtLeast.ShouldBeRelative(logarithm / Math.Log(20), 1e-12);
        }

        var setting = HuSettings.Drawn(new GaussianInitialization(), 3, 0.1, 2, 2, 2, 2);
        var problem = new RegressionProblem(setting);
        var (x, y) = (Math.Sqrt(problem.SquaredFrobenius), Math.Sqrt(problem.SquaredTargets));
        HuSettings.Assumed(new Theorem51().Certify(setting), "the largest of ||X||_F, ||Y||_F and their inverses").Value.ShouldBe(new[] { x, y, 1 / x, 1 / y }.Max());
        var small = new Dataset("small", Matrix<double>.From(new double[,] { { 0.01 } }), Matrix<double>.From(new double[,] { { 3 } }));
        var scalar = new Theorem51().Certify(Settings.Of(small, new SquaredLoss(), 1, 0.1, [.. Enumerable.Repeat(new[,] { { 0.5 } }, 30)]));
        HuSettings.Assumed(scalar, "the largest of ||X||_F, ||Y||_F and their inverses").Value.ShouldBeRelative(100, 1e-14);
        HuSettings.Assumed(scalar, "the start is Gaussian").Holds.ShouldBe(false);
    }

    [Fact]
    public void Width_1_is_the_case_gamma_1()
    {
        var data = new Dataset("scalar", Matrix<double>.Identity(1), Matrix<double>.Identity(1));
        var setting = Settings.Of(data, new SquaredLoss(), 1, 0.1, [.. Enumerable.Repeat(new[,] { { 0.5 } }, 30)]);
        HuSettings.Yield(new Theorem51().Certify(setting), "gamma").ShouldBe(1);
        HuSettings.Assumed(new Theorem51().Certify(HuSettings.Cursed(new GaussianInitialization(), 10, 11, 1)), "gamma = 1 - log(max_i d_i) / log L").Holds.ShouldBe(false);
    }

    [Fact]
    public void The_scales_of_a_start_are_its_deviations_or_its_root_mean_squares()
    {
        var setting = HuSettings.Drawn(new GaussianInitialization(0.5), 3, 0.1, 2, 3, 2, 2);
        var problem = new GaussianProblem(setting);
        double[] scales = [Math.Sqrt(3) / 2, Math.Sqrt(2) / 2, Math.Sqrt(2) / 2];
        for (var i = 0; i < 3; i++)
            problem.Scales[i].ShouldBeRelative(scales[i], 1e-14);

        // The normalised network has alpha = 1 / sqrt(3 x 2 x 2), so beta = 1/8.
        problem.LogBeta.ShouldBeRelative(Math.Log(1.0 / 8), 1e-13);
        var given = new GaussianProblem(new DeepLinearSetting(setting.Run, setting.Data, setting.Loss, 0.01));
        var norms = setting.Reduction.LayerNorms(setting.Run.Start);
        given.Scales[1].ShouldBeRelative(norms[1] / Math.Sqrt(3), 1e-14);
    }

    [Fact]
    public void The_lemmas_hold_along_runs_near_and_far_from_the_start()
    {
        foreach (var (depth, width, rate) in new[] { (4, 3, 0.2), (8, 2, 0.1), (44, 2, 0.05), (44, 6, 0.01), (60, 1, 1) })
        {
            for (ulong seed = 1; seed <= 4; seed++)
            {
                var setting = HuSettings.Cursed(new GaussianInitialization(), depth, width, seed, rate);
                Invariant<DeepLinearMoment>[] invariants = [.. new Lemma54().Certify(setting).Invariants, .. new Lemma55().Certify(setting).Invariants];
                var run = DeepLinearChecks.Run(setting, invariants, 30, Recording.LogSpaced(3));
                run.Checks.ShouldAllBe(check => check.Holds, $"depth {depth}, width {width}, seed {seed}");
                run.Checks.Single(check => check.Id == "lemma-5.4/near").Steps.ShouldBeGreaterThan(3);
                run.Checks.Single(check => check.Id == "lemma-5.4/long").Steps.ShouldBe(depth >= 40 ? run.Steps.Count : 0);
                run.Checks.Single(check => check.Id == "lemma-5.5/gradient").Steps.ShouldBeGreaterThan(0);
            }
        }
    }

    [Fact]
    public void Lemma_5_4_takes_its_blocks_from_the_right_lengths()
    {
        // At the start nothing has moved: the long blocks, L/4 and longer, beside the largest of L/10 and longer.
        var setting = HuSettings.Cursed(new GaussianInitialization(), 44, 3, 5);
        var norms = new GaussianProblem(setting).StartNorms;
        var certificate = new Lemma54().Certify(setting);
        var small = Enumerable.Range(1, 44).SelectMany(i => Enumerable.Range(i, 45 - i), (i, j) => (i, j)).Where(each => each.j - each.i >= 5).Max(each => norms[each.j, each.i]);
        HuSettings.Yield(certificate, "Lambda").ShouldBeRelative(-Math.Log(small), 1e-12);
        HuSettings.Yield(certificate, "K").ShouldBe(Math.Max(1, norms.Largest(0)));
        var longest = Enumerable.Range(12, 33).SelectMany(length => new[] { norms[length, 1], norms[44, 45 - length] }).Max();
        certificate.Invariants.Single(invariant => invariant.Id == "lemma-5.4/long").Measure(setting.Start)!.Value.Left.ShouldBeRelative(longest / small, 1e-9);
    }

    [Fact]
    public void Lemma_5_4_bounds_expanded_by_hand()
    {
        // n = 3, K = 2, rho = 0.1: 2 (1.2^3 - 1) = 1.456; with s = 0.5: 0.5 x 1.6 + 2 (1.728 - 1 - 0.6) = 1.056.
        Lemma54.NearBound(2, 0.1, 3).ShouldBeRelative(1.456, 1e-14);
        Lemma54.LongBound(0.5, 2, 0.1, 3).ShouldBeRelative(1.056, 1e-13);
        Lemma54.NearBound(1, 1e-18, 5).ShouldBeRelative(5e-18, 1e-14);
        new Lemma54().Certify(HuSettings.Cursed(new GaussianInitialization(), 39, 2, 1)).Verdict.ShouldBe(Verdict.DoesNotApply);
        new Lemma54().Certify(HuSettings.Cursed(new GaussianInitialization(), 40, 2, 1)).Verdict.ShouldBe(Verdict.Holds);

        // The gap: what one layer taken out leaves of a block of index difference L/4 may be below L/10, at depth 12 for one, but not from 40 on.
        Enumerable.Range(1, 400).Where(depth =>
        {
            var difference = (int)Math.Ceiling(depth / 4.0);
            return Enumerable.Range(0, difference + 1).Min(k => Math.Max(difference - k - 1, k - 1)) < depth / 10.0;
        }).ShouldSatisfyAllConditions(depths => depths.ShouldContain(12), depths => depths.Max().ShouldBeLessThan(40));
    }

    [Fact]
    public void Lemma_5_5_pins_both_ends_of_the_interval()
    {
        var setting = HuSettings.Cursed(new GaussianInitialization(), 100, 1, 2);
        var certificate = new Lemma55().Certify(setting);
        certificate.Verdict.ShouldBe(Verdict.Holds);
        certificate.Invariants[0].Measure(setting.Start)!.Value.Left.ShouldBeRelative(0.4, 1e-14);
        certificate.Invariants[1].Measure(setting.Start)!.Value.Right.ShouldBeRelative(0.6, 1e-14);

        // An output that is not small is not spoken about.
        var wide = HuSettings.Cursed(new OrthogonalInitialization(), 4, 4, 2);
        certificate = new Lemma55().Certify(wide);
        certificate.Invariants[0].Measure(wide.Start).ShouldBeNull();

        // One scalar layer: dl/dw = x (w x - y), and the bound is that very product.
        var data = new Dataset("scalar", Matrix<double>.From(new double[,] { { 2 } }), Matrix<double>.From(new double[,] { { 3 } }));
        var scalar = Settings.Of(data, new SquaredLoss(), 1, 0.1, new double[,] { { 0.5 } }, new double[,] { { 0.25 } });
        var sides = new Lemma55().Certify(scalar).Invariants[2].Measure(scalar.Start)!.Value;
        sides.Left.ShouldBeRelative(1, 1e-12);
    }

    [Fact]
    public void The_loss_near_the_start_is_not_the_loss_of_the_start()
    {
        // The printed l(W_1, ..., W_L) of appendix B.3 has W(0) in it; one step away the loss is another.
        var setting = HuSettings.Cursed(new GaussianInitialization(), 4, 3, 1, rate: 0.1);
        var run = DeepLinearChecks.Run(setting, [], 1, Recording.EveryStep);
        Math.Abs(run.Gaps[1] - run.Gaps[0]).ShouldBeGreaterThan(1e-6 * run.Gaps[0]);
        new Lemma55().Slips.Select(slip => slip.Class).ShouldBe([SlipClass.Misprint, SlipClass.Gap, SlipClass.Loose]);
    }

    // Layers a I between two inputs and two outputs that are the identity.
    private static DeepLinearSetting Diagonal(double a, int depth, double rate)
    {
        var data = new Dataset("identity", Matrix<double>.Identity(2), Matrix<double>.Identity(2));
        return Settings.Of(data, new SquaredLoss(), 1, rate, [.. Enumerable.Repeat(new[,] { { a, 0 }, { 0, a } }, depth)]);
    }
}
