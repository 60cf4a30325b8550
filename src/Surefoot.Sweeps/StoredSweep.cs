using System.Text.Json;
using Surefoot.Sweeps.Storage;

namespace Surefoot.Sweeps;

/// <summary>What a store's folder holds, read without touching it: also while a sweep is filling it.</summary>
public sealed class StoredSweep
{
    private StoredSweep(string folder, ManifestFile manifest, SweepResults results)
    {
        Folder = folder;
        Identity = manifest.Identity;
        (About, Later) = (manifest.About, manifest.Later);
        Results = results;
    }

    /// <summary>The folder, as it was given.</summary>
    public string Folder { get; }

    /// <summary>The sweep's identity.</summary>
    public string Identity { get; }

    /// <summary>What whoever began the sweep had to say about it.</summary>
    public JsonElement About { get; }

    /// <summary>What those had to say who went on with it, where that was something else.</summary>
    public IReadOnlyList<JsonElement> Later { get; }

    /// <summary>The records of the cells that are finished; a torn one is none.</summary>
    public SweepResults Results { get; }

    /// <summary>Whether there is a sweep in a folder.</summary>
    public static bool IsIn(string folder) => File.Exists(Path.Combine(folder, ManifestFile.Name));

    /// <summary>Reads a folder.</summary>
    /// <exception cref="SweepException">It holds no sweep, or records of another one, or cannot be read.</exception>
    public static StoredSweep Read(string folder) => Read(folder, new DiskFileSystem());

    internal static StoredSweep Read(string folder, IFileSystem files)
    {
        ArgumentNullException.ThrowIfNull(folder);
        try
        {
            var names = files.FilesIn(folder);
            if (!names.Contains(ManifestFile.Name))
                throw new SweepException($"there is no sweep in '{folder}' (no {ManifestFile.Name}). Give the folder that a sweep was written to.");
            var path = Path.Combine(folder, ManifestFile.Name);
            var manifest = ManifestFile.Read(path, files.Read(path));
            var records = new CellRecord?[manifest.Grid.Count];
            foreach (var name in names.Where(SweepStore.IsRecordFile).Order(StringComparer.Ordinal))
            {
                var bytes = files.Read(Path.Combine(folder, name));
                foreach (var line in Frame.WholeLines(bytes))
                {
                    var record = SweepStore.ReadRecord(manifest.Grid, Path.Combine(folder, name), bytes.AsMemory()[line]);
                    records[record.Index] ??= record;
                }
            }

            return new StoredSweep(folder, manifest, new SweepResults(manifest.Grid, records));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new SweepException($"the sweep in '{folder}' cannot be read: {failure.Message.TrimEnd('.')}.", failure);
        }
    }
}
