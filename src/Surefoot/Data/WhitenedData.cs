using Surefoot.Arithmetic;

namespace Surefoot.Data;

/// <summary>
/// Data whose inputs have been whitened, Lambda_xx = X X^T / n = I, so that the loss is the distance to one matrix.
/// </summary>
/// <remarks>
/// Arora, Cohen, Golowich and Hu 2019, section 2 and appendix A: 1/(2n) ||W X - Y||_F^2 = 1/2 ||W - Lambda_yx||_F^2 + c.
/// </remarks>
/// <param name="Data">(X X^T / n)^(-1/2) X, d_in x n, and Y as it was.</param>
/// <param name="Target">Lambda_yx = Y X^T / n of the whitened inputs, d_out x d_in.</param>
/// <param name="Offset">c = 1/2 tr(Y Y^T / n) - 1/2 ||Lambda_yx||_F^2, not negative: the least 1/(2n) ||W X - Y||_F^2.</param>
public sealed record WhitenedData(Dataset Data, Matrix<double> Target, double Offset)
{
    /// <summary>Whitens the inputs; they are not centred.</summary>
    /// <remarks>With X = U S V^T the whitened inputs are sqrt(n) U V^T: X X^T is never formed, and the offset is a sum of squares.</remarks>
    /// <exception cref="DataException">X does not have full row rank, so that X X^T has no inverse.</exception>
    public static WhitenedData Of(DataAnalysis analysis)
    {
        ArgumentNullException.ThrowIfNull(analysis);
        var data = analysis.Dataset;
        if (analysis.Rank < data.InputDimension)
        {
            throw new DataException(
                $"{data.Name}: the inputs have rank {analysis.Rank} and there are {data.InputDimension}, so they cannot be whitened; "
                + "whitening needs linearly independent inputs and at least as many samples: leave out inputs that follow from others, or add samples.");
        }

        var n = data.SampleCount;
        var basis = analysis.InputBasis.Transposed;
        var inputs = new Matrix<double>(data.InputDimension, n);
        MatrixProduct.Multiply(analysis.InputBasis, analysis.SampleBasis.Transposed, inputs, Math.Sqrt(n), 0, ThreadTeam.Alone);
        var target = new Matrix<double>(data.OutputDimension, data.InputDimension);
        MatrixProduct.Multiply(MatrixProduct.Of<double>(data.Targets, analysis.SampleBasis), basis, target, 1 / Math.Sqrt(n), 0, ThreadTeam.Alone);
        return new(Dataset.Adopt(data.Name + " whitened", inputs, data.Targets), target, analysis.OptimalHalfSquaredResidual / n);
    }
}
