using Surefoot.Arithmetic;

namespace Surefoot.Theory.ZhaoXu2024;

/// <summary>
/// Zhao and Xu 2024, proposition 3 and remark 9: facts on uniform matrices with orthonormal rows or columns. An embedding is the transpose
/// of a projection; A = G (G^T G)^{-1/2} of a Gaussian G is one; and for an n x p projection ||A v||^2 is Beta(n/2, (p-n)/2) for every
/// unit vector v.
/// </summary>
public sealed class Proposition3 : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "zhao-xu-2024/proposition-3";

    /// <inheritdoc/>
    public override string Source => "Zhao and Xu 2024, proposition 3";

    /// <inheritdoc/>
    public override string Statement => "Every layer of a one-peak start is a multiple of an embedding or of a projection, and a projection shortens a vector by a beta law.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Law;

    /// <summary>The mean n/p and the variance 2 n (p - n) / (p^2 (p + 2)) of ||A v||^2 for an n x p random projection A and a unit vector v.</summary>
    /// <param name="rows">n.</param>
    /// <param name="columns">p, at least n.</param>
    public static (double Mean, double Variance) SquaredNorm(int rows, int columns) =>
        ((double)rows / columns, 2.0 * rows * (columns - rows) / ((double)columns * columns * (columns + 2.0)));

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        var problem = new NormalizedProblem(setting);
        var (mean, variance) = SquaredNorm(problem.Outputs, problem.Widths[problem.Depth - 1]);
        return new(this, [.. problem.LawAssumptions(StartLaw.OnePeak, StartLaw.SpecialBalanced)])
        {
            Yields = [("the mean of ||A v||^2 for the last layer's projection A", mean), ("its variance", variance)],
            Invariants =
            [
                Lemma2.AtStart("proposition-3/layers", "max_i |sigma(W_i(0)) / max(n_{i-1}, n_i)^{1/2} - 1| <= rounding for all singular values", start =>
                    new(Enumerable.Range(1, problem.Depth).Max(i => Deviation(start, i)), problem.RatioRounding)),
            ],
        };

        double Deviation(DeepLinearMoment start, int layer)
        {
            var scale = problem.Scale(layer, layer) * Math.Sqrt((double)problem.Widths[layer] / Math.Max(problem.Widths[layer - 1], problem.Widths[layer]));

            // The first layer on the inputs' span, the others whole.
            var values = layer == 1 ? start.SingularValuesOnInputs(1) : SingularValueDecomposition.ValuesOf(start.Weights[layer - 1]);
            return values.Max(value => Math.Abs((scale * value) - 1));
        }
    }
}
