namespace Surefoot.Theory.ZhaoXu2024;

/// <summary>
/// Zhao and Xu 2024, theorem 6: for c &gt; 0, eta &lt; eta_0 = 2 n_N / (e^{2c} N beta) and x = eta / eta_0, with probability at least
/// 1 - delta E_DLN(t) &lt;= (1 - 4 e^{-3c} x (1 - x) / kappa)^t E_DLN(0), for special balanced starts, with n &gt;= C(c) C4.
/// </summary>
public sealed class Theorem6 : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "zhao-xu-2024/theorem-6";

    /// <inheritdoc/>
    public override string Source => "Zhao and Xu 2024, theorem 6";

    /// <inheritdoc/>
    public override string Statement => "A wide network from a special balanced start converges linearly with any learning rate below a ceiling, and every constant is known.";

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
        return StepMarginTheorem.Certify(this, problem, StartLaw.SpecialBalanced, StepMargin, x => problem.WidthFactors.C4(x), isExplicit: true);
    }
}
