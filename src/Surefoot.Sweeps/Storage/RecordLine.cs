using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Surefoot.Sweeps.Storage;

/// <summary>A record as a framed line of JSON: cell, identity, the values on the axes, outcome, what was found, seconds.</summary>
internal static class RecordLine
{
    // The brace that opens the object is the frame's, so the writer sees members without one.
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>The line of a record.</summary>
    /// <exception cref="ArgumentException">A value of the result has the name of an axis.</exception>
    public static byte[] Of(Grid grid, CellRecord record)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        buffer.Write(Encoding.ASCII.GetBytes(Frame.Open));
        using (var writer = new Utf8JsonWriter(buffer, Compact))
        {
            writer.WriteNumber(Columns.Cell, record.Index);
            writer.WriteString(Columns.Identity, record.Identity);
            for (var a = 0; a < grid.Axes.Length; a++)
                Write(writer, grid.Axes[a].Name, grid.Value(record.Index, a));
            writer.WriteString(Columns.Outcome, record.Result.Outcome);
            foreach (var (name, value) in record.Result.Values)
            {
                if (grid.Axes.Any(axis => axis.Name == name))
                    throw new ArgumentException($"the value '{name}' has the name of an axis; call it something else.", nameof(record));
                Write(writer, name, value);
            }

            if (record.Result.Message is { } message)
                writer.WriteString(Columns.Message, message);
            writer.WriteNumber(Columns.Seconds, Math.Round(record.Elapsed.TotalSeconds, 6));
        }

        buffer.Write("}\n"u8);
        var line = buffer.WrittenSpan.ToArray();
        Frame.Seal(line);
        return line;
    }

    /// <summary>The record of a whole line.</summary>
    /// <exception cref="FormatException">The line is of another grid or another format.</exception>
    public static CellRecord Read(Grid grid, ReadOnlyMemory<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            var index = root.GetProperty(Columns.Cell).GetInt32();
            if (index < 0 || index >= grid.Count)
                throw new FormatException($"it is of cell {index}, and the grid has {grid.Count} cells");
            var result = root.TryGetProperty(Columns.Message, out var message)
                ? CellResult.Failed(message.GetString()!)
                : CellResult.Of(root.GetProperty(Columns.Outcome).GetString()!);
            if (!result.IsFailed)
            {
                foreach (var member in root.EnumerateObject())
                {
                    if (!Columns.IsTaken(member.Name) && grid.Axes.All(axis => axis.Name != member.Name))
                        result = result.With(member.Name, CellValue.Of(member.Value));
                }
            }

            return new CellRecord(index, root.GetProperty(Columns.Identity).GetString()!, result, TimeSpan.FromSeconds(root.GetProperty(Columns.Seconds).GetDouble()));
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or KeyNotFoundException or ArgumentException)
        {
            throw new FormatException(failure.Message, failure);
        }
    }

    private static void Write(Utf8JsonWriter writer, string name, CellValue value)
    {
        writer.WritePropertyName(name);
        writer.WriteRawValue(value.Json, skipInputValidation: true);
    }
}
