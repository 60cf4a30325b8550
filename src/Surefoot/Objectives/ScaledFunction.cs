using Surefoot.Arithmetic;

namespace Surefoot.Objectives;

/// <summary>f((x - z) / R): descent on it with the rate eta is descent on f with eta / R^2 (Du 2019, corollary 7.2).</summary>
public sealed class ScaledFunction : Function
{
    private readonly double[] _at;

    /// <summary>A function moved to <paramref name="centre"/> and widened by <paramref name="radius"/>.</summary>
    /// <param name="inner">f.</param>
    /// <param name="centre">z; copied.</param>
    /// <param name="radius">R, positive and finite.</param>
    /// <exception cref="ArgumentException">The centre has another dimension, or the radius is not in its range.</exception>
    public ScaledFunction(Function inner, IReadOnlyList<double> centre, double radius)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(centre);
        if (centre.Count != inner.Dimension)
            throw new ArgumentException($"a centre of {centre.Count} coordinates was given; the function takes {inner.Dimension}.", nameof(centre));
        if (!(radius > 0 && double.IsFinite(radius)))
            throw new ArgumentOutOfRangeException(nameof(radius), $"a radius of {radius} was given; it must be a positive finite number.");
        (Inner, Centre, Radius, _at) = (inner, [.. centre], radius, new double[inner.Dimension]);
    }

    /// <summary>f.</summary>
    public Function Inner { get; }

    /// <summary>z.</summary>
    public IReadOnlyList<double> Centre { get; }

    /// <summary>R.</summary>
    public double Radius { get; }

    /// <inheritdoc/>
    public override string Kind => $"scaled {Inner.Kind}";

    /// <inheritdoc/>
    public override int Dimension => Inner.Dimension;

    /// <inheritdoc/>
    public override bool Contains(ReadOnlySpan<double> at) => Inner.Contains(Within(at));

    /// <inheritdoc/>
    public override double Evaluate(ReadOnlySpan<double> at, Span<double> gradient)
    {
        var value = Inner.Evaluate(Within(at), gradient);
        foreach (ref var slope in gradient)
            slope /= Radius;
        return value;
    }

    /// <inheritdoc/>
    public override Matrix<double>? Hessian(ReadOnlySpan<double> at)
    {
        var hessian = Inner.Hessian(Within(at));
        foreach (ref var entry in hessian is null ? [] : hessian.Span)
            entry /= Radius * Radius;
        return hessian;
    }

    private ReadOnlySpan<double> Within(ReadOnlySpan<double> at)
    {
        for (var j = 0; j < at.Length; j++)
            _at[j] = (at[j] - Centre[j]) / Radius;
        return _at;
    }
}
