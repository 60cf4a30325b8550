using Surefoot.Arithmetic;

namespace Surefoot.Theory.Arora2019;

/// <summary>
/// What one step of gradient descent, of any rate, does to the imbalance: with D_j = dL^N/dW_j,
/// B_j(t+1) - B_j(t) = eta^2 (D_{j+1}^T D_{j+1} - D_j D_j^T). What is linear in eta cancels. From the proof of Arora et al. 2019, lemma 2.
/// </summary>
/// <remarks>
/// Hence, without any assumption, ||B_j(t+1) - B_j(t)||_F is at most
/// eta^2 ||G||_F ||G||_sigma (||W_{N:j+2}||^2 ||W_{j:1}||^2 + ||W_{N:j+1}||^2 ||W_{j-1:1}||^2) with spectral norms.
/// </remarks>
public sealed class BalanceIdentity : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "arora-2019/balance-identity";

    /// <inheritdoc/>
    public override string Source => "Arora, Cohen, Golowich and Hu 2019, proof of lemma 2";

    /// <inheritdoc/>
    public override string Statement => "The imbalance of two neighbouring layers changes by the square of the learning rate times the difference of two Gram matrices of their derivatives.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Step;

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        var problem = new WhitenedProblem(setting);
        return new(this, [.. problem.Standing()])
        {
            Invariants =
            [
                new("balance-identity", "B_j(t) - B_j(t-1) = eta^2 (D_{j+1}^T D_{j+1} - D_j D_j^T) to rounding",
                    moment => moment.Previous is { } before ? Tightest(j => Identity(problem, problem.At(before), problem.At(moment), j)) : null),
                new("balance-identity/bound", "||B_j(t+1) - B_j(t)||_F <= eta^2 ||G||_F ||G||_sigma (||W_{N:j+2}||^2 ||W_{j:1}||^2 + ||W_{N:j+1}||^2 ||W_{j-1:1}||^2)",
                    moment => Tightest(j => Bound(problem, problem.At(moment), j))),
            ],
        };

        Comparison? Tightest(Func<int, Comparison> ofLayer) => Comparison.Tightest(Enumerable.Range(1, problem.Depth - 1).Select(ofLayer));
    }

    /// <summary>eta^2 (D_{j+1}^T D_{j+1} - D_j D_j^T) at a point.</summary>
    internal static Matrix<double> Change(WhitenedProblem problem, WhitenedPoint point, int j)
    {
        var change = Algebra.Difference(Algebra.Gram(point.Gradient(j + 1)), Algebra.OuterGram(point.Gradient(j)));
        foreach (ref var x in change.Span)
            x *= problem.Rate * problem.Rate;
        return change;
    }

    // Both sides of an equation: how far they are apart, against what rounding explains.
    private static Comparison Identity(WhitenedProblem problem, WhitenedPoint before, WhitenedPoint after, int j)
    {
        var change = Algebra.Difference(after.Imbalance(j), before.Imbalance(j));
        var step = Math.Max(before.LargestNorm, after.LargestNorm);
        return new(Frobenius.Distance(change, Change(problem, before, j)), problem.ProductRounding * step * step * (1 + Moved(problem, before)));
    }

    // A step that is large beside the layers makes errors of its own size, and those of W - Phi.
    private static double Moved(WhitenedProblem problem, WhitenedPoint point) =>
        problem.Rate * (Math.Pow(point.LargestNorm, problem.Depth) + problem.TargetNorm) * Math.Pow(point.LargestNorm, problem.Depth - 2);

    private static Comparison Bound(WhitenedProblem problem, WhitenedPoint point, int j)
    {
        var (aboveNext, above) = (Algebra.Spectral(point.Above(j + 2)), Algebra.Spectral(point.Above(j + 1)));
        var (below, belowLast) = (Algebra.Spectral(point.Below(j)), Algebra.Spectral(point.Below(j - 1)));
        var size = problem.Rate * problem.Rate * point.Distance * point.ResidualSpectral;
        var right = size * ((aboveNext * aboveNext * below * below) + (above * above * belowLast * belowLast));

        // Products of layers may be smaller than the rounding of their factors.
        var rounding = problem.ProductRounding * size * Math.Pow(point.LargestNorm, 2 * (problem.Depth - 1));
        return new(Frobenius.Norm(Change(problem, point, j)), right, rounding);
    }
}
