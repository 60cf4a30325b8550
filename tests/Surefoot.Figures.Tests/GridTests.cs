using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;
using Surefoot.Figures.Drawing;

namespace Surefoot.Figures.Tests;

/// <summary>Cells, colours and level lines.</summary>
public class GridTests
{
    [Fact]
    public void Cells_reach_halfway_to_their_neighbours_as_the_axis_measures()
    {
        new LinearAxis().CellEdges([1, 2, 4]).ShouldBe([0.5, 1.5, 3, 5]);
        double[] edges = new LogAxis().CellEdges([1, 100, 10000]);
        double[] expected = [0.1, 10, 1000, 100000];
        // Logarithm and power each round once, and errors of the exponent grow with ln 10 x 5 decades: 20 eps.
        for (int i = 0; i < 4; i++)
            edges[i].ShouldBe(expected[i], expected[i] * 20 * 2.3e-16);
        new CategoryAxis("", ["a", "b"]).CellEdges([0, 1]).ShouldBe([-0.5, 0.5, 1.5]);
        new LinearAxis().CellEdges([3]).ShouldBe([2.5, 3.5]);
        Should.Throw<InvalidOperationException>(() => new LogAxis("width").CellEdges([0, 1])).Message.ShouldContain("'width'");
    }

    [Fact]
    public void Missing_diverged_and_values_beyond_the_scale_have_their_own_paint()
    {
        var range = new Interval(1e-10, 1);
        CellPaint Paint(double value) => CellPaint.Of(value, new LogAxis(), range, ColorMap.Viridis);
        Paint(double.NaN).Hatch.ShouldBe(Hatch.Missing);
        Paint(double.PositiveInfinity).Hatch.ShouldBe(Hatch.Diverged);
        Paint(1e-12).Color.ShouldBe(ColorMap.Viridis.At(0));
        Paint(0).Color.ShouldBe(ColorMap.Viridis.At(0));
        Paint(1e3).Color.ShouldBe(ColorMap.Viridis.At(1));
        Paint(1e-5).Color.ShouldBe(ColorMap.Viridis.At(0.5));
    }

    [Fact]
    public void Colour_maps_begin_and_end_with_their_published_colours_and_get_lighter()
    {
        ColorMap.Viridis.At(0).ToString().ShouldBe("#440154");
        ColorMap.Viridis.At(1).ToString().ShouldBe("#fde725");
        ColorMap.Cividis.At(0).ToString().ShouldBe("#00224e");
        ColorMap.Cividis.At(1).ToString().ShouldBe("#fee838");
        foreach (ColorMap map in (ColorMap[])[ColorMap.Viridis, ColorMap.Cividis, ColorMap.Grays])
            Enumerable.Range(0, 65).Select(i => Luminance(map.At(i / 64.0))).ShouldBeInOrder(SortDirection.Ascending);
        ColorMap.Grays.At(-3).ShouldBe(Color.Black);
        Should.Throw<ArgumentOutOfRangeException>(() => ColorMap.Grays.At(double.NaN));
    }

    [Theory]
    [InlineData(9, 71, 14, 97)]
    [InlineData(128, 33, 145, 140)]
    [InlineData(180, 70, 192, 111)]
    [InlineData(246, 231, 228, 25)]
    public void Viridis_differs_from_the_published_table_by_at_most_eight_steps(int number, int red, int green, int blue)
    {
        Color color = ColorMap.Viridis.At(number / 255.0);
        ((int)color.Red).ShouldBeInRange(red - 8, red + 8);
        ((int)color.Green).ShouldBeInRange(green - 8, green + 8);
        ((int)color.Blue).ShouldBeInRange(blue - 8, blue + 8);
    }

    [Fact]
    public void A_grid_must_be_ascending_and_complete()
    {
        Should.Throw<ArgumentException>(() => new Grid([0, 0], [0], [1, 2])).Message.ShouldContain("number 1 is 0 after 0");
        Should.Throw<ArgumentException>(() => new Grid([0, 1], [0], [1, 2, 3])).Message.ShouldContain("needs 2 values, not 3");
        Should.Throw<ArgumentException>(() => new Grid([], [0], []));
        Should.Throw<ArgumentException>(() => new ImagePanel(2, 2, [1, 2, 3])).Message.ShouldContain("4 pixels, not 3");
        Should.Throw<ArgumentException>(() => new CategoryAxis("", []));
        Grid.Of([1, 2], [10, 20, 30], (x, y) => x + y)[2, 1].ShouldBe(32);
    }

    [Fact]
    public void The_colour_bar_explains_only_what_occurs()
    {
        Panel Panel(params double[] values) => new HeatMapPanel(new Grid([0, 1, 2], [0], values)) { Values = new LinearAxis("", 0, 1) };
        string all = new Figure([Panel(0, double.NaN, double.PositiveInfinity)]).ToSvg();
        all.ShouldContain(">missing<");
        all.ShouldContain(">diverged<");
        string none = new Figure([Panel(0, 0.5, 1)]).ToSvg();
        none.ShouldNotContain(">missing<");
        none.ShouldNotContain(">diverged<");
        XDocument.Parse(all);
    }

    [Fact]
    public void Neighbouring_cells_of_one_colour_are_drawn_as_one()
    {
        string svg = new Figure([new ImagePanel(2, 100, Enumerable.Repeat(0.0, 100).Concat(Enumerable.Repeat(1.0, 100)))]).ToSvg();
        svg.Split("<path").Length.ShouldBe(3);
    }

