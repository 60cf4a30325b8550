using System.Numerics;
using System.Runtime.CompilerServices;
using Surefoot.Arithmetic;

namespace Surefoot.Benchmarks.Comparisons;

/// <summary>C = A B for square matrices; the limit is the peak of fused multiply-adds.</summary>
internal sealed class SquareProductComparison : Comparison
{
    private static readonly int[] s_sizes = [256, 1024, 2048];

    public override string Name => "matrix-product";

    public override string PeerScript => "matrix_product.py";

    public override string Unit => "GFLOP/s";

    public override IEnumerable<ComparisonCase> Cases(ThreadTeam team) => [.. Cases<float>(team), .. Cases<double>(team)];

    private static IEnumerable<ComparisonCase> Cases<T>(ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var type = $"f{8 * Unsafe.SizeOf<T>()}";
        var peak = Machine.MultiplyAddPeak<T>(team);
        foreach (var size in s_sizes)
        {
            yield return new ComparisonCase($"{type}, n = {size}", $"square {type} {size} 0", 2.0 * size * size * size, peak, () =>
            {
                var (a, b, c) = (TestMatrix.Random<T>(size, size), TestMatrix.Random<T>(size, size), new Matrix<T>(size, size));
                return () => MatrixProduct.Multiply<T>(a, b, c, T.One, T.Zero, team);
            });
        }
    }
}
