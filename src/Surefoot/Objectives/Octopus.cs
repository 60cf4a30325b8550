using Surefoot.Arithmetic;

namespace Surefoot.Objectives;

/// <summary>A part of the octopus's domain: where coordinate i is near its saddle value, or on the way from it to the next.</summary>
/// <param name="Index">i, from 1; d + 1 at the minimum.</param>
/// <param name="IsBuffer">Whether it is (i, 2), tau &lt;= |x_i| &lt;= 2 tau; else it is (i, 1), where the function is quadratic.</param>
public readonly record struct OctopusCell(int Index, bool IsBuffer)
{
    /// <inheritdoc/>
    public override string ToString() => $"({Index},{(IsBuffer ? 2 : 1)})";
}

/// <summary>
/// The octopus of Du 2019, section 7.7.1 (equations 7.14 to 7.18): d saddles one after the other on the way to each of 2^d minima, of which gradient
/// descent needs (L + gamma) / gamma times as long for every one as for the last.
/// </summary>
/// <remarks>
/// The thesis gives it piece by piece on its domain and leaves the rest to Whitney's extension theorem. Here it is one formula, C^2 on all of R^d and
/// equal to the pieces on the domain: with y_j = |x_j|, q the quadratic around a saddle, the spline g_1 and the quadratic around the minimum put
/// together, S the smooth step 6 t^5 - 15 t^4 + 10 t^3 of t = (y - tau) / tau held between 0 and 1, and S_0 = 1,
/// f(x) = sum_j (1 - S(y_{j-1})) L y_j^2 + S(y_{j-1}) q(y_j). Outside the domain it is unbounded, with a gradient that is not Lipschitz. Cost O(d).
/// </remarks>
public sealed class Octopus : Function
{
    private readonly Lazy<double> _gradientLipschitz;

