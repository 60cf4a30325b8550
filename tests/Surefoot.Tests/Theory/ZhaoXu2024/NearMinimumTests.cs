using Surefoot.Arithmetic;
using Surefoot.Data;
using Surefoot.Descent;
using Surefoot.Initializations;
using Surefoot.Losses;
using Surefoot.Networks;
using Surefoot.Objectives;
using Surefoot.Randomness;
using Surefoot.Theory;
using Surefoot.Theory.ZhaoXu2024;

namespace Surefoot.Tests.Theory.ZhaoXu2024;

/// <summary>Starts so near the minimum that narrow networks are inside every assumption of lemmas 3, 4 and 6.</summary>
public class NearMinimumTests
{
    [Fact]
    public void Random_starts_inside_the_assumptions_keep_every_invariant()
    {
        var (held, checks) = (0, new Dictionary<string, double>());
        for (var seed = 0; seed < 120; seed++)
        {
            var setting = Random(seed);
            Certificate<DeepLinearMoment>[] certificates =
            [
                new Lemma3().Certify(setting), new Lemma4().Certify(setting), new Lemma6().Certify(setting), new Section45().Certify(setting),
                new UpdateOperatorTheorem().Certify(setting),
            ];
            if (certificates[0].Verdict != Verdict.Holds)
                continue;
            held++;
            foreach (var certificate in certificates)
            {
                if (certificate.Verdict != Verdict.Holds)
                {
                    // Lemma 6 needs tau < 1 besides.
                    certificate.Theorem.ShouldBeOfType<Lemma6>();
                    continue;
                }

                foreach (var check in certificate.ShouldHold(setting, 12).Checks)
                    checks[check.Id] = Math.Min(checks.GetValueOrDefault(check.Id, double.PositiveInfinity), check.LeastMargin);
            }
        }

        held.ShouldBeGreaterThan(60);

        // No invariant is so loose that a slip of a factor 2 in it could go unseen, but those that a step far inside the region leaves slack.
        checks.Count.ShouldBeGreaterThan(30);
    }

    [Fact]
    public void The_width_decides()
    {
        // The binding width is met with a tenth of a percent, or missed by as much, by the start's distance: B0 grows with its square.
        var near = Scaled(1e-6);
        var room = new ExplicitConstants(0.3, 0.3, 0.5, 2, 6, 6, Region.Of(near).InitialGap, 2, 3).Width;
        var rate = new ExplicitConstants(0.3, 0.3, 0.5, 2, 6, 6, 1, 2, 3).Rate;
        foreach (var (factor, verdict) in new[] { (0.999, Verdict.Holds), (1.001, Verdict.DoesNotApply) })
        {
            var setting = Scaled(1e-6 * Math.Sqrt(4 * factor / room)).WithRate(rate);
            var certificate = new Lemma3 { Exponents = (0.3, 0.3) }.Certify(setting);
            certificate.Verdict.ShouldBe(verdict);
            if (verdict == Verdict.DoesNotApply)
                certificate.Sentence.ShouldContain("make every hidden layer at least 4.004 wide, or start nearer to the minimum");
            else
                certificate.ShouldHold(setting, 60);
        }

        static DeepLinearSetting Scaled(double distance) =>
            Fixtures.NearMinimum(new double[,] { { 1, 2, 0 }, { 0, 1, 1 } }, new double[,] { { 1, -1 }, { 2, 1 } }, distance, 0.01);
    }

