namespace Surefoot.Theory.ZhaoXu2024;

/// <summary>
/// Zhao and Xu 2024, remark 10: for a one-peak start ||W_{j:i}(0)|| is (n_i ... n_j)^{1/2} up to the peak, (n_{i-1} ... n_{j-1})^{1/2} after
/// it, and at most sqrt(C0) (n_i ... n_{j-1} max(n_{i-1}, n_j))^{1/2} across it.
/// </summary>
public sealed class Remark10 : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "zhao-xu-2024/remark-10";

    /// <inheritdoc/>
    public override string Source => "Zhao and Xu 2024, remark 10";

    /// <inheritdoc/>
    public override string Statement => "The norms of products of layers of a one-peak start, exactly on either side of the peak and bounded across it.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Start;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips { get; } =
    [
        new(SlipClass.Setting, "1 <= i < p < j <= N across the peak", "i <= p < j", "i = p is in none of the three cases otherwise, and the bound holds there too"),
    ];

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        var problem = new NormalizedProblem(setting);
        var (depth, widths) = (problem.Depth, problem.Widths);
        var peak = StartLaws.Peak(widths) ?? 1;
        return new(this, [.. problem.LawAssumptions(StartLaw.OnePeak)])
        {
            Yields = [("p", peak), ("sqrt(C0)", Math.Sqrt(problem.WidthRatio))],
            Invariants = depth < 2 ? [] :
            [
                Lemma2.AtStart("remark-10/up", "| ||W_{j:i}(0)|| / (n_i ... n_j)^{1/2} - 1 | <= rounding for j <= p",
                    start => new(Pairs().Where(pair => pair.J <= peak).Max(pair => Math.Abs(problem.InnerNorm(start, pair.I, pair.J) - 1)), problem.RatioRounding)),
                Lemma2.AtStart("remark-10/down", "| ||W_{j:i}(0)|| / (n_{i-1} ... n_{j-1})^{1/2} - 1 | <= rounding for i > p",
                    start => new(Pairs().Where(pair => pair.I > peak).Max(pair => Math.Abs((problem.InnerNorm(start, pair.I, pair.J) * Math.Sqrt((double)widths[pair.J] / widths[pair.I - 1])) - 1)), problem.RatioRounding)),
                Lemma2.AtStart("remark-10/across", "||W_{j:i}(0)|| / (n_i ... n_{j-1} max(n_{i-1}, n_j))^{1/2} <= sqrt(C0) for i <= p < j, not both 1 and N",
                    start => new(Pairs().Where(pair => pair.I <= peak && pair.J > peak && pair != (1, depth)).Select(pair => problem.InnerRatio(start, pair.I, pair.J)).DefaultIfEmpty(0).Max(),
                        Math.Sqrt(problem.WidthRatio), problem.RatioRounding * Math.Sqrt(problem.WidthRatio))),
            ],
        };

        IEnumerable<(int I, int J)> Pairs() => Enumerable.Range(1, depth).SelectMany(i => Enumerable.Range(i, depth - i + 1).Select(j => (i, j)));
    }
}
