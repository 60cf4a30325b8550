using MathNet.Numerics.Distributions;

namespace Surefoot.Studies;

/// <summary>The line y = a + s x by least squares.</summary>
/// <param name="Slope">s; NaN with fewer than two points.</param>
/// <param name="Intercept">a.</param>
/// <param name="Interval">Half the width of the 95 % interval of s, from what is left over; NaN with fewer than three points.</param>
internal sealed record LineFit(double Slope, double Intercept, double Interval)
{
    /// <summary>The fit to points of which nothing is known but that they scatter alike.</summary>
    public static LineFit Of(IReadOnlyList<(double X, double Y)> points)
    {
        if (points.Count < 2)
            return new(double.NaN, double.NaN, double.NaN);
        var (fit, spread) = Weighted(points, _ => 1);
        if (points.Count < 3)
            return fit;
        var residual = points.Sum(point => Math.Pow(point.Y - fit.At(point.X), 2));
        var freedom = points.Count - 2;
        return fit with { Interval = StudentT.InvCDF(0, 1, freedom, 0.975) * Math.Sqrt(residual / freedom / spread) };
    }

    /// <summary>The fit in the logarithms of x and y: y grows like x to the power s.</summary>
    public static LineFit OfPower(IEnumerable<(double X, double Y)> points) => Of([.. points.Select(point => (Math.Log(point.X), Math.Log(point.Y)))]);

    /// <summary>The fit to points of known variances, and the standard deviation of its slope.</summary>
    public static (LineFit Fit, double Deviation) Of(IReadOnlyList<(double X, double Y)> points, Func<double, double> variance)
    {
        var (fit, spread) = Weighted(points, x => 1 / variance(x));
        return (fit, 1 / Math.Sqrt(spread));
    }

    /// <summary>a + s x.</summary>
    public double At(double x) => Intercept + (Slope * x);

    private static (LineFit Fit, double Spread) Weighted(IReadOnlyList<(double X, double Y)> points, Func<double, double> weight)
    {
        double[] weights = [.. points.Select(point => weight(point.X))];
        var total = weights.Sum();
        var meanX = points.Zip(weights, (point, w) => w * point.X).Sum() / total;
        var meanY = points.Zip(weights, (point, w) => w * point.Y).Sum() / total;
        var spread = points.Zip(weights, (point, w) => w * (point.X - meanX) * (point.X - meanX)).Sum();
        var slope = points.Zip(weights, (point, w) => w * (point.X - meanX) * (point.Y - meanY)).Sum() / spread;
        return (new(slope, meanY - (slope * meanX), double.NaN), spread);
    }
}
