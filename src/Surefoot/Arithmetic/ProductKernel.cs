using System.Numerics;
using System.Runtime.CompilerServices;

namespace Surefoot.Arithmetic;

/// <summary>The shape of the part of C that one call of the kernel holds in registers.</summary>
internal interface ITile
{
    /// <summary>Rows, 1 to 12.</summary>
    static abstract int Rows { get; }

    /// <summary>Columns, in vectors: 1 or 2.</summary>
    static abstract int Vectors { get; }
}

/// <summary>A tile of as many rows, and as many vectors of columns, as its arguments say.</summary>
internal readonly struct Tile<TRows, TVectors> : ITile
    where TRows : ICount
    where TVectors : ICount
{
    public static int Rows => TRows.Value;

    public static int Vectors => TVectors.Value;
}

/// <summary>A number that is known when a method is compiled.</summary>
internal interface ICount
{
    static abstract int Value { get; }
}

internal readonly struct One : ICount
{
    public static int Value => 1;
}

internal readonly struct Two : ICount
{
    public static int Value => 2;
}

internal readonly struct Four : ICount
{
    public static int Value => 4;
}

internal readonly struct Six : ICount
{
    public static int Value => 6;
}

internal readonly struct Eight : ICount
{
    public static int Value => 8;
}

internal readonly struct Twelve : ICount
{
    public static int Value => 12;
}

/// <summary>Whether the kernel asks for memory that a later call will read.</summary>
internal interface IAhead
{
    static abstract bool Prefetches { get; }
}

/// <summary>A is a copy in the first-level cache.</summary>
internal readonly struct NothingAhead : IAhead
{
    public static bool Prefetches => false;
}

/// <summary>A comes from memory, in more streams than the processor foresees by itself.</summary>
internal readonly struct Ahead : IAhead
{
    public static bool Prefetches => true;
}

