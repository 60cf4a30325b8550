using Surefoot.Arithmetic;
using Surefoot.Descent;
using Surefoot.Initializations;
using Surefoot.Losses;
using Surefoot.Theory;
using Surefoot.Theory.Hu2020;

namespace Surefoot.Tests.Theory.Hu2020;

/// <summary>Theorem 4.1 and everything in its proof, against hand-made cases and random runs.</summary>
public class CertificateTests
{
    // The printed values have 12 significant digits.
    private const double Printed = 1e-11;

    private static readonly Theorem<DeepLinearSetting, DeepLinearMoment>[] Proof =
    [
        new Certificate41(), new Certificate41Sharp(), new InvariantA(), new InvariantB(), new InvariantC(), new Lemma42a(), new Claim43(), new Claim44(), new Claim45(),
        new KernelUpper(), new KernelLower(), new StepSize(), new Remainder(), new Contraction(),
    ];

    [Fact]
    public void V5_a_start_that_is_too_narrow_does_not_qualify_and_its_products_do_leave_the_isometries()
    {
        var setting = HuSettings.Narrow();
        var problem = new RegressionProblem(setting);
        problem.Norm.ShouldBeRelative(3.61803398875, Printed);
        Math.Sqrt(problem.SquaredLeast).ShouldBeRelative(1.38196601125, Printed);
        problem.ConditionNumber.ShouldBeRelative(6.85410196625, Printed);
        problem.StableRank.ShouldBeRelative(1.14589803375, Printed);
        problem.TargetNorm.ShouldBeRelative(1.30622577483, Printed);
        problem.LargestRate.ShouldBeRelative(0.0190983005625, Printed);
        (1 - problem.Decay).ShouldBeRelative(0.963525491562, Printed);
        problem.StartLoss.ShouldBeRelative(8.37867965644, Printed);
        problem.ScaleSquared.ShouldBe(1);

        // U(0) = V(0) X, with alpha = 1/sqrt(128); the singular values of every product but the whole one are powers of 2.
        Math.Exp(-0.5 * setting.Network.Widths.Skip(1).Sum(width => Math.Log(width))).ShouldBeRelative(0.0883883476483, Printed);
        var start = MatrixProduct.Of<double>(setting.Start.Map, MatrixProduct.Of<double>(setting.Data.InputBasis.Transposed, setting.Data.Dataset.Inputs));
        start.ShouldBe(new[,] { { 2.12132034356, 2.82842712475 }, { -0.707106781187, 1.41421356237 } }, 1, Printed);
        Math.Pow(1 - problem.Decay, 2).ShouldBeRelative(0.928381372891, Printed);
        new Lemma42a().Certify(setting).Verdict.ShouldBe(Verdict.Holds);
        problem.Isometry(setting.Start).Least.ShouldBe(1, 1e-14);
        problem.Isometry(setting.Start).Largest.ShouldBe(1, 1e-14);
        setting.Start.SingularValues(4, 1)[0].ShouldBeRelative(11.313708499 / (8 * Math.Sqrt(2)), 1e-10);
        var (least, largest) = problem.KernelExtremes(setting.Start);
        least.ShouldBeRelative(3.8196601125, Printed);
        largest.ShouldBeRelative(26.1803398875, Printed);

        var certificate = new Certificate41().Certify(setting);
        certificate.Verdict.ShouldBe(Verdict.DoesNotApply);
        HuSettings.Yield(certificate, "R").ShouldBeRelative(15.5099609801, Printed);
        (Math.Pow(4 * 15.5099609801 / Math.Log(1.1), 2)).ShouldBeRelative(423704.245257, 1e-10);
        HuSettings.Yield(certificate, "the least width").ShouldBeRelative(Math.Pow(15.5099609801 / (Math.Pow(1.1, 0.25) - 1), 2), 1e-9);
        certificate.Sentence.ShouldStartWith("does not apply: the width beside (R / (1.1^(1/L) - 1))^2 is 4, needed >= ");

        var invariants = new InvariantB().Certify(setting).Invariants;
        var run = DeepLinearChecks.Run(setting, [.. invariants, .. new Contraction().Certify(setting).Invariants], 10, Recording.EveryStep);
        run.Gaps[1].ShouldBeRelative(2.81124634744, Printed);
        run.Gaps[3].ShouldBeRelative(0.791729465256, Printed);
        run.Gaps[10].ShouldBeRelative(0.153096094661, Printed);
        run.Checks.Single(check => check.Id == "invariant-b/lower").FirstViolation.ShouldBe(1);
        run.Checks.Single(check => check.Id == "invariant-b/upper").FirstViolation.ShouldBe(4);
    }

