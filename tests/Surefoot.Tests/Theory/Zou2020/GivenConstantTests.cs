using Surefoot.Data;
using Surefoot.Losses;
using Surefoot.Networks;
using Surefoot.Randomness;
using Surefoot.Theory;
using Surefoot.Theory.Zou2020;
using static Surefoot.Tests.Theory.Zou2020.ZouSettings;

namespace Surefoot.Tests.Theory.Zou2020;

/// <summary>Given values of constants, which are taken where the proofs' do not do, and nowhere else.</summary>
/// <remarks>On the instance whose quantities all differ: mu^2/lambda is 9/7 times the scale of B.</remarks>
public class GivenConstantTests
{
    [Fact]
    public void Of_A_and_B_the_constant_of_the_proof_is_taken_as_soon_as_it_does()
    {
        // C 5 sqrt(50.5)/4 = 225.20 (226.31 with L(0) for the gap), sqrt(8 e^3) 12.5 log(510) sqrt(102)/4 = 2494.2 and 4 sqrt(2 e^3) 12.5 sqrt(101)/4 = 796.2.
        foreach (var (theorem, enough, less, batches, realisable) in new (Theorem<ResidualSetting, ResidualMoment>, double, double, bool, bool)[]
        {
            (new Theorem31(), 175.5, 175.1, false, false), (new Theorem36(), 1940.5, 1939.5, true, false), (new Theorem38(), 619.5, 619, true, true),
        })
        {
            foreach (var (scale, isProved) in new[] { (enough, true), (less, false) })
            {
                var certificate = theorem.Certify(With(DistinctTests.Distinct(1, batches, realisable, scale), 1e-20, theorem.Id, 0.5, 3));
                certificate.Constants[0].ShouldBe(isProved ? theorem.Certify(With(DistinctTests.Distinct(1, batches, realisable, scale), 1e-20, "none", 0.5, 3)).Constants[0] : new("C", 0.5, ConstantOrigin.Given, ""), theorem.Id);
                certificate.Assumptions.Single(each => each.Name == ResidualProblem.ConditioningName).Holds.ShouldBe(true);
                certificate.Constants[1].Origin.ShouldBe(ConstantOrigin.Derived, "the rate is small enough");
            }
        }
    }

    [Fact]
    public void Of_the_learning_rate_too()
    {
        var whole = DistinctTests.Distinct(1);
        var limit = 1 / (2 * 6 * 28 * 5 * (Math.Sqrt(2 * Math.E * 51) + (Math.E / 2 * 28 * 5)));
        Taken(new Theorem31(), whole, limit, 1e-9);
        var sampled = DistinctTests.Distinct(1, batches: true);

        // A rate's own T is in the logarithm, so that a hundredth more is what tells.
        Taken(new Theorem36(), sampled, Theorem36.Solve(With(sampled, 1, "none", 0, 0)).WholeRate, 0.01);
        var fitted = DistinctTests.Distinct(1, batches: true, realisable: true);
        Taken(new Theorem38(), fitted, Math.Log(2) * 36 * 4 / (96 * Math.Exp(3) * 6 * 6.25 * Math.Pow(28, 4) * 625 * Math.Log(1000 / 0.1)), 1e-9);

        // The main text's form: C_1 / (L lambda ||X|| (sqrt(L(0)) + lambda ||X||)).
        var certificate = new Theorem31().Certify(With(whole, 1, "zou-2020/theorem-3.1", 0.5, 3));
        certificate.Assumptions[^1].Limit.ShouldBeRelative(3 / (6 * 28 * 5 * (Math.Sqrt(51) + (28 * 5))), 1e-12);

        static void Taken(Theorem<ResidualSetting, ResidualMoment> theorem, ResidualSetting setting, double limit, double more)
        {
            theorem.Certify(With(setting, limit * (1 - (1e-3 * more)), theorem.Id, 0.5, 3)).Constants[1].Origin.ShouldBe(ConstantOrigin.Derived, theorem.Id);
            theorem.Certify(With(setting, limit * (1 + more), theorem.Id, 0.5, 3)).Constants[1].ShouldBe(new("C_1", 3, ConstantOrigin.Given, ""), theorem.Id);
        }
    }

