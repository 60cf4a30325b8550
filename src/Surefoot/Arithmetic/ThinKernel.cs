using System.Numerics;
using System.Runtime.CompilerServices;

namespace Surefoot.Arithmetic;

/// <summary>Whether the derivative below a matrix is wanted, or only the matrix's own.</summary>
internal interface IBelow
{
    static abstract bool IsWanted { get; }
}

/// <summary>There is a layer below.</summary>
internal readonly struct LayerBelow : IBelow
{
    public static bool IsWanted => true;
}

/// <summary>Below are the inputs.</summary>
internal readonly struct InputsBelow : IBelow
{
    public static bool IsWanted => false;
}

/// <summary>The innermost loop of the backward pass through a matrix with few samples.</summary>
internal static unsafe class ThinKernel
{
    /// <summary>
    /// For 1, 2, 4 or 8 consecutive rows of W and some columns: below += D W, and result = rate D^T H + W, or rate D^T H if
    /// W is not to be kept. Every number of W is read once and serves both while it lies in a register.
    /// </summary>
    /// <remarks>
    /// D (at the rows at hand), H and below have a row for each sample, in slices of as many columns as a register holds; a
    /// slice's rows lie one after the other, and the next slice <paramref name="slice"/> numbers further. A register of below
    /// is one chain of fused multiply-adds down the rows, a register of D^T H one chain from zero along the samples.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TSimd, TVector, T, TRows, TBelow>(
        nint samples, nint columns, T* w, nint stride, T* ahead, T* result, T rate, bool keep, T* d, T* h, T* below, nint slice)
        where TSimd : ISimd<TVector, T>
        where TVector : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TRows : ICount
        where TBelow : IBelow
    {
        var end = samples * TSimd.Width;
        for (; columns > 0; columns -= TSimd.Width)
        {
            TVector w0 = default, w1 = default, w2 = default, w3 = default, w4 = default, w5 = default, w6 = default, w7 = default;
            if (columns >= TSimd.Width)
            {
                w0 = TSimd.Load(w);
                if (TRows.Value > 1)
                    w1 = TSimd.Load(w + stride);
                if (TRows.Value > 2)
                {
                    w2 = TSimd.Load(w + (2 * stride));
                    w3 = TSimd.Load(w + (3 * stride));
                }

                if (TRows.Value > 4)
                {
                    w4 = TSimd.Load(w + (4 * stride));
                    w5 = TSimd.Load(w + (5 * stride));
                    w6 = TSimd.Load(w + (6 * stride));
                    w7 = TSimd.Load(w + (7 * stride));
                }
            }
            else
            {
                w0 = TSimd.LoadFirst(w, (int)columns);
                if (TRows.Value > 1)
                    w1 = TSimd.LoadFirst(w + stride, (int)columns);
                if (TRows.Value > 2)
                {
                    w2 = TSimd.LoadFirst(w + (2 * stride), (int)columns);
                    w3 = TSimd.LoadFirst(w + (3 * stride), (int)columns);
                }

                if (TRows.Value > 4)
                {
                    w4 = TSimd.LoadFirst(w + (4 * stride), (int)columns);
                    w5 = TSimd.LoadFirst(w + (5 * stride), (int)columns);
                    w6 = TSimd.LoadFirst(w + (6 * stride), (int)columns);
                    w7 = TSimd.LoadFirst(w + (7 * stride), (int)columns);
                }
            }

            TSimd.Prefetch(ahead);
            if (TRows.Value > 1)
                TSimd.Prefetch(ahead + stride);
            if (TRows.Value > 2)
            {
                TSimd.Prefetch(ahead + (2 * stride));
                TSimd.Prefetch(ahead + (3 * stride));
            }

            if (TRows.Value > 4)
            {
                TSimd.Prefetch(ahead + (4 * stride));
                TSimd.Prefetch(ahead + (5 * stride));
                TSimd.Prefetch(ahead + (6 * stride));
                TSimd.Prefetch(ahead + (7 * stride));
            }

            TVector s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default;
            nint j = 0;
            do
            {
                var hj = TSimd.Load(h + j);
                var sum = TBelow.IsWanted ? TSimd.Load(below + j) : default;
                Add<TSimd, TVector, T>(TSimd.Broadcast(d[j]), w0, hj, ref sum, ref s0);
                if (TRows.Value > 1)
                    Add<TSimd, TVector, T>(TSimd.Broadcast(d[j + 1]), w1, hj, ref sum, ref s1);
                if (TRows.Value > 2)
                {
                    Add<TSimd, TVector, T>(TSimd.Broadcast(d[j + 2]), w2, hj, ref sum, ref s2);
                    Add<TSimd, TVector, T>(TSimd.Broadcast(d[j + 3]), w3, hj, ref sum, ref s3);
                }

                if (TRows.Value > 4)
                {
                    Add<TSimd, TVector, T>(TSimd.Broadcast(d[j + 4]), w4, hj, ref sum, ref s4);
                    Add<TSimd, TVector, T>(TSimd.Broadcast(d[j + 5]), w5, hj, ref sum, ref s5);
                    Add<TSimd, TVector, T>(TSimd.Broadcast(d[j + 6]), w6, hj, ref sum, ref s6);
                    Add<TSimd, TVector, T>(TSimd.Broadcast(d[j + 7]), w7, hj, ref sum, ref s7);
                }

                if (TBelow.IsWanted)
                    TSimd.Store(below + j, sum);
                j += TSimd.Width;
            }
            while (j < end);

            var factor = TSimd.Broadcast(rate);
            s0 = Finish<TSimd, TVector, T>(s0, w0, factor, keep);
            if (TRows.Value > 1)
                s1 = Finish<TSimd, TVector, T>(s1, w1, factor, keep);
            if (TRows.Value > 2)
            {
                s2 = Finish<TSimd, TVector, T>(s2, w2, factor, keep);
                s3 = Finish<TSimd, TVector, T>(s3, w3, factor, keep);
            }

            if (TRows.Value > 4)
            {
                s4 = Finish<TSimd, TVector, T>(s4, w4, factor, keep);
                s5 = Finish<TSimd, TVector, T>(s5, w5, factor, keep);
                s6 = Finish<TSimd, TVector, T>(s6, w6, factor, keep);
                s7 = Finish<TSimd, TVector, T>(s7, w7, factor, keep);
            }

            if (columns >= TSimd.Width)
            {
                TSimd.Store(result, s0);
                if (TRows.Value > 1)
                    TSimd.Store(result + stride, s1);
                if (TRows.Value > 2)
                {
                    TSimd.Store(result + (2 * stride), s2);
                    TSimd.Store(result + (3 * stride), s3);
                }

                if (TRows.Value > 4)
                {
                    TSimd.Store(result + (4 * stride), s4);
                    TSimd.Store(result + (5 * stride), s5);
                    TSimd.Store(result + (6 * stride), s6);
                    TSimd.Store(result + (7 * stride), s7);
                }
            }
            else
            {
                TSimd.StoreFirst(result, s0, (int)columns);
                if (TRows.Value > 1)
                    TSimd.StoreFirst(result + stride, s1, (int)columns);
                if (TRows.Value > 2)
                {
                    TSimd.StoreFirst(result + (2 * stride), s2, (int)columns);
                    TSimd.StoreFirst(result + (3 * stride), s3, (int)columns);
                }

                if (TRows.Value > 4)
                {
                    TSimd.StoreFirst(result + (4 * stride), s4, (int)columns);
                    TSimd.StoreFirst(result + (5 * stride), s5, (int)columns);
                    TSimd.StoreFirst(result + (6 * stride), s6, (int)columns);
                    TSimd.StoreFirst(result + (7 * stride), s7, (int)columns);
                }
            }

            w += TSimd.Width;
            ahead += TSimd.Width;
            result += TSimd.Width;
            h += slice;
            below += slice;
        }
    }

    // Both uses of a row of W: its number of D times W into below, and times H into D^T H. D comes as a register, because the number
    // itself would be loaded first and broadcast then, two instructions for one.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<TSimd, TVector, T>(TVector d, TVector w, TVector h, ref TVector below, ref TVector sum)
        where TSimd : ISimd<TVector, T>
        where TVector : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        below = TSimd.FusedMultiplyAdd(w, d, below);
        sum = TSimd.FusedMultiplyAdd(d, h, sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Finish<TSimd, TVector, T>(TVector sum, TVector old, TVector factor, bool keep)
        where TSimd : ISimd<TVector, T>
        where TVector : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        keep ? TSimd.FusedMultiplyAdd(factor, sum, old) : TSimd.Multiply(factor, sum);
}
