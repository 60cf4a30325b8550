using System.Collections.Immutable;
using Surefoot.Figures.Drawing;

namespace Surefoot.Figures;

/// <summary>Curves over common axes, with bands, markers, reference lines and a legend.</summary>
public sealed record LinePanel : Panel
{
    private const double PaddingWithMarkers = 0.03;
    private const double VerticalPadding = 0.05;

    /// <summary>A panel of curves; those without a style of their own get the palette's by position.</summary>
    /// <param name="series">The curves, first drawn first; copied.</param>
    public LinePanel(IEnumerable<Series> series) => Series = [.. series];

    /// <summary>The curves.</summary>
    public ImmutableArray<Series> Series { get; }

    /// <summary>Lines at fixed values, drawn under the curves.</summary>
    public IReadOnlyList<ReferenceLine> ReferenceLines { get; init => field = [.. value]; } = [];

    /// <summary>Where the panel's own legend lies; a figure with a shared legend leaves it out.</summary>
    public LegendPlace Legend { get; init; }

    internal override IReadOnlyList<LegendKey> LegendKeys =>
        [.. Series.Select((series, index) => (series, index)).Where(pair => pair.series.Name.Length > 0).Select(pair =>
            new LegendKey(pair.series.Name, StrokeOf(pair.series, pair.index), pair.series.Marker, pair.series.Band is not null))];

    internal override (Interval X, Interval Y) Ranges()
    {
        var x = new Extent(X);
        var y = new Extent(Y);
        foreach (Series series in Series)
        {
            for (int i = 0; i < series.X.Length; i++)
            {
                if (!X.Shows(series.X[i]))
                    continue;
                if (Y.Shows(series.Y[i]))
                {
                    x.Include(series.X[i]);
                    y.Include(series.Y[i]);
                }

                if (series.Band is { } band)
                {
                    y.Include(band.Lower[i]);
                    y.Include(band.Upper[i]);
                }
            }
        }

        foreach (ReferenceLine line in ReferenceLines)
            (line.IsHorizontal ? y : x).Include(line.Value);

        double horizontalPadding = Series.Any(series => series.Marker != Marker.None) ? PaddingWithMarkers : 0;
        return (x.Range(horizontalPadding), y.Range(VerticalPadding));
    }

    internal override void Draw(SvgCanvas canvas, PlotArea area, bool withLegend)
    {
        List<List<Spot>>[] curves = [.. Series.Select(series => Curve.Trace(series.X, series.Y, area))];

        canvas.BeginClip(area.Box);
        for (int i = 0; i < curves.Length; i++)
        {
            if (Series[i].Band is { } band)
                canvas.Fill(Envelope.PathData(Series[i].X, band, area), StrokeOf(Series[i], i).Color, Style.BandOpacity);
        }

        foreach (ReferenceLine line in ReferenceLines)
            DrawLine(canvas, area, line);
        for (int i = 0; i < curves.Length; i++)
        {
            Stroke stroke = StrokeOf(Series[i], i);
            string path = stroke.Width > 0 ? Curve.PathData(curves[i], area.Box, stroke.Width) : "";
            if (path.Length > 0)
                canvas.Path(path, stroke);
        }

        canvas.EndGroup();

        // Markers are not clipped: half a marker on the axis would look like a smaller value.
        for (int i = 0; i < curves.Length; i++)
        {
            Stroke stroke = StrokeOf(Series[i], i);
            Markers.Draw(canvas, curves[i], area.Box, Series[i].Marker, stroke.Color);
            Markers.DrawDivergence(canvas, curves[i], area.Box, Series[i].DivergenceMark, stroke.Color);
        }

        List<Box> labels = DrawLabels(canvas, area);
        if (withLegend && Legend != LegendPlace.None)
            Drawing.Legend.DrawInside(canvas, area.Box, LegendKeys, Legend, curves, labels);
    }

    private static Stroke StrokeOf(Series series, int index) =>
        new(series.Color ?? Palette.ColorOf(index), series.LineWidth, series.Dash ?? Palette.DashOf(index));

    private static void DrawLine(SvgCanvas canvas, PlotArea area, ReferenceLine line)
    {
        var stroke = new Stroke(line.Color, 0.7, line.Dash);
        double at = line.IsHorizontal ? area.PlaceY(line.Value) : area.PlaceX(line.Value);
        if (double.IsNaN(at))
            return;
        if (line.IsHorizontal)
            canvas.Line(area.Box.X, at, area.Box.Right, at, stroke);
        else
            canvas.Line(at, area.Box.Y, at, area.Box.Bottom, stroke);
    }

    private List<Box> DrawLabels(SvgCanvas canvas, PlotArea area)
    {
        const double Distance = 2.5;
        const double Size = Style.LegendSize;
        var boxes = new List<Box>();
        foreach (ReferenceLine line in ReferenceLines.Where(line => line.Label.Length > 0))
        {
            Spot place = area.Place(line.IsHorizontal ? area.XRange.High : line.Value, line.IsHorizontal ? line.Value : area.YRange.High);
            if (!area.Box.Grown(1e-6).Contains(place))
                continue;
            double width = MathText.Width(line.Label, Size);
            Spot baseline;
            bool endsHere;
            if (line.IsHorizontal)
            {
                bool hasRoomAbove = place.Y - Size - Distance > area.Box.Y;
                baseline = new Spot(place.X - Distance, hasRoomAbove ? place.Y - Distance : place.Y + Distance + (Size * Style.CapHeight));
                endsHere = true;
            }
            else
            {
                endsHere = place.X + Distance + width > area.Box.Right;
                baseline = new Spot(place.X + (endsHere ? -Distance : Distance), area.Box.Y + Size);
            }

            canvas.Text(baseline, line.Label, Size, endsHere ? Anchor.End : Anchor.Start, line.Color, halo: true);
            boxes.Add(new Box(endsHere ? baseline.X - width : baseline.X, baseline.Y - Size, width, Size * (1 + Style.Descent)));
        }

        return boxes;
    }
}
