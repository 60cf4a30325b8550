namespace Surefoot.Figures.Drawing;

/// <summary>The rectangle between the axes of one panel, and the map from values to points on the page.</summary>
internal sealed class PlotArea(Box box, Axis x, Interval xRange, Axis y, Interval yRange)
{
    // Far outside the page, and small enough for exact arithmetic on the page.
    private const double Farthest = 1e6;

    public Box Box { get; } = box;

    public Axis X { get; } = x;

    public Interval XRange { get; } = xRange;

    public Axis Y { get; } = y;

    public Interval YRange { get; } = yRange;

    /// <summary>The place of a point; a coordinate is NaN when its axis cannot show the value.</summary>
    public Spot Place(double x, double y) => new(PlaceX(x), PlaceY(y));

    public double PlaceX(double value) => Box.X + (Box.Width * Fraction(X, XRange, value));

    public double PlaceY(double value) => Box.Bottom - (Box.Height * Fraction(Y, YRange, value));

    private static double Fraction(Axis axis, Interval range, double value) =>
        axis.Shows(value) ? Math.Clamp(axis.Fraction(range, value), -Farthest, Farthest) : double.NaN;
}
