namespace Surefoot.Theory.Arora2019;

/// <summary>
/// Arora et al. 2019, theorem 1: from a start of deficiency margin c that is delta-balanced, with delta and the learning rate
/// small enough, l(t) &lt;= l(0) (1 - eta c^{2(N-1)/N})^t (inequality 13).
/// </summary>
/// <remarks>
/// The steps to a given loss are far more than needed: the proof charges every step for the smallest singular value that the margin
/// allows. Lemma 1, its step, and lemma 2, what it keeps along the way, hold under the same conditions.
/// </remarks>
public sealed class Theorem1 : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "arora-2019/theorem-1";

    /// <inheritdoc/>
    public override string Source => "Arora, Cohen, Golowich and Hu 2019, theorem 1";

    /// <inheritdoc/>
    public override string Statement =>
        "On whitened data, a start that is nearly balanced and closer to the target than the target is to losing rank converges linearly, if the learning rate is small enough.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Run;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips =>
    [
        new(SlipClass.Setting, "some margin c > 0", "the largest, sigma_min(Phi) - ||W(0) - Phi||_F", "Both limits and the rate grow with c, so no other choice says more."),
    ];

    /// <summary>c^2 / (256 N^3 ||Phi||_F^{2(N-1)/N}): the largest imbalance delta; 0 where there is no margin.</summary>
    public static double BalanceLimit(int depth, double margin, double targetNorm) =>
        margin > 0 ? margin * margin / (256 * Math.Pow(depth, 3) * Math.Pow(targetNorm, 2.0 * (depth - 1) / depth)) : 0;

    /// <summary>c^{(4N-2)/N} / (6144 N^3 ||Phi||_F^{(6N-4)/N}): the largest learning rate (inequality 7); 0 where there is no margin.</summary>
    public static double RateLimit(int depth, double margin, double targetNorm) =>
        margin > 0 ? Math.Pow(margin, ((4.0 * depth) - 2) / depth) / (6144 * Math.Pow(depth, 3) * Math.Pow(targetNorm, ((6.0 * depth) - 4) / depth)) : 0;

    /// <summary>eta c^{2(N-1)/N}: the share of the loss that one step takes off at least; 0 where there is no margin.</summary>
    public static double Decay(int depth, double margin, double rate) => margin > 0 ? rate * Math.Pow(margin, 2.0 * (depth - 1) / depth) : 0;

    /// <summary>ln(l(0) / epsilon) / (eta c^{2(N-1)/N}), rounded up: the steps to a loss epsilon (inequality 8).</summary>
    public static double Iterations(int depth, double margin, double rate, double loss, double target) =>
        loss <= target ? 0 : Math.Ceiling(Math.Log(loss / target) / Decay(depth, margin, rate));

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        var problem = new WhitenedProblem(setting);
        var margin = problem.Margin(setting.Start);
        var decay = Decay(problem.Depth, margin, problem.Rate);
        return new(this, [.. Conditions(problem)])
        {
            Constants =
            [
                new("256", 256, ConstantOrigin.Explicit, "in the limit on the balancedness"),
                new("6144", 6144, ConstantOrigin.Explicit, "in the limit on the learning rate"),
            ],
            Bound = new GeometricBound(setting.Start.Gap, decay),
            Yields = [("c", margin), ("delta", BalanceLimit(problem.Depth, margin, problem.TargetNorm))],
            Invariants = [Thirteen(problem, decay), Twelve(problem, decay)],
        };
    }

    /// <summary>The conditions of the theorem, which lemmas 1, 2 and 7 share.</summary>
    internal static IEnumerable<Assumption> Conditions(WhitenedProblem problem)
    {
        var start = problem.Setting.Start;
        var (depth, norm) = (problem.Depth, problem.TargetNorm);
        var margin = Definition2.MarginOf(problem);
        var balance = BalanceLimit(depth, margin.Value, norm);
        var rate = problem.RateOfSetting(RateLimit(depth, margin.Value, norm));

        // The limits are powers up to 4 of a margin that is known to a few eps ||Phi||.
        var uncertainty = margin.Uncertainty * (1 + (4 * norm / Math.Abs(margin.Value)));
        var largest = problem.LargestFrobenius(start);
        return
        [
            .. problem.Standing(),
            margin,
            new("the balancedness max_j ||B_j(0)||_F", problem.Imbalance(start), Relation.AtMost, balance, "use a balanced start, where it is 0")
            {
                // Gram matrices are known to their own rounding, and the limit to its.
                Uncertainty = problem.ProductRounding,
                Scale = (largest * largest) + (balance * uncertainty / problem.ProductRounding),
            },
            new("the learning rate", problem.Setting.LearningRate, Relation.AtMost, rate, $"take a learning rate of at most {rate:G4}") { Lever = Lever.LearningRate, Uncertainty = uncertainty },
        ];
    }

    private static Invariant<DeepLinearMoment> Thirteen(WhitenedProblem problem, double decay)
    {
        var bound = new GeometricBound(problem.Loss(problem.Setting.Start), decay);
        return new("theorem-1/13", "l(t) <= l(0) (1 - eta c^(2(N-1)/N))^t", moment =>
        {
            var right = bound.At(moment.Step);
            return new(problem.Loss(moment), right, problem.RunRounding(right, decay, moment.Step));
        });
    }

    // A product over all steps so far: it ends where a step is left out.
    private static Invariant<DeepLinearMoment> Twelve(WhitenedProblem problem, double decay)
    {
        var start = problem.Loss(problem.Setting.Start);
        return new("theorem-1/12", "l(t) <= l(0) prod_{i<t} (1 - eta sigma_min(W(i))^(2(N-1)/N))", () =>
        {
            var (product, next) = (1.0, 0L);
            return moment =>
            {
                if (moment.Step != next)
                    return null;
                var right = start * product;
                product *= 1 - Decay(problem.Depth, moment.MapSingularValues[^1], problem.Rate);
                next++;
                return new(problem.Loss(moment), right, problem.RunRounding(right, decay, moment.Step));
            };
        });
    }
}