/// <summary>The innermost loop of the matrix product.</summary>
internal static unsafe class ProductKernel
{
    /// <summary>C = alpha A B + beta C for one tile of C, its sums held in registers.</summary>
    /// <remarks>
    /// Row r, step k of A lies at a + r rowStride + k stepStride, so A may be packed, or stored by rows, or by columns:
    /// the strides cost nothing here because each number of A is broadcast to a register anyway. B is packed: the tile's
    /// columns of step 0, then those of step 1, and so on. At step k the cache lines at ahead + k aheadStride are asked for.
    /// The element type, the width and the shape are constants when this is compiled; 12 x 2 tiles of 64-byte registers run
    /// at 98 % of the multiply-add peak from the first-level cache. Each sum is one chain of fused multiply-adds from zero.
    /// </remarks>
    // Compiled in full at the first call: the unoptimised version, which would otherwise run first, is hundreds of times slower.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TSimd, TVector, T, TTile, TAhead>(
        nint depth, T* a, nint rowStride, nint stepStride, T* ahead, nint aheadStride, T* b, T* c, nint cStride, T alpha, T beta)
        where TSimd : ISimd<TVector, T>
        where TVector : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TTile : ITile
        where TAhead : IAhead
    {
        TVector c00 = default, c01 = default;
        TVector c10 = default, c11 = default;
        TVector c20 = default, c21 = default;
        TVector c30 = default, c31 = default;
        TVector c40 = default, c41 = default;
        TVector c50 = default, c51 = default;
        TVector c60 = default, c61 = default;
        TVector c70 = default, c71 = default;
        TVector c80 = default, c81 = default;
        TVector c90 = default, c91 = default;
        TVector c100 = default, c101 = default;
        TVector c110 = default, c111 = default;
        do
        {
            var b0 = TSimd.Load(b);
            var b1 = TTile.Vectors > 1 ? TSimd.Load(b + TSimd.Width) : default;
            Add<TSimd, TVector, T, TTile>(*a, b0, b1, ref c00, ref c01);
            if (TTile.Rows > 1)
                Add<TSimd, TVector, T, TTile>(a[rowStride], b0, b1, ref c10, ref c11);

            if (TTile.Rows > 2)
            {
                Add<TSimd, TVector, T, TTile>(a[2 * rowStride], b0, b1, ref c20, ref c21);
                Add<TSimd, TVector, T, TTile>(a[3 * rowStride], b0, b1, ref c30, ref c31);
            }

            if (TTile.Rows > 4)
            {
                Add<TSimd, TVector, T, TTile>(a[4 * rowStride], b0, b1, ref c40, ref c41);
                Add<TSimd, TVector, T, TTile>(a[5 * rowStride], b0, b1, ref c50, ref c51);
            }

            if (TTile.Rows > 6)
            {
                Add<TSimd, TVector, T, TTile>(a[6 * rowStride], b0, b1, ref c60, ref c61);
                Add<TSimd, TVector, T, TTile>(a[7 * rowStride], b0, b1, ref c70, ref c71);
            }

            if (TTile.Rows > 8)
            {
                Add<TSimd, TVector, T, TTile>(a[8 * rowStride], b0, b1, ref c80, ref c81);
                Add<TSimd, TVector, T, TTile>(a[9 * rowStride], b0, b1, ref c90, ref c91);
                Add<TSimd, TVector, T, TTile>(a[10 * rowStride], b0, b1, ref c100, ref c101);
                Add<TSimd, TVector, T, TTile>(a[11 * rowStride], b0, b1, ref c110, ref c111);
            }

            if (TAhead.Prefetches)
            {
                TSimd.Prefetch(ahead);
                if (TTile.Rows * sizeof(T) > 64)
                    TSimd.Prefetch(ahead + (64 / sizeof(T)));
                ahead += aheadStride;
            }
            a += stepStride;
            b += TTile.Vectors * TSimd.Width;
        }
        while (--depth > 0);

        Finish<TSimd, TVector, T, TTile>(c, c00, c01, alpha, beta);
        if (TTile.Rows > 1)
            Finish<TSimd, TVector, T, TTile>(c + cStride, c10, c11, alpha, beta);

        if (TTile.Rows > 2)
        {
            Finish<TSimd, TVector, T, TTile>(c + (2 * cStride), c20, c21, alpha, beta);
            Finish<TSimd, TVector, T, TTile>(c + (3 * cStride), c30, c31, alpha, beta);
        }

        if (TTile.Rows > 4)
        {
            Finish<TSimd, TVector, T, TTile>(c + (4 * cStride), c40, c41, alpha, beta);
            Finish<TSimd, TVector, T, TTile>(c + (5 * cStride), c50, c51, alpha, beta);
        }

        if (TTile.Rows > 6)
        {
            Finish<TSimd, TVector, T, TTile>(c + (6 * cStride), c60, c61, alpha, beta);
            Finish<TSimd, TVector, T, TTile>(c + (7 * cStride), c70, c71, alpha, beta);
        }

        if (TTile.Rows > 8)
        {
            Finish<TSimd, TVector, T, TTile>(c + (8 * cStride), c80, c81, alpha, beta);
            Finish<TSimd, TVector, T, TTile>(c + (9 * cStride), c90, c91, alpha, beta);
            Finish<TSimd, TVector, T, TTile>(c + (10 * cStride), c100, c101, alpha, beta);
            Finish<TSimd, TVector, T, TTile>(c + (11 * cStride), c110, c111, alpha, beta);
        }
    }

    // One row of the tile: a number of A times the registers of B.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<TSimd, TVector, T, TTile>(T a, TVector b0, TVector b1, ref TVector sum0, ref TVector sum1)
        where TSimd : ISimd<TVector, T>
        where TVector : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TTile : ITile
    {
        var factor = TSimd.Broadcast(a);
        sum0 = TSimd.FusedMultiplyAdd(factor, b0, sum0);
        if (TTile.Vectors > 1)
            sum1 = TSimd.FusedMultiplyAdd(factor, b1, sum1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish<TSimd, TVector, T, TTile>(T* c, TVector sum0, TVector sum1, T alpha, T beta)
        where TSimd : ISimd<TVector, T>
        where TVector : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TTile : ITile
    {
        var scale = TSimd.Broadcast(alpha);
        if (beta == T.Zero)
        {
            TSimd.Store(c, TSimd.Multiply(scale, sum0));
            if (TTile.Vectors > 1)
                TSimd.Store(c + TSimd.Width, TSimd.Multiply(scale, sum1));
        }
        else
        {
            var keep = TSimd.Broadcast(beta);
            TSimd.Store(c, TSimd.FusedMultiplyAdd(scale, sum0, TSimd.Multiply(keep, TSimd.Load(c))));
            if (TTile.Vectors > 1)
            {
                c += TSimd.Width;
                TSimd.Store(c, TSimd.FusedMultiplyAdd(scale, sum1, TSimd.Multiply(keep, TSimd.Load(c))));
            }
        }
    }
}
