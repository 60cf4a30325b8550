using System.Numerics;
using System.Runtime.CompilerServices;
using Surefoot.Arithmetic;

namespace Surefoot.Benchmarks.Comparisons;

/// <summary>
/// The three products of one layer in a descent step, m x m weights and few samples: forward, backward, update. The weights
/// come from memory; the limit is the rate at which it can be read, or read and written, or that which the multiply-adds
/// at their peak would allow, whichever is less.
/// </summary>
internal sealed class ThinProductComparison : Comparison
{
    private const int Size = 1000;
    private const double BytesOfAllWeights = 1e8;

    private static readonly int[] s_samples = [16, 64];

    public override string Name => "thin-product";

    public override string PeerScript => "matrix_product.py";

    public override string Unit => "GB/s";

    public override IEnumerable<ComparisonCase> Cases(ThreadTeam team)
    {
        var (read, update) = Machine.MemoryRates(team);
        return [.. Cases<float>(team, read, update), .. Cases<double>(team, read, update)];
    }

    private static IEnumerable<ComparisonCase> Cases<T>(ThreadTeam team, double read, double update)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var type = $"f{8 * Unsafe.SizeOf<T>()}";
        var bytes = (double)Size * Size * Unsafe.SizeOf<T>();
        var peak = Machine.MultiplyAddPeak<T>(team);
        var minusRate = T.CreateTruncating(-1e-3);
        foreach (var samples in s_samples)
        {
            // GB/s of weights read if every weight costs 2 n operations.
            var arithmetic = peak * Unsafe.SizeOf<T>() / (2 * samples);
            var (readLimit, updateLimit) = (Math.Min(read, arithmetic), Math.Min(update, 2 * arithmetic));
            yield return new ComparisonCase($"{type}, W X, n = {samples}", $"forward {type} {Size} {samples}", bytes, readLimit, () =>
                Layers((w, x, y) => MatrixProduct.Multiply<T>(w, x, y, T.One, T.Zero, team), samples));
            yield return new ComparisonCase($"{type}, W^T D, n = {samples}", $"backward {type} {Size} {samples}", bytes, readLimit, () =>
                Layers((w, d, y) => MatrixProduct.Multiply<T>(w.Transposed, d, y, T.One, T.Zero, team), samples));
            yield return new ComparisonCase($"{type}, W -= r D H^T, n = {samples}", $"update {type} {Size} {samples}", 2 * bytes, updateLimit, () =>
                Layers((w, d, h) => MatrixProduct.Multiply<T>(d, h.Transposed, w, minusRate, T.One, team), samples));
        }

        // One layer after the other, as a deep network does it.
        static Action Layers(Action<Matrix<T>, Matrix<T>, Matrix<T>> product, int samples)
        {
            var count = (int)(BytesOfAllWeights / ((double)Size * Size * Unsafe.SizeOf<T>()));
            var weights = Enumerable.Range(0, count).Select(_ => TestMatrix.Random<T>(Size, Size)).ToArray();
            var (first, second) = (TestMatrix.Random<T>(Size, samples), TestMatrix.Random<T>(Size, samples));
            var turn = 0;
            return () => product(weights[turn++ % count], first, second);
        }
    }
}
