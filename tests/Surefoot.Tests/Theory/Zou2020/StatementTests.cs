using Surefoot.Arithmetic;
using Surefoot.Data;
using Surefoot.Descent;
using Surefoot.Networks;
using Surefoot.Randomness;
using Surefoot.Theory;
using Surefoot.Theory.Zou2020;
using static Surefoot.Tests.Theory.Zou2020.ZouSettings;

namespace Surefoot.Tests.Theory.Zou2020;

/// <summary>What statements say of settings, and what they leave open.</summary>
public class StatementTests
{
    private static readonly RandomStream Stream = RandomStream.FromSeed(21);

    [Fact]
    public void Theorem_3_1_names_the_scale_that_makes_it_hold()
    {
        var far = Modified(Z7Data, 21, 3, 1e-6);
        var certificate = new Theorem31().Certify(far);
        certificate.Verdict.ShouldBe(Verdict.DoesNotApply);
        certificate.Sentence.ShouldContain("a scale of at least 21.49");
        new ModifiedIdentityCondition().Certify(far).Verdict.ShouldBe(Verdict.DoesNotApply);
        var near = Modified(Z7Data, 21.5, 3, 1e-6);
        new Theorem31().Certify(near).Verdict.ShouldBe(Verdict.Holds);
        new ModifiedIdentityCondition().Certify(near).Verdict.ShouldBe(Verdict.Holds);
        new ModifiedIdentityCondition().Certify(Of(Z7Data, new IdentityTransformation(), 4, 3, 1, default)).Verdict.ShouldBe(Verdict.DoesNotApply);
        new ModifiedIdentityCondition().Certify(Of(Z1Data, Z1Network, 1)).Verdict.ShouldBe(Verdict.CannotTell);

        // How far layers get, by hand: sqrt(8 e^3) alpha ||X|| sqrt(gap) / (L alpha^2 sigma_r^2).
        new Theorem31().Certify(near).Yields[1].Value.ShouldBeRelative(12.6761309312 * Math.Sqrt(6) * Math.Sqrt(23.0 / 12) / (3 * 21.5 * 4), 1e-10);
    }

    [Fact]
    public void Statements_about_one_method_do_not_speak_about_the_other()
    {
        var whole = Modified(Z9Data, 128, 3, 1e-12);
        var sampled = Modified(Z9Data, 128, 3, 1e-12, 2);
        new Theorem31().Certify(whole).Verdict.ShouldBe(Verdict.Holds);
        new Theorem31().Certify(sampled).Verdict.ShouldBe(Verdict.DoesNotApply);
        new Theorem38().Certify(sampled).Verdict.ShouldBe(Verdict.Holds);
        foreach (var theorem in new Theorem<ResidualSetting, ResidualMoment>[] { new Theorem36(), new Theorem38(), new Corollary37(), new Corollary39() })
            theorem.Certify(whole).Sentence.ShouldContain("take stochastic gradient descent");

        // Data that no map fits; and steps that are a little too long.
        new Theorem38().Certify(Modified(Z7Data, 128, 3, 1e-12, 2)).Verdict.ShouldBe(Verdict.DoesNotApply);
        new Theorem38().Certify(sampled.At(1.001 * new Theorem38().RateLimit(sampled))).Verdict.ShouldBe(Verdict.DoesNotApply);
        new Theorem38().Certify(sampled.At(1e-12, horizon: 1, failure: 0.99)).Verdict.ShouldBe(Verdict.DoesNotApply, "log(T/delta) is too small");
        new Theorem38().Certify(Modified(Z9Data, 83.9, 3, 1e-12, 2)).Verdict.ShouldBe(Verdict.DoesNotApply);
        new Theorem38().Certify(Modified(Z9Data, 84, 3, 1e-12, 2)).Verdict.ShouldBe(Verdict.Holds);
    }

