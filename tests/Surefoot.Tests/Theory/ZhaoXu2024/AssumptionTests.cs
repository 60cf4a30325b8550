using Surefoot.Data;
using Surefoot.Initializations;
using Surefoot.Networks;
using Surefoot.Randomness;
using Surefoot.Theory;
using Surefoot.Theory.ZhaoXu2024;

namespace Surefoot.Tests.Theory.ZhaoXu2024;

public class AssumptionTests
{
    [Fact]
    public void Parameters_that_nobody_gives_are_a_tenth_or_a_half()
    {
        (new Theorem1().Share, new Theorem2().Tau, new Corollary3().Tau).ShouldBe((0.1, 0.1, 0.1));
        (new Lemma10().Deviation, new Lemma15().Deviation, new Lemma16().Deviation).ShouldBe((0.5, 0.5, 0.5));
        (new Lemma11().C1, new Lemma11().C2, new Lemma12().C1, new Lemma12().C2).ShouldBe((0.5, 0.5, 0.5, 0.5));

        // Of two that are given each has its own name.
        var given = new Lemma11 { C1 = 0.4, C2 = 0.6 }.Certify(Fixtures.Drawn(DeepLinearNetwork.Normalized(2, 9, 2), new GaussianInitialization(), Fixtures.F1, Fixtures.Half, 0.01, 1));
        given.Constants.Select(constant => (constant.Name, constant.Value)).ShouldBe([("c1", 0.4), ("c2", 0.6)]);
        var phi = Math.Min(1 - Math.Exp(-0.2), (Math.Exp(-0.3) - Math.Exp(-0.6)) / (Math.Exp(-0.3) + Math.Exp(0.4)));
        given.Value("phi").ShouldBeRelative(phi, 1e-12);
        var failure = 9 / (phi * phi) * (Math.Exp(-0.16 * 9 / 8) + Math.Exp(-0.36 * 9 / (36 * Math.Log(2))));
        given.Value("the probability of failure of the longest product at most").ShouldBeRelative(failure, 1e-12);
        given.Assumed("c of the lower tail").Value.ShouldBe(0.6);
        given.Assumed("the bound on the probability of failure").Remedy.ShouldBe($"make every hidden layer at least {36 * Math.Log(2) * ((2 * Math.Log(3 / phi)) + Math.Log(2)) / 0.36:G4} wide");

        // Entries twice as large make the outputs 2^N times as large.
        new Lemma9().Certify(Fixtures.Drawn(DeepLinearNetwork.Normalized(2, 9, 5, 2), new GaussianInitialization(2), Fixtures.F1, Fixtures.Half, 0.01, 1))
            .Assumed("the mean of ||f(x)||^2 / ||x||^2 over starts").Value.ShouldBeRelative(64, 1e-12);

        // A ratio of widths counts from a width of 1 on.
        new NormalizedProblem(Fixtures.Drawn(DeepLinearNetwork.Normalized(1, 1, 3, 1), new GaussianInitialization(), Fixtures.Set(new double[,] { { 1, 2 } }, new double[,] { { 1, 0 } }), Fixtures.Half, 0.01, 1))
            .WidthRatio.ShouldBe(3);

        // c of theorem 4, where the width's constant is open.
        Drawn(new GaussianInitialization(), 2, 9, 2).Theorem4().Constants.Single(constant => constant.Name == "c").Value.ShouldBe(0.1);
    }

    [Fact]
    public void Hidden_layers_are_as_wide_as_inputs_and_outputs()
    {
        foreach (var (widths, least) in new[] { (new[] { 2, 3, 4 }, 4), ([4, 3, 2], 4), ([2, 4, 3, 4], 4) })
        {
            var assumption = Drawn(new GaussianInitialization(), widths).Certificate.Assumed("the least hidden width beside inputs and outputs");
            assumption.Value.ShouldBe(3);
            assumption.Limit.ShouldBe(least);
            assumption.Holds.ShouldBe(false);
            assumption.Remedy.ShouldBe("make every hidden layer at least 4 wide");
        }

        Drawn(new GaussianInitialization(), 2, 3, 3).Certificate.Assumed("the least hidden width beside inputs and outputs").Holds.ShouldBe(true);
        Drawn(new GaussianInitialization(), 2, 3, 3).Certificate.Assumed("the number of layers").Holds.ShouldBe(true);
    }

