using Surefoot.Figures.Drawing;

namespace Surefoot.Figures;

/// <summary>
/// Coloured cells around the points of a grid, with a colour bar. Cells reach halfway to their neighbours, on a log axis
/// halfway in the logarithm. Missing values and diverged runs have colours and hatchings of their own, explained under
/// the bar; values beyond an end of the scale have the colour of that end.
/// </summary>
/// <param name="Grid">The values.</param>
public sealed record HeatMapPanel(Grid Grid) : Panel
{
    /// <summary>The scale of the values: its label, linear or log, and its ends; by default the data decide.</summary>
    public Axis Values { get; init; } = new LinearAxis();

    /// <summary>The colours.</summary>
    public ColorMap Colors { get; init; } = ColorMap.Viridis;

    /// <summary>False for a panel that shows the scale of its neighbour.</summary>
    public bool HasColorBar { get; init; } = true;

    /// <summary>What the colour bar calls a value that is NaN.</summary>
    public string MissingLabel { get; init; } = "missing";

    /// <summary>What the colour bar calls a value that is infinite.</summary>
    public string DivergedLabel { get; init; } = "diverged";

    /// <summary>
    /// Levels whose lines are drawn over the cells, black with a white rim, with their labels; interpolated between the points
    /// of the grid as in a <see cref="ContourPanel"/>, where what lies below the scale counts as its low end.
    /// </summary>
    public IReadOnlyList<double> Contours { get; init => field = [.. value]; } = [];

    /// <summary>Curves on top of the cells, such as contours or a theorem's border; black with a white rim by default.</summary>
    public IReadOnlyList<Series> Overlays { get; init => field = [.. value]; } = [];

    /// <summary>Where the legend of the overlays lies.</summary>
    public LegendPlace Legend { get; init; }

    internal override double PreferredAspect => 0.8;

    internal override IReadOnlyList<LegendKey> LegendKeys => Overlay.Keys(Overlays);

    internal override string AxesPath(Box box) => $"{base.AxesPath(box)}V{SvgCanvas.Number(box.Y)}Z";

    internal override double SidebarWidth(double plotHeight) => HasColorBar ? Bar().Width(plotHeight) : 0;

    internal override (Interval X, Interval Y) Ranges()
    {
        double[] x = X.CellEdges(Grid.X);
        double[] y = Y.CellEdges(Grid.Y);
        return (X.RangeFor(x[0], x[^1], 0), Y.RangeFor(y[0], y[^1], 0));
    }

    internal override void Draw(SvgCanvas canvas, PlotArea area, bool withLegend)
    {
        Interval range = ValueRange();
        double[] x = Array.ConvertAll(X.CellEdges(Grid.X), area.PlaceX);
        double[] y = Array.ConvertAll(Y.CellEdges(Grid.Y), area.PlaceY);

        canvas.BeginClip(area.Box);
        Cells.Draw(canvas, x, y, (row, column) => CellPaint.Of(Grid[row, column], Values, range, Colors));
        var levels = Contours.Where(Values.Shows).Select(level => new Tick(level, DecimalTicks.Shortest(level)));
        var contours = new ContourLines(area, Grid, Values, range, levels, below: 0);
        contours.Draw(canvas, _ => Color.Black, hasRim: true);
        List<List<List<Spot>>> curves = [.. contours.Lines, .. Overlay.Draw(canvas, area, Overlays)];
        canvas.EndGroup();
        List<Box> labelled = contours.DrawLabels(canvas);

        if (HasColorBar)
            Bar().Draw(canvas, area.Box);
        if (withLegend && Legend != LegendPlace.None)
            Drawing.Legend.DrawInside(canvas, area.Box, LegendKeys, Legend, curves, labelled);
    }

    private Interval ValueRange()
    {
        var extent = new Extent(Values);
        foreach (double value in Grid.Values)
            extent.Include(value);
        return extent.Range(0);
    }

    private ColorBar Bar() => new(
        Values, ValueRange(), Colors, Grid.Values,
        Grid.Values.Any(double.IsNaN) ? MissingLabel : "",
        Grid.Values.Any(double.IsPositiveInfinity) ? DivergedLabel : "");
}
