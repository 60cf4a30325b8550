namespace Surefoot.Theory.Du2019;

/// <summary>
/// Du 2019, lemma 2.3, for gradient flow: as long as lambda_min(H(s)) >= lambda_0 / 2, ||y - u(t)||^2 &lt;= e^{-lambda_0 t} ||y - u(0)||^2 and every unit stays within
/// R' = 2 sqrt(n) ||y - u(0)|| / (sqrt(m) lambda_0) of its start.
/// </summary>
/// <remarks>A run is looked at between steps only; patterns that change and change back within one are not seen.</remarks>
public sealed class Lemma23 : Theorem<TwoLayerReluSetting, TwoLayerReluMoment>, ICertifiesRuns<TwoLayerReluSetting, TwoLayerReluMoment>
{
    /// <inheritdoc/>
    public override string Id => "du-2019/lemma-2.3";

    /// <inheritdoc/>
    public override string Source => "Du 2019, lemma 2.3";

    /// <inheritdoc/>
    public override string Statement => "While the Gram matrix stays away from singular, the flow converges exponentially and no unit goes far.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Run;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips =>
    [
        new(SlipClass.Misprint, "R' = sqrt(n) ||y - u(0)|| / (sqrt(m) lambda_0)", "twice that", "The rate e^{-lambda_0 t} is that of the square: the error itself falls like e^{-lambda_0 t / 2}, whose integral is 2 / lambda_0."),
    ];

    /// <summary>R' = 2 sqrt(n) ||y - u(0)|| / (sqrt(m) lambda_0).</summary>
    public static double Travel(int samples, int width, double startError, double lambda0) => 2 * Math.Sqrt(samples) * startError / (Math.Sqrt(width) * lambda0);

    /// <summary>R' as it is printed, half of it.</summary>
    public static double PrintedTravel(int samples, int width, double startError, double lambda0) => Math.Sqrt(samples) * startError / (Math.Sqrt(width) * lambda0);

    /// <inheritdoc/>
    public override Certificate<TwoLayerReluMoment> Certify(TwoLayerReluSetting setting) => Evaluate(new PatternProblem(setting), double.NaN, null);

    /// <inheritdoc/>
    public Certificate<TwoLayerReluMoment> CertifyRun(TwoLayerReluSetting setting, long steps, CancellationToken cancellation = default)
    {
        var least = double.PositiveInfinity;
        var taken = TwoLayerReluChecks.Walk(setting, steps, moment => least = Math.Min(least, moment.GramLeast.Value), cancellation);
        return Evaluate(new PatternProblem(setting), least, taken);
    }

    /// <summary>The bound on how fast a unit moves, which needs no premise: ||dL/dw_r|| &lt;= sqrt(n / m) ||y - u||.</summary>
    internal static Invariant<TwoLayerReluMoment> Speed(PatternProblem problem, string id) => new(id, "max_r ||dL/dw_r|| <= sqrt(n/m) ||y - u(k)||", moment =>
        new(moment.LargestGradient, Math.Sqrt((double)problem.Samples / problem.Width) * moment.Error, Math.Sqrt((double)problem.Samples / problem.Width) * (moment.PredictionRounding + (64 * PatternProblem.Epsilon * problem.Samples * moment.Error))));

    private Certificate<TwoLayerReluMoment> Evaluate(PatternProblem problem, double least, long? steps)
    {
        var travel = Travel(problem.Samples, problem.Width, Math.Sqrt(problem.StartError), problem.Lambda0);
        return new(this,
            [
                .. problem.Standing(),
                problem.IsFlow(),
                problem.IsDefinite(),
                new("the least lambda_min(H) along the run", least, Relation.AtLeast, problem.Lambda0 / 2, "check a run, or take a larger width") { Uncertainty = 1, Scale = 2 * problem.EigenvalueRounding },
            ])
        {
            Bound = steps is { } last ? new BoundUpTo(problem.LossBound(), last) : problem.LossBound(),
            Yields = [("R'", travel)],
            Invariants =
            [
                PatternProblem.While("lemma-2.3/rate", "||y - u(t)||^2 <= e^(-lambda_0 t) ||y - u(0)||^2", problem.HasHalf, false, moment => problem.BelowBound(moment)),
                PatternProblem.While("lemma-2.3/travel", "max_r ||w_r(t) - w_r(0)|| <= R'", problem.HasHalf, false, moment => PatternProblem.TravelBelow(moment, travel)),
                Speed(problem, "lemma-2.3/speed"),
            ],
        };
    }
}
