using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace Surefoot.Data;

/// <summary>
/// The header of a NumPy array: magic string, version, and a Python dictionary with the entries' type, order and shape
/// (NumPy enhancement proposal 1, format versions 1.0 to 3.0).
/// </summary>
internal sealed record NpyHeader(NpyType Type, bool FortranOrder, IReadOnlyList<long> Shape, int ByteCount)
{
    // NumPy itself writes 118 bytes for a plain array and refuses to read more than 10,000 unless told otherwise.
    private const int LongestDictionary = 10_000;

    // The magic string of six bytes and two of version.
    private const int MagicLength = 8;

    /// <summary>The number of entries, however large the file says it is.</summary>
    public BigInteger EntryCount => Shape.Aggregate(BigInteger.One, (count, extent) => count * extent);

    /// <summary>Reads the header and leaves the stream at the first entry.</summary>
    /// <exception cref="DataException">There is no such header.</exception>
    public static NpyHeader Read(Stream stream, string source)
    {
        Span<byte> start = stackalloc byte[MagicLength];
        if (stream.ReadAtLeast(start, MagicLength, throwOnEndOfStream: false) < MagicLength
            || start[0] != 0x93 || !start[1..6].SequenceEqual("NUMPY"u8))
        {
            throw new DataException($"{source}: this is not a NumPy array; the first bytes of a .npy file are \\x93NUMPY.");
        }

        var version = start[6];
        if (version is < 1 or > 3)
            throw new DataException($"{source}: NumPy format version {version}.{start[7]} is unknown; versions 1 to 3 can be read.");
        Span<byte> lengthBytes = stackalloc byte[version == 1 ? 2 : 4];
        ReadFully(stream, lengthBytes, source);
        var length = version == 1
            ? BinaryPrimitives.ReadUInt16LittleEndian(lengthBytes)
            : BinaryPrimitives.ReadUInt32LittleEndian(lengthBytes);
        if (length > LongestDictionary)
        {
            throw new DataException(
                $"{source}: the header claims {length} bytes; a header of numbers has at most {LongestDictionary}, so the file is damaged.");
        }

        var dictionary = new byte[length];
        ReadFully(stream, dictionary, source);
        var byteCount = MagicLength + lengthBytes.Length + (int)length;
        return new Parser(Encoding.Latin1.GetString(dictionary), source).Parse(byteCount);
    }

    private static void ReadFully(Stream stream, Span<byte> bytes, string source)
    {
        if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
            throw new DataException($"{source}: the file ends within its header; it was cut off, so write or copy it again.");
    }

    /// <summary>Reads the one kind of Python dictionary a header may hold.</summary>
    private sealed class Parser(string text, string source)
    {
        private int _position;

        public NpyHeader Parse(int byteCount)
        {
            NpyType? type = null;
            bool? fortranOrder = null;
            IReadOnlyList<long>? shape = null;
            Expect('{');
            while (!Accept('}'))
            {
                var key = ReadString();
                Expect(':');
                if (key == "descr" && type is null)
                    type = ReadType();
                else if (key == "fortran_order" && fortranOrder is null)
                    fortranOrder = ReadBoolean();
                else if (key == "shape" && shape is null)
                    shape = ReadShape();
                else
                    throw Damaged($"it has an unexpected entry '{key}'");
                if (!Accept(','))
                {
                    Expect('}');
                    break;
                }
            }

            if (!string.IsNullOrWhiteSpace(text[_position..]))
                throw Damaged("there is text after the dictionary");
            if (type is null || fortranOrder is null || shape is null)
                throw Damaged("one of 'descr', 'fortran_order' and 'shape' is missing");
            return new NpyHeader(type, fortranOrder.Value, shape, byteCount);
        }

        private NpyType ReadType()
        {
            SkipSpace();
            if (Peek() is '[' or '(')
                throw new DataException($"{source}: records with named fields cannot be read; save one plain array of numbers.");
            return NpyType.Parse(ReadString(), source);
        }

        private bool ReadBoolean()
        {
            SkipSpace();
            foreach (var (word, value) in new[] { ("True", true), ("False", false) })
            {
                if (text.AsSpan(_position).StartsWith(word))
                {
                    _position += word.Length;
                    return value;
                }
            }

            throw Damaged("'fortran_order' is neither True nor False");
        }

        private List<long> ReadShape()
        {
            var shape = new List<long>();
            Expect('(');
            while (!Accept(')'))
            {
                SkipSpace();
                var begin = _position;
                while (char.IsAsciiDigit(Peek()))
                    _position++;
                if (!long.TryParse(text.AsSpan(begin, _position - begin), NumberStyles.None, CultureInfo.InvariantCulture, out var extent))
                    throw Damaged("the shape is not a tuple of whole numbers below 2^63");
                shape.Add(extent);

                // Python 2 wrote long integers as 3L.
                if (Peek() == 'L')
                    _position++;
                if (!Accept(','))
                {
                    Expect(')');
                    break;
                }
            }

            return shape;
        }

        private string ReadString()
        {
            SkipSpace();
            var quote = Peek();
            if (quote is not ('\'' or '"'))
                throw Damaged($"a quoted name was expected at character {_position + 1}");
            var end = text.IndexOf(quote, _position + 1);
            if (end < 0)
                throw Damaged("a quoted name does not end");
            var word = text[(_position + 1)..end];
            _position = end + 1;
            return word;
        }

        private bool Accept(char character)
        {
            SkipSpace();
            if (Peek() != character)
                return false;
            _position++;
            return true;
        }

        private void Expect(char character)
        {
            if (!Accept(character))
                throw Damaged($"'{character}' was expected at character {_position + 1}");
        }

        private char Peek() => _position < text.Length ? text[_position] : '\0';

        private void SkipSpace()
        {
            while (Peek() is ' ' or '\n' or '\t')
                _position++;
        }

        private DataException Damaged(string how) =>
            new($"{source}: the NumPy header cannot be read: {how}. The file is damaged; write or copy it again.");
    }
}
