namespace Surefoot.Theory.ZhaoXu2024;

/// <summary>
/// Zhao and Xu 2024, lemma 8: ||nabla L(W)||_X^2 / (2 beta) &lt;= L(W) - L* &lt;= ||nabla L(W)||_X^2 / (2 alpha) (inequalities 31 and 32), at
/// the network's map and at its twin's.
/// </summary>
public sealed class Lemma8 : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "zhao-xu-2024/lemma-8";

    /// <inheritdoc/>
    public override string Source => "Zhao and Xu 2024, lemma 8";

    /// <inheritdoc/>
    public override string Statement => "The squared gradient measures the gap of the loss, up to the condition number.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Step;

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        var problem = new NormalizedProblem(setting);
        return new(this, [problem.ConvexAssumption()])
        {
            Invariants =
            [
                new("lemma-8/31", "||nabla L(V)||_X^2 <= 2 beta (L(V) - L*)", moment => Lemma3.GradientOverGap(problem, problem.Deep(moment))),
                new("lemma-8/32", "2 alpha (L(V) - L*) <= ||nabla L(V)||_X^2", moment => GapOverGradient(problem.Deep(moment))),
                new("lemma-8/31-twin", "||nabla L(W)||_X^2 <= 2 beta (L(W) - L*), W of the twin", moment => Lemma3.GradientOverGap(problem, problem.Twin(moment))),
                new("lemma-8/32-twin", "2 alpha (L(W) - L*) <= ||nabla L(W)||_X^2, W of the twin", moment => GapOverGradient(problem.Twin(moment))),
            ],
        };

        Comparison GapOverGradient(ConvexPoint point)
        {
            var norm = SemiNorm.Of(point.Gradient);
            var rounding = problem.GradientRounding(point);
            return new(2 * problem.StrongConvexity * point.Gap, norm * norm, (((2 * norm) + rounding) * rounding) + (2 * problem.StrongConvexity * problem.GapRounding(point)));
        }
    }
}
