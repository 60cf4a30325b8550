using System.Buffers.Binary;
using System.Numerics;
using System.Text.Json;
using Surefoot.Arithmetic;

namespace Surefoot.Data;

/// <summary>
/// The .safetensors format, in which PyTorch and JAX programs keep weights: eight bytes of header length, a JSON header with
/// the type, shape and place of every tensor, and the numbers, little-endian and row by row.
/// </summary>
/// <remarks>Reading is tensor by tensor, so what is never asked for is never decoded.</remarks>
public sealed class SafetensorsFile : IDisposable
{
    // What the format itself allows.
    private const long LongestHeader = 100_000_000;

    private readonly string _path;
    private readonly FileStream _file;
    private readonly long _begin;
    private readonly Dictionary<string, Tensor> _tensors = [];

    private SafetensorsFile(string path)
    {
        _path = path;
        _file = InputFile.Open(path);
        try
        {
            _begin = InputFile.Guard(path, ReadHeader);
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>The names of the tensors, in the order of the header.</summary>
    public IReadOnlyCollection<string> Names => _tensors.Keys;

    /// <summary>Opens a file and reads its header.</summary>
    /// <exception cref="DataException">The file is missing, damaged or of another format.</exception>
    public static SafetensorsFile Open(string path) => new(path);

    /// <summary>Reads one tensor of two dimensions, widened to double.</summary>
    /// <exception cref="DataException">There is no such tensor, or it is no matrix of floating-point numbers.</exception>
    public Matrix<double> Read(string name)
    {
        if (!_tensors.TryGetValue(name, out var tensor))
            throw new DataException($"{_path} holds no tensor {name}; it holds {(Names.Count == 0 ? "none" : string.Join(", ", Names))}.");
        var source = $"{_path}, tensor {name}";
        if (tensor.Shape is not [var rows, var columns])
            throw new DataException($"{source} has {tensor.Shape.Length} dimensions; a layer is a matrix, which has two.");
        var size = tensor.Type switch
        {
            "F64" => 8,
            "F32" => 4,
            "F16" or "BF16" => 2,
            _ => throw new DataException($"{source} is of type {tensor.Type}; allowed are F64, F32, F16 and BF16, so convert it and save again."),
        };
        var count = (BigInteger)rows * columns;
        if (rows < 0 || columns < 0 || tensor.End - tensor.Begin != count * size || tensor.Begin < 0 || _begin + tensor.End > _file.Length)
            throw new DataException($"{source}: {rows} x {columns} numbers of {size} bytes do not fit bytes {tensor.Begin} to {tensor.End}; the file is damaged, so write or copy it again.");
        InputFile.RefuseBeyondMemory(count, source);
        return InputFile.Guard(source, () => Decode(tensor, (int)rows, (int)columns, size));
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();

    private Matrix<double> Decode(Tensor tensor, int rows, int columns, int size)
    {
        var matrix = new Matrix<double>(rows, columns);
        var row = new byte[columns * size];
        _file.Position = _begin + tensor.Begin;
        for (var i = 0; i < rows; i++)
        {
            _file.ReadExactly(row);
            var to = matrix.Row(i);
            for (var j = 0; j < columns; j++)
            {
                var stored = row.AsSpan(j * size);
                to[j] = tensor.Type switch
                {
                    "F64" => BinaryPrimitives.ReadDoubleLittleEndian(stored),
                    "F32" => BinaryPrimitives.ReadSingleLittleEndian(stored),
                    "F16" => (double)BinaryPrimitives.ReadHalfLittleEndian(stored),

                    // The upper half of a single.
                    _ => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(stored) << 16),
                };
            }
        }

        return matrix;
    }

    private long ReadHeader()
    {
        Span<byte> prefix = stackalloc byte[8];
        if (_file.Length < prefix.Length)
            throw Foreign();
        _file.ReadExactly(prefix);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > LongestHeader || (long)length > _file.Length - prefix.Length)
            throw Foreign();
        var header = new byte[length];
        _file.ReadExactly(header);
        try
        {
            using var json = JsonDocument.Parse(header);
            foreach (var entry in json.RootElement.EnumerateObject())
            {
                if (entry.Name == "__metadata__")
                    continue;
                var offsets = entry.Value.GetProperty("data_offsets");
                var tensor = new Tensor(
                    entry.Value.GetProperty("dtype").GetString()!,
                    [.. entry.Value.GetProperty("shape").EnumerateArray().Select(each => each.GetInt64())],
                    offsets[0].GetInt64(),
                    offsets[1].GetInt64());
                if (!_tensors.TryAdd(entry.Name, tensor))
                    throw new DataException($"{_path}: the file holds two tensors named {entry.Name}; names must differ.");
            }
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or IndexOutOfRangeException)
        {
            throw Foreign();
        }

        return prefix.Length + (long)length;
    }

    private DataException Foreign() => new($"{_path} is no .safetensors file, or a damaged one; write it with safetensors.torch.save_file, or save weights to .npz.");

    private sealed record Tensor(string Type, long[] Shape, long Begin, long End);
}
