using Surefoot.Arithmetic;
using Surefoot.Randomness;

namespace Surefoot.Tests.Randomness;

public class RandomStreamTests
{
    private static readonly RandomStream Root = RandomStream.FromSeed(7);

    [Fact]
    public void Philox_gives_the_known_answers()
    {
        Philox.Block(0, 0, 0, 0, 0, 0).ShouldBe((0x16554d9eca36314cUL, 0xdb20fe9d672d0fdcUL, 0xd7e772cee186176bUL, 0x7e68b68aec7ba23bUL));
        Philox.Block(ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue)
            .ShouldBe((0x87b092c3013fe90bUL, 0x438c3c67be8d0224UL, 0x9cc7d7c69cd777b6UL, 0xa09caebf594f0ba0UL));
    }

    [Fact]
    public void Entries_do_not_depend_on_how_they_are_asked_for()
    {
        var whole = new double[1000];
        Root.FillNormal<double>(whole);
        foreach (var (first, count) in new[] { (0, 1), (31, 2), (32, 64), (5, 700), (999, 1) })
        {
            var part = new double[count];
            Root.FillNormal<double>(part, first);
            part.ShouldBe(whole[first..(first + count)]);
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void A_matrix_has_the_same_bits_for_any_team(int size)
    {
        using var team = new ThreadTeam(size);
        var alone = new Matrix<float>(77, 13);
        var together = new Matrix<float>(77, 13);
        Root.FillNormal(alone, ThreadTeam.Alone);
        Root.FillNormal(together, team);
        together.Span.SequenceEqual(alone.Span).ShouldBeTrue();
    }

    [Fact]
    public void Names_places_and_seeds_make_different_streams()
    {
        RandomStream[] streams =
        [
            Root, Root.Named("layer"), Root.Named("layer", 0), Root.Named("layer", 1), Root.Named("layer").Named("layer"),
            Root.Named("reyal"), RandomStream.FromSeed(8), RandomStream.FromSeed(8).Named("layer"),
        ];
        streams.Select(stream => stream.Bits(0).Word0).Distinct().Count().ShouldBe(streams.Length);
    }

    [Fact]
    public void Normal_numbers_have_the_moments_of_the_law()
    {
        // 4e5 draws: the k-th moment errs by sqrt(Var / n); five standard errors for the means of x, x^2, x^4.
        const int Count = 400_000;
        var draws = new double[Count];
        Root.Named("moments").FillNormal<double>(draws);
        draws.Average().ShouldBe(0, 5 / Math.Sqrt(Count));
        draws.Average(x => x * x).ShouldBe(1, 5 * Math.Sqrt(2.0 / Count));
        draws.Average(x => x * x * x * x).ShouldBe(3, 5 * Math.Sqrt(96.0 / Count));
        draws.Zip(draws.Skip(1), (x, y) => x * y).Average().ShouldBe(0, 5 / Math.Sqrt(Count));
    }

    [Fact]
    public void Uniform_numbers_lie_in_the_half_open_interval_and_fill_it()
    {
        // Ten bins of 1e5 draws: each count has standard deviation sqrt(n p (1 - p)) = 95.
        double[] draws = [.. Enumerable.Range(0, 100_000).Select(i => Root.Named("uniform").Uniform(i))];
        draws.ShouldAllBe(x => x >= 0 && x < 1);
        foreach (var bin in draws.GroupBy(x => (int)(10 * x)))
            ((double)bin.Count()).ShouldBe(10_000, 5 * 95);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(100)]
    public void Chi_squared_numbers_have_the_mean_and_variance_of_the_law(int degrees)
    {
        const int Count = 20_000;
        double[] draws = [.. Enumerable.Range(0, Count).Select(i => Distributions.ChiSquared(Root.Named("chi", i), degrees))];
        draws.Average().ShouldBe(degrees, 5 * Math.Sqrt(2.0 * degrees / Count));

        // Var of the sample variance is (mu4 - var^2) / n with mu4 = 12 d (d + 4).
        var variance = draws.Average(x => (x - degrees) * (x - degrees));
        variance.ShouldBe(2.0 * degrees, 5 * Math.Sqrt(((12.0 * degrees * (degrees + 4)) - (4.0 * degrees * degrees)) / Count));
    }

    [Fact]
    public void Points_of_sphere_and_ball_have_their_radii()
    {
        for (var i = 0; i < 100; i++)
            Math.Sqrt(Distributions.Sphere(Root.Named("sphere", i), 5).Sum(x => x * x)).ShouldBe(1, 1e-14);

        // For a uniform point of the ball, |x|^d is uniform: mean 1/2, standard error 0.2887 / sqrt(n).
        var shares = Enumerable.Range(0, 4000).Select(i => Math.Pow(Distributions.Ball(Root.Named("ball", i), 3).Sum(x => x * x), 1.5)).ToArray();
        shares.Max().ShouldBeLessThanOrEqualTo(1 + 1e-14);
        shares.Average().ShouldBe(0.5, 5 * 0.2887 / Math.Sqrt(4000));
    }

    [Fact]
    public void Frames_are_orthonormal_and_uniform()
    {
        // For a Haar frame, ||first row||^2 ~ Beta(k/2, (n - k)/2): mean k/n, variance 2 k (n - k) / (n^2 (n + 2)).
        const int Count = 3000;
        var (n, k) = (6, 2);
        var sum = 0.0;
        var signs = 0;
        for (var i = 0; i < Count; i++)
        {
            var frame = Distributions.Frame(Root.Named("frame", i), n, k, ThreadTeam.Alone);
            MatrixProduct.Of(frame.Transposed, frame).ShouldBe(new double[,] { { 1, 0 }, { 0, 1 } }, 1, 1e-14);
            sum += (frame[0, 0] * frame[0, 0]) + (frame[0, 1] * frame[0, 1]);

            // Without the sign correction the first entry would always have one sign.
            signs += frame[0, 0] > 0 ? 1 : 0;
        }

        (sum / Count).ShouldBe((double)k / n, 5 * Math.Sqrt(2.0 * k * (n - k) / (n * n * (n + 2)) / Count));
        ((double)signs).ShouldBe(Count / 2, 5 * Math.Sqrt(Count / 4.0));
    }

    [Theory]
    [InlineData(2, 9, 4)]
    [InlineData(2, 5, 4)]
    [InlineData(3, 4, 4)]
    public void A_row_frame_in_coordinates_has_orthonormal_rows_and_the_law_of_its_block(int rows, int width, int block)
    {
        // The squared norm of the block of one row is Beta(block/2, (width - block)/2).
        const int Count = 3000;
        var sum = 0.0;
        for (var i = 0; i < Count; i++)
        {
            var frame = Distributions.RowFrameInCoordinates(Root.Named($"rows{width}", i), rows, width, block);
            frame.Columns.ShouldBe(block + Math.Min(rows, width - block));
            var gram = MatrixProduct.Of(frame, frame.Transposed);
            for (var a = 0; a < rows; a++)
            {
                for (var b = 0; b < rows; b++)
                    gram[a, b].ShouldBe(a == b ? 1 : 0, 1e-14);
            }

            sum += frame.Row(rows - 1)[..block].ToArray().Sum(x => x * x);
        }

        var rest = width - block;
        (sum / Count).ShouldBe((double)block / width, (5 * Math.Sqrt(2.0 * block * rest / ((double)width * width * (width + 2)) / Count)) + 1e-14);
    }
}
