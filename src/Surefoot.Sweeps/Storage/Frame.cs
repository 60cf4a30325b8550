using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace Surefoot.Sweeps.Storage;

/// <summary>
/// How a line says that it is whole. A line is a JSON object whose first member holds, at fixed places, the number of
/// bytes of the line and the checksum of what follows:
/// <code>{"frame":"0000009a-e3069283", ... }</code>
/// and a line break, all of which the number counts. Eight hexadecimal digits each; the checksum is CRC-32C
/// (Castagnoli, ISCSI) of the bytes between the frame's comma and the line break.
/// </summary>
/// <remarks>
/// Every byte of a line is decided: the frame's own signs and the line break are compared, the number against the line
/// break and the checksum, the rest by the checksum. JSON escapes quotation marks, so what opens a frame begins a line and
/// nothing else.
/// </remarks>
internal static class Frame
{
    private const int Digits = 8;
    private const uint AllOnes = 0xFFFFFFFF;

    /// <summary>What a line begins with before its frame is sealed.</summary>
    public const string Open = Start + "00000000-00000000" + End;

    private const string Start = "{\"" + Columns.Frame + "\":\"";
    private const string End = "\",";
    private const byte LineBreak = (byte)'\n';

    private static readonly byte[] StartBytes = Encoding.ASCII.GetBytes(Start);
    private static readonly byte[] EndBytes = Encoding.ASCII.GetBytes(End);

    /// <summary>Writes the number of bytes and the checksum into a line that begins with <see cref="Open"/> and ends with a line break.</summary>
    public static void Seal(Span<byte> line)
    {
        var place = Start.Length;
        line.Length.TryFormat(line[place..], out _, "x8", CultureInfo.InvariantCulture);
        Checksum(line[Open.Length..^1]).TryFormat(line[(place + Digits + 1)..], out _, "x8", CultureInfo.InvariantCulture);
    }

    /// <summary>The whole lines among some bytes, as ranges in ascending order.</summary>
    /// <remarks>After bytes that are no line the next whole one is looked for, so that damage costs only the lines it is in.</remarks>
    public static IEnumerable<Range> WholeLines(ReadOnlyMemory<byte> bytes)
    {
        var place = 0;
        while (place < bytes.Length)
        {
            var length = WholeLine(bytes.Span[place..]);
            if (length > 0)
            {
                yield return place..(place + length);
                place += length;
            }
            else
            {
                var next = bytes.Span[(place + 1)..].IndexOf(StartBytes);
                place = next < 0 ? bytes.Length : place + 1 + next;
            }
        }
    }

    /// <summary>CRC-32C of some bytes.</summary>
    internal static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var state = AllOnes;
        while (bytes.Length >= sizeof(ulong))
        {
            state = BitOperations.Crc32C(state, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (var value in bytes)
            state = BitOperations.Crc32C(state, value);
        return state ^ AllOnes;
    }

    // The length of the whole line at the beginning, or 0.
    private static int WholeLine(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length <= Open.Length || !bytes.StartsWith(StartBytes))
            return 0;
        var digits = bytes.Slice(Start.Length, (2 * Digits) + 1);
        if (digits[Digits] != '-' || !bytes[(Start.Length + digits.Length)..].StartsWith(EndBytes))
            return 0;
        return TryHexadecimal(digits[..Digits], out var length) && TryHexadecimal(digits[(Digits + 1)..], out var checksum)
            && length > Open.Length && length <= bytes.Length
            && bytes[(int)length - 1] == LineBreak
            && Checksum(bytes[Open.Length..((int)length - 1)]) == checksum
                ? (int)length
                : 0;
    }

    private static bool TryHexadecimal(ReadOnlySpan<byte> digits, out uint value)
    {
        // Capitals are not what was written.
        value = 0;
        return digits.IndexOfAnyInRange((byte)'A', (byte)'F') < 0
            && uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
    }
}
