using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Surefoot.Arithmetic;

/// <summary>The few vector operations from which the product kernels are built, for one vector width.</summary>
/// <remarks>
/// Every member is a JIT intrinsic or folds to one: the tests on the number type inside are constants when a method is
/// compiled, so one source serves both number types and every width at no cost.
/// </remarks>
/// <typeparam name="TVector">The register type.</typeparam>
/// <typeparam name="T">The number type, <see cref="float"/> or <see cref="double"/>.</typeparam>
internal unsafe interface ISimd<TVector, T>
    where TVector : unmanaged
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Numbers in one register.</summary>
    static abstract int Width { get; }

    /// <summary>Whether the processor has 32 registers of this width (else 16), which decides how tall a tile can be.</summary>
    static abstract bool HasManyRegisters { get; }

    static abstract TVector Load(T* address);

    static abstract void Store(T* address, TVector value);

    /// <summary>The first <paramref name="count"/> numbers, the rest zero; memory past them is not touched.</summary>
    static abstract TVector LoadFirst(T* address, int count);

    /// <summary>Stores the first <paramref name="count"/> numbers; memory past them is not touched.</summary>
    static abstract void StoreFirst(T* address, TVector value, int count);

    /// <summary>Asks for the cache line of an address, which need not be readable.</summary>
    static abstract void Prefetch(T* address);

    static abstract TVector Broadcast(T value);

    static abstract TVector Multiply(TVector left, TVector right);

    /// <summary>left * right + addend with one rounding.</summary>
    static abstract TVector FusedMultiplyAdd(TVector left, TVector right, TVector addend);
}

/// <summary>Registers of 64 bytes; needs AVX-512F.</summary>
internal unsafe struct Simd512<T> : ISimd<Vector512<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static int Width => Vector512<T>.Count;

    public static bool HasManyRegisters => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Load(T* address) => Vector512.Load(address);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(T* address, Vector512<T> value) => value.Store(address);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> LoadFirst(T* address, int count)
    {
        return typeof(T) == typeof(float)
            ? Avx512F.MaskLoad((float*)address, First(count).AsSingle(), Vector512<float>.Zero).As<float, T>()
            : Avx512F.MaskLoad((double*)address, First(count).AsDouble(), Vector512<double>.Zero).As<double, T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFirst(T* address, Vector512<T> value, int count)
    {
        if (typeof(T) == typeof(float))
            Avx512F.MaskStore((float*)address, First(count).AsSingle(), value.AsSingle());
        else
            Avx512F.MaskStore((double*)address, First(count).AsDouble(), value.AsDouble());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prefetch(T* address) => Sse.Prefetch0(address);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Broadcast(T value) => Vector512.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Multiply(Vector512<T> left, Vector512<T> right) => left * right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> FusedMultiplyAdd(Vector512<T> left, Vector512<T> right, Vector512<T> addend) =>
        typeof(T) == typeof(float)
            ? Vector512.FusedMultiplyAdd(left.AsSingle(), right.AsSingle(), addend.AsSingle()).As<float, T>()
            : Vector512.FusedMultiplyAdd(left.AsDouble(), right.AsDouble(), addend.AsDouble()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> First(int count) =>
        Vector512.LessThan(Vector512<T>.Indices, Vector512.Create(T.CreateTruncating(count)));
}

/// <summary>Registers of 32 bytes; needs AVX and FMA.</summary>
internal unsafe struct Simd256<T> : ISimd<Vector256<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static int Width => Vector256<T>.Count;

    public static bool HasManyRegisters => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Load(T* address) => Vector256.Load(address);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(T* address, Vector256<T> value) => value.Store(address);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> LoadFirst(T* address, int count)
    {
        return typeof(T) == typeof(float)
            ? Avx.MaskLoad((float*)address, First(count).AsSingle()).As<float, T>()
            : Avx.MaskLoad((double*)address, First(count).AsDouble()).As<double, T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFirst(T* address, Vector256<T> value, int count)
    {
        if (typeof(T) == typeof(float))
            Avx.MaskStore((float*)address, First(count).AsSingle(), value.AsSingle());
        else
            Avx.MaskStore((double*)address, First(count).AsDouble(), value.AsDouble());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prefetch(T* address) => Sse.Prefetch0(address);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Broadcast(T value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Multiply(Vector256<T> left, Vector256<T> right) => left * right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> FusedMultiplyAdd(Vector256<T> left, Vector256<T> right, Vector256<T> addend) =>
        typeof(T) == typeof(float)
            ? Vector256.FusedMultiplyAdd(left.AsSingle(), right.AsSingle(), addend.AsSingle()).As<float, T>()
            : Vector256.FusedMultiplyAdd(left.AsDouble(), right.AsDouble(), addend.AsDouble()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> First(int count) =>
        Vector256.LessThan(Vector256<T>.Indices, Vector256.Create(T.CreateTruncating(count)));
}

/// <summary>Registers of 16 bytes.</summary>
internal unsafe struct Simd128<T> : ISimd<Vector128<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static int Width => Vector128<T>.Count;

    public static bool HasManyRegisters => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Load(T* address) => Vector128.Load(address);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(T* address, Vector128<T> value) => value.Store(address);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> LoadFirst(T* address, int count)
    {
        var value = Vector128<T>.Zero;
        for (var i = 0; i < count; i++)
            ((T*)&value)[i] = address[i];
        return value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFirst(T* address, Vector128<T> value, int count)
    {
        for (var i = 0; i < count; i++)
            address[i] = ((T*)&value)[i];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prefetch(T* address)
    {
        if (Sse.IsSupported)
            Sse.Prefetch0(address);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Broadcast(T value) => Vector128.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Multiply(Vector128<T> left, Vector128<T> right) => left * right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> FusedMultiplyAdd(Vector128<T> left, Vector128<T> right, Vector128<T> addend) =>
        typeof(T) == typeof(float)
            ? Vector128.FusedMultiplyAdd(left.AsSingle(), right.AsSingle(), addend.AsSingle()).As<float, T>()
            : Vector128.FusedMultiplyAdd(left.AsDouble(), right.AsDouble(), addend.AsDouble()).As<double, T>();
}

/// <summary>One number at a time, for processors without a fused multiply-add on vectors.</summary>
internal unsafe struct SimdScalar<T> : ISimd<T, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static int Width => 1;

    public static bool HasManyRegisters => false;

    public static T Load(T* address) => *address;

    public static void Store(T* address, T value) => *address = value;

    public static T LoadFirst(T* address, int count) => count > 0 ? *address : T.Zero;

    public static void StoreFirst(T* address, T value, int count)
    {
        if (count > 0)
            *address = value;
    }

    public static void Prefetch(T* address)
    {
    }

    public static T Broadcast(T value) => value;

    public static T Multiply(T left, T right) => left * right;

    public static T FusedMultiplyAdd(T left, T right, T addend) => T.FusedMultiplyAdd(left, right, addend);
}
