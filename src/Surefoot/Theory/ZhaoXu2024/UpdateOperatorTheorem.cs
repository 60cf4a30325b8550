namespace Surefoot.Theory.ZhaoXu2024;

/// <summary>
/// Zhao and Xu 2024, (41) to (43): V(t+1) = V(t) - eta P(t)[nabla L(V(t))] + a_N E(t) with E(t) of second and higher order in eta, and the
/// eigenvalues of P(t) between sums of squared singular values.
/// </summary>
public sealed class UpdateOperatorTheorem : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "zhao-xu-2024/update-operator";

    /// <inheritdoc/>
    public override string Source => "Zhao and Xu 2024, equations (41) to (43) and proposition 2";

    /// <inheritdoc/>
    public override string Statement => "To first order, a step of the network is a step of convex descent whose gradient a positive operator has changed; its eigenvalues lie between sums of squared singular values.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Step;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips { get; } =
    [
        new(SlipClass.Gap, "B(t) gives (N / n_N) e^{-2 c2} <= P(t) <= (N / n_N) e^{2 c1} (43)", "exponents -4 c2 and 4 c1 from B(t)",
            "every inner term is a product of two squares, each within e^{2 c1}; along a run (14) and (15) keep P(t) within the printed bounds, but B(t) alone does not"),
    ];

    /// <summary>
    /// What B(t) as printed says of the eigenvalues: between (2 e^{-2 c2} + (N - 2) e^{-4 c2}) / n_N and (2 e^{2 c1} + (N - 2) e^{4 c1}) / n_N,
    /// since in the first and the last term one factor is the identity.
    /// </summary>
    /// <param name="c1">c1 of B(t).</param>
    /// <param name="c2">c2 of B(t).</param>
    /// <param name="depth">N, at least 2.</param>
    /// <param name="outputs">n_N.</param>
    public static (double Least, double Largest) EigenvalueBounds(double c1, double c2, int depth, int outputs) =>
        (((2 * Math.Exp(-2 * c2)) + ((depth - 2) * Math.Exp(-4 * c2))) / outputs, ((2 * Math.Exp(2 * c1)) + ((depth - 2) * Math.Exp(4 * c1))) / outputs);

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        var problem = new NormalizedProblem(setting);
        var atStart = UpdateOperator.At(setting.Start);
        return new(this, [.. problem.Standing()])
        {
            Yields = [("the least eigenvalue of P(0) at least", atStart.LeastBound), ("the largest eigenvalue of P(0) at most", atStart.LargestBound), ("N / n_N", problem.Depth / (double)problem.Outputs)],
            Invariants =
            [
                new("update-operator/42", "||V(t+1) - V(t) + eta P(t)[nabla L(V(t))] - a_N E(t)||_X <= rounding", moment => Identity(problem, moment)),
                new("update-operator/lower", "(n_1 ... n_N)^{-1} sum_i sigma_min(W_{i-1:1})^2 sigma_min(W_{N:i+1})^2 ||G||_X^2 <= <G, P(t)[G]>_X for G = nabla L(V(t))", moment =>
                {
                    var (update, square) = (UpdateOperator.At(moment), SemiNorm.Squared(moment.Gradient));
                    return new(update.LeastBound * square, SemiNorm.Inner(moment.Gradient, update.Apply(moment.Gradient)), problem.RatioRounding * update.LargestBound * square);
                }),
                new("update-operator/upper", "<G, P(t)[G]>_X <= (n_1 ... n_N)^{-1} sum_i sigma_max(W_{i-1:1})^2 sigma_max(W_{N:i+1})^2 ||G||_X^2 for G = nabla L(V(t))", moment =>
                {
                    var (update, square) = (UpdateOperator.At(moment), SemiNorm.Squared(moment.Gradient));
                    return new(SemiNorm.Inner(moment.Gradient, update.Apply(moment.Gradient)), update.LargestBound * square, problem.RatioRounding * update.LargestBound * square);
                }),
                new("update-operator/43-lower", "(2 e^{-2 c2} + (N - 2) e^{-4 c2}) / n_N <= P(t), with c2 of B(t) measured", moment =>
                {
                    var update = UpdateOperator.At(moment);
                    return new(Measured(problem, moment).Least, update.LeastBound, problem.RatioRounding * update.LargestBound);
                }),
                new("update-operator/43-upper", "P(t) <= (2 e^{2 c1} + (N - 2) e^{4 c1}) / n_N, with c1 of B(t) measured", moment =>
                {
                    var update = UpdateOperator.At(moment);
                    return new(update.LargestBound, Measured(problem, moment).Largest, problem.RatioRounding * update.LargestBound);
                }),
            ],
        };
    }

    // B(t) has e^{c1} where (14) has e^{c1/2}.
    private static (double Least, double Largest) Measured(NormalizedProblem problem, DeepLinearMoment moment)
    {
        var region = Region.Outer(problem, moment);
        return EigenvalueBounds(region.C1 / 2, region.C2 / 2, problem.Depth, problem.Outputs);
    }

    private static Comparison? Identity(NormalizedProblem problem, DeepLinearMoment moment)
    {
        if (moment.Previous is not { } previous)
            return null;
        var change = Algebra.Difference(moment.Map, previous.Map);
        var first = UpdateOperator.At(previous).Apply(previous.Gradient);
        var higher = new StepExpansion(previous).HigherOrder;
        for (var k = 0; k < change.Span.Length; k++)
            change.Span[k] += (problem.Rate * first.Span[k]) - higher.Span[k];
        return new(SemiNorm.Of(change), problem.MapRounding(moment.Map) + problem.MapRounding(previous.Map) + (problem.RatioRounding * (problem.Rate * SemiNorm.Of(first) + SemiNorm.Of(higher))));
    }
}
