using Surefoot.Objectives;

namespace Surefoot.Theory.Du2019;

/// <summary>
/// Du 2019, lemma 7.4: with g_1, g_2 and nu as <see cref="Octopus"/> has them the pieces meet to second order, and over the buffer, tau &lt;= y_i &lt;= 2 tau and
/// 0 &lt;= y_{i+1} &lt;= tau, -C_g L tau &lt;= dg/dy_i &lt;= -2 gamma tau and dg/dy_{i+1} &gt;= -2 gamma y_{i+1}.
/// </summary>
public sealed class Lemma74 : Theorem<FunctionSetting, FunctionMoment>
{
    /// <inheritdoc/>
    public override string Id => "du-2019/lemma-7.4";

    /// <inheritdoc/>
    public override string Source => "Du 2019, section 7.7.1, lemma 7.4";

    /// <inheritdoc/>
    public override string Statement => "The spline between two quadratics is C^2, and its slopes keep descent inside the domain.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Start;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips { get; } =
    [
        new(SlipClass.Misprint, "-4 L tau <= dg_1/dy and -4 L tau <= dg/dy_i", "-C_g L tau with C_g from 7.33 (L = gamma) down to 4.753", "The slope of g_1 rises at 2 tau, so it has been below its value -4 L tau there; the slope of g_2 y_{i+1}^2 adds to it."),
    ];

    /// <summary>C_g: -C_g L tau is the least slope of g along y_i over the buffer; 4 is printed.</summary>
    /// <remarks>
    /// The slope p(y_i) + g_2'(y_i) y_{i+1}^2 is least at y_{i+1} = tau. In units of L tau it is a quartic in t = (y - tau) / tau, of which the least value is found where its derivative
    /// is 0, by bisection between the minima of its two parts: t = 1/2 of g_2', and beyond it that of p.
    /// </remarks>
    public static double SlopeConstant(double towards, double away)
    {
        var ratio = away / towards;
        var (low, high) = (0.5, LeastOfSpline(ratio).Place);
        for (var k = 0; k < 60; k++)
        {
            var middle = (low + high) / 2;
            if (SplineBend(ratio, middle) - (60 * (1 + ratio) * middle * (1 - middle) * (1 - (2 * middle))) > 0)
                high = middle;
            else
                low = middle;
        }

        return -(SplineSlope(ratio, low) - (30 * (1 + ratio) * low * low * (1 - low) * (1 - low)));
    }

    /// <summary>C_p: -C_p L tau is the least slope of g_1 over the buffer, and t = (y - tau) / tau its place; 4 is printed, which is its slope at no place but the last: it falls below before it rises.</summary>
    public static (double Constant, double Place) SplineConstant(double towards, double away) => LeastOfSpline(away / towards) is var (place, least) ? (-least, place) : default;

    /// <inheritdoc/>
    public override Certificate<FunctionMoment> Certify(FunctionSetting setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        var problem = new OctopusProblem(setting);
        var (l, gamma, tau) = (problem.L, problem.Gamma, problem.Tau);
        var constant = SlopeConstant(l, gamma);
        var rounding = 1e-13 * l * tau;
        return new(this, [problem.IsOctopus()])
        {
            Constants = [new("C_g", constant, ConstantOrigin.Derived, "in the least slope -C_g L tau of g")],
            Yields = [("C_g", constant), ("C_p", SplineConstant(l, gamma).Constant), ("nu", problem.Octopus?.Drop ?? double.NaN)],
            Invariants =
            [
                new("lemma-7.4/upper", "dg/dy_i <= -2 gamma tau", moment => InBuffer(problem, moment) is (_, var i, var slopes) ? new(slopes[i], -2 * gamma * tau, rounding) : null),
                new("lemma-7.4/lower", "dg/dy_i >= -C_g L tau", moment => InBuffer(problem, moment) is (_, var i, var slopes) ? new(-constant * l * tau, slopes[i], rounding) : null),
                new("lemma-7.4/next", "dg/dy_{i+1} >= -2 gamma y_{i+1}", moment =>
                    InBuffer(problem, moment) is (var y, var i, var slopes) && i + 1 < y.Length ? new(-2 * gamma * y[i + 1], slopes[i + 1], rounding) : null),
            ],
        };
    }

    // |x|, the place of the coordinate on its way, and the slopes along |x_j|; null elsewhere.
    private static (double[] Sizes, int Place, double[] Slopes)? InBuffer(OctopusProblem problem, FunctionMoment moment) =>
        problem.Octopus!.CellOf([.. moment.Point]) is { IsBuffer: true, Index: var i }
            ? ([.. moment.Point.Select(Math.Abs)], i - 1, [.. moment.Point.Zip(moment.Gradient, (x, slope) => Math.Sign(x) * slope)])
            : null;

    // p / (L tau) of the place t, with r = gamma / L.
    private static double SplineSlope(double r, double t) => (-2 * r) - (2 * r * t) + (((10 * r) - 14) * t * t) + ((10 - (6 * r)) * t * t * t);

    private static double SplineBend(double r, double t) => (-2 * r) + (2 * ((10 * r) - 14) * t) + (3 * (10 - (6 * r)) * t * t);

    private static (double Place, double Least) LeastOfSpline(double r)
    {
        var place = (28 - (20 * r) + Math.Sqrt(((28 - (20 * r)) * (28 - (20 * r))) + (8 * r * (30 - (18 * r))))) / (2 * (30 - (18 * r)));
        return (place, SplineSlope(r, place));
    }
}