    [Fact]
    public void Category_names_that_do_not_fit_are_thinned_out()
    {
        var axis = new CategoryAxis("", Enumerable.Range(0, 30).Select(i => $"name {i}"));
        TickSet ticks = axis.Ticks(axis.RangeFor(double.NaN, double.NaN, 0), 100, isHorizontal: true);
        ticks.Major.Count.ShouldBeInRange(1, 5);
        ticks.Major[0].Label.ShouldBe("name 0");
    }

    [Fact]
    public void The_level_line_of_a_cone_is_one_closed_circle()
    {
        const int Points = 41;
        var (places, heights) = Sample(Points, (x, y) => Math.Sqrt((x * x) + (y * y)));
        List<List<Spot>> lines = LevelLines.Trace(places, heights, 1);
        lines.Count.ShouldBe(1);
        lines[0][^1].ShouldBe(lines[0][0]);
        // Linear interpolation over a side h = 0.1 of a function of curvature at most 1 errs by at most h^2/8.
        foreach (Spot spot in lines[0])
            Math.Sqrt((spot.X * spot.X) + (spot.Y * spot.Y)).ShouldBe(1, 0.1 * 0.1 / 8);
    }

    [Fact]
    public void Level_lines_of_a_saddle_are_open_and_do_not_cross()
    {
        var (places, heights) = Sample(40, (x, y) => x * y);
        List<List<Spot>> lines = LevelLines.Trace(places, heights, 0.0001);
        lines.Count.ShouldBe(2);
        lines.ShouldAllBe(line => line.All(spot => spot.X > 0 && spot.Y > 0) || line.All(spot => spot.X < 0 && spot.Y < 0));
    }

    [Fact]
    public void Level_lines_stop_at_values_that_are_unknown()
    {
        var (places, heights) = Sample(41, (x, y) => x > 0.5 ? double.NaN : y);
        List<List<Spot>> lines = LevelLines.Trace(places, heights, 0.05);
        lines.Count.ShouldBe(1);
        lines[0].Max(spot => spot.X).ShouldBeLessThanOrEqualTo(0.5);
    }

    [Fact]
    public void A_flat_function_has_no_level_lines() =>
        LevelLines.Trace(Sample(5, (x, y) => 1).Places, Sample(5, (x, y) => 1).Heights, 1).ShouldBeEmpty();

    [Theory]
    [InlineData(0, "0")]
    [InlineData(-0.25, "−0.25")]
    [InlineData(1250, "1250")]
    [InlineData(100000, "10^{5}")]
    [InlineData(-1.5e7, "−1.5×10^{7}")]
    [InlineData(1e-6, "10^{-6}")]
    [InlineData(2.5e-9, "2.5×10^{-9}")]
    public void Level_labels_are_short(double level, string label) => DecimalTicks.Shortest(level).ShouldBe(label);

    [Fact]
    public void Straightened_curves_pass_within_the_tolerance_of_every_point() =>
        Prop.ForAll(Gen.ArrayOf(Gen.Zip(Gen.Choose(0, 300), Gen.Choose(0, 300))).ToArbitrary(), input =>
        {
            // Hundredths of a point, so that many points lie within the tolerance of each other.
            List<Spot> piece = [.. input.Select(p => new Spot(p.Item1 / 100.0, p.Item2 / 1000.0))];
            List<Spot> kept = Curve.Straighten(piece);
            if (piece.Count < 3)
                return kept.SequenceEqual(piece);
            // 1e-9 is room for rounding of coordinates up to 3.
            return kept[0] == piece[0] && kept[^1] == piece[^1]
                && piece.All(spot => Enumerable.Range(1, kept.Count - 1).Any(i => Distance(spot, kept[i - 1], kept[i]) <= Curve.Tolerance + 1e-9));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_straight_line_of_many_points_is_drawn_with_two()
    {
        List<Spot> piece = [.. Enumerable.Range(0, 1000).Select(i => new Spot(i * 0.1, i * 0.2))];
        Curve.Straighten(piece).ShouldBe([piece[0], piece[^1]]);
        List<Spot> thereAndBack = [new(0, 0), new(5, 0), new(10, 0), new(3, 0)];
        Curve.Straighten(thereAndBack).ShouldBe([new(0, 0), new(10, 0), new(3, 0)]);
    }

    private static double Luminance(Color color)
    {
        static double Linear(byte channel) => Math.Pow(channel / 255.0, 2.2);
        return (0.2126 * Linear(color.Red)) + (0.7152 * Linear(color.Green)) + (0.0722 * Linear(color.Blue));
    }

    private static double Distance(Spot spot, Spot from, Spot to)
    {
        double dx = to.X - from.X;
        double dy = to.Y - from.Y;
        double length = (dx * dx) + (dy * dy);
        double part = length == 0 ? 0 : Math.Clamp((((spot.X - from.X) * dx) + ((spot.Y - from.Y) * dy)) / length, 0, 1);
        double x = from.X + (part * dx) - spot.X;
        double y = from.Y + (part * dy) - spot.Y;
        return Math.Sqrt((x * x) + (y * y));
    }

    // The square [-2, 2] x [-2, 2].
    private static (Spot[,] Places, double[,] Heights) Sample(int count, Func<double, double, double> function)
    {
        var places = new Spot[count, count];
        var heights = new double[count, count];
        for (int row = 0; row < count; row++)
        {
            for (int column = 0; column < count; column++)
            {
                places[row, column] = new Spot(-2 + (4.0 * column / (count - 1)), -2 + (4.0 * row / (count - 1)));
                heights[row, column] = function(places[row, column].X, places[row, column].Y);
            }
        }

        return (places, heights);
    }
}
