using Surefoot.Arithmetic;
using Surefoot.Data;
using Surefoot.Descent;
using Surefoot.Networks;
using Surefoot.Objectives;
using Surefoot.Theory;
using Surefoot.Theory.Zou2020;
using static Surefoot.Tests.Theory.Zou2020.ZouSettings;

namespace Surefoot.Tests.Theory.Zou2020;

/// <summary>Where statements speak, and where a premise of theirs fails and they are silent.</summary>
/// <remarks>One input, one output, A = B = 1: with one layer the map is 1 + w, and the loss (1 + w - y)^2/2 and what samples without inputs add.</remarks>
public class PremiseTests
{
    [Fact]
    public void Every_layer_has_to_be_near_the_identity()
    {
        // Two layers, up to 0.25: one of them beyond is enough for silence.
        var setting = Scalar(2, [1], [0]);
        var (inside, border, outside) = (At(setting, 0, null, 0.1, -0.2), At(setting, 0, null, 0.25, -0.25), At(setting, 0, null, 0.1, -0.3));
        foreach (var invariant in new LemmaA1().Certify(setting).Invariants)
        {
            invariant.Measure(inside).ShouldNotBeNull(invariant.Id);
            invariant.Measure(border).ShouldNotBeNull(invariant.Id);
            invariant.Measure(outside).ShouldBeNull(invariant.Id);
        }

        foreach (var invariant in new LemmaA2().Certify(setting).Invariants.Concat(StochasticProof.OfSteps(new ResidualProblem(setting), "steps")))
        {
            invariant.Measure(At(setting, 1, inside, 0.25, -0.25)).ShouldNotBeNull(invariant.Id);
            invariant.Measure(At(setting, 1, border, 0.2, -0.1)).ShouldNotBeNull(invariant.Id);
            invariant.Measure(At(setting, 1, inside, 0.1, -0.3)).ShouldBeNull(invariant.Id);
            invariant.Measure(At(setting, 1, outside, 0.1, -0.2)).ShouldBeNull(invariant.Id);
        }

        // Of two layers the one further away counts.
        foreach (var (theorem, name) in new (Theorem<ResidualSetting, ResidualMoment>, string)[] { (new Theorem31(), "region"), (new Theorem31(), "distance"), (new Theorem38(), "region"), (new Theorem36(), "distance") })
            Of(theorem, setting, name).Measure(inside)!.Value.Left.ShouldBe(0.2);
    }

    [Fact]
    public void One_stochastic_step_starts_from_at_most_twice_the_first_loss()
    {
        // L(0) = 1/2: 0.845 at w = 0.3 is between it and 1; 1.125 at w = 0.5 is above.
        var setting = Scalar(1, [1], [0]);
        foreach (var invariant in StochasticProof.OfSteps(new ResidualProblem(setting), "steps"))
        {
            invariant.Measure(At(setting, 1, At(setting, 0, null, 0.3), 0.2)).ShouldNotBeNull(invariant.Id);
            invariant.Measure(At(setting, 1, At(setting, 0, null, 0.5), 0.2)).ShouldBeNull(invariant.Id);
        }

        // With L* = 1/8 it is 2 L(0) = 1.25 exactly at w = 0.5: at most, then.
        setting = Scalar(1, [1, 0], [0, 0.5]);
        At(setting, 0, null, 0.5).Loss.ShouldBe(1.25);
        foreach (var invariant in StochasticProof.OfSteps(new ResidualProblem(setting), "steps"))
            invariant.Measure(At(setting, 1, At(setting, 0, null, 0.5), 0.2)).ShouldNotBeNull(invariant.Id);

        // The loss counts, not the gap: with L* = 0.08 it is 1.205, and 2 L(0) = 1.16, above the gap of 1.125.
        setting = Scalar(1, [1, 0], [0, 0.4]);
        foreach (var invariant in StochasticProof.OfSteps(new ResidualProblem(setting), "steps"))
            invariant.Measure(At(setting, 1, At(setting, 0, null, 0.5), 0.2)).ShouldBeNull(invariant.Id);
    }

