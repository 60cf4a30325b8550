using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Surefoot.Sweeps;

/// <summary>
/// What a cell is given or finds: a number, a word, a truth value, a list of numbers, or any other JSON. Two values are
/// equal when their compact JSON is.
/// </summary>
/// <remarks>Numbers that are not finite, which JSON lacks, are the words NaN, Infinity and -Infinity.</remarks>
public readonly record struct CellValue
{
    private readonly string? _json;

    private CellValue(string json) => _json = json;

    /// <summary>The value as compact JSON, on one line.</summary>
    public string Json => _json ?? "null";

    /// <summary>Whether it is a number; the words for numbers that are not finite count.</summary>
    public bool IsNumber => Json[0] is '-' or (>= '0' and <= '9') || TryWord(Json, out _);

    /// <summary>The value as a number.</summary>
    /// <exception cref="InvalidOperationException">It is none.</exception>
    public double Number => TryWord(Json, out var word) ? word
        : IsNumber ? double.Parse(Json, CultureInfo.InvariantCulture)
        : throw Not("a number");

    /// <summary>The value as a whole number.</summary>
    /// <exception cref="InvalidOperationException">It is none.</exception>
    public long Whole => long.TryParse(Json, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
        ? value
        : throw Not("a whole number");

    /// <summary>A word without its quotes; everything else as its JSON.</summary>
    public string Text => Json[0] == '"' ? JsonDocument.Parse(Json).RootElement.GetString()! : Json;

    /// <summary>The value as a list of numbers.</summary>
    /// <exception cref="InvalidOperationException">It is none.</exception>
    public IReadOnlyList<double> Numbers
    {
        get
        {
            if (Json[0] != '[')
                throw Not("a list of numbers");
            using var list = JsonDocument.Parse(Json);
            return [.. list.RootElement.EnumerateArray().Select(element => new CellValue(element.GetRawText()).Number)];
        }
    }

    /// <summary>A whole number.</summary>
    public static implicit operator CellValue(long value) => new(value.ToString(CultureInfo.InvariantCulture));

    /// <summary>A number.</summary>
    public static implicit operator CellValue(double value) => new(Write(value));

    /// <summary>A word.</summary>
    public static implicit operator CellValue(string value) => new($"\"{JsonEncodedText.Encode(value, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"");

    /// <summary>A truth value.</summary>
    public static implicit operator CellValue(bool value) => new(value ? "true" : "false");

    /// <summary>A list of numbers.</summary>
    public static CellValue List(IEnumerable<double> values) => new($"[{string.Join(',', values.Select(Write))}]");

    /// <summary>Any JSON.</summary>
    public static CellValue Of(JsonElement element)
    {
        if (element.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
            return new(element.GetRawText());

        // What is written over several lines may not stay so: a record is a line.
        using var compact = new MemoryStream();
        using (var writer = new Utf8JsonWriter(compact, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            element.WriteTo(writer);
        return new(Encoding.UTF8.GetString(compact.ToArray()));
    }

    /// <summary>The value as its text.</summary>
    public override string ToString() => Text;

    private static string Write(double value) => double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture)
        : double.IsNaN(value) ? "\"NaN\""
        : value > 0 ? "\"Infinity\"" : "\"-Infinity\"";

    private static bool TryWord(string json, out double value)
    {
        (var isWord, value) = json switch
        {
            "\"NaN\"" => (true, double.NaN),
            "\"Infinity\"" => (true, double.PositiveInfinity),
            "\"-Infinity\"" => (true, double.NegativeInfinity),
            _ => (false, 0.0),
        };
        return isWord;
    }

    private InvalidOperationException Not(string wanted) => new($"the value {Json} is not {wanted}.");
}
