namespace Surefoot.Theory.Hu2020;

/// <summary>
/// Hu et al. 2020, appendix A.4: where B(t) holds, m >= 4 d_y l(t) / ||X||^2 and eta &lt;= d_y / (2 L ||X||^2), what one step adds to its first
/// order is ||alpha E(t) X||_F &lt;= 4 eta L ||X|| l(t) / sqrt(m d_y); where m >= 800 d_y l(t) ||X||^2 / sigma_r(X)^4 too, that is at most a
/// sixth of eta lambda_min(P(t)) ||U(t) - Y||_F.
/// </summary>
public sealed class Remainder : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "hu-2020/remainder";

    /// <inheritdoc/>
    public override string Source => "Hu, Xiao and Pennington 2020, appendix A.4";

    /// <inheritdoc/>
    public override string Statement =>
        "What a step does beyond its first order is a small part of it.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Step;

    /// <summary>4, in the bound on the remainder.</summary>
    internal const double Factor = 4;

    /// <summary>1/6, the share of the first order that the remainder may have.</summary>
    internal const double Share = 1.0 / 6;

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        var problem = new RegressionProblem(setting);
        return new(this, [.. problem.Standing(), .. problem.EqualWidths(), .. Claim45.Widths(problem), problem.RateAssumption()])
        {
            Constants =
            [
                new("4", Factor, ConstantOrigin.Explicit, "in ||alpha E(t) X||_F <= 4 eta L ||X|| l(t) / sqrt(m d_y)"),
                new("1/6", Share, ConstantOrigin.Explicit, "in the share of the first order"),
            ],
            Invariants =
            [
                new("remainder", "||alpha E(t) X||_F <= 4 eta L ||X|| l(t) / sqrt(m d_y), where B(t) holds", moment =>
                    moment.Previous is { } before && problem.IsNearIsometryThroughout(before) && problem.Width >= Claim45.Geometric(problem, before.Gap)
                        ? new(problem.HigherOrderTerm(moment), Bound(problem, before), problem.HigherOrderRounding(moment))
                        : null) { Cost = setting.ProductSpectraCost },
                new("remainder/share", "4 eta L ||X|| l(t) / sqrt(m d_y) <= (1/6) eta lambda_min(P(t)) ||U(t) - Y||_F, where B(t) holds", moment =>
                    problem.IsNearIsometry(moment) && problem.Width >= Claim45.Remainder(problem, moment.Gap)
                        ? new(
                            Bound(problem, moment),
                            Share * problem.Rate * problem.KernelExtremes(moment).Least * RegressionProblem.Residual(moment),
                            problem.Rate * problem.KernelRounding(moment) * RegressionProblem.Residual(moment))
                        : null) { Cost = setting.ProductSpectraCost },
            ],
        };
    }

    private static double Bound(RegressionProblem problem, DeepLinearMoment at) =>
        Factor * problem.Rate * problem.Depth * problem.Norm * at.Gap / Math.Sqrt(problem.Width * problem.OutputDimension);
}