    [Fact]
    public void Logarithms_of_losses_compare_only_what_is_not_0()
    {
        // 1 + w = y at w = 0.5.
        foreach (var (rest, speaks) in new[] { (0.0, false), (0.5, true) })
        {
            var setting = Scalar(1, [1, 0], [1.5, rest]);
            var invariant = StochasticProof.OfSteps(new ResidualProblem(setting), "steps").Single(each => each.Id == "steps/change");
            var (away, fit) = (At(setting, 0, null, 0.25), At(setting, 0, null, 0.5));
            fit.Gap.ShouldBe(0);
            (invariant.Measure(At(setting, 1, away, 0.5)) is not null).ShouldBe(speaks, "to where the gap is 0");
            (invariant.Measure(At(setting, 1, fit, 0.25)) is not null).ShouldBe(speaks, "from there");

            // Either way of a step, by the same.
            if (speaks)
            {
                invariant.Measure(At(setting, 1, away, 0.5))!.Value.Left.ShouldBeRelative(Math.Log(0.15625 / 0.125), 1e-13);
                invariant.Measure(At(setting, 1, fit, 0.25))!.Value.Left.ShouldBeRelative(Math.Log(0.15625 / 0.125), 1e-13);
            }
        }
    }

    [Fact]
    public void Distances_of_theorem_3_6_are_told_until_the_loss_has_doubled()
    {
        var setting = Scalar(1, [1], [0]);
        var measure = Of(new Theorem36(), setting, "distance").Begin();
        measure(At(setting, 1, null, 0.3)).ShouldNotBeNull("the loss is between L(0) and 2 L(0)");
        measure(At(setting, 2, null, 0.5)).ShouldNotBeNull("no step before this one had doubled it")
            .Right.ShouldBeRelative(2 * Math.Sqrt(2 * Math.E), 1e-13, "rate, n/b, ends, ||X|| and 2 L(0) are 1");
        measure(At(setting, 3, null, 0.1)).ShouldBeNull("it has doubled");

        setting = Scalar(1, [1, 0], [0, 0.4]);
        measure = Of(new Theorem36(), setting, "distance").Begin();
        measure(At(setting, 1, null, 0.5)).ShouldNotBeNull();
        measure(At(setting, 2, null, 0.1)).ShouldBeNull("the loss has doubled, though the gap is below 2 L(0)");

        // Exactly 2 L(0).
        setting = Scalar(1, [1, 0], [0, 0.5]);
        measure = Of(new Theorem36(), setting, "distance").Begin();
        measure(At(setting, 1, null, 0.5)).ShouldNotBeNull();
        measure(At(setting, 2, null, 0.1)).ShouldNotBeNull("the loss was not above 2 L(0)");

        setting = Scalar(2, [1], [2]);
        measure = Of(new Theorem36(), setting, "distance").Begin();
        measure(At(setting, 1, null, 0.1, 0.3)).ShouldBeNull("a layer is beyond 0.25");
        measure(At(setting, 2, null, 0.1, 0.25)).ShouldNotBeNull();
    }

    [Fact]
    public void The_best_step_of_theorem_3_6_is_the_one_of_the_least_gap()
    {
        // L* = 1/8: the loss at w = -0.1 is above the first gap, its gap is not.
        var setting = Scalar(1, [1, 0], [0, 0.5]);
        var measure = Of(new Theorem36(), setting, "best").Begin();
        foreach (var (step, w, best) in new[] { (0, 0, 0.5), (1, -0.1, 0.405), (2, 0.2, 0.405), (3, -0.5, 0.125) })
            measure(At(setting, step, null, w))!.Value.Left.ShouldBeRelative(best, 1e-14);
    }

