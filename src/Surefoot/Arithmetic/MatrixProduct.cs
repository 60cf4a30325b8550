using System.Numerics;

namespace Surefoot.Arithmetic;

/// <summary>C = alpha A B + beta C for dense matrices, either factor transposed.</summary>
public static class MatrixProduct
{
    /// <summary>Computes C = <paramref name="alpha"/> A B + <paramref name="beta"/> C.</summary>
    /// <remarks>
    /// Every entry is one chain of fused multiply-adds in the order of the inner index, so the result has the same bits
    /// for any team size and any vector width. With <paramref name="beta"/> = 0 the old content of C is not read.
    /// Cost 2 m n k floating-point operations.
    /// </remarks>
    /// <param name="a">m x k.</param>
    /// <param name="b">k x n.</param>
    /// <param name="c">m x n; must not share memory with a factor.</param>
    /// <param name="alpha">The factor on the product.</param>
    /// <param name="beta">The factor on the old content.</param>
    /// <param name="team">The threads to use.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Multiply<T>(Operand<T> a, Operand<T> b, Matrix<T> c, T alpha, T beta, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(c);
        if (a.Columns != b.Rows || c.Rows != a.Rows || c.Columns != b.Columns)
        {
            throw new ArgumentException(
                $"a {a.Rows} x {a.Columns} times {b.Rows} x {b.Columns} product does not fit a {c.Rows} x {c.Columns} result.");
        }

        for (var i = 0; i < c.Rows; i++)
        {
            for (var j = 0; j < c.Columns; j++)
            {
                var sum = T.Zero;
                for (var k = 0; k < a.Columns; k++)
                {
                    var left = a.Transposed ? a.Matrix[k, i] : a.Matrix[i, k];
                    var right = b.Transposed ? b.Matrix[j, k] : b.Matrix[k, j];
                    sum = T.FusedMultiplyAdd(left, right, sum);
                }

                c[i, j] = beta == T.Zero ? alpha * sum : T.FusedMultiplyAdd(beta, c[i, j], alpha * sum);
            }
        }
    }

    /// <summary>The product A B as a new matrix.</summary>
    public static Matrix<T> Of<T>(Operand<T> a, Operand<T> b, ThreadTeam? team = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var product = new Matrix<T>(a.Rows, b.Columns);
        Multiply(a, b, product, T.One, T.Zero, team ?? ThreadTeam.Alone);
        return product;
    }
}