    [Theory]
    [InlineData(1, 1.03862450796, 0.842834576462, 3.2167692568, 22.5124786992, 0.193759701836)]
    [InlineData(3, 1.09267742414, 0.771191640226, 3.03352862708, 22.1950404843, 0.3399221414)]
    [InlineData(10, 1.15637079568, 0.733563797656, 3.09134980892, 23.4491246822, 0.455873141928)]
    public void V5_along_the_run(int step, double largest, double least, double kernelLeast, double kernelLargest, double drift)
    {
        var setting = HuSettings.Narrow();
        var problem = new RegressionProblem(setting);
        var seen = 0;
        Invariant<DeepLinearMoment> look = new("look", "", moment =>
        {
            if (moment.Step != step)
                return null;
            seen++;
            problem.Isometry(moment).Largest.ShouldBeRelative(largest, Printed);
            problem.Isometry(moment).Least.ShouldBeRelative(least, Printed);
            problem.KernelExtremes(moment).Least.ShouldBeRelative(kernelLeast, Printed);
            problem.KernelExtremes(moment).Largest.ShouldBeRelative(kernelLargest, Printed);
            problem.Drift(moment).ShouldBeRelative(drift, Printed);
            return null;
        });
        DeepLinearChecks.Run(setting, [look], step, Recording.EveryStep);
        seen.ShouldBe(1);
    }

