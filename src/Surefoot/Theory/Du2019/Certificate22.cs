namespace Surefoot.Theory.Du2019;

/// <summary>
/// Lemma 2.2 of Du 2019 without probability: for every W within R of this very start ||H - H(0)|| is at most D(R) = sum_ij |x_i . x_j| F_ij(R), F_ij the share of units
/// with |w_r(0) . x_i| &lt;= R or |w_r(0) . x_j| &lt;= R, and at most the Frobenius norm of the same matrix.
/// </summary>
public sealed class Certificate22 : Theorem<TwoLayerReluSetting, TwoLayerReluMoment>
{
    /// <inheritdoc/>
    public override string Id => "du-2019/certificate-2.2";

    /// <inheritdoc/>
    public override string Source => "Du 2019, proof of lemma 2.2, counted instead of estimated";

    /// <inheritdoc/>
    public override string Statement => "The Gram matrix changes by no more than the units allow that are near enough to a hyperplane to have crossed it.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Step;

    /// <inheritdoc/>
    public override Certificate<TwoLayerReluMoment> Certify(TwoLayerReluSetting setting)
    {
        var problem = new PatternProblem(setting);
        return new(this, [.. problem.Standing()])
        {
            Invariants =
            [
                new("certificate-2.2/sum", "||H(k) - H(0)|| <= D(R) at R = max_r ||w_r(k) - w_r(0)||", moment => Change(moment).Sum),
                new("certificate-2.2/frobenius", "||H(k) - H(0)|| <= the Frobenius form of D(R)", moment => Change(moment).Frobenius),
                new("certificate-2.2/flips", "the changed patterns are no more than sum_i |complement of S_i|", moment =>
                    new(moment.Patterns.CountDifferences(setting.Start.Patterns), problem.Count(problem.Unstable(moment.Travel)))),
            ],
        };

        (Comparison Sum, Comparison Frobenius) Change(TwoLayerReluMoment moment)
        {
            var (sum, frobenius) = problem.LargestChange(problem.Unstable(moment.Travel));
            var distance = PatternProblem.Distance(moment.Gram, setting.Start.Gram);
            return (new(distance, sum, 2 * problem.EigenvalueRounding), new(distance, frobenius, 2 * problem.EigenvalueRounding));
        }
    }
}