    [Theory]
    [InlineData(0.078, 1e-5, 271829)]
    [InlineData(0.0795, 1e-5, 271828)]
    [InlineData(0.05, 1.06e-4, 25645)]
    [InlineData(0.05, 1.07e-4, 25404)]
    public void Theorem_3_6_reaches_the_whole_step_after_T_where_both_budgets_last(double distance, double rate, double last)
    {
        // With epsilon = 3 gap / e, T = e / rate. Layers get ceil(T) rate sqrt(2 e) distance far, 0.4944 and 0.5039 of 0.5; the logarithm of the loss
        // 3 e rate sqrt(2 ceil(T) log(ceil(T)/delta)), 0.9967 and 1.0010 of log(2); 0.334 at the smaller rate.
        var setting = Scalar(1, [1], [1 - distance]).At(rate, targetError: 1.5 * distance * distance / Math.E, failure: 0.1);
        var certificate = new Theorem36().Certify(setting);
        certificate.Yields[0].Value.ShouldBeRelative(Math.E / rate, 1e-12);
        var bound = certificate.Bound.ShouldBeOfType<BestBound>();
        bound.LastStep.ShouldBe(last);
        bound.Floor.ShouldBeRelative(0.5 * distance * distance / Math.E, 1e-14, "epsilon'");
    }

    [Fact]
    public void What_the_proofs_say_of_every_batch_fails_for_none()
    {
        var setting = Scalar(1, [1], [0]);
        foreach (var theorem in new Theorem<ResidualSetting, ResidualMoment>[] { new Theorem36(), new Theorem38() })
        {
            foreach (var invariant in theorem.Certify(setting).Invariants)
                (invariant.FailureProbability == 0).ShouldBe(invariant.Id.Split('/')[1] is "step" or "change" or "distance", invariant.Id);
        }

        new Theorem36().Certify(setting.At(1, failure: 0.9)).FailureProbability.ShouldBe(1, "a probability, for any delta");
    }

    [Fact]
    public void A_moment_has_one_before_it_and_no_more()
    {
        var setting = Scalar(1, [1], [0]);
        var second = At(setting, 1, At(setting, 0, null, 0), 0.1);
        var third = At(setting, 2, second, 0.2);
        third.Previous.ShouldBe(second);
        second.Previous.ShouldBeNull("its place may be the third's");
    }

    [Fact]
    public void Theorem_3_8_speaks_up_to_its_horizon()
    {
        var setting = Scalar(1, [1], [0]).At(1, horizon: 3);
        var certificate = new Theorem38().Certify(setting);
        var region = certificate.Invariants.Single(each => each.Id == "theorem-3.8/region");
        region.Measure(At(setting, 3, null, 0.1)).ShouldNotBeNull();
        region.Measure(At(setting, 4, null, 0.1)).ShouldBeNull();
        (certificate.Bound!.At(3), certificate.Bound.At(4)).ShouldSatisfyAllConditions(at => double.IsFinite(at.Item1).ShouldBeTrue(), at => at.Item2.ShouldBe(double.PositiveInfinity));
        new Theorem38().StepConstant.ShouldBe(96, "the constant that the proof ends with");
    }

    [Fact]
    public void What_the_other_method_would_take_is_named()
    {
        new Theorem31().Certify(Modified(Z9Data, 128, 3, 1e-12, 2)).Sentence.ShouldEndWith("take gradient descent");
        new Theorem38().Certify(Modified(Z9Data, 128, 3, 1e-12)).Sentence.ShouldEndWith("take stochastic gradient descent");
    }

