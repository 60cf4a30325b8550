namespace Surefoot.Theory.ZhaoXu2024;

/// <summary>
/// Zhao and Xu 2024, lemma 15: for B ~ Beta(a, b), P(|B - a/(a+b)| &gt;= y) &lt;= 2 exp(-2 (a+b) y^2) and
/// P(B &gt;= (1+e) a/(a+b)) &lt;= exp(-(e - ln(1+e)) a).
/// </summary>
/// <remarks>
/// In a network from a one-peak or special balanced start, ||V(0) x||^2 n_N / n_p is Beta(n_N/2, (n_p - n_N)/2) for ||x|| = 1, and so the
/// lemma says how far the norm of an input may change.
/// </remarks>
public sealed class Lemma15 : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "zhao-xu-2024/lemma-15";

    /// <inheritdoc/>
    public override string Source => "Zhao and Xu 2024, lemma 15";

    /// <inheritdoc/>
    public override string Statement => "A beta variable is near its mean, except with small probability.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Law;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips { get; } =
    [
        new(SlipClass.Misprint, "Gamma(x + l) / Gamma(x) <= x (x + l)^{l - 1} for all l > 0 (50)", "for l >= 1 only, and (x + l)^l for all l > 0",
            "at x = 1 and l = 1/2 the left side is 0.886 and the right 0.816; the lemma stands"),
    ];

    /// <summary>e: the relative deviation for which a network's probabilities are told.</summary>
    public double Deviation { get; init; } = 0.5;

    /// <summary>2 exp(-2 (a+b) y^2).</summary>
    /// <param name="a">a.</param>
    /// <param name="b">b.</param>
    /// <param name="deviation">y, absolute.</param>
    public static double TwoSidedTail(double a, double b, double deviation) => 2 * Math.Exp(-2 * (a + b) * deviation * deviation);

    /// <summary>exp(-(e - ln(1+e)) a).</summary>
    /// <param name="a">a.</param>
    /// <param name="deviation">e, relative to the mean.</param>
    public static double UpperTail(double a, double deviation) => Math.Exp(-(deviation - Math.Log(1 + deviation)) * a);

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        var problem = new NormalizedProblem(setting);
        var peak = problem.Widths.Skip(1).Take(problem.Depth - 1).DefaultIfEmpty(0).Max();
        var (a, b) = (problem.Outputs / 2.0, (peak - problem.Outputs) / 2.0);
        var twoSided = TwoSidedTail(a, b, Deviation * a / (a + b));
        var upper = UpperTail(a, Deviation);
        return new(this, [.. problem.LawAssumptions(StartLaw.OnePeak, StartLaw.SpecialBalanced)])
        {
            FailureProbability = Math.Min(1, twoSided),
            Constants = [new("e", Deviation, ConstantOrigin.Given, "the relative deviation of ||V(0) x||^2")],
            Yields = [("a", a), ("b", b), ("the probability that ||V(0) x||^2 is off by the share e at most", twoSided), ("that it is above its mean by the share e at most", upper)],
        };
    }
}