    [Fact]
    public void V6_a_start_near_its_target_qualifies_and_keeps_every_promise()
    {
        var setting = HuSettings.Near();
        var problem = new RegressionProblem(setting);
        setting.LearningRate.ShouldBeRelative(0.00333333333333, Printed);
        problem.ConditionNumber.ShouldBeRelative(1.5625, Printed);
        problem.StableRank.ShouldBeRelative(1.64, Printed);
        var certificate = new Certificate41().Certify(setting);
        certificate.Verdict.ShouldBe(Verdict.Holds);
        HuSettings.Yield(certificate, "q").ShouldBeRelative(0.84, Printed);
        HuSettings.Yield(certificate, "R").ShouldBeRelative(0.078125, Printed);
        (Math.Pow(1 + (0.078125 / 4), 3) - 1).ShouldBeRelative(0.0597456097603, Printed);
        (Math.Pow(3 * 0.078125 / Math.Log(1.1), 2)).ShouldBeRelative(6.04705602705, Printed);
        HuSettings.Yield(certificate, "the least width").ShouldBeRelative(Math.Pow(0.078125 / (Math.Cbrt(1.1) - 1), 2), Printed);
        HuSettings.Yield(certificate, "the least width").ShouldBeInRange(5.8, 6.04705602705);
        var sharp = new Certificate41Sharp().Certify(setting);
        HuSettings.Yield(sharp, "R").ShouldBeRelative(0.078125 * 3.42239682094 / 8, Printed);
        HuSettings.Yield(sharp, "the least width").ShouldBeRelative(HuSettings.Yield(certificate, "the least width") * Math.Pow(3.42239682094 / 8, 2), Printed);

        // Each certificate promises its own radius, and both forms of the bound on the loss.
        foreach (var each in new[] { certificate, sharp })
            each.Invariants.Single(invariant => invariant.Id == "invariant-c").Measure(setting.Start)!.Value.Right.ShouldBe(HuSettings.Yield(each, "R"));
        var (once, twice) = (Promise("invariant-a"), Promise("invariant-a/squared"));
        Invariant<DeepLinearMoment> Promise(string id) => certificate.Invariants.Single(invariant => invariant.Id == id);

        var bound = new GeometricBound(problem.StartLoss, problem.Decay);
        (double Loss, double Once, double Twice, double Drift)[] steps =
        [
            (0.017578125, 0.017578125, 0.017578125, 0),
            (0.00605390625, 0.014765625, 0.012403125, 0.00405046293651),
            (0.000924978965566, 0.010418625, 0.006175160712, 0.00766352342318),
            (3.50002788165e-06, 0.0030744356619, 0.000537722575029, 0.00976224837953),
            (1.55957641672e-09, 0.000537722575029, 1.64491700733e-05, 0.00987962481731),
        ];
        long[] at = [0, 1, 3, 10, 20];
        var seen = 0;
        Invariant<DeepLinearMoment> look = new("look", "", moment =>
        {
            var row = Array.IndexOf(at, moment.Step);
            if (row < 0)
                return null;
            seen++;
            moment.Gap.ShouldBe(steps[row].Loss, (Printed * steps[row].Loss) + problem.LossRounding(moment));
            bound.At(moment.Step).ShouldBeRelative(steps[row].Once, Printed);
            certificate.Bound!.At(moment.Step).ShouldBeRelative(steps[row].Twice, Printed);
            once.Measure(moment)!.Value.Right.ShouldBeRelative(steps[row].Once, Printed);
            twice.Measure(moment)!.Value.Right.ShouldBeRelative(steps[row].Twice, Printed);
            problem.Drift(moment).ShouldBe(steps[row].Drift, (Printed * steps[row].Drift) + problem.DriftRounding(moment));
            return null;
        });
        var theorems = Proof.Select(theorem => theorem.Certify(setting)).ToList();
        theorems.ShouldAllBe(each => each.Verdict == Verdict.Holds);
        var run = DeepLinearChecks.Run(setting, [look, .. theorems.SelectMany(each => each.Invariants)], 300, Recording.EveryStep);
        seen.ShouldBe(5);

        // To step 300 the bounds fall far below what rounding leaves of the loss.
        run.Checks.ShouldAllBe(check => check.Holds);
        run.Checks.Single(check => check.Id == "claim-4.3").Steps.ShouldBeGreaterThan(100);
        run.Checks.Where(check => check.Id is not ("look" or "claim-4.3" or "lemma-4.2a" or "claim-4.5")).ShouldAllBe(check => check.Steps >= 300);
    }

    [Theory]
    [InlineData(1, 500)]
    [InlineData(2, 500)]
    public void Runs_inside_the_assumptions_keep_every_promise(int form, int count)
    {
        // Half of the instances meet the requirement of the proof, half only that of the sharper form.
        var factor = form == 1 ? ExplicitConvergence.ProofFactor : ExplicitConvergence.SharpFactor;
        for (var k = 0; k < count; k++)
        {
            var setting = HuSettings.Inside((ulong)((form * 100_000) + k), factor);
            var theorems = Proof.Select(theorem => theorem.Certify(setting)).Where(certificate => certificate.Verdict == Verdict.Holds).ToList();
            theorems.ShouldContain(certificate => certificate.Theorem is Certificate41Sharp, $"seed {k}");
            var run = DeepLinearChecks.Run(setting, [.. theorems.SelectMany(each => each.Invariants)], 10, Recording.EveryStep);
            run.Checks.FirstOrDefault(check => !check.Holds).ShouldBeNull($"seed {k}");
        }
    }

