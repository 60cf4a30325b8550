using FsCheck;
using FsCheck.Fluent;
using Surefoot.Figures.Drawing;

namespace Surefoot.Figures.Tests;

public class TickTests
{
    [Theory]
    [InlineData(0, 1, "0.0 0.2 0.4 0.6 0.8 1.0")]
    [InlineData(0, 25, "0 5 10 15 20 25")]
    [InlineData(-2.1, 8.7, "−2 0 2 4 6 8")]
    [InlineData(0, 10000, "0 2000 4000 6000 8000 10000")]
    [InlineData(0, 1e6, "0 0.2×10^{6} 0.4×10^{6} 0.6×10^{6} 0.8×10^{6} 1.0×10^{6}")]
    [InlineData(1e5, 1e7, "0.2×10^{7} 0.4×10^{7} 0.6×10^{7} 0.8×10^{7} 1.0×10^{7}")]
    [InlineData(0.00003, 0.00007, "3×10^{-5} 4×10^{-5} 5×10^{-5} 6×10^{-5} 7×10^{-5}")]
    [InlineData(1234567, 1234569, "1234567.0 1234567.5 1234568.0 1234568.5 1234569.0")]
    [InlineData(-1e300, 1e300, "−1.0×10^{300} −0.5×10^{300} 0 0.5×10^{300} 1.0×10^{300}")]
    public void Linear_ticks(double low, double high, string labels) => Labels(new LinearAxis(), low, high).ShouldBe(labels);

    [Theory]
    [InlineData(3162.3, 1.1e6, "10^{4} 10^{5} 10^{6}")]
    [InlineData(1e-8, 1, "10^{-8} 10^{-6} 10^{-4} 10^{-2} 10^{0}")]
    [InlineData(1e-40, 1, "10^{-40} 10^{-30} 10^{-20} 10^{-10} 10^{0}")]
    [InlineData(1e-300, 1e300, "10^{-300} 10^{-200} 10^{-100} 10^{0} 10^{100} 10^{200} 10^{300}")]
    [InlineData(10, 160, "10 20 50 100")]
    [InlineData(0.6, 60, "1 2 5 10 20 50")]
    [InlineData(1.2e-6, 8.9e-5, "2×10^{-6} 5×10^{-6} 10^{-5} 2×10^{-5} 5×10^{-5}")]
    [InlineData(2.1, 8.7, "3 4 5 6 7 8")]
    [InlineData(3.2, 3.6, "3.2 3.3 3.4 3.5 3.6")]
    public void Log_ticks(double low, double high, string labels) => Labels(new LogAxis(), low, high).ShouldBe(labels);

    [Fact]
    public void A_short_axis_has_fewer_ticks() =>
        new LogAxis().Ticks(new Interval(0.6, 60), 60, isHorizontal: false).Major.Select(tick => tick.Label).ShouldBe(["1", "3", "10", "30"]);

    [Fact]
    public void Small_ticks_mark_the_digits_of_a_decade_and_never_a_labelled_tick()
    {
        TickSet ticks = new LogAxis().Ticks(new Interval(1, 100), 100, isHorizontal: true);
        ticks.Major.Select(tick => tick.Value).ShouldBe([1.0, 10, 100]);
        ticks.Minor.ShouldBe([2.0, 3, 4, 5, 6, 7, 8, 9, 20, 30, 40, 50, 60, 70, 80, 90]);
    }

