namespace Surefoot.Arithmetic;

/// <summary>The factorization A = Q R of an m x n matrix by Householder reflections.</summary>
/// <remarks>
/// Golub and Van Loan, "Matrix Computations" (4th edition), section 5.2.3. Backward stable: Q is orthonormal to about
/// n eps and Q R equals A to about n eps |A| whatever the condition of A.
/// </remarks>
/// <param name="Q">m x min(m, n) with orthonormal columns.</param>
/// <param name="R">min(m, n) x n, zero below the diagonal; diagonal entries may have either sign.</param>
public sealed record HouseholderQr(Matrix<double> Q, Matrix<double> R)
{
    /// <summary>Factors a matrix, which is left as it is.</summary>
    /// <remarks>Cost 4 m n^2 - (4/3) n^3 floating-point operations for m >= n, most of them in matrix products.</remarks>
    /// <param name="matrix">m x n, any shape.</param>
    /// <param name="team">The threads to use; the bits do not depend on their number.</param>
    public static HouseholderQr Of(Matrix<double> matrix, ThreadTeam team)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        ArgumentNullException.ThrowIfNull(team);
        var (m, n) = (matrix.Rows, matrix.Columns);
        var count = Math.Min(m, n);
        var rest = matrix.Clone();
        var reflectors = new Reflectors(m, count);
        for (var begin = 0; begin < count; begin += Reflectors.BlockSize)
        {
            var end = Math.Min(begin + Reflectors.BlockSize, count);
            FactorPanel(rest, reflectors, begin, end);
            reflectors.ApplyBlock(begin / Reflectors.BlockSize, transposed: true, rest, end, team);
        }

        var r = new Matrix<double>(count, n);
        for (var i = 0; i < count; i++)
            rest.Row(i)[i..].CopyTo(r.Row(i)[i..]);
        return new(reflectors.LeadingColumns(count, team), r);
    }

    /// <summary>Q with each column multiplied by the sign of R's diagonal entry: the orthogonal factor whose R has no negative diagonal entry.</summary>
    /// <remarks>For a Gaussian matrix this Q is uniform (Haar); the plain one is not (Mezzadri, "How to Generate Random Matrices from the Classical Compact Groups", 2007).</remarks>
    /// <param name="matrix">m x n.</param>
    /// <param name="team">The threads to use.</param>
    /// <returns>m x min(m, n).</returns>
    public static Matrix<double> SignedFrame(Matrix<double> matrix, ThreadTeam team)
    {
        var (q, r) = Of(matrix, team);
        for (var i = 0; i < q.Rows; i++)
        {
            var row = q.Row(i);
            for (var j = 0; j < row.Length; j++)
                row[j] = r[j, j] < 0 ? -row[j] : row[j];
        }

        return q;
    }

    // The panel's columns lie as rows of the reflectors' matrix while they are worked on: contiguous, and already where
    // the reflectors have to be. What becomes R goes back.
    private static unsafe void FactorPanel(Matrix<double> rest, Reflectors reflectors, int begin, int end)
    {
        var vectors = reflectors.Vectors;
        for (var i = begin; i < rest.Rows; i++)
        {
            var row = rest.Row(i);
            for (var j = begin; j < end; j++)
                vectors.Address[((nint)j * rest.Rows) + i] = row[j];
        }

        for (var j = begin; j < end; j++)
        {
            rest[j, j] = reflectors.Make(j);
            for (var c = j + 1; c < end; c++)
            {
                var column = vectors.Address + ((nint)c * rest.Rows) + j;
                reflectors.ApplyOne(j, column);
                rest[j, c] = *column;
                *column = 0;
            }
        }
    }
}
