namespace Surefoot.Theory.Du2019;

/// <summary>
/// Du 2019, lemma 2.4, for gradient flow: if R' &lt;= R, on the events of lemmas 2.1 and 2.2 lambda_min(H(t)) >= lambda_0 / 2 at all times, no unit goes further than R', and
/// the error falls like e^{-lambda_0 t}.
/// </summary>
public sealed class Lemma24 : Theorem<TwoLayerReluSetting, TwoLayerReluMoment>
{
    /// <inheritdoc/>
    public override string Id => "du-2019/lemma-2.4";

    /// <inheritdoc/>
    public override string Source => "Du 2019, lemma 2.4";

    /// <inheritdoc/>
    public override string Statement => "If units cannot travel as far as patterns are stable, the flow keeps its Gram matrix and its rate for ever.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Run;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips =>
    [
        new(SlipClass.Misprint, "in the proof, max_r ||w_r(t) - w_r(0)||^2 >= R", "without the square", "R bounds the distance."),
        new(SlipClass.Setting, "R' < R", "R' <= R", "At every finite time the travel is below R'."),
    ];

    /// <inheritdoc/>
    public override Certificate<TwoLayerReluMoment> Certify(TwoLayerReluSetting setting)
    {
        var problem = new PatternProblem(setting);
        var travel = Lemma23.Travel(problem.Samples, problem.Width, Math.Sqrt(problem.StartError), problem.Lambda0);
        var radius = Lemma22.Radius(problem.Samples, problem.Lambda0, problem.Delta / 2);
        return new(this,
            [
                .. problem.Standing(),
                problem.IsFlow(),
                problem.IsDefinite(),
                problem.IsGaussian(),
                problem.IsWide(Lemma21.Width(problem.Samples, problem.Lambda0, problem.Delta / 2)),
                problem.TravelsWithin(travel, radius),
            ])
        {
            FailureProbability = problem.Delta,
            Bound = problem.LossBound(),
            Yields = [("R'", travel), ("R", radius)],
            Invariants =
            [
                new("lemma-2.4/least", "lambda_0 / 2 <= lambda_min(H(t))", moment => new(problem.Lambda0 / 2, moment.GramLeast.Value, 2 * problem.EigenvalueRounding)),
                new("lemma-2.4/travel", "max_r ||w_r(t) - w_r(0)|| <= R'", moment => PatternProblem.TravelBelow(moment, travel)),
                new("lemma-2.4/rate", "||y - u(t)||^2 <= e^(-lambda_0 t) ||y - u(0)||^2", moment => problem.BelowBound(moment)),
            ],
        };
    }
}
