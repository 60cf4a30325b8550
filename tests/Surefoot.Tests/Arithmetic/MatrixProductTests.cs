using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Surefoot.Arithmetic;
using static Surefoot.Tests.Arithmetic.RandomMatrix;

namespace Surefoot.Tests.Arithmetic;

public class MatrixProductTests
{
    private static readonly VectorPath[] s_paths = [.. Enum.GetValues<VectorPath>().Where(VectorPaths.IsSupported)];

    // Around the tile sizes of every path (6 and 12 rows; 2 to 32 columns), around the block of 256 inner indices, thin in
    // each direction, and one above the number of columns up to which A is read in place.
    private static readonly (int M, int K, int N)[] s_shapes =
    [
        (1, 1, 1), (2, 3, 1), (5, 7, 3), (6, 4, 8), (7, 5, 9), (12, 16, 16), (13, 17, 33), (25, 31, 31), (24, 64, 65),
        (40, 256, 10), (37, 257, 16), (100, 300, 130), (300, 10, 100), (10, 520, 70), (13, 600, 33), (30, 20, 600), (1, 300, 40), (90, 1, 90),
    ];

    [Fact]
    public void Small_product_of_integers_is_exact()
    {
        var a = Matrix<double>.From(new double[,] { { 1, 2, 3 }, { 4, 5, 6 } });
        var b = Matrix<double>.From(new double[,] { { 7, 8 }, { 9, 10 }, { 11, 12 } });

        MatrixProduct.Of<double>(a, b).Span.ToArray().ShouldBe([58, 64, 139, 154]);
        MatrixProduct.Of(a.Transposed, b.Transposed).Span.ToArray().ShouldBe([39, 49, 59, 54, 68, 82, 69, 87, 105]);
    }

    [Fact]
    public void Every_vector_width_and_team_gives_the_bits_of_the_definition_in_single() => AllBitsAgree<float>();

    [Fact]
    public void Every_vector_width_and_team_gives_the_bits_of_the_definition_in_double() => AllBitsAgree<double>();

    [Fact]
    public void Random_shapes_give_the_bits_of_the_definition()
    {
        var shapes = Gen.Choose(0, 70).Three().ToArbitrary();
        using var team = new ThreadTeam(2);
        Prop.ForAll(shapes, shape =>
        {
            var (m, k, n) = shape;
            foreach (var path in s_paths)
                BitsAgree<double>(m, k, n, transposeA: (m & 1) == 0, transposeB: (n & 1) == 0, -0.3, 1, team, path);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));
    }

