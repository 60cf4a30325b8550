namespace Surefoot.Theory.ZhaoXu2024;

/// <summary>
/// Zhao and Xu 2024, theorem 5: for c &gt; 0, eta &lt; eta_0 = 2 n_N / (e^{2c} N beta) and x = eta / eta_0, with probability at least
/// 1 - delta E_DLN(t) &lt;= (1 - 4 e^{-3c} x (1 - x) / kappa)^t E_DLN(0), for one-peak starts, with n_min &gt;= C(c) C6, or C(c) C4 where hidden widths are equal.
/// </summary>
public sealed class Theorem5 : StepMarginTheorem
{
    /// <inheritdoc/>
    public override string Id => "zhao-xu-2024/theorem-5";

    /// <inheritdoc/>
    public override string Source => "Zhao and Xu 2024, theorem 5";

    /// <inheritdoc/>
    public override string Statement => "A wide network from a one-peak orthogonal start converges linearly with any learning rate below a ceiling, whatever its depth.";

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips { get; } =
    [
        RateSlip,
        new(SlipClass.Setting, "n_min >= C C5 (24)", "n_min >= C C6", "C6 is used nowhere else, and the proof needs n_min to grow with C0 ln of the number of different widths"),
        new(SlipClass.Setting, "n >= min(n_N, n_0) for equal widths", "n >= max(n_N, n_0)", "the first and the last layer cannot both be made otherwise"),
    ];

    private protected override StartLaw Law => StartLaw.OnePeak;

    private protected override double Measure(NormalizedProblem problem, double share) => problem.HasEqualWidths ? problem.WidthFactors.C4(share) : problem.WidthFactors.C6(share);

    private protected override bool HasIsometricProducts(NormalizedProblem problem) => problem.HasEqualWidths;
}
