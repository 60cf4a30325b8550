using System.Numerics;
using System.Runtime.CompilerServices;

namespace Surefoot.Arithmetic;

/// <summary>Products of matrices that are a register or two wide, inlined where they are called: no packing, no dispatch, no checks.</summary>
/// <remarks>
/// Every entry is one chain of fused multiply-adds from zero in the order of the inner index, as <see cref="MatrixProduct"/>
/// defines it, so the bits are the same as there and the same for every kind of register.
/// </remarks>
internal static unsafe class TinyProduct<TSimd, TVector, T>
    where TSimd : ISimd<TVector, T>
    where TVector : unmanaged
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Four sums at a time hide half of a multiply-add's latency; the processor overlaps the next four with them. Eight, or four
    // of two registers, measure alike.
    private const int Tile = 4;

    /// <summary>What is done with a register of sums.</summary>
    private interface IFinish
    {
        static abstract void Finish(T* c, TVector sum, TVector factor, int columns);
    }

    /// <summary>The least multiple of a register's width that holds <paramref name="count"/> numbers.</summary>
    public static int Padded(int count) => (count + TSimd.Width - 1) / TSimd.Width * TSimd.Width;

    /// <summary>C = factor A B. Rows of B and C are padded to whole registers, and so much of C is written.</summary>
    /// <param name="rows">Rows of A and C.</param>
    /// <param name="depth">Columns of A and rows of B.</param>
    /// <param name="columns">Columns of B and C.</param>
    /// <param name="a">rows x depth.</param>
    /// <param name="b">depth x columns.</param>
    /// <param name="bRow">How far the rows of B are apart.</param>
    /// <param name="c">rows x columns.</param>
    /// <param name="cRow">How far the rows of C are apart.</param>
    /// <param name="factor">The factor on the product.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Multiply(int rows, int depth, int columns, Strided<T> a, T* b, nint bRow, T* c, nint cRow, T factor) =>
        Run<Overwrite>(rows, depth, columns, a, b, bRow, c, cRow, factor);

    /// <summary>C += factor A B. Rows of B are padded to whole registers; of C nothing but its entries is touched.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(int rows, int depth, int columns, Strided<T> a, T* b, nint bRow, T* c, nint cRow, T factor) =>
        Run<Add>(rows, depth, columns, a, b, bRow, c, cRow, factor);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Run<TFinish>(int rows, int depth, int columns, Strided<T> a, T* b, nint bRow, T* c, nint cRow, T factor)
        where TFinish : IFinish
    {
        var scale = TSimd.Broadcast(factor);
        var (aRow, aStep) = (a.Row, a.Column);
        var x0 = a.Address;
        var r = 0;
        for (; r <= rows - Tile; r += Tile)
        {
            for (var v = 0; v < columns; v += TSimd.Width)
            {
                TVector s0 = default, s1 = default, s2 = default, s3 = default;
                var x = x0;
                var y = b + v;
                for (var k = depth; k > 0; k--)
                {
                    var row = TSimd.Load(y);
                    s0 = TSimd.FusedMultiplyAdd(TSimd.Broadcast(*x), row, s0);
                    s1 = TSimd.FusedMultiplyAdd(TSimd.Broadcast(x[aRow]), row, s1);
                    s2 = TSimd.FusedMultiplyAdd(TSimd.Broadcast(x[2 * aRow]), row, s2);
                    s3 = TSimd.FusedMultiplyAdd(TSimd.Broadcast(x[3 * aRow]), row, s3);
                    x += aStep;
                    y += bRow;
                }

                TFinish.Finish(c + v, s0, scale, columns - v);
                TFinish.Finish(c + cRow + v, s1, scale, columns - v);
                TFinish.Finish(c + (2 * cRow) + v, s2, scale, columns - v);
                TFinish.Finish(c + (3 * cRow) + v, s3, scale, columns - v);
            }

            x0 += Tile * aRow;
            c += Tile * cRow;
        }

        for (; r < rows; r++)
        {
            for (var v = 0; v < columns; v += TSimd.Width)
            {
                TVector sum = default;
                var x = x0;
                var y = b + v;
                for (var k = depth; k > 0; k--)
                {
                    sum = TSimd.FusedMultiplyAdd(TSimd.Broadcast(*x), TSimd.Load(y), sum);
                    x += aStep;
                    y += bRow;
                }

                TFinish.Finish(c + v, sum, scale, columns - v);
            }

            x0 += aRow;
            c += cRow;
        }
    }

    private readonly struct Overwrite : IFinish
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Finish(T* c, TVector sum, TVector factor, int columns) => TSimd.Store(c, TSimd.Multiply(factor, sum));
    }

    private readonly struct Add : IFinish
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Finish(T* c, TVector sum, TVector factor, int columns)
        {
            if (columns >= TSimd.Width)
                TSimd.Store(c, TSimd.FusedMultiplyAdd(factor, sum, TSimd.Load(c)));
            else
                TSimd.StoreFirst(c, TSimd.FusedMultiplyAdd(factor, sum, TSimd.LoadFirst(c, columns)), columns);
        }
    }
}
