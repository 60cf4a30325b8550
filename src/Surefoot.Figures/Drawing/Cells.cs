namespace Surefoot.Figures.Drawing;

/// <summary>How a cell without a colour on the scale is drawn.</summary>
internal enum Hatch
{
    None,
    Missing,
    Diverged,
}

/// <summary>The colour and hatching of a cell.</summary>
internal readonly record struct CellPaint(Color Color, Hatch Hatch)
{
    // Neither colour lies on or near a colour map, and the hatchings lean to different sides.
    public static CellPaint Missing { get; } = new(Color.Gray(0xe8), Hatch.Missing);

    public static CellPaint Diverged { get; } = new(new Color(0xf7, 0xc6, 0xb3), Hatch.Diverged);

    /// <summary>NaN is missing and infinity diverged; all other values have a colour, beyond the scale that of its end.</summary>
    public static CellPaint Of(double value, Axis scale, Interval range, ColorMap colors)
    {
        if (double.IsNaN(value))
            return Missing;
        if (double.IsPositiveInfinity(value))
            return Diverged;
        // What a scale cannot show, such as a loss of zero on a log scale, lies below it.
        return new CellPaint(colors.At(scale.Shows(value) ? scale.Fraction(range, value) : 0), Hatch.None);
    }
}

/// <summary>Draws a table of cells.</summary>
internal static class Cells
{
    private const double Overlap = 0.4;

    /// <summary>
    /// Draws cells between the given edges on the page. Each reaches a little under the next ones, which are drawn over it,
    /// so that no viewer shows a seam.
    /// </summary>
    public static void Draw(SvgCanvas canvas, double[] x, double[] y, Func<int, int, CellPaint> paint)
    {
        // Rows run upwards on axes and downwards in images.
        double under = y[^1] < y[0] ? -Overlap : Overlap;
        for (int row = 0; row + 1 < y.Length; row++)
        {
            double end = y[row + 1] + (row + 2 < y.Length ? under : 0);
            List<(int From, CellPaint Paint)> runs = Runs(row, x.Length - 1, paint);
            for (int i = 0; i < runs.Count; i++)
            {
                double right = i + 1 < runs.Count ? x[runs[i + 1].From] + Overlap : x[^1];
                canvas.Fill(Outline(x[runs[i].From], right, y[row], end), runs[i].Paint.Color);
            }
        }

        for (int row = 0; row + 1 < y.Length; row++)
        {
            List<(int From, CellPaint Paint)> runs = Runs(row, x.Length - 1, paint);
            for (int i = 0; i < runs.Count; i++)
            {
                if (runs[i].Paint.Hatch != Hatch.None)
                {
                    int to = i + 1 < runs.Count ? runs[i + 1].From : x.Length - 1;
                    DrawHatch(canvas, Outline(x[runs[i].From], x[to], y[row], y[row + 1]), runs[i].Paint.Hatch);
                }
            }
        }
    }

    /// <summary>Lays a hatching over a filled shape.</summary>
    public static void DrawHatch(SvgCanvas canvas, string data, Hatch hatch)
    {
        bool rises = hatch == Hatch.Missing;
        string name = rises ? "hatch-missing" : "hatch-diverged";
        string line = rises ? "M-1 1L1 -1M0 4L4 0M3 5L5 3" : "M-1 3L1 5M0 0L4 4M3 -1L5 1";
        Color color = rises ? Color.Gray(0x9a) : Palette.Vermillion;
        canvas.Define(name,
            $"<pattern id=\"{name}\" patternUnits=\"userSpaceOnUse\" width=\"4\" height=\"4\"><path d=\"{line}\" stroke=\"{color}\" stroke-width=\"0.6\"/></pattern>");
        canvas.FillWith(data, name);
    }

    private static List<(int From, CellPaint Paint)> Runs(int row, int columns, Func<int, int, CellPaint> paint)
    {
        var runs = new List<(int From, CellPaint Paint)>();
        for (int column = 0; column < columns; column++)
        {
            CellPaint cell = paint(row, column);
            if (runs.Count == 0 || runs[^1].Paint != cell)
                runs.Add((column, cell));
        }

        return runs;
    }

    private static string Outline(double left, double right, double top, double bottom) =>
        $"M{SvgCanvas.Number(left)} {SvgCanvas.Number(top)}H{SvgCanvas.Number(right)}V{SvgCanvas.Number(bottom)}H{SvgCanvas.Number(left)}Z";
}
