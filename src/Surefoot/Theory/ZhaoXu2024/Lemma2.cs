namespace Surefoot.Theory.ZhaoXu2024;

/// <summary>
/// Zhao and Xu 2024, lemma 2: a start that keeps norms on average (eq. 8) has, with probability at least 1 - delta/2,
/// L(V(0)) - L* &lt;= beta B_delta with B_delta = 2 r / delta + ||W*||_X^2.
/// </summary>
public sealed class Lemma2 : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "zhao-xu-2024/lemma-2";

    /// <inheritdoc/>
    public override string Source => "Zhao and Xu 2024, lemma 2";

    /// <inheritdoc/>
    public override string Statement => "How far from the minimum a random start may be, with an accepted probability of failure.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Law;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips { get; } =
    [
        new(SlipClass.Gap, "in the proof a_N W_{N:1}(0) X - W* in an inner product", "a_N W_{N:1}(0) - W*", "the shapes do not fit; the term is 0 in any case"),
    ];

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        var problem = new NormalizedProblem(setting);
        var delta = setting.FailureProbability;
        var limit = 2 * problem.Rank / delta;
        return new(this, [.. problem.LawAssumptions(StartLaw.Gaussian, StartLaw.OnePeak, StartLaw.SpecialBalanced)])
        {
            FailureProbability = delta / 2,
            Yields = [("B_delta", problem.InitialGapBound), ("the gap of the start at most", problem.Smoothness * problem.InitialGapBound)],
            Invariants =
            [
                AtStart("lemma-2/smooth", "L(0) - L* <= (beta/2) ||V(0) - W*||_X^2",
                    start => new(start.Gap, problem.Smoothness / 2 * problem.SquaredStartDistance, 2 * problem.GapRounding(problem.Deep(start)))),
                AtStart("lemma-2/triangle", "||V(0) - W*||_X^2 <= 2 (||V(0)||_X^2 + ||W*||_X^2)", start =>
                {
                    var limit = 2 * (SemiNorm.Squared(start.Map) + problem.SquaredMinimizerNorm);
                    return new(problem.SquaredStartDistance, limit, 64 * NormalizedProblem.Epsilon * limit);
                }),
                AtStart("lemma-2/event", "||V(0)||_X^2 < 2 r / delta, with probability 1 - delta/2", start => new(SemiNorm.Squared(start.Map), limit)),
                AtStart("lemma-2", "L(0) - L* <= beta B_delta, with probability 1 - delta/2", start => new(start.Gap, problem.Smoothness * problem.InitialGapBound)),
            ],
        };
    }

    /// <summary>An inequality about the start alone.</summary>
    internal static Invariant<DeepLinearMoment> AtStart(string id, string statement, Func<DeepLinearMoment, Comparison> measure) =>
        new(id, statement, moment => moment.Step == 0 ? measure(moment) : null);
}
