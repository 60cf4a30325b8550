using Surefoot.Arithmetic;

namespace Surefoot.Theory.ZhaoXu2024;

/// <summary>
/// Zhao and Xu 2024, lemma 7: L(W) = L(W P_X), nabla L(W) = nabla L(W P_X) P_X, &lt;nabla L(W), V&gt;_F = &lt;nabla L(W), V&gt;_X, and
/// ||nabla L(W)||_F = ||nabla L(W)||_X. Measured once, on the whole data, with the map of the full network's start.
/// </summary>
public sealed class Lemma7 : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "zhao-xu-2024/lemma-7";

    /// <inheritdoc/>
    public override string Source => "Zhao and Xu 2024, lemma 7";

    /// <inheritdoc/>
    public override string Statement => "A loss sees of a map only what it does on the span of the inputs, and its gradient lies there.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Start;

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        var problem = new NormalizedProblem(setting);
        var inputs = setting.Data.Dataset.Inputs;
        var loss = setting.Loss.Bind<double>(setting.Data.Dataset, inputs.Columns);
        var largest = setting.Data.LargestSingularValue;
        var basis = setting.Data.InputBasis;
        return new(this, [])
        {
            Yields = [("r", problem.Rank), ("n_0", setting.Network.InputDimension)],
            Invariants =
            [
                Lemma2.AtStart("lemma-7/loss", "|L(W) - L(W P_X)| <= rounding", moment =>
                {
                    var (whole, projected) = (At(Whole(moment)), At(Projected(moment)));
                    var moved = Moved(moment);
                    return new(Math.Abs(whole.Loss - projected.Loss),
                        (Math.Sqrt(2 * problem.Smoothness * Math.Max(whole.Loss, 0)) * moved) + (problem.Smoothness * moved * moved) + (Share(setting) * Math.Abs(whole.Loss)));
                }),
                Lemma2.AtStart("lemma-7/gradient", "||nabla L(W) - nabla L(W P_X) P_X||_F <= rounding", moment =>
                {
                    var projected = MatrixProduct.Of<double>(MatrixProduct.Of<double>(At(Projected(moment)).Gradient, basis), basis.Transposed);
                    var whole = At(Whole(moment));
                    return new(SemiNorm.Distance(whole.Gradient, projected), Rounding(moment, whole));
                }),
                Lemma2.AtStart("lemma-7/inner", "|<nabla L(W), W>_F - <nabla L(W), W>_X| <= rounding", moment =>
                {
                    var (map, whole) = (Whole(moment), At(Whole(moment)));
                    var inside = SemiNorm.Inner(MatrixProduct.Of<double>(whole.Gradient, basis), MatrixProduct.Of<double>(map, basis));
                    return new(Math.Abs(SemiNorm.Inner(whole.Gradient, map) - inside), Rounding(moment, whole) * SemiNorm.Of(map));
                }),
                Lemma2.AtStart("lemma-7/norm", "|  ||nabla L(W)||_F - ||nabla L(W)||_X | <= rounding", moment =>
                {
                    var whole = At(Whole(moment));
                    return new(Math.Abs(SemiNorm.Of(whole.Gradient) - setting.Data.SemiNorm(whole.Gradient)), Rounding(moment, whole));
                }),
            ],
        };

        Matrix<double> Whole(DeepLinearMoment moment) => setting.Reduction.EndToEnd(moment.Weights);

        Matrix<double> Projected(DeepLinearMoment moment) => MatrixProduct.Of(moment.Map, basis.Transposed);

        (double Loss, Matrix<double> Gradient) At(Matrix<double> map)
        {
            var predictions = MatrixProduct.Of<double>(map, inputs);
            var value = loss.Evaluate(predictions, predictions);
            return (value, MatrixProduct.Of(predictions, inputs.Transposed));
        }

        // Predictions are sums over the input dimension, gradients over the samples.
        double Moved(DeepLinearMoment moment) =>
            Share(setting) * (SemiNorm.Of(Whole(moment)) + Math.Sqrt(problem.SquaredMinimizerNorm)) * SemiNorm.Of(inputs) / largest;

        double Rounding(DeepLinearMoment moment, (double Loss, Matrix<double> Gradient) whole) =>
            (problem.Smoothness * Moved(moment)) + (Share(setting) * (SemiNorm.Of(whole.Gradient) + Math.Sqrt(2 * problem.Smoothness * Math.Max(0, whole.Loss))) * SemiNorm.Of(inputs) / largest);
    }

    private static double Share(DeepLinearSetting setting) =>
        4 * NormalizedProblem.Epsilon * (setting.Network.Depth + setting.Network.InputDimension + setting.Data.Dataset.SampleCount);
}
