namespace Surefoot.Arithmetic;

/// <summary>The thin singular value decomposition A = U diag(s) V^T of an m x n matrix; p = min(m, n).</summary>
/// <param name="Left">U, m x p with orthonormal columns.</param>
/// <param name="Values">s, the p singular values, falling.</param>
/// <param name="Right">V, n x p with orthonormal columns.</param>
public sealed record SingularValueDecomposition(Matrix<double> Left, double[] Values, Matrix<double> Right)
{
    /// <summary>Decomposes a matrix, which is left as it is.</summary>
    /// <remarks>
    /// QR with column pivoting, then one-sided Jacobi on the triangular factor (Drmac and Veselic, "New Fast and Accurate
    /// Jacobi SVD Algorithm I", 2008). If A = B D with D diagonal and B well conditioned, every singular value, however
    /// small, is correct to about n eps cond(B) of itself, down to 1e-140 of the largest; other methods give n eps of the
    /// largest. Singular values 0 have singular vectors all the same: an orthonormal basis of what is left. Cost some
    /// 4 m n^2 + 15 n^3 operations for m >= n.
    /// </remarks>
    /// <param name="matrix">m x n, any shape, 0 x n included.</param>
    /// <exception cref="ArgumentException">An entry is infinite or not a number.</exception>
    public static SingularValueDecomposition Of(Matrix<double> matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        CheckFinite(matrix);
        if (matrix.Rows >= matrix.Columns)
            return OfTall(matrix);
        var (left, values, right) = OfTall(matrix.Transpose());
        return new(right, values, left);
    }

    /// <summary>The singular values alone, falling; less than half the cost.</summary>
    /// <param name="matrix">m x n, any shape.</param>
    /// <exception cref="ArgumentException">An entry is infinite or not a number.</exception>
    public static double[] ValuesOf(Matrix<double> matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        CheckFinite(matrix);
        if (Math.Min(matrix.Rows, matrix.Columns) == 1)
            return [NormOfVector(matrix)];
        var (exponent, scaled) = Scaled(matrix.Rows >= matrix.Columns ? matrix : matrix.Transpose());
        var rows = PivotedQr.Of(scaled).R;
        JacobiSweeps.Orthogonalize(rows, null);
        var values = Norms(rows);
        Array.Sort(values, static (x, y) => y.CompareTo(x));
        return [.. values.Select(value => Math.ScaleB(value, exponent))];
    }

    private static SingularValueDecomposition OfTall(Matrix<double> matrix)
    {
        var (m, n) = (matrix.Rows, matrix.Columns);
        var (exponent, scaled) = Scaled(matrix);
        var qr = PivotedQr.Of(scaled);

        // Jacobi on the columns of R^T, which are the rows of R: R^T W = Z diag(s), hence R = W diag(s) Z^T.
        var rows = qr.R.Clone();
        var turned = Matrix<double>.Identity(n);
        JacobiSweeps.Orthogonalize(rows, turned);
        var norms = Norms(rows);
        int[] order = [.. Enumerable.Range(0, n).OrderByDescending(i => norms[i])];
        var rank = norms.Count(norm => norm > 0);

        var w = new Matrix<double>(n, n);
        var z = new Matrix<double>(n, rank);
        for (var k = 0; k < n; k++)
        {
            for (var i = 0; i < n; i++)
                w[i, k] = turned[order[k], i];
            for (var i = 0; i < n && k < rank; i++)
                z[i, k] = rows[order[k], i] / norms[order[k]];
        }

        if (rank < n)
            z = Completed(z);
        var right = new Matrix<double>(n, n);
        for (var i = 0; i < n; i++)
            z.Row(i).CopyTo(right.Row(qr.Permutation[i]));
        var left = MatrixProduct.Of<double>(qr.Q(n, ThreadTeam.Alone), w);
        return new(left, [.. order.Select(i => Math.ScaleB(norms[i], exponent))], right);
    }

    // Squares must not overflow, and underflow only for what is negligible; a power of two rounds nothing.
    private static (int Exponent, Matrix<double> Matrix) Scaled(Matrix<double> matrix)
    {
        var largest = 0.0;
        foreach (var entry in matrix.Span)
            largest = Math.Max(largest, Math.Abs(entry));
        if (largest == 0)
            return (0, matrix);
        var exponent = Math.ILogB(largest);
        var scaled = matrix.Clone();
        foreach (ref var entry in scaled.Span)
            entry = Math.ScaleB(entry, -exponent);
        return (exponent, scaled);
    }

    private static unsafe double NormOfVector(Matrix<double> vector)
    {
        var norm = VectorLoops.Norm(vector.Address, vector.Rows * vector.Columns);
        GC.KeepAlive(vector);
        return norm;
    }

    private static unsafe double[] Norms(Matrix<double> rows)
    {
        var norms = new double[rows.Rows];
        for (var i = 0; i < norms.Length; i++)
            norms[i] = VectorLoops.Norm(rows.Address + ((nint)i * rows.Columns), rows.Columns);
        return norms;
    }

    // Orthonormal columns, followed by an orthonormal basis of their complement.
    private static Matrix<double> Completed(Matrix<double> columns)
    {
        var (n, given) = (columns.Rows, columns.Columns);
        var all = PivotedQr.Of(columns).Q(n, ThreadTeam.Alone);
        for (var i = 0; i < n; i++)
            columns.Row(i).CopyTo(all.Row(i)[..given]);
        return all;
    }

    private static void CheckFinite(Matrix<double> matrix)
    {
        foreach (var entry in matrix.Span)
        {
            if (!double.IsFinite(entry))
                throw new ArgumentException($"the matrix contains {entry}; singular values need finite numbers.", nameof(matrix));
        }
    }
}
