namespace Surefoot.Cli.Output;

/// <summary>
/// A folder that results go to. Nothing is in it before <see cref="Commit"/>, which writes every file under a temporary
/// name and then moves all into place, so that a run that ends early leaves nothing behind.
/// </summary>
internal sealed class OutputFolder
{
    private readonly List<(string Name, Action<string> Write)> _files = [];

    /// <summary>Makes sure, before anything is computed, that the folder can be written.</summary>
    /// <exception cref="RequestException">It cannot.</exception>
    public OutputFolder(string folder)
    {
        FullPath = Path.GetFullPath(folder);
        Probe(folder);
    }

    /// <summary>Where it is.</summary>
    public string FullPath { get; }

    /// <summary>Adds a text file.</summary>
    public void Add(string name, string text) => Add(name, path => File.WriteAllText(path, text));

    /// <summary>Adds a file that is written by an action, given the path to write to.</summary>
    public void Add(string name, Action<string> write) => _files.Add((name, write));

    /// <summary>Writes everything.</summary>
    /// <exception cref="RequestException">A file cannot be written; then none is.</exception>
    public void Commit()
    {
        try
        {
            Directory.CreateDirectory(FullPath);
            foreach (var (name, write) in _files)
                write(Temporary(name));
            foreach (var (name, _) in _files)
                File.Move(Temporary(name), Path.Combine(FullPath, name), overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new RequestException($"the results cannot be written to '{FullPath}': {failure.Message.TrimEnd('.')}. Make room or choose another folder with --out.");
        }
        finally
        {
            foreach (var (name, _) in _files)
                File.Delete(Temporary(name));
        }
    }

    private string Temporary(string name) => Path.Combine(FullPath, $".{name}.{Environment.ProcessId}.unfinished");

    private void Probe(string given)
    {
        var made = new Stack<string>();
        for (var path = FullPath; path is not null && !Directory.Exists(path); path = Path.GetDirectoryName(path))
            made.Push(path);
        try
        {
            Directory.CreateDirectory(FullPath);
            var probe = Temporary("probe");
            File.WriteAllText(probe, "");
            File.Delete(probe);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new RequestException($"the output folder '{given}' cannot be written: {failure.Message.TrimEnd('.')}. Choose another with --out.");
        }
        finally
        {
            foreach (var folder in made.Reverse())
                RemoveIfEmpty(folder);
        }
    }

    private static void RemoveIfEmpty(string folder)
    {
        try
        {
            Directory.Delete(folder);
        }
        catch (IOException)
        {
            // It was never made, or somebody else has put something there meanwhile; then it stays.
        }
    }
}
