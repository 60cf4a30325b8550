using Surefoot.Arithmetic;
using Surefoot.Objectives;

namespace Surefoot.Theory.Zou2020;

/// <summary>
/// Zou et al. 2020, lemma A.1: where every ||W_l||_2 is at most 0.5/L, the gradient of each layer is between multiples of the gap, those of examples
/// and of batches below multiples of the loss.
/// </summary>
public sealed class LemmaA1 : Theorem<ResidualSetting, ResidualMoment>
{
    /// <inheritdoc/>
    public override string Id => "zou-2020/lemma-a.1";

    /// <inheritdoc/>
    public override string Source => "Zou et al. 2020, lemma A.1 and appendix B.1";

    /// <inheritdoc/>
    public override string Statement => "Near the identity the gradient of every layer vanishes only at the optimum, and is never larger than the loss allows.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Step;

    /// <summary>(1 - 0.5/L)^(2L-2), at least 1/e: what the product of all layers but one keeps, squared.</summary>
    /// <param name="depth">L.</param>
    public static double LowerProduct(int depth) => Math.Pow(1 - (0.5 / depth), (2 * depth) - 2);

    /// <summary>(1 + 0.5/L)^(2L-2), at most e.</summary>
    /// <param name="depth">L.</param>
    public static double UpperProduct(int depth) => Math.Pow(1 + (0.5 / depth), (2 * depth) - 2);

    /// <inheritdoc/>
    public override Certificate<ResidualMoment> Certify(ResidualSetting setting)
    {
        var problem = new ResidualProblem(setting);
        var lower = problem.Min * problem.Min * problem.Smallest * problem.Smallest;
        var upper = problem.Max * problem.Max * problem.Largest * problem.Largest;
        var (tightLower, tightUpper) = (2 * LowerProduct(problem.Depth), 2 * UpperProduct(problem.Depth));
        return new(this, [new("mu_A mu_B", problem.Min, Relation.Above, 0, "take transformations A and B of full rank")])
        {
            Yields = [("what the gap is multiplied by from below", 2 / Math.E * lower), ("and from above", 2 * Math.E * upper)],
            Invariants =
            [
                Lower("lower", "||dL/dW_l||_F^2 >= (2/e) mu_A^2 mu_B^2 sigma_r^2 (L(W) - L*)", 2 / Math.E * lower),
                Lower("lower-tight", "||dL/dW_l||_F^2 >= 2 (1 - 0.5/L)^(2L-2) mu_A^2 mu_B^2 sigma_r^2 (L(W) - L*)", tightLower * lower),
                Upper("upper", "||dL/dW_l||_F^2 <= 2 e lambda_A^2 lambda_B^2 ||X||^2 (L(W) - L*)", 2 * Math.E * upper),
                Upper("upper-tight", "||dL/dW_l||_F^2 <= 2 (1 + 0.5/L)^(2L-2) lambda_A^2 lambda_B^2 ||X||^2 (L(W) - L*)", tightUpper * upper),
                new("lemma-a.1/example", "||dl_i/dW_l||_F^2 <= 2 e lambda_A^2 lambda_B^2 ||x_i||^2 l_i(W) for every example", moment => Examples(problem, moment)),
                new("lemma-a.1/batch", "||G_l||_F^2 <= (2 e n^2 / b^2) lambda_A^2 lambda_B^2 ||X||^2 L(W)", moment =>
                    !Applies(problem, moment) || moment.BatchGradient is not { } batch ? null
                        : Comparison.Tightest(batch.Layers.ToArray().Select(layer => Frobenius.SquaredNorm(layer)).Select(square =>
                            new Comparison(square, BatchBound(problem, moment.Loss), BatchRounding(problem, moment, square))))),
            ],
        };

        Invariant<ResidualMoment> Lower(string name, string statement, double factor) => new($"lemma-a.1/{name}", statement, moment =>
            Applies(problem, moment) ? Comparison.Tightest(moment.GradientSquares.Select(square => new Comparison(factor * moment.Gap, square, Rounding(moment, square, factor)))) : null);

        Invariant<ResidualMoment> Upper(string name, string statement, double factor) => new($"lemma-a.1/{name}", statement, moment =>
            Applies(problem, moment) ? Comparison.Tightest(moment.GradientSquares.Select(square => new Comparison(square, factor * moment.Gap, Rounding(moment, square, factor)))) : null);
    }

    /// <summary>(2 e n^2 / b^2) lambda_A^2 lambda_B^2 ||X||^2 times a loss.</summary>
    internal static double BatchBound(ResidualProblem problem, double loss) =>
        2 * Math.E * problem.BatchFactor * problem.BatchFactor * problem.Max * problem.Max * problem.Largest * problem.Largest * loss;

    private static bool Applies(ResidualProblem problem, ResidualMoment moment) => moment.SpectralNorms.Max() <= problem.Radius;

    private static double Rounding(ResidualMoment moment, double square, double factor) =>
        ((2 * Math.Sqrt(square)) + moment.GradientRounding) * moment.GradientRounding + (factor * moment.GapRounding);

    // A batch is multiplied by n/b, and so is its rounding.
    private static double BatchRounding(ResidualProblem problem, ResidualMoment moment, double square)
    {
        var rounding = problem.BatchFactor * (moment.GradientRounding + (1e-14 * Math.Sqrt(square)));
        return ((2 * Math.Sqrt(square)) + rounding) * rounding;
    }

    private static Comparison? Examples(ResidualProblem problem, ResidualMoment moment)
    {
        if (!Applies(problem, moment))
            return null;
        var examples = problem.Setting.Examples;
        var gradient = new Weights<double>(moment.Weights.Shapes);
        var comparisons = new List<Comparison>();
        for (var i = 0; i < problem.Samples; i++)
        {
            // The objective makes it an estimate of the whole, n times too large.
            var loss = examples.BatchLossAndGradient(moment.Weights, [i], gradient) / problem.Samples;
            var norm = problem.Setting.ExampleNorm(i);
            foreach (var layer in gradient.Layers)
            {
                var square = Frobenius.SquaredNorm(layer) / problem.Samples / problem.Samples;
                var rounding = moment.GradientRounding + (1e-14 * Math.Sqrt(square));
                comparisons.Add(new(square, 2 * Math.E * problem.Max * problem.Max * norm * norm * loss, ((2 * Math.Sqrt(square)) + rounding) * rounding));
            }
        }

        return Comparison.Tightest(comparisons);
    }
}
