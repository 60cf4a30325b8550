namespace Surefoot.Figures.Tests;

/// <summary>The line charts whose look is approved.</summary>
public class LineFigures
{
    [Fact]
    public void Six_panels_of_losses() => new Figure(LossPanels(), columns: 3).ShouldBeApproved("six-panels");

    [Fact]
    public void Six_panels_with_shared_axes_and_legend() =>
        new Figure(LossPanels(), columns: 3)
        {
            Title = "Deep linear networks and their convex twins",
            ShareX = AxisSharing.All,
            ShareY = AxisSharing.All,
            SharedLegend = true,
        }.ShouldBeApproved("six-panels-shared");

    [Fact]
    public void Bands_reference_lines_and_diverged_runs_in_one_column()
    {
        double[] t = Points(60, i => Math.Pow(10, i * 0.05));
        var panel = new LinePanel(
        [
            new Series("Gaussian, W_{j:i}", t, t.Select(x => 3 / x)) { Band = new Band(t.Select(x => 1.5 / x), t.Select(x => 7 / x)) },
            new Series("orthogonal", t, t.Select(x => 3 / x / x)) { Band = new Band(t.Select(x => -1.0), t.Select(x => 5 / x / x)) },
            new Series("diverged", Points(20, i => 1 + (2 * i)), Points(20, i => i > 15 ? double.PositiveInfinity : Math.Pow(10, (0.3 * i) - 4)))
            {
                DivergenceMark = DivergenceMark.Cross,
            },
            new Series("out of sight", Points(20, i => 1 + (9 * i)), Points(20, i => i > 15 ? double.NaN : Math.Pow(10, (0.5 * i) - 4)))
            {
                DivergenceMark = DivergenceMark.Arrow,
            },
        ])
        {
            X = new LogAxis("iteration t"),
            Y = new LogAxis("relative loss ℓ(t)/ℓ(0)", 1e-6, 10),
            ReferenceLines = [ReferenceLine.Horizontal(1e-2, "θ = 10^{-2}"), ReferenceLine.Vertical(200, "t_{0}")],
        };
        new Figure([panel]).ShouldBeApproved("bands");
    }

    [Fact]
    public void Markers_and_the_whole_palette()
    {
        double[] depths = [10, 20, 40, 60, 80, 120, 160];
        var sweep = new LinePanel(Enumerable.Range(1, 5).Select(i =>
            new Series($"series {i}", depths, depths.Select(depth => i * (20 + (0.3 * depth)))) { Marker = (Marker)i }))
        {
            Title = "(a) contour width",
            X = new LogAxis("depth L"),
            Y = new LogAxis("width m"),
        };
        var palette = new LinePanel(Enumerable.Range(0, 10).Select(i =>
            new Series($"curve {i}", Points(50, t => t), Points(50, t => i + Math.Sin((0.2 * t) + i)))))
        {
            Title = "(b) the palette",
            X = new LinearAxis("iteration", max: 75),
            Y = new LinearAxis("value"),
            Legend = LegendPlace.TopRight,
        };
        new Figure([sweep, palette], columns: 2).ShouldBeApproved("markers");
    }

    [Fact]
    public void A_million_points()
    {
        double[] walk = new double[1_000_000];
        uint state = 1;
        for (int i = 1; i < walk.Length; i++)
        {
            state = (1664525 * state) + 1013904223;
            walk[i] = (0.9999 * walk[i - 1]) + ((state >> 8) / 16777216.0) - 0.5;
        }

        var figure = new Figure([new LinePanel([new Series("", Points(walk.Length, i => i), walk) { LineWidth = 0.5 }])
        {
            X = new LinearAxis("step"),
            Y = new LinearAxis("value"),
        }]);
        figure.ToSvg().Length.ShouldBeLessThan(30_000);
        figure.ShouldBeApproved("million");
    }

    private static IEnumerable<Panel> LossPanels()
    {
        for (int k = 0; k < 6; k++)
        {
            double rate = 0.05 + (0.03 * k);
            double wave = k == 0 ? 0.3 : 0.04;
            double[] steps = Points(26, i => i);
            yield return new LinePanel(
            [
                new Series("deep network", steps, steps.Select(t => Math.Pow(10, 3.55 + (2.4 * Math.Exp(-rate * t)) + (wave * Math.Sin(t) * Math.Exp(-0.1 * t))))),
                new Series("convex twin", steps, steps.Select(t => Math.Pow(10, 3.5 + (2.4 * Math.Exp(-1.1 * rate * t))))),
            ])
            {
                Title = $"({(char)('a' + k)}) width {128 << (k / 2)}, η = η_{{max}}/{(k % 2 == 0 ? 2 : 20)}",
                X = new LinearAxis("iteration"),
                Y = new LogAxis("loss"),
            };
        }
    }

    private static double[] Points(int count, Func<int, double> value) => [.. Enumerable.Range(0, count).Select(value)];
}
