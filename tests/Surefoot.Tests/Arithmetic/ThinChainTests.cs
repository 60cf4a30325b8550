using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Surefoot.Arithmetic;
using static Surefoot.Tests.Arithmetic.RandomMatrix;

namespace Surefoot.Tests.Arithmetic;

public class ThinChainTests
{
    private static readonly VectorPath[] s_paths = [.. Enum.GetValues<VectorPath>().Where(VectorPaths.IsSupported)];

    // Around the registers and row groups of every path, around the block of 256 inner indices, wider than one tile of
    // columns, and with one to several panels of samples.
    private static readonly (int[] Widths, int Samples)[] s_chains =
    [
        ([1, 1], 1), ([3, 2], 4), ([5, 7, 3], 3), ([16, 26, 26, 10], 16), ([2, 17, 33, 9, 1], 17), ([31, 15, 8], 32),
        ([10, 257, 30], 10), ([12, 300, 270, 5], 16), ([600, 13], 33), ([7, 520, 7], 2), ([20, 11, 23], 70),
    ];

    [Fact]
    public void Every_vector_width_and_team_gives_the_bits_of_the_definition_in_single() => AllBitsAgree<float>();

    [Fact]
    public void Every_vector_width_and_team_gives_the_bits_of_the_definition_in_double() => AllBitsAgree<double>();

    [Fact]
    public void Random_chains_give_the_bits_of_the_definition()
    {
        var chains = Gen.Choose(1, 60).Four().ToArbitrary();
        using var team = new ThreadTeam(2);
        Prop.ForAll(chains, chain =>
        {
            var (first, second, third, samples) = chain;
            foreach (var path in s_paths)
                BitsAgree<double>([first, second, third], samples, team, path);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));
    }

    [Fact]
    public void Memory_around_the_matrices_is_not_touched()
    {
        foreach (var path in s_paths)
        {
            // Two matrices with gaps before, between and after them, none of them on a boundary of registers.
            var buffer = new AlignedBuffer<float>(2000);
            buffer.Span.Fill(7);
            Matrix<float>[] layers = [new(buffer, 101, 17, 19), new(buffer, 501, 23, 17)];
            var chain = new ThinChain<float>([19, 17, 23], Random<float>(19, 9, 1), ThreadTeam.Alone, path, 0);
            var result = new Matrix<float>(23, 9);
            chain.Forward(layers, 1, result);
            chain.Move(layers, result, [0.1f, 0.1f]);
            foreach (var (begin, end) in new[] { (0, 101), (101 + (17 * 19), 501), (501 + (23 * 17), 2000) })
            {
                foreach (var untouched in buffer.Span[begin..end])
                    untouched.ShouldBe(7);
            }
        }
    }

    [Fact]
    public void Warm_steps_allocate_nothing()
    {
        using var team = WarmTeam.Of(2);
        var chain = new ThinChain<double>([40, 50, 30], Random<double>(40, 12, 1), team, VectorPaths.Widest, 0);
        Matrix<double>[] layers = [Random<double>(50, 40, 2), Random<double>(30, 50, 3)];
        var result = new Matrix<double>(30, 12);
        double[] rates = [-0.1, -0.1];
        Step();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Step();
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);

