using Surefoot.Arithmetic;

namespace Surefoot.Theory.Arora2019;

/// <summary>
/// Arora et al. 2019, lemma 5: if ||B_j||_F &lt;= nu and ||W_j||_sigma &lt;= M for all j, then products of layers are nearly powers of one
/// layer: (16) ||W_{j:1}^T W_{j:1} - (W_1^T W_1)^j||_F &lt;= (3/2) nu M^{2(j-1)} j^2; (17) the same from the last layer; and (18)
/// sigma_min(W)^2 - (3/2) nu M^{2(N-1)} N^2 is at most sigma_min(W_N)^{2N} where d_N &lt;= d_0, and at most sigma_min(W_1)^{2N} where d_N >= d_0.
/// </summary>
/// <remarks>nu and M are measured: the least that the layers at hand allow.</remarks>
public sealed class Lemma5 : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "arora-2019/lemma-5";

    /// <inheritdoc/>
    public override string Source => "Arora, Cohen, Golowich and Hu 2019, lemma 5";

    /// <inheritdoc/>
    public override string Statement => "Products of nearly balanced layers are nearly powers of the first or the last of them.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Step;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips =>
    [
        new(
            SlipClass.Misprint,
            "(18): the bound by the last layer where d_N >= d_0, by the first where d_N <= d_0",
            "the cases exchanged",
            "The proof treats d_N <= d_0 with the last layer. W_1 = (1, 0)^T, W_2 = diag(1, 0) is balanced and violates the printed form."),
        new(SlipClass.Loose, "d_N <= d_{N-1} and d_0 <= d_1", "no condition on the widths", "(16) and (17) need none; where (18) would need one and it fails, sigma_min(W) = 0 and the left side is not positive."),
    ];

    /// <summary>(3/2) nu M^{2(j-1)} j^2: the right side of (16), and of (17) with N - j + 1 layers.</summary>
    /// <param name="imbalance">nu.</param>
    /// <param name="norm">M.</param>
    /// <param name="layers">The number of layers in the product.</param>
    public static double Apart(double imbalance, double norm, int layers) => 1.5 * imbalance * Math.Pow(norm, 2 * (layers - 1)) * layers * layers;

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        var problem = new WhitenedProblem(setting);
        var depth = problem.Depth;
        return new(this, [])
        {
            Invariants =
            [
                new("lemma-5/16", "||W_{j:1}^T W_{j:1} - (W_1^T W_1)^j||_F <= (3/2) nu M^(2(j-1)) j^2",
                    moment => Comparison.Tightest(Enumerable.Range(1, depth).Select(j => FromFirst(problem, problem.At(moment), j)))) { Cost = setting.SpectraCost },
                new("lemma-5/17", "||W_{N:j} W_{N:j}^T - (W_N W_N^T)^(N-j+1)||_F <= (3/2) nu M^(2(N-j)) (N-j+1)^2",
                    moment => Comparison.Tightest(Enumerable.Range(1, depth).Select(j => FromLast(problem, problem.At(moment), j)))) { Cost = setting.SpectraCost },
                new("lemma-5/18", "sigma_min(W)^2 - (3/2) nu M^(2(N-1)) N^2 <= sigma_min(W_N or W_1)^(2N)",
                    moment => Comparison.Tightest(Outer(problem.At(moment)).Select(outer => Smallest(problem, problem.At(moment), outer)))) { Cost = setting.SpectraCost },
            ],
        };
    }

    /// <summary>(16) for j layers.</summary>
    internal static Comparison FromFirst(WhitenedProblem problem, WhitenedPoint point, int j)
    {
        var apart = Algebra.Difference(Algebra.Gram(point.Below(j)), Algebra.Power(Algebra.Gram(point.Layers[0]), j));
        return new(Frobenius.Norm(apart), Apart(point.LargestImbalance, point.LargestNorm, j), Rounding(problem, point, j));
    }

    /// <summary>(17) for the layers from j on.</summary>
    internal static Comparison FromLast(WhitenedProblem problem, WhitenedPoint point, int j)
    {
        var layers = point.Depth - j + 1;
        var apart = Algebra.Difference(Algebra.OuterGram(point.Above(j)), Algebra.Power(Algebra.OuterGram(point.Layers[^1]), layers));
        return new(Frobenius.Norm(apart), Apart(point.LargestImbalance, point.LargestNorm, layers), Rounding(problem, point, layers));
    }

    /// <summary>(18) with a given outer layer.</summary>
    internal static Comparison Smallest(WhitenedProblem problem, WhitenedPoint point, Matrix<double> outer)
    {
        var left = (point.Smallest * point.Smallest) - Apart(point.LargestImbalance, point.LargestNorm, point.Depth);
        return new(left, Math.Pow(Algebra.Smallest(outer), 2 * point.Depth), Rounding(problem, point, point.Depth));
    }

    // The last layer where d_N <= d_0, the first where d_N >= d_0.
    private static IEnumerable<Matrix<double>> Outer(WhitenedPoint point)
    {
        if (point.Map.Rows <= point.Map.Columns)
            yield return point.Layers[^1];
        if (point.Map.Rows >= point.Map.Columns)
            yield return point.Layers[0];
    }

    private static double Rounding(WhitenedProblem problem, WhitenedPoint point, int layers) => problem.ProductRounding * Math.Pow(point.LargestNorm, 2 * layers);
}
