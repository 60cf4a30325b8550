namespace Surefoot.Arithmetic;

/// <summary>One-sided Jacobi: rotations of pairs of rows until all rows are orthogonal.</summary>
internal static unsafe class JacobiSweeps
{
    // Pairs are visited block by block, so that the rows of two blocks stay in the second-level cache.
    private const int BlockBytes = 128 * 1024;

    // Ten suffice for any matrix seen; the bound only keeps matrices with NaN from going on for ever.
    private const int MostSweeps = 60;

    /// <summary>
    /// Makes the rows of <paramref name="x"/> orthogonal by rotations, and applies the same rotations to the rows of
    /// <paramref name="turned"/>, which may be absent.
    /// </summary>
    /// <returns>The number of sweeps over all pairs.</returns>
    public static int Orthogonalize(Matrix<double> x, Matrix<double>? turned)
    {
        var rows = x.Rows;
        if (rows < 2)
            return 0;

        // The cosine of two rows is computed to about sqrt(n) eps.
        var tolerance = Math.Max(4, Math.Sqrt(x.Columns)) * (Math.BitIncrement(1.0) - 1);
        var block = Math.Max(2, BlockBytes / sizeof(double) / Math.Max(1, x.Columns));
        var squares = new double[rows];
        for (var sweep = 1; sweep <= MostSweeps; sweep++)
        {
            for (var i = 0; i < rows; i++)
                squares[i] = VectorLoops.Dot(Row(x, i), Row(x, i), x.Columns);
            var rotated = false;
            for (var begin = 0; begin < rows; begin += block)
            {
                for (var other = begin; other < rows; other += block)
                {
                    for (var i = begin; i < Math.Min(begin + block, rows); i++)
                    {
                        for (var j = Math.Max(i + 1, other); j < Math.Min(other + block, rows); j++)
                            rotated |= RotatePair(x, turned, squares, i, j, tolerance);
                    }
                }
            }

            if (!rotated)
                return sweep;
        }

        return MostSweeps;
    }

    private static double* Row(Matrix<double> matrix, int row) => matrix.Address + ((nint)row * matrix.Columns);

    private static bool RotatePair(Matrix<double> x, Matrix<double>? turned, double[] squares, int i, int j, double tolerance)
    {
        var inner = VectorLoops.Dot(Row(x, i), Row(x, j), x.Columns);
        if (!(Math.Abs(inner) > tolerance * Math.Sqrt(squares[i]) * Math.Sqrt(squares[j])))
            return false;

        // The smaller root of t^2 + 2 t cot(2 angle) - 1 = 0: the rotation by at most 45 degrees.
        var cotangent = (squares[j] - squares[i]) / (2 * inner);
        var tangent = Math.CopySign(1, cotangent) / (Math.Abs(cotangent) + Math.Sqrt(1 + (cotangent * cotangent)));
        var cosine = 1 / Math.Sqrt(1 + (tangent * tangent));
        var sine = tangent * cosine;
        VectorLoops.Rotate(Row(x, i), Row(x, j), x.Columns, cosine, sine);
        if (turned is not null)
            VectorLoops.Rotate(Row(turned, i), Row(turned, j), turned.Columns, cosine, sine);
        squares[i] = Updated(squares[i], -tangent * inner, Row(x, i), x.Columns);
        squares[j] = Updated(squares[j], tangent * inner, Row(x, j), x.Columns);
        return true;
    }

    // The update by t times the inner product loses digits where most of the square goes away.
    private static double Updated(double square, double change, double* row, int length) =>
        change < -0.5 * square ? VectorLoops.Dot(row, row, length) : square + change;
}
