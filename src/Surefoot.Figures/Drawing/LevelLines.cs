namespace Surefoot.Figures.Drawing;

/// <summary>Marching squares: the lines on which a function on a grid has one value.</summary>
internal static class LevelLines
{
    /// <summary>The level lines, closed ones ending where they begin.</summary>
    /// <param name="places">The grid points on the page.</param>
    /// <param name="heights">The values at the grid points; NaN where there is none.</param>
    /// <param name="level">The level.</param>
    public static List<List<Spot>> Trace(Spot[,] places, double[,] heights, double level)
    {
        int rows = places.GetLength(0);
        int columns = places.GetLength(1);
        // Each crossing of a level line with a grid edge has at most two neighbours, one in each adjoining square.
        var crossings = new Dictionary<long, Spot>();
        var links = new Dictionary<long, List<long>>();
        Span<long> edges = stackalloc long[4];
        for (int row = 0; row + 1 < rows; row++)
        {
            for (int column = 0; column + 1 < columns; column++)
            {
                double a = heights[row, column];
                double b = heights[row, column + 1];
                double c = heights[row + 1, column + 1];
                double d = heights[row + 1, column];
                if (!double.IsFinite(a + b + c + d))
                    continue;

                // Edges are numbered 2 x point for the one to its right, and one more for the one above it.
                long corner = ((long)row * columns) + column;
                int count = 0;
                if (a >= level != b >= level)
                    edges[count++] = Cross(2 * corner, places[row, column], places[row, column + 1], a, b);
                if (b >= level != c >= level)
                    edges[count++] = Cross((2 * (corner + 1)) + 1, places[row, column + 1], places[row + 1, column + 1], b, c);
                if (d >= level != c >= level)
                    edges[count++] = Cross(2 * (corner + columns), places[row + 1, column], places[row + 1, column + 1], d, c);
                if (a >= level != d >= level)
                    edges[count++] = Cross((2 * corner) + 1, places[row, column], places[row + 1, column], a, d);

                if (count == 2)
                {
                    Link(edges[0], edges[1]);
                }
                else if (count == 4)
                {
                    // A saddle: the mean of the corners tells which of them the middle belongs to.
                    bool isMiddleLikeA = ((0.25 * a) + (0.25 * b) + (0.25 * c) + (0.25 * d) >= level) == (a >= level);
                    Link(edges[0], isMiddleLikeA ? edges[1] : edges[3]);
                    Link(edges[2], isMiddleLikeA ? edges[3] : edges[1]);
                }
            }
        }

        return Chain(crossings, links);

        long Cross(long edge, Spot from, Spot to, double low, double high)
        {
            double part = (level - low) / (high - low);
            crossings[edge] = new Spot(from.X + (part * (to.X - from.X)), from.Y + (part * (to.Y - from.Y)));
            return edge;
        }

        void Link(long one, long other)
        {
            Neighbours(one).Add(other);
            Neighbours(other).Add(one);
        }

        List<long> Neighbours(long edge)
        {
            if (!links.TryGetValue(edge, out List<long>? neighbours))
                links.Add(edge, neighbours = new List<long>(2));
            return neighbours;
        }
    }

    /// <summary>Where a label of a width lies best: in the middle of the longest line, if it is long enough.</summary>
    public static Spot? LabelPlace(List<List<Spot>> lines, Box box, double width)
    {
        List<Spot>? longest = lines.MaxBy(line => Math.Round(Curve.LengthInside([line], box), 3));
        if (longest is null || Curve.LengthInside([longest], box) < 3 * width)
            return null;
        Box inner = box.Grown(-0.5 * width - 1);
        Spot[] inside = [.. longest.Where(inner.Contains)];
        return inside.Length == 0 ? null : inside[inside.Length / 2];
    }

    private static List<List<Spot>> Chain(Dictionary<long, Spot> crossings, Dictionary<long, List<long>> links)
    {
        var lines = new List<List<Spot>>();
        var seen = new HashSet<long>();
        // Open lines first, from their ends; what is left is closed.
        foreach (long start in links.Keys.Order().OrderBy(edge => links[edge].Count))
        {
            if (!seen.Add(start))
                continue;
            var line = new List<Spot> { crossings[start] };
            long at = start;
            while (links[at].FindIndex(edge => !seen.Contains(edge)) is var next and >= 0)
            {
                at = links[at][next];
                seen.Add(at);
                line.Add(crossings[at]);
            }

            if (line.Count > 2 && links[at].Contains(start))
                line.Add(line[0]);
            lines.Add(line);
        }

        return lines;
    }
}