    [Fact]
    public void The_bounds_on_kernel_gradient_and_remainder_have_their_constants()
    {
        // V6 by hand: L = 3, ||X||^2 = 100, sigma_r^2 = 64, d_y = 2, m = 16, eta = 1/300, l(0) = 9/512.
        var setting = HuSettings.Near();
        Right(new KernelUpper()).ShouldBeRelative(1.4641 * 3 * 100 / 2, 1e-14);
        Left(new KernelLower()).ShouldBeRelative(0.6561 * 3 * 64 / 2, 1e-13);
        Right(new StepSize()).ShouldBe(1);
        Right(new Claim43(), "claim-4.3/14").ShouldBeRelative(1.21 * Math.Sqrt(2 * 9.0 / 512) * 10 / Math.Sqrt(2), 1e-14);
        Left(new Remainder(), "remainder/share").ShouldBeRelative(4.0 / 300 * 3 * 10 * (9.0 / 512) / Math.Sqrt(32), 1e-14);
        Right(new Remainder(), "remainder/share").ShouldBeRelative(1.0 / 6 / 300 * 96 * Math.Sqrt(9.0 / 256), 1e-13);
        Left(new Contraction(), "contraction/q").ShouldBeRelative(1 - (5.0 / 6 / 300 * 96), 1e-13);
        Right(new Contraction(), "contraction/q").ShouldBeRelative(0.84, 1e-13);
        Right(new InvariantC()).ShouldBeRelative(0.078125, 1e-13);
        Right(new KernelLower()).ShouldBeRelative(3 * 64 / 2.0, 1e-13);
        HuSettings.Assumed(new StepSize().Certify(setting), "the learning rate").Limit.ShouldBeRelative(1.0 / 300, 1e-14);

        var claim = new Claim45().Certify(setting);
        HuSettings.Assumed(claim, "the width beside 4 d_y l(0) / ||X||^2").Limit.ShouldBeRelative(4 * 2 * (9.0 / 512) / 100, 1e-14);
        HuSettings.Assumed(claim, "the width beside 800 d_y l(0) ||X||^2 / sigma_r(X)^4").Limit.ShouldBeRelative(800 * 2 * (9.0 / 512) * 100 / 4096, 1e-13);
        HuSettings.Assumed(claim, "the learning rate").Limit.ShouldBeRelative(1.0 / 300, 1e-14);

        // A(t+1) is allowed a q that may be 0: 1 >= eta L sigma_r^2 / (2 d_y).
        HuSettings.Assumed(new Claim43().Certify(setting), "the learning rate").Limit.ShouldBeRelative(4.0 / (3 * 64), 1e-13);

        double Right(Theorem<DeepLinearSetting, DeepLinearMoment> theorem, string? id = null) => Sides(theorem, id).Right;
        double Left(Theorem<DeepLinearSetting, DeepLinearMoment> theorem, string? id = null) => Sides(theorem, id).Left;
        Comparison Sides(Theorem<DeepLinearSetting, DeepLinearMoment> theorem, string? id) =>
            theorem.Certify(setting).Invariants.Single(invariant => id is null || invariant.Id == id).Measure(setting.Start)!.Value;
    }

