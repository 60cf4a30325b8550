using Surefoot.Arithmetic;

namespace Surefoot.Theory.Zou2020;

/// <summary>
/// Zou et al. 2020, lemma A.2: between two points whose layers are at most 0.5/L in the Frobenius norm the loss grows at most by its linear part and a
/// multiple of the squared distance that grows with the root of the loss.
/// </summary>
public sealed class LemmaA2 : Theorem<ResidualSetting, ResidualMoment>
{
    /// <inheritdoc/>
    public override string Id => "zou-2020/lemma-a.2";

    /// <inheritdoc/>
    public override string Source => "Zou et al. 2020, lemma A.2 and appendix B.2";

    /// <inheritdoc/>
    public override string Statement => "Near the identity the loss is as smooth as its own root, times the depth, allows.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Step;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips { get; } =
    [
        new(SlipClass.Loose, "(sum over layers)^2 <= L sum of squares, and the pairs of layers counted twice", "both, and the sharper square with half the first coefficient",
            "each pair of layers occurs once in the second-order part of a product"),
    ];

    /// <summary>L lambda_A lambda_B ||X|| (sqrt(2 e L(W)) + (e/2) lambda_A lambda_B ||X||), what multiplies the sum of squared distances.</summary>
    /// <param name="depth">L.</param>
    /// <param name="ends">lambda_A lambda_B.</param>
    /// <param name="inputs">||X||.</param>
    /// <param name="loss">L(W).</param>
    public static double Coefficient(int depth, double ends, double inputs, double loss) =>
        depth * ends * inputs * (Math.Sqrt(2 * Math.E * loss) + (Math.E / 2 * ends * inputs));

    /// <inheritdoc/>
    public override Certificate<ResidualMoment> Certify(ResidualSetting setting)
    {
        var problem = new ResidualProblem(setting);
        var scale = problem.Max * problem.Largest;
        return new(this, [])
        {
            Yields = [("the coefficient at the start", Coefficient(problem.Depth, problem.Max, problem.Largest, problem.StartLoss))],
            Invariants =
            [
                Pair("smooth", "L(W') - L(W) <= <grad L(W), W' - W> + L lambda_A lambda_B ||X|| (sqrt(2 e L(W)) + (e/2) lambda_A lambda_B ||X||) sum_l ||W'_l - W_l||_F^2", (loss, step) =>
                    (step.Growth, step.Linear + (Coefficient(problem.Depth, problem.Max, problem.Largest, loss) * step.Squares))),
                Pair("smooth-tight", "L(W') - L(W) <= <grad L(W), W' - W> + lambda_A lambda_B ||X|| (sqrt(2 e L(W))/2 + (e/2) lambda_A lambda_B ||X||) (sum_l ||W'_l - W_l||_F)^2", (loss, step) =>
                    (step.Growth, step.Linear + (scale * ((Math.Sqrt(2 * Math.E * loss) / 2) + (Math.E / 2 * scale)) * step.Sum * step.Sum))),
                Pair("below", "L(W') - L(W) >= <grad L(W), W' - W> - lambda_A lambda_B ||X|| sqrt(2 e L(W))/2 (sum_l ||W'_l - W_l||_F)^2", (loss, step) =>
                    (step.Linear - (scale * Math.Sqrt(2 * Math.E * loss) / 2 * step.Sum * step.Sum), step.Growth)),
                new("lemma-a.2/product", "||V' - V||_F <= sqrt(e) sum_l ||W'_l - W_l||_F, V = (I + W_L) ... (I + W_1)", moment =>
                    moment.Previous is not { } before || !problem.IsInRegion(before) || !problem.IsInRegion(moment) ? null
                        : new(Frobenius.Distance(moment.Product, before.Product), Math.Sqrt(Math.E) * Step.Between(before, moment).Sum, 1e-14 * problem.Depth * Frobenius.Norm(moment.Product))),
            ],
        };

        Invariant<ResidualMoment> Pair(string name, string statement, Func<double, Step, (double Left, double Right)> sides) => new($"lemma-a.2/{name}", statement, moment =>
        {
            if (moment.Previous is not { } before || !problem.IsInRegion(before) || !problem.IsInRegion(moment))
                return null;
            var step = Step.Between(before, moment);
            var (left, right) = sides(before.Loss, step);
            return new(left, right, before.GapRounding + moment.GapRounding + (before.GradientRounding * step.Sum) + (1e-13 * Math.Abs(step.Linear)));
        });
    }

    /// <summary>What lies between two points.</summary>
    /// <param name="Growth">L(W') - L(W).</param>
    /// <param name="Linear">sum_l tr(grad_l^T (W'_l - W_l)).</param>
    /// <param name="Sum">sum_l ||W'_l - W_l||_F.</param>
    /// <param name="Squares">sum_l ||W'_l - W_l||_F^2.</param>
    internal sealed record Step(double Growth, double Linear, double Sum, double Squares)
    {
        public static Step Between(ResidualMoment from, ResidualMoment to)
        {
            var (linear, sum, squares) = (0.0, 0.0, 0.0);
            for (var l = 0; l < from.Weights.Count; l++)
            {
                var difference = to.Weights[l].Clone();
                for (var k = 0; k < difference.Span.Length; k++)
                    difference.Span[k] -= from.Weights[l].Span[k];
                linear += Frobenius.Inner(from.Gradient[l], difference);
                var square = Frobenius.SquaredNorm(difference);
                (sum, squares) = (sum + Math.Sqrt(square), squares + square);
            }

            return new(to.Gap - from.Gap, linear, sum, squares);
        }
    }
}
