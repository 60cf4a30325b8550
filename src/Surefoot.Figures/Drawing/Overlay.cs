namespace Surefoot.Figures.Drawing;

/// <summary>Curves on top of coloured ground, kept readable by a white rim.</summary>
internal static class Overlay
{
    private const double Rim = 1.4;

    public static IReadOnlyList<LegendKey> Keys(IReadOnlyList<Series> overlays) =>
        [.. overlays.Select((series, index) => (series, index)).Where(pair => pair.series.Name.Length > 0)
            .Select(pair => new LegendKey(pair.series.Name, StrokeOf(pair.series, pair.index), pair.series.Marker, HasBand: false))];

    /// <summary>Draws the curves and returns their traces on the page.</summary>
    public static List<List<Spot>>[] Draw(SvgCanvas canvas, PlotArea area, IReadOnlyList<Series> overlays)
    {
        List<List<Spot>>[] curves = [.. overlays.Select(series => Curve.Trace(series.X, series.Y, area))];
        for (int i = 0; i < curves.Length; i++)
        {
            Stroke stroke = StrokeOf(overlays[i], i);
            string path = stroke.Width > 0 ? Curve.PathData(curves[i], area.Box, stroke.Width) : "";
            if (path.Length > 0)
            {
                canvas.Path(path, new Stroke(Color.White, stroke.Width + Rim));
                canvas.Path(path, stroke);
            }

            Markers.Draw(canvas, curves[i], area.Box, overlays[i].Marker, stroke.Color);
            Markers.DrawDivergence(canvas, curves[i], area.Box, overlays[i].DivergenceMark, stroke.Color);
        }

        return curves;
    }

    private static Stroke StrokeOf(Series series, int index) =>
        new(series.Color ?? Color.Black, series.LineWidth, series.Dash ?? Palette.DashOf(index));
}
