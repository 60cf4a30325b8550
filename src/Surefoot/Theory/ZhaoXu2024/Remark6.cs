namespace Surefoot.Theory.ZhaoXu2024;

/// <summary>
/// Zhao and Xu 2024, remark 6: in B_delta, and so in every width, r / delta may be replaced by 1 + ln(r / delta), up to a constant that
/// the work leaves open.
/// </summary>
public sealed class Remark6 : Theorem<DeepLinearSetting, DeepLinearMoment>, IMeasuresConstant<DeepLinearSetting>
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
    public string MeasuredConstant => "C";

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        var problem = new NormalizedProblem(setting);
        var constant = setting.ConstantOf(this, "C", "multiplies 1 + ln(r / delta) in B_delta");
        var logarithm = Logarithm(setting);

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
                ("C for this start", MeasureConstant(setting)),
            ],
        };
    }

    /// <inheritdoc/>
    public double MeasureConstant(DeepLinearSetting setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        return SemiNorm.Squared(setting.Start.Map) / Logarithm(setting);
    }

    /// <inheritdoc/>
    public string EstimateMeans(double share) => FormattableString.Invariant($"the least value that is enough for a share of {share:G3} of the starts");

    /// <inheritdoc/>
    public (double Value, double Low, double High) EstimateConstant(IReadOnlyList<double> measured, double share) => Calibration.Quantile(measured, share);

    private static double Logarithm(DeepLinearSetting setting) => 1 + Math.Log(setting.Data.Rank / setting.FailureProbability);
}