    [Fact]
    public void The_step_to_the_next_moment_is_bounded_with_its_constants()
    {
        var setting = HuSettings.Near();
        var seen = 0;
        var remainder = new Remainder().Certify(setting).Invariants.Single(invariant => invariant.Id == "remainder");
        var contraction = new Contraction().Certify(setting).Invariants.Single(invariant => invariant.Id == "contraction");
        var drift = new Claim43().Certify(setting).Invariants.Single(invariant => invariant.Id == "claim-4.3");
        var products = new Claim44().Certify(setting).Invariants.Single(invariant => invariant.Id == "claim-4.4/product");
        Invariant<DeepLinearMoment> look = new("look", "", moment =>
        {
            remainder.Measure(setting.Start).ShouldBeNull();
            contraction.Measure(setting.Start).ShouldBeNull();
            if (moment.Step != 1)
                return null;
            seen++;
            remainder.Measure(moment)!.Value.Right.ShouldBeRelative(4.0 / 300 * 3 * 10 * (9.0 / 512) / Math.Sqrt(32), 1e-13);
            contraction.Measure(moment)!.Value.Right.ShouldBeRelative((1 - (5.0 / 6 / 300 * 96)) * Math.Sqrt(9.0 / 256), 1e-13);

            drift.Begin()(moment)!.Value.Right.ShouldBeRelative(0.078125, 1e-13);

            // A single layer that moves by R(t) is the worst product there is: ||W_i(t) - W_i(0)|| <= R(t).
            var sides = products.Measure(moment)!.Value;
            sides.Right.ShouldBeInRange(0.00405046293650 / 4, 1.05 * ((Math.Pow(1 + (0.00405046293651 / 4), 2) - 1)));
            var reach = 0.00405046293651 / 4;
            var worst = new RegressionProblem(setting).ProductMoves(moment).Max(each => each.Moved / (Math.Pow(1 + reach, each.Count) - 1));
            (sides.Left / sides.Right).ShouldBeRelative(worst, 1e-10);
            worst.ShouldBeInRange(0.5, 1);
            return null;
        });
        DeepLinearChecks.Run(setting, [look], 1, Recording.EveryStep);
        seen.ShouldBe(1);
    }

    [Fact]
    public void An_output_scale_that_is_moved_into_the_layers_changes_nothing()
    {
        var near = HuSettings.Near();
        var scale = 1 / Math.Sqrt(16 * 16 * 2);

        // A last digit below the largest rate, which rounding would else make undecidable.
        var rate = near.LearningRate * (1 - 1e-12);
        var given = Settings.Of(HuSettings.NearData, near.Loss, scale, rate, HuSettings.NearLayers(1));
        var unscaled = Settings.Of(HuSettings.NearData, near.Loss, 1, rate * Math.Pow(scale, 2.0 / 3), HuSettings.NearLayers(Math.Pow(scale, 1.0 / 3)));
        foreach (var setting in new[] { given, unscaled })
        {
            var certificate = new Certificate41().Certify(setting);
            certificate.Verdict.ShouldBe(Verdict.Holds);
            HuSettings.Yield(certificate, "R").ShouldBeRelative(0.078125, 1e-10);
            HuSettings.Yield(certificate, "q").ShouldBeRelative(0.84, 1e-12);
            var problem = new RegressionProblem(setting);
            problem.KernelExtremes(setting.Start).Largest.ShouldBeRelative(150, 1e-12);
            problem.LargestGradient(setting.Start).ShouldBeRelative(new RegressionProblem(near).LargestGradient(near.Start), 1e-10);
            HuSettings.Assumed(certificate, "the learning rate").Margin.ShouldBeRelative(1, 2e-12);
        }
    }

    [Theory]
    [InlineData(0.99)]
    [InlineData(1.01)]
    public void A_start_off_the_isometries_by_a_hundredth_either_way_is_seen(double factor)
    {
        var layers = HuSettings.NearLayers(1);
        for (var k = 0; k < 256; k++)
            layers[1][k / 16, k % 16] *= factor;
        var setting = Settings.Of(HuSettings.NearData, new SquaredLoss(), null, 1e-3, layers);
        var problem = new RegressionProblem(setting);
        problem.OrthogonalStart.Value.ShouldBeRelative(0.01, 1e-10);
        var sides = new Lemma42a().Certify(setting).Invariants.Single().Measure(setting.Start)!.Value;
        (sides.Left, sides.IsViolated).ShouldSatisfyAllConditions(each => each.Left.ShouldBeRelative(0.01, 1e-10), each => each.IsViolated.ShouldBeTrue());
    }

