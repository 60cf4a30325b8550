namespace Surefoot.Theory.ZhaoXu2024;

/// <summary>
/// Zhao and Xu 2024, proposition 1: inequalities (27) to (30) of an alpha-strongly convex and beta-smooth function, for L in the data
/// semi-norm at x = V(t) of the network and y = W(t) of its twin.
/// </summary>
public sealed class Proposition1 : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "zhao-xu-2024/proposition-1";

    /// <inheritdoc/>
    public override string Source => "Zhao and Xu 2024, proposition 1";

    /// <inheritdoc/>
    public override string Statement => "What strong convexity and smoothness say of the loss and its gradient at two points.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Step;

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        var problem = new NormalizedProblem(setting);
        var (alpha, beta) = (problem.StrongConvexity, problem.Smoothness);
        return new(this, [problem.ConvexAssumption()])
        {
            Invariants =
            [
                At("27-lower", "f(y) + <nabla f(y), x - y> + (alpha/2) ||x - y||^2 <= f(x)", (x, y) => (Lemma1.Quadratic(alpha, y, x), x.Gap)),
                At("27-upper", "f(x) <= f(y) + <nabla f(y), x - y> + (beta/2) ||x - y||^2", (x, y) => (x.Gap, Lemma1.Quadratic(beta, y, x))),
                At("28", "alpha beta / (alpha + beta) ||x - y||^2 + ||nabla f(x) - nabla f(y)||^2 / (alpha + beta) <= <nabla f(x) - nabla f(y), x - y>", (x, y) =>
                {
                    var (step, bend) = (Algebra.Difference(x.Map, y.Map), Algebra.Difference(x.Gradient, y.Gradient));
                    return (((alpha * beta * SemiNorm.Squared(step)) + SemiNorm.Squared(bend)) / (alpha + beta), SemiNorm.Inner(bend, step));
                }),
                At("29", "alpha ||x - y||^2 <= ||nabla f(x) - nabla f(y)|| ||x - y||", (x, y) =>
                {
                    var distance = SemiNorm.Distance(x.Map, y.Map);
                    return (alpha * distance * distance, SemiNorm.Distance(x.Gradient, y.Gradient) * distance);
                }),
                At("30", "f(x) - f(y) <= <nabla f(x), x - y> - ||nabla f(x) - nabla f(y)||^2 / (2 beta)", (x, y) =>
                {
                    var bend = Algebra.Difference(x.Gradient, y.Gradient);
                    return (x.Gap + (SemiNorm.Squared(bend) / (2 * beta)), y.Gap + SemiNorm.Inner(x.Gradient, Algebra.Difference(x.Map, y.Map)));
                }),
            ],
        };

        Invariant<DeepLinearMoment> At(string number, string statement, Func<ConvexPoint, ConvexPoint, (double Left, double Right)> sides) =>
            new($"proposition-1/{number}", statement, moment =>
            {
                var (x, y) = (problem.Deep(moment), problem.Twin(moment));
                var (left, right) = sides(x, y);
                return new(left, right, problem.PairRounding(x, y));
            });
    }
}
