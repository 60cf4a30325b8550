namespace Surefoot.Data;

/// <summary>
/// The data sets shipped with the library, in their original units; sources and licences stand in Data/Sets/README.md.
/// </summary>
public static class BuiltInDatasets
{
    private const string Extension = ".csv";

    /// <summary>The names of the sets: diabetes (442 samples, 10 inputs) and longley (16 samples, 6 inputs), one target each.</summary>
    public static IReadOnlyList<string> Names { get; } = FindNames();

    /// <summary>One set.</summary>
    /// <remarks>
    /// Neither set is centred, so an affine model needs <see cref="Dataset.WithIntercept"/>; NIST's certified coefficients for
    /// longley are those of the model with an intercept. Gradient descent needs <see cref="Dataset.Standardized"/> first.
    /// </remarks>
    /// <exception cref="DataException">There is no set of this name.</exception>
    public static Dataset Load(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        using var stream = Names.Contains(name) ? typeof(BuiltInDatasets).Assembly.GetManifestResourceStream(name + Extension) : null;
        if (stream is null)
            throw new DataException($"there is no built-in dataset '{name}'; allowed are {string.Join(", ", Names)}. For a file of your own, give its path.");
        return DatasetFile.ReadCsv(stream, name, name, Layout.Rows, targets: null);
    }

    private static string[] FindNames() =>
        [.. typeof(BuiltInDatasets).Assembly.GetManifestResourceNames()
            .Where(resource => resource.EndsWith(Extension, StringComparison.Ordinal))
            .Select(resource => resource[..^Extension.Length])
            .Order(StringComparer.Ordinal)];
}