    [Fact]
    public void Each_theorem_has_its_limit_on_the_accepted_probability()
    {
        var network = DeepLinearNetwork.Normalized(2, 9, 2);
        foreach (var (delta, strict, loose) in new[] { (0.49, true, true), (0.51, false, true), (1.01, false, false) })
        {
            var setting = Fixtures.Drawn(network, new GaussianInitialization(), Fixtures.F1, Fixtures.Half, 0.01, 1, delta);
            Holds(new Theorem1()).ShouldBe(strict);
            Holds(new Theorem4()).ShouldBe(strict);
            Holds(new Theorem2()).ShouldBe(loose);
            Holds(new Corollary3()).ShouldBe(loose);
            Holds(new Remark6()).ShouldBe(loose);

            bool? Holds(Theorem<DeepLinearSetting, DeepLinearMoment> theorem) => theorem.Certify(setting).Assumed("the accepted probability of failure").Holds;
        }
    }

    [Fact]
    public void Each_law_of_the_start_has_its_theorems()
    {
        int[] widths = [2, 6, 6, 2];
        Laws(new GaussianInitialization()).ShouldBe(["corollary-3", "lemma-10", "lemma-11", "lemma-12", "lemma-13", "lemma-2", "lemma-9", "remark-6", "theorem-1", "theorem-2", "theorem-4"]);
        string[] orthogonal = ["corollary-3", "lemma-14", "lemma-15", "lemma-16", "lemma-2", "proposition-3", "remark-10", "remark-11", "remark-6", "theorem-1", "theorem-2", "theorem-5"];
        Laws(new OnePeakInitialization()).ShouldBe(orthogonal);
        Laws(new OrthogonalInitialization()).ShouldBe(orthogonal);
        Laws(new SpecialBalancedInitialization()).ShouldBe(["corollary-3", "lemma-14", "lemma-15", "lemma-2", "proposition-3", "remark-11", "remark-6", "theorem-2", "theorem-6"]);
        Laws(new BalancedInitialization()).ShouldBeEmpty();

        // Independent orthogonal layers whose widths have two peaks are another law.
        widths = [2, 6, 4, 6, 2];
        Laws(new OrthogonalInitialization()).ShouldBeEmpty();

        string[] Laws(Initialization<DeepLinearNetwork> start)
        {
            var setting = Fixtures.Drawn(DeepLinearNetwork.Normalized(widths), start, Fixtures.F1, Fixtures.Half, 0.01, 1);
            return
            [
                .. Library.Theorems.Where(theorem => theorem.Id.StartsWith("zhao-xu-2024/", StringComparison.Ordinal)).OfType<Theorem<DeepLinearSetting, DeepLinearMoment>>()
                    .Select(theorem => theorem.Certify(setting))
                    .Where(certificate => certificate.Assumptions.Any(assumption => assumption.Name.StartsWith("the law of the start is", StringComparison.Ordinal) && assumption.Holds == true))
                    .Select(certificate => certificate.Theorem.Id["zhao-xu-2024/".Length..]),
            ];
        }
    }

