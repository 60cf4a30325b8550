using Surefoot.Arithmetic;
using Surefoot.Descent;
using Surefoot.Initializations;
using Surefoot.Networks;
using Surefoot.Randomness;
using Surefoot.Theory;
using Surefoot.Theory.Arora2019;

namespace Surefoot.Tests.Theory.Arora2019;

/// <summary>What happens outside the assumptions: claims 4 and 5, and the constructions beside them.</summary>
public class FailureTests
{
    private const double Digits = 1e-11;
    private const double Rounding = 1e-13;

    [Theory]
    [InlineData(2, 0.1, 14142.1356237)]
    [InlineData(2, 1, 2000)]
    [InlineData(4, 0.01, 11224.6204831)]
    public void The_printed_scale_of_claim_4(int depth, double rate, double scale)
    {
        // AR-V15.
        Claim4.PrintedScale(depth, rate, 0.75).ShouldBeRelative(scale, Digits);
        Claim4.Scale(depth, rate, 0.75).ShouldBeLessThanOrEqualTo(scale);
    }

    [Theory]
    [InlineData(2, 0.001, 0.9999, 4.47247139455e12, 447224.776539, 4.47247139455e12)]
    [InlineData(2, 0.1, 0.75, 4439.24421364, 96.1124565654, 4439.24421364)]
    [InlineData(4, 2, 0.9, 11.8124815152, 2.18299640072, 23.6249630304)]
    public void The_other_scale_of_claim_4(int depth, double rate, double margin, double scale, double lower, double upper)
    {
        // AR-V15.
        var found = Claim4.Scale(depth, rate, margin);
        found.ShouldBeRelative(scale, Digits);
        var first = Lemma17.First(depth, rate, margin, found);
        first.Lower.ShouldBeRelative(lower, Digits);
        first.Upper.ShouldBeRelative(upper, Digits);
    }

    [Fact]
    public void Every_term_of_the_scales_decides_somewhere()
    {
        // Pull p = (1-c) c^{1/2} at N = 2, c = 3/4.
        var pull = 0.25 * Math.Sqrt(0.75);
        Claim4.PrintedScale(2, 1e8, 0.75).ShouldBeRelative(Math.Sqrt(2e8), Rounding);
        Claim4.PrintedScale(2, 2e-3, 1 - 1e-9).ShouldBeRelative(2 / (2e-3 * 1e-9), 1e-6);
        Claim4.PrintedScale(2, 1e-2, 0.75).ShouldBeRelative(Math.Sqrt(20000) * 1e4, Rounding);
        Claim4.PrintedScale(2, 10, 0.75).ShouldBe(2000);

        Claim4.PrintedScale(50, 0.009, 0.75).ShouldBeRelative(20 / 0.009, Rounding);
        Claim4.Scale(2, 1e8, 0.75).ShouldBeRelative(Math.Sqrt(2e8), Rounding);
        Claim4.Scale(4, 1e3, 0.75).ShouldBeRelative(Math.Sqrt(4e3), Rounding);
        Claim4.Scale(2, 0.1, 0.75).ShouldBeRelative(Math.Sqrt(20 / (0.1 * Math.Pow(0.1 * pull, 3))), Rounding);
        Claim4.Scale(2, 10, 0.75).ShouldBeRelative(Math.Sqrt(20 / Math.Pow(0.75, 3)), Rounding, "b is 3/4 at most");
        Claim4.Scale(40, 1, 1 - 1e-5).ShouldBeRelative(2 / (1e-5 * Math.Pow(1 - 1e-5, 39 / 40.0)), 1e-9);
    }

