using System.Collections.Immutable;
using System.Text;

namespace Surefoot.Figures.Drawing;

/// <summary>The outline of a band.</summary>
internal static class Envelope
{
    /// <summary>
    /// Path data of closed outlines, one for each unbroken piece; limits an axis cannot show lie on the edge of the box,
    /// limits far outside are drawn a little outside.
    /// </summary>
    public static string PathData(ImmutableArray<double> x, Band band, PlotArea area)
    {
        var data = new StringBuilder();
        var lower = new List<Spot>();
        var upper = new List<Spot>();
        for (int i = 0; i <= x.Length; i++)
        {
            double at = i < x.Length && !double.IsNaN(band.Lower[i]) && !double.IsNaN(band.Upper[i]) ? area.PlaceX(x[i]) : double.NaN;
            if (double.IsNaN(at))
            {
                AppendPiece(data, lower, upper, area.Box);
                lower.Clear();
                upper.Clear();
                continue;
            }

            lower.Add(new Spot(at, Limit(band.Lower[i], area)));
            upper.Add(new Spot(at, Limit(band.Upper[i], area)));
        }

        return data.ToString();
    }

    private static double Limit(double value, PlotArea area)
    {
        Box box = area.Box.Grown(2);
        double at = area.PlaceY(value);
        if (double.IsNaN(at))
            return value > 0 ? box.Y : box.Bottom;
        return Math.Clamp(at, box.Y, box.Bottom);
    }

    private static void AppendPiece(StringBuilder data, List<Spot> lower, List<Spot> upper, Box box)
    {
        if (lower.Count < 2)
            return;
        List<Spot> outline = [.. Curve.Thin(upper), .. Enumerable.Reverse(Curve.Thin(lower))];
        string previous = "";
        foreach (Spot spot in outline)
        {
            double x = Math.Clamp(spot.X, box.X - box.Width, box.Right + box.Width);
            string written = $"{SvgCanvas.Number(x)} {SvgCanvas.Number(spot.Y)}";
            if (written != previous)
                data.Append(previous.Length == 0 ? 'M' : ' ').Append(written);
            previous = written;
        }

        data.Append('Z');
    }
}
