using System.Globalization;
using System.Text;

namespace Surefoot.Data;

/// <summary>
/// A table of numbers as text: comma, semicolon or tab between fields, an optional first line of names, '#' for comments.
/// </summary>
/// <param name="Names">The names in the first line, or nothing if it holds numbers.</param>
/// <param name="ColumnCount">The number of fields in every line.</param>
/// <param name="Entries">The numbers, line after line.</param>
internal sealed record CsvTable(IReadOnlyList<string>? Names, int ColumnCount, List<double> Entries)
{
    // Far beyond any table of numbers, and little enough to read a file that is no text without harm.
    private const int LongestLine = 1 << 26;

    /// <summary>The number of lines of numbers.</summary>
    public int RowCount => Entries.Count / ColumnCount;

    /// <summary>Reads a table.</summary>
    /// <exception cref="DataException">A field is no finite number, or lines differ in their number of fields.</exception>
    public static CsvTable Read(TextReader reader, string source)
    {
        var entries = new List<double>();
        var fields = new List<Field>();
        var buffer = new StringBuilder();
        string[]? names = null;
        char? separator = null;
        var columnCount = 0;
        for (var lineNumber = 1; ReadLine(reader, buffer, source, lineNumber) is { } line; lineNumber++)
        {
            var content = WithoutComment(line);
            if (content.IsWhiteSpace())
                continue;
            var place = $"{source}, line {lineNumber}";
            var isFirst = separator is null;
            separator ??= FindSeparator(content);
            Split(content, separator.Value, fields, place);
            if (isFirst)
            {
                columnCount = fields.Count;
                names = ReadNames(content, fields, place);
                if (names is not null)
                    continue;
            }

            if (fields.Count != columnCount)
                throw new DataException($"{place}: there are {fields.Count} fields and the first line has {columnCount}; every line needs the same number.");
            for (var column = 0; column < fields.Count; column++)
            {
                var field = fields[column].In(content);
                if (!TryParse(field, out var number) || !double.IsFinite(number))
                    throw NoNumber(field, place, column, names);
                entries.Add(number);
            }
        }

        if (entries.Count == 0)
            throw new DataException($"{source}: there are no numbers in the file; at least one sample is needed.");
        return new CsvTable(names, columnCount, entries);
    }

    private static string? ReadLine(TextReader reader, StringBuilder buffer, string source, int lineNumber)
    {
        buffer.Clear();
        for (var next = reader.Read(); next >= 0; next = reader.Read())
        {
            if (next == '\r' && reader.Peek() == '\n')
                continue;
            if (next is '\n' or '\r')
                return buffer.ToString();
            if (buffer.Length == LongestLine)
                throw new DataException($"{source}, line {lineNumber}: the line is longer than {LongestLine} characters, so this is not a table of numbers.");
            buffer.Append((char)next);
        }

        return buffer.Length > 0 ? buffer.ToString() : null;
    }

    private static ReadOnlySpan<char> WithoutComment(string line)
    {
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"')
                quoted = !quoted;
            else if (line[i] == '#' && !quoted)
                return line.AsSpan(0, i);
        }

        return line;
    }

    private static char FindSeparator(ReadOnlySpan<char> line)
    {
        var found = ',';
        var quoted = false;
        foreach (var character in line)
        {
            if (character == '"')
                quoted = !quoted;
            else if (character == '\t' && !quoted)
                return '\t';
            else if (character == ';' && !quoted)
                found = ';';
        }

        return found;
    }

    private static void Split(ReadOnlySpan<char> line, char separator, List<Field> fields, string place)
    {
        fields.Clear();
        var begin = 0;
        while (true)
        {
            while (begin < line.Length && line[begin] == ' ')
                begin++;
            var quoted = begin < line.Length && line[begin] == '"';
            var end = quoted ? EndOfQuotes(line, begin, place) : begin;
            while (end < line.Length && line[end] != separator)
            {
                if (quoted && line[end] != ' ')
                    throw new DataException($"{place}, column {fields.Count + 1}: there is text after the closing quote; put the whole field in quotes.");
                end++;
            }

            fields.Add(new Field(begin, end - begin));
            if (end == line.Length)
                return;
            begin = end + 1;
        }
    }

    private static int EndOfQuotes(ReadOnlySpan<char> line, int begin, string place)
    {
        // Two quotes inside a quoted field stand for one.
        for (var i = begin + 1; i < line.Length; i++)
        {
            if (line[i] != '"')
                continue;
            if (i + 1 < line.Length && line[i + 1] == '"')
                i++;
            else
                return i + 1;
        }

        throw new DataException($"{place}, character {begin + 1}: the quote does not close on its line.");
    }

    private static string[]? ReadNames(ReadOnlySpan<char> line, List<Field> fields, string place)
    {
        var isHeader = false;
        foreach (var field in fields)
            isHeader |= !IsNumberLike(field.In(line));
        if (!isHeader)
            return null;
        var names = new string[fields.Count];
        for (var column = 0; column < names.Length; column++)
        {
            names[column] = fields[column].In(line).ToString();
            if (names[column].Length == 0)
            {
                throw new DataException(
                    $"{place}, column {column + 1}: the name is empty; name every column, and write tables without a column of line numbers.");
            }

            if (Array.IndexOf(names, names[column]) < column)
                throw new DataException($"{place}, column {column + 1}: there are two columns named {names[column]}; names must differ.");
        }

        return names;
    }

    private static bool IsNumberLike(ReadOnlySpan<char> field) =>
        field.IsEmpty || TryParse(field, out _) || field.TrimStart("+-").Equals("inf", StringComparison.OrdinalIgnoreCase);

    private static bool TryParse(ReadOnlySpan<char> field, out double number) =>
        double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out number);

    private static DataException NoNumber(ReadOnlySpan<char> field, string place, int column, string[]? names)
    {
        var where = names is null ? $"{place}, column {column + 1}" : $"{place}, column {column + 1} ({names[column]})";
        if (field.IsEmpty)
            return new DataException($"{where}: the field is empty; fill it in or leave the sample out.");
        if (IsNumberLike(field))
            return new DataException($"{where}: '{Shorten(field)}' is not a finite number; replace it or leave the sample out.");
        return new DataException(
            $"{where}: '{Shorten(field)}' is not a number; numbers have a decimal point, and fields are separated by comma, semicolon or tab.");
    }

    private static string Shorten(ReadOnlySpan<char> field) => field.Length <= 40 ? field.ToString() : $"{field[..40]}...";

    private readonly record struct Field(int Begin, int Length)
    {
        public ReadOnlySpan<char> In(ReadOnlySpan<char> line)
        {
            var text = line.Slice(Begin, Length).Trim();
            if (text.Length < 2 || text[0] != '"')
                return text;
            text = text[1..^1].Trim();
            return text.Contains('"') ? text.ToString().Replace("\"\"", "\"", StringComparison.Ordinal) : text;
        }
    }
}