    [Fact]
    public void Remark_3_2_holds_near_the_target_and_nowhere_else()
    {
        var rotation = Matrix<double>.From(new[,] { { 0.6, -0.8 }, { 0.8, 0.6 } });
        var network = new LinearResidualNetwork(Matrix<double>.Identity(2), Matrix<double>.Identity(2), 3);
        foreach (var (distance, holds) in new[] { (0.055, true), (0.056, false) })
        {
            // L(0) = distance^2 / 2 against 0.00155585: 0.0558 is the border.
            var targets = rotation.Clone();
            targets[0, 0] += distance;
            var setting = Of(new Dataset("near", rotation, targets), network, 0.01);
            var limit = Theorem31.RateLimit(3, 1, 1, setting.Start.Loss);
            var certificate = new Remark32().Certify(setting.At(limit));
            certificate.Verdict.ShouldBe(holds ? Verdict.Holds : Verdict.DoesNotApply);
            new Theorem31().Certify(setting.At(limit)).Verdict.ShouldBe(certificate.Verdict);
            if (holds)
                ResidualChecks.Run(setting.At(limit), certificate.Invariants, 50, Recording.EveryStep).Checks.ShouldAllBe(check => check.Holds);
        }

        new Remark32().Certify(Of(Z1Data, Z1Network, 0.01)).Verdict.ShouldBe(Verdict.DoesNotApply);
    }

    [Fact]
    public void Proposition_3_3_holds_for_the_law_of_A_and_B()
    {
        const int Draws = 100;
        const double Failure = 0.1;
        var data = LinearTeacher.Sample(2, 1, 5, 0.5, 1, Stream.Named("law"));
        var width = (int)Math.Ceiling(Proposition33.WidthNeeded(2, 1, Failure));
        var failures = 0;
        for (var place = 0; place < Draws; place++)
        {
            var setting = Of(data, new GaussianTransformation(2, 0.25), width, 2, 1, Stream.Named("draw", place));
            var problem = new ResidualProblem(setting);
            var (a, b) = (2 * Math.Sqrt(width), 0.25 * Math.Sqrt(width));
            var inside = problem.InputMin >= 0.9 * a && problem.InputMax <= 1.1 * a && problem.OutputMin >= 0.9 * b && problem.OutputMax <= 1.1 * b;
            failures += inside && setting.Start.Loss <= Proposition33.StartLossBound(problem) ? 0 : 1;
            if (place > 0)
                continue;
            var certificate = new Proposition33().Certify(setting);
            certificate.Verdict.ShouldBe(Verdict.Holds);
            certificate.FailureProbability.ShouldBe(Failure);
            var square = setting.InputNorm * setting.InputNorm;
            certificate.Yields[^1].Value.ShouldBeRelative((6.05 * Math.Log(3 * 5 / 0.1) * 0.25 * 1 * width * square) + (setting.TargetNorm * setting.TargetNorm), 1e-12);
            certificate.Yields[2].Value.ShouldBeRelative(1 - ((Math.Sqrt(2) + Math.Sqrt(2 * Math.Log(120))) / Math.Sqrt(width)), 1e-12);
            certificate.Yields[3].Value.ShouldBeRelative(1 + ((Math.Sqrt(2) + Math.Sqrt(2 * Math.Log(120))) / Math.Sqrt(width)), 1e-12);
        }

        // With probability 0.1 at most, above 20 of 100 has a chance below 0.001.
        failures.ShouldBeLessThanOrEqualTo(20);
        new Proposition33().Certify(Of(data, new GaussianTransformation(), width - 1, 2, 1, Stream)).Verdict.ShouldBe(Verdict.DoesNotApply);
        new Proposition33().Certify(Modified(data, 1, 2, 1)).Verdict.ShouldBe(Verdict.DoesNotApply);
    }

