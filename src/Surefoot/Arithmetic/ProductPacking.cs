using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Surefoot.Arithmetic;

/// <summary>Copies of parts of A and B in the order in which the kernel reads them.</summary>
internal static unsafe class ProductPacking<TSimd, TVector, T>
    where TSimd : ISimd<TVector, T>
    where TVector : unmanaged
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>At most <paramref name="tileRows"/> rows of A.</summary>
    /// <remarks>
    /// The copy keeps the order in which A is stored: its rows one after the other, or its columns one after the other. The
    /// kernel takes both, so nothing is transposed here. Places for missing rows keep what they held: the kernel's sums for
    /// them are thrown away. Up to one vector past the end is overwritten.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void PackLeft(T* a, nint rowStride, nint stepStride, int rows, int steps, int tileRows, T* packed)
    {
        var (lines, lineStride, length, packedStride) = stepStride == 1
            ? (rows, rowStride, steps, steps)
            : (steps, stepStride, rows, tileRows);
        for (var line = 0; line < lines; line++, a += lineStride, packed += packedStride)
        {
            var i = 0;
            for (; i <= length - TSimd.Width; i += TSimd.Width)
                TSimd.Store(packed + i, TSimd.Load(a + i));
            if (i < length)
                TSimd.Store(packed + i, TSimd.LoadFirst(a + i, length - i));
        }
    }

    /// <summary>
    /// Rows <paramref name="step"/> and following of B as slivers of <paramref name="tileColumns"/> columns, row after row;
    /// a last sliver that fits one vector is one vector wide. Missing columns are zero.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void PackRight(in ProductTerms<T> terms, int step, int steps, int tileColumns, T* packed)
    {
        for (var j = 0; j < terms.Columns; j += tileColumns, packed += (nint)tileColumns * steps)
        {
            var from = terms.B + (step * terms.BStep) + (j * terms.BColumn);
            var columns = Math.Min(tileColumns, terms.Columns - j);
            var width = columns > TSimd.Width ? tileColumns : TSimd.Width;
            if (terms.BColumn == 1)
                CopySliver(from, terms.BStep, steps, columns, width, packed);
            else
                TransposeSliver(from, terms.BColumn, steps, columns, width, packed);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CopySliver(T* from, nint stride, int steps, int columns, int width, T* to)
    {
        if (columns == 2 * TSimd.Width)
        {
            for (var k = 0; k < steps; k++, from += stride, to += width)
            {
                TSimd.Store(to, TSimd.Load(from));
                TSimd.Store(to + TSimd.Width, TSimd.Load(from + TSimd.Width));
            }
        }
        else
        {
            for (var k = 0; k < steps; k++, from += stride, to += width)
            {
                for (var c = 0; c < width; c += TSimd.Width)
                    TSimd.Store(to + c, TSimd.LoadFirst(from + c, Math.Clamp(columns - c, 0, TSimd.Width)));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TransposeSliver(T* from, nint stride, int steps, int columns, int width, T* to)
    {
        var c = 0;
        if (Avx.IsSupported)
        {
            for (; c <= columns - 4; c += 4)
            {
                var k = 0;
                for (; k <= steps - 4; k += 4)
                    Transpose4x4(from + (c * stride) + k, stride, to + (k * width) + c, width);
                for (; k < steps; k++)
                {
                    for (var i = c; i < c + 4; i++)
                        to[(k * width) + i] = from[(i * stride) + k];
                }
            }
        }

        for (; c < width; c++)
        {
            for (var k = 0; k < steps; k++)
                to[(k * width) + c] = c < columns ? from[(c * stride) + k] : T.Zero;
        }
    }

    /// <summary>The transpose of 4 x 4 numbers; needs <see cref="Avx"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transpose4x4(T* from, nint stride, T* to, nint toStride)
    {
        if (typeof(T) == typeof(float))
        {
            var r0 = Vector128.Load((float*)from);
            var r1 = Vector128.Load((float*)(from + stride));
            var r2 = Vector128.Load((float*)(from + (2 * stride)));
            var r3 = Vector128.Load((float*)(from + (3 * stride)));
            var low01 = Sse.UnpackLow(r0, r1);
            var low23 = Sse.UnpackLow(r2, r3);
            var high01 = Sse.UnpackHigh(r0, r1);
            var high23 = Sse.UnpackHigh(r2, r3);
            Sse.MoveLowToHigh(low01, low23).Store((float*)to);
            Sse.MoveHighToLow(low23, low01).Store((float*)(to + toStride));
            Sse.MoveLowToHigh(high01, high23).Store((float*)(to + (2 * toStride)));
            Sse.MoveHighToLow(high23, high01).Store((float*)(to + (3 * toStride)));
        }
        else
        {
            var r0 = Vector256.Load((double*)from);
            var r1 = Vector256.Load((double*)(from + stride));
            var r2 = Vector256.Load((double*)(from + (2 * stride)));
            var r3 = Vector256.Load((double*)(from + (3 * stride)));
            var low01 = Avx.UnpackLow(r0, r1);
            var low23 = Avx.UnpackLow(r2, r3);
            var high01 = Avx.UnpackHigh(r0, r1);
            var high23 = Avx.UnpackHigh(r2, r3);
            Avx.Permute2x128(low01, low23, 0x20).Store((double*)to);
            Avx.Permute2x128(high01, high23, 0x20).Store((double*)(to + toStride));
            Avx.Permute2x128(low01, low23, 0x31).Store((double*)(to + (2 * toStride)));
            Avx.Permute2x128(high01, high23, 0x31).Store((double*)(to + (3 * toStride)));
        }
    }
}
