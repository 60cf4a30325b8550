namespace Surefoot.Figures.Drawing;

/// <summary>The level lines of a grid on the page, with the places of their labels.</summary>
internal sealed class ContourLines
{
    private const double Width = 0.8;
    private const double Rim = 1.2;

    private readonly List<(double Height, string Path, Spot? Middle, string Label)> _levels = [];

    /// <summary>Traces the levels.</summary>
    /// <param name="area">Where.</param>
    /// <param name="grid">The values.</param>
    /// <param name="values">Their scale.</param>
    /// <param name="range">The scale's range.</param>
    /// <param name="levels">The levels with their labels.</param>
    /// <param name="below">The height of finite values that the scale cannot show, which lie below it; NaN to leave them out.</param>
    public ContourLines(PlotArea area, Grid grid, Axis values, Interval range, IEnumerable<Tick> levels, double below)
    {
        Spot[,] places = new Spot[grid.Y.Length, grid.X.Length];
        double[,] heights = new double[grid.Y.Length, grid.X.Length];
        for (int row = 0; row < grid.Y.Length; row++)
        {
            for (int column = 0; column < grid.X.Length; column++)
            {
                double value = grid[row, column];
                places[row, column] = area.Place(grid.X[column], grid.Y[row]);
                heights[row, column] = values.Shows(value) ? values.Fraction(range, value) : double.IsFinite(value) ? below : double.NaN;
            }
        }

        foreach (Tick level in levels)
        {
            double height = values.Fraction(range, level.Value);
            List<List<Spot>> lines = LevelLines.Trace(places, heights, height);
            Lines.Add(lines);
            _levels.Add((height, Curve.PathData(lines, area.Box, Width), LevelLines.LabelPlace(lines, area.Box, MathText.Width(level.Label, Style.LevelSize)), level.Label));
        }
    }

    /// <summary>The lines of each level.</summary>
    public List<List<List<Spot>>> Lines { get; } = [];

    /// <summary>Draws the lines in colours by their height on the scale, 0 to 1.</summary>
    public void Draw(SvgCanvas canvas, Func<double, Color> color, bool hasRim)
    {
        foreach ((double height, string path, _, _) in _levels.Where(level => level.Path.Length > 0))
        {
            if (hasRim)
                canvas.Path(path, new Stroke(Color.White, Width + Rim));
            canvas.Path(path, new Stroke(color(height), Width));
        }
    }

    /// <summary>Draws the labels and returns where they lie.</summary>
    public List<Box> DrawLabels(SvgCanvas canvas)
    {
        var labelled = new List<Box>();
        foreach ((_, _, Spot? place, string text) in _levels)
        {
            if (place is not { } middle)
                continue;
            double width = MathText.Width(text, Style.LevelSize);
            labelled.Add(new Box(middle.X - (0.5 * width), middle.Y - (0.5 * Style.LevelSize), width, Style.LevelSize));
            canvas.Text(
                middle with { Y = middle.Y + (0.5 * Style.CapHeight * Style.LevelSize) }, text, Style.LevelSize, Anchor.Middle, Style.Ink, halo: true);
        }

        return labelled;
    }
}
