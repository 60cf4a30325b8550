namespace Surefoot.Theory.Arora2019;

/// <summary>
/// Arora et al. 2019, theorem 1: from a start of deficiency margin c that is delta-balanced, with delta and the learning rate
/// small enough, l(t) &lt;= l(0) (1 - eta c^{2(N-1)/N})^t (inequality 13).
/// </summary>
public sealed class Theorem1 : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "arora-2019/theorem-1";

    /// <inheritdoc/>
    public override string Source => "Arora, Cohen, Golowich and Hu 2019, theorem 1";

    /// <inheritdoc/>
    public override string Statement =>
        "On whitened data, a start that is nearly balanced and closer to the target than the target is to losing rank converges linearly, if the learning rate is small enough.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Run;

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        var problem = new WhitenedProblem(setting);
        var depth = problem.Depth;

        // Every limit grows with c, so the largest margin is the best choice.
        var margin = problem.Margin(setting.Start);
        var norm = problem.TargetNorm;
        var balance = margin > 0 ? margin * margin / (256 * Math.Pow(depth, 3) * Math.Pow(norm, 2.0 * (depth - 1) / depth)) : 0;
        var rate = margin > 0 ? Math.Pow(margin, ((4.0 * depth) - 2) / depth) / (6144 * Math.Pow(depth, 3) * Math.Pow(norm, ((6.0 * depth) - 4) / depth)) : 0;
        var decay = margin > 0 ? problem.Rate * Math.Pow(margin, 2.0 * (depth - 1) / depth) : 0;
        var bound = new GeometricBound(setting.Start.Gap, decay);
        return new(this,
            [
                .. problem.Standing(),
                new("the deficiency margin sigma_min(Phi) - ||W(0) - Phi||_F", margin, Relation.Above, 0, "start closer to the target") { Scale = norm },
                new("the balancedness max_j ||B_j(0)||_F", problem.Imbalance(setting.Start), Relation.AtMost, balance, "use a balanced start"),
                new("the learning rate", setting.LearningRate, Relation.AtMost, problem.RateOfSetting(rate), $"take a learning rate of at most {problem.RateOfSetting(rate):G4}"),
            ])
        {
            Constants =
            [
                new("256", 256, ConstantOrigin.Explicit, "in the limit on the balancedness"),
                new("6144", 6144, ConstantOrigin.Explicit, "in the limit on the learning rate"),
            ],
            Bound = bound,
            Yields = [("c", margin), ("delta", balance)],
            Invariants =
            [
                new("theorem-1/13", "l(t) <= l(0) (1 - eta c^(2(N-1)/N))^t", moment => new(moment.Gap, bound.At(moment.Step), moment.GapRounding)),
            ],
        };
    }
}