    [Fact]
    public void With_a_given_step_the_proof_of_theorem_3_1_says_nothing_on_its_way()
    {
        // A and B are good enough, the rate is not.
        var certificate = new Theorem31().Certify(With(DistinctTests.Distinct(1, outputScale: 176), 1e-9, "zou-2020/theorem-3.1", 0.5, 3));
        certificate.Constants.Select(constant => constant.Origin).ShouldBe([ConstantOrigin.Derived, ConstantOrigin.Given]);
        certificate.Invariants.Select(invariant => invariant.Id).ShouldBe(["theorem-3.1/rate"]);
        certificate.Yields.Single().Name.ShouldBe("x");
        certificate.Yields.Single().Value.ShouldBeRelative(864e-9 * 176 * 176 / Math.E, 1e-12);
    }

    [Fact]
    public void What_the_constant_of_corollary_3_4_multiplies()
    {
        // k r kappa^2 log(n/delta) = 3 2 6.25^2 log 50 is the larger of the two; for one sample of four inputs and two outputs k + d + log(1/delta) is.
        Corollary34.Measure(new(DistinctTests.Distinct(1))).ShouldBeRelative(6 * 6.25 * 6.25 * Math.Log(50), 1e-12);
        var one = Of(DataOf(new double[,] { { 1 }, { 0 }, { 0 }, { 0 } }, new double[,] { { 1 }, { 2 } }), new ModifiedIdentityTransformation(1), 6, 2, 1, default);
        Corollary34.Measure(new(one)).ShouldBeRelative(2 + 4 + Math.Log(10), 1e-12);

        // A width that the explicit constants are enough for needs no other.
        var data = DataOf(new double[,] { { 1 } }, new double[,] { { -0.5 } });
        var width = (int)Math.Ceiling(Wide(10).Yields[0].Value);
        Wide(width).Constants.Single().Name.ShouldBe("C of theorem 3.1");
        Wide(width - 1, isGiven: true).Constants[0].ShouldBe(new("C", 0.5, ConstantOrigin.Given, ""));
        Wide(width, isGiven: true).Constants.Single().Name.ShouldBe("C of theorem 3.1");

        Certificate<ResidualMoment> Wide(int at, bool isGiven = false) => new Corollary34().Certify(
            With(Of(data, new GaussianTransformation(1, 1), at, 2, 1, RandomStream.FromSeed(4)), 1e-15, isGiven ? "zou-2020/corollary-3.4" : "none", 0.5, 3));
    }

    [Fact]
    public void What_corollary_3_4_guarantees_for_the_usual_deviations()
    {
        // L(0) is at most 6.05 log(150) 29 + 102, and A and B are isometries times sqrt(m/3) within a tenth each.
        var setting = DistinctTests.Distinct(1);
        var (width, rate, decay) = new Corollary34().Guarantee(new(setting));
        var loss = (6.05 * Math.Log(150) * 29) + 102;
        width.ShouldBeRelative(3 * Math.Pow(2 * Math.Sqrt(8 * Math.Exp(3)) * 5 * 1.21 / (4 * 0.6561), 2) * loss, 1e-12);
        var ends = 1.21 * Math.Sqrt(width / 3);
        rate.ShouldBeRelative(1 / (2 * 6 * ends * 5 * (Math.Sqrt(2 * Math.E * loss) + (Math.E / 2 * ends * 5))), 1e-12);
        decay.ShouldBeRelative(rate * 6 * 0.6561 * (width / 3) * 4 / Math.E, 1e-12);

        // With a constant that asks for nothing proposition 3.3's own width is left, for the larger of d and k; rate and decay are those of that width.
        var tall = Of(DataOf(new double[,] { { 1, 2 } }, new double[,] { { 1, 0 }, { 0, 1 }, { 2, 0 } }), new ModifiedIdentityTransformation(1), 4, 2, 1, default);
        foreach (var (given, larger) in new[] { (setting, 4), (tall, 3) })
            new Corollary34().Guarantee(new(With(given, 1, "zou-2020/corollary-3.4", 1e-9, 3))).Width.ShouldBeRelative(100 * Math.Pow(Math.Sqrt(larger) + Math.Sqrt(2 * Math.Log(120)), 2), 1e-12);
        (width, rate, decay) = new Corollary34().Guarantee(new(With(setting, 1, "zou-2020/corollary-3.4", 1e-9, 3)));
        ends = 1.21 * Math.Sqrt(width / 3);
        rate.ShouldBeRelative(1 / (2 * 6 * ends * 5 * (Math.Sqrt(2 * Math.E * loss) + (Math.E / 2 * ends * 5))), 1e-12);
        decay.ShouldBeRelative(rate * 6 * 0.6561 * (width / 3) * 4 / Math.E, 1e-12);
    }

