namespace Surefoot.Figures.Drawing;

/// <summary>One line of a legend: a sample of the curve and its name.</summary>
internal sealed record LegendKey(string Name, Stroke Stroke, Marker Marker, bool HasBand);

/// <summary>Draws legends inside a panel or under the figure.</summary>
internal static class Legend
{
    private const double SampleLength = 19;
    private const double SampleGap = 4;
    private const double Padding = 3;
    private const double Distance = 3;
    private const double ColumnGap = 12;
    private const double LineHeight = Style.LegendSize * 1.32;

    // Fonts that stand in for Helvetica are up to a seventh wider.
    private const double FontSlack = 1.04;

    /// <summary>Draws the legend in a corner of the box.</summary>
    /// <param name="canvas">The page.</param>
    /// <param name="plot">The plot.</param>
    /// <param name="keys">The lines; nothing is drawn when there are none.</param>
    /// <param name="place">The corner, or the automatic choice.</param>
    /// <param name="curves">What the legend should not cover.</param>
    /// <param name="labels">What the legend should by no means cover.</param>
    public static void DrawInside(
        SvgCanvas canvas, Box plot, IReadOnlyList<LegendKey> keys, LegendPlace place, IReadOnlyList<List<List<Spot>>> curves, List<Box> labels)
    {
        if (keys.Count == 0)
            return;
        double width = (2 * Padding) + keys.Max(KeyWidth);
        double height = (2 * Padding) + (keys.Count * LineHeight);
        Box box = place == LegendPlace.Automatic
            ? Corners().Select(corner => Corner(plot, width, height, corner)).MinBy(candidate => Covered(candidate, curves, labels))
            : Corner(plot, width, height, place);

        canvas.Rectangle(box, Color.White, 0.85);
        for (int i = 0; i < keys.Count; i++)
            DrawKey(canvas, keys[i], box.X + Padding, box.Y + Padding + ((i + 0.5) * LineHeight));
    }

    /// <summary>The height in points of a legend as wide as the figure.</summary>
    public static double SharedHeight(IReadOnlyList<LegendKey> keys, double width) =>
        keys.Count == 0 ? 0 : (Rows(keys.Count, ColumnsFor(keys, width)) * LineHeight) + (2 * Padding);

    /// <summary>Draws the legend centred in columns of equal width, reading row by row.</summary>
    public static void DrawShared(SvgCanvas canvas, IReadOnlyList<LegendKey> keys, double width, double top)
    {
        if (keys.Count == 0)
            return;
        int columns = ColumnsFor(keys, width);
        double columnWidth = keys.Max(KeyWidth) + ColumnGap;
        double left = 0.5 * (width - ((columns * columnWidth) - ColumnGap));
        for (int i = 0; i < keys.Count; i++)
            DrawKey(canvas, keys[i], left + (i % columns * columnWidth), top + Padding + (((i / columns) + 0.5) * LineHeight));
    }

    // Rows as equally full as possible: six keys that fit five to a row are set three to a row.
    private static int ColumnsFor(IReadOnlyList<LegendKey> keys, double width)
    {
        double columnWidth = keys.Max(KeyWidth) + ColumnGap;
        int most = Math.Clamp((int)((width - (2 * Style.Edge) + ColumnGap) / columnWidth), 1, keys.Count);
        return Rows(keys.Count, Rows(keys.Count, most));
    }

    private static int Rows(int count, int columns) => (count + columns - 1) / columns;

    private static double KeyWidth(LegendKey key) =>
        SampleLength + SampleGap + (MathText.Width(key.Name, Style.LegendSize) * FontSlack);

    private static IEnumerable<LegendPlace> Corners() =>
        [LegendPlace.TopRight, LegendPlace.BottomLeft, LegendPlace.TopLeft, LegendPlace.BottomRight];

    private static Box Corner(Box plot, double width, double height, LegendPlace place)
    {
        bool isLeft = place is LegendPlace.TopLeft or LegendPlace.BottomLeft;
        bool isTop = place is LegendPlace.TopLeft or LegendPlace.TopRight;
        return new Box(
            isLeft ? plot.X + Distance : plot.Right - Distance - width,
            isTop ? plot.Y + Distance : plot.Bottom - Distance - height,
            width,
            height);
    }

    private static double Covered(Box box, IReadOnlyList<List<List<Spot>>> curves, List<Box> labels)
    {
        const double LabelCost = 1000;
        double covered = curves.Sum(curve => Curve.LengthInside(curve, box));
        foreach (Box label in labels)
        {
            bool overlaps = label.X < box.Right && box.X < label.Right && label.Y < box.Bottom && box.Y < label.Bottom;
            covered += overlaps ? LabelCost : 0;
        }

        // Rounded, so that a tie is a tie on every processor and goes to the corner named first.
        return Math.Round(covered, 3);
    }

    private static void DrawKey(SvgCanvas canvas, LegendKey key, double left, double middle)
    {
        if (key.HasBand)
            canvas.Rectangle(new Box(left, middle - 2.5, SampleLength, 5), key.Stroke.Color, Style.BandOpacity);
        if (key.Stroke.Width > 0)
            canvas.Line(left, middle, left + SampleLength, middle, key.Stroke);
        Markers.DrawOne(canvas, new Spot(left + (0.5 * SampleLength), middle), key.Marker, key.Stroke.Color);
        canvas.Text(
            new Spot(left + SampleLength + SampleGap, middle + (0.5 * Style.CapHeight * Style.LegendSize)),
            key.Name, Style.LegendSize, Anchor.Start, Style.Ink);
    }
}
