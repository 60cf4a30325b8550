using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Surefoot.Arithmetic;

namespace Surefoot.Benchmarks.Comparisons;

/// <summary>What the processor can do at best, measured in the same run as what is compared with it.</summary>
internal static unsafe class Machine
{
    private const int StreamLength = 1 << 25;

    // Long enough for the scheduler to give every thread a core of its own.
    private const double DefaultTurn = 0.5;

    /// <summary>GFLOP/s of fused multiply-adds between registers on all threads of a team, the best within the given seconds.</summary>
    public static double MultiplyAddPeak<T>(ThreadTeam team, double turn = DefaultTurn)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => VectorPaths.Widest switch
        {
            VectorPath.Vector512 => Peak<Simd512<T>, Vector512<T>, T>(team, turn),
            VectorPath.Vector256 => Peak<Simd256<T>, Vector256<T>, T>(team, turn),
            VectorPath.Vector128 => Peak<Simd128<T>, Vector128<T>, T>(team, turn),
            _ => Peak<SimdScalar<T>, T, T>(team, turn),
        };

    /// <summary>GB/s of a sweep that reads 256 MiB, and of one that reads and writes them, which counts twice.</summary>
    public static (double Read, double Update) MemoryRates(ThreadTeam team)
    {
        var buffer = new AlignedBuffer<double>(StreamLength);
        buffer.Span.Fill(1);
        var sums = new double[team.Size];

        // Each thread reads, or reads and writes, the two halves of its part: two streams, as a product has at least.
        var read = Best(() => team.Run(place =>
        {
            var (first, second, half) = Halves(place);
            sums[place] = VectorLoops.Dot(buffer.Address + first, buffer.Address + second, half);
        }));
        var update = Best(() => team.Run(place =>
        {
            var (first, second, half) = Halves(place);
            VectorLoops.Rotate(buffer.Address + first, buffer.Address + second, half, 0.6, 0.8);
        }));
        const double Bytes = (double)StreamLength * sizeof(double);
        return (Bytes / read / 1e9, 2 * Bytes / update / 1e9);

        (int First, int Second, int Half) Halves(int place)
        {
            var (begin, end) = team.Share(place, StreamLength, 128);
            return (begin, begin + ((end - begin) / 2), (end - begin) / 2);
        }
    }

    /// <summary>A measurement of the GB/s of a plain copy of 256 MiB, read and written, which counts twice, over the given seconds.</summary>
    public static Func<double, double> CopyRate(ThreadTeam team)
    {
        var from = new AlignedBuffer<double>(StreamLength);
        var to = new AlignedBuffer<double>(StreamLength);
        from.Span.Fill(1);
        to.Span.Fill(1);
        return turn => 2.0 * StreamLength * sizeof(double) / 1e9 / Best(
            () => team.Run(place =>
            {
                var (begin, end) = team.Share(place, StreamLength, 128);
                from.Span[begin..end].CopyTo(to.Span[begin..end]);
            }),
            turn);
    }

    private static double Peak<TSimd, TVector, T>(ThreadTeam team, double turn)
        where TSimd : ISimd<TVector, T>
        where TVector : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const int Steps = 1_000_000;
        var ends = new T[team.Size * 64];
        var seconds = Best(
            () => team.Run(place =>
            {
                fixed (T* end = &ends[place * 64])
                    Chains<TSimd, TVector, T>(Steps, end);
            }),
            turn);
        return 2.0 * 12 * TSimd.Width * Steps * team.Size / seconds / 1e9;
    }

    // Twelve independent chains hide the latency of the operation on every current processor.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Chains<TSimd, TVector, T>(int steps, T* end)
        where TSimd : ISimd<TVector, T>
        where TVector : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var factor = TSimd.Broadcast(T.CreateTruncating(0.999));
        var (a, b, c, d, e, f) = (factor, factor, factor, factor, factor, factor);
        var (g, h, i, j, k, l) = (factor, factor, factor, factor, factor, factor);
        for (; steps > 0; steps--)
        {
            a = TSimd.FusedMultiplyAdd(a, factor, factor);
            b = TSimd.FusedMultiplyAdd(b, factor, factor);
            c = TSimd.FusedMultiplyAdd(c, factor, factor);
            d = TSimd.FusedMultiplyAdd(d, factor, factor);
            e = TSimd.FusedMultiplyAdd(e, factor, factor);
            f = TSimd.FusedMultiplyAdd(f, factor, factor);
            g = TSimd.FusedMultiplyAdd(g, factor, factor);
            h = TSimd.FusedMultiplyAdd(h, factor, factor);
            i = TSimd.FusedMultiplyAdd(i, factor, factor);
            j = TSimd.FusedMultiplyAdd(j, factor, factor);
            k = TSimd.FusedMultiplyAdd(k, factor, factor);
            l = TSimd.FusedMultiplyAdd(l, factor, factor);
        }

        // Stored, or the loop would be removed.
        a = TSimd.FusedMultiplyAdd(a, b, TSimd.FusedMultiplyAdd(c, d, TSimd.Multiply(e, f)));
        g = TSimd.FusedMultiplyAdd(g, h, TSimd.FusedMultiplyAdd(i, j, TSimd.Multiply(k, l)));
        TSimd.Store(end, TSimd.Multiply(a, g));
    }

    private static double Best(Action run, double turn = DefaultTurn)
    {
        var best = double.PositiveInfinity;
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < turn)
        {
            var begin = Stopwatch.GetTimestamp();
            run();
            best = Math.Min(best, Stopwatch.GetElapsedTime(begin).TotalSeconds);
        }

        return best;
    }
}
