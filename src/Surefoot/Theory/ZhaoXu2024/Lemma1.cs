namespace Surefoot.Theory.ZhaoXu2024;

/// <summary>
/// Zhao and Xu 2024, lemma 1: L is strongly convex in the data semi-norm, with alpha = alpha_l lambda_min(X X^T) for a loss sum_i l(W x_i, y_i)
/// with alpha_l-strongly convex l, though not even strictly convex in the Frobenius norm where inputs depend on each other.
/// </summary>
public sealed class Lemma1 : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "zhao-xu-2024/lemma-1";

    /// <inheritdoc/>
    public override string Source => "Zhao and Xu 2024, lemma 1";

    /// <inheritdoc/>
    public override string Statement =>
        "The convex problem is strongly convex and smooth in the data semi-norm ||W P_X||_F, with constants from the singular values of the inputs.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Step;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips { get; } =
    [
        new(SlipClass.Gap, "in the proof g(W) = L(W) - (alpha_l / m) ||W||^2 is convex, with lambda_min(W^T W)", "half of it, and lambda_min(X X^T)",
            "with l = ||.||^2 / 2 the printed g is not convex; the lemma itself stands"),
    ];

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        var problem = new NormalizedProblem(setting);
        return new(this, [problem.ConvexAssumption()])
        {
            Yields =
            [
                ("alpha", problem.StrongConvexity),
                ("beta", problem.Smoothness),
                ("inputs' dimensions without curvature", setting.Network.InputDimension - problem.Rank),
            ],
            Invariants =
            [
                new("lemma-1/alpha", "L(W) + <nabla L(W), V - W> + (alpha/2) ||V - W||_X^2 <= L(V), V of the network and W of its twin", moment =>
                {
                    var (v, w) = (problem.Deep(moment), problem.Twin(moment));
                    return new(Quadratic(problem.StrongConvexity, w, v), v.Gap, problem.PairRounding(v, w));
                }),
                new("lemma-1/beta", "L(V) <= L(W) + <nabla L(W), V - W> + (beta/2) ||V - W||_X^2, V of the network and W of its twin", moment =>
                {
                    var (v, w) = (problem.Deep(moment), problem.Twin(moment));
                    return new(v.Gap, Quadratic(problem.Smoothness, w, v), problem.PairRounding(v, w));
                }),
            ],
        };
    }

    /// <summary>L(W) - L* + &lt;nabla L(W), V - W&gt; + (curvature/2) ||V - W||_X^2.</summary>
    internal static double Quadratic(double curvature, ConvexPoint at, ConvexPoint to)
    {
        var step = Algebra.Difference(to.Map, at.Map);
        return at.Gap + SemiNorm.Inner(at.Gradient, step) + (curvature / 2 * SemiNorm.Squared(step));
    }
}
