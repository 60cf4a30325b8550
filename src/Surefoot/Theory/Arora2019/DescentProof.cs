using Surefoot.Arithmetic;

namespace Surefoot.Theory.Arora2019;

/// <summary>
/// The inequalities in the proof of Arora et al. 2019, lemma 7, for given bounds on layers, residual and imbalance. They use nothing
/// else, so they hold at every point that meets the bounds and the limits (27) and (28).
/// </summary>
/// <param name="Problem">The problem.</param>
/// <param name="Norm">M, at least every ||W_j||_sigma.</param>
/// <param name="Residual">B, at least ||G||_sigma.</param>
/// <param name="Imbalance">nu, at least every ||B_j||_F.</param>
internal sealed record DescentProof(WhitenedProblem Problem, double Norm, double Residual, double Imbalance)
{
    private int Depth => Problem.Depth;

    /// <summary>The least of (27).</summary>
    public double RateLimit(WhitenedPoint point) => Lemma7.RateLimits(Depth, Norm, Residual, point.Smallest).Min();

    /// <summary>The lesser of (28).</summary>
    public double BalanceLimit(WhitenedPoint point) => Lemma7.BalanceLimits(Depth, Norm, point.Smallest).Min();

    /// <summary>The inequalities along a run, where a proof speaks about a point.</summary>
    /// <param name="id">What their ids begin with.</param>
    /// <param name="proofAt">The proof for a point; null where it says nothing there.</param>
    public IEnumerable<Invariant<DeepLinearMoment>> Invariants(string id, Func<WhitenedPoint, DescentProof?> proofAt)
    {
        return
        [
            At("27", "eta <= the least of the four limits (27)", (proof, point) => new(Problem.Rate, proof.RateLimit(point), Problem.ProductRounding * Problem.Rate)),
            At("28", "nu <= the lesser of the two limits (28)", (proof, point) => new(proof.Imbalance, proof.BalanceLimit(point), Problem.ProductRounding * proof.Imbalance)),
            After("30", "||W(t) - W(t-1) + eta F||_F <= 2 eta^2 M^(3N-4) N^2 B ||G||_F with F = sum_j W_{N:j+1} W_{N:j+1}^T G W_{j-1:1}^T W_{j-1:1}",
                (proof, before, after) => proof.HigherOrders(before, after)),
            At("replacement", "||F - sum_j (W_N W_N^T)^(N-j) G (W_1^T W_1)^(j-1)||_F <= nu N^3 M^(2(N-2)) ||G||_F", (proof, point) => proof.Replacement(point)),
            At("eigenvalue", "(3/4) sigma_min(W)^(2(N-1)/N) <= the least eigenvalue of sum_j (W_1^T W_1)^(j-1) x (W_N W_N^T)^(N-j)", (proof, point) => proof.LeastEigenvalue(point)),
            After("31", "||W(t) - W(t-1)||_F^2 <= 2 eta^2 ||G||_F^2 (N^2 M^(4(N-1)) + 4 eta^2 M^(6N-8) N^4 B^2)",
                (proof, before, after) => proof.StepLength(before, after)),
            new($"{id}/9", "(eta/2) sigma_min(W(t-1))^(2(N-1)/N) ||G(t-1)||_F^2 <= l(t-1) - l(t)",
                moment => moment.Previous is { } before && proofAt(Problem.At(before)) is not null ? Lemma1.Nine(Problem, before, moment) : null),
        ];

        Invariant<DeepLinearMoment> At(string part, string statement, Func<DescentProof, WhitenedPoint, Comparison> compare) =>
            new($"{id}/{part}", statement, moment => Problem.At(moment) is var point && proofAt(point) is { } proof ? compare(proof, point) : null);

        Invariant<DeepLinearMoment> After(string part, string statement, Func<DescentProof, WhitenedPoint, WhitenedPoint, Comparison> compare) =>
            new($"{id}/{part}", statement, moment =>
                moment.Previous is { } previous && Problem.At(previous) is var before && proofAt(before) is { } proof ? compare(proof, before, Problem.At(moment)) : null);
    }

    // (30)
    private Comparison HigherOrders(WhitenedPoint before, WhitenedPoint after)
    {
        var beyond = Algebra.Sum(Algebra.Difference(after.Map, before.Map), before.FirstOrder(), Problem.Rate);
        var right = 2 * Problem.Rate * Problem.Rate * Math.Pow(Norm, (3 * Depth) - 4) * Depth * Depth * Residual * before.Distance;
        return new(Frobenius.Norm(beyond), right, MapRounding);
    }

    private Comparison Replacement(WhitenedPoint point)
    {
        var apart = Algebra.Difference(point.FirstOrder(), point.FirstOrderOfOuterLayers());
        var right = Imbalance * Math.Pow(Depth, 3) * Math.Pow(Norm, 2 * (Depth - 2)) * point.Distance;
        return new(Frobenius.Norm(apart), right, Problem.ProductRounding * Depth * Math.Pow(Norm, 2 * (Depth - 1)) * point.Distance);
    }

    private Comparison LeastEigenvalue(WhitenedPoint point)
    {
        var first = BalancedFlow.SpectrumOf(point.Layers[0], point.Map.Columns);
        var last = BalancedFlow.SpectrumOf(point.Layers[^1], point.Map.Rows);
        var least = BalancedFlow.OperatorEigenvalues(first, last, Depth).Min();
        return new(0.75 * Math.Pow(point.Smallest, 2.0 * (Depth - 1) / Depth), least, Problem.ProductRounding * Depth * Math.Pow(Norm, 2 * (Depth - 1)));
    }

    // (31)
    private Comparison StepLength(WhitenedPoint before, WhitenedPoint after)
    {
        var rate = Problem.Rate;
        var length = Frobenius.Distance(after.Map, before.Map);
        var right = 2 * rate * rate * before.Distance * before.Distance
            * ((Depth * Depth * Math.Pow(Norm, 4 * (Depth - 1))) + (4 * rate * rate * Math.Pow(Norm, (6 * Depth) - 8) * Math.Pow(Depth, 4) * Residual * Residual));
        return new(length * length, right, MapRounding * ((2 * Math.Sqrt(right)) + MapRounding));
    }

    private double MapRounding => Problem.ProductRounding * Math.Pow(Norm, Depth);
}
