using Surefoot.Arithmetic;
using Surefoot.Objectives;

namespace Surefoot.Theory.Hu2020;

/// <summary>
/// ||A_{j:i}|| for all pairs of layers, and what they become when every layer moves by at most rho: b_{j:i} = ||A_{j:i}|| + rho sum_k
/// b_{j:k+1} ||A_{k-1:i}||, with empty products 1.
/// </summary>
/// <remarks>
/// From A'_{j:i} - A_{j:i} = sum_k A'_{j:k+1} (A'_k - A_k) A_{k-1:i}. Written out, b is the sum over all sets of moved layers of rho to
/// their number times the norms of the blocks between them; so it is the same from the other end, and moving by rho and then by
/// rho' is moving by rho + rho'.
/// </remarks>
internal sealed class BlockNorms
{
    private const double Roundoff = 1.0 / (1L << 53);

    private readonly double[][] _norms;

    private BlockNorms(double[][] norms, double rounding)
    {
        _norms = norms;
        Rounding = rounding;
    }

    /// <summary>L.</summary>
    public int Depth => _norms.Length;

    /// <summary>How far rounding may have moved a layer: as a radius it covers what rounding did to all norms.</summary>
    /// <remarks>Every product A_k A_{k-1:i} is off by at most k u ||A_k||_F ||A_{k-1:i}||_F, with k the inner dimension.</remarks>
    public double Rounding { get; }

    /// <summary>||A_{j:i}||, 1 &lt;= i &lt;= j &lt;= L, and 1 for j = i - 1.</summary>
    public double this[int upper, int lower] => upper < lower ? 1 : _norms[lower - 1][upper - lower];

    /// <summary>The norms at a point; cost L^2 / 2 products and singular value decompositions.</summary>
    /// <param name="weights">The stored layers.</param>
    /// <param name="factors">What turns each stored layer into A_i.</param>
    public static BlockNorms Of(Weights<double> weights, IReadOnlyList<double> factors)
    {
        var norms = new double[weights.Count][];
        var rounding = 0.0;
        for (var lower = 0; lower < norms.Length; lower++)
        {
            var layer = weights[lower];
            rounding = Math.Max(rounding, (layer.Columns + 2) * Math.Sqrt(Math.Min(layer.Columns, layer.Rows)) * factors[lower] * Frobenius.Norm(layer));
            norms[lower] = new double[norms.Length - lower];
            var product = layer;
            for (var upper = lower; upper < norms.Length; upper++)
            {
                product = upper > lower ? MatrixProduct.Of<double>(weights[upper], product) : product.Clone();
                foreach (ref var x in product.Span)
                    x *= factors[upper];

                // The norm itself is rounded up.
                norms[lower][upper - lower] = SingularValueDecomposition.ValuesOf(product)[0] * (1 + (64 * Roundoff * product.Rows));
            }
        }

        return new(norms, Roundoff * rounding);
    }

    /// <summary>b_{j:1} for j = 0, ..., L.</summary>
    public double[] Prefixes(double radius)
    {
        var bounds = new double[Depth + 1];
        bounds[0] = 1;
        for (var upper = 1; upper <= Depth; upper++)
        {
            var sum = 0.0;
            for (var moved = 1; moved <= upper; moved++)
                sum += this[upper, moved + 1] * bounds[moved - 1];
            bounds[upper] = this[upper, 1] + (radius * sum);
        }

        return bounds;
    }

    /// <summary>b_{L:i} for i = 1, ..., L + 1, at the index i - 1.</summary>
    public double[] Suffixes(double radius) => To(Depth, radius);

    /// <summary>b_{j:i} for i = 1, ..., j + 1, at the index i - 1.</summary>
    public double[] To(int upper, double radius)
    {
        var bounds = new double[upper + 1];
        bounds[upper] = 1;
        for (var lower = upper; lower >= 1; lower--)
        {
            var sum = 0.0;
            for (var moved = lower; moved <= upper; moved++)
                sum += bounds[moved] * this[moved - 1, lower];
            bounds[lower - 1] = this[upper, lower] + (radius * sum);
        }

        return bounds;
    }

    /// <summary>The largest ||A_{j:i}|| with j - i at least a given number.</summary>
    public double Largest(double leastDifference)
    {
        var largest = 0.0;
        for (var lower = 1; lower <= Depth; lower++)
        {
            for (var upper = lower; upper <= Depth; upper++)
            {
                if (upper - lower >= leastDifference)
                    largest = Math.Max(largest, this[upper, lower]);
            }
        }

        return largest;
    }
}
