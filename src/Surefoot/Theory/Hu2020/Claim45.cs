namespace Surefoot.Theory.Hu2020;

/// <summary>
/// Hu et al. 2020, claim 4.5: if A(t) and B(t) hold, m >= 4 d_y l(0) / ||X||^2, m >= 800 d_y l(0) ||X||^2 / sigma_r(X)^4 and
/// eta &lt;= d_y / (2 L ||X||^2), then A(t + 1).
/// </summary>
public sealed class Claim45 : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "hu-2020/claim-4.5";

    /// <inheritdoc/>
    public override string Source => "Hu, Xiao and Pennington 2020, claim 4.5 and appendix A.4";

    /// <inheritdoc/>
    public override string Statement =>
        "While products are near isometries, one step takes the loss down by the factor q at least.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Step;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips { get; } =
    [
        new(SlipClass.Gap, "||alpha E X||_F bounded with one factor 1.1 in all", "up to s + 1 factors 1.1 in a term with s gradients, absorbed since (1.1 x 1.21 sqrt(2) / 2)^s x 1.1 < 1 from s = 2 on", "The printed bound is true; the factors between the gradients are not mentioned."),
        new(SlipClass.Misprint, "sum_{s=2}^{L-2} 2^{-(s-2)}", "sum_{s=2}^{L} 2^{-(s-2)}", "At L = 3 the printed sum is empty, and the term it bounds is not 0; the bound that follows is right."),
    ];

    /// <summary>4, which keeps each order of the step at most half the one before.</summary>
    internal const double GeometricConstant = 4;

    /// <summary>800 = (4 x 6 x 5/3)^2 / 2, which keeps the remainder below a sixth of the first order.</summary>
    internal const double RemainderConstant = 800;

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        var problem = new RegressionProblem(setting);
        var next = InvariantA.Along(problem);
        return new(this, [.. problem.Standing(), .. problem.EqualWidths(), .. Widths(problem), problem.RateAssumption()])
        {
            Constants =
            [
                new("4", GeometricConstant, ConstantOrigin.Derived, "in m >= 4 d_y l(0) / ||X||^2"),
                new("800", RemainderConstant, ConstantOrigin.Derived, "in m >= 800 d_y l(0) ||X||^2 / sigma_r(X)^4"),
            ],
            Invariants =
            [
                new("claim-4.5", "l(t+1) <= q^(t+1) l(0), where A(t) and B(t) hold", moment =>
                    moment.Previous is { } before && InvariantA.Holds(problem, before) && problem.IsNearIsometryThroughout(before) ? next.Measure(moment) : null),
            ],
        };
    }

    /// <summary>The two requirements on the width.</summary>
    internal static IEnumerable<Assumption> Widths(RegressionProblem problem)
    {
        var geometric = Geometric(problem, problem.StartLoss);
        yield return new("the width beside 4 d_y l(0) / ||X||^2", problem.Width, Relation.AtLeast, geometric, $"take a width of at least {geometric:G4} at this initial loss") { Lever = Lever.Width };
        var remainder = Remainder(problem, problem.StartLoss);
        yield return new("the width beside 800 d_y l(0) ||X||^2 / sigma_r(X)^4", problem.Width, Relation.AtLeast, remainder, $"take a width of at least {remainder:G4} at this initial loss")
        {
            Uncertainty = problem.WidthUncertainty,
            Lever = Lever.Width,
        };
    }

    /// <summary>4 d_y l / ||X||^2.</summary>
    internal static double Geometric(RegressionProblem problem, double loss) => GeometricConstant * problem.OutputDimension * loss / problem.SquaredNorm;

    /// <summary>800 d_y l ||X||^2 / sigma_r(X)^4.</summary>
    internal static double Remainder(RegressionProblem problem, double loss) =>
        RemainderConstant * problem.OutputDimension * loss * problem.SquaredNorm / Math.Pow(problem.SquaredLeast, 2);
}
