using System.Collections.Immutable;
using Surefoot.Figures.Drawing;

namespace Surefoot.Figures;

/// <summary>A small image of square pixels without axes; a figure of several is an image grid.</summary>
public sealed record ImagePanel : Panel
{
    /// <summary>The image of the given pixels.</summary>
    /// <param name="rows">Rows, top first.</param>
    /// <param name="columns">Columns, left first.</param>
    /// <param name="pixels">rows x columns values, row by row; copied. NaN is drawn as missing.</param>
    /// <exception cref="ArgumentOutOfRangeException">No rows or no columns.</exception>
    /// <exception cref="ArgumentException">A wrong number of pixels.</exception>
    public ImagePanel(int rows, int columns, IEnumerable<double> pixels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        Rows = rows;
        Columns = columns;
        Pixels = [.. pixels];
        if (Pixels.Length != (long)rows * columns)
        {
            throw new ArgumentException(
                $"an image of {rows} rows and {columns} columns needs {(long)rows * columns} pixels, not {Pixels.Length}.", nameof(pixels));
        }
    }

    /// <summary>The number of rows.</summary>
    public int Rows { get; }

    /// <summary>The number of columns.</summary>
    public int Columns { get; }

    /// <summary>The values, row by row.</summary>
    public ImmutableArray<double> Pixels { get; }

    /// <summary>The scale of the values; give its ends to make several images comparable.</summary>
    public Axis Values { get; init; } = new LinearAxis();

    /// <summary>The colours.</summary>
    public ColorMap Colors { get; init; } = ColorMap.Grays;

    internal override double PreferredAspect => (double)Rows / Columns;

    internal override bool HasAxes => false;

    internal override (Interval X, Interval Y) Ranges() => (new Interval(0, Columns), new Interval(0, Rows));

    internal override void Draw(SvgCanvas canvas, PlotArea area, bool withLegend)
    {
        var extent = new Extent(Values);
        foreach (double value in Pixels)
            extent.Include(value);
        Interval range = extent.Range(0);

        double side = Math.Min(area.Box.Width / Columns, area.Box.Height / Rows);
        double left = area.Box.X + (0.5 * (area.Box.Width - (side * Columns)));
        double top = area.Box.Y + (0.5 * (area.Box.Height - (side * Rows)));
        double[] x = [.. Enumerable.Range(0, Columns + 1).Select(i => left + (i * side))];
        double[] y = [.. Enumerable.Range(0, Rows + 1).Select(i => top + (i * side))];
        Cells.Draw(canvas, x, y, (row, column) => CellPaint.Of(Pixels[(row * Columns) + column], Values, range, Colors));
        // Without it white pixels at the border would have no edge.
        canvas.Frame(new Box(left, top, side * Columns, side * Rows), new Stroke(Style.Frame, Style.FrameWidth));
    }
}
