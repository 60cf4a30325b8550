using MathNet.Numerics.Distributions;
using Surefoot.Randomness;

namespace Surefoot.Initializations;

/// <summary>A named distribution over the start of a function without a network.</summary>
public abstract record PointLaw
{
    /// <summary>The name a spec uses.</summary>
    public abstract string Kind { get; }

    /// <summary>Whether it gives no set of Lebesgue measure 0 any mass, so that no coordinate is 0.</summary>
    public abstract bool IsContinuous { get; }

    /// <summary>The start that belongs to a stream.</summary>
    /// <param name="dimension">d.</param>
    /// <param name="stream">Where the numbers come from.</param>
    /// <exception cref="ArgumentException">The law has another dimension.</exception>
    public abstract double[] Sample(int dimension, RandomStream stream);

    /// <summary>The mass of [-radius, radius]^d.</summary>
    public abstract double MassWithin(double radius, int dimension);

    /// <summary>Refuses a size that is not positive and finite.</summary>
    protected static double RequirePositive(double value, string name) => value > 0 && double.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(name, $"{value} was given; it must be a positive finite number.");
}

/// <summary>Uniform on [-h, h]^d.</summary>
public sealed record CubeLaw : PointLaw
{
    /// <summary>The law with h = <paramref name="halfWidth"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not positive and finite.</exception>
    public CubeLaw(double halfWidth = 1) => HalfWidth = RequirePositive(halfWidth, nameof(halfWidth));

    /// <summary>h.</summary>
    public double HalfWidth { get; }

    /// <inheritdoc/>
    public override string Kind => "cube";

    /// <inheritdoc/>
    public override bool IsContinuous => true;

    /// <inheritdoc/>
    public override double[] Sample(int dimension, RandomStream stream) =>
        [.. Enumerable.Range(0, dimension).Select(j => HalfWidth * ((2 * stream.Uniform(j)) - 1))];

    /// <inheritdoc/>
    public override double MassWithin(double radius, int dimension) => Math.Pow(Math.Min(1, radius / HalfWidth), dimension);
}

/// <summary>Independent normal coordinates of mean 0.</summary>
public sealed record GaussianPointLaw : PointLaw
{
    /// <summary>The law with the standard deviation <paramref name="deviation"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not positive and finite.</exception>
    public GaussianPointLaw(double deviation = 1) => Deviation = RequirePositive(deviation, nameof(deviation));

    /// <summary>The standard deviation.</summary>
    public double Deviation { get; }

    /// <inheritdoc/>
    public override string Kind => "gaussian";

    /// <inheritdoc/>
    public override bool IsContinuous => true;

    /// <inheritdoc/>
    public override double[] Sample(int dimension, RandomStream stream)
    {
        var point = new double[dimension];
        stream.FillNormal<double>(point);
        for (var j = 0; j < dimension; j++)
            point[j] *= Deviation;
        return point;
    }

    /// <inheritdoc/>
    public override double MassWithin(double radius, int dimension) => Math.Pow((2 * Normal.CDF(0, 1, radius / Deviation)) - 1, dimension);
}

/// <summary>One point.</summary>
/// <param name="Point">The point.</param>
public sealed record GivenPointLaw(IReadOnlyList<double> Point) : PointLaw
{
    /// <inheritdoc/>
    public override string Kind => "point";

    /// <inheritdoc/>
    public override bool IsContinuous => false;

    /// <inheritdoc/>
    public override double[] Sample(int dimension, RandomStream stream) => Point.Count == dimension
        ? [.. Point]
        : throw new ArgumentException($"a point of {Point.Count} coordinates was given; the function takes {dimension}.");

    /// <inheritdoc/>
    public override double MassWithin(double radius, int dimension) => Point.All(x => Math.Abs(x) <= radius) ? 1 : 0;
}
