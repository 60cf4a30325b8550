namespace Surefoot.Theory.ZhaoXu2024;

/// <summary>
/// Zhao and Xu 2024, lemma 12, with its probability explicit: as lemma 11, for W_{j:1}(0) on the span of the inputs, 1 &lt;= j &lt; N, with the
/// measure (n_1 ... n_j)^{1/2} and r in place of n_N.
/// </summary>
public sealed class Lemma12 : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "zhao-xu-2024/lemma-12";

    /// <inheritdoc/>
    public override string Source => "Zhao and Xu 2024, lemma 12";

    /// <inheritdoc/>
    public override string Statement => "The products of the first layers of a wide Gaussian start are nearly multiples of isometries on the span of the inputs.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Law;

    /// <summary>c1: the largest singular value is at most e^{c1} of its measure.</summary>
    public double C1 { get; init; } = 0.5;

    /// <summary>c2: the smallest is at least e^{-c2} of it.</summary>
    public double C2 { get; init; } = 0.5;

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        var problem = new NormalizedProblem(setting);
        return Lemma11.Certify(this, problem, problem.Rank, C1, C2, i => problem.InverseWidthSum(1, i), "lemma-12", "W_{i:1}(0) on the inputs' span",
            (start, i) => problem.InputRatio(start, i + 1, 1), (start, i) => problem.InputRatio(start, i + 1, problem.Rank));
    }
}