    [Fact]
    public void Remedies_tell_numbers_that_do()
    {
        var setting = Fixtures.Drawn(DeepLinearNetwork.Normalized(2, 6, 9, 2), new GaussianInitialization(), Fixtures.F1, Fixtures.Half, 0.01, 1);
        var sum = (1.0 / 6) + (1.0 / 9);
        var tail = new Lemma10().Certify(setting).Assumed("the sum of inverse hidden widths");
        tail.Value.ShouldBeRelative(sum, 1e-14);
        tail.Remedy.ShouldBe($"make every hidden layer at least {2 / Lemma10.LargestInverseWidths(0.5):G4} wide");
        var thirteen = new Lemma13().Certify(setting);
        thirteen.Assumed("the sum of inverse hidden widths").Remedy.ShouldBe($"make every hidden layer at least {2 / Lemma13.LargestForBlocks:G4} wide");
        thirteen.Assumed("the sum of inverse hidden widths times ln N").Remedy.ShouldBe($"make every hidden layer at least {2 * Math.Log(3) / (Lemma13.K / 5):G4} wide");
        new Lemma12().Certify(setting).FailureProbability.ShouldBe(1);
        new Rate3().Certify(setting).Assumed("the learning rate").Remedy.ShouldBe($"take a learning rate of {2.0 / 18:G4}");
        new Lemma5().Certify(setting.WithRate(1)).Assumed("the learning rate").Remedy.ShouldBe($"take a learning rate below {4.0 / 18:G4}");
        new Lemma1().Certify(setting).Value("inputs' dimensions without curvature").ShouldBe(0);
        var flat = Settings.Of(Fixtures.Set(new double[,] { { 1, 2 }, { 2, 4 }, { 0, 1 } }, new double[,] { { 1, 0 } }), Fixtures.Half, null, 0.01, new double[,] { { 1, 0, 0 } }, new double[,] { { 1 } });
        new Lemma1().Certify(flat).Value("inputs' dimensions without curvature").ShouldBe(1);
    }

    [Fact]
    public void Lemma_3_chooses_the_fastest_rate_its_width_allows()
    {
        // Isometric layers at a quarter of eta_1: 6 c1 + 3 c2 = 2 c with c1 = c/6, c2 = c/3 may use up to ln 4.
        var setting = Fixtures.NearMinimum(new double[,] { { 1, 2, 0 }, { 0, 1, 1 } }, new double[,] { { 1, -1 }, { 2, 1 } }, 1e-4, 1);
        setting = setting.WithRate(setting.RateCeiling() / 4);
        var problem = new NormalizedProblem(setting);
        var region = Region.Of(setting);
        var chosen = ExplicitConstants.Choose(problem, region)!;
        (chosen.C2 - (2 * region.C2)).ShouldBeRelative(2 * (chosen.C1 - (2 * region.C1)), 1e-9);
        chosen.Slack.ShouldBeRelative(1 - (Math.Exp((6 * chosen.C1) + (3 * chosen.C2)) / 4), 1e-12);
        chosen.Rate.ShouldBeRelative(problem.Rate, 1e-12);
        chosen.Width.ShouldBeLessThan(4);

        // A finer c is not enough, by the steps of 1/256 of the room.
        var finer = (6 * chosen.C1) - (Math.Log(4) / 2 / 256);
        ExplicitConstants.Of(problem, region, finer / 6, finer / 3).Width.ShouldBeGreaterThan(4);

        // Where no c is enough, the one that asks for least: neither half a step more nor less asks for less.
        var far = Fixtures.OnF1(setting.LearningRate, Fixtures.Hadamard);
        var distant = new NormalizedProblem(far);
        var least = ExplicitConstants.Choose(distant, Region.Of(far))!;
        foreach (var factor in new[] { 0.97, 1.03 })
            ExplicitConstants.Of(distant, Region.Of(far), least.C1 * factor, least.C2 * factor).Width.ShouldBeGreaterThan(least.Width);

        // From rough layers c goes on top of the region's own.
        var rough = Fixtures.OnF1(1, Fixtures.Integers);
        var roughRegion = Region.Of(rough);
        var slow = new NormalizedProblem(rough.WithRate(0.3 * rough.RateCeiling() * Math.Exp(-(12 * roughRegion.C1) - (6 * roughRegion.C2))));
        var roughly = ExplicitConstants.Choose(slow, roughRegion)!;
        roughly.C1.ShouldBeInRange(2 * roughRegion.C1, (2 * roughRegion.C1) + (-Math.Log(0.3) / 12));
        (roughly.C2 - (2 * roughRegion.C2)).ShouldBeRelative(2 * (roughly.C1 - (2 * roughRegion.C1)), 1e-9);
        roughly.Slack.ShouldBeInRange(0, 0.7);

        // At the ceiling itself there is nothing to choose.
        ExplicitConstants.Choose(new NormalizedProblem(far.WithRate(far.RateCeiling())), Region.Of(far)).ShouldBeNull();
    }

