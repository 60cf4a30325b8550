namespace Surefoot.Theory.Du2019;

/// <summary>
/// Du 2019, theorem 7.4 (from spline theory): the cubic Hermite interpolant, and when it stays between its ends: where both slopes lie between three times the slope of the chord
/// and 0 (Fritsch and Carlson 1980). Certified for the spline that the octopus is made of, where it fails.
/// </summary>
public sealed class Theorem74 : Theorem<FunctionSetting, FunctionMoment>
{
    /// <inheritdoc/>
    public override string Id => "du-2019/theorem-7.4";

    /// <inheritdoc/>
    public override string Source => "Du 2019, section 7.8, theorem 7.4";

    /// <inheritdoc/>
    public override string Statement => "A cubic through two points with two slopes stays between its ends, where both slopes are steep enough and neither rises.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Start;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips { get; } =
    [
        new(SlipClass.Misprint, "f(y_1) <= p(y) <= f(y_0) if f'(y_0) < 0 and f'(y_1) >= 3 (f(y_1) - f(y_0)) / (y_1 - y_0)", "if also f'(y_1) <= 0 and f'(y_0) >= 3 (f(y_1) - f(y_0)) / (y_1 - y_0)", "A slope above 0 at y_1, or one too steep at y_0, has the cubic fall below f(y_1); the upper bound holds as printed."),
    ];

    /// <summary>c_0 to c_3 of the cubic through (y_0, f_0) and (y_1, f_1) with the slopes p'_0 and p'_1, in powers of y - y_0.</summary>
    public static double[] Coefficients(double width, double first, double last, double firstSlope, double lastSlope)
    {
        var slope = (last - first) / width;
        return [first, firstSlope, ((3 * slope) - lastSlope - (2 * firstSlope)) / width, -((2 * slope) - lastSlope - firstSlope) / (width * width)];
    }

    /// <summary>Whether the repaired conditions hold: f_1 &lt; f_0, both slopes between 3 (f_1 - f_0) / (y_1 - y_0) and 0.</summary>
    public static bool IsMonotone(double width, double first, double last, double firstSlope, double lastSlope)
    {
        var steepest = 3 * (last - first) / width;
        return last < first && firstSlope <= 0 && lastSlope <= 0 && firstSlope >= steepest && lastSlope >= steepest;
    }

    /// <inheritdoc/>
    public override Certificate<FunctionMoment> Certify(FunctionSetting setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        // The spline p = dg_1/dy of the octopus, to which lemma 7.4 applies it.
        var problem = new OctopusProblem(setting);
        var (l, gamma, tau) = (problem.L, problem.Gamma, problem.Tau);
        var steepest = 3 * ((-4 * l * tau) + (2 * gamma * tau)) / tau;
        return new(this,
        [
            problem.IsOctopus(),
            new("f(y_1)", -4 * l * tau, Relation.Below, -2 * gamma * tau, "take L of at least gamma"),
            new("the slope at y_0", -2 * gamma, Relation.Below, 0, "take a positive gamma"),
            new("the slope at y_0", -2 * gamma, Relation.AtLeast, steepest, "take a flatter slope"),
            new("the slope at y_1", 2 * l, Relation.AtLeast, steepest, "take a flatter slope"),
            new("the slope at y_1", 2 * l, Relation.AtMost, 0, "end without a rise: the lower bound is false for this spline (lemma 7.4)"),
        ])
        {
            Yields = [.. Coefficients(tau, -2 * gamma * tau, -4 * l * tau, -2 * gamma, 2 * l).Select((c, k) => ($"c_{k}", c))],
        };
    }
}
