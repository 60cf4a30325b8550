using System.Text;

namespace Surefoot.Figures.Drawing;

/// <summary>The signs at data points and at the ends of diverged runs.</summary>
internal static class Markers
{
    /// <summary>Draws the sign at each point inside the box that does not cover the sign before.</summary>
    public static void Draw(SvgCanvas canvas, List<List<Spot>> pieces, Box box, Marker marker, Color color)
    {
        if (marker == Marker.None)
            return;
        var data = new StringBuilder();
        Spot? previous = null;
        foreach (Spot spot in pieces.SelectMany(piece => piece))
        {
            bool isCovered = previous is { } last && Math.Max(Math.Abs(spot.X - last.X), Math.Abs(spot.Y - last.Y)) < Style.MarkerSize;
            if (isCovered || !box.Grown(0.01).Contains(spot))
                continue;
            data.Append(Outline(marker, spot, Style.MarkerSize));
            previous = spot;
        }

        if (data.Length > 0)
            Draw(canvas, marker, data.ToString(), color);
    }

    /// <summary>Draws the sign once, whatever the box.</summary>
    public static void DrawOne(SvgCanvas canvas, Spot spot, Marker marker, Color color)
    {
        if (marker != Marker.None)
            Draw(canvas, marker, Outline(marker, spot, Style.MarkerSize), color);
    }

    /// <summary>Draws the sign at the last point in sight: the last point, or where the curve leaves the box for good.</summary>
    public static void DrawDivergence(SvgCanvas canvas, List<List<Spot>> pieces, Box box, DivergenceMark mark, Color color)
    {
        if (mark == DivergenceMark.None || LastInSight(pieces, box) is not { } spot)
            return;
        if (mark == DivergenceMark.Cross)
        {
            canvas.Path(Outline(Marker.Cross, spot, 5), new Stroke(Color.White, 2.6));
            canvas.Path(Outline(Marker.Cross, spot, 5), new Stroke(color, 1.4));
        }
        else
        {
            // An arrow out of the plot would run into the title.
            double tip = Math.Max(spot.Y - 9.5, box.Y);
            string shaft = $"M{At(spot.X, tip + 9.5)}L{At(spot.X, tip + 3.5)}";
            string head = $"M{At(spot.X - 2.4, tip + 4.5)}L{At(spot.X, tip)} {At(spot.X + 2.4, tip + 4.5)}Z";
            canvas.Path(shaft, new Stroke(color, 1.1));
            canvas.Fill(head, color);
        }
    }

    /// <summary>The last point of the curve inside the box, or nothing.</summary>
    public static Spot? LastInSight(List<List<Spot>> pieces, Box box)
    {
        foreach (List<Spot> piece in Enumerable.Reverse(pieces))
        {
            if (box.Contains(piece[^1]))
                return piece[^1];
            for (int i = piece.Count - 1; i > 0; i--)
            {
                if (Curve.Clip(piece[i - 1], piece[i], box) is var (_, end))
                    return end;
            }
        }

        return null;
    }

    private static void Draw(SvgCanvas canvas, Marker marker, string data, Color color)
    {
        if (marker == Marker.Cross)
            canvas.Path(data, new Stroke(color, 0.9));
        else
            canvas.Fill(data, color);
    }

    private static string Outline(Marker marker, Spot at, double size)
    {
        double half = 0.5 * size;
        return marker switch
        {
            Marker.Circle => $"M{At(at.X - half, at.Y)}a{Radius(half)} 0 1 0 {SvgCanvas.Number(size)} 0a{Radius(half)} 0 1 0 {SvgCanvas.Number(-size)} 0Z",
            Marker.Square => $"M{At(at.X - (0.88 * half), at.Y - (0.88 * half))}h{SvgCanvas.Number(0.88 * size)}v{SvgCanvas.Number(0.88 * size)}h{SvgCanvas.Number(-0.88 * size)}Z",
            Marker.Triangle => $"M{At(at.X, at.Y - (1.15 * half))}L{At(at.X + (1.1 * half), at.Y + (0.8 * half))} {At(at.X - (1.1 * half), at.Y + (0.8 * half))}Z",
            Marker.Diamond => $"M{At(at.X, at.Y - (1.2 * half))}L{At(at.X + (1.2 * half), at.Y)} {At(at.X, at.Y + (1.2 * half))} {At(at.X - (1.2 * half), at.Y)}Z",
            Marker.Cross => $"M{At(at.X - half, at.Y - half)}L{At(at.X + half, at.Y + half)}M{At(at.X - half, at.Y + half)}L{At(at.X + half, at.Y - half)}",
            _ => throw new ArgumentOutOfRangeException(nameof(marker), marker, "not a marker; use a named value of Marker."),
        };
    }

    private static string Radius(double half) => $"{SvgCanvas.Number(half)} {SvgCanvas.Number(half)}";

    private static string At(double x, double y) => $"{SvgCanvas.Number(x)} {SvgCanvas.Number(y)}";
}
