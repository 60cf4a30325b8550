namespace Surefoot.Theory.ZhaoXu2024;

/// <summary>
/// Zhao and Xu 2024, lemma 5: if V(t+1) = V(t) - eta* nabla L(V(t)) + R(t) with ||R(t)||_X &lt;= tau ||V(t) - W*||_X, tau in [0, 1) and
/// eta* &lt; 2/beta, then ||V(t) - W*||_X^2 &lt;= (q + 7 tau)^t ||V(0) - W*||_X^2; and the factor (sqrt(q) + tau)^2 will do.
/// </summary>
public sealed class Lemma5 : Theorem<DeepLinearSetting, DeepLinearMoment>, ICertifiesRuns<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "zhao-xu-2024/lemma-5";

    /// <inheritdoc/>
    public override string Source => "Zhao and Xu 2024, lemma 5";

    /// <inheritdoc/>
    public override string Statement => "Perturbed convex descent converges linearly as long as the perturbation is a small share of the distance from the minimum.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Step;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips { get; } =
    [
        new(SlipClass.Setting, "eta* <= 2 / beta with q < 1", "eta* < 2 / beta", "at 2 / beta, q is 1"),
        new(SlipClass.Loose, "(q + 7 tau)^t", "(sqrt(q) + tau)^{2t} beside it", "a convex step contracts by sqrt(q), and the remainder adds tau"),
    ];

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting) => Certify(new NormalizedProblem(setting), double.NaN, null);

    /// <inheritdoc/>
    public Certificate<DeepLinearMoment> CertifyRun(DeepLinearSetting setting, long steps, CancellationToken cancellation = default)
    {
        var problem = new NormalizedProblem(setting);
        var measured = MeasuredRemainder.Along(setting, steps, cancellation);
        return Certify(problem, measured.Ratio, measured);
    }

    /// <summary>What the comparison with convex descent assumes: a learning rate below 2/beta for the twin, and a remainder ratio below 1.</summary>
    internal static IEnumerable<Assumption> Premises(NormalizedProblem problem, double ratio)
    {
        yield return problem.ConvexAssumption();
        yield return problem.RateAssumption(Relation.Below, problem.RateCeiling);
        yield return new("the remainder ratio max_t ||R(t)||_X / ||V(t) - W*||_X", ratio, Relation.Below, 1,
            double.IsNaN(ratio) ? "measure it along a run" : "take a smaller learning rate or a wider network");
    }

    private Certificate<DeepLinearMoment> Certify(NormalizedProblem problem, double ratio, MeasuredRemainder? measured)
    {
        var (q, start) = (problem.ContractionFactor, problem.SquaredStartDistance);
        List<Invariant<DeepLinearMoment>> invariants = [PerStep("q + 7 tau", tau => q + (7 * tau)), PerStep("(sqrt(q) + tau)^2", tau => Squared(Math.Sqrt(q) + tau))];
        if (measured is not null)
        {
            invariants.Add(Whole("(q + 7 tau)^t", q + (7 * ratio)));
            invariants.Add(Whole("(sqrt(q) + tau)^(2t)", Squared(Math.Sqrt(q) + ratio)));
        }

        return new(this, [.. Premises(problem, ratio)])
        {
            Bound = measured is null ? null : new BoundUpTo(new GeometricBound(problem.Smoothness / 2 * start, 1 - Squared(Math.Sqrt(q) + ratio)), measured.Steps),
            Yields = measured is null ? [("q", q)] : [("q", q), ("tau", ratio), ("steps measured", measured.Steps)],
            Invariants = invariants,
        };

        Invariant<DeepLinearMoment> PerStep(string symbol, Func<double, double> factor) =>
            new($"lemma-5/{symbol}", $"||V(t+1) - W*||_X^2 <= ({symbol}) ||V(t) - W*||_X^2, with this step's own tau", moment =>
            {
                if (moment.Previous is not { } previous)
                    return null;
                var before = Math.Sqrt(problem.SquaredDistance(previous));
                var tau = SemiNorm.Of(new StepExpansion(previous).Remainder) / before;
                var after = Math.Sqrt(problem.SquaredDistance(moment));
                var rounding = problem.DistanceRounding(previous.Map) + problem.DistanceRounding(moment.Map);
                return tau < 1 ? new(after * after, factor(tau) * before * before, (2 * (after + rounding) * rounding) + (2 * factor(tau) * before * rounding)) : null;
            });

        Invariant<DeepLinearMoment> Whole(string symbol, double factor) =>
            new($"lemma-5/{symbol}", $"||V(t) - W*||_X^2 <= {symbol} ||V(0) - W*||_X^2", moment =>
            {
                if (moment.Step > measured!.Steps)
                    return null;
                var distance = Math.Sqrt(problem.SquaredDistance(moment));
                var rounding = problem.DistanceRounding(moment.Map) * problem.GatheredSteps(moment.Step);
                return new(distance * distance, Math.Pow(factor, moment.Step) * start, (2 * (distance + rounding) * rounding) + (8 * NormalizedProblem.Epsilon * moment.Step * distance * distance));
            });
    }

    private static double Squared(double x) => x * x;
}
