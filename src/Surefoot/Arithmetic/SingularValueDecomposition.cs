namespace Surefoot.Arithmetic;

/// <summary>Placeholder.</summary>
public sealed record SingularValueDecomposition(Matrix<double> Left, double[] Values, Matrix<double> Right)
{
    /// <summary>Placeholder.</summary>
    public static SingularValueDecomposition Of(Matrix<double> matrix)
    {
        var m = MathNet.Numerics.LinearAlgebra.Matrix<double>.Build.Dense(matrix.Rows, matrix.Columns, (i, j) => matrix[i, j]);
        var svd = m.Svd();
        var k = svd.S.Count;
        return new(Matrix<double>.From(svd.U.SubMatrix(0, matrix.Rows, 0, k).ToArray()), svd.S.ToArray(), Matrix<double>.From(svd.VT.SubMatrix(0, k, 0, matrix.Columns).Transpose().ToArray()));
    }
}
