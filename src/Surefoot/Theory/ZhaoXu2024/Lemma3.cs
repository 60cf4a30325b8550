namespace Surefoot.Theory.ZhaoXu2024;

/// <summary>
/// Zhao and Xu 2024, lemma 3, with explicit constants: from a start in the region of definition 2, with learning rate
/// eta = (1 - epsilon) 2 n_N / (e^{6 c1 + 3 c2} beta N) and hidden layers wide enough, L(t) - L* &lt;= (1 - eta gamma)^t (L(0) - L*).
/// </summary>
public sealed class Lemma3 : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "zhao-xu-2024/lemma-3";

    /// <inheritdoc/>
    public override string Source => "Zhao and Xu 2024, lemma 3";

    /// <inheritdoc/>
    public override string Statement =>
        "A start whose products of layers are nearly multiples of isometries converges linearly, if layers are wide beside its distance from the minimum and the learning rate is below a ceiling.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Run;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips { get; } =
    [
        new(SlipClass.Misprint, "gamma = 2 e^{6 c1} epsilon alpha N / n_N", "gamma = 2 e^{-3 c2} epsilon alpha N / n_N",
            "the proof needs eta gamma = 4 e^{-6 (c1 + c2)} epsilon (1 - epsilon) / kappa; a start of width 4 breaks the printed rate at its first step"),
        new(SlipClass.Gap, "B(t) with e^{c1} and e^{-c2} gives (43)", "(14) with c1/4 and c2/4 in the exponents, B(t) with c1/2 and c2/2",
            "the terms of P(t) are products of two squares; B(t) as printed gives (43) with twice its exponents only"),
        new(SlipClass.Gap, "||W_{i:1}|| against (n_1 ... n_{i-1})^{1/2} in (36)", "(n_1 ... n_i)^{1/2}", "the third case of the same proof has it so"),
        new(SlipClass.Setting, "n_min >= C(c1, c2) M^2 kappa^2 B0 epsilon^-2 N^{2 theta} n_N", "two explicit widths",
            "the constant is left open; the proof yields one width that keeps products near their start and one that makes steps descend"),
    ];

    /// <summary>c1 and c2, where they are to be given; otherwise those with the fastest rate for which the width is enough.</summary>
    public (double C1, double C2)? Exponents { get; init; }

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        var problem = new NormalizedProblem(setting);
        var premises = new Premises(problem, Exponents);
        var constants = premises.Constants;
        return new(this, premises.Assumptions())
        {
            Constants = premises.ListConstants(),
            Bound = premises.Bound,
            Yields =
            [
                ("eta gamma", constants.Decay),
                ("R", constants.Radius),
                ("width that keeps products", constants.WidthForProducts),
                ("width that makes steps descend", constants.WidthForDescent),
            ],
            Invariants =
            [
                problem.GapBelow(premises.Bound, "lemma-3/A", "L(t) - L* <= (1 - eta gamma)^t (L(0) - L*)"),
                .. ProductsStay(problem, constants),
                new("lemma-3/C", "max_i ||W_i(t) - W_i(0)||_F <= R", moment => Distances(problem, moment, constants.Radius)),
                new("lemma-3/33", "||nabla L(t)||_F^2 <= 2 beta (L(t) - L*)", moment => GradientOverGap(problem, problem.Deep(moment))),
                new("lemma-3/34", "max_i ||dL/dW_i||_F <= e^{c1} n_N^{-1/2} ||nabla L(t)||_F", moment => LayerGradients(problem, moment, constants)),
                new("lemma-3/43-lower", "(N / n_N) e^{-2 c2} <= P(t)", moment => Operator(problem, moment, update =>
                    (problem.Depth * Math.Exp(-2 * constants.C2) / problem.Outputs, update.LeastBound))),
                new("lemma-3/43-upper", "P(t) <= (N / n_N) e^{2 c1}", moment => Operator(problem, moment, update =>
                    (update.LargestBound, problem.Depth * Math.Exp(2 * constants.C1) / problem.Outputs))),
                new("lemma-3/44", "L(t+1) - L(t) <= -2 e^{-6 (c1 + c2)} epsilon (1 - epsilon) ||nabla L(t)||_X^2 / beta", moment => Descent(problem, moment, constants)),
            ],
        };
    }

    /// <summary>(33) at any map.</summary>
    internal static Comparison GradientOverGap(NormalizedProblem problem, ConvexPoint point)
    {
        var norm = SemiNorm.Of(point.Gradient);
        var rounding = problem.GradientRounding(point);
        return new(norm * norm, 2 * problem.Smoothness * point.Gap, (((2 * norm) + rounding) * rounding) + (2 * problem.Smoothness * problem.GapRounding(point)));
    }

    // B(t): the conditions of (14) along the run, with twice their exponents and twice M.
    private static IEnumerable<Invariant<DeepLinearMoment>> ProductsStay(NormalizedProblem problem, ExplicitConstants constants)
    {
        if (problem.Depth < 2)
            yield break;
        var (upper, lower) = (Math.Exp(constants.C1 / 2), Math.Exp(-constants.C2 / 2));

        // Norms of wide products are not taken at every step.
        var isCheap = Region.InnerCost(problem) < 1e-3;
        yield return new("lemma-3/B1", "max_i sigma_max(W_{N:i+1}) / (n_i ... n_{N-1})^{1/2} <= e^{c1/2}",
            moment => Below(Hidden().Max(i => problem.OutputRatio(moment, i, 1)), upper));
        yield return new("lemma-3/B2", "e^{-c2/2} <= min_i sigma_min(W_{N:i+1}) / (n_i ... n_{N-1})^{1/2}",
            moment => Below(lower, Hidden().Min(i => problem.OutputRatio(moment, i, problem.Outputs))));
        yield return new("lemma-3/B3", "max_i sigma_max(W_{i-1:1} on the inputs' span) / (n_1 ... n_{i-1})^{1/2} <= e^{c1/2}",
            moment => Below(Hidden().Max(i => problem.InputRatio(moment, i + 1, 1)), upper));
        yield return new("lemma-3/B4", "e^{-c2/2} <= min_i sigma_min(W_{i-1:1} on the inputs' span) / (n_1 ... n_{i-1})^{1/2}",
            moment => Below(lower, Hidden().Min(i => problem.InputRatio(moment, i + 1, problem.Rank))));
        yield return new("lemma-3/B5", "max_{i,j} ||W_{j:i}|| / (n_{i-1} ... n_j / n_min)^{1/2} <= M",
            moment => problem.Depth < 3 || !(isCheap || IsPowerOfTwo(moment.Step)) ? null : Below(Inner(moment), constants.M));

        static bool IsPowerOfTwo(long step) => (step & (step - 1)) == 0;

        IEnumerable<int> Hidden() => Enumerable.Range(1, problem.Depth - 1);

        double Inner(DeepLinearMoment moment) => Hidden().Skip(1).Max(i => Enumerable.Range(i, problem.Depth - i)
            .Max(j => problem.InnerNorm(moment, i, j) * Math.Sqrt((double)problem.LeastWidth / problem.Widths[i - 1])));

        // A computed singular value is off by the rounding of the product, relative to the largest.
        Comparison Below(double left, double right) => new(left, right, problem.RatioRounding * Math.Max(upper, constants.M));
    }

    private static Comparison Distances(NormalizedProblem problem, DeepLinearMoment moment, double radius)
    {
        var (farthest, rounding) = (0.0, 0.0);
        for (var i = 1; i <= problem.Depth; i++)
        {
            farthest = Math.Max(farthest, problem.DistanceFromStart(moment, i));

            // Every step rounds the layer.
            rounding = Math.Max(rounding, NormalizedProblem.Epsilon * moment.Step * problem.LayerNorm(moment, i));
        }

        return new(farthest, radius, rounding);
    }

    private static Comparison LayerGradients(NormalizedProblem problem, DeepLinearMoment moment, ExplicitConstants constants)
    {
        var expansion = new StepExpansion(moment);
        var limit = Math.Exp(constants.C1) / Math.Sqrt(problem.Outputs) * SemiNorm.Of(moment.Gradient);
        return new(Enumerable.Range(1, problem.Depth).Max(expansion.LayerGradientNorm), limit, problem.RatioRounding * limit);
    }

    private static Comparison Operator(NormalizedProblem problem, DeepLinearMoment moment, Func<UpdateOperator, (double Left, double Right)> sides)
    {
        var update = UpdateOperator.At(moment);
        var (left, right) = sides(update);
        return new(left, right, problem.RatioRounding * update.LargestBound);
    }

    private static Comparison? Descent(NormalizedProblem problem, DeepLinearMoment moment, ExplicitConstants constants)
    {
        if (moment.Previous is not { } previous)
            return null;
        var (before, after) = (problem.Deep(previous), problem.Deep(moment));
        var share = 2 * Math.Exp(-6 * (constants.C1 + constants.C2)) * constants.Slack * (1 - constants.Slack) / problem.Smoothness;
        return new(after.Gap + (share * SemiNorm.Squared(before.Gradient)), before.Gap, 2 * (problem.GapRounding(before) + problem.GapRounding(after)));
    }
}
