namespace Surefoot.Theory.ZhaoXu2024;

/// <summary>
/// Zhao and Xu 2024, lemma 4, with explicit tau: where lemma 3 holds, V(t+1) = V(t) - eta* nabla L(V(t)) + R(t) with
/// ||R(t)||_X &lt;= tau ||V(t) - W*||_X (inequality 16).
/// </summary>
public sealed class Lemma4 : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "zhao-xu-2024/lemma-4";

    /// <inheritdoc/>
    public override string Source => "Zhao and Xu 2024, lemma 4";

    /// <inheritdoc/>
    public override string Statement => "Where lemma 3 holds, a step of the network is a step of convex descent up to a small share of the distance from the minimum.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Step;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips { get; } =
    [
        new(SlipClass.Setting, "c1 and c2 small enough, depending on tau", "tau = eta* beta (xi e^{4 c1 + 1} + max(e^{2 c1} - 1, 1 - e^{-2 c2}))",
            "the proof yields tau as a function of c1 and c2"),
    ];

    /// <summary>c1 and c2, where they are to be given; otherwise those of lemma 3.</summary>
    public (double C1, double C2)? Exponents { get; init; }

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        var problem = new NormalizedProblem(setting);
        var premises = new Premises(problem, Exponents);
        var share = premises.Constants.RemainderShare;
        var tau = problem.TwinRate * problem.Smoothness * share;
        return new(this, premises.Assumptions())
        {
            Constants = premises.ListConstants(),
            Yields = [("tau", tau)],
            Invariants =
            [
                new("lemma-4/gradient", "||R(t)||_X <= (xi e^{4 c1 + 1} + max(e^{2 c1} - 1, 1 - e^{-2 c2})) eta* ||nabla L(t)||_X", moment =>
                {
                    var step = problem.TwinRate * SemiNorm.Of(moment.Gradient);
                    return new(Remainder(moment), share * step, problem.RatioRounding * step);
                }),
                new("lemma-4/16", "||R(t)||_X <= tau ||V(t) - W*||_X", moment =>
                {
                    var limit = tau * Math.Sqrt(problem.SquaredDistance(moment));
                    return new(Remainder(moment), limit, (tau * problem.DistanceRounding(moment.Map)) + (problem.TwinRate * problem.GradientRounding(problem.Deep(moment))));
                }),
            ],
        };

        static double Remainder(DeepLinearMoment moment) => SemiNorm.Of(new StepExpansion(moment).Remainder);
    }
}
