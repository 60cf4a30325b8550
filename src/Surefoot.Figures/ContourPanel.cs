using Surefoot.Figures.Drawing;

namespace Surefoot.Figures;

/// <summary>
/// Level lines of the values on a grid, coloured by level and labelled, with trajectories on top. Lines are interpolated
/// between grid points (marching squares), linearly in position and in the scale of the values; squares with a corner
/// that is not finite are left out.
/// </summary>
/// <param name="Grid">The values.</param>
public sealed record ContourPanel(Grid Grid) : Panel
{
    /// <summary>The scale of the values; it places the colours and, when none are given, the levels.</summary>
    public Axis Values { get; init; } = new LinearAxis();

    /// <summary>The levels; by default three to eight round ones.</summary>
    public IReadOnlyList<double> Levels { get; init => field = [.. value]; } = [];

    /// <summary>The colours of the levels.</summary>
    public ColorMap Colors { get; init; } = ColorMap.Viridis;

    /// <summary>Curves on top, such as the path of a descent; black with a white rim by default.</summary>
    public IReadOnlyList<Series> Overlays { get; init => field = [.. value]; } = [];

    /// <summary>Where the legend of the overlays lies.</summary>
    public LegendPlace Legend { get; init; }

    internal override double PreferredAspect => 1;

    internal override IReadOnlyList<LegendKey> LegendKeys => Overlay.Keys(Overlays);

    internal override string AxesPath(Box box) => $"{base.AxesPath(box)}V{SvgCanvas.Number(box.Y)}Z";

    internal override (Interval X, Interval Y) Ranges() =>
        (X.RangeFor(Grid.X[0], Grid.X[^1], 0), Y.RangeFor(Grid.Y[0], Grid.Y[^1], 0));

    internal override void Draw(SvgCanvas canvas, PlotArea area, bool withLegend)
    {
        var extent = new Extent(Values);
        foreach (double value in Grid.Values)
            extent.Include(value);
        Interval range = extent.Range(0);
        var contours = new ContourLines(area, Grid, Values, range, LabelledLevels(range), below: double.NaN);

        canvas.BeginClip(area.Box);
        contours.Draw(canvas, Colors.At, hasRim: false);
        List<List<List<Spot>>> all = [.. contours.Lines, .. Overlay.Draw(canvas, area, Overlays)];
        canvas.EndGroup();
        List<Box> labelled = contours.DrawLabels(canvas);
        if (withLegend && Legend != LegendPlace.None)
            Drawing.Legend.DrawInside(canvas, area.Box, LegendKeys, Legend, all, labelled);
    }

    private IReadOnlyList<Tick> LabelledLevels(Interval range)
    {
        if (Levels.Count == 0)
            return Values.TickCandidates(range)[0].Major;
        return [.. Levels.Where(Values.Shows).Select(level => new Tick(level, DecimalTicks.Shortest(level)))];
    }
}