        void Step()
        {
            chain.Forward(layers, 1, result);
            chain.Move(layers, result, rates);
        }
    }

    [Fact]
    public void Misuse_says_what_was_given()
    {
        var inputs = new Matrix<double>(3, 4);
        Should.Throw<ArgumentException>(() => new ThinChain<double>([2, 5], inputs, ThreadTeam.Alone)).Message.ShouldContain("3 x 4");
        Should.Throw<ArgumentException>(() => new ThinChain<double>([3, 5], new Matrix<double>(3, 257), ThreadTeam.Alone)).Message.ShouldContain("1 to 256 columns");
        Should.Throw<NotSupportedException>(() => new ThinChain<Half>([1, 1], new Matrix<Half>(1, 1), ThreadTeam.Alone)).Message.ShouldContain("Half");
        var chain = new ThinChain<double>([3, 5], inputs, ThreadTeam.Alone);
        var result = new Matrix<double>(5, 4);
        Should.Throw<ArgumentException>(() => chain.Forward([], 1, result)).Message.ShouldContain("0 matrices");
        Should.Throw<ArgumentException>(() => chain.Forward([new Matrix<double>(3, 5)], 1, result)).Message.ShouldContain("matrix 1 is 3 x 5; this chain takes 5 x 3");
        Should.Throw<ArgumentException>(() => chain.Forward([new Matrix<double>(5, 3)], 1, inputs)).Message.ShouldContain("5 x 4");
    }

    private static void AllBitsAgree<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var team = new ThreadTeam(3);
        foreach (var (widths, samples) in s_chains)
        {
            foreach (var path in s_paths)
            {
                BitsAgree<T>(widths, samples, ThreadTeam.Alone, path);
                BitsAgree<T>(widths, samples, team, path);
            }
        }
    }

    private static void BitsAgree<T>(int[] widths, int samples, ThreadTeam team, VectorPath path)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var depth = widths.Length - 1;
        var name = $"{string.Join(' ', widths)} on {samples}, {typeof(T).Name} {path}, {team.Size} threads";
        var factor = T.CreateTruncating(0.7);
        T[] rates = [.. Enumerable.Range(1, depth).Select(i => T.CreateTruncating(-0.3 / i))];
        Matrix<T>[] layers = [.. Enumerable.Range(0, depth).Select(i => Random<T>(widths[i + 1], widths[i], i))];
        Matrix<T>[] gradient = [.. layers.Select(layer => new Matrix<T>(layer.Rows, layer.Columns))];
        var derivative = Random<T>(widths[^1], samples, 100);

        var (activations, gradients, moved) = ByDefinition(layers, Random<T>(widths[0], samples, 200), factor, derivative, rates);
        var chain = new ThinChain<T>(widths, Random<T>(widths[0], samples, 200), team, path, 0);
        var result = new Matrix<T>(widths[^1], samples);
        chain.Forward(layers, factor, result);
        result.ShouldHaveBitsOf(activations[^1], name);
        chain.Gradient(layers, derivative, gradient);
        for (var i = 0; i < depth; i++)
            gradient[i].ShouldHaveBitsOf(gradients[i], $"gradient {i + 1} of {name}");
        chain.Move(layers, derivative, rates);
        for (var i = 0; i < depth; i++)
            layers[i].ShouldHaveBitsOf(moved[i], $"matrix {i + 1} of {name}");
    }

    // The definition of the result: products one entry after the other.
    private static (Matrix<T>[] Activations, Matrix<T>[] Gradients, Matrix<T>[] Moved) ByDefinition<T>(
        Matrix<T>[] layers, Matrix<T> inputs, T factor, Matrix<T> derivative, T[] rates)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var activations = new List<Matrix<T>> { inputs };
        foreach (var layer in layers)
        {
            activations.Add(new Matrix<T>(layer.Rows, inputs.Columns));
            MatrixProduct.MultiplyByDefinition(layer, activations[^2], activations[^1], layer == layers[^1] ? factor : T.One, T.Zero);
        }

        Matrix<T>[] gradients = [.. layers.Select(layer => layer.Clone())];
        Matrix<T>[] moved = [.. layers.Select(layer => layer.Clone())];
        for (var i = layers.Length - 1; i >= 0; i--)
        {
            MatrixProduct.MultiplyByDefinition(derivative, activations[i].Transposed, gradients[i], T.One, T.Zero);
            MatrixProduct.MultiplyByDefinition(derivative, activations[i].Transposed, moved[i], rates[i], T.One);
            var below = new Matrix<T>(layers[i].Columns, inputs.Columns);
            MatrixProduct.MultiplyByDefinition(layers[i].Transposed, derivative, below, T.One, T.Zero);
            derivative = below;
        }

        return ([.. activations], gradients, moved);
    }
}
