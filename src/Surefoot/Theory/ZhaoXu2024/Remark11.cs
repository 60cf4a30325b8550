namespace Surefoot.Theory.ZhaoXu2024;

/// <summary>
/// Zhao and Xu 2024, remark 11: for a one-peak or special balanced start of equal hidden widths n, ||W_{N:i}(0)|| = n^{(N-i+1)/2} and
/// ||W_{j:i}(0)|| = n^{(j-i+1)/2} for 1 &lt; i &lt;= j &lt; N: every ratio of (14) is 1.
/// </summary>
public sealed class Remark11 : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "zhao-xu-2024/remark-11";

    /// <inheritdoc/>
    public override string Source => "Zhao and Xu 2024, remark 11";

    /// <inheritdoc/>
    public override string Statement => "With equal hidden widths the products of layers of an orthogonal start are multiples of isometries.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Start;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips { get; } =
    [
        new(SlipClass.Misprint, "||W_{j:i}(0)|| = n^{(N-i+1)/2}", "||W_{N:i}(0)|| = n^{(N-i+1)/2} and ||W_{j:i}(0)|| = n^{(j-i+1)/2}", "the exponent counts the layers of the product, as the proof of theorem 6 has it"),
    ];

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        var problem = new NormalizedProblem(setting);
        var depth = problem.Depth;
        return new(this,
            [
                .. problem.Standing(),
                .. problem.LawAssumptions(StartLaw.OnePeak, StartLaw.SpecialBalanced),
                new("the number of different hidden widths", problem.WidthFactors.DistinctWidths, Relation.Equal, 1, "make all hidden layers equally wide"),
            ])
        {
            Invariants = depth < 2 ? [] :
            [
                Lemma2.AtStart("remark-11/outer", "| sigma(W_{N:i}(0)) / n^{(N-i+1)/2} - 1 | <= rounding for all singular values and 1 < i <= N",
                    start => new(Enumerable.Range(1, depth - 1).Max(i => Math.Max(problem.OutputRatio(start, i, 1) - 1, 1 - problem.OutputRatio(start, i, problem.Outputs))), problem.RatioRounding)),
                new("remark-11/inner", "| ||W_{j:i}(0)|| / n^{(j-i+1)/2} - 1 | <= rounding for 1 < i <= j < N", moment => moment.Step > 0 || depth < 3 ? null
                    : new(Enumerable.Range(2, depth - 2).Max(i => Enumerable.Range(i, depth - i).Max(j => Math.Abs(problem.InnerNorm(moment, i, j) - 1))), problem.RatioRounding)),
            ],
        };
    }
}
