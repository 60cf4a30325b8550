using System.Globalization;
using System.Text;
using Surefoot.Arithmetic;

namespace Surefoot.Data;

/// <summary>
/// Reads a dataset from a file: .npz with arrays X and Y, or x and y, .npy or .csv with inputs and targets in one table.
/// </summary>
public static class DatasetFile
{
    private const int NamesInMessages = 20;

    /// <summary>Reads a dataset; the file's extension says how.</summary>
    /// <remarks>
    /// In a table the columns in <paramref name="targets"/> are the targets, in that order, and all others the inputs. A column
    /// is known by its name in the first line of a .csv or by its number, counted from 1. If none are given, those named y, y1,
    /// y2, ... are the targets. An .npz has no columns to choose: its arrays are X and Y. To add an intercept or to scale
    /// the inputs, continue with <see cref="Dataset.Standardized"/> and <see cref="Dataset.WithIntercept"/>.
    /// </remarks>
    /// <param name="path">The file.</param>
    /// <param name="layout">Whether a sample is a row or a column of the arrays. A column layout has rows where this text says columns.</param>
    /// <param name="targets">The target columns of a table, or nothing.</param>
    /// <exception cref="DataException">The file is missing or damaged, or does not say what the targets are.</exception>
    public static Dataset Read(string path, Layout layout = Layout.Rows, IReadOnlyList<string>? targets = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".npz" => ReadNpz(path, layout, targets),
            ".npy" => ReadNpy(path, layout, targets),
            ".csv" => ReadCsv(path, layout, targets),
            var extension => throw new DataException(
                $"{path}: files ending in '{extension}' cannot be read as data; allowed are .npz, .npy and .csv."),
        };
    }

    private static Dataset ReadNpz(string path, Layout layout, IReadOnlyList<string>? targets)
    {
        if (targets is not null)
            throw new DataException($"{path}: targets cannot be chosen in an .npz file, where they are the array Y; leave 'targets' out.");
        using var file = NpzFile.Open(path);
        var (x, y) = (Named("X"), Named("Y"));
        var inputs = SamplesAsColumns(x, layout);
        var outputs = SamplesAsColumns(y, layout);
        if (inputs.Columns != outputs.Columns)
            throw new DataException($"{path}: {DescribeMismatch(x, y, layout)}");
        return Dataset.Adopt(NameOf(path), inputs, outputs);

        // Many write x, or y for one target.
        NumpyArray Named(string name) => file.Read(
            new[] { name, name.ToLowerInvariant() }.FirstOrDefault(file.Contains)
            ?? throw new DataException($"{path} holds no array {name}; data need the arrays X and Y, and it holds {List(file.Names)}. Save with numpy.savez(path, X=..., Y=...)."));
    }

    private static Dataset ReadNpy(string path, Layout layout, IReadOnlyList<string>? targets)
    {
        var table = SamplesAsColumns(NpyFile.Read(path), layout);
        return Divide(path, NameOf(path), table, names: null, targets);
    }

    private static Dataset ReadCsv(string path, Layout layout, IReadOnlyList<string>? targets)
    {
        using var file = InputFile.Open(path);
        return ReadCsv(file, path, NameOf(path), layout, targets);
    }

    /// <summary>Reads a table of text; <paramref name="source"/> is what messages call it.</summary>
    internal static Dataset ReadCsv(Stream stream, string source, string name, Layout layout, IReadOnlyList<string>? targets)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, leaveOpen: true);
        var csv = InputFile.Guard(source, () => CsvTable.Read(reader, source));
        if (layout == Layout.Columns && csv.Names is not null)
        {
            throw new DataException(
                $"{source}: the first line holds names ({List(csv.Names)}), so samples are rows; use 'layout: rows', or leave the names out.");
        }

        InputFile.RefuseBeyondMemory(csv.Entries.Count, source);
        var table = new Matrix<double>(csv.RowCount, csv.ColumnCount);
        csv.Entries.CopyTo(table.Span);
        return Divide(source, name, layout == Layout.Rows ? table.Transpose() : table, csv.Names, targets);
    }

    // An array of one dimension holds one number per sample in either layout.
    private static Matrix<double> SamplesAsColumns(NumpyArray array, Layout layout) =>
        layout == Layout.Rows || array.Dimensions == 1 ? array.Values.Transpose() : array.Values;

    /// <summary>Divides a table with samples as columns into inputs and targets.</summary>
    private static Dataset Divide(
        string source, string name, Matrix<double> table, IReadOnlyList<string>? names, IReadOnlyList<string>? targets)
    {
        var chosen = targets is null ? FindTargets(source, table.Rows, names) : ChooseTargets(source, table.Rows, names, targets);
        var others = Enumerable.Range(0, table.Rows).Except(chosen).ToList();
        if (others.Count == 0)
            throw new DataException($"{source}: every column is a target, so there are no inputs; name fewer in 'targets'.");
        return Dataset.Adopt(name, Take(table, others), Take(table, chosen));
    }

    private static List<int> FindTargets(string source, int count, IReadOnlyList<string>? names)
    {
        if (names is null)
        {
            throw new DataException(
                $"{source}: the {count} columns have no names, so say which are targets by number, counted from 1, for example 'targets: [{count}]'.");
        }

        var found = Enumerable.Range(0, count).Where(column => IsTargetName(names[column])).ToList();
        if (found.Count == 0)
        {
            throw new DataException(
                $"{source}: no column is named y, y1, y2, ...; say which are targets with 'targets:'. The columns are {List(names)}.");
        }

        return found;
    }

    private static List<int> ChooseTargets(string source, int count, IReadOnlyList<string>? names, IReadOnlyList<string> targets)
    {
        if (targets.Count == 0)
            throw new DataException($"{source}: the list of targets is empty; name at least one column.");
        var chosen = new List<int>();
        foreach (var target in targets)
        {
            var column = Find(target);
            if (column < 0)
            {
                var columns = names is null ? $"{count} without names" : List(names);
                throw new DataException(
                    $"{source}: there is no column '{target}' to take as target; allowed are names and numbers from 1 to {count}. The columns are {columns}.");
            }

            if (chosen.Contains(column))
                throw new DataException($"{source}: the column '{target}' is named twice among the targets; name it once.");
            chosen.Add(column);
        }

        return chosen;

        int Find(string target)
        {
            for (var column = 0; column < names?.Count; column++)
            {
                if (names[column] == target)
                    return column;
            }

            return int.TryParse(target, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= count ? number - 1 : -1;
        }
    }

    private static bool IsTargetName(string name) => name[0] is 'y' or 'Y' && name.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0;

    private static Matrix<double> Take(Matrix<double> table, List<int> rows)
    {
        var taken = new Matrix<double>(rows.Count, table.Columns);
        for (var i = 0; i < rows.Count; i++)
            table.Row(rows[i]).CopyTo(taken.Row(i));
        return taken;
    }

    private static string DescribeMismatch(NumpyArray x, NumpyArray y, Layout layout)
    {
        var other = layout == Layout.Rows ? Layout.Columns : Layout.Rows;
        var (samples, key) = layout == Layout.Rows ? ("rows", "columns") : ("columns", "rows");
        var advice = SamplesAsColumns(x, other).Columns == SamplesAsColumns(y, other).Columns
            ? $"With 'layout: {key}' they would agree."
            : "Every sample needs its inputs and its targets.";
        return $"X has shape {x.Shape} and Y has shape {y.Shape}; with 'layout: {samples}' samples are {samples}, and their numbers differ. {advice}";
    }

    private static string List(IReadOnlyCollection<string> names)
    {
        if (names.Count == 0)
            return "none";
        var shown = string.Join(", ", names.Take(NamesInMessages));
        return names.Count > NamesInMessages ? $"{shown}, ... ({names.Count} in all)" : shown;
    }

    private static string NameOf(string path) => Path.GetFileName(path);
}
