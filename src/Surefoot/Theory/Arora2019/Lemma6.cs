namespace Surefoot.Theory.Arora2019;

/// <summary>
/// Arora et al. 2019, lemma 6: if ||B_j||_F &lt;= nu for all j with 0 &lt; nu &lt;= C^{2/N} / (30 N^2), and ||W||_sigma &lt;= C, then
/// ||W_j||_sigma &lt;= C^{1/N} 2^{1/(2N)} for all j.
/// </summary>
/// <remarks>C is measured as ||W||_sigma.</remarks>
public sealed class Lemma6 : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "arora-2019/lemma-6";

    /// <inheritdoc/>
    public override string Source => "Arora, Cohen, Golowich and Hu 2019, lemma 6";

    /// <inheritdoc/>
    public override string Statement => "Nearly balanced layers with a bounded product are bounded themselves, each by about its N-th root.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Step;

    /// <summary>C^{2/N} / (30 N^2): the largest imbalance nu.</summary>
    public static double BalanceLimit(int depth, double product) => Math.Pow(product, 2.0 / depth) / (30.0 * depth * depth);

    /// <summary>C^{1/N} 2^{1/(2N)}: the bound on each layer.</summary>
    public static double LayerBound(int depth, double product) => Math.Pow(product, 1.0 / depth) * Math.Pow(2, 0.5 / depth);

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        var problem = new WhitenedProblem(setting);
        var start = problem.At(setting.Start);
        var product = setting.Start.MapSingularValues[0];
        return new(this,
            [
                new("the balancedness max_j ||B_j(0)||_F", start.LargestImbalance, Relation.AtMost, BalanceLimit(problem.Depth, product), "use a balanced start, where it is 0")
                {
                    Uncertainty = problem.ProductRounding,
                    Scale = start.LargestNorm * start.LargestNorm,
                },
            ])
        {
            Yields = [("C", product), ("bound on ||W_j||_sigma", LayerBound(problem.Depth, product))],
            Invariants = [new("lemma-6", "||W_j||_sigma <= ||W||_sigma^(1/N) 2^(1/(2N)) where max_j ||B_j||_F <= ||W||_sigma^(2/N) / (30 N^2)", moment => Compare(problem, moment))],
        };
    }

    private static Comparison? Compare(WhitenedProblem problem, DeepLinearMoment moment)
    {
        var point = problem.At(moment);
        var product = moment.MapSingularValues[0];
        return point.LargestImbalance <= BalanceLimit(problem.Depth, product)
            ? new(point.LargestNorm, LayerBound(problem.Depth, product), problem.ProductRounding * point.LargestNorm)
            : null;
    }
}
