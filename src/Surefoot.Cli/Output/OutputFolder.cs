namespace Surefoot.Cli.Output;

/// <summary>A folder of results, written under temporary names and moved into place together at the end.</summary>
internal sealed class OutputFolder : IDisposable
{
    private readonly string _folder;
    private readonly string _staging;
    private readonly List<string> _names = [];

    /// <summary>Makes sure, before anything is computed, that the folder can be written.</summary>
    public OutputFolder(string folder)
    {
        _folder = Path.GetFullPath(folder);
        _staging = Path.Combine(_folder, $".unfinished-{Environment.ProcessId}");
        try
        {
            Directory.CreateDirectory(_staging);
            File.WriteAllText(Path.Combine(_staging, "probe"), "");
            File.Delete(Path.Combine(_staging, "probe"));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new RequestException($"the output folder '{folder}' cannot be written: {failure.Message} Choose another with --out.");
        }
    }

    public string FullPath => _folder;

    public void Write(string name, string text) => Write(name, path => File.WriteAllText(path, text));

    public void Write(string name, Action<string> write)
    {
        try
        {
            write(Path.Combine(_staging, name));
        }
        catch (IOException failure)
        {
            throw new RequestException($"'{name}' cannot be written to '{_folder}': {failure.Message} Make room or choose another folder with --out.");
        }

        _names.Add(name);
    }

    /// <summary>Moves everything written into place.</summary>
    public void Commit()
    {
        foreach (var name in _names)
            File.Move(Path.Combine(_staging, name), Path.Combine(_folder, name), overwrite: true);
    }

    public void Dispose()
    {
        Directory.Delete(_staging, recursive: true);

        // A folder made for a run that came to nothing is not left behind.
        if (!Directory.EnumerateFileSystemEntries(_folder).Any())
            Directory.Delete(_folder);
    }
}
