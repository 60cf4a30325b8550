namespace Surefoot.Studies;

/// <summary>How the values of several draws lie.</summary>
/// <param name="Least">The least.</param>
/// <param name="Median">The median.</param>
/// <param name="Largest">The largest.</param>
internal sealed record Spread(double Least, double Median, double Largest)
{
    /// <summary>The spread of at least one value.</summary>
    public static Spread Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return new(sorted[0], (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2, sorted[^1]);
    }
}