    /// <summary>The octopus.</summary>
    /// <param name="dimension">d, the number of saddles on the way.</param>
    /// <param name="towards">L: curvatures along which a saddle draws are 2 L.</param>
    /// <param name="away">gamma, at most L: the curvature along which it lets go is -2 gamma.</param>
    /// <param name="halfWidth">tau: a saddle's quadratic zone reaches as far.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not positive and finite, or gamma is above L.</exception>
    public Octopus(int dimension, double towards, double away = 1, double halfWidth = Math.E)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        if (!(away > 0 && towards >= away && double.IsFinite(towards)))
            throw new ArgumentOutOfRangeException(nameof(towards), $"L = {towards} and gamma = {away} were given; they must be positive and finite, and L at least gamma.");
        if (!(halfWidth > 0 && double.IsFinite(halfWidth)))
            throw new ArgumentOutOfRangeException(nameof(halfWidth), $"tau = {halfWidth} was given; it must be positive and finite.");
        (Dimension, L, Gamma, Tau) = (dimension, towards, away, halfWidth);
        SplineCoefficients =
        [
            -away * halfWidth * halfWidth,
            -2 * away * halfWidth,
            -away,
            ((10 * away) - (14 * towards)) / (3 * halfWidth),
            ((10 * towards) - (6 * away)) / (4 * halfWidth * halfWidth),
        ];
        _gradientLipschitz = new(LargestCurvature);
        Drop = ((37 * towards) + (13 * away)) * halfWidth * halfWidth / 6;
    }

    /// <inheritdoc/>
    public override string Kind => "octopus";

    /// <inheritdoc/>
    public override int Dimension { get; }

    /// <summary>L.</summary>
    public double L { get; }

    /// <summary>gamma.</summary>
    public double Gamma { get; }

    /// <summary>tau.</summary>
    public double Tau { get; }

    /// <summary>nu = (37 L + 13 gamma) tau^2 / 6: how much lower each saddle lies than the one before, and the minimum than the last (Du 2019, lemma 7.4).</summary>
    public double Drop { get; }

    /// <summary>The coefficients of g_1 in powers of y - tau, from 0 to 4 (Du 2019, lemma 7.4).</summary>
    public IReadOnlyList<double> SplineCoefficients { get; }

    /// <summary>rho = (88 L + 40 gamma) / tau, the Lipschitz constant of the Hessian on the domain, attained where y_i = y_{i+1} = tau.</summary>
    public double HessianLipschitz => ((88 * L) + (40 * Gamma)) / Tau;

    /// <summary>
    /// l, the Lipschitz constant of the gradient on the domain, from 12.6 L to 15.5 L for L from gamma to 3 gamma: the largest curvature, found over a grid on the buffer that
    /// closes in on it; good to some six digits. In the quadratic zones curvatures are at most 2 L.
    /// </summary>
    public double GradientLipschitz => _gradientLipschitz.Value;

    /// <summary>The saddle on the way to the positive minimum that has <paramref name="escaped"/> coordinates at 4 tau and the others at 0; d of them: the minimum.</summary>
    public double[] Stationary(int escaped)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(escaped);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(escaped, Dimension);
        var point = new double[Dimension];
        point.AsSpan(0, escaped).Fill(4 * Tau);
        return point;
    }

    /// <summary>The cell of the domain that a point lies in, the earlier one where two meet; null outside (Du 2019, equations 7.5 and 7.13).</summary>
    public OctopusCell? CellOf(ReadOnlySpan<double> at)
    {
        Require(at);
        var i = 0;
        while (i < at.Length && Math.Abs(at[i]) >= 2 * Tau && Math.Abs(at[i]) <= 6 * Tau)
            i++;
        if (i == at.Length)
            return new(i + 1, false);
        foreach (var x in at[(i + 1)..])
        {
            // Not the other way round, so that what is not a number lies outside.
            if (!(Math.Abs(x) <= Tau))
                return null;
        }

        var y = Math.Abs(at[i]);
        return y <= Tau ? new(i + 1, false) : y <= 2 * Tau ? new(i + 1, true) : null;
    }

    /// <inheritdoc/>
    public override bool Contains(ReadOnlySpan<double> at) => CellOf(at) is not null;

    /// <inheritdoc/>
    public override double Evaluate(ReadOnlySpan<double> at, Span<double> gradient)
    {
        Require(at);
        var (sum, step) = (0.0, 1.0);
        for (var j = 0; j < at.Length; j++)
        {
            var y = Math.Abs(at[j]);
            sum += ((1 - step) * L * y * y) + (step * Well(y));
            var next = j + 1 < at.Length ? Math.Abs(at[j + 1]) : double.NaN;
            gradient[j] = Math.Sign(at[j]) * Slope(y, step, next);
            step = Step(y);
        }

        return sum;
    }

    /// <inheritdoc/>
    public override Matrix<double> Hessian(ReadOnlySpan<double> at)
    {
        Require(at);
        var (hessian, step) = (new Matrix<double>(Dimension, Dimension), 1.0);
        for (var j = 0; j < at.Length; j++)
        {
            var y = Math.Abs(at[j]);
            hessian[j, j] = ((1 - step) * 2 * L) + (step * WellCurvature(y));
            if (j + 1 < at.Length)
            {
                var next = Math.Abs(at[j + 1]);
                hessian[j, j] += Bend(y, next);
                hessian[j, j + 1] = Math.Sign(at[j]) * Math.Sign(at[j + 1]) * StepSlope(y) * (WellSlope(next) - (2 * L * next));
                hessian[j + 1, j] = hessian[j, j + 1];
            }

            step = Step(y);
        }

        return hessian;
    }

    /// <summary>The octopus on points whose numbers have exponents of their own, where doubles underflow.</summary>
    /// <returns>The objective; its points are made by <see cref="AtBeyondUnderflow"/>.</returns>
    public Objective<double> BindBeyondUnderflow() => new OctopusBeyondUnderflow(this);

    /// <summary>A point for <see cref="BindBeyondUnderflow"/>: mantissas between 1/2 and 1 and exponents of 2, a column of d numbers each.</summary>
    /// <exception cref="ArgumentException">Not d numbers.</exception>
    public Weights<double> AtBeyondUnderflow(params ReadOnlySpan<double> coordinates)
    {
        Require(coordinates);
        var point = new Weights<double>(OctopusBeyondUnderflow.ShapesOf(Dimension));
        coordinates.CopyTo(point[0].Span);
        OctopusBeyondUnderflow.Normalize(point);
        return point;
    }

    /// <summary>q: -gamma y^2 up to tau, g_1 up to 2 tau, L (y - 4 tau)^2 - nu beyond.</summary>
    internal double Well(double y)
    {
        if (y <= Tau)
            return -Gamma * y * y;
        if (y >= 2 * Tau)
            return (L * (y - (4 * Tau)) * (y - (4 * Tau))) - Drop;
        var (c, z) = (SplineCoefficients, y - Tau);
        return c[0] + (z * (c[1] + (z * (c[2] + (z * (c[3] + (z * c[4])))))));
    }

    /// <summary>q'.</summary>
    internal double WellSlope(double y)
    {
        if (y <= Tau)
            return -2 * Gamma * y;
        if (y >= 2 * Tau)
            return 2 * L * (y - (4 * Tau));
        var (c, z) = (SplineCoefficients, y - Tau);
        return c[1] + (z * ((2 * c[2]) + (z * ((3 * c[3]) + (z * 4 * c[4])))));
    }

    /// <summary>S_j = S((y_j - tau) / tau).</summary>
    internal double Step(double y)
    {
        var t = Math.Clamp((y - Tau) / Tau, 0, 1);
        return t * t * t * (10 - (t * (15 - (6 * t))));
    }

    /// <summary>df/dy_j with S_{j-1} and y_{j+1}, which is not a number where there is none.</summary>
    internal double Slope(double y, double step, double next) =>
        ((1 - step) * 2 * L * y) + (step * WellSlope(y)) + (double.IsNaN(next) ? 0 : StepSlope(y) * (Well(next) - (L * next * next)));

    // That of the coordinate on its way and the one after it; all others are apart from the two, with 2 L. A single coordinate has none after it.
    private double LargestCurvature()
    {
        const int Points = 41;
        var (best, first, second, width) = (2 * L, 1.5 * Tau, Dimension == 1 ? 0 : 0.5 * Tau, Tau);
        for (var round = 0; round < 6; round++, width /= 10)
        {
            var (centre, side) = (first, second);
            for (var k = 0; k < Points * Points; k++)
            {
                var y = Math.Clamp(centre + (width * (((k / Points) / (Points - 1.0)) - 0.5)), Tau, 2 * Tau);
                var next = Dimension == 1 ? 0 : Math.Clamp(side + (width * (((k % Points) / (Points - 1.0)) - 0.5)), 0, Tau);
                var (a, b, c) = (WellCurvature(y) + Bend(y, next), StepSlope(y) * -2 * (L + Gamma) * next, (2 * L) - (2 * (L + Gamma) * Step(y)));
                var size = (Math.Abs(a + c) / 2) + Math.Sqrt(((a - c) * (a - c) / 4) + (b * b));
                if (size > best)
                    (best, first, second) = (size, y, next);
            }
        }

        return best;
    }

    // S''_j / tau^2 times what it multiplies.
    private double Bend(double y, double next)
    {
        var t = (y - Tau) / Tau;
        return t is > 0 and < 1 ? 60 * t * (1 - t) * (1 - (2 * t)) / (Tau * Tau) * (Well(next) - (L * next * next)) : 0;
    }

    // S'_j / tau.
    private double StepSlope(double y)
    {
        var t = (y - Tau) / Tau;
        return t is > 0 and < 1 ? 30 * t * t * (1 - t) * (1 - t) / Tau : 0;
    }

    private double WellCurvature(double y)
    {
        if (y <= Tau)
            return -2 * Gamma;
        if (y >= 2 * Tau)
            return 2 * L;
        var (c, z) = (SplineCoefficients, y - Tau);
        return (2 * c[2]) + (z * ((6 * c[3]) + (z * 12 * c[4])));
    }

    private void Require(ReadOnlySpan<double> at)
    {
        if (at.Length != Dimension)
            throw new ArgumentException($"{at.Length} coordinates were given; this octopus takes {Dimension}.", nameof(at));
    }
}
