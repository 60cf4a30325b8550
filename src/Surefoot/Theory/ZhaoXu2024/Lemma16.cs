namespace Surefoot.Theory.ZhaoXu2024;

/// <summary>
/// Zhao and Xu 2024, lemma 16, with its probability explicit: for a one-peak start, all singular values of W_{N:i}(0), 2 &lt;= i &lt;= p, and
/// of W_{j:1}(0) on the span of the inputs, p + 1 &lt;= j &lt;= N - 1, lie between 1 - epsilon and 1 + epsilon times their measure
/// (n_{i-1} ... n_{N-1})^{1/2} or (n_1 ... n_j)^{1/2}.
/// </summary>
/// <remarks>
/// The other products are multiples of isometries. For ||v|| = 1, ||W_{N:i}^T v||^2 / (n_i ... n_p n_p ... n_{N-1}) is
/// Beta(n_{i-1}/2, (n_p - n_{i-1})/2), and likewise with n_j for W_{j:1}; lemma 15 at the points of a net gives the probability.
/// </remarks>
public sealed class Lemma16 : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "zhao-xu-2024/lemma-16";

    /// <inheritdoc/>
    public override string Source => "Zhao and Xu 2024, lemma 16";

    /// <inheritdoc/>
    public override string Statement => "The products of layers of a wide one-peak start that lead over the peak are nearly multiples of isometries.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Law;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips { get; } =
    [
        new(SlipClass.Misprint, "p + 1 <= j <= N", "j <= N - 1", "W_{N:1} has rank n_N at most, so that its smallest singular value on the inputs' span is 0 where r > n_N"),
        new(SlipClass.Setting, "n_1 / C0 >= C(epsilon) n_N, with probability 1 - e^{-Omega(n_1 / C0)}", "lemma 15 over a net of (3 / phi)^d points", "the constants are left open; the proof yields this bound"),
    ];

    /// <summary>epsilon, between 0 and 1.</summary>
    public double Deviation { get; init; } = 0.5;

    /// <summary>(3 / phi)^d (upper tail + two-sided tail) of Beta(n/2, (n_p - n)/2), where the squares may be off by e^{c1} and e^{-c2} on a net.</summary>
    /// <param name="dimension">d: n_N, or r.</param>
    /// <param name="width">n: the width from which, or to which, the product leads.</param>
    /// <param name="peak">n_p.</param>
    /// <param name="deviation">epsilon; e^{c1} = 1 + epsilon and e^{-c2} = 1 - epsilon.</param>
    public static double FailureBound(int dimension, int width, int peak, double deviation)
    {
        if (width == peak)
            return 0;
        var (a, b) = (width / 2.0, (peak - width) / 2.0);
        var radius = Lemma11.NetRadius(Math.Log(1 + deviation), -Math.Log(1 - deviation));
        return Math.Pow(3 / radius, dimension) * (Lemma15.UpperTail(a, deviation) + Lemma15.TwoSidedTail(a, b, deviation * a / (a + b)));
    }

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        var problem = new NormalizedProblem(setting);
        var peak = StartLaws.Peak(problem.Widths) ?? 1;
        var widest = problem.Widths[peak];

        // i counts the layer below W_{N:i+1}, j the layer above W_{j:1}.
        int[] outputs = [.. Enumerable.Range(1, peak - 1)];
        int[] inputs = [.. Enumerable.Range(peak + 1, Math.Max(0, problem.Depth - 1 - peak))];
        var failure = outputs.Sum(i => FailureBound(problem.Outputs, problem.Widths[i], widest, Deviation))
            + inputs.Sum(j => FailureBound(problem.Rank, problem.Widths[j], widest, Deviation));
        return new(this,
            [
                .. problem.Standing(),
                .. problem.LawAssumptions(StartLaw.OnePeak),
                new("the bound on the probability of failure", failure, Relation.Below, 1, "use equal hidden widths, or wider layers"),
            ])
        {
            FailureProbability = Math.Min(1, failure),
            Constants = [new("epsilon", Deviation, ConstantOrigin.Given, "how far singular values may be from their measure")],
            Yields = [("p", peak), ("n_p", widest)],
            Invariants =
            [
                Lemma2.AtStart("lemma-16/upper", "max sigma_max / measure <= 1 + epsilon over all products",
                    start => new(Ratios(start, 1, 1).Max(), 1 + Deviation)),
                Lemma2.AtStart("lemma-16/lower", "1 - epsilon <= min sigma_min / measure over all products",
                    start => new(1 - Deviation, Ratios(start, problem.Outputs, problem.Rank).Min())),
            ],
        };

        IEnumerable<double> Ratios(DeepLinearMoment start, int outputIndex, int inputIndex) =>
            outputs.Select(i => problem.OutputRatio(start, i, outputIndex)).Concat(inputs.Select(j => problem.InputRatio(start, j + 1, inputIndex))).DefaultIfEmpty(1);
    }
}
