using System.Numerics;
using System.Runtime.InteropServices;

namespace Surefoot.Data;

/// <summary>The type of the entries of a NumPy array: floats of four or eight bytes, integers of one to eight, booleans.</summary>
internal sealed record NpyType(char Kind, int Size, bool SwapBytes)
{
    /// <summary>Reads a type string such as &lt;f8: byte order, kind, bytes.</summary>
    /// <exception cref="DataException">The type has no place here.</exception>
    public static NpyType Parse(string descr, string source)
    {
        if (descr.Length == 3 && descr[0] is '<' or '>' or '|' or '=')
        {
            var kind = descr[1];
            var size = descr[2] - '0';
            var known = kind switch
            {
                'f' => size is 4 or 8,
                'i' or 'u' => size is 1 or 2 or 4 or 8,
                'b' => size is 1,
                _ => false,
            };
            var ordered = descr[0] != '|' || size == 1;
            if (known && ordered)
                return new NpyType(kind, size, SwapBytes: descr[0] == (BitConverter.IsLittleEndian ? '>' : '<'));
        }

        var what = descr.Length > 1 && descr[1] == 'O' ? "Python objects" : $"entries of type '{descr}'";
        throw new DataException(
            $"{source}: {what} cannot be read; allowed are float32, float64, integers and booleans, so convert with .astype('float64') and save again.");
    }

    /// <summary>Widens stored entries to double; integers beyond 2^53 are rounded.</summary>
    /// <param name="stored">The bytes as in the file; their order is changed in place where needed.</param>
    /// <param name="to">One number per entry.</param>
    public void Decode(Span<byte> stored, Span<double> to)
    {
        if (SwapBytes)
            Swap(stored);
        switch (Kind, Size)
        {
            case ('f', 4): Widen<float>(stored, to); break;
            case ('f', _): Widen<double>(stored, to); break;
            case ('i', 1): Widen<sbyte>(stored, to); break;
            case ('i', 2): Widen<short>(stored, to); break;
            case ('i', 4): Widen<int>(stored, to); break;
            case ('i', _): Widen<long>(stored, to); break;
            case ('u', 2): Widen<ushort>(stored, to); break;
            case ('u', 4): Widen<uint>(stored, to); break;
            case ('u', 8): Widen<ulong>(stored, to); break;
            case ('u', _): Widen<byte>(stored, to); break;
            default: WidenBooleans(stored, to); break;
        }
    }

    private static void Widen<TStored>(ReadOnlySpan<byte> stored, Span<double> to)
        where TStored : unmanaged, INumberBase<TStored>
    {
        var entries = MemoryMarshal.Cast<byte, TStored>(stored);
        for (var i = 0; i < to.Length; i++)
            to[i] = double.CreateTruncating(entries[i]);
    }

    private static void WidenBooleans(ReadOnlySpan<byte> stored, Span<double> to)
    {
        for (var i = 0; i < to.Length; i++)
            to[i] = stored[i] == 0 ? 0 : 1;
    }

    private void Swap(Span<byte> stored)
    {
        for (var first = 0; first < stored.Length; first += Size)
            stored.Slice(first, Size).Reverse();
    }
}