    [Fact]
    public void Bits_do_not_depend_on_the_size_of_the_team()
    {
        var a = Random<float>(211, 300, 1);
        var b = Random<float>(300, 187, 2);
        var alone = MatrixProduct.Of<float>(a, b);
        foreach (var size in new[] { 2, 3, 5, 8 })
        {
            using var team = new ThreadTeam(size);
            MatrixProduct.Of<float>(a, b, team).ShouldHaveBitsOf(alone, $"{size} threads");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(12)]
    public void Shares_of_a_team_cover_the_result(int size)
    {
        foreach (var (rows, columns) in new[] { (1, 1), (10, 1000), (1000, 10), (256, 256), (13, 33) })
        {
            var (r, c) = SharedProduct<double>.Grid(rows, columns, size);
            (r * c).ShouldBeInRange(1, size);
            Enumerable.Range(0, r).Sum(place => Length(ThreadTeam.Share(place, r, rows, 12))).ShouldBe(rows);
            Enumerable.Range(0, c).Sum(place => Length(ThreadTeam.Share(place, c, columns, 32))).ShouldBe(columns);
        }

        static int Length((int Begin, int End) share) => share.End - share.Begin;
    }

    [Fact]
    public void Zero_beta_does_not_read_the_old_content()
    {
        var a = Random<double>(13, 5, 1);
        var b = Random<double>(5, 21, 2);
        var c = new Matrix<double>(13, 21);
        c.Span.Fill(double.NaN);
        MatrixProduct.Multiply<double>(a, b, c, 1, 0, ThreadTeam.Alone);
        c.ShouldHaveBitsOf(MatrixProduct.Of<double>(a, b));
    }

    [Fact]
    public void Memory_around_the_result_is_not_touched()
    {
        foreach (var path in s_paths)
        {
            var buffer = new AlignedBuffer<float>(1000);
            buffer.Span.Fill(7);
            var c = new Matrix<float>(buffer, 101, 17, 19);
            MatrixProduct.Multiply<float>(Random<float>(17, 9, 1), Random<float>(9, 19, 2), c, 1, 0, ThreadTeam.Alone, path);
            foreach (var untouched in buffer.Span[..101])
                untouched.ShouldBe(7);
            foreach (var untouched in buffer.Span[(101 + (17 * 19))..])
                untouched.ShouldBe(7);
        }
    }

    [Fact]
    public void Without_inner_indices_only_beta_acts()
    {
        var c = Matrix<double>.From(new double[,] { { 2, 4 } });
        MatrixProduct.Multiply<double>(new Matrix<double>(1, 0), new Matrix<double>(0, 2), c, 5, 0.5, ThreadTeam.Alone);
        c.Span.ToArray().ShouldBe([1, 2]);
    }

    [Fact]
    public void Warm_products_allocate_nothing()
    {
        using var team = WarmTeam.Of(2);
        var a = Random<double>(200, 100, 1);
        var b = Random<double>(100, 90, 2);
        var c = new Matrix<double>(200, 90);
        Multiply();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Multiply();
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);

        void Multiply()
        {
            MatrixProduct.Multiply<double>(a, b, c, 1, 1, team);
            MatrixProduct.Multiply<double>(a, b, c, 1, 1, ThreadTeam.Alone);
        }
    }

    [Fact]
    public void Misuse_says_what_was_given()
    {
        var m = new Matrix<double>(3, 4);
        Should.Throw<ArgumentException>(() => MatrixProduct.Of<double>(m, m)).Message.ShouldContain("3 x 4 times 3 x 4");
        var square = new Matrix<double>(3, 3);
        Should.Throw<ArgumentException>(() => MatrixProduct.Multiply<double>(square, square, square, 1, 0, ThreadTeam.Alone)).Message.ShouldContain("shares memory");
        Should.Throw<NotSupportedException>(() => MatrixProduct.Of<Half>(new Matrix<Half>(1, 1), new Matrix<Half>(1, 1))).Message.ShouldContain("Half");
    }

    private static void AllBitsAgree<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var team = new ThreadTeam(3);
        foreach (var (m, k, n) in s_shapes)
        {
            foreach (var path in s_paths)
            {
                for (var transposes = 0; transposes < 4; transposes++)
                {
                    var (alpha, beta) = transposes switch { 0 => (1.0, 0.0), 1 => (-0.37, 1.0), 2 => (1.0, 1.0), _ => (1.5, -0.7) };
                    BitsAgree(m, k, n, (transposes & 1) != 0, (transposes & 2) != 0, T.CreateTruncating(alpha), T.CreateTruncating(beta), team, path);
                }
            }
        }
    }

    private static void BitsAgree<T>(int m, int k, int n, bool transposeA, bool transposeB, T alpha, T beta, ThreadTeam team, VectorPath path)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var a = transposeA ? Random<T>(k, m, 1).Transposed : Random<T>(m, k, 1);
        var b = transposeB ? Random<T>(n, k, 2).Transposed : Random<T>(k, n, 2);
        var expected = Random<T>(m, n, 3);
        var actual = expected.Clone();
        MatrixProduct.MultiplyByDefinition(a, b, expected, alpha, beta);
        MatrixProduct.Multiply(a, b, actual, alpha, beta, team, path);
        actual.ShouldHaveBitsOf(expected, $"{m} x {k} x {n} {typeof(T).Name} {path}, transposed {transposeA} {transposeB}");
    }
}
