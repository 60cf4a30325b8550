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
        IReadOnlyList<Tick> levels = LabelledLevels(range);

        Spot[,] places = new Spot[Grid.Y.Length, Grid.X.Length];
        double[,] heights = new double[Grid.Y.Length, Grid.X.Length];
        for (int row = 0; row < Grid.Y.Length; row++)
        {
            for (int column = 0; column < Grid.X.Length; column++)
            {
                places[row, column] = area.Place(Grid.X[column], Grid.Y[row]);
                heights[row, column] = Values.Shows(Grid[row, column]) ? Values.Fraction(range, Grid[row, column]) : double.NaN;
            }
        }

        canvas.BeginClip(area.Box);
        var all = new List<List<List<Spot>>>();
        var labels = new List<(Spot Middle, string Text)>();
        foreach (Tick level in levels)
        {
            double height = Values.Fraction(range, level.Value);
            List<List<Spot>> lines = LevelLines.Trace(places, heights, height);
            all.Add(lines);
            string path = Curve.PathData(lines, area.Box, 0.8);
            if (path.Length > 0)
                canvas.Path(path, new Stroke(Colors.At(height), 0.8));
            if (LevelLines.LabelPlace(lines, area.Box, MathText.Width(level.Label, Style.LevelSize)) is { } middle)
                labels.Add((middle, level.Label));
        }

        all.AddRange(Overlay.Draw(canvas, area, Overlays));
        canvas.EndGroup();

        var labelled = new List<Box>();
        foreach ((Spot middle, string text) in labels)
        {
            double width = MathText.Width(text, Style.LevelSize);
            labelled.Add(new Box(middle.X - (0.5 * width), middle.Y - (0.5 * Style.LevelSize), width, Style.LevelSize));
            canvas.Text(
                middle with { Y = middle.Y + (0.5 * Style.CapHeight * Style.LevelSize) }, text, Style.LevelSize, Anchor.Middle, Style.Ink, halo: true);
        }

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