    [Fact]
    public void Draws_put_each_constant_to_the_test_in_its_own_direction()
    {
        foreach (var theorem in new Theorem<ResidualSetting, ResidualMoment>[] { new Theorem31(), new Theorem36(), new Theorem38() })
        {
            var proved = theorem.Certify(DistinctTests.Distinct(1, batches: theorem is not Theorem31, realisable: true)).Constants;
            var tried = ((ITriesConstants)theorem).TriedConstants;
            tried.Select(each => (each.Symbol, each.IsAtLeast)).ShouldBe([("C", true), ("C_1", false)]);
            tried[0].Hardest.ShouldBeLessThan(proved[0].Value / 100, "a small C asks for much");
            tried[1].Hardest.ShouldBeGreaterThan(10 * proved[1].Value, "and a large C_1");
        }

        var draw = new ResidualDraw(DataAnalysis.Of(DataOf(new double[,] { { 1, 2 } }, new double[,] { { 1, 3 } })), new SquaredLoss(), 2, null, 10, RandomStream.FromSeed(6));
        foreach (var corollary in new ITriesConstants[] { new Corollary34(), new Corollary37(), new Corollary39() })
            corollary.TriedConstants.Select(each => (each.Symbol, each.IsAtLeast)).ShouldBe([("C", true)]);
        foreach (var stochastic in new ITriesConstants[] { new Theorem36(), new Theorem38(), new Corollary37(), new Corollary39() })
        {
            var known = Known(((Theorem)stochastic).Id, 0.5, 3);
            Should.Throw<ArgumentException>(() => stochastic.Concludes(draw with { Constants = known }, stochastic.TriedConstants[0])).Message.ShouldContain("give a batch");
        }

        // The theorem behind a corollary is taken with the proof's constant, whatever is given for it.
        var narrow = draw with { Constants = Known("zou-2020/corollary-3.4", 0.5, 3).Concat(Known("zou-2020/theorem-3.1", 1e-9, 3)).ToDictionary() };
        new Corollary34().Concludes(narrow, new Corollary34().TriedConstants[0]).ShouldBeFalse();
    }

