namespace Surefoot.Arithmetic;

/// <summary>The factor of a symmetric positive definite matrix, S = L L^T, with L lower triangular.</summary>
internal static unsafe class Cholesky
{
    private const int PanelWidth = 128;

    /// <summary>Writes L over the lower triangle of a symmetric matrix. Cost n^3 / 3 flops, nearly all of them in products.</summary>
    /// <param name="matrix">n x n; only the lower triangle is looked at and written.</param>
    /// <param name="team">The threads.</param>
    /// <returns>
    /// Whether every pivot was positive. If it was, no eigenvalue lies below -(n + 1) u tr(S) (1 + small), u half the distance from 1 to
    /// the next double (Higham, "Accuracy and Stability of Numerical Algorithms", theorem 10.3 and the Cauchy-Schwarz bound after it).
    /// </returns>
    public static bool TryFactor(Matrix<double> matrix, ThreadTeam team)
    {
        var n = matrix.Rows;
        for (var first = 0; first < n; first += PanelWidth)
        {
            var width = Math.Min(PanelWidth, n - first);
            var panel = matrix.Address + ((long)first * n);
            if (first > 0)
            {
                var below = new Strided<double>(panel, n);
                MatrixProduct.Multiply(new ProductTerms<double>(below, below.Transposed, new Strided<double>(panel + first, n), n - first, width, first, -1, 1), team);
            }

            // Of each row the part in the panel is a triangular system in the rows before it.
            for (var i = first; i < n; i++)
            {
                var row = matrix.Address + ((long)i * n) + first;
                for (var j = 0; j < Math.Min(width, i - first + 1); j++)
                {
                    var other = matrix.Address + ((long)(first + j) * n) + first;
                    var left = row[j] - VectorLoops.Dot(row, other, j);
                    if (first + j < i)
                        row[j] = left / other[j];
                    else if (left > 0)
                        row[j] = Math.Sqrt(left);
                    else
                        return false;
                }
            }
        }

        GC.KeepAlive(matrix);
        return true;
    }

    /// <summary>Solves L L^T x = b in place.</summary>
    public static void Solve(Matrix<double> factor, Span<double> vector)
    {
        var n = factor.Rows;
        fixed (double* x = vector)
        {
            for (var i = 0; i < n; i++)
            {
                var row = factor.Address + ((long)i * n);
                x[i] = (x[i] - VectorLoops.Dot(row, x, i)) / row[i];
            }

            for (var i = n - 1; i >= 0; i--)
            {
                var row = factor.Address + ((long)i * n);
                x[i] /= row[i];
                VectorLoops.Add(-x[i], row, x, i);
            }
        }

        GC.KeepAlive(factor);
    }
}
