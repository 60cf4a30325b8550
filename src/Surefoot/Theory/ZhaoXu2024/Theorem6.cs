namespace Surefoot.Theory.ZhaoXu2024;

/// <summary>
/// Zhao and Xu 2024, theorem 6: for c &gt; 0, eta &lt; eta_0 = 2 n_N / (e^{2c} N beta) and x = eta / eta_0, with probability at least
/// 1 - delta E_DLN(t) &lt;= (1 - 4 e^{-3c} x (1 - x) / kappa)^t E_DLN(0), for special balanced starts, with n &gt;= C(c) C4.
/// </summary>
public sealed class Theorem6 : StepMarginTheorem
{
    /// <inheritdoc/>
    public override string Id => "zhao-xu-2024/theorem-6";

    /// <inheritdoc/>
    public override string Source => "Zhao and Xu 2024, theorem 6";

    /// <inheritdoc/>
    public override string Statement => "A wide network from a special balanced start converges linearly with any learning rate below a ceiling, and every constant is known.";

    private protected override StartLaw Law => StartLaw.SpecialBalanced;

    private protected override double Measure(NormalizedProblem problem, double share) => problem.WidthFactors.C4(share);

    private protected override bool HasIsometricProducts(NormalizedProblem problem) => true;
}
