using System.Numerics;
using System.Runtime.Intrinsics;

namespace Surefoot.Arithmetic;

/// <summary>C = alpha A B + beta C for dense matrices, either factor transposed.</summary>
public static class MatrixProduct
{
    /// <summary>The most consecutive inner indices that are summed before the sum goes into C.</summary>
    // Part of the definition of the result, so it is one number for all types and widths: with it a tile's parts of A and B
    // about fill a first-level cache of 32 to 48 KiB. 192 to 384 measure alike.
    internal const int BlockDepth = 256;

    // Below this number of multiply-adds (some ten microseconds on one core) moving data between cores costs more than a
    // second one saves: with two threads, cubes of side 64 measure slower and cubes of side 128 faster.
    private const long WorthSharing = 1 << 20;

    /// <summary>Computes C = <paramref name="alpha"/> A B + <paramref name="beta"/> C.</summary>
    /// <remarks>
    /// <para>
    /// The inner indices are split into ceil(k / 256) blocks of equal length (the last may be shorter). Within a block every
    /// entry is one chain of fused multiply-adds from zero in the order of the inner index, s = fma(a_ik, b_kj, s); then
    /// c = fma(alpha, s, beta c), with beta = 1 from the second block on. This fixes every rounding, so the result has the
    /// same bits for any team size and any vector width. With <paramref name="beta"/> = 0 the old content of C is not read.
    /// </para>
    /// <para>
    /// Cost 2 m n k floating-point operations, near the processor's peak for large matrices; with 10 to 130 columns, or as
    /// many inner indices, near the speed at which the large matrix can be read or updated. Memory: up to 2.2 MiB for each
    /// thread, kept for its next product; a call allocates nothing once they are there.
    /// </para>
    /// </remarks>
    /// <param name="a">m x k.</param>
    /// <param name="b">k x n.</param>
    /// <param name="c">m x n; must not share memory with a factor.</param>
    /// <param name="alpha">The factor on the product.</param>
    /// <param name="beta">The factor on the old content.</param>
    /// <param name="team">The threads to use; small products are left to the caller's thread.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, or C shares memory with a factor.</exception>
    /// <exception cref="NotSupportedException">The number type is neither <see cref="float"/> nor <see cref="double"/>.</exception>
    public static void Multiply<T>(Operand<T> a, Operand<T> b, Matrix<T> c, T alpha, T beta, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Multiply(a, b, c, alpha, beta, Suited(team, (long)a.Rows * a.Columns * b.Columns), VectorPaths.Widest);

    /// <summary>The product A B as a new matrix.</summary>
    public static Matrix<T> Of<T>(Operand<T> a, Operand<T> b, ThreadTeam? team = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var product = new Matrix<T>(a.Rows, b.Columns);
        Multiply(a, b, product, T.One, T.Zero, team ?? ThreadTeam.Alone);
        return product;
    }

    /// <summary>The product by a given kind of vector registers, which the processor must have, on all threads of the team whatever its size.</summary>
    internal static unsafe void Multiply<T>(
        Operand<T> a, Operand<T> b, Matrix<T> c, T alpha, T beta, ThreadTeam team, VectorPath path)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(c);
        ArgumentNullException.ThrowIfNull(team);
        if (typeof(T) != typeof(float) && typeof(T) != typeof(double))
            throw new NotSupportedException($"a product of {typeof(T).Name} matrices was asked for; allowed are float and double.");
        Check(a, b, c);
        if (c.Rows == 0 || c.Columns == 0)
            return;
        if (a.Columns == 0)
        {
            Scale(c, beta);
            return;
        }

        var result = new Strided<T>(c.Address, c.Columns);
        Multiply(new ProductTerms<T>(Stored(a), Stored(b), result, c.Rows, c.Columns, a.Columns, alpha, beta), team, path);

        GC.KeepAlive(a.Matrix);
        GC.KeepAlive(b.Matrix);
        GC.KeepAlive(c);
    }

