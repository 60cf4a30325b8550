namespace Surefoot.Arithmetic;

/// <summary>The minimizer of |A X - B|, column by column.</summary>
/// <param name="Solution">n x p.</param>
/// <param name="Rank">The rank of A as it was decided; below n, the columns of A that came last are not used and have zeros in the solution.</param>
public sealed record LeastSquares(Matrix<double> Solution, int Rank)
{
    /// <summary>Minimizes |A x - b| for each column b of B by Householder reflections with column pivoting.</summary>
    /// <remarks>
    /// The columns of A are first brought to norms between 1 and 2 by powers of two, which costs no accuracy and makes the
    /// decision on the rank independent of the units of the columns. Golub and Van Loan, "Matrix Computations"
    /// (4th edition), sections 5.3.3 and 5.5.6. Cost that of <see cref="PivotedQr"/>.
    /// </remarks>
    /// <param name="a">m x n, any shape and rank.</param>
    /// <param name="b">m x p.</param>
    /// <param name="rankTolerance">Columns whose part outside the others' span is below this fraction of the largest count as dependent; by default max(m, n) eps.</param>
    /// <exception cref="ArgumentException">The numbers of rows differ.</exception>
    public static LeastSquares Solve(Matrix<double> a, Matrix<double> b, double? rankTolerance = null)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        if (a.Rows != b.Rows)
            throw new ArgumentException($"A has {a.Rows} rows and B has {b.Rows}; they need the same number.", nameof(b));

        var scaled = a.Clone();
        var exponents = new int[a.Columns];
        for (var j = 0; j < a.Columns; j++)
        {
            var largest = 0.0;
            for (var i = 0; i < a.Rows; i++)
                largest = Math.Max(largest, Math.Abs(a[i, j]));
            var sum = 0.0;
            for (var i = 0; i < a.Rows && largest > 0; i++)
                sum += a[i, j] / largest * (a[i, j] / largest);
            exponents[j] = largest > 0 ? Math.ILogB(largest * Math.Sqrt(sum)) : 0;
            for (var i = 0; i < a.Rows; i++)
                scaled[i, j] = Math.ScaleB(a[i, j], -exponents[j]);
        }

        var qr = PivotedQr.Of(scaled);
        var rank = qr.Rank(rankTolerance);
        var image = qr.TransposedTimes(b, ThreadTeam.Alone);
        var solution = new Matrix<double>(a.Columns, b.Columns);
        for (var c = 0; c < b.Columns; c++)
        {
            for (var i = rank - 1; i >= 0; i--)
            {
                var sum = image[i, c];
                for (var k = i + 1; k < rank; k++)
                    sum = Math.FusedMultiplyAdd(-qr.R[i, k], image[k, c], sum);
                image[i, c] = sum / qr.R[i, i];
                solution[qr.Permutation[i], c] = Math.ScaleB(image[i, c], -exponents[qr.Permutation[i]]);
            }
        }

        return new LeastSquares(solution, rank);
    }
}
