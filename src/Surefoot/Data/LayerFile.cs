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
    public static IReadOnlyList<Matrix<double>> Read(string path) => Open(path, (names, read) =>
    {
        if (Ordered(names) is not { } ordered)
        {
            throw new DataException(
                $"{path}: layers are arrays named W1, W2, ... without a gap, or names that end in 'weight', and nothing else (a linear network has no biases); "
                + $"found were: {Listed(names)}.");
        }

        return ReadChain(path, ordered, read);
    });

    /// <summary>Opens a file of named arrays of either format, while it is read.</summary>
    internal static TRead Open<TRead>(string path, Func<IReadOnlyCollection<string>, Func<string, Matrix<double>>, TRead> read)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (string.Equals(Path.GetExtension(path), ".safetensors", StringComparison.OrdinalIgnoreCase))
        {
            using var tensors = SafetensorsFile.Open(path);
            return read(tensors.Names, tensors.Read);
        }

        using var arrays = NpzFile.Open(path);
        return read(arrays.Names, name => arrays.Read(name).Values);
    }

    /// <summary>The names of layers in their order; null where there are others, or none.</summary>
    internal static IReadOnlyList<string>? Ordered(IReadOnlyCollection<string> names)
    {
        var ordered = names.All(name => name.EndsWith("weight", StringComparison.Ordinal))
            ? names.OrderBy(SortKey, StringComparer.Ordinal).ToList()
            : Enumerable.Range(1, names.Count).Select(i => $"W{i}").ToList();
        return names.Count > 0 && ordered.All(names.Contains) ? ordered : null;
    }

    /// <summary>Reads layers of which each has as many columns as the one before it has rows.</summary>
    internal static List<Matrix<double>> ReadChain(string path, IReadOnlyList<string> ordered, Func<string, Matrix<double>> read)
    {
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

    /// <summary>Names for a message.</summary>
    internal static string Listed(IReadOnlyCollection<string> names) => names.Count == 0 ? "none" : string.Join(", ", names);

    // Numbers padded, so that 10 comes after 9.
    private static string SortKey(string name) => Digits().Replace(name, match => match.Value.PadLeft(20, '0'));

    [GeneratedRegex("[0-9]+", RegexOptions.CultureInvariant)]
    private static partial Regex Digits();
}