    [Fact]
    public void Each_assumption_of_lemma_3_can_fail()
    {
        var setting = Fixtures.NearMinimum(new double[,] { { 1, 2, 0 }, { 0, 1, 1 } }, new double[,] { { 1, -1 }, { 2, 1 } }, 1e-4, 0.05);
        new Lemma3().Certify(setting).Verdict.ShouldBe(Verdict.Holds);
        var fast = new Lemma3().Certify(setting.WithRate(setting.RateCeiling()));
        fast.Assumed("the learning rate").Holds.ShouldBe(false);
        fast.Assumed("the learning rate").Limit.ShouldBeRelative(setting.RateCeiling(), 1e-12);

        // c1 and c2 given too small for the layers.
        var rough = Fixtures.OnF1(1.0 / 900, Fixtures.Integers);
        var given = new Lemma3 { Exponents = (0.5, 0.5) }.Certify(rough);
        given.Assumed("c1 of the region, twice that of (14)").Value.ShouldBeRelative(2 * 0.569618100037, Fixtures.Printed);
        given.Assumed("c1 of the region, twice that of (14)").Holds.ShouldBe(false);
        given.Assumed("c2 of the region, twice that of (14)").Value.ShouldBeRelative(2 * 2.19722457734, Fixtures.Printed);
        given.Assumed("c2 of the region, twice that of (14)").Holds.ShouldBe(false);

        // Layers whose product has lost rank.
        var singular = Settings.Of(Fixtures.F1, Fixtures.Half, null, 0.01,
            new double[,] { { 1, 0 }, { 0, 0 } }, new double[,] { { 1, 0 }, { 0, 1 } });
        new Lemma3().Certify(singular).Assumed("the smallest ratio of a singular value in (14)").Holds.ShouldBe(false);
        new Lemma3().Certify(singular).Assumptions.ShouldNotContain(assumption => assumption.Name == "the learning rate", "no rate has a limit there");
        new Definition2().Certify(singular).Verdict.ShouldBe(Verdict.DoesNotApply);
        new Definition2().Certify(singular).Value("c2").ShouldBe(double.PositiveInfinity);

        // A hidden layer narrower than the outputs, and no hidden layer.
        var narrow = Settings.Of(Fixtures.F1, Fixtures.Half, null, 0.01, new double[,] { { 1, 1 } }, new double[,] { { 1 }, { 1 } });
        new Lemma3().Certify(narrow).Assumed("the least hidden width beside inputs and outputs").Holds.ShouldBe(false);
        var single = Settings.Of(Fixtures.F1, Fixtures.Half, null, 0.01, new double[,] { { 1, 1 }, { 1, 0 } });
        new Lemma3().Certify(single).Assumed("the number of layers").Holds.ShouldBe(false);
    }

    [Fact]
    public void The_step_expansion_is_the_step()
    {
        // V(t+1) - V(t) from the layers, by subtraction, against its orders; and P(t) against the first of them.
        for (var seed = 0; seed < 20; seed++)
        {
            var setting = Fixtures.Drawn(DeepLinearNetwork.Normalized(3, 5, 4, 6, 2), new GaussianInitialization(), LinearTeacher.Sample(3, 2, 4, 0.5, 1, RandomStream.FromSeed((ulong)seed)), new LogCoshLoss(), 0.02, (ulong)seed);
            var expansion = new StepExpansion(setting.Start);
            var state = new DescentState<double>(setting.Run.Start.Clone());
            new GradientDescent(setting.LearningRate).Step(setting.Run.Objective, state);
            var change = Algebra.Difference(setting.Run.Network.EndToEnd(state.Weights), setting.Start.Map);
            var sum = expansion.FirstOrder.Clone();
            var remainder = expansion.FirstOrder.Clone();
            var image = UpdateOperator.At(setting.Start).Apply(setting.Start.Gradient);
            for (var k = 0; k < sum.Span.Length; k++)
            {
                sum.Span[k] += expansion.HigherOrder.Span[k];
                remainder.Span[k] = sum.Span[k] + (setting.TwinRate * setting.Start.Gradient.Span[k]);
                image.Span[k] *= -setting.LearningRate;
            }

            change.ShouldBeNear(sum, 1e-12);
            expansion.FirstOrder.ShouldBeNear(image, 1e-12);
            expansion.Remainder.ShouldBeNear(remainder, 1e-12);
            SemiNorm.Of(expansion.HigherOrder).ShouldBeGreaterThan(0);

            // Layer gradients against the objective's.
            var gradient = new Weights<double>(setting.Run.Network.Shapes);
            setting.Run.Objective.LossAndGradient(setting.Run.Start, gradient);
            for (var layer = 1; layer <= 4; layer++)
                (SemiNorm.Of(gradient[layer - 1]) / setting.Network.LayerScales[layer - 1]).ShouldBeRelative(expansion.LayerGradientNorm(layer), 1e-12);

            // Every eigenvalue lies between the bounds, and their sum is the trace.
            var update = UpdateOperator.At(setting.Start);
            var values = update.Eigenvalues();
            values[0].ShouldBeLessThanOrEqualTo(update.LargestBound * (1 + 1e-12));
            values[^1].ShouldBeGreaterThanOrEqualTo(update.LeastBound * (1 - 1e-12));
            var trace = 0.0;
            for (var k = 0; k < values.Length; k++)
            {
                var unit = new Matrix<double>(2, setting.Data.Rank);
                unit.Span[k] = 1;
                trace += update.Apply(unit).Span[k];
            }

            values.Sum().ShouldBeRelative(trace, 1e-12);
        }
    }

