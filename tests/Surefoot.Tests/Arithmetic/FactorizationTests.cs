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
