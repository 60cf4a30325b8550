using Surefoot.Initializations;
using Surefoot.Theory;
using Surefoot.Theory.Hu2020;
using Surefoot.Theory.ZhaoXu2024;

namespace Surefoot.Tests.Theory;

/// <summary>Open constants, estimated where the answer is known.</summary>
public class CalibrationTests
{
    [Fact]
    public void The_least_width_over_what_the_constant_multiplies()
    {
        // The conclusion holds from width 13 on, and C multiplies 2: C = 6.5. Tried are 4, 8, 16 (surely enough), 12, 14, 13.
        var tried = new List<int>();
        var found = WidthCalibration.Of(new HoldsFrom(13, _ => 0), Family, (2, 1000), 0.9, 40, 3, new Told(tried))!;
        found.ShouldSatisfyAllConditions(
            () => found.Symbol.ShouldBe("C"),
            () => found.LeastWidth.ShouldBe(13),
            () => found.Value.ShouldBe(6.5),
            () => found.Low.ShouldBe(6),
            () => found.High.ShouldBe(6.5),
            () => found.IsLeastAllowed.ShouldBeFalse(),
            () => found.Widths.Select(each => each.Width).ShouldBe([4, 8, 12, 13, 14, 16]),
            () => tried.ShouldBe([4, 8, 16, 12, 14, 13]),
            () => found.Protocol.ShouldBe("at width 13 the conclusion held over 3 steps in 40 of 40 (95 % interval 0.912 to 1.000), at width 12 in 0 of 40 (95 % interval 0.000 to 0.088)"));
        found.Constant.ShouldBe(new Constant("C", 6.5, ConstantOrigin.Calibrated, $"95 % interval 6 to 6.5; {found.Protocol}"));
    }

    [Fact]
    public void Starts_that_differ_widen_the_interval()
    {
        // Seed k needs a width of 10 + k: 36 of 40 starts, a share of 0.9, hold from width 45 on.
        var found = WidthCalibration.Of(new HoldsFrom(10, seed => seed), Family, (2, 1000), 0.9, 40, 1)!;
        found.LeastWidth.ShouldBe(45);
        found.Value.ShouldBe(22.5);
        found.Low.ShouldBeLessThan(22.5);
        found.High.ShouldBeGreaterThan(22.5);

        // 40 of 40 is the only count whose interval lies above 0.9: width 49, and 64 was tried.
        found.High.ShouldBeInRange(24.5, 32);
    }

    [Fact]
    public void Where_the_narrowest_width_is_enough_that_is_said()
    {
        var found = WidthCalibration.Of(new HoldsFrom(1, _ => 0), Family, (2, 1000), 0.9, 40, 1)!;
        found.LeastWidth.ShouldBe(4, "the stub speaks about widths from 4 on");
        found.IsLeastAllowed.ShouldBeTrue();
        found.Low.ShouldBe(0);
        found.Protocol.ShouldEndWith("no narrower network was tried");
    }

    [Fact]
    public void A_few_runs_give_an_estimate_without_an_upper_end()
    {
        var found = WidthCalibration.Of(new HoldsFrom(13, _ => 0), Family, (2, 1000), 0.9, 10, 1)!;
        found.LeastWidth.ShouldBe(13);
        found.High.ShouldBe(double.PositiveInfinity);
        found.Widths.Max(each => each.Width).ShouldBe(16);
    }

    [Fact]
    public void Where_no_width_is_enough_there_is_no_estimate() =>
        WidthCalibration.Of(new HoldsFrom(100, _ => 0), Family, (2, 64), 0.9, 10, 1).ShouldBeNull();

    [Fact]
    public void What_cannot_be_calibrated_says_why()
    {
        Message(new HoldsFrom(13, _ => 0), (2, 3)).ShouldContain("speaks about widths from 4 on, and the largest to be tried is 3");
        Message(new RemarkDuHu(), (8, 64)).ShouldContain("states nothing that a run could break");
        Message(new Theorem6(), (8, 64)).ShouldContain("special balanced");
        Should.Throw<ArgumentException>(() => StartCalibration.Of(new Theorem41(), seed => Family(8, seed, NoConstants), 0.9, 10)).Message.ShouldContain("no constant that a start shows");
        Should.Throw<ArgumentException>(() => new Theorem51().MeasureConstant(Family(8, 1, NoConstants))).Message.ShouldContain("2 layers and a largest dimension of 8");

        static string Message(Theorem<DeepLinearSetting, DeepLinearMoment> theorem, (int, int) widths) =>
            Should.Throw<ArgumentException>(() => WidthCalibration.Of(theorem, Family, widths, 0.9, 10, 1)).Message;
    }

    [Fact]
    public void Quantiles_have_their_intervals_from_order_statistics()
    {
        // X binomial of 100 and 0.9: P(X <= 83) = 0.0206, P(X <= 84) = 0.0399, P(X >= 95) = 0.0576, P(X >= 96) = 0.0237.
        Calibration.Quantile(Enumerable.Range(1, 100).Select(k => (double)k).Reverse(), 0.9).ShouldBe((90, 84, 96));
        Calibration.Quantile([3.0, 1.0, 2.0], 0.9).ShouldBe((3, 1, double.PositiveInfinity));
    }

    [Fact]
    public void A_constant_that_every_start_shows()
    {
        // ||V(0)||_X^2 over 1 + ln(r / delta), r = 2, delta = 0.1: its 0.9-quantile over starts.
        var found = StartCalibration.Of(new Remark6(), seed => Family(8, seed, NoConstants), 0.9, 200);
        var shown = Enumerable.Range(0, 200).Select(seed => SemiNorm.Squared(Family(8, seed, NoConstants).Start.Map) / (1 + Math.Log(20))).Order().ToList();
        found.Value.ShouldBe(shown[179]);
        found.Low.ShouldBeLessThan(found.Value);
        found.High.ShouldBeGreaterThan(found.Value);
        found.Protocol.ShouldBe("the least value that is enough for a share of 0.9 of the starts, from 200 starts");
    }

    private static readonly Dictionary<string, Constant> NoConstants = [];

    private static DeepLinearSetting Family(int width, int seed, IReadOnlyDictionary<string, Constant> constants) =>
        Settings.Drawn(new GaussianInitialization(), 1e-3, [2, width, 2], constants, (ulong)seed);

    private sealed class Told(List<int> widths) : IProgress<int>
    {
        public void Report(int value) => widths.Add(value);
    }

    // Holds where the width is at least a number and what the seed adds to it; the n-th certificate of a width is that of seed n.
    private sealed class HoldsFrom(int width, Func<int, int> added) : Theorem<DeepLinearSetting, DeepLinearMoment>
    {
        private readonly Dictionary<int, int> _seen = [];

        public override string Id => "test/holds-from";

        public override string Source => "a test";

        public override string Statement => "It holds from a width on.";

        public override Scope Scope => Scope.Step;

        public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
        {
            var (own, constant) = (setting.Network.Widths[1], setting.ConstantOf(this, "C", "times 2"));
            var seed = _seen.GetValueOrDefault(own);
            if (constant.Origin != ConstantOrigin.Unspecified)
                _seen[own] = seed + 1;
            return new(this,
            [
                new Assumption("the width", own, Relation.AtLeast, 4, "take 4") { Lever = Lever.Width },
                Assumption.AtLeastTimes("the width", own, constant, 2, limit => $"take {limit}") with { Lever = Lever.Width },
            ])
            {
                Constants = [constant],
                Invariants = [new("wide", "wide enough", _ => new(width + added(seed % 40), own))],
            };
        }
    }
}
