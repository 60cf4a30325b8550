namespace Surefoot.Theory.ZhaoXu2024;

/// <summary>
/// Zhao and Xu 2024, remark 6: in B_delta, and so in every width, r / delta may be replaced by 1 + ln(r / delta), up to a constant that
/// the work leaves open.
/// </summary>
public sealed class Remark6 : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "zhao-xu-2024/remark-6";

    /// <inheritdoc/>
    public override string Source => "Zhao and Xu 2024, remark 6";

    /// <inheritdoc/>
    public override string Statement => "The gap of a random start grows only with the logarithm of the inverse of the accepted probability of failure.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Law;

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        var problem = new NormalizedProblem(setting);
        var constant = setting.ConstantOf(this, "C", "multiplies 1 + ln(r / delta) in B_delta");
        var logarithm = 1 + Math.Log(problem.Rank / setting.FailureProbability);

        // The start's own norm tells how large the constant must be for it.
        return new(this,
            [
                .. problem.LawAssumptions(StartLaw.Gaussian, StartLaw.OnePeak, StartLaw.SpecialBalanced),
                problem.FailureAssumption(1),
            ])
        {
            FailureProbability = setting.FailureProbability / 2,
            Constants = [constant],
            Yields =
            [
                ("2 r / delta", 2 * problem.Rank / setting.FailureProbability),
                ("1 + ln(r / delta)", logarithm),
                ("C for this start", SemiNorm.Squared(setting.Start.Map) / logarithm),
            ],
        };
    }
}