    [Fact]
    public void Equality_counts_where_statements_allow_it()
    {
        var setting = Modified(Z7Data, 32, 3, 1e-5, 2);
        var problem = new ResidualProblem(setting);
        problem.ConditioningAssumption((_, _) => problem.Conditioning).Holds.ShouldBe(true);
        problem.RateAssumption(1e-5).Holds.ShouldBe(true);
        problem.WidthAssumption(4).Holds.ShouldBe(true);
        problem.WidthAssumption(5).Holds.ShouldBe(false);
        Holds(new Theorem36().Certify(setting.At(1e-5, failure: 1 / 6.0)), "delta").ShouldBe(true);
        Holds(new Theorem36().Certify(setting.At(1e-5, targetError: problem.StartGap)), "epsilon").ShouldBe(false, "a target of the first gap is reached at once");
        var least = ModifiedIdentityCondition.LeastScale(setting);
        new ModifiedIdentityCondition().Certify(Modified(Z7Data, least, 3, 1)).Verdict.ShouldBe(Verdict.Holds);

        // 6 log(2) / 96 = log(2) / 16, from both sides.
        Holds(new Theorem38().Certify(setting.At(1e-5, horizon: 1, failure: Math.Exp(-Math.Log(2) / 16.001))), "log(T/delta)").ShouldBe(false);
        Holds(new Theorem38().Certify(setting.At(1e-5, horizon: 1, failure: Math.Exp(-Math.Log(2) / 15.999))), "log(T/delta)").ShouldBe(true);

        // Full rank is enough for lemma A.1, however small.
        new LemmaA1().Certify(Modified(Z7Data, 1e-3, 3, 1)).Verdict.ShouldBe(Verdict.Holds);

        static bool? Holds(Certificate certificate, string name) => certificate.Assumptions.Single(each => each.Name == name).Holds;
    }

    [Fact]
    public void Laws_are_of_Gaussian_transformations()
    {
        var gaussian = ZouSettings.Of(Z7Data, new GaussianTransformation(), 4, 2, 1, default);
        foreach (var (setting, holds) in new (ResidualSetting, bool?)[] { (gaussian, true), (Modified(Z7Data, 1, 2, 1), false), (ZouSettings.Of(Z7Data, gaussian.Network, 1), null) })
            new Proposition33().Certify(setting).Assumptions.Single(each => each.Name == "the transformation is Gaussian").Holds.ShouldBe(holds);
    }

    [Fact]
    public void Ends_narrower_than_the_data_have_no_smallest_singular_value()
    {
        var one = new double[,] { { 1 } };
        var inputs = new LinearResidualNetwork(Matrix<double>.From(new double[,] { { 1, 2 } }), Matrix<double>.From(one), 2);
        var outputs = new LinearResidualNetwork(Matrix<double>.From(one), Matrix<double>.From(new double[,] { { 1 }, { 2 } }), 2);
        foreach (var setting in new[] { ZouSettings.Of(DataOf(new double[,] { { 1, 0 }, { 0, 1 } }, new double[,] { { 1, 1 } }), inputs, 1), ZouSettings.Of(DataOf(one, new double[,] { { 1 }, { 1 } }), outputs, 1) })
        {
            new ResidualProblem(setting).Min.ShouldBe(0);
            new LemmaA1().Certify(setting).Verdict.ShouldBe(Verdict.DoesNotApply, "ends have to be of full rank");
        }
    }

