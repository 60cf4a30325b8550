using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using Surefoot.Arithmetic;

namespace Surefoot.Data;

/// <summary>
/// Reads NumPy's .npy format, versions 1.0 to 3.0: floats of four and eight bytes in either byte order, integers and booleans, in C
/// and Fortran order, one or two dimensions.
/// </summary>
public static class NpyFile
{
    private const int BlockBytes = 1 << 16;

    /// <summary>Reads one array.</summary>
    /// <exception cref="DataException">The file is missing, damaged, or holds something else.</exception>
    public static NumpyArray Read(string path)
    {
        using var file = InputFile.Open(path);
        return InputFile.Guard(path, () => Read(file, file.Length, path));
    }

    /// <summary>Reads one array that fills <paramref name="length"/> bytes of a stream.</summary>
    internal static NumpyArray Read(Stream stream, long length, string source)
    {
        var header = NpyHeader.Read(stream, source);
        if (header.Shape.Count is not (1 or 2))
        {
            throw new DataException(
                $"{source}: the array has {header.Shape.Count} dimensions; allowed are 1 and 2, so reshape it to one row or column per sample.");
        }

        if (header.Shape.Any(extent => extent > AlignedBuffer<double>.MaximumLength))
            throw new DataException($"{source}: the shape {Describe(header.Shape)} has an extent beyond {AlignedBuffer<double>.MaximumLength}.");

        // Nothing is allocated before the bytes are known to be there, so no damaged header can ask for memory.
        var declared = header.EntryCount * header.Type.Size;
        var present = length - header.ByteCount;
        if (declared != present)
        {
            throw new DataException(
                $"{source}: the shape {Describe(header.Shape)} needs {declared} bytes of entries and the file has {present}; "
                + "it was cut off or is damaged, so write or copy it again.");
        }

        InputFile.RefuseBeyondMemory(header.EntryCount, source);
        return new NumpyArray(header.Shape.Count, ReadEntries(stream, header, source), header.Type is { Kind: 'f', Size: 4 });
    }

    /// <summary>Writes a matrix as a .npy of version 1.0, little-endian, in C order.</summary>
    internal static void Write<T>(Stream stream, Matrix<T> matrix)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var size = Marshal.SizeOf<T>();
        var dictionary = string.Create(
            CultureInfo.InvariantCulture,
            $"{{'descr': '<f{size}', 'fortran_order': False, 'shape': ({matrix.Rows}, {matrix.Columns}), }}");

        // Spaces and a line end bring the entries to a multiple of 64 bytes, as the format asks.
        const int Fixed = 10;
        var total = (Fixed + dictionary.Length + 1 + 63) / 64 * 64;
        var header = new byte[total];
        header.AsSpan().Fill((byte)' ');
        header[0] = 0x93;
        "NUMPY"u8.CopyTo(header.AsSpan(1));
        header[6] = 1;
        header[7] = 0;
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), (ushort)(total - Fixed));
        Encoding.ASCII.GetBytes(dictionary, header.AsSpan(Fixed));
        header[^1] = (byte)'\n';
        stream.Write(header);

        var entries = matrix.Span;
        var block = BlockBytes / size;
        for (var done = 0; done < entries.Length; done += block)
            stream.Write(MemoryMarshal.AsBytes(entries.Slice(done, Math.Min(block, entries.Length - done))));
    }

    private static Matrix<double> ReadEntries(Stream stream, NpyHeader header, string source)
    {
        var rows = (int)header.Shape[0];
        var columns = header.Shape.Count == 2 ? (int)header.Shape[1] : 1;
        var values = header.FortranOrder ? new Matrix<double>(columns, rows) : new Matrix<double>(rows, columns);
        var entries = values.Span;
        var size = header.Type.Size;
        var block = new byte[BlockBytes];
        for (var done = 0; done < entries.Length;)
        {
            var count = Math.Min(BlockBytes / size, entries.Length - done);
            var bytes = block.AsSpan(0, count * size);
            if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
                throw new DataException($"{source}: the file ends within its entries; it was cut off, so write or copy it again.");
            header.Type.Decode(bytes, entries.Slice(done, count));
            done += count;
        }

        return header.FortranOrder ? values.Transpose() : values;
    }

    private static string Describe(IReadOnlyList<long> shape) =>
        shape.Count == 1 ? $"({shape[0]},)" : $"({string.Join(", ", shape)})";
}
