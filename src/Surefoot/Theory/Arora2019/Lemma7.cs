namespace Surefoot.Theory.Arora2019;

/// <summary>
/// Arora et al. 2019, lemma 7: at a step where ||W_j||_sigma &lt;= M = (4 ||Phi||_F)^{1/N}, ||G||_sigma &lt;= B = ||Phi||_F,
/// ||B_j||_F &lt;= 2 delta and sigma_min(W) >= c, with theorem 1's delta and learning rate, the step descends as (9) says.
/// </summary>
/// <remarks>
/// Its proof goes through inequalities that are checked one by one: (27) on the rate and (28) on the imbalance; (30) on what a step
/// moves beyond its first order; how far the first order is from that of outer layers alone; the least eigenvalue of the latter; and (31)
/// on the step's length. <see cref="LocalStep"/> makes a certificate of the same proof with measured M, B and imbalance.
/// </remarks>
public sealed class Lemma7 : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "arora-2019/lemma-7";

    /// <inheritdoc/>
    public override string Source => "Arora, Cohen, Golowich and Hu 2019, lemma 7";

    /// <inheritdoc/>
    public override string Statement => "One step from nearly balanced, bounded layers whose product has full rank descends by half of the first-order rate.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Step;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips =>
    [
        new(SlipClass.Gap, "in the replacement sum, M^{2(N-j)} (N-j)^2 M^{2(j-1)}", "M^{2(N-j-1)} (N-j)^2 M^{2(j-1)}", "Lemma 5 is used from layer j + 1 on; the final bound agrees."),
        new(SlipClass.Gap, "before (32), + eta (N^2 M^{4(N-1)} + 4 eta^2 M^{6N-8} N^4 B^2) without ||G||_F^2", "+ eta^2 ||G||_F^2 (...)", "Half of (31) is what is added, and only so the sum closes at -1/2."),
    ];

    /// <summary>The four limits on the learning rate (27).</summary>
    /// <param name="depth">N.</param>
    /// <param name="norm">M, at least every ||W_j||_sigma.</param>
    /// <param name="residual">B, at least ||G||_sigma.</param>
    /// <param name="smallest">sigma_min(W).</param>
    public static IReadOnlyList<double> RateLimits(int depth, double norm, double residual, double smallest)
    {
        var n = (double)depth;
        var sigma = Math.Pow(smallest, 2 * (n - 1) / n);
        return
        [
            1 / (2 * Math.Pow(norm, n - 2) * residual * n),
            sigma / (48 * Math.Pow(norm, (3 * n) - 4) * n * n * residual),
            sigma / (24 * n * n * Math.Pow(norm, 4 * (n - 1))),
            Math.Cbrt(sigma / (96 * Math.Pow(norm, (6 * n) - 8) * Math.Pow(n, 4) * residual * residual)),
        ];
    }

    /// <summary>The two limits on the imbalance, 2 delta in the lemma (28).</summary>
    /// <param name="depth">N.</param>
    /// <param name="norm">M.</param>
    /// <param name="smallest">sigma_min(W).</param>
    public static IReadOnlyList<double> BalanceLimits(int depth, double norm, double smallest)
    {
        var n = (double)depth;
        return
        [
            Math.Pow(smallest, 2 * (n - 1) / n) / (8 * Math.Pow(n, 3) * Math.Pow(norm, 2 * (n - 2))),
            smallest * smallest / (6 * n * n * Math.Pow(norm, 2 * (n - 1))),
        ];
    }

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        var problem = new WhitenedProblem(setting);
        var margin = problem.Margin(setting.Start);
        var proof = new DescentProof(problem, Math.Pow(4 * problem.TargetNorm, 1.0 / problem.Depth), problem.TargetNorm, 2 * Theorem1.BalanceLimit(problem.Depth, margin, problem.TargetNorm));
        return new(this, [.. Theorem1.Conditions(problem)])
        {
            Yields = [("M", proof.Norm), ("B", proof.Residual), ("2 delta", proof.Imbalance)],
            Invariants = [.. proof.Invariants("lemma-7", point => Applies(proof, point, margin) ? proof : null)],
        };
    }

    private static bool Applies(DescentProof proof, WhitenedPoint point, double margin) =>
        point.LargestNorm <= proof.Norm && point.ResidualSpectral <= proof.Residual && point.LargestImbalance <= proof.Imbalance && point.Smallest >= margin;
}
