namespace Surefoot.Theory.ZhaoXu2024;

/// <summary>
/// Zhao and Xu 2024, theorem 4: for c &gt; 0, eta &lt; eta_0 = 2 n_N / (e^{2c} N beta) and x = eta / eta_0, with probability at least
/// 1 - delta E_DLN(t) &lt;= (1 - 4 e^{-3c} x (1 - x) / kappa)^t E_DLN(0), for Gaussian starts, with n_min &gt;= C(c) C5 N.
/// </summary>
public sealed class Theorem4 : StepMarginTheorem
{
    /// <inheritdoc/>
    public override string Id => "zhao-xu-2024/theorem-4";

    /// <inheritdoc/>
    public override string Source => "Zhao and Xu 2024, theorem 4";

    /// <inheritdoc/>
    public override string Statement => "A wide network from a Gaussian start converges linearly with any learning rate below a ceiling.";

    private protected override StartLaw Law => StartLaw.Gaussian;

    private protected override double Measure(NormalizedProblem problem, double share) => problem.WidthFactors.C5(share) * problem.Depth;

    private protected override bool HasIsometricProducts(NormalizedProblem problem) => false;
}
