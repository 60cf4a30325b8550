namespace Surefoot.Theory.Hu2020;

/// <summary>
/// Hu et al. 2020, appendix A.4: where B(t) holds, lambda_min(P(t)) >= 0.9^4 L sigma_r(X)^2 / d_y.
/// </summary>
public sealed class KernelLower : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "hu-2020/kernel-lower";

    /// <inheritdoc/>
    public override string Source => "Hu, Xiao and Pennington 2020, appendix A.4";

    /// <inheritdoc/>
    public override string Statement =>
        "The kernel of the output dynamics is not much smaller than at the start.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Step;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips { get; } =
    [
        new(SlipClass.Loose, "lambda_min(P(t)) >= (3/5) L sigma_r(X)^2 / d_y", "lambda_min(P(t)) >= 0.9^4 L sigma_r(X)^2 / d_y", "0.9^4 = 0.6561 is rounded down to 3/5."),
    ];

    /// <summary>0.9^4 = 0.6561, which the proof rounds down to 3/5.</summary>
    internal static readonly double Factor = Math.Pow(InvariantB.Lower, 4);

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        var problem = new RegressionProblem(setting);
        var bound = Factor * problem.Depth * problem.SquaredLeast * (1 - problem.LeastUncertainty) / problem.OutputDimension;
        return new(this, [.. problem.Standing(), .. problem.EqualWidths()])
        {
            Constants = [new("0.9^4", Factor, ConstantOrigin.Derived, "in lambda_min(P(t)) >= 0.9^4 L sigma_r(X)^2 / d_y")],
            Yields = [("lambda_min(P(0))", problem.KernelExtremes(setting.Start).Least), ("the bound on it", bound)],
            Invariants =
            [
                new("kernel-lower", "0.9^4 L sigma_r(X)^2 / d_y <= lambda_min(P(t)), where B(t) holds", moment =>
                    problem.IsNearIsometry(moment) ? new(bound, problem.KernelExtremes(moment).Least, problem.KernelRounding(moment)) : null) { Cost = setting.ProductSpectraCost },
            ],
        };
    }
}
