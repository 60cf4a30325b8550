using Surefoot.Arithmetic;

namespace Surefoot.Data;

/// <summary>
/// Data compressed to what the squared loss sees of them: r samples that have the loss of all n, up to a constant, for every W.
/// </summary>
/// <remarks>
/// The squared loss depends on X and Y through X X^T, Y X^T and ||Y||_F only. With X = U S V^T of rank r,
/// 1/2 ||W X - Y||_F^2 = 1/2 ||W X V - Y V||_F^2 + 1/2 ||Y (I - V V^T)||_F^2, and X V = U S, so gradients are the same too. This
/// holds for full batches: a stochastic method sees single samples.
/// </remarks>
/// <param name="Data">X' = X V = U S, d_in x r, and Y' = Y V, d_out x r.</param>
/// <param name="Constant">1/2 ||Y (I - V V^T)||_F^2, what the half sum of squares of the compressed data lacks.</param>
/// <param name="SampleCount">n, the number of samples before compression, which means over samples still divide by.</param>
/// <param name="InputBasis">U, d_in x r.</param>
/// <param name="SingularValues">The diagonal of S, falling.</param>
public sealed record SufficientStatistics(
    Dataset Data, double Constant, int SampleCount, Matrix<double> InputBasis, IReadOnlyList<double> SingularValues)
{
    /// <summary>Compresses data of rank r to r samples.</summary>
    public static SufficientStatistics Of(DataAnalysis analysis)
    {
        ArgumentNullException.ThrowIfNull(analysis);
        var inputs = analysis.InputBasis.Clone();
        for (var i = 0; i < inputs.Rows; i++)
        {
            for (var k = 0; k < inputs.Columns; k++)
                inputs[i, k] *= analysis.SingularValues[k];
        }

        var full = analysis.Dataset;
        var targets = MatrixProduct.Of<double>(full.Targets, analysis.SampleBasis);
        return new(
            Dataset.Adopt(full.Name, inputs, targets),
            analysis.OptimalHalfSquaredResidual,
            full.SampleCount,
            analysis.InputBasis,
            analysis.SingularValues);
    }

    /// <summary>The compressed data with inputs in coordinates of their span as well: the r x r matrix U^T X' = S, and Y'.</summary>
    /// <remarks>The loss of W U here is the loss of W on <see cref="Data"/>.</remarks>
    public Dataset OnInputBasis() => Dataset.Adopt(Data.Name, Matrix<double>.Diagonal(SingularValues), Data.Targets);
}