    [Fact]
    public void Claim_4_diverges_as_computed()
    {
        // AR-V15, with the printed scale.
        Runs(2, 0.1, (12247.4487139, 6.12372435696e-5, 0.03125), (12247.4487154, 306.186279085, 7.03124906426e12), (-114807599.568, -4592792656.49, 1.39016053936e35), (2.4217221588e26, 6.05366121807e24, 1.07461985672e102));
        Runs(2, 1, (1732.05080757, 0.000433012701892, 0.03125), (1732.05091582, 433.013134905, 281249847656.0), (-324758031.172, -1299037402.03, 8.89883419674e34), (5.48028583904e26, 1.37006589384e26, 2.81876802583e105));
        Runs(4, 0.01, (10445.6863631, 8.29074676069e-5, 0.03125), (10445.6863633, 22.6156572836, 1.55723726723e21), (-2.98158917104e15, -1.37713199995e18, 1.42122714518e134));

        // The next step's map is 1e462, beyond double precision; its layers are not.
        var overflown = Construction(4, 1, 0.01, Claim4.PrintedScale(4, 0.01, 0.75), 0.75);
        var last = Settings.After(overflown, 3);
        double.IsFinite(last.Gap).ShouldBeFalse();
        var norms = overflown.Reduction.LayerNorms(last.Weights);
        norms[0].ShouldBeRelative(9.5333532801e116, Digits);
        norms[^1].ShouldBeRelative(2.06403909754e114, Digits);


        static void Runs(int depth, double rate, params (double First, double Last, double Loss)[] steps)
        {
            var setting = Construction(depth, 1, rate, Claim4.PrintedScale(depth, rate, 0.75), 0.75);
            var problem = new WhitenedProblem(setting);
            for (var t = 0; t < steps.Length; t++)
            {
                // W_1 (0) W_N (0) is c to rounding, which 1 - c = 1/4 shows whole; later steps multiply relative errors by some 2 N.
                var moment = Settings.After(setting, t);
                problem.LayerOnInputs(moment, 1)[0, 0].ShouldBeRelative(steps[t].First, Digits);
                problem.LayerOnInputs(moment, depth)[0, 0].ShouldBeRelative(steps[t].Last, Digits);
                problem.Loss(moment).ShouldBeRelative(steps[t].Loss, Digits);
            }
        }
    }

    [Theory]
    [InlineData(2, 1, 1.0, 0.75)]
    [InlineData(2, 3, 0.1, 0.75)]
    [InlineData(2, 1, 0.01, 0.9)]
    [InlineData(4, 3, 0.01, 0.75)]
    [InlineData(4, 1, 2.0, 0.9)]
    [InlineData(2, 2, 0.001, 0.9999)]
    public void From_claim_4s_start_everything_it_says_happens(int depth, int width, double rate, double margin)
    {
        // E7.
        var setting = Construction(depth, width, rate, Claim4.Scale(depth, rate, margin) * 1.001, margin);
        var certificate = new Claim4().Certify(setting);
        certificate.Verdict.ShouldBe(Verdict.Holds, certificate.Sentence);
        certificate.Yield("c").ShouldBeRelative(margin, 1e-12);
        certificate.Yield("floor of the loss").ShouldBe(depth == 2 ? 4.5 : 112.5);
        var lemma = new Lemma17().Certify(setting);
        lemma.Verdict.ShouldBe(Verdict.Holds);
        lemma.Yield("B(1)").ShouldBeRelative(1.001 * Lemma17.First(depth, rate, margin, Claim4.Scale(depth, rate, margin)).Lower, 1e-8);

        // It has the margin, and only the middle is out of balance, by c^(2/N) (A^2 - A^-2).
        new Definition2().Certify(setting).Yield("c").ShouldBeRelative(margin, 1e-9);
        var scale = certificate.Yield("A");
        setting.Start.Imbalances[(depth / 2) - 1].ShouldBeRelative(Math.Pow(margin, 2.0 / depth) * ((scale * scale) - (1 / (scale * scale))), 1e-9);
        setting.Start.Imbalances.Where((_, j) => j != (depth / 2) - 1).ShouldAllBe(other => other <= 1e-12 * scale * scale);

        var run = DeepLinearChecks.Run(setting, [.. certificate.Invariants, .. lemma.Invariants], 100, Recording.EveryStep);
        run.Outcome.Kind.ShouldBe(OutcomeKind.Diverged);
        run.Outcome.Step.ShouldBeLessThan(10);
        run.Gaps[1].ShouldBeGreaterThan(run.Gaps[0]);
        foreach (var check in run.Checks)
        {
            check.Holds.ShouldBeTrue(check.Sentence);
            check.Steps.ShouldBeGreaterThanOrEqualTo(2);
        }

        // Theorem 1 says no, and why.
        new Theorem1().Certify(setting).Deciding!.Name.ShouldBe("the balancedness max_j ||B_j(0)||_F");
    }

