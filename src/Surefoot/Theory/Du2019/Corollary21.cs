namespace Surefoot.Theory.Du2019;

/// <summary>
/// Du 2019, corollary 2.1: where condition 2.1 has held up to step k, every unit is within R' = 4 sqrt(n) ||y - u(0)|| / (sqrt(m) lambda_0) of its start after step
/// k + 1. Each step moves it by at most eta sqrt(n / m) ||y - u(k)||.
/// </summary>
public sealed class Corollary21 : Theorem<TwoLayerReluSetting, TwoLayerReluMoment>, ICertifiesRuns<TwoLayerReluSetting, TwoLayerReluMoment>
{
    /// <inheritdoc/>
    public override string Id => "du-2019/corollary-2.1";

    /// <inheritdoc/>
    public override string Source => "Du 2019, corollary 2.1";

    /// <inheritdoc/>
    public override string Statement => "While the error falls as promised, no unit goes far from its start.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Step;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips =>
    [
        new(SlipClass.Misprint, "in the proof, ||y - u(k')|| after the rate is put in, and 1 - eta lambda / 2", "||y - u(0)||, and lambda_0", "The rate replaces the error at k' by that at 0."),
    ];

    /// <summary>R' = 4 sqrt(n) ||y - u(0)|| / (sqrt(m) lambda_0).</summary>
    public static double Travel(int samples, int width, double startError, double lambda0) => 4 * Math.Sqrt(samples) * startError / (Math.Sqrt(width) * lambda0);

    /// <inheritdoc/>
    public override Certificate<TwoLayerReluMoment> Certify(TwoLayerReluSetting setting) => Evaluate(new PatternProblem(setting), double.NaN);

    /// <inheritdoc/>
    public Certificate<TwoLayerReluMoment> CertifyRun(TwoLayerReluSetting setting, long steps, CancellationToken cancellation = default)
    {
        var problem = new PatternProblem(setting);
        return Evaluate(problem, Condition21.LargestQuotient(problem, steps, cancellation).Quotient);
    }

    private Certificate<TwoLayerReluMoment> Evaluate(PatternProblem problem, double quotient)
    {
        var travel = problem.DescentTravel;
        return new(this, [.. problem.Standing(), problem.IsDescent(), problem.IsDefinite(), problem.IsSlow(2 / problem.Lambda0), Condition21.Holds(quotient)])
        {
            Yields = [("R'", travel)],
            Invariants =
            [
                PatternProblem.While("corollary-2.1/travel", "max_r ||w_r(k) - w_r(0)|| <= R'", moment => !problem.BelowBound(moment).IsViolated, false, moment => PatternProblem.TravelBelow(moment, travel)),
                Lemma23.Speed(problem, "corollary-2.1/step"),
            ],
        };
    }
}