    [Fact]
    public void The_identity_condition_is_about_as_many_inputs_as_outputs()
    {
        // C 2 sqrt(5) / sqrt(2); and 2^2 / 2 over C 2 sqrt(gap), with ||2 X - Y||^2 = 4 5 + 2 where <X, Y> = 0, and 1 that no map fits.
        var even = Identity(new double[,] { { 2, 0, 0 }, { 0, 1, 0 } }, new double[,] { { 0, 1, 1 }, { 1, 0, 0 } });
        var certificate = new IdentityCondition().Certify(even);
        certificate.Verdict.ShouldBe(Verdict.Holds, "at <X, Y> = 0, too");
        certificate.Yields[0].Value.ShouldBeRelative(25.3522618624 * Math.Sqrt(10), 1e-11);
        certificate.Yields[1].Value.ShouldBeRelative(2 / (25.3522618624 * 2 * Math.Sqrt(11)), 1e-11);
        new IdentityCondition().Certify(Identity(new double[,] { { 2, 0 }, { 0, 1 } }, new double[,] { { 0.25, 1 }, { 1, 0 } })).Verdict.ShouldBe(Verdict.DoesNotApply, "<X, Y> = 0.5");
        new IdentityCondition().Certify(Identity(new double[,] { { 2, 0 }, { 0, 0 } }, new double[,] { { 0, 1 }, { 1, 0 } })).Verdict.ShouldBe(Verdict.Holds, "inputs that depend on each other are inputs, too");

        var uneven = new IdentityCondition().Certify(Identity(new double[,] { { 2, 0 }, { 0, 1 } }, new double[,] { { 0, 1 }, { 1, 0 }, { 1, 1 } }));
        uneven.Verdict.ShouldBe(Verdict.DoesNotApply);
        uneven.Sentence.ShouldContain("take as many inputs as outputs");
        uneven.Assumptions[^1].Value.ShouldBe(double.NaN, "<X, Y> has no value");
        new IdentityCondition().Certify(Identity(new double[,] { { 2, 0 }, { 0, 1 } }, new double[,] { { 0, 1 } })).Sentence.ShouldContain("take as many inputs as outputs");

        // Known ends that nobody named may be the identity or not.
        new IdentityCondition().Certify(ZouSettings.Of(even.Data.Dataset, even.Network, 1)).Verdict.ShouldBe(Verdict.CannotTell);
        new IdentityCondition().Certify(Modified(even.Data.Dataset, 1, 2, 1)).Verdict.ShouldBe(Verdict.DoesNotApply);

        static ResidualSetting Identity(double[,] inputs, double[,] targets) => ZouSettings.Of(DataOf(inputs, targets), new IdentityTransformation(), 8, 2, 1, default);
    }

    [Fact]
    public void Entries_beside_the_leading_block_are_seen_whatever_their_sign()
    {
        // Ends that are not the identity, though they are said to be: after one step every layer is eta B^T Y X^T A^T, here in other rows, or other
        // columns, than the first two.
        var (top, bottom) = (new Matrix<double>(4, 2), new Matrix<double>(4, 2));
        (top[0, 0], top[1, 1], bottom[2, 0], bottom[3, 1]) = (1, 1, 1, 1);
        var data = DataOf(new double[,] { { 1, 0 }, { 0, 1 } }, new double[,] { { -3, 0 }, { 0, 2 } });
        foreach (var (a, b) in new[] { (top, bottom), (bottom, top) })
        {
            var setting = ZouSettings.Of(data, new LinearResidualNetwork(a, b.Transpose(), 2), 0.125, transformation: new IdentityTransformation());
            Comparison? seen = null;
            var invariant = new IdentityEffectiveWidth().Certify(setting).Invariants.Single();
            var check = ResidualChecks.Run(setting, [invariant, new("see", "", moment => seen = invariant.Measure(moment))], 1, Recording.EveryStep).Checks[0];
            check.FirstViolation.ShouldBe(1);
            (seen!.Value.Left, seen.Value.Right).ShouldBe((3 * 0.125, 0));
        }
    }

    [Fact]
    public void A_modified_identity_without_a_scale_has_that_of_the_identity()
    {
        var setting = ZouSettings.Of(DataOf(new double[,] { { 1, 2 }, { 0, 0 } }, new double[,] { { 0, 1 }, { 1, 0 }, { 1, 1 } }), new ModifiedIdentityTransformation(), 12, 5, 1, default);
        new ModifiedIdentityCondition().Certify(setting).Assumptions[1].Value.ShouldBe(2, "sqrt(m/k) = sqrt(12/3)");
        setting.Network.OutputTransform[0, 2].ShouldBe(2);

        // ||X|| = sigma_r = sqrt(5); ||Y||_F^2 = 4, of which X's direction (1, 2)/sqrt(5) fits (2^2 + 1 + 3^2)/5.
        new ModifiedIdentityCondition().Certify(setting).Yields[0].Value.ShouldBeRelative(25.3522618624 * Math.Sqrt(2 - 0.6) / Math.Sqrt(5), 1e-11);
    }

