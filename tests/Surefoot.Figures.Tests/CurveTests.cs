using FsCheck;
using FsCheck.Fluent;
using Surefoot.Figures.Drawing;

namespace Surefoot.Figures.Tests;

/// <summary>What becomes of the points of a curve on the page.</summary>
public class CurveTests
{
    private static readonly Box Page = new(0, 0, 100, 100);

    [Fact]
    public void Values_that_are_not_finite_break_a_curve()
    {
        var pieces = Curve.Trace([0, 1, 2, 3, 4, 5], [0, 1, double.NaN, 3, double.PositiveInfinity, 5], Area(new LinearAxis(), 0, 10));
        pieces.Select(piece => piece.Count).ShouldBe([2, 1, 1]);
    }

    [Fact]
    public void Values_that_are_not_positive_break_a_curve_on_a_log_axis()
    {
        var pieces = Curve.Trace([0, 1, 2, 3, 4], [1, 10, 0, -1, 100], Area(new LogAxis(), 1, 100));
        pieces.Select(piece => piece.Count).ShouldBe([2, 1]);
        pieces[0].ShouldBe([new Spot(0, 100), new Spot(10, 50)]);
    }

    [Fact]
    public void A_segment_is_cut_at_the_box()
    {
        Curve.Clip(new Spot(-50, 50), new Spot(50, 50), Page).ShouldBe((new Spot(0, 50), new Spot(50, 50)));
        Curve.Clip(new Spot(10, 10), new Spot(20, 20), Page).ShouldBe((new Spot(10, 10), new Spot(20, 20)));
        Curve.Clip(new Spot(50, -100), new Spot(50, 300), Page).ShouldBe((new Spot(50, 0), new Spot(50, 100)));
        Curve.Clip(new Spot(-20, 10), new Spot(10, -20), Page).ShouldBeNull();
        Curve.Clip(new Spot(200, 10), new Spot(300, 10), Page).ShouldBeNull();
    }

    [Fact]
    public void A_curve_that_leaves_and_returns_is_drawn_in_two_strokes_near_the_box()
    {
        List<List<Spot>> pieces = [[new(0, 50), new(10, -1000), new(20, -1000), new(30, 50)]];
        string data = Curve.PathData(pieces, Page, 1);
        data.Count(c => c == 'M').ShouldBe(2);
        data.ShouldStartWith("M0 50L0.53 -6M");
    }

    [Fact]
    public void Values_far_beyond_the_axis_do_not_reach_the_file()
    {
        var panel = new LinePanel([new Series("", [0, 1, 2], [1, 1e300, -1e300])]) { Y = new LinearAxis("", 0, 2) };
        new Figure([panel]).ToSvg().ShouldNotContain("000000 ");
    }

    [Fact]
    public void A_single_point_is_a_dot() => Curve.PathData([[new(5, 5)]], Page, 1).ShouldBe("M4.5 5h1");

    [Fact]
    public void Short_curves_keep_every_point()
    {
        List<Spot> piece = [.. Enumerable.Range(0, 100).Select(i => new Spot(i, i % 7))];
        Curve.Thin(piece).ShouldBe(piece);
    }

    [Fact]
    public void Thinning_keeps_ends_order_and_extremes_of_each_column() =>
        Prop.ForAll(Gen.ArrayOf(Gen.Zip(Gen.Choose(0, 40), Gen.Choose(0, 1000))).ToArbitrary(), input =>
        {
            List<Spot> piece = [.. input.Select(p => new Spot(p.Item1 / 8.0, p.Item2 / 10.0)).OrderBy(spot => spot.X)];
            List<Spot> kept = Curve.Thin(piece);
            if (piece.Count == 0)
                return kept.Count == 0;
            ILookup<double, double> all = piece.ToLookup(spot => Math.Floor(spot.X / Curve.ColumnWidth), spot => spot.Y);
            ILookup<double, double> left = kept.ToLookup(spot => Math.Floor(spot.X / Curve.ColumnWidth), spot => spot.Y);
            return kept[0] == piece[0] && kept[^1] == piece[^1]
                && all.All(column => left[column.Key].Min() == column.Min() && left[column.Key].Max() == column.Max() && left[column.Key].Count() <= 4);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Thinning_works_column_by_column_for_curves_that_turn_back()
    {
        List<Spot> spiral = [.. Enumerable.Range(0, 100_000).Select(i => new Spot(50 + (40 * Math.Cos(i * 1e-3)), 50 + (40 * Math.Sin(i * 1e-3))))];
        Curve.Thin(spiral).Count.ShouldBeLessThan(32 * 160 * 4);
    }

    [Fact]
    public void The_last_point_in_sight_is_the_last_point_or_the_way_out()
    {
        Markers.LastInSight([[new(0, 50), new(50, 50)]], Page).ShouldBe(new Spot(50, 50));
        Markers.LastInSight([[new(0, 50), new(50, 50), new(50, -50), new(60, -60)]], Page).ShouldBe(new Spot(50, 0));
        Markers.LastInSight([[new(200, 200)]], Page).ShouldBeNull();
        Markers.LastInSight([], Page).ShouldBeNull();
    }

    [Fact]
    public void A_band_reaches_the_edge_where_its_limit_is_infinite_or_not_positive()
    {
        string data = Envelope.PathData([0, 10], new Band([-1, 0], [10, double.PositiveInfinity]), Area(new LogAxis(), 1, 100));
        data.ShouldBe("M0 50 100 -2 100 102 0 102Z");
    }

    [Fact]
    public void A_band_is_broken_where_a_limit_is_unknown()
    {
        string data = Envelope.PathData(
            [0, 1, 2, 3, 4], new Band([1, 1, double.NaN, 1, 1], [2, 2, 2, 2, 2]), Area(new LinearAxis(), 0, 10));
        data.Count(c => c == 'Z').ShouldBe(2);
    }

    [Fact]
    public void The_automatic_legend_takes_the_free_corner()
    {
        // A falling curve leaves the top right corner free, a rising one the bottom right or top left.
        Legend("falling", [3, 2, 1, 0]).ShouldBe(new Spot(1, 0));
        Legend("rising", [0, 1, 2, 3]).ShouldNotBe(new Spot(1, 0));
        Legend("rising", [0, 1, 2, 3]).ShouldNotBe(new Spot(0, 1));
    }

    private static Spot Legend(string name, double[] y)
    {
        string svg = new Figure([new LinePanel([new Series(name, [0, 1, 2, 3], y)])]).ToSvg();
        var text = System.Xml.Linq.XDocument.Parse(svg).Descendants().Single(element => element.Value == name && !element.HasElements);
        return new Spot(
            double.Parse(text.Attribute("x")!.Value) > 117 ? 1 : 0,
            double.Parse(text.Attribute("y")!.Value) > 80 ? 1 : 0);
    }

    private static PlotArea Area(Axis y, double low, double high) => new(Page, new LinearAxis(), new Interval(0, 10), y, new Interval(low, high));
}
