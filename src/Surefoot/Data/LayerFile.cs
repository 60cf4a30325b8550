using System.Text.RegularExpressions;
using Surefoot.Arithmetic;

namespace Surefoot.Data;

/// <summary>Reads the layers W_1, ..., W_N of a linear network from .npz or .safetensors.</summary>
/// <remarks>
/// Arrays are named W1, W2, ..., as this program writes them, or end in "weight", as in a PyTorch state; then their order is
/// that of the numbers in their names.
/// </remarks>
public static partial class LayerFile
{
    /// <summary>Reads all layers, the first one first, each with its outputs as rows.</summary>
    /// <exception cref="DataException">The file holds something else, or layers that do not follow each other.</exception>
    public static IReadOnlyList<Matrix<double>> Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (string.Equals(Path.GetExtension(path), ".safetensors", StringComparison.OrdinalIgnoreCase))
        {
            using var tensors = SafetensorsFile.Open(path);
            return Read(path, tensors.Names, tensors.Read);
        }

        using var arrays = NpzFile.Open(path);
        return Read(path, arrays.Names, name => arrays.Read(name).Values);
    }

    private static List<Matrix<double>> Read(string path, IReadOnlyCollection<string> names, Func<string, Matrix<double>> read)
    {
        var ordered = names.All(name => name.EndsWith("weight", StringComparison.Ordinal))
            ? names.OrderBy(SortKey, StringComparer.Ordinal).ToList()
            : Enumerable.Range(1, names.Count).Select(i => $"W{i}").ToList();
        if (names.Count == 0 || !ordered.All(names.Contains))
        {
            throw new DataException(
                $"{path}: layers are arrays named W1, W2, ... without a gap, or names that end in 'weight', and nothing else (a linear network has no biases); "
                + $"found were: {(names.Count == 0 ? "none" : string.Join(", ", names))}.");
        }

        var layers = ordered.Select(read).ToList();
        for (var i = 1; i < layers.Count; i++)
        {
            if (layers[i].Columns != layers[i - 1].Rows)
            {
                throw new DataException(
                    $"{path}: {ordered[i]} is {layers[i].Rows} x {layers[i].Columns} and follows {ordered[i - 1]}, which is {layers[i - 1].Rows} x {layers[i - 1].Columns}; "
                    + "a layer needs as many columns as the one before it has rows.");
            }
        }

        return layers;
    }

    // Numbers padded, so that 10 comes after 9.
    private static string SortKey(string name) => Digits().Replace(name, match => match.Value.PadLeft(20, '0'));

    [GeneratedRegex("[0-9]+", RegexOptions.CultureInvariant)]
    private static partial Regex Digits();
}