    [Fact]
    public void Remark_3_2_is_about_no_transformations_and_whitened_inputs()
    {
        var one = Matrix<double>.Identity(2);
        double[,] whitened = { { 1, 0 }, { 0, 1 } };
        First(Twice(), Twice(), whitened).Value.ShouldBeRelative(2 * Math.Sqrt(2), 1e-15, "both ends are beside I by I");
        First(Twice(), Twice(), whitened).Holds.ShouldBe(false);
        First(one, one, whitened).Value.ShouldBe(0);
        var (tall, flat) = (Matrix<double>.From(new double[,] { { 1, 0 }, { 0, 1 }, { 0, 0 } }), Matrix<double>.From(new double[,] { { 1, 0, 0 }, { 0, 1, 0 } }));
        First(tall, flat, whitened).Value.ShouldBe(double.PositiveInfinity, "neither is square");
        First(one, Matrix<double>.From(new double[,] { { 1, 0 } }), whitened).Value.ShouldBe(double.PositiveInfinity, "one is");
        First(Matrix<double>.From(new double[,] { { 1 }, { 0 } }), one, new double[,] { { 1, 1 } }).Value.ShouldBe(double.PositiveInfinity, "the other one is");

        // ||X X^T - I|| for diagonal X.
        foreach (var (x, y, distance) in new[] { (1, 0.9, 0.19), (1.1, 1, 0.21), (0.9, 0.8, 0.36), (1.2, 1.1, 0.44) })
            Certificate(one, one, new double[,] { { x, 0 }, { 0, y } }).Assumptions.Single(each => each.Name.StartsWith("||X X^T", StringComparison.Ordinal)).Value.ShouldBe(distance, 1e-14);

        // Three samples of two inputs are whitened, one sample is not.
        Certificate(one, one, new double[,] { { 1, 0, 0 }, { 0, 1, 0 } }).Assumptions.ShouldAllBe(each => each.Holds == true);
        var rank = Certificate(one, one, new double[,] { { 1 }, { 0 } }).Assumptions.Single(each => each.Name == "the rank of X");
        (rank.Value, rank.Limit, rank.Holds).ShouldBe((1, 2, false));

        static Matrix<double> Twice() => Matrix<double>.From(new double[,] { { 2, 0 }, { 0, 2 } });

        static Assumption First(Matrix<double> a, Matrix<double> b, double[,] inputs) => Certificate(a, b, inputs).Assumptions.Single(each => each.Name.StartsWith("||A - I||", StringComparison.Ordinal));

        // Targets are the network's own.
        static Certificate<ResidualMoment> Certificate(Matrix<double> a, Matrix<double> b, double[,] inputs)
        {
            var x = Matrix<double>.From(inputs);
            return new Remark32().Certify(ZouSettings.Of(new Dataset("own", x, MatrixProduct.Of<double>(b, MatrixProduct.Of<double>(a, x))), new LinearResidualNetwork(a, b, 2), 1e-3));
        }
    }

    private static ResidualSetting Scalar(int depth, double[] inputs, double[] targets)
    {
        var (x, y) = (new Matrix<double>(1, inputs.Length), new Matrix<double>(1, inputs.Length));
        inputs.CopyTo(x.Span);
        targets.CopyTo(y.Span);
        var network = new LinearResidualNetwork(Matrix<double>.Identity(1), Matrix<double>.Identity(1), depth);
        return ZouSettings.Of(new Dataset("scalar", x, y), network, 1, inputs.Length, new CyclicBatches([.. Enumerable.Range(0, inputs.Length)]));
    }

    private static ResidualMoment At(ResidualSetting setting, long step, ResidualMoment? previous, params double[] layers)
    {
        var weights = new Weights<double>(setting.Run.Network.Shapes);
        for (var l = 0; l < layers.Length; l++)
            weights[l][0, 0] = layers[l];
        var moment = new ResidualMoment(setting);
        moment.MoveTo(step, weights, previous);
        return moment;
    }

    private static Invariant<ResidualMoment> Of(Theorem<ResidualSetting, ResidualMoment> theorem, ResidualSetting setting, string name) =>
        theorem.Certify(setting).Invariants.Single(each => each.Id == $"{theorem.Id.Split('/')[1]}/{name}");
}