    [Fact]
    public void Claim_4_says_what_the_construction_needs()
    {
        Fails(Construction(2, 1, 0.1, Claim4.Scale(2, 0.1, 0.75) * 0.99, 0.75), "or larger");
        Fails(Construction(2, 1, 0.1, 1e6, 0.5), "take c = 3/4");
        Fails(Settings.Whitened(new double[,] { { 1 } }, 0.1, new double[,] { { 1e5 } }, new double[,] { { 1.2e-5 } }), "take c = 3/4");
        Fails(Settings.Whitened(new double[,] { { 2 } }, 0.1, new double[,] { { 1e5 } }, new double[,] { { 0.75e-5 } }), "the identity as the target");
        Fails(Settings.Whitened(new double[,] { { 1 } }, 0.1, new double[,] { { 1 } }, new double[,] { { 1 } }, new double[,] { { 1 } }), "use an even depth");
        Fails(Settings.Whitened(new double[,] { { 1, 0 }, { 0, 1 } }, 0.1, new double[,] { { 1, 0 }, { 0, 2 } }, new double[,] { { 1, 0 }, { 0, 1 } }), "Claim4.Start");
        Fails(Settings.Whitened(new double[,] { { 1, 0 } }, 0.1, new double[,] { { 1, 0 } }, new double[,] { { 1 } }), "make all dimensions equal");
        Should.Throw<ArgumentOutOfRangeException>(() => Claim4.StartOf(3, 1, 10, 0.75)).Message.ShouldContain("a depth of 3 was given");
        Should.Throw<ArgumentOutOfRangeException>(() => Claim4.StartOf(2, 1, 10, 1)).Message.ShouldContain("a margin of 1 was given");

        // With another target other entries move, and that is seen.
        var elsewhere = Settings.Whitened(new double[,] { { 1, 0 }, { 0, 2 } }, 0.1, new double[,] { { 10, 0 }, { 0, 1 } }, new double[,] { { 0.075, 0 }, { 0, 1 } });
        new Claim4().Measure(elsewhere, "claim-4/others").IsViolated.ShouldBeFalse();
        new Claim4().Measure(elsewhere, "claim-4/others", 1).IsViolated.ShouldBeTrue();

        // The distance of a layer from the construction counts beside A.
        var scaled = Settings.Whitened(new double[,] { { 1, 0 }, { 0, 1 } }, 0.1, new[,] { { 20 * Math.Sqrt(0.75), 0 }, { 0, 1.5 } }, new[,] { { Math.Sqrt(0.75) / 20, 0 }, { 0, 1 } });
        new Claim4().Certify(scaled).Assumption("the distance of the layers from (51), relative to A").Value.ShouldBeRelative(0.5 / 20, 1e-12);
        Should.Throw<ArgumentOutOfRangeException>(() => Claim4.StartOf(2, 2, 20, -0.1)).Message.ShouldContain("between 0 and 1");
        Should.Throw<ArgumentOutOfRangeException>(() => Claim4.StartOf(2, 2, 20, 1)).Message.ShouldContain("between 0 and 1");

        // A smaller margin is had by a start of margin 3/4.
        var network = DeepLinearNetwork.Unscaled(2, 2, 2);
        network.EndToEnd(Claim4.Start(2, 2, 0.1, 0.2).Sample<double>(network, default, ThreadTeam.Alone)).ShouldBe(new double[,] { { 0.75, 0 }, { 0, 1 } }, 1, Rounding);
        new Claim4().Certify(Settings.Drawn(Claim4.Start(2, 2, 0.1, 0.8), 0.1, [2, 2, 2])).Verdict.ShouldBe(Verdict.Holds);
        network.EndToEnd(Claim4.Start(2, 2, 0.1, 0.8).Sample<double>(network, default, ThreadTeam.Alone))[0, 0].ShouldBeRelative(0.8, Rounding);

        static void Fails(DeepLinearSetting setting, string remedy)
        {
            var certificate = new Claim4().Certify(setting);
            certificate.Verdict.ShouldBe(Verdict.DoesNotApply);
            certificate.Assumptions.ShouldContain(assumption => assumption.Holds == false && assumption.Remedy.Contains(remedy, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Lemma_17_fails_with_the_printed_scale_for_a_margin_close_to_1()
    {
        // AR-V15: eta = 0.001, N = 2, c = 0.9999. 1 - c is known to 1e-12 of itself, W(0) being c to eps.
        var scale = Claim4.PrintedScale(2, 0.001, 0.9999);
        scale.ShouldBeRelative(141421356.237, Digits);
        var setting = Construction(2, 1, 0.001, scale, 0.9999);
        var problem = new WhitenedProblem(setting);
        Entries(0, 141414284.993, 7.07071424964e-9, 5e-9);
        Entries(1, 141414284.993, 14.1414285063, 1.99960002e18);
        var (first, last) = Entries(2, 113134256.266, -2.82800287128e14, 5.11820820671e44);
        (first * last).ShouldBeLessThan(0, "opposite signs");
        Entries(3, -9.04802555062e33, 3.61966266632e27, 5.363074598e122);

        // The certificate does not take that scale, and the inequality is violated; it diverges all the same.
        new Lemma17().Certify(setting).Verdict.ShouldBe(Verdict.DoesNotApply);
        var run = DeepLinearChecks.Run(setting, new Lemma17().Certify(setting).Invariants, 20, Recording.EveryStep);
        run.Checks.Single(check => check.Id == "lemma-17/lower").FirstViolation.ShouldBe(2);
        run.Outcome.Kind.ShouldBe(OutcomeKind.Diverged);
        new Lemma17().Slips.Single().Class.ShouldBe(SlipClass.Misprint);

        (double, double) Entries(int t, double one, double two, double loss)
        {
            var moment = Settings.After(setting, t);
            var (w1, w2) = (problem.LayerOnInputs(moment, 1)[0, 0], problem.LayerOnInputs(moment, 2)[0, 0]);
            w1.ShouldBeRelative(one, 1e-10);
            w2.ShouldBeRelative(two, 1e-10);

            // The first loss is (1 - c)^2 / 2.
            problem.Loss(moment).ShouldBeRelative(loss, t == 0 ? 1e-8 : 1e-10);
            return (w1, w2);
        }
    }

    [Fact]
    public void Bounds_of_lemma_17_keep_their_distance()
    {
        Lemma17.Next(2, 0.5, (3, 10)).ShouldBe((90, 500));
        Lemma17.Next(4, 0.5, (3, 10)).ShouldBe((90, 5e6));
        var setting = Construction(2, 1, 0.1, Claim4.Scale(2, 0.1, 0.75), 0.75);
        var apart = new Lemma17().Measure(setting, "lemma-17/apart", 1);

        // The scale is the least one: at t = 1 both sides agree.
        apart.Left.ShouldBeRelative(20 * 4439.24421364, Digits);
        apart.Right.ShouldBeRelative(apart.Left, 1e-12);
        var lower = new Lemma17().Measure(setting, "lemma-17/lower", 1);
        lower.Left.ShouldBeRelative(96.1124565654, Digits);
        new Lemma17().Measure(setting, "lemma-17/upper", 1).Right.ShouldBeRelative(4439.24421364, Digits);
        new Lemma17().Measure(setting, "lemma-17/upper", 2).Right.ShouldBeRelative(0.1 * Math.Pow(4439.24421364, 3), 1e-10);
    }

    [Theory]
    [InlineData(2, 0.1, 1, 1.65685, 1.1, 0.8)]
    [InlineData(2, 0.1, 10, 0.559111123349, 1.40838185224, 0.239441349959)]
    [InlineData(2, 0.1, 100, 0.500000000312, 1.41421356237, 1.76547003409e-5)]
    [InlineData(4, 0.02, 1, 2.13100671999, 1.02, 0.96)]
    [InlineData(4, 0.02, 10, 0.951749028168, 1.15173810318, 0.773825384476)]
    [InlineData(4, 0.02, 100, 0.531500639292, 1.189207115, 0.419670860874)]
    [InlineData(4, 0.02, 1000, 0.500570066039, 1.189207115, 0.154507782102)]
    public void Claim_5_is_stuck_as_computed(int depth, double rate, int steps, double loss, double first, double second)
    {
        // AR-V16, Phi = diag(2, -1).
        var setting = Identity(new double[,] { { 2, 0 }, { 0, -1 } }, depth, rate);
        var problem = new WhitenedProblem(setting);
        problem.Loss(setting.Start).ShouldBeRelative(2.5, Rounding);
        var moment = Settings.After(setting, steps);
        problem.Loss(moment).ShouldBe(loss, 1e-11);
        problem.LayerOnInputs(moment, 1)[0, 0].ShouldBeRelative(first, Digits);
        problem.LayerOnInputs(moment, 1)[1, 1].ShouldBe(second, 1e-12);
    }

    [Fact]
    public void Rounding_leaves_the_saddle_of_claim_5_in_the_end()
    {
        // AR-V16 at t = 1000: in exact arithmetic the loss is 1/2 and the second entry 0 to all digits.
        var (first, second) = (1.0, 1.0);
        for (var t = 0; t < 1000; t++)
            (first, second) = (Lemma18.Next(first, 2, 2, 0.1), Lemma18.Next(second, -1, 2, 0.1));
        first.ShouldBeRelative(1.41421356237, Digits);
        second.ShouldBe(0, 1e-12);

        // In double a difference of the layers grows by 1 + eta lambda a step, from eps to 1 in 36 / ln 1.1 = 380 steps. What is measured
        // never contradicts the claim: it ends up hidden.
        var setting = Identity(new double[,] { { 2, 0 }, { 0, -1 } }, 2, 0.1);
        var run = DeepLinearChecks.Run(setting, [.. new Claim5().Certify(setting).Invariants, .. new Lemma18().Certify(setting).Invariants], 1000, Recording.EveryStep);
        run.Gaps[200].ShouldBe(0.5, 1e-9);
        foreach (var check in run.Checks)
            check.Holds.ShouldBeTrue(check.Sentence);
        run.Checks[0].Hidden.ShouldBeGreaterThan(500);
    }

    [Fact]
    public void Claim_5_with_a_target_that_is_not_diagonal()
    {
        // AR-V16, the exchange of two coordinates.
        var setting = Identity(new double[,] { { 0, 1 }, { 1, 0 } }, 2, 0.1);
        new WhitenedProblem(setting).LayerOnInputs(Settings.After(setting, 3), 2).ShouldBe(new double[,] { { 0.786002507366, 0.213997492634 }, { 0.213997492634, 0.786002507366 } }, 1, Digits);
        Claim5.Floor(Matrix<double>.From(new double[,] { { 0, 1 }, { 1, 0 } })).ShouldBeRelative(0.5, Rounding);
        Claim5.Floor(Matrix<double>.From(new double[,] { { -2, 0, 0 }, { 0, 3, 0 }, { 0, 0, -1 } })).ShouldBeRelative(2.5, Rounding);
    }

    [Fact]
    public void From_claim_5s_start_everything_it_says_happens_at_every_rate()
    {
        // E8: symmetric targets drawn with a negative eigenvalue, small and large rates.
        for (var place = 0; place < 200; place++)
        {
            var stream = RandomStream.FromSeed(20190509).Named("target", place);
            var width = 1 + (place % 3);
            var gaussian = new Matrix<double>(width, width);
            stream.FillNormal(gaussian, ThreadTeam.Alone);
            var symmetric = Algebra.Sum(gaussian, gaussian.Transpose(), 1);
            if (SymmetricEigen.Of(symmetric).Values[0] >= 0)
                symmetric[0, 0] -= 10;
            var setting = Identity(Settings.Entries(symmetric), place % 2 == 0 ? 2 : 4, Math.Pow(10, -3 + (place % 4)));
            var certificate = new Claim5().Certify(setting);
            certificate.Verdict.ShouldBe(Verdict.Holds, certificate.Sentence);
            certificate.Yield("c").ShouldBeLessThanOrEqualTo(-1 + Rounding);
            certificate.Yield("floor of the loss").ShouldBeRelative(Claim5.Floor(symmetric), 1e-12);
            var run = DeepLinearChecks.Run(setting, [.. certificate.Invariants, .. new Lemma18().Certify(setting).Invariants], 60, Recording.EveryStep);
            run.Checks.Count.ShouldBe(4);
            foreach (var check in run.Checks)
                check.Holds.ShouldBeTrue($"{place}: {check.Sentence}");
        }
    }

    [Fact]
    public void Both_sides_of_claim_5()
    {
        var setting = Identity(new double[,] { { 2, 0 }, { 0, -1 } }, 2, 0.1);
        var floor = new Claim5().Measure(setting, "claim-5/floor");
        (floor.Left, floor.Right).ShouldBe((0.5, 2.5));
        new Claim5().Measure(setting, "claim-5/semidefinite").Right.ShouldBeRelative(1, Rounding);
        new Lemma18().Certify(setting).Verdict.ShouldBe(Verdict.Holds);
        Lemma18.Next(2, 3, 3, 0.01).ShouldBeRelative(2 - (0.01 * 5 * 4), Rounding);

        // What rounding may have done is far below what is told, after some steps too.
        var same = new Lemma18().Certify(setting).Invariants.Single().Begin();
        for (var t = 0; t < 20; t++)
            same(Settings.After(setting, t))!.Value.Right.ShouldBeLessThan(1e-10);
        same(Settings.After(setting, 25)).ShouldBeNull("a step was left out");

        // Other starts violate what only the construction has: equal layers, no negative eigenvalue of W, the floor.
        var (identity, target) = (new double[,] { { 1, 0 }, { 0, 1 } }, new double[,] { { 2, 0 }, { 0, -1 } });
        var other = Settings.Whitened(target, 0.1, identity, target);
        foreach (var id in new[] { "claim-5/floor", "claim-5/equal", "claim-5/semidefinite" })
            new Claim5().Measure(other, id).IsViolated.ShouldBeTrue(id);
        new Lemma18().Measure(other, "lemma-18").IsViolated.ShouldBeTrue();

        // No construction: odd depth, other layers, no symmetry, no negative eigenvalue.
        Fails(Identity(new double[,] { { 2, 0 }, { 0, -1 } }, 3, 0.1), "even depth");
        Fails(Identity(new double[,] { { 2, 0.5 }, { 0, -1 } }, 2, 0.1), "symmetric target");
        Fails(Identity(new double[,] { { 2, 0 }, { 0, 1 } }, 2, 0.1), "a negative one");
        Fails(Settings.Whitened(new double[,] { { 2, 0 }, { 0, -1 } }, 0.1, new double[,] { { 1, 0 }, { 0, 1 } }, new double[,] { { 1, 0 }, { 0, 2 } }), "at the identity");
        Fails(Settings.Whitened(new double[,] { { 1, 0 } }, 0.1, new double[,] { { 1, 0 } }, new double[,] { { 1 } }), "make all dimensions equal");

        // Lemma 18 needs neither an even depth nor a negative eigenvalue.
        new Lemma18().Certify(Identity(new double[,] { { 2, 0 }, { 0, 1 } }, 3, 0.1)).Verdict.ShouldBe(Verdict.Holds);

        static void Fails(DeepLinearSetting at, string remedy) =>
            new Claim5().Certify(at).Assumptions.ShouldContain(assumption => assumption.Holds == false && assumption.Remedy.Contains(remedy, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0.1, Verdict.Holds)]
    [InlineData(0.49, Verdict.Holds)]
    [InlineData(0.51, Verdict.DoesNotApply)]
    public void A_target_near_the_identity_gives_residual_layers_a_margin(double distance, Verdict verdict)
    {
        // E9: the worst direction is the one that shortens.
        var setting = Identity(new double[,] { { 1 - distance, 0 }, { 0, 1 } }, 3, 0.1);
        var certificate = new ResidualStart().Certify(setting);
        certificate.Verdict.ShouldBe(verdict);
        certificate.Yield("least margin 1 - 2 ||Phi - I||_F").ShouldBeRelative(1 - (2 * distance), 1e-12);
        certificate.Yield("c").ShouldBeRelative(1 - (2 * distance), 1e-12);
        var compared = new ResidualStart().Measure(setting, "section-3.2.1");
        compared.IsViolated.ShouldBeFalse();
        compared.Left.ShouldBeRelative(1 - (2 * distance), 1e-12);
        setting.Start.Imbalances.ShouldAllBe(imbalance => imbalance == 0);
        new ResidualStart().Certify(Settings.Whitened(new double[,] { { 1 } }, 0.1, new double[,] { { 1.1 } })).Verdict.ShouldBe(Verdict.DoesNotApply);
    }

    [Fact]
    public void A_residual_start_within_the_margin_converges()
    {
        var setting = Identity(new double[,] { { 1.2, 0.1 }, { -0.2, 0.8 } }, 3, 0.1);
        new ResidualStart().Certify(setting).Verdict.ShouldBe(Verdict.Holds);

        // One layer off the identity is one too many.
        var off = Settings.Whitened(new double[,] { { 1.2, 0.1 }, { -0.2, 0.8 } }, 0.1, new double[,] { { 1, 0 }, { 0, 1 } }, new double[,] { { 1, 0.1 }, { 0, 1 } });
        new ResidualStart().Certify(off).Assumption("max_j ||W_j(0) - I||_F").Value.ShouldBeRelative(0.1, 1e-12);
        DeepLinearChecks.Run(setting, [], 300, Recording.EveryStep).Gaps[^1].ShouldBeLessThan(1e-20);
    }

    [Fact]
    public void Layers_of_zeros_do_not_move()
    {
        var zero = new double[1, 1];
        var setting = Settings.Whitened(new double[,] { { 1 } }, 0.5, zero, zero, zero);
        var certificate = new Footnote11().Certify(setting);
        certificate.Verdict.ShouldBe(Verdict.Holds);
        var run = DeepLinearChecks.Run(setting, certificate.Invariants, 10, Recording.EveryStep);
        run.Gaps.ShouldAllBe(gap => gap == 0.5);
        run.Checks.ShouldAllBe(check => check.Holds);
        new Footnote11().Certify(Settings.Whitened(new double[,] { { 1 } }, 0.5, zero)).Verdict.ShouldBe(Verdict.DoesNotApply);
        new Footnote11().Certify(Settings.Whitened(new double[,] { { 1 } }, 0.5, zero, new double[,] { { 1 } })).Verdict.ShouldBe(Verdict.DoesNotApply);
    }

    [Fact]
    public void With_balance_the_same_target_and_margin_are_inside_theorem_1()
    {
        // The contrast to claim 4: diag(c^(1/N), 1) in every layer.
        var layer = new double[,] { { Math.Sqrt(0.75), 0 }, { 0, 1 } };
        new Theorem1().Certify(Settings.Whitened(new double[,] { { 1, 0 }, { 0, 1 } }, 1e-7, layer, layer)).Verdict.ShouldBe(Verdict.Holds);
    }

    private static DeepLinearSetting Construction(int depth, int width, double rate, double scale, double margin)
    {
        var network = DeepLinearNetwork.Unscaled([.. Enumerable.Repeat(width, depth + 1)]);
        var start = Claim4.StartOf(depth, width, scale, margin).Sample<double>(network, default, ThreadTeam.Alone);
        return Settings.Whitened(Settings.Entries(Matrix<double>.Identity(width)), rate, [.. Enumerable.Range(0, depth).Select(j => Settings.Entries(start[j]))]);
    }

    private static DeepLinearSetting Identity(double[,] target, int depth, double rate) =>
        Settings.Whitened(target, rate, [.. Enumerable.Repeat(Settings.Entries(Matrix<double>.Identity(target.GetLength(0))), depth)]);
}
