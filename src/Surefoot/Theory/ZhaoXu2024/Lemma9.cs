namespace Surefoot.Theory.ZhaoXu2024;

/// <summary>Zhao and Xu 2024, lemma 9: a Gaussian start keeps norms on average, E ||a_N W_{N:1}(0) x||^2 = ||x||^2 (eq. 8).</summary>
public sealed class Lemma9 : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "zhao-xu-2024/lemma-9";

    /// <inheritdoc/>
    public override string Source => "Zhao and Xu 2024, lemma 9";

    /// <inheritdoc/>
    public override string Statement => "A Gaussian start keeps the norm of every input on average.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Law;

    /// <summary>
    /// The variance of ||a_N W_{N:1}(0) x||^2 / ||x||^2, a product of independent chi-squared variables over their degrees of freedom:
    /// prod_j (1 + 2 / n_j) - 1.
    /// </summary>
    /// <param name="widths">n_1, ..., n_N.</param>
    public static double Variance(IEnumerable<int> widths) => widths.Aggregate(1.0, (product, width) => product * (1 + (2.0 / width))) - 1;

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        var problem = new NormalizedProblem(setting);
        return new(this, [.. problem.LawAssumptions(StartLaw.Gaussian)])
        {
            Yields = [("the mean of ||f(x)||^2 / ||x||^2", 1), ("its variance", Variance(problem.Widths.Skip(1)))],
        };
    }
}