    [Fact]
    public void The_finer_singular_values_hold_at_any_width()
    {
        // sqrt(m) -+ (sqrt(q) + sqrt(2 log(12/delta))), a failure probability of delta/3 at most.
        var failures = 0;
        var spread = Proposition33.Spread(5, 0.3);
        spread.ShouldBeRelative(Math.Sqrt(5) + Math.Sqrt(2 * Math.Log(40)), 1e-14);
        for (var place = 0; place < 100; place++)
        {
            var matrix = new Matrix<double>(40, 5);
            Stream.Named("finer", place).FillNormal(matrix.Span);
            var values = SingularValueDecomposition.ValuesOf(matrix);
            failures += values[0] <= Math.Sqrt(40) + spread && values[^1] >= Math.Sqrt(40) - spread ? 0 : 1;
        }

        failures.ShouldBeLessThanOrEqualTo(20);
    }

    [Fact]
    public void Corollary_3_4_gives_a_width_that_any_depth_converges_with()
    {
        var data = DataOf(new double[,] { { 1 } }, new double[,] { { -0.5 } });
        var width = (int)Math.Ceiling(Needed(100_000));
        foreach (var depth in new[] { 1, 20 })
        {
            var setting = Of(data, new GaussianTransformation(1, 1), width, depth, 1e-15, Stream.Named("wide"));
            var limit = new Corollary34().Certify(setting).Assumptions.Single(each => each.Lever == Lever.LearningRate).Limit;
            setting = setting.At(limit);
            var certificate = new Corollary34().Certify(setting);
            certificate.Verdict.ShouldBe(Verdict.Holds, certificate.Sentence);
            certificate.FailureProbability.ShouldBe(0.1);
            new Theorem31().Certify(setting).Verdict.ShouldBe(Verdict.Holds);
            new Theorem31().Certify(setting).Bound!.StepsTo(1e-6).ShouldBeLessThanOrEqualTo(certificate.Bound!.StepsTo(1e-6));
            ResidualChecks.Run(setting, certificate.Invariants, 100, Recording.EveryStep).Checks.ShouldAllBe(check => check.Holds);
        }

        // At its border the least of what A and B may be is just what theorem 3.1 needs.
        var m = Corollary34.LeastWidth(7, 3, 11);
        m.ShouldBeRelative(7 * Math.Sqrt((3 * m) + 11), 1e-12);
        new Corollary34().Certify(Of(data, new GaussianTransformation(1, 1), width - 1, 2, 1e-15, Stream)).Verdict.ShouldBe(Verdict.DoesNotApply);
        var at = new Corollary34().Certify(Of(data, new GaussianTransformation(1, 1), width, 2, 1e-15, Stream)).Yields[0].Value;
        var least = 0.6561 / 1.21 * at;
        least.ShouldBeRelative(25.3522618624 * Math.Sqrt((6.05 * Math.Log(30) * at) + 0.25), 1e-10);
        new Corollary34().Certify(Of(data, new GaussianTransformation(1, 1), width, 2, 1e-15, Stream)).Bound!.ShouldBeOfType<GeometricBound>()
            .Decay.ShouldBeRelative(1e-15 * 2 * Math.Pow(0.81 * width, 2) / Math.E, 1e-12);

        double Needed(int at) => new Corollary34().Certify(Of(data, new GaussianTransformation(1, 1), at, 2, 1e-15, Stream)).Yields[0].Value;
    }

