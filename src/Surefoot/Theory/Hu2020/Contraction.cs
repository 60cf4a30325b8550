namespace Surefoot.Theory.Hu2020;

/// <summary>
/// Hu et al. 2020, appendix A.4: ||U(t+1) - Y||_F &lt;= (1 - (5/6) eta lambda_min(P(t))) ||U(t) - Y||_F &lt;= q ||U(t) - Y||_F, where the remainder
/// is at most a sixth of the first order and no direction overshoots.
/// </summary>
public sealed class Contraction : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "hu-2020/contraction";

    /// <inheritdoc/>
    public override string Source => "Hu, Xiao and Pennington 2020, appendix A.4";

    /// <inheritdoc/>
    public override string Statement =>
        "Every step brings the outputs closer to the targets, by a share that the least eigenvalue of the kernel tells.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Step;

    /// <summary>5/6 = 1 - 1/6, what the remainder leaves of the first order.</summary>
    internal const double Share = 1 - Remainder.Share;

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        var problem = new RegressionProblem(setting);
        return new(this, [.. problem.Standing(), .. problem.EqualWidths(), .. Claim45.Widths(problem), problem.RateAssumption()])
        {
            Constants = [new("5/6", Share, ConstantOrigin.Explicit, "in 1 - (5/6) eta lambda_min(P(t))")],
            Invariants =
            [
                // No hypothesis is looked at: where theorem 4.1 does not apply, it tells whether a step contracts all the same.
                new("contraction", "||U(t+1) - Y||_F <= (1 - (5/6) eta lambda_min(P(t))) ||U(t) - Y||_F", moment =>
                    moment.Previous is { } before
                        ? new(RegressionProblem.Residual(moment), Factor(problem, before) * RegressionProblem.Residual(before), Rounding(problem, moment, before))
                        : null),
                new("contraction/q", "1 - (5/6) eta lambda_min(P(t)) <= q, where B(t) holds", moment =>
                    problem.IsNearIsometry(moment) ? new(Factor(problem, moment), 1 - problem.Decay, problem.Rate * problem.KernelRounding(moment)) : null) { Cost = setting.ProductSpectraCost },
            ],
        };
    }

    private static double Factor(RegressionProblem problem, DeepLinearMoment at) => 1 - (Share * problem.Rate * problem.KernelExtremes(at).Least);

    private static double Rounding(RegressionProblem problem, DeepLinearMoment after, DeepLinearMoment before) =>
        2 * (problem.OutputRounding(after) + problem.OutputRounding(before)) + (problem.Rate * problem.KernelRounding(before) * RegressionProblem.Residual(before));
}