    [Fact]
    public void Draws_meet_the_assumptions_with_the_given_values_and_no_more()
    {
        foreach (var theorem in new Theorem<ResidualSetting, ResidualMoment>[] { new Theorem31(), new Theorem36(), new Theorem38() })
        {
            var data = DistinctTests.Distinct(1, realisable: theorem is Theorem38).Data;
            var draw = new ResidualDraw(data, new SquaredLoss(), 6, theorem is Theorem31 ? null : 2, 1000, RandomStream.FromSeed(7)) { Target = 0.1, Constants = Known(theorem.Id, 0.05, 2) };
            foreach (var tried in ((ITriesConstants)theorem).TriedConstants)
            {
                var setting = theorem switch
                {
                    Theorem31 whole => whole.Drawn(draw, tried),
                    Theorem36 best => best.Drawn(draw, tried).Setting,
                    _ => ((Theorem38)theorem).Drawn(draw, tried),
                };
                (setting.Transformation is IdentityTransformation).ShouldBe(tried.Symbol == "C", theorem.Id);
                var certificate = theorem.Certify(setting);
                certificate.Constants.Take(2).Select(constant => constant.Value).ShouldBe([0.05, 2], theorem.Id);

                // The edge is found by halving an interval of exponents sixty times; T of theorem 3.6 is a whole number of thousands.
                certificate.Assumptions.Single(each => each.Name == ResidualProblem.ConditioningName).Margin.ShouldBe(1, 1e-8, $"{theorem.Id} {tried.Symbol}");
                certificate.Assumptions.Single(each => each.Name == "the learning rate").Margin.ShouldBe(1, theorem is Theorem36 ? 1e-3 : 1e-8, $"{theorem.Id} {tried.Symbol}");
            }
        }
    }

    [Fact]
    public void Gaussian_ends_are_drawn_at_the_width_that_a_value_asks_for()
    {
        // d = 2, k = 1, r = 2, n = 2, b = 1, kappa = 1, delta = 0.1: C multiplies 2 log 20, 8 log^2(1/epsilon) and 8.
        var draw = new ResidualDraw(DataAnalysis.Of(DataOf(new double[,] { { 1, 0 }, { 0, 1 } }, new double[,] { { 1, 1 } })), new SquaredLoss(), 2, 1, 10, RandomStream.FromSeed(11)) { Target = 0.5 };
        var epsilon = 0.5 * draw.Between(new GaussianTransformation(), 2, 1).Start.Loss;
        foreach (var (corollary, theorem, inputs, measure) in new (ITriesConstants, Theorem<ResidualSetting, ResidualMoment>, int, double)[]
        {
            (new Corollary34(), new Theorem31(), 0, 2 * Math.Log(20)),
            (new Corollary37(), new Theorem36(), 2, 8 * Math.Pow(Math.Log(1 / epsilon), 2)),
            (new Corollary39(), new Theorem38(), 2, 8),
        })
        {
            var own = corollary is Corollary34 ? draw with { BatchSize = null } : draw;

            // Of two neighbouring widths the ends of one meet the theorem, those of the other do not.
            var (width, narrow) = (1 << 14, 2);
            Meets(width).ShouldBeTrue();
            Meets(narrow).ShouldBeFalse();
            while (width - narrow > 1)
            {
                var middle = (width + narrow) / 2;
                (width, narrow) = Meets(middle) ? (middle, narrow) : (width, middle);
            }

            Concludes(width - 0.5).ShouldBeTrue($"{width}, and rounded up");
            Concludes(width - 1.5).ShouldBeFalse($"{width - 1}");
            Concludes(inputs + 1e-9).ShouldBeFalse("inputs and outputs take a width of 2");

            bool Meets(int at) => theorem.Certify(own.Between(new GaussianTransformation(), at, 1)).Assumptions.Single(each => each.Name == ResidualProblem.ConditioningName).Holds == true;

            bool Concludes(double needed)
            {
                var id = ((Theorem)corollary).Id;
                return corollary.Concludes(own with { Constants = Known(id, (needed - inputs) / measure, 1) }, corollary.TriedConstants[0]);
            }
        }
    }

    [Fact]
    public void Ends_and_batches_fail_with_probability_one_at_most()
    {
        // 1/3 + 0.5 + 0.5 of corollary 3.7, 0.5 + 0.5 of corollary 3.9.
        var setting = Of(DataOf(new double[,] { { 1, 0 }, { 0, 1 } }, new double[,] { { 1, 1 } }), new GaussianTransformation(), 4, 2, 1, RandomStream.FromSeed(11), 1).At(1, failure: 0.5);
        new Corollary37().Certify(setting).FailureProbability.ShouldBe(1);
        new Corollary39().Certify(setting).FailureProbability.ShouldBe(1);
    }