    [Fact]
    public void Corollaries_3_7_and_3_9_name_the_constant_they_leave_open()
    {
        var setting = Of(Z9Data, new GaussianTransformation(), 50, 2, 1e-9, Stream, 2).At(1e-9, targetError: 0.01);
        var (first, second) = (new Corollary37().Certify(setting), new Corollary39().Certify(setting));
        (first.Verdict, second.Verdict).ShouldBe((Verdict.CannotTell, Verdict.CannotTell));

        // k r kappa^2 n^2/b^2 = 2 2 1.5^2 2.25, and log^2(1/epsilon).
        second.Yields[0].Value.ShouldBeRelative(4 * 2.25 * 2.25, 1e-12);
        first.Yields[0].Value.ShouldBeRelative(4 * 2.25 * 2.25 * Math.Pow(Math.Log(100), 2), 1e-12);
        second.Sentence.ShouldContain("it holds for C up to 2.37");

        // The probabilities are those of theorems 3.6 and 3.8 over the batches, and delta for ends that are not what the width makes likely.
        new[] { first, second }.ShouldAllBe(certificate => certificate.FailsOver == Chance.StartAndBatches);
        first.FailureProbability.ShouldBeRelative((1 / 3.0) + 0.1 + 0.1, 1e-15);
        second.FailureProbability.ShouldBeRelative(0.1 + 0.1, 1e-15);
        new Corollary39().Certify(setting.At(1e-9, failure: 0.02)).FailureProbability.ShouldBe(0.02 + 0.02);
        new Corollary39().Certify(Of(Z7Data, new GaussianTransformation(), 50, 2, 1e-9, Stream, 2)).Verdict.ShouldBe(Verdict.DoesNotApply);
        var known = new ResidualSetting(setting.Run, setting.Data, new(), 1e-9)
        {
            Transformation = setting.Transformation,
            Constants = new Dictionary<string, Constant> { ["zou-2020/corollary-3.9 C"] = new("C", 2, ConstantOrigin.Given, "") },
        };
        new Corollary39().Certify(known).Verdict.ShouldBe(Verdict.Holds);

        // The printed b/n for n^2/b^2: with half the batch the assumption of theorem 3.6 asks for twice, and with widths that means four times.
        Theorem36.ConditioningLimit(1, 1, 4, 1, 0.1).ShouldBe(2 * Theorem36.ConditioningLimit(1, 1, 2, 1, 0.1));
    }

    [Fact]
    public void Remark_3_5_compares_widths()
    {
        var yields = new Remark35().Certify(Modified(Z7Data, 1, 5, 1)).Yields;
        yields[0].Value.ShouldBeRelative((2 * 2 * 1.5 * 1.5) + 2, 1e-12);
        yields[1].Value.ShouldBeRelative((5 * 2 * 2 * 1.5 * 1.5 * 1.5) + 2, 1e-12);
    }

    [Fact]
    public void The_identity_transformation_never_meets_theorem_3_1_where_targets_do_not_agree()
    {
        for (var place = 0; place < 50; place++)
        {
            var data = LinearTeacher.Sample(2, 2, 5, 0.5, 1, Stream.Named("agree", place));
            if (Frobenius.Inner(data.Inputs, data.Targets) > 0)
                data = new Dataset("opposite", data.Inputs, Negative(data.Targets));
            foreach (var width in new[] { 2, 7, 1000 })
            {
                var setting = Of(data, new IdentityTransformation(), width, 2, 1e-9, default);
                var certificate = new IdentityCondition().Certify(setting);
                certificate.Verdict.ShouldBe(Verdict.Holds);
                certificate.Yields[0].Value.ShouldBeGreaterThan(17.9);

                // What is there over what is needed is even less than one over that.
                certificate.Yields[1].Value.ShouldBeLessThanOrEqualTo((1 + 1e-12) / certificate.Yields[0].Value);
                new Theorem31().Certify(setting).Verdict.ShouldBe(Verdict.DoesNotApply);
            }

            new IdentityCondition().Certify(Of(new Dataset("agreeing", data.Inputs, data.Inputs), new IdentityTransformation(), 4, 2, 1, default)).Verdict.ShouldBe(Verdict.DoesNotApply);
        }

        static Matrix<double> Negative(Matrix<double> matrix)
        {
            var negative = matrix.Clone();
            foreach (ref var x in negative.Span)
                x = -x;
            return negative;
        }
    }