    [Fact]
    public void Linear_ticks_are_few_distinct_and_cover_any_range() =>
        Prop.ForAll(Gen.Zip(Gen.Zip(Gen.Choose(-1_000_000, 1_000_000), Gen.Choose(1, 1_000_000)), Gen.Choose(-290, 290)).ToArbitrary(), input =>
        {
            ((int middle, int width), int exponent) = input;
            double scale = Math.Pow(10, exponent);
            AssertGood(new LinearAxis(), new Interval((middle - width) * scale, (middle + width) * scale));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Log_ticks_are_few_distinct_and_cover_any_range() =>
        Prop.ForAll(Gen.Zip(Gen.Choose(-30_000, 30_000), Gen.Choose(0, 30_000)).ToArbitrary(), input =>
        {
            (int from, int width) = input;
            double low = from / 100.0;
            AssertGood(new LogAxis(), new Interval(Math.Pow(10, low), Math.Pow(10, Math.Min(low + 0.01 + (width / 100.0), 308))));
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(0, 0)]
    [InlineData(5e-324, 5e-324)]
    [InlineData(1, 1.0000000000000002)]
    [InlineData(double.MaxValue, double.MaxValue)]
    [InlineData(-double.MaxValue, double.MaxValue)]
    [InlineData(double.NaN, double.NaN)]
    public void Degenerate_data_still_give_an_axis_with_ticks(double low, double high)
    {
        AssertGood(new LinearAxis(), new LinearAxis().RangeFor(low, high, 0.05));
        if (low > 0 || double.IsNaN(low))
            AssertGood(new LogAxis(), new LogAxis().RangeFor(low, high, 0.05));
    }

    [Fact]
    public void An_end_the_user_gives_stays_where_it_is()
    {
        new LinearAxis("", min: 0).RangeFor(1, 2, 0.05).ShouldBe(new Interval(0, 2.1));
        new LinearAxis("", max: 3).RangeFor(1, 2, 0).ShouldBe(new Interval(1, 3));
        new LogAxis("", 1e-6, 10).RangeFor(1e-9, 1e9, 0.05).ShouldBe(new Interval(1e-6, 10));
        // Data wholly beyond the given end do not turn the axis round.
        new LinearAxis("", min: 10).RangeFor(1, 2, 0.05).High.ShouldBeGreaterThan(10);
        new LogAxis("", min: 10).RangeFor(1, 2, 0.05).High.ShouldBeGreaterThan(10);
        new LogAxis("", max: 10).RangeFor(100, 200, 0.05).Low.ShouldBeLessThan(10);
    }

    [Fact]
    public void Labels_do_not_touch()
    {
        var axis = new LinearAxis();
        var range = new Interval(0, 99999);
        TickSet ticks = axis.Ticks(range, 120, isHorizontal: true);
        double widest = ticks.Major.Max(tick => MathText.Width(tick.Label, Style.TickSize));
        (120 / 99999.0 * (ticks.Major[1].Value - ticks.Major[0].Value)).ShouldBeGreaterThan(widest);
    }

    [Fact]
    public void Ranges_that_cannot_be_shown_are_refused()
    {
        Should.Throw<ArgumentException>(() => new LinearAxis("", 1, 1)).Message.ShouldContain("[1, 1]");
        Should.Throw<ArgumentException>(() => new LinearAxis("", double.NaN));
        Should.Throw<ArgumentException>(() => new LogAxis("", 0)).Message.ShouldContain("positive");
        Should.Throw<ArgumentException>(() => new LogAxis("", 2, 1));
    }

    private static string Labels(Axis axis, double low, double high) =>
        string.Join(' ', axis.Ticks(new Interval(low, high), 200, isHorizontal: false).Major.Select(tick => tick.Label));

    private static void AssertGood(Axis axis, Interval range)
    {
        foreach (TickSet ticks in axis.TickCandidates(range))
        {
            ticks.Major.Count.ShouldBeInRange(3, 8);
            ticks.Major.Select(tick => tick.Label).ShouldBeUnique();
            double[] at = [.. ticks.Major.Select(tick => axis.Fraction(range, tick.Value))];
            at.ShouldBeInOrder();
            // 1e-6 is the slack for a tick on an end of the range, far below a hundredth of a point.
            at[0].ShouldBeInRange(-1e-6, 0.5);
            at[^1].ShouldBeInRange(0.5, 1 + 1e-6);
        }
    }
}
