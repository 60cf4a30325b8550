namespace Surefoot.Arithmetic;

/// <summary>Placeholder.</summary>
public sealed record HouseholderQr(Matrix<double> Q, Matrix<double> R)
{
    /// <summary>Placeholder.</summary>
    public static HouseholderQr Of(Matrix<double> matrix, ThreadTeam team)
    {
        var m = MathNet.Numerics.LinearAlgebra.Matrix<double>.Build.Dense(matrix.Rows, matrix.Columns, (i, j) => matrix[i, j]);
        var qr = m.QR(MathNet.Numerics.LinearAlgebra.Factorization.QRMethod.Thin);
        return new(Matrix<double>.From(qr.Q.ToArray()), Matrix<double>.From(qr.R.ToArray()));
    }

    /// <summary>Placeholder.</summary>
    public static Matrix<double> SignedFrame(Matrix<double> matrix, ThreadTeam team)
    {
        var (q, r) = Of(matrix, team);
        for (var j = 0; j < q.Columns; j++)
        {
            if (r[j, j] < 0)
            {
                for (var i = 0; i < q.Rows; i++)
                    q[i, j] = -q[i, j];
            }
        }

        return q;
    }
}
