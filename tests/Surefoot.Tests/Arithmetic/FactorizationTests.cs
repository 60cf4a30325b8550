using Surefoot.Arithmetic;

namespace Surefoot.Tests.Arithmetic;

public class FactorizationTests
{
    private static readonly double s_epsilon = Math.BitIncrement(1.0) - 1;

    // Around the block of 48 reflections, tall, wide, single, empty.
    public static TheoryData<int, int> Shapes => new()
    {
        { 1, 1 }, { 3, 1 }, { 1, 4 }, { 7, 7 }, { 48, 48 }, { 49, 49 }, { 130, 97 }, { 60, 150 }, { 300, 20 }, { 5, 0 }, { 0, 5 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Qr_is_orthonormal_times_triangular(int rows, int columns)
    {
        var a = Gaussian(rows, columns, 1);
        var (q, r) = HouseholderQr.Of(a, ThreadTeam.Alone);
        IsOrthonormal(q);
        IsUpperTriangular(r);
        Agree(MatrixProduct.Of<double>(q, r), a);
    }

    [Fact]
    public void Qr_has_the_same_bits_for_any_team()
    {
        var a = Gaussian(400, 150, 2);
        using var team = new ThreadTeam(3);
        var (q, r) = HouseholderQr.Of(a, ThreadTeam.Alone);
        var (sharedQ, sharedR) = HouseholderQr.Of(a, team);
        sharedQ.Span.SequenceEqual(q.Span).ShouldBeTrue();
        sharedR.Span.SequenceEqual(r.Span).ShouldBeTrue();
    }

    [Fact]
    public void Qr_of_an_exact_case()
    {
        // Columns (3, 4) and (1, 2): norm 5, inner product 11/5, height 2/5.
        var (_, r) = HouseholderQr.Of(Matrix<double>.From(new double[,] { { 3, 1 }, { 4, 2 } }), ThreadTeam.Alone);
        Math.Abs(r[0, 0]).ShouldBe(5, 5 * 4 * s_epsilon);
        Math.Abs(r[0, 1]).ShouldBe(2.2, 5 * 4 * s_epsilon);
        Math.Abs(r[1, 1]).ShouldBe(0.4, 5 * 4 * s_epsilon);
    }

    [Fact]
    public void A_signed_frame_makes_the_diagonal_of_R_positive()
    {
        var a = Gaussian(60, 20, 3);
        var frame = HouseholderQr.SignedFrame(a, ThreadTeam.Alone);
        IsOrthonormal(frame);
        var r = MatrixProduct.Of<double>(frame.Transposed, a);
        for (var i = 0; i < 20; i++)
            r[i, i].ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData(1e-300)]
    [InlineData(1e-160)]
    [InlineData(1e160)]
    [InlineData(1e300)]
    public void Qr_survives_squares_that_underflow_or_overflow(double scale)
    {
        var a = Gaussian(20, 6, 4);
        var scaled = a.Clone();
        foreach (ref var entry in scaled.Span)
            entry *= scale;
        var (q, r) = HouseholderQr.Of(scaled, ThreadTeam.Alone);
        IsOrthonormal(q);
        var plain = HouseholderQr.Of(a, ThreadTeam.Alone).R;

        // One rounding of the scaled entries, and that of the factorization.
        for (var i = 0; i < r.Span.Length; i++)
            (r.Span[i] / scale).ShouldBe(plain.Span[i], 100 * s_epsilon * Largest(plain));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Pivoted_qr_factors_the_permuted_matrix_with_a_falling_diagonal(int rows, int columns)
    {
        var a = Gaussian(rows, columns, 5);
        var qr = PivotedQr.Of(a);
        var count = Math.Min(rows, columns);
        var q = qr.Q(count, ThreadTeam.Alone);
        IsOrthonormal(q);
        IsUpperTriangular(qr.R);
        qr.Permutation.ToArray().Order().ShouldBe(Enumerable.Range(0, columns));
        var permuted = new Matrix<double>(rows, columns);
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j++)
                permuted[i, j] = a[i, qr.Permutation[j]];
        }

        Agree(MatrixProduct.Of<double>(q, qr.R), permuted);
        for (var i = 1; i < count; i++)
            Math.Abs(qr.R[i, i]).ShouldBeLessThanOrEqualTo(Math.Abs(qr.R[i - 1, i - 1]) * (1 + (100 * s_epsilon)));
        qr.Rank().ShouldBe(count);
    }

    [Theory]
    [InlineData(40, 30, 7)]
    [InlineData(30, 40, 1)]
    [InlineData(90, 90, 89)]
    public void Pivoted_qr_finds_the_rank(int rows, int columns, int rank)
    {
        var a = MatrixProduct.Of<double>(Gaussian(rows, rank, 6), Gaussian(rank, columns, 7));
        PivotedQr.Of(a).Rank().ShouldBe(rank);
        PivotedQr.Of(new Matrix<double>(rows, columns)).Rank().ShouldBe(0);
    }

    [Fact]
    public void Pivoted_qr_is_not_fooled_by_Kahans_matrix()
    {
        // Norms brought up to date carelessly lose all their digits on Kahan's matrix (n = 90, cosine 0.28), and the diagonal stops falling.
        const int n = 90;
        var (cosine, sine) = (0.285, Math.Sqrt(1 - (0.285 * 0.285)));
        var kahan = new Matrix<double>(n, n);
        for (var i = 0; i < n; i++)
        {
            var scale = Math.Pow(sine, i);
            kahan[i, i] = scale;
            for (var j = i + 1; j < n; j++)
                kahan[i, j] = -cosine * scale;
        }

        var r = PivotedQr.Of(kahan).R;
        for (var i = 0; i < n; i++)
        {
            for (var j = i; j < n; j++)
            {
                // What pivoting promises: |r_ii|^2 is at least the square of any later column's part from row i on.
                var square = 0.0;
                for (var k = i; k <= j; k++)
                    square += r[k, j] * r[k, j];
                Math.Sqrt(square).ShouldBeLessThanOrEqualTo(Math.Abs(r[i, i]) * (1 + 1e-7));
            }
        }
    }

    [Fact]
    public void Least_squares_solves_Longleys_problem_to_the_accuracy_of_Householder_qr()
    {
        // Longley (1967) with the certified values of the NIST Statistical Reference Datasets. The condition of the scaled
        // columns is about 4e4 and the residual is small, so that 4e4 eps k, k about 100, is the error to expect: 1e-9.
        double[,] rows =
        {
            { 60323, 83.0, 234289, 2356, 1590, 107608, 1947 }, { 61122, 88.5, 259426, 2325, 1456, 108632, 1948 },
            { 60171, 88.2, 258054, 3682, 1616, 109773, 1949 }, { 61187, 89.5, 284599, 3351, 1650, 110929, 1950 },
            { 63221, 96.2, 328975, 2099, 3099, 112075, 1951 }, { 63639, 98.1, 346999, 1932, 3594, 113270, 1952 },
            { 64989, 99.0, 365385, 1870, 3547, 115094, 1953 }, { 63761, 100.0, 363112, 3578, 3350, 116219, 1954 },
            { 66019, 101.2, 397469, 2904, 3048, 117388, 1955 }, { 67857, 104.6, 419180, 2822, 2857, 118734, 1956 },
            { 68169, 108.4, 442769, 2936, 2798, 120445, 1957 }, { 66513, 110.8, 444546, 4681, 2637, 121950, 1958 },
            { 68655, 112.6, 482704, 3813, 2552, 123366, 1959 }, { 69564, 114.2, 502601, 3931, 2514, 125368, 1960 },
            { 69331, 115.7, 518173, 4806, 2572, 127852, 1961 }, { 70551, 116.9, 554894, 4007, 2827, 130081, 1962 },
        };
        double[] certified =
        [
            -3482258.63459582, 15.0618722713733, -0.358191792925910e-1, -2.02022980381683, -1.03322686717359, -0.511041056535807e-1, 1829.15146461355,
        ];
        var a = new Matrix<double>(16, 7);
        var b = new Matrix<double>(16, 1);
        for (var i = 0; i < 16; i++)
        {
            b[i, 0] = rows[i, 0];
            a[i, 0] = 1;
            for (var j = 1; j < 7; j++)
                a[i, j] = rows[i, j];
        }

        var (solution, rank) = LeastSquares.Solve(a, b);
        rank.ShouldBe(7);
        for (var j = 0; j < 7; j++)
            solution[j, 0].ShouldBe(certified[j], Math.Abs(certified[j]) * 1e-9);
    }

    [Fact]
    public void Least_squares_solves_Wamplers_polynomial()
    {
        // Wampler1 of the NIST sets: y = 1 + x + ... + x^5 at 0, 1, ..., 20, all coefficients exactly 1; the condition of
        // the scaled columns is about 5e5.
        var a = new Matrix<double>(21, 6);
        var b = new Matrix<double>(21, 1);
        for (var i = 0; i < 21; i++)
        {
            for (var j = 0; j < 6; j++)
                b[i, 0] += a[i, j] = Math.Pow(i, j);
        }

        foreach (var coefficient in LeastSquares.Solve(a, b).Solution.Span)
            coefficient.ShouldBe(1, 1e-9);
    }

    [Fact]
    public void Least_squares_of_dependent_columns_still_minimizes()
    {
        var half = Gaussian(30, 4, 8);
        var a = new Matrix<double>(30, 8);
        for (var i = 0; i < 30; i++)
        {
            half.Row(i).CopyTo(a.Row(i));
            half.Row(i).CopyTo(a.Row(i)[4..]);
        }

        var b = Gaussian(30, 2, 9);
        var (solution, rank) = LeastSquares.Solve(a, b);
        rank.ShouldBe(4);
        var residual = b.Clone();
        MatrixProduct.Multiply<double>(a, solution, residual, -1, 1, ThreadTeam.Alone);
        Largest(MatrixProduct.Of(a.Transposed, residual)).ShouldBeLessThan(30 * 8 * s_epsilon * Largest(a) * Largest(b) * 30);
    }

    /// <summary>Entries from the standard normal law, by Box and Muller.</summary>
    internal static Matrix<double> Gaussian(int rows, int columns, int seed)
    {
        var generator = new Random(seed);
        var matrix = new Matrix<double>(rows, columns);
        foreach (ref var entry in matrix.Span)
            entry = Math.Sqrt(-2 * Math.Log(1 - generator.NextDouble())) * Math.Cos(2 * Math.PI * generator.NextDouble());
        return matrix;
    }

    internal static double Largest(Matrix<double> matrix)
    {
        var largest = 0.0;
        foreach (var entry in matrix.Span)
            largest = Math.Max(largest, Math.Abs(entry));
        return largest;
    }

    /// <summary>|Q^T Q - I| in the largest entry: reflections and rotations add roundings of eps each, at random; 10 eps sqrt(n) has room to spare.</summary>
    internal static void IsOrthonormal(Matrix<double> q)
    {
        var gram = MatrixProduct.Of(q.Transposed, q);
        for (var i = 0; i < q.Columns; i++)
            gram[i, i] -= 1;
        Largest(gram).ShouldBeLessThanOrEqualTo(10 * s_epsilon * Math.Sqrt(Math.Max(1, q.Rows)));
    }

    /// <summary>Entries agree to 10 eps times sqrt(n), the size of a column against its entries, times sqrt(n), the growth of n random roundings.</summary>
    internal static void Agree(Matrix<double> actual, Matrix<double> expected)
    {
        var size = Math.Max(1, Math.Max(actual.Rows, actual.Columns));
        var tolerance = 10 * s_epsilon * size * Largest(expected);
        for (var i = 0; i < expected.Span.Length; i++)
            Math.Abs(actual.Span[i] - expected.Span[i]).ShouldBeLessThanOrEqualTo(tolerance);
    }

    private static void IsUpperTriangular(Matrix<double> r)
    {
        for (var i = 0; i < r.Rows; i++)
        {
            for (var j = 0; j < Math.Min(i, r.Columns); j++)
                r[i, j].ShouldBe(0);
        }
    }
}
