using Surefoot.Arithmetic;
using static Surefoot.Tests.Arithmetic.FactorizationTests;

namespace Surefoot.Tests.Arithmetic;

public class SpectrumTests
{
    private static readonly double s_epsilon = Math.BitIncrement(1.0) - 1;

    [Theory]
    [MemberData(nameof(FactorizationTests.Shapes), MemberType = typeof(FactorizationTests))]
    public void Singular_value_decomposition_has_orthonormal_factors_and_gives_the_matrix_back(int rows, int columns)
    {
        var a = Gaussian(rows, columns, 11);
        var svd = SingularValueDecomposition.Of(a);
        Decomposes(svd, a);
        var values = SingularValueDecomposition.ValuesOf(a);
        for (var k = 0; k < values.Length; k++)
            values[k].ShouldBe(svd.Values[k], 10 * Math.Max(rows, columns) * s_epsilon * svd.Values[k]);
    }

    [Fact]
    public void Singular_values_of_an_exact_case()
    {
        // A^T A = [[25, 20], [20, 25]] has eigenvalues 45 and 5.
        var svd = SingularValueDecomposition.Of(Matrix<double>.From(new double[,] { { 3, 0 }, { 4, 5 } }));
        svd.Values[0].ShouldBe(Math.Sqrt(45), 4 * s_epsilon * Math.Sqrt(45));
        svd.Values[1].ShouldBe(Math.Sqrt(5), 4 * s_epsilon * Math.Sqrt(45));
    }

    [Fact]
    public void Singular_values_of_Hilberts_matrix()
    {
        // Of order 8: the largest and the smallest, from 60-digit arithmetic, and the determinant, which is exactly
        // 1 / 365356847125734485878112256000000 (OEIS A005249). The matrix is rounded to doubles before, which moves the
        // smallest singular value by up to n eps times the largest.
        var hilbert = new Matrix<double>(8, 8);
        for (var i = 0; i < 8; i++)
        {
            for (var j = 0; j < 8; j++)
                hilbert[i, j] = 1.0 / (i + j + 1);
        }

        var values = SingularValueDecomposition.Of(hilbert).Values;
        values[0].ShouldBe(1.6959389969219495, 16 * s_epsilon);
        values[7].ShouldBe(1.1115389663724424e-10, 16 * s_epsilon);
        values.Aggregate(1.0, (product, value) => product * value).ShouldBe(1 / 365356847125734485878112256000000.0, 1e-5 / 3.65e32);
    }

    [Fact]
    public void Graded_singular_values_are_correct_to_their_own_last_digits()
    {
        // A diagonal with powers of ten in mixed order.
        double[] diagonal = [1e-7, 1, 1e-15, 1e-3, 1e-12, 1e-100, 1e-5];
        var a = new Matrix<double>(9, 7);
        for (var j = 0; j < 7; j++)
            a[8 - j, j] = diagonal[j];
        SingularValueDecomposition.Of(a).Values.ShouldBe(diagonal.OrderDescending());
    }

    [Fact]
    public void Columns_of_very_different_size_keep_relative_accuracy()
    {
        // A = B D with D = diag(2^0, 2^-8, ..., 2^-152), B Gaussian 40 x 20 of condition about 6. The product of all
        // singular values is |det R| of B times det D, to relative rounding; a method with errors eps sigma_1 would miss
        // the smallest values, down to 1e-46, altogether.
        const int n = 20;
        var b = Gaussian(40, n, 12);
        var a = b.Clone();
        for (var i = 0; i < 40; i++)
        {
            for (var j = 0; j < n; j++)
                a[i, j] = Math.ScaleB(a[i, j], -8 * j);
        }

        var r = HouseholderQr.Of(b, ThreadTeam.Alone).R;
        var expected = 0.0;
        for (var j = 0; j < n; j++)
            expected += Math.Log(Math.Abs(r[j, j])) - (8 * j * Math.Log(2));
        var svd = SingularValueDecomposition.Of(a);
        svd.Values.Sum(Math.Log).ShouldBe(expected, Math.Abs(expected) * 20 * s_epsilon + (n * 40 * s_epsilon));
        IsOrthonormal(svd.Left);
        IsOrthonormal(svd.Right);

        // The smallest: one over the norm of the last row of the pseudo-inverse, up to the next gap's 2^-16.
        svd.Values[n - 1].ShouldBe(Math.Abs(r[n - 1, n - 1]) * Math.ScaleB(1, -8 * (n - 1)), 0.01 * svd.Values[n - 1]);
    }

