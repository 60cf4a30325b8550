namespace Surefoot.Studies;

/// <summary>The border between trained and untrained widths, one width for each depth, and the power of the depth it follows.</summary>
internal sealed class Transition
{
    private Transition(IReadOnlyList<(int Depth, double Width)> border, IReadOnlyList<int> besideDiverged, IReadOnlyList<int> trainedEverywhere, IReadOnlyList<int> trainedNowhere)
    {
        Border = border;
        BesideDiverged = besideDiverged;
        TrainedEverywhere = trainedEverywhere;
        TrainedNowhere = trainedNowhere;
        (Slope, _, Interval) = LineFit.OfPower(border.Select(point => ((double)point.Depth, point.Width)));
    }

    /// <summary>The border width at each depth where it lies inside the grid.</summary>
    public IReadOnlyList<(int Depth, double Width)> Border { get; }

    /// <summary>Depths at which the run below the border diverged, so that its place between two widths is not known.</summary>
    public IReadOnlyList<int> BesideDiverged { get; }

    /// <summary>Depths at which every width of the grid is trained.</summary>
    public IReadOnlyList<int> TrainedEverywhere { get; }

    /// <summary>Depths at which not even the largest width is.</summary>
    public IReadOnlyList<int> TrainedNowhere { get; }

    /// <summary>s in log width = a + s log depth, by least squares; NaN with fewer than two depths.</summary>
    public double Slope { get; }

    /// <summary>Half the width of its 95 % interval; NaN with fewer than three depths.</summary>
    public double Interval { get; }

    /// <summary>The largest border width over the smallest; NaN where the border is nowhere in the grid.</summary>
    public double Spread => Border.Count == 0 ? double.NaN : Border.Max(point => point.Width) / Border.Min(point => point.Width);

    /// <summary>The border width at a depth, NaN where it is not known.</summary>
    public double At(int depth) => Border.Where(point => point.Depth == depth).Select(point => point.Width).DefaultIfEmpty(double.NaN).First();

    /// <summary>Finds the border: the smallest width from which on all are trained, by linear interpolation of log10 loss in log width.</summary>
    /// <param name="depths">The depths.</param>
    /// <param name="widths">The widths, ascending.</param>
    /// <param name="logLoss">log10 of the relative loss, or of what else tells, at a depth and a width; positive infinity for a run that diverged, NaN for none.</param>
    /// <param name="level">At and below this a network counts as trained.</param>
    public static Transition Of(IReadOnlyList<int> depths, IReadOnlyList<int> widths, Func<int, int, double> logLoss, double level)
    {
        var (border, besideDiverged, everywhere, nowhere) = (new List<(int, double)>(), new List<int>(), new List<int>(), new List<int>());
        foreach (var depth in depths)
        {
            double[] losses = [.. widths.Select(width => logLoss(depth, width))];
            if (losses.Any(double.IsNaN))
                continue;
            var first = widths.Count;
            while (first > 0 && losses[first - 1] <= level)
                first--;
            if (first == 0)
                everywhere.Add(depth);
            else if (first == widths.Count)
                nowhere.Add(depth);
            else
                border.Add((depth, Interpolate(widths[first - 1], losses[first - 1], widths[first], losses[first], level)));
            if (first > 0 && first < widths.Count && double.IsPositiveInfinity(losses[first - 1]))
                besideDiverged.Add(depth);
        }

        return new(border, besideDiverged, everywhere, nowhere);
    }

    // A run that diverged is not trained, but says nothing of how far it is.
    private static double Interpolate(int narrow, double high, int wide, double low, double level)
    {
        var share = double.IsFinite(high) ? (Math.Min(high, 0) - level) / (Math.Min(high, 0) - low) : 0.5;
        return narrow * Math.Pow((double)wide / narrow, share);
    }
}