    [Fact]
    public void What_assumes_near_isometries_says_nothing_where_they_are_lost()
    {
        // V5 loses them at step 1; what compares two steps speaks of the first one alone, and the remainder not even of that, for the loss is too large there.
        var setting = HuSettings.Narrow();
        Theorem<DeepLinearSetting, DeepLinearMoment>[] theorems =
            [new Claim43(), new Claim45(), new KernelUpper(), new KernelLower(), new StepSize(), new Remainder(), new Contraction()];
        var run = DeepLinearChecks.Run(setting, [.. theorems.SelectMany(theorem => theorem.Certify(setting).Invariants)], 5, Recording.EveryStep);
        var counts = run.Checks.ToDictionary(check => check.Id, check => check.Steps);
        foreach (var id in new[] { "claim-4.3/14", "claim-4.3", "claim-4.5", "kernel-upper", "kernel-lower", "stepsize", "contraction/q" })
            counts[id].ShouldBe(1, id);
        (counts["remainder"], counts["remainder/share"], counts["contraction"]).ShouldBe((0, 0, 5));
    }

    [Fact]
    public void What_assumes_that_the_loss_fell_says_nothing_where_it_did_not()
    {
        // At q = 0 the loss would have to be gone after one step; products are still near isometries.
        var near = HuSettings.Near();
        var setting = HuSettings.At(near, 4.0 / (3 * 64) * 0.9999);
        Invariant<DeepLinearMoment>[] invariants = [.. new Claim43().Certify(setting).Invariants, .. new Claim45().Certify(setting).Invariants];
        var run = DeepLinearChecks.Run(setting, invariants, 3, Recording.EveryStep);
        run.Checks.Single(check => check.Id == "claim-4.3/14").Steps.ShouldBe(4);
        run.Checks.Single(check => check.Id == "claim-4.3").Steps.ShouldBe(1);
        run.Checks.Single(check => check.Id == "claim-4.5").Steps.ShouldBe(1);

        // Claim 4.3 speaks of all steps so far; where some were not seen, it is silent.
        DeepLinearChecks.Run(near, new Claim43().Certify(near).Invariants, 100, Recording.LogSpaced(1)).Checks.Single(check => check.Id == "claim-4.3").Steps.ShouldBe(1);
        DeepLinearChecks.Run(near, new Claim43().Certify(near).Invariants, 10, Recording.EveryStep).Checks.Single(check => check.Id == "claim-4.3").Steps.ShouldBe(10);
    }

