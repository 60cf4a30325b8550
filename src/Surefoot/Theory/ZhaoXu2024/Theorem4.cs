namespace Surefoot.Theory.ZhaoXu2024;

/// <summary>
/// Zhao and Xu 2024, theorem 4: for c &gt; 0, eta &lt; eta_0 = 2 n_N / (e^{2c} N beta) and x = eta / eta_0, with probability at least
/// 1 - delta E_DLN(t) &lt;= (1 - 4 e^{-3c} x (1 - x) / kappa)^t E_DLN(0), for Gaussian starts, with n_min &gt;= C(c) C5 N.
/// </summary>
public sealed class Theorem4 : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "zhao-xu-2024/theorem-4";

    /// <inheritdoc/>
    public override string Source => "Zhao and Xu 2024, theorem 4";

    /// <inheritdoc/>
    public override string Statement => "A wide network from a Gaussian start converges linearly with any learning rate below a ceiling.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Run;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips { get; } =
    [
        StepMarginTheorem.RateSlip,
    ];

    /// <summary>c; where none is given, the best if constants are explicit and 0.1 if they are not.</summary>
    public double? StepMargin { get; init; }

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        var problem = new NormalizedProblem(setting);
        return StepMarginTheorem.Certify(this, problem, StartLaw.Gaussian, StepMargin, x => problem.WidthFactors.C5(x) * problem.Depth, isExplicit: false);
    }
}
