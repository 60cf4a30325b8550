using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Surefoot.Arithmetic;

/// <summary>
/// A zeroed array of numbers whose first element lies on a 64-byte boundary and which the garbage collector never moves.
/// </summary>
/// <remarks>
/// Full vectors then never straddle two cache lines, and kernels may hold plain pointers into the buffer for as long as
/// they hold the buffer itself.
/// </remarks>
/// <typeparam name="T">The number type, <see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class AlignedBuffer<T>
    where T : unmanaged
{
    private const int Alignment = 64;

    private readonly T[] _storage;
    private readonly int _first;

    /// <summary>Allocates <paramref name="length"/> zeros.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative or exceeds <see cref="MaximumLength"/>.</exception>
    public unsafe AlignedBuffer(long length)
    {
        if (length < 0 || length > MaximumLength)
        {
            throw new ArgumentOutOfRangeException(
                nameof(length),
                $"a buffer of {length} numbers was asked for; allowed are 0 to {MaximumLength}.");
        }

        var slack = Alignment / sizeof(T);
        _storage = GC.AllocateArray<T>((int)length + slack, pinned: true);
        var address = (ulong)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_storage));
        _first = (int)((Alignment - (address % Alignment)) % Alignment / (ulong)sizeof(T));
        Length = (int)length;
    }

    /// <summary>The greatest number of elements one buffer can hold: the runtime's limit on a single array.</summary>
    public static long MaximumLength => Array.MaxLength - 64;

    /// <summary>The number of elements.</summary>
    public int Length { get; }

    /// <summary>All elements.</summary>
    public Span<T> Span => _storage.AsSpan(_first, Length);

    /// <summary>The address of the first element; valid while the buffer is referenced.</summary>
    public unsafe T* Address => (T*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_storage)) + _first;
}
