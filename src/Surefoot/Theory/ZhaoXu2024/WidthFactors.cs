namespace Surefoot.Theory.ZhaoXu2024;

/// <summary>What the widths of theorems 1 to 6 are proportional to (eqs. 11 and 22).</summary>
/// <remarks>
/// The work writes N both for the depth, which stands in C1 and C5, and for the number of different hidden widths, which stands in
/// C2 and C6.
/// </remarks>
/// <param name="Depth">N.</param>
/// <param name="Outputs">n_N.</param>
/// <param name="ConditionNumber">kappa.</param>
/// <param name="InitialGap">B_delta.</param>
/// <param name="WidthRatio">C0, at least n_max / n_min over hidden layers.</param>
/// <param name="DistinctWidths">The number of different hidden widths.</param>
public sealed record WidthFactors(int Depth, int Outputs, double ConditionNumber, double InitialGap, double WidthRatio, int DistinctWidths)
{
    /// <summary>C1 = n_N kappa^2 B_delta C0 + ln N.</summary>
    public double C1 => (C3 * WidthRatio) + Math.Log(Depth);

    /// <summary>C2 = n_N kappa^2 B_delta C0 + C0 ln(number of different hidden widths).</summary>
    public double C2 => (C3 * WidthRatio) + (WidthRatio * Math.Log(DistinctWidths));

    /// <summary>C3 = n_N kappa^2 B_delta.</summary>
    public double C3 => Outputs * ConditionNumber * ConditionNumber * InitialGap;

    /// <summary>C4 = n_N kappa^2 B_delta / (1 - x)^2.</summary>
    /// <param name="share">x = eta / eta_0.</param>
    public double C4(double share) => C3 / ((1 - share) * (1 - share));

    /// <summary>C5 = n_N kappa^2 B_delta C0 / (1 - x)^2 + ln N.</summary>
    /// <param name="share">x = eta / eta_0.</param>
    public double C5(double share) => (C4(share) * WidthRatio) + Math.Log(Depth);

    /// <summary>C6 = n_N kappa^2 B_delta C0 / (1 - x)^2 + C0 ln(number of different hidden widths).</summary>
    /// <param name="share">x = eta / eta_0.</param>
    public double C6(double share) => (C4(share) * WidthRatio) + (WidthRatio * Math.Log(DistinctWidths));

    /// <summary>B_delta = 2 r / delta + ||W*||_X^2 (lemma 2).</summary>
    /// <param name="rank">r.</param>
    /// <param name="failureProbability">delta.</param>
    /// <param name="squaredMinimizerNorm">||W*||_X^2.</param>
    public static double InitialGapBound(int rank, double failureProbability, double squaredMinimizerNorm) =>
        (2 * rank / failureProbability) + squaredMinimizerNorm;
}