    /// <summary>The product of parts of matrices, given by addresses and strides.</summary>
    internal static void Multiply<T>(in ProductTerms<T> terms, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Multiply(terms, Suited(team, (long)terms.Rows * terms.Depth * terms.Columns), VectorPaths.Widest);

    /// <summary>The definition of the result, one entry after the other.</summary>
    internal static void MultiplyByDefinition<T>(Operand<T> a, Operand<T> b, Matrix<T> c, T alpha, T beta)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Check(a, b, c);
        if (a.Columns == 0)
            Scale(c, beta);
        var depth = a.Columns == 0 ? 1 : EvenBlockDepth(a.Columns);
        for (var i = 0; i < c.Rows; i++)
        {
            for (var j = 0; j < c.Columns; j++)
            {
                for (var begin = 0; begin < a.Columns; begin += depth)
                {
                    var sum = T.Zero;
                    for (var k = begin; k < Math.Min(begin + depth, a.Columns); k++)
                    {
                        var left = a.Transposed ? a.Matrix[k, i] : a.Matrix[i, k];
                        var right = b.Transposed ? b.Matrix[j, k] : b.Matrix[k, j];
                        sum = T.FusedMultiplyAdd(left, right, sum);
                    }

                    var keep = begin == 0 ? beta : T.One;
                    c[i, j] = keep == T.Zero ? alpha * sum : T.FusedMultiplyAdd(alpha, sum, keep * c[i, j]);
                }
            }
        }
    }

    /// <summary>The length of the blocks into which <paramref name="depth"/> >= 1 inner indices are split.</summary>
    internal static int EvenBlockDepth(int depth)
    {
        var blocks = Blocks(depth);
        return (depth + blocks - 1) / blocks;
    }

    /// <summary>The number of blocks of inner indices that a sum is made of.</summary>
    internal static int Blocks(int depth) => (depth + BlockDepth - 1) / BlockDepth;

    /// <summary>One thread's part, by the given registers.</summary>
    internal static void MultiplyAlone<T>(in ProductTerms<T> terms, VectorPath path)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        switch (path)
        {
            case VectorPath.Vector512:
                BlockedProduct<Simd512<T>, Vector512<T>, T>.Multiply(terms);
                break;
            case VectorPath.Vector256:
                BlockedProduct<Simd256<T>, Vector256<T>, T>.Multiply(terms);
                break;
            case VectorPath.Vector128:
                BlockedProduct<Simd128<T>, Vector128<T>, T>.Multiply(terms);
                break;
            default:
                BlockedProduct<SimdScalar<T>, T, T>.Multiply(terms);
                break;
        }
    }

    private static void Multiply<T>(in ProductTerms<T> terms, ThreadTeam team, VectorPath path)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (team.Size == 1)
            MultiplyAlone(terms, path);
        else
            SharedProduct<T>.OfThisThread.Run(terms, path, team);
    }

    private static unsafe Strided<T> Stored<T>(Operand<T> factor)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var stored = new Strided<T>(factor.Matrix.Address, factor.Matrix.Columns);
        return factor.Transposed ? stored.Transposed : stored;
    }

    private static ThreadTeam Suited(ThreadTeam team, long multiplyAdds)
    {
        ArgumentNullException.ThrowIfNull(team);
        return multiplyAdds < WorthSharing ? ThreadTeam.Alone : team;
    }

    private static void Check<T>(Operand<T> a, Operand<T> b, Matrix<T> c)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (a.Columns != b.Rows || c.Rows != a.Rows || c.Columns != b.Columns)
        {
            throw new ArgumentException(
                $"a {a.Rows} x {a.Columns} times {b.Rows} x {b.Columns} product does not fit a {c.Rows} x {c.Columns} result; "
                + "it needs inner dimensions that agree and a result of the outer ones.");
        }

        if (c.Span.Overlaps(a.Matrix.Span) || c.Span.Overlaps(b.Matrix.Span))
            throw new ArgumentException("the result shares memory with a factor; give it a matrix of its own.", nameof(c));
    }

    private static void Scale<T>(Matrix<T> c, T beta)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (ref var entry in c.Span)
            entry = beta == T.Zero ? T.Zero : beta * entry;
    }
}
