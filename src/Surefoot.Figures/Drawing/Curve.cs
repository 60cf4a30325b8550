using System.Text;

namespace Surefoot.Figures.Drawing;

/// <summary>Turns long, broken and far-reaching point lists into short paths that look the same.</summary>
internal static class Curve
{
    /// <summary>Points that follow each other within one column of this width, in points, become at most four.</summary>
    public const double ColumnWidth = 0.5;

    /// <summary>The farthest a drawn line may pass by a point left out, in points: a thirtieth of a pixel at 100 dots an inch.</summary>
    public const double Tolerance = 0.02;

    // Wide enough that the cut ends of a thick line lie outside the clip.
    private const double Overhang = 6;

    /// <summary>The unbroken pieces of a curve on the page, thinned out to what can be seen.</summary>
    public static List<List<Spot>> Trace(IReadOnlyList<double> x, IReadOnlyList<double> y, PlotArea area)
    {
        var pieces = new List<List<Spot>>();
        List<Spot>? piece = null;
        for (int i = 0; i < x.Count; i++)
        {
            Spot spot = area.Place(x[i], y[i]);
            if (double.IsNaN(spot.X) || double.IsNaN(spot.Y))
            {
                piece = null;
                continue;
            }

            if (piece is null)
                pieces.Add(piece = []);
            piece.Add(spot);
        }

        return pieces.ConvertAll(Thin);
    }

    /// <summary>
    /// Keeps, of neighbours in one pixel column, the first, the highest, the lowest and the last, in their order: the
    /// drawn line covers the same pixels. Works in one pass, for curves that turn back as well.
    /// </summary>
    public static List<Spot> Thin(List<Spot> piece)
    {
        var kept = new List<Spot>();
        int start = 0;
        while (start < piece.Count)
        {
            double column = Math.Floor(piece[start].X / ColumnWidth);
            int end = start + 1;
            int least = start;
            int greatest = start;
            while (end < piece.Count && Math.Floor(piece[end].X / ColumnWidth) == column)
            {
                if (piece[end].Y < piece[least].Y)
                    least = end;
                if (piece[end].Y > piece[greatest].Y)
                    greatest = end;
                end++;
            }

            if (end - start <= 4)
            {
                kept.AddRange(piece[start..end]);
            }
            else
            {
                int previous = -1;
                foreach (int index in (ReadOnlySpan<int>)[start, Math.Min(least, greatest), Math.Max(least, greatest), end - 1])
                {
                    if (index != previous)
                        kept.Add(piece[index]);
                    previous = index;
                }
            }

            start = end;
        }

        return kept;
    }

    /// <summary>
    /// Leaves out points that lie on the way between others: a point is dropped while all dropped since the last kept one
    /// stay within the tolerance of the straight line (the cone of directions that pass them all is not empty).
    /// </summary>
    public static List<Spot> Straighten(List<Spot> piece)
    {
        if (piece.Count < 3)
            return piece;
        var kept = new List<Spot> { piece[0] };
        Spot anchor = piece[0];
        Spot left = default;
        Spot right = default;
        double reach = 0;
        for (int i = 1; i < piece.Count; i++)
        {
            Spot way = new(piece[i].X - anchor.X, piece[i].Y - anchor.Y);
            double distance = Math.Sqrt((way.X * way.X) + (way.Y * way.Y));
            bool isAhead = reach == 0 || (distance >= reach && Cross(right, way) >= 0 && Cross(way, left) >= 0);
            if (!isAhead)
            {
                anchor = piece[i - 1];
                kept.Add(anchor);
                reach = 0;
                way = new(piece[i].X - anchor.X, piece[i].Y - anchor.Y);
                distance = Math.Sqrt((way.X * way.X) + (way.Y * way.Y));
            }

            // All directions pass a point that is this close.
            if (distance <= Tolerance)
                continue;
            double sine = Tolerance / distance;
            double cosine = Math.Sqrt(1 - (sine * sine));
            Spot newLeft = new((way.X * cosine) - (way.Y * sine), (way.X * sine) + (way.Y * cosine));
            Spot newRight = new((way.X * cosine) + (way.Y * sine), (way.Y * cosine) - (way.X * sine));
            if (reach == 0 || Cross(newLeft, left) > 0)
                left = newLeft;
            if (reach == 0 || Cross(right, newRight) > 0)
                right = newRight;
            reach = distance;
        }

        kept.Add(piece[^1]);
        return kept;
    }

    /// <summary>The path data of the pieces, cut off a little outside the box; a single point becomes a dot.</summary>
    public static string PathData(List<List<Spot>> pieces, Box box, double lineWidth)
    {
        Box limit = box.Grown(Overhang);
        var data = new StringBuilder();
        foreach (List<Spot> piece in pieces.ConvertAll(Straighten))
        {
            if (piece.Count == 1 && limit.Contains(piece[0]))
            {
                data.Append('M').Append(SvgCanvas.Number(piece[0].X - (0.5 * lineWidth))).Append(' ').Append(SvgCanvas.Number(piece[0].Y))
                    .Append('h').Append(SvgCanvas.Number(lineWidth));
            }

            string pen = "";
            for (int i = 1; i < piece.Count; i++)
            {
                if (Clip(piece[i - 1], piece[i], limit) is not var (from, to))
                    continue;
                string start = Written(from);
                string end = Written(to);
                if (start != pen)
                    data.Append('M').Append(start);
                if (start != end)
                    data.Append(start == pen ? " " : "L").Append(end);
                pen = end;
            }
        }

        return data.ToString();
    }

    /// <summary>The part of a segment inside the box (Liang and Barsky 1984), or nothing.</summary>
    public static (Spot From, Spot To)? Clip(Spot from, Spot to, Box box)
    {
        double dx = to.X - from.X;
        double dy = to.Y - from.Y;
        double enter = 0;
        double leave = 1;
        bool isInside = Cut(-dx, from.X - box.X, ref enter, ref leave)
            && Cut(dx, box.Right - from.X, ref enter, ref leave)
            && Cut(-dy, from.Y - box.Y, ref enter, ref leave)
            && Cut(dy, box.Bottom - from.Y, ref enter, ref leave);
        return isInside
            ? (new Spot(from.X + (enter * dx), from.Y + (enter * dy)),
                leave == 1 ? to : new Spot(from.X + (leave * dx), from.Y + (leave * dy)))
            : null;
    }

    /// <summary>The length of the pieces inside a box.</summary>
    public static double LengthInside(List<List<Spot>> pieces, Box box)
    {
        double length = 0;
        foreach (List<Spot> piece in pieces)
        {
            for (int i = 1; i < piece.Count; i++)
            {
                if (Clip(piece[i - 1], piece[i], box) is var (from, to))
                    length += Math.Sqrt(((to.X - from.X) * (to.X - from.X)) + ((to.Y - from.Y) * (to.Y - from.Y)));
            }
        }

        return length;
    }

    private static double Cross(Spot one, Spot other) => (one.X * other.Y) - (one.Y * other.X);

    private static bool Cut(double direction, double distance, ref double enter, ref double leave)
    {
        if (direction == 0)
            return distance >= 0;
        double at = distance / direction;
        if (direction < 0)
            enter = Math.Max(enter, at);
        else
            leave = Math.Min(leave, at);
        return enter <= leave;
    }

    private static string Written(Spot spot) => $"{SvgCanvas.Number(spot.X)} {SvgCanvas.Number(spot.Y)}";
}
