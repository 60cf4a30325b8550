namespace Surefoot.Theory.Arora2019;

/// <summary>
/// Arora et al. 2019, lemma 2: what stays true along every run that meets theorem 1's conditions. (A) the layers are 2 delta-balanced;
/// (A') a step adds at most 4 eta^2 ||G||_F ||G||_sigma (2 ||Phi||_F)^{2(N-1)/N} to ||B_j||_F; (B) the loss descends as in lemma 1;
/// (C) ||W_j||_sigma &lt;= (4 ||Phi||_F)^{1/N}.
/// </summary>
public sealed class Lemma2 : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "arora-2019/lemma-2";

    /// <inheritdoc/>
    public override string Source => "Arora, Cohen, Golowich and Hu 2019, lemma 2";

    /// <inheritdoc/>
    public override string Statement => "Along a run under theorem 1 the layers stay nearly balanced and bounded, and the map stays bounded and of full rank.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Step;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips =>
    [
        new(
            SlipClass.Misprint,
            "(35): a step adds at most eta^2 ||G||_F^2 ||G||_sigma (...), and then 4 eta^2 ||G||_F^2 ||G||_sigma^2 (2 ||Phi||_F)^{2(N-1)/N}",
            "(A'): eta^2 ||G||_F ||G||_sigma in both places",
            "The change is quadratic in the derivative; for small G the printed right sides are too small. N = 2, W_1 = W_2 = I, Phi = [[1, 1/4], [0, 1]] violates both."),
    ];

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        var problem = new WhitenedProblem(setting);
        var (depth, norm, margin) = (problem.Depth, problem.TargetNorm, problem.Margin(setting.Start));
        var delta = Theorem1.BalanceLimit(depth, margin, norm);
        var cap = Math.Pow(4 * norm, 1.0 / depth);
        var sharpCap = Math.Pow(2 * norm, 1.0 / depth) * Math.Pow(2, 0.5 / depth);
        var mapRounding = problem.ProductRounding * norm;
        return new(this, [.. Theorem1.Conditions(problem)])
        {
            Yields = [("delta", delta), ("M", cap)],
            Invariants =
            [
                // Each step may add its rounding to what no step changes to first order.
                new("lemma-2/A", "max_j ||B_j(t)||_F <= 2 delta",
                    moment => depth == 1 ? null : new(problem.Imbalance(moment), 2 * delta, problem.ProductRounding * cap * cap * (moment.Step + 1))),
                new("lemma-2/A'", "||B_j(t)||_F <= ||B_j(t-1)||_F + 4 eta^2 ||G||_F ||G||_sigma (2 ||Phi||_F)^(2(N-1)/N)",
                    moment => moment.Previous is { } before ? Growth(problem, before, moment) : null),
                new("lemma-2/B", "l(0) <= ||Phi||_F^2 / 2, and (9) at t - 1",
                    moment => moment.Step == 0 ? new(problem.Loss(moment), 0.5 * norm * norm, mapRounding * norm)
                        : moment.Previous is { } before ? Lemma1.Nine(problem, before, moment) : null),
                new("lemma-2/C", "||W_j(t)||_sigma <= (4 ||Phi||_F)^(1/N)", moment => new(problem.LargestNorm(moment), cap, problem.ProductRounding * cap)),
                new("lemma-2/C-sharp", "||W_j(t)||_sigma <= (2 ||Phi||_F)^(1/N) 2^(1/(2N))", moment => new(problem.LargestNorm(moment), sharpCap, problem.ProductRounding * cap)),
                new("lemma-2/map", "||W(t)||_sigma <= 2 ||Phi||_F", moment => new(moment.MapSingularValues[0], 2 * norm, mapRounding)),
                Claim1.Invariant("lemma-2/rank", problem),
                Sum(problem, margin),
            ],
        };
    }

    private static Comparison? Growth(WhitenedProblem problem, DeepLinearMoment before, DeepLinearMoment after)
    {
        var point = problem.At(before);
        var (was, now) = (before.Imbalances, after.Imbalances);
        var added = 4 * problem.Rate * problem.Rate * point.Distance * point.ResidualSpectral * Math.Pow(2 * problem.TargetNorm, 2.0 * (problem.Depth - 1) / problem.Depth);
        var rounding = problem.ProductRounding * Math.Pow(4 * problem.TargetNorm, 2.0 / problem.Depth);
        return Comparison.Tightest(Enumerable.Range(0, was.Count).Select(j => new Comparison(problem.ScaleSquared * now[j], (problem.ScaleSquared * was[j]) + added, rounding)));
    }

    // A sum over all steps so far: it ends where a step is left out.
    private static Invariant<DeepLinearMoment> Sum(WhitenedProblem problem, double margin)
    {
        var right = problem.TargetNorm * problem.TargetNorm / Theorem1.Decay(problem.Depth, margin, problem.Rate);
        return new("lemma-2/sum", "sum_{i<=t} ||G(i)||_F^2 <= ||Phi||_F^2 / (eta c^(2(N-1)/N))", () =>
        {
            var (sum, next) = (0.0, 0L);
            return moment =>
            {
                if (moment.Step != next)
                    return null;
                next++;
                sum += problem.SquaredDistance(moment);
                return new(sum, right, problem.ProductRounding * right);
            };
        });
    }
}
