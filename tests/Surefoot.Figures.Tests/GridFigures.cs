namespace Surefoot.Figures.Tests;

/// <summary>The heat-maps, contour plots, image grids and colour-mapped curves whose look is approved.</summary>
public class GridFigures
{
    [Fact]
    public void Four_heat_maps_with_missing_and_diverged_cells()
    {
        double[] depths = [1, 2, 5, 10, 20, 40, 60, 80, 100, 120, 160, 200, 300, 400, 550, 700];
        double[] widths = [10, 14, 20, 28, 40, 57, 80, 113, 160, 226, 320, 452, 640, 905, 1000];
        IEnumerable<Panel> panels = Enumerable.Range(0, 4).Select(k =>
        {
            bool isGaussian = k < 2;
            int t = k % 2 == 0 ? 1258 : 10000;
            return new HeatMapPanel(Grid.Of(depths, widths, (depth, width) =>
                isGaussian && depth / width > 40 ? double.PositiveInfinity
                : depth == 300 && width == 57 ? double.NaN
                : Math.Pow(10, Math.Max(-12, -0.002 * t * Math.Max(0.02, 1 - (isGaussian ? 1.2 * depth / width : 6 / width))))))
            {
                Title = $"({(char)('a' + k)}) {(isGaussian ? "Gaussian" : "orthogonal")}, t = {t}",
                X = new LinearAxis("depth L"),
                Y = new LogAxis("width m"),
                Values = new LogAxis("ℓ(t)/ℓ(0)", 1e-10, 1),
                HasColorBar = k % 2 == 1,
                Overlays = [new Series("m = L", depths, depths)],
                Legend = k == 0 ? LegendPlace.BottomRight : LegendPlace.None,
            };
        });
        new Figure(panels, columns: 2) { ShareX = AxisSharing.All, ShareY = AxisSharing.All }.ShouldBeApproved("heat-maps");
    }

    [Fact]
    public void Contours_lie_over_a_heat_map_and_what_is_below_the_scale_counts_as_its_low_end()
    {
        double[] axis = [1, 2, 4, 8, 16, 32];
        new Figure([new HeatMapPanel(Grid.Of(axis, axis, (x, y) => x > 16 && y < 2 ? double.PositiveInfinity : x < y ? 0 : Math.Pow(10, -4 * y / x)))
        {
            X = new LogAxis("depth"),
            Y = new LogAxis("width"),
            Values = new LogAxis("loss"),
            Contours = [1e-2, 1e-1, -1],
        },]).ShouldBeApproved("heat-map-contours");
    }

    [Fact]
    public void Categories_and_values_beyond_the_scale()
    {
        var smooth = new HeatMapPanel(Grid.Of(Points(20, i => 0.1 * i), Points(15, i => 0.1 * i), (x, y) => (x - 1) * (y - 0.7)))
        {
            X = new LinearAxis("x"),
            Y = new LinearAxis("y"),
            Values = new LinearAxis("value"),
            Colors = ColorMap.Cividis,
        };
        var table = new HeatMapPanel(new Grid([0, 1, 2], [0, 1], [1, 2, 3, 4, 5, double.NaN]))
        {
            X = new CategoryAxis("scheme", ["Gaussian", "orthogonal", "balanced"]),
            Y = new CategoryAxis("", ["plain", "residual"]),
            Values = new LinearAxis("epochs", 2, 4),
            MissingLabel = "not run",
        };
        new Figure([smooth, table], columns: 2).ShouldBeApproved("heat-map-categories");
    }

    [Fact]
    public void Twelve_widths_from_yellow_to_purple_with_one_legend()
    {
        int[] widths = [50, 75, 100, 150, 200, 300, 400, 500, 600, 800, 1000, 1200];
        double[] steps = Points(300, t => t);
        int[] depths = [50, 200, 400];
        IEnumerable<Panel> panels = depths.Select((depth, k) => new LinePanel(
        [
            .. widths.SelectMany((width, i) =>
            {
                Color color = ColorMap.Viridis.At(0.97 * (11 - i) / 11);
                double orthogonal = 0.03 * (1 - (0.1 * depth / (width + 200)));
                double gaussian = 0.03 * Math.Max(0.02, 1 - (0.9 * depth / (width + (0.25 * depth))));
                return new[]
                {
                    new Series($"width {width}", steps, steps.Select(t => Math.Pow(10, -orthogonal * t))) { Color = color, Dash = Dash.Solid },
                    new Series("", steps, steps.Select(t => Math.Pow(10, -gaussian * t))) { Color = color, Dash = Dash.Dashed },
                };
            }),
            new Series("orthogonal", [], []) { Color = Color.Black, Dash = Dash.Solid },
            new Series("Gaussian", [], []) { Color = Color.Black, Dash = Dash.Dashed },
        ])
        {
            Title = $"({(char)('a' + k)}) L = {depth}",
            X = new LinearAxis("iteration"),
            Y = new LogAxis("ℓ(t)/ℓ(0)", 1e-9, 2),
        });
        new Figure(panels, columns: 3) { SharedLegend = true, ShareY = AxisSharing.All }.ShouldBeApproved("twelve-widths");
    }

    [Fact]
    public void Contours_with_a_trajectory()
    {
        var x1 = new List<double> { -1.5 };
        var x2 = new List<double> { 1.0 };
        for (int t = 0; t < 200; t++)
        {
            (double a, double b) = (x1[^1], x2[^1]);
            x1.Add(a - (0.1 * a));
            x2.Add(b - (0.17 * 10 * b));
        }

        var valley = new ContourPanel(Grid.Of(Points(41, i => (0.1 * i) - 2), Points(41, i => (0.1 * i) - 2), (x, y) => (0.5 * x * x) + (5 * y * y)))
        {
            Title = "(a) a valley",
            X = new LinearAxis("x_{1}"),
            Y = new LinearAxis("x_{2}"),
            Values = new LogAxis("f"),
            Levels = [0.01, 0.1, 1, 2, 5, 10],
            Overlays = [new Series("gradient descent", x1, x2) { Color = Palette.Vermillion, Marker = Marker.Circle }],
        };
        var saddle = new ContourPanel(Grid.Of(Points(61, i => 0.1 * i), Points(61, i => 0.1 * i), (x, y) => (x * x) + (y * y) > 30 ? double.NaN : (x * x) - (y * y)))
        {
            Title = "(b) a saddle on a part of the plane",
            X = new LinearAxis("x_{1}"),
            Y = new LinearAxis("x_{2}"),
        };
        new Figure([valley, saddle], columns: 2).ShouldBeApproved("contours");
    }

    [Fact]
    public void A_grid_of_images() =>
        new Figure(
            Enumerable.Range(0, 5).Select(d => new ImagePanel(8, 8, Points(64, i => i == 63 ? double.NaN : (i / 8 * d) + (i % 8)))
            {
                Title = $"filter {d}",
                Values = new LinearAxis("", 0, 20),
            }),
            columns: 5)
        { Width = Figure.SingleColumn }.ShouldBeApproved("images");

    private static double[] Points(int count, Func<int, double> value) => [.. Enumerable.Range(0, count).Select(value)];
}
