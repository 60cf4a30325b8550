namespace Surefoot.Theory.ZhaoXu2024;

/// <summary>
/// Zhao and Xu 2024, lemma 6, with explicit constants: from a start in the region of definition 2 the network's trajectory stays as near
/// to its twin's as theorem 2 says.
/// </summary>
public sealed class Lemma6 : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "zhao-xu-2024/lemma-6";

    /// <inheritdoc/>
    public override string Source => "Zhao and Xu 2024, lemma 6";

    /// <inheritdoc/>
    public override string Statement => "Where lemma 3 holds, the network's map stays near its twin's, and so do their losses.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Run;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips { get; } =
    [
        new(SlipClass.Gap, "D(t) = min(tau / (1 - q), 2 (q + tau)^t)", "the first of the two only where sqrt(q) + tau <= 1",
            "the step U_t <= U_0 of the proof needs q + 7 tau <= 1, which the statement does not assume"),
        new(SlipClass.Setting, "n_min >= C M^2 kappa^2 B0 N^{2 theta} n_N for a given tau", "the widths of lemma 3, and the tau that lemma 4 gives",
            "the constant is left open; the proof yields tau as a function of c1 and c2"),
        new(SlipClass.Loose, "E_DLN(t) <= 3 beta (q + tau)^t ||V(0) - W*||_X^2", "(beta/2) (q + 7 tau)^t beside it", "lemma 5 and smoothness give it at once"),
    ];

    /// <summary>c1 and c2, where they are to be given; otherwise those of lemma 3.</summary>
    public (double C1, double C2)? Exponents { get; init; }

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        var problem = new NormalizedProblem(setting);
        var premises = new Premises(problem, Exponents);
        var (q, start) = (problem.ContractionFactor, problem.SquaredStartDistance);
        var tau = problem.TwinRate * problem.Smoothness * premises.Constants.RemainderShare;
        var root = Math.Sqrt(q) + tau;
        var bound = new GeometricBound(problem.Smoothness / 2 * start, 1 - (root * root));
        return new(this, [.. premises.Assumptions(), new("tau of lemma 4", tau, Relation.Below, 1, "use a smaller learning rate or a wider network")])
        {
            Constants = premises.ListConstants(),
            Bound = bound,
            Yields = [("tau", 14 * tau), ("tau of lemma 4", tau), ("q", q)],
            Invariants =
            [
                .. TrajectoryDistance.Invariants(problem, "lemma-6/proof", "D(t)", step => TrajectoryDistance.FromProof(tau, q, step)),
                .. TrajectoryDistance.Invariants(problem, "lemma-6/sharp", "D#(t)", step => TrajectoryDistance.Sharp(tau, q, step)),
                problem.GapBelow(new GeometricBound(3 * problem.Smoothness * start, 1 - q - (7 * tau)), "lemma-6/18c", "L(t) - L* <= 3 beta (q + 7 tau)^t ||V(0) - W*||_X^2"),
                problem.GapBelow(new GeometricBound(problem.Smoothness / 2 * start, 1 - q - (7 * tau)), "lemma-6/half", "L(t) - L* <= (beta/2) (q + 7 tau)^t ||V(0) - W*||_X^2"),
                problem.GapBelow(bound, "lemma-6/root", "L(t) - L* <= (beta/2) (sqrt(q) + tau)^(2t) ||V(0) - W*||_X^2"),
                Recursion(problem),
            ],
        };
    }

    /// <summary>The step of the induction: ||V - W||_X^2 grows by tau U_t at most, beside contracting by q.</summary>
    internal static Invariant<DeepLinearMoment> Recursion(NormalizedProblem problem) =>
        new("lemma-6/recursion", "||D(t+1)||_X^2 <= q ||D(t)||_X^2 + 7 tau ||V - W*||_X (||V - W*||_X + ||W - W*||_X), D = V - W, with this step's own tau", moment =>
        {
            if (moment.Previous is not { } previous)
                return null;
            var deep = Math.Sqrt(problem.SquaredDistance(previous));
            var twin = Math.Sqrt(problem.SquaredDistance(previous.Twin));
            var remainder = SemiNorm.Of(new StepExpansion(previous).Remainder);
            if (remainder >= deep)
                return null;
            var (before, after) = (SemiNorm.Distance(previous.Map, previous.Twin), SemiNorm.Distance(moment.Map, moment.Twin));
            var rounding = problem.DistanceRounding(previous.Map) + problem.DistanceRounding(moment.Map) + problem.MapRounding(moment.Twin);
            return new(after * after, (problem.ContractionFactor * before * before) + (7 * remainder * (deep + twin)), 2 * rounding * (after + before + (7 * remainder) + rounding));
        });
}
