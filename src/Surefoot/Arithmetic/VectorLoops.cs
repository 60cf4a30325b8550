using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Surefoot.Arithmetic;

/// <summary>Operations on contiguous vectors of doubles, from which the factorizations are built.</summary>
/// <remarks>Sums run in eight lanes whatever the processor's registers, so the results have the same bits everywhere a fused multiply-add exists.</remarks>
internal static unsafe class VectorLoops
{
    /// <summary>The inner product of vectors of one length.</summary>
    public static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        fixed (double* a = x, b = y)
            return Dot(a, b, x.Length);
    }

    /// <summary>y += factor x, for as many numbers as y has.</summary>
    public static void Add(double factor, ReadOnlySpan<double> x, Span<double> y)
    {
        fixed (double* a = x, b = y)
            Add(factor, a, b, y.Length);
    }

    /// <summary>The inner product.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Dot(double* x, double* y, int length)
    {
        var sum0 = Vector512<double>.Zero;
        var sum1 = Vector512<double>.Zero;
        var sum2 = Vector512<double>.Zero;
        var sum3 = Vector512<double>.Zero;
        var i = 0;
        for (; i <= length - 32; i += 32)
        {
            sum0 = Vector512.FusedMultiplyAdd(Vector512.Load(x + i), Vector512.Load(y + i), sum0);
            sum1 = Vector512.FusedMultiplyAdd(Vector512.Load(x + i + 8), Vector512.Load(y + i + 8), sum1);
            sum2 = Vector512.FusedMultiplyAdd(Vector512.Load(x + i + 16), Vector512.Load(y + i + 16), sum2);
            sum3 = Vector512.FusedMultiplyAdd(Vector512.Load(x + i + 24), Vector512.Load(y + i + 24), sum3);
        }

        for (; i <= length - 8; i += 8)
            sum0 = Vector512.FusedMultiplyAdd(Vector512.Load(x + i), Vector512.Load(y + i), sum0);
        var sum = Vector512.Sum(sum0 + sum1 + (sum2 + sum3));
        for (; i < length; i++)
            sum = Math.FusedMultiplyAdd(x[i], y[i], sum);
        return sum;
    }

    /// <summary>y += factor x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(double factor, double* x, double* y, int length)
    {
        var f = Vector512.Create(factor);
        var i = 0;
        for (; i <= length - 16; i += 16)
        {
            Vector512.FusedMultiplyAdd(f, Vector512.Load(x + i), Vector512.Load(y + i)).Store(y + i);
            Vector512.FusedMultiplyAdd(f, Vector512.Load(x + i + 8), Vector512.Load(y + i + 8)).Store(y + i + 8);
        }

        for (; i < length; i++)
            y[i] = Math.FusedMultiplyAdd(factor, x[i], y[i]);
    }

    /// <summary>y += x.</summary>
    public static void Add<T>(T* x, T* y, int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var i = 0;
        for (; i <= length - Vector<T>.Count; i += Vector<T>.Count)
            (Vector.Load(x + i) + Vector.Load(y + i)).Store(y + i);
        for (; i < length; i++)
            y[i] += x[i];
    }

    /// <summary>x *= factor.</summary>
    public static void Scale(double factor, double* x, int length)
    {
        for (var i = 0; i < length; i++)
            x[i] *= factor;
    }

    /// <summary>(x, y) becomes (cosine x - sine y, sine x + cosine y).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rotate(double* x, double* y, int length, double cosine, double sine)
    {
        var c = Vector512.Create(cosine);
        var s = Vector512.Create(sine);
        var i = 0;
        for (; i <= length - 8; i += 8)
        {
            var a = Vector512.Load(x + i);
            var b = Vector512.Load(y + i);
            Vector512.FusedMultiplyAdd(c, a, -(s * b)).Store(x + i);
            Vector512.FusedMultiplyAdd(s, a, c * b).Store(y + i);
        }

        for (; i < length; i++)
        {
            var (a, b) = (x[i], y[i]);
            x[i] = Math.FusedMultiplyAdd(cosine, a, -(sine * b));
            y[i] = Math.FusedMultiplyAdd(sine, a, cosine * b);
        }
    }

    /// <summary>The largest magnitude; NaN counts as none.</summary>
    public static double LargestMagnitude(double* x, int length)
    {
        var largest = 0.0;
        for (var i = 0; i < length; i++)
            largest = Math.Max(largest, Math.Abs(x[i]));
        return largest;
    }

    /// <summary>The Euclidean norm, correct also where squares overflow or underflow.</summary>
    public static double Norm(double* x, int length)
    {
        var square = Dot(x, x, length);
        if (square is > 1e-280 and < 1e280)
            return Math.Sqrt(square);
        var largest = LargestMagnitude(x, length);
        if (!double.IsFinite(largest) || largest == 0)
            return largest;
        var sum = 0.0;
        for (var i = 0; i < length; i++)
        {
            var ratio = x[i] / largest;
            sum += ratio * ratio;
        }

        return largest * Math.Sqrt(sum);
    }
}