    [Fact]
    public void M_is_measured_where_the_width_hangs_on_it()
    {
        var constants = new ExplicitConstants(0.3, 0.3, 0.5, 1, 6, 6, 1, 2, 3);
        foreach (var (width, m, verdict) in new[] { (0.9, 2.0, Verdict.Holds), (2.0, 2.0, Verdict.DoesNotApply), (5.0, 1.0, Verdict.DoesNotApply) })
        {
            // B0 such that with M = 1 this width is asked for, and four times as much with the M = 2 of isometric layers; there are 4 units.
            var gap = width / constants.Width;
            var near = Fixtures.NearMinimum(new double[,] { { 1, 2, 0 }, { 0, 1, 1 } }, new double[,] { { 1, -1 }, { 2, 1 } }, 1e-4 * Math.Sqrt(gap / 2.75e-8), constants.Rate);
            var certificate = new Lemma3 { Exponents = (0.3, 0.3) }.Certify(near);
            var known = certificate.Constants.Single(constant => constant.Name == "M");
            known.Value.ShouldBe(m, 1e-12);
            certificate.Verdict.ShouldBe(verdict);
            certificate.Assumed("the least hidden width, so that products stay in B(t),").Limit.ShouldBeRelative(certificate.Value("width that keeps products"), 1e-14);
            certificate.Assumed("the least hidden width, so that steps descend,").Limit.ShouldBeRelative(certificate.Value("width that makes steps descend"), 1e-14);
            certificate.Value("width that keeps products").ShouldBeRelative(width * m * m, 1e-6);
        }
    }

    [Fact]
    public void The_rank_that_section_4_5_keeps_is_that_of_lemma_3()
    {
        var setting = Fixtures.NearMinimum(new double[,] { { 1, 2, 0 }, { 0, 1, 1 } }, new double[,] { { 1, -1 }, { 2, 1 } }, 1e-4, 0.03);
        var certificate = new Section45().Certify(setting);
        certificate.Verdict.ShouldBe(Verdict.Holds);
        var c2 = certificate.Constants.Single(constant => constant.Name == "c2").Value;
        certificate.Invariants.Single(invariant => invariant.Id == "section-4-5/rank").Measure(setting.Start)!.Value.Left.ShouldBeRelative(Math.Exp(-c2 / 2), 1e-14);

        // Two layers have no inner product.
        var two = Fixtures.Drawn(DeepLinearNetwork.Normalized(2, 4, 2), new OnePeakInitialization(), Fixtures.F1, Fixtures.Half, 0.01, 1);
        new Section45().Certify(two).Invariants.Single(invariant => invariant.Id == "section-4-5/outputs").Measure(two.Start).ShouldBeNull();
    }

    private static Evaluated Drawn(Initialization<DeepLinearNetwork> start, params int[] widths) =>
        new(Fixtures.Drawn(DeepLinearNetwork.Normalized(widths), start, LinearTeacher.Sample(widths[0], widths[^1], 5, 0, 1, RandomStream.FromSeed(2)), Fixtures.Half, 1e-3, 1));

    private sealed record Evaluated(DeepLinearSetting Setting)
    {
        public Certificate<DeepLinearMoment> Certificate => new Theorem2().Certify(Setting);

        public Certificate<DeepLinearMoment> Theorem4() => new Theorem4().Certify(Setting);
    }
}