    [Fact]
    public void The_identity_transformation_is_as_wide_as_the_inputs()
    {
        var data = LinearTeacher.Sample(3, 3, 8, 0.5, 1, Stream.Named("effective"));
        var setting = Of(data, new IdentityTransformation(), 9, 4, 1e-3, default);
        setting.Run.Network.Width.ShouldBe(3);
        var certificate = new IdentityEffectiveWidth().Certify(setting);
        certificate.Verdict.ShouldBe(Verdict.Holds);
        certificate.Yields[0].Value.ShouldBe(3);
        ResidualChecks.Run(setting, certificate.Invariants, 30, Recording.EveryStep).Checks.ShouldAllBe(check => check.Holds);
        new IdentityEffectiveWidth().Certify(Modified(data, 1, 4, 1e-3)).Verdict.ShouldBe(Verdict.DoesNotApply);
    }

    [Fact]
    public void Lemma_B2_bounds_traces_of_products()
    {
        for (var place = 0; place < 50; place++)
        {
            var (u, v) = (Semidefinite(2 * place), Semidefinite((2 * place) + 1));
            var (lower, trace, upper) = LemmaB2.Of(u, v);
            lower.ShouldBeLessThanOrEqualTo(trace + 1e-12);
            trace.ShouldBeLessThanOrEqualTo(upper + 1e-12);
        }

        LemmaB2.Of(Matrix<double>.From(new double[,] { { 2, 0 }, { 0, 3 } }), Matrix<double>.From(new double[,] { { 5, 1 }, { 1, 1 } })).ShouldBe((12, 13, 18));

        static Matrix<double> Semidefinite(int place)
        {
            var factor = new Matrix<double>(4, 3);
            Stream.Named("semidefinite", place).FillNormal(factor.Span);
            return MatrixProduct.Of(factor, factor.Transposed);
        }
    }

    [Fact]
    public void Gammas_of_the_stochastic_proof()
    {
        // alpha = 128, L = 3, ||X||^2 = 6, sigma_r^2 = 4, ||X||_{2,inf}^2 = 4, n/b = 3/2, L* = 1/12.
        var problem = new ResidualProblem(Modified(Z7Data, 128, 3, 2, 2));
        StochasticProof.Gamma0(problem).ShouldBeRelative(4 * 3 * 128.0 * 128 * 4 / (3 * Math.E), 1e-12);
        StochasticProof.Gamma1(problem).ShouldBeRelative(2 * Math.Exp(2) * 9 * 1.5 * Math.Pow(128, 4) * 6 * 4 / 12, 1e-12);
        StochasticProof.Increment(problem).ShouldBeRelative(Math.E * 2 * 3 * 1.5 * 128 * 128 * 6, 1e-12);
        problem.ProgressAt(2).ShouldBeRelative(2 * 3 * 128.0 * 128 * 4 / Math.E, 1e-12);
    }

    [Fact]
    public void Settings_that_theorems_do_not_speak_about_are_refused()
    {
        var data = LinearTeacher.Sample(2, 2, 5, 0.5, 1, Stream);
        var analysis = DataAnalysis.Of(data);
        var network = LinearResidualNetwork.With(new GaussianTransformation(), 2, 2, 9, 2, Stream);
        Should.Throw<ArgumentException>(() => Setting(new Surefoot.Initializations.ZeroInitialization(), Surefoot.Reductions.ReductionMode.Off, 0)).Message.ShouldContain("ReductionMode.Auto");
        Should.Throw<ArgumentException>(() => Setting(new Surefoot.Initializations.ZeroInitialization(), Surefoot.Reductions.ReductionMode.Auto, 1)).Message.ShouldContain("penalty");
        Should.Throw<ArgumentException>(() => Setting(new Surefoot.Initializations.StandardInitialization(), Surefoot.Reductions.ReductionMode.Auto, 0)).Message.ShouldContain("not zero");

        ResidualSetting Setting(Surefoot.Initializations.Initialization<LinearResidualNetwork> start, Surefoot.Reductions.ReductionMode mode, double penalty)
        {
            var loss = new Surefoot.Losses.SquaredLoss(penalty: penalty);
            return new(ResidualPreparation.Prepare<double>(network, start, analysis, loss, Stream, ThreadTeam.Alone, mode), analysis, loss, 1);
        }
    }
}
