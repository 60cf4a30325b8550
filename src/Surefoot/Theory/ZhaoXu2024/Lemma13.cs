namespace Surefoot.Theory.ZhaoXu2024;

/// <summary>
/// Zhao and Xu 2024, lemma 13, with k and M_k explicit: for a Gaussian start, ||W_{j:i}(0)|| is at most
/// M_k sqrt(C0 N) (n_i ... n_{j-1} max(n_{i-1}, n_j))^{1/2} for all 1 &lt; i &lt;= j &lt; N, except with probability at most 2 e^{-k / (5 Delta_1)}.
/// </summary>
public sealed class Lemma13 : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "zhao-xu-2024/lemma-13";

    /// <inheritdoc/>
    public override string Source => "Zhao and Xu 2024, lemma 13";

    /// <inheritdoc/>
    public override string Statement => "The inner products of layers of a wide Gaussian start are not much larger than their measure.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Law;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips { get; } =
    [
        new(SlipClass.Setting, "some k in (0, 1) and some M_k", "k = ln(4/3)^2 / 2 and M_k = 4 sqrt(5 ln 6 / k + 1)", "lemma 10 with e^c = (4/3)^2 gives k, and the proof then M_k"),
    ];

    /// <summary>k = ln(4/3)^2 / 2.</summary>
    public static double K { get; } = 0.5 * Math.Pow(Math.Log(4.0 / 3), 2);

    /// <summary>M_k = 4 sqrt(5 ln 6 / k + 1).</summary>
    public static double NormFactor { get; } = 4 * Math.Sqrt((5 * Math.Log(6) / K) + 1);

    /// <summary>k / (5 ln 6): the largest Delta_1 of the net.</summary>
    public static double LargestForNet { get; } = K / (5 * Math.Log(6));

    /// <summary>k / (5 ln(5 ln 6 e / k)): the largest Delta_1, and Delta_1 ln C0, of the blocks.</summary>
    public static double LargestForBlocks { get; } = K / (5 * Math.Log(5 * Math.Log(6) * Math.E / K));

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        var problem = new NormalizedProblem(setting);
        var sum = problem.InverseWidthSum(1, problem.Depth - 1);
        var limit = NormFactor * Math.Sqrt(problem.WidthRatio * problem.Depth);
        var most = Math.Min(LargestForNet, LargestForBlocks);
        return new(this,
            [
                .. problem.Standing(),
                .. problem.LawAssumptions(StartLaw.Gaussian),
                Sum("the sum of inverse hidden widths", 1, most),
                Sum("the sum of inverse hidden widths times ln C0", Math.Log(problem.WidthRatio), Math.Min(LargestForBlocks, K / 5)),
                Sum("the sum of inverse hidden widths times ln N", Math.Log(problem.Depth), K / 5),
            ])
        {
            FailureProbability = Math.Min(1, 2 * Math.Exp(-K / (5 * sum))),
            Constants = [new("k", K, ConstantOrigin.Derived, "from lemma 10 with e^c = (4/3)^2"), new("M_k", NormFactor, ConstantOrigin.Derived, "from the proof")],
            Yields = [("Delta_1", sum), ("||W_{j:i}(0)|| over its measure at most", limit)],
            Invariants =
            [
                new("lemma-13", "max_{i,j} ||W_{j:i}(0)|| / (n_i ... n_{j-1} max(n_{i-1}, n_j))^{1/2} <= M_k sqrt(C0 N)",
                    moment => moment.Step == 0 && problem.Depth > 2 ? new(Region.InnerNorms(problem, moment) / 2, limit) : null),
            ],
        };

        Assumption Sum(string name, double factor, double limit) =>
            new(name, factor * sum, Relation.AtMost, limit, $"make every hidden layer at least {(problem.Depth - 1) * factor / limit:G4} wide");
    }
}