    [Fact]
    public void V16_repaired_43_holds_wherever_layers_are_and_the_printed_one_does_not()
    {
        UpdateOperatorTheorem.EigenvalueBounds(Math.Log(2), 0, 3, 2).Largest.ShouldBeRelative(12, 1e-14);
        UpdateOperatorTheorem.EigenvalueBounds(0.1, 0.2, 2, 5).ShouldBe((2 * Math.Exp(-0.4) / 5, 2 * Math.Exp(0.2) / 5));
        UpdateOperatorTheorem.EigenvalueBounds(0.1, 0.2, 4, 1).Least.ShouldBeRelative((2 * Math.Exp(-0.4)) + (2 * Math.Exp(-0.8)), 1e-14);
        var broken = 0;
        for (var seed = 0; seed < 200; seed++)
        {
            var network = DeepLinearNetwork.Normalized([2, .. Enumerable.Repeat(6, 2 + (seed % 3)), 2]);
            var setting = Fixtures.Drawn(network, new GaussianInitialization(), Fixtures.F1, Fixtures.Half, 0.01, (ulong)seed);
            var region = Region.Of(setting);
            var (least, largest) = UpdateOperatorTheorem.EigenvalueBounds(region.C1 / 2, region.C2 / 2, network.Depth, 2);
            var values = UpdateOperator.At(setting.Start).Eigenvalues();
            values[0].ShouldBeLessThanOrEqualTo(largest * (1 + 1e-12));
            values[^1].ShouldBeGreaterThanOrEqualTo(least * (1 - 1e-12));

            // As printed, from B(t) with the measured exponents.
            if (values[0] > network.Depth / 2.0 * Math.Exp(region.C1) || values[^1] < network.Depth / 2.0 * Math.Exp(-region.C2))
                broken++;
        }

        // Layers that are all too large, as in V16, break it far; random ones sometimes.
        broken.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void The_printed_bound_on_the_inner_product_is_false_for_wide_layers()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var setting = Fixtures.Drawn(DeepLinearNetwork.Normalized(4, 64, 64, 3), new GaussianInitialization(), LinearTeacher.Sample(4, 3, 8, 0, 1, RandomStream.FromSeed(3)), Fixtures.Half, 1e-3, (ulong)seed);
            var start = setting.Start;
            var outputs = start.SingularValue(3, 2, 3) / start.SingularValue(3, 3, 1);
            var inputs = start.SingularValue(2, 1, 4) / start.SingularValue(1, 1, 1);
            start.SingularValue(2, 2, 64).ShouldBeLessThan(Math.Max(outputs, inputs) / 10);
            start.SingularValue(2, 2, 3).ShouldBeGreaterThanOrEqualTo(outputs);
            start.SingularValue(2, 2, 4).ShouldBeGreaterThanOrEqualTo(inputs);
            foreach (var invariant in new Section45().Certify(setting).Invariants.Where(each => each.Id is "section-4-5/outputs" or "section-4-5/inputs" or "section-4-5/stationary"))
                invariant.Measure(start)!.Value.IsViolated.ShouldBeFalse(invariant.Id);
        }
    }

    [Fact]
    public void The_inner_product_of_a_balanced_start_may_lose_rank()
    {
        // The inequality for balanced starts has the same slip: singular values 1.409, 1.239, 0, 0 against 0.2998.
        var layers = BalancedInitialization.Spread(DeepLinearNetwork.Unscaled(2, 4, 4, 2), Matrix<double>.From(new double[,] { { 2.8, 0 }, { 0, 1.9 } }));
        var middle = SingularValueDecomposition.ValuesOf(layers[1]);
        middle[0].ShouldBe(1.409, 1e-3);
        middle[1].ShouldBe(1.239, 1e-3);
        middle[3].ShouldBeLessThan(1e-15);
    }

    /// <summary>A random network whose targets are its own map moved by so little that the width is enough.</summary>
    private static DeepLinearSetting Random(int seed)
    {
        var stream = RandomStream.FromSeed((ulong)seed).Named("near");
        var (inputs, outputs) = (1 + (int)(3 * stream.Uniform(0)), 1 + (int)(3 * stream.Uniform(1)));
        var depth = 2 + (int)(3 * stream.Uniform(2));
        var least = Math.Max(inputs, outputs) + 1;
        int[] hidden = [.. Enumerable.Range(0, depth - 1).Select(i => least + (int)(12 * stream.Uniform(10 + i)))];
        if (seed % 3 > 0)
            Array.Sort(hidden);
        Initialization<DeepLinearNetwork> start = (seed % 3) switch { 0 => new GaussianInitialization(), 1 => new OnePeakInitialization(), _ => new SpecialBalancedInitialization() };
        if (seed % 3 == 2)
            Array.Fill(hidden, hidden[0]);
        var network = DeepLinearNetwork.Normalized([inputs, .. hidden, outputs]);
        var samples = 1 + (int)(4 * stream.Uniform(3));
        var x = new Matrix<double>(inputs, samples);
        stream.Named("inputs").FillNormal(x.Span);
        Loss loss = (seed % 4) switch { 0 => new LogCoshLoss(), 1 => new SquaredLoss(SquaredScaling.Mean), 2 => new SquaredLoss(SquaredScaling.HalfMean), _ => new SquaredLoss() };

        // Where the start maps to, and a random direction from there.
        var weights = start.Sample<double>(network, RandomStream.FromSeed((ulong)seed), ThreadTeam.Alone);
        var map = network.EndToEnd(weights);
        var direction = new Matrix<double>(outputs, inputs);
        stream.Named("direction").FillNormal(direction.Span);
        var distance = 1e-3;
        for (; ; distance /= 10)
        {
            var target = map.Clone();
            for (var k = 0; k < target.Span.Length; k++)
                target.Span[k] += distance * direction.Span[k];
            var setting = Fixtures.Drawn(network, start, new Dataset("near", x, MatrixProduct.Of<double>(target, x)), loss, 1, (ulong)seed);
            var region = Region.Of(setting);

            // A fifth to four fifths of the least ceiling.
            var rate = (0.2 + (0.6 * stream.Uniform(5))) * setting.RateCeiling() * Math.Exp(-(12 * region.C1) - (6 * region.C2));
            if (!(rate > 1e-6 * setting.RateCeiling()))
                return setting;
            var trial = setting.WithRate(rate);
            if (distance < 1e-6 || new Lemma3().Certify(trial).Verdict == Verdict.Holds)
                return trial;
        }
    }
}