    [Fact]
    public void What_assumes_that_layers_moved_no_further_than_R_says_nothing_beyond()
    {
        // Twenty times too large a rate drives the layers away.
        var setting = HuSettings.At(HuSettings.Near(), 20.0 / 300);
        var problem = new RegressionProblem(setting);
        var claim = new Claim44().Certify(setting).Invariants.Single(invariant => invariant.Id == "claim-4.4/upper");
        var (within, beyond) = (0, 0);
        Invariant<DeepLinearMoment> look = new("look", "", moment =>
        {
            var isWithin = problem.Drift(moment) <= 0.078125;
            (within, beyond) = isWithin ? (within + 1, beyond) : (within, beyond + 1);
            (claim.Measure(moment) is not null).ShouldBe(isWithin);
            return null;
        });
        DeepLinearChecks.Run(setting, [look], 4, Recording.EveryStep);
        within.ShouldBeGreaterThan(0);
        beyond.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void What_is_missing_is_named_with_what_would_help()
    {
        var near = HuSettings.Near();
        new Certificate41().Certify(HuSettings.At(near, 0.0034)).Sentence
            .ShouldBe("does not apply: the learning rate is 0.0034, needed <= 0.003333; to make it hold, take a learning rate of at most 0.003333");
        var gaussian = HuSettings.Drawn(new GaussianInitialization(), 1, 0.1, 2, 8, 8, 2);
        new Certificate41().Certify(gaussian).Assumptions.Single(assumption => assumption.Name == "the distance of sigma(W_i(0)) / sqrt(m) from 1").Holds.ShouldBe(false);
        new Lemma42a().Certify(gaussian).Verdict.ShouldBe(Verdict.DoesNotApply);
        var uneven = HuSettings.Drawn(new OrthogonalInitialization(), 1, 0.1, 2, 8, 9, 2);
        HuSettings.Assumed(new Certificate41().Certify(uneven), "the number of different hidden widths").Holds.ShouldBe(false);
        var shallow = HuSettings.Drawn(new OrthogonalInitialization(), 1, 0.1, 2, 2);
        HuSettings.Assumed(new Certificate41().Certify(shallow), "the depth").Holds.ShouldBe(false);
        var narrow = HuSettings.Drawn(new OrthogonalInitialization(), 1, 0.1, 5, 4, 4, 2);
        var width = HuSettings.Assumed(new Certificate41().Certify(narrow), "the width beside the rank of the inputs and the number of outputs");
        (width.Limit, width.Holds).ShouldBe((5, false));
    }

    [Fact]
    public void Theorem_4_1_needs_a_constant_and_says_which_value_would_do()
    {
        var setting = HuSettings.Drawn(new OrthogonalInitialization(), 3, 0.1, 2, 16, 16, 2);
        var problem = new RegressionProblem(setting);
        setting = HuSettings.At(setting, problem.LargestRate);
        var certificate = new Theorem41().Certify(setting);
        certificate.Verdict.ShouldBe(Verdict.CannotTell);
        certificate.FailureProbability.ShouldBe(0.1);
        var measure = problem.StableRank * Math.Pow(problem.ConditionNumber, 2) * ((2 * (1 + Math.Pow(problem.TargetNorm, 2))) + Math.Log(2 / 0.1));
        HuSettings.Assumed(certificate, "the width").ShouldNotBeNull();
        certificate.Assumptions.Single(assumption => assumption.MissingConstant == "C").MissingConstantAtMost.ShouldBeRelative(16 / measure, 1e-12);
        certificate.Bound!.At(1).ShouldBeRelative(problem.StartLoss * (1 - (1 / (4 * problem.ConditionNumber))), 1e-12);
        HuSettings.Yield(certificate, "(l(0) - l*) / ((1 + log(r / delta) / d_y + ||W*||^2) ||X||_F^2)")
            .ShouldBeRelative(problem.StartLoss / ((1 + (Math.Log(20) / 2) + Math.Pow(problem.TargetNorm, 2)) * problem.SquaredFrobenius), 1e-12);

        var constant = new Constant("C", 0.9 * 16 / measure, ConstantOrigin.Given, "");
        var known = new DeepLinearSetting(setting.Run, setting.Data, setting.Loss, problem.LargestRate)
        {
            Initialization = setting.Initialization,
            Constants = new Dictionary<string, Constant> { ["hu-2020/theorem-4.1 C"] = constant },
        };
        new Theorem41().Certify(known).Verdict.ShouldBe(Verdict.Holds);
    }

    [Fact]
    public void The_width_for_a_new_start_is_the_least_that_meets_the_requirement_with_the_loss_it_may_have()
    {
        var problem = new RegressionProblem(HuSettings.Narrow());
        foreach (var factor in new[] { ExplicitConvergence.ProofFactor, ExplicitConvergence.SharpFactor })
        {
            var width = ExplicitConvergence.WidthOfNewStart(problem, factor, 0.1);
            Needed(width).ShouldBeLessThanOrEqualTo(width);
            Needed(width - 1).ShouldBeGreaterThan(width - 1);
            width.ShouldBe(Math.Floor(width));

            double Needed(double m) => ExplicitConvergence.LeastWidth(
                ExplicitConvergence.Radius(problem, factor, (Lemma42b.Rho(m, 2, 2, 0.1) * problem.SquaredFrobenius) + problem.SquaredTargets), 4);
        }
    }

    [Fact]
    public void The_first_remark_is_plain_regression_at_depth_1()
    {
        var setting = HuSettings.Drawn(new OrthogonalInitialization(), 5, 0.1, 3, 2);
        var problem = new RegressionProblem(setting);
        setting = HuSettings.At(setting, 2 / (problem.SquaredNorm + problem.SquaredLeast) * 2);
        var certificate = new RemarkRate().Certify(setting);
        certificate.Verdict.ShouldBe(Verdict.Holds);
        HuSettings.Yield(certificate, "1 - q at the largest learning rate").ShouldBeRelative(0.25 / problem.ConditionNumber, 1e-14);
        var kappa = problem.ConditionNumber;
        certificate.Bound!.At(1).ShouldBeRelative(problem.StartLoss * Math.Pow((kappa - 1) / (kappa + 1), 2), 1e-10);
        var run = DeepLinearChecks.Run(setting, certificate.Invariants, 200, Recording.EveryStep);
        run.Checks.ShouldAllBe(check => check.Holds && check.Steps == 201);
        HuSettings.Assumed(new RemarkRate().Certify(HuSettings.Narrow()), "the depth").Holds.ShouldBe(false);
        HuSettings.Assumed(certificate, "the learning rate").Limit.ShouldBeRelative(4 / problem.SquaredNorm, 1e-12);
    }

    [Fact]
    public void The_second_remark_is_a_line_that_grows_with_the_depth()
    {
        RemarkDuHu.Width(4, 3, 2, 5).ShouldBe(4 * 3 * 8 * 5);
        var setting = HuSettings.Drawn(new GaussianInitialization(), 5, 0.1, 2, 16, 16, 2);
        var kappa = new RegressionProblem(setting).ConditionNumber;
        var certificate = new RemarkDuHu().Certify(setting);
        certificate.Verdict.ShouldBe(Verdict.CannotTell);
        HuSettings.Yield(certificate, "L r kappa^3 d_y").ShouldBeRelative(3 * 2 * Math.Pow(kappa, 3) * 2, 1e-12);
        certificate.Assumptions.Single(assumption => assumption.MissingConstant == "C").MissingConstantAtMost.ShouldBeRelative(16 / (12 * Math.Pow(kappa, 3)), 1e-12);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void The_printed_sum_of_claim_4_3_is_too_short(int step)
    {
        // sum_{s=0}^{t} (1 - x)^{s/2} against sum_{s=0}^{t-1} (1 - x/2)^s, for any x = eta gamma below 1; with t on top it holds.
        foreach (var x in new[] { 1e-6, 0.1, 0.25, 0.9, 0.999 })
        {
            var left = Enumerable.Range(0, step + 1).Sum(s => Math.Pow(1 - x, s / 2.0));
            var printed = Enumerable.Range(0, step).Sum(s => Math.Pow(1 - (x / 2), s));
            left.ShouldBeGreaterThan(printed);
            left.ShouldBeLessThanOrEqualTo(printed + Math.Pow(1 - (x / 2), step) + 1e-15);
        }

        new Claim43().Slips.ShouldHaveSingleItem().Class.ShouldBe(SlipClass.Misprint);
    }

    [Fact]
    public void The_printed_sum_of_claim_4_5_is_empty_at_depth_3_where_the_remainder_is_not_0()
    {
        // At L = 3 the sum over s from 2 to 1 is 0, and with it the printed bound on the remainder; V3 has one of 0.096.
        Enumerable.Range(2, 3 - 2 - 1).Sum(s => Math.Pow(0.5, s - 2)).ShouldBe(0);
        var setting = HuVectors.CommonSetting;
        var problem = new RegressionProblem(setting);
        Invariant<DeepLinearMoment> look = new("look", "", moment => moment.Step == 1 ? new(problem.HigherOrderTerm(moment), 0, problem.HigherOrderRounding(moment)) : null);
        DeepLinearChecks.Run(setting, [look], 1, Recording.EveryStep).Checks[0].FirstViolation.ShouldBe(1);
        new Claim45().Slips.Select(slip => slip.Class).ShouldBe([SlipClass.Gap, SlipClass.Misprint]);

        // The gap: s + 1 factors 1.1 among s gradients stay below 1 after the constant is halved by its rounding up.
        for (var s = 2; s < 50; s++)
            (Math.Pow(Claim43.GradientConstant * 1.1 / 2, s) * 1.1).ShouldBeLessThan(0.9745);
    }
}