    [Theory]
    [InlineData(30, 20, 5)]
    [InlineData(20, 30, 5)]
    [InlineData(25, 25, 0)]
    [InlineData(6, 6, 1)]
    public void Deficient_rank_shows_and_the_factors_stay_orthonormal(int rows, int columns, int rank)
    {
        var a = MatrixProduct.Of<double>(Gaussian(rows, rank, 13), Gaussian(rank, columns, 14));
        var svd = SingularValueDecomposition.Of(a);
        Decomposes(svd, a);
        var noise = rows * columns * s_epsilon * (rank == 0 ? 0 : svd.Values[0]);
        svd.Values.Count(value => value > noise).ShouldBe(rank);
    }

    [Fact]
    public void Exact_zero_columns_and_rows_give_exact_zero_singular_values()
    {
        var a = new Matrix<double>(6, 5);
        a[1, 3] = 2;
        a[4, 0] = -3;
        var svd = SingularValueDecomposition.Of(a);
        svd.Values.ShouldBe([3, 2, 0, 0, 0]);
        Decomposes(svd, a);
    }

    [Theory]
    [InlineData(1e-200)]
    [InlineData(1e200)]
    public void Singular_values_survive_extreme_scales(double scale)
    {
        var a = Gaussian(12, 8, 15);
        var scaled = a.Clone();
        foreach (ref var entry in scaled.Span)
            entry *= scale;
        var (values, plain) = (SingularValueDecomposition.Of(scaled).Values, SingularValueDecomposition.Of(a).Values);
        for (var k = 0; k < 8; k++)
            (values[k] / scale).ShouldBe(plain[k], 100 * s_epsilon * plain[0]);
    }

    [Fact]
    public void Singular_values_agree_with_another_implementation()
    {
        foreach (var (rows, columns) in new[] { (80, 80), (120, 50), (30, 90) })
        {
            var a = Gaussian(rows, columns, 16);
            var other = MathNet.Numerics.LinearAlgebra.CreateMatrix.Dense(rows, columns, (i, j) => a[i, j]).Svd(false).S;
            var values = SingularValueDecomposition.Of(a).Values;
            for (var k = 0; k < values.Length; k++)
                values[k].ShouldBe(other[k], 10 * Math.Max(rows, columns) * s_epsilon * values[0]);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(60)]
    [InlineData(150)]
    public void Eigenvectors_are_orthonormal_and_diagonalize(int order)
    {
        var a = Gaussian(order, order, 17);
        var symmetric = MatrixProduct.Of(a, a.Transposed);
        for (var i = 0; i < order; i++)
            symmetric[i, i] -= order / 2;
        var eigen = SymmetricEigen.Of(symmetric);
        IsOrthonormal(eigen.Vectors);
        eigen.Values.ShouldBeInOrder(SortDirection.Ascending);
        var scaled = eigen.Vectors.Clone();
        for (var i = 0; i < order; i++)
        {
            for (var k = 0; k < order; k++)
                scaled[i, k] *= eigen.Values[k];
        }

        Agree(MatrixProduct.Of(scaled, eigen.Vectors.Transposed), symmetric);
    }

    [Fact]
    public void Eigenvalues_of_the_second_difference_matrix()
    {
        // 2 on the diagonal, -1 beside it: eigenvalues 2 - 2 cos(k pi / (n + 1)), exactly.
        const int n = 40;
        var a = new Matrix<double>(n, n);
        for (var i = 0; i < n; i++)
        {
            a[i, i] = 2;
            if (i > 0)
                a[i, i - 1] = a[i - 1, i] = -1;
        }

        var values = SymmetricEigen.Of(a).Values;
        for (var k = 1; k <= n; k++)
            values[k - 1].ShouldBe(2 - (2 * Math.Cos(k * Math.PI / (n + 1))), 4 * n * s_epsilon);
    }

    [Fact]
    public void Numbers_that_are_not_finite_are_refused()
    {
        var a = Matrix<double>.Identity(2);
        a[1, 0] = double.NaN;
        Should.Throw<ArgumentException>(() => SingularValueDecomposition.Of(a)).Message.ShouldContain("NaN");
        Should.Throw<ArgumentException>(() => SymmetricEigen.Of(a)).Message.ShouldContain("NaN");
        Should.Throw<ArgumentException>(() => SymmetricEigen.Of(new Matrix<double>(2, 3))).Message.ShouldContain("2 x 3");
    }

    private static void Decomposes(SingularValueDecomposition svd, Matrix<double> a)
    {
        IsOrthonormal(svd.Left);
        IsOrthonormal(svd.Right);
        svd.Values.ShouldBeInOrder(SortDirection.Descending);
        svd.Values.Length.ShouldBe(Math.Min(a.Rows, a.Columns));
        var scaled = svd.Left.Clone();
        for (var i = 0; i < scaled.Rows; i++)
        {
            for (var k = 0; k < scaled.Columns; k++)
                scaled[i, k] *= svd.Values[k];
        }

        Agree(MatrixProduct.Of(scaled, svd.Right.Transposed), a);
    }
}
