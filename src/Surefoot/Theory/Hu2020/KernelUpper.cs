namespace Surefoot.Theory.Hu2020;

/// <summary>
/// Hu et al. 2020, appendix A.4: where B(t) holds, lambda_max(P(t)) &lt;= 1.1^4 L ||X||^2 / d_y.
/// </summary>
public sealed class KernelUpper : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "hu-2020/kernel-upper";

    /// <inheritdoc/>
    public override string Source => "Hu, Xiao and Pennington 2020, appendix A.4";

    /// <inheritdoc/>
    public override string Statement =>
        "The kernel of the output dynamics is not much larger than at the start.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Step;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips { get; } =
    [
        new(SlipClass.Loose, "lambda_max(P(t)) <= 2 L ||X||^2 / d_y", "lambda_max(P(t)) <= 1.1^4 L ||X||^2 / d_y", "1.1^4 = 1.4641 is rounded up to 2."),
    ];

    /// <summary>1.1^4 = 1.4641, which the proof rounds up to 2.</summary>
    internal static readonly double Factor = Math.Pow(InvariantB.Upper, 4);

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        var problem = new RegressionProblem(setting);
        var bound = Factor * problem.Depth * problem.SquaredNorm / problem.OutputDimension;
        return new(this, [.. problem.Standing(), .. problem.EqualWidths()])
        {
            Constants = [new("1.1^4", Factor, ConstantOrigin.Derived, "in lambda_max(P(t)) <= 1.1^4 L ||X||^2 / d_y")],
            Yields = [("lambda_max(P(0))", problem.KernelExtremes(setting.Start).Largest), ("the bound on it", bound)],
            Invariants =
            [
                new("kernel-upper", "lambda_max(P(t)) <= 1.1^4 L ||X||^2 / d_y, where B(t) holds", moment =>
                    problem.IsNearIsometry(moment) ? new(problem.KernelExtremes(moment).Largest, bound, problem.KernelRounding(moment)) : null) { Cost = setting.ProductSpectraCost },
            ],
        };
    }
}
