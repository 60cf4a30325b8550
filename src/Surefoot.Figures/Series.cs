using System.Collections.Immutable;

namespace Surefoot.Figures;

/// <summary>
/// A named curve. Values that are not finite, or not positive on a log axis, break it. A series without points is a
/// legend key only.
/// </summary>
public sealed record Series
{
    /// <summary>The curve through (<paramref name="x"/>[i], <paramref name="y"/>[i]).</summary>
    /// <param name="name">What the legend calls it, with markup as in <c>W_{1}</c>; empty for a curve without a legend key.</param>
    /// <param name="x">Abscissas; copied.</param>
    /// <param name="y">Ordinates, as many as <paramref name="x"/>; copied.</param>
    /// <exception cref="ArgumentException">The two lists have different lengths.</exception>
    public Series(string name, IEnumerable<double> x, IEnumerable<double> y)
    {
        ArgumentNullException.ThrowIfNull(name);
        Name = name;
        X = [.. x];
        Y = [.. y];
        if (X.Length != Y.Length)
        {
            throw new ArgumentException(
                $"series '{name}' has {X.Length} abscissas and {Y.Length} ordinates; give as many of one as of the other.",
                nameof(y));
        }
    }

    /// <summary>What the legend calls it.</summary>
    public string Name { get; }

    /// <summary>Abscissas.</summary>
    public ImmutableArray<double> X { get; }

    /// <summary>Ordinates.</summary>
    public ImmutableArray<double> Y { get; }

    /// <summary>The colour; by default the palette's, by position in the panel.</summary>
    public Color? Color { get; init; }

    /// <summary>The dash pattern; by default the palette's, by position in the panel.</summary>
    public Dash? Dash { get; init; }

    /// <summary>The line width in points; 0 draws markers only.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative or not finite.</exception>
    public double LineWidth
    {
        get;
        init => field = double.IsFinite(value) && value >= 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "the line width must be finite and at least 0 points.");
    } = 1.1;

    /// <summary>The sign at each point; signs that would cover the one before are left out.</summary>
    public Marker Marker { get; init; }

    /// <summary>The sign at the last point in sight, for a run that diverged.</summary>
    public DivergenceMark DivergenceMark { get; init; }

    /// <summary>An envelope drawn in the curve's colour behind all curves.</summary>
    /// <exception cref="ArgumentException">Its length is not the number of points.</exception>
    public Band? Band
    {
        get;
        init
        {
            if (value is not null && value.Lower.Length != X.Length)
            {
                throw new ArgumentException(
                    $"the band of series '{Name}' has {value.Lower.Length} points, the series {X.Length}; give one pair of limits for each point.",
                    nameof(value));
            }

            field = value;
        }
    }
}