    [Fact]
    public void A_draw_is_seen_at_every_step_or_with_batches_at_forty_in_a_decade()
    {
        Seen(batches: false, 300).ShouldBe(Enumerable.Range(0, 301).Select(step => (long)step));
        Seen(batches: true, 1000).Where(step => step >= 100).ShouldBe(Enumerable.Range(0, 41).Select(j => (long)(100 * Math.Pow(10, j / 40.0))));

        // A run that diverges concludes nothing, even if it broke nothing where it was seen.
        var fast = DistinctTests.Distinct(1);
        ResidualProblem.Concludes(new Watching([]), fast, 1000).ShouldBeFalse();
        ResidualProblem.Concludes(new Watching([]), With(fast, 1e-9, "none", 0, 0), 10).ShouldBeTrue();

        static List<long> Seen(bool batches, long steps)
        {
            List<long> seen = [];
            ResidualProblem.Concludes(new Watching(seen), With(DistinctTests.Distinct(1, batches), 1e-9, "none", 0, 0), steps).ShouldBeTrue();
            return seen;
        }
    }

    [Fact]
    public void T_of_theorem_3_6_may_be_a_single_step_and_all_that_are_allowed()
    {
        var theorem = new Theorem36();
        var tried = theorem.TriedConstants[1];
        var (draw, steps) = Drawn(1000);
        steps.ShouldBeInRange(2, 1000);
        theorem.Concludes(draw with { Steps = (long)steps }, tried).ShouldBeTrue();
        Should.Throw<ArgumentException>(() => theorem.Concludes(draw with { Steps = (long)steps - 1 }, tried)).Message.ShouldContain($"is {steps:G4} steps");

        // Larger steps are fewer; this batch halves the gap at once. Beyond them no rate and T fit each other.
        (draw, steps) = Drawn(40_000);
        steps.ShouldBe(1);
        theorem.Concludes(draw with { Steps = 1 }, tried).ShouldBeTrue();
        (draw, steps) = Drawn(50_000);
        steps.ShouldBe(double.NaN);
        theorem.Concludes(draw, tried).ShouldBeFalse();

        (ResidualDraw Draw, double Steps) Drawn(double step)
        {
            var draw = new ResidualDraw(DistinctTests.Distinct(1).Data, new SquaredLoss(), 6, 2, 1000, RandomStream.FromSeed(7)) { Target = 0.5, Constants = Known("zou-2020/theorem-3.6", 0.05, step) };
            return (draw, theorem.Drawn(draw, tried).Steps);
        }
    }

    // Holds whatever happens, and tells the steps it saw.
    private sealed class Watching(List<long> seen) : Theorem<ResidualSetting, ResidualMoment>
    {
        public override string Id => "test/watching";

        public override string Source => "a test";

        public override string Statement => "It watches.";

        public override Scope Scope => Scope.Run;

        public override Certificate<ResidualMoment> Certify(ResidualSetting setting) => new(this, [])
        {
            Invariants = [new("watching", "a step", moment =>
            {
                seen.Add(moment.Step);
                return new(0, 1);
            })],
        };
    }

    private static Dictionary<string, Constant> Known(string id, double c, double step) => new()
    {
        [$"{id} C"] = new("C", c, ConstantOrigin.Given, ""),
        [$"{id} C_1"] = new("C_1", step, ConstantOrigin.Given, ""),
    };

    // Of stochastic statements epsilon is 0.3, as by hand elsewhere.
    private static ResidualSetting With(ResidualSetting setting, double rate, string id, double c, double step) => new(setting.Run, setting.Data, new SquaredLoss(), rate)
    {
        Transformation = setting.Transformation,
        Batches = setting.Batches,
        TargetError = 0.3,
        Constants = Known(id, c, step),
    };
}
