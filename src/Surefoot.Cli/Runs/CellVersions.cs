using System.Text.Json;
using Surefoot.Cli.Output;
using Surefoot.Sweeps;

namespace Surefoot.Cli.Runs;

/// <summary>Which versions of the program ran the cells of sweeps. An identity is of settings, so a sweep goes on with any version.</summary>
internal static class CellVersions
{
    /// <summary>Those that the manifest of a sweep names.</summary>
    public static IReadOnlyList<string> Of(JsonElement about, IEnumerable<JsonElement> later) =>
    [
        .. later.Prepend(about)
            .Select(each => each.TryGetProperty("version", out var version) ? version.GetString() : null)
            .OfType<string>()
            .Distinct(),
    ];

    /// <summary>Those of all sweeps below a folder that have a finished cell.</summary>
    public static IReadOnlyList<string> Below(string folder) => Directory.Exists(folder)
        ?
        [
            .. Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal)
                .Where(StoredSweep.IsIn)
                .Select(StoredSweep.Read)
                .Where(stored => stored.Results.Done > 0)
                .SelectMany(stored => Of(stored.About, stored.Later))
                .Distinct(),
        ]
        : [];

    /// <summary>Says that there are cells of another version than this one.</summary>
    public static void Tell(Display display, string folder, IEnumerable<string> versions)
    {
        List<string> others = [.. versions.Where(version => version != Manifest.Version)];
        if (others.Count > 0)
            display.Error.WriteLine($"surefoot: cells in '{folder}' were run with version {string.Join(" and ", others)}; this is {Manifest.Version}, which may compute them otherwise. To run all with this one, remove that folder or choose another.");
    }
}
