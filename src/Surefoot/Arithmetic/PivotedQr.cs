namespace Surefoot.Arithmetic;

/// <summary>
/// The factorization A P = Q R with column pivoting: the diagonal of R falls in magnitude and shows the rank.
/// </summary>
/// <remarks>
/// Businger and Golub, "Linear Least Squares Solutions by Householder Transformations" (1965), with the norms kept up to
/// date as in Drmac and Bujanovic, "On the Failure of Rank-Revealing QR Factorization Software" (2008). Not blocked:
/// cost 4 m n^2 - (4/3) n^3 operations at the speed of the second-level cache; meant for up to some 2000 columns.
/// </remarks>
public sealed class PivotedQr
{
    private readonly Reflectors _reflectors;
    private readonly int[] _permutation;

    private unsafe PivotedQr(Matrix<double> matrix)
    {
        var (m, n) = (matrix.Rows, matrix.Columns);
        var count = Math.Min(m, n);
        _reflectors = new Reflectors(m, count);
        _permutation = [.. Enumerable.Range(0, n)];
        R = new Matrix<double>(count, n);

        var columns = matrix.Transpose();
        var norms = new double[n];
        for (var j = 0; j < n; j++)
            norms[j] = VectorLoops.Norm(Column(j, 0), m);
        var exactNorms = (double[])norms.Clone();

        // Columns stay where they are; only the permutation says which is at place j.
        for (var j = 0; j < count; j++)
        {
            var largest = j;
            for (var c = j + 1; c < n; c++)
            {
                if (norms[_permutation[c]] > norms[_permutation[largest]])
                    largest = c;
            }

            (_permutation[j], _permutation[largest]) = (_permutation[largest], _permutation[j]);
            new ReadOnlySpan<double>(Column(_permutation[j], j), m - j).CopyTo(_reflectors.Vectors.Row(j)[j..]);
            *Column(_permutation[j], j) = _reflectors.Make(j);
            for (var c = j + 1; c < n; c++)
            {
                var column = _permutation[c];
                _reflectors.ApplyOne(j, Column(column, j));
                if (norms[column] > 0)
                    Shorten(column, j);
            }
        }

        for (var i = 0; i < count; i++)
        {
            for (var c = i; c < n; c++)
                R[i, c] = *Column(_permutation[c], i);
        }

        GC.KeepAlive(columns);

        double* Column(int column, int entry) => columns.Address + ((nint)column * m) + entry;

        void Shorten(int column, int j)
        {
            var ratio = Math.Abs(*Column(column, j)) / norms[column];
            var left = Math.Max(0, (1 - ratio) * (1 + ratio));
            var trust = left * (norms[column] / exactNorms[column]) * (norms[column] / exactNorms[column]);
            if (trust > SquareRootOfEpsilon)
            {
                norms[column] *= Math.Sqrt(left);
            }
            else
            {
                norms[column] = VectorLoops.Norm(Column(column, j + 1), m - j - 1);
                exactNorms[column] = norms[column];
            }
        }
    }

    /// <summary>min(m, n) x n, zero below the diagonal, the diagonal falling in magnitude.</summary>
    public Matrix<double> R { get; }

    /// <summary>Column j of A P is column Permutation[j] of A.</summary>
    public ReadOnlySpan<int> Permutation => _permutation;

    private static double SquareRootOfEpsilon { get; } = Math.Sqrt(Math.BitIncrement(1.0) - 1);

    /// <summary>Factors a matrix, which is left as it is.</summary>
    /// <param name="matrix">m x n, any shape.</param>
    public static PivotedQr Of(Matrix<double> matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        return new PivotedQr(matrix);
    }

    /// <summary>The number of diagonal entries of R above <paramref name="tolerance"/> times the first.</summary>
    /// <param name="tolerance">Relative; by default max(m, n) eps, below which rounding alone makes such entries.</param>
    public int Rank(double? tolerance = null)
    {
        var limit = tolerance ?? Math.Max(_reflectors.Vectors.Columns, R.Columns) * (Math.BitIncrement(1.0) - 1);
        var rank = 0;
        while (rank < R.Rows && Math.Abs(R[rank, rank]) > limit * Math.Abs(R[0, 0]))
            rank++;
        return rank;
    }

    /// <summary>The first columns of the orthogonal m x m factor.</summary>
    /// <param name="columns">At most m; min(m, n) of them span the range of A.</param>
    /// <param name="team">The threads to use.</param>
    /// <exception cref="ArgumentOutOfRangeException">More than m columns, or fewer than 0.</exception>
    public Matrix<double> Q(int columns, ThreadTeam team)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(columns, _reflectors.Vectors.Columns);
        return _reflectors.LeadingColumns(columns, team);
    }

    /// <summary>Q^T C as a new matrix.</summary>
    /// <param name="c">m rows.</param>
    /// <param name="team">The threads to use.</param>
    public Matrix<double> TransposedTimes(Matrix<double> c, ThreadTeam team)
    {
        ArgumentNullException.ThrowIfNull(c);
        if (c.Rows != _reflectors.Vectors.Columns)
            throw new ArgumentException($"a matrix of {c.Rows} rows was given; Q^T needs {_reflectors.Vectors.Columns}.", nameof(c));
        var result = c.Clone();
        _reflectors.ApplyTransposed(result, team);
        return result;
    }
}
