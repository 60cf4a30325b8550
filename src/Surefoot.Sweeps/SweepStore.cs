using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Surefoot.Sweeps.Storage;

namespace Surefoot.Sweeps;

/// <summary>
/// A folder that holds the results of one sweep, open to add to: a manifest, and a file of records for each worker. A
/// record that was added outlives the process, however it ends; a power cut loses at most what a worker finished within a
/// second. What is torn is recognised and cut off, so a sweep interrupted at any moment goes on where it was.
/// </summary>
/// <remarks>
/// One process at a time may have a folder open; the lock ends with the process. File systems without locks, as some
/// networks have, do not tell two processes apart.
/// </remarks>
public sealed class SweepStore : IDisposable
{
    /// <summary>The most workers, each of which has a file.</summary>
    public const int MostWorkers = 96;

    private const string LockName = "lock";
    private const string RecordPrefix = "cells-";
    private const string RecordSuffix = ".jsonl";

    private readonly IFileSystem _files;
    private readonly TimeProvider _time;
    private readonly Sweep _sweep;
    private readonly Dictionary<string, long> _ends = [];
    private readonly RecordFile?[] _writers = new RecordFile?[MostWorkers];
    private IDisposable? _lock;

    private SweepStore(string folder, Sweep sweep, IFileSystem files, TimeProvider time)
    {
        Folder = folder;
        _sweep = sweep;
        _files = files;
        _time = time;
        Records = new CellRecord?[sweep.Grid.Count];
    }

    /// <summary>The folder, as it was given.</summary>
    public string Folder { get; }

    /// <summary>What whoever began the sweep had to say about it.</summary>
    public JsonElement About { get; private set; }

    /// <summary>What those had to say who went on with it, where that was something else; whoever opens a finished sweep is none of them.</summary>
    public IReadOnlyList<JsonElement> Later { get; private set; } = [];

    /// <summary>The number of cells that had a record when the store was opened.</summary>
    public int Found => Records.Count(record => record is not null);

    /// <summary>The records found when the store was opened, by cell.</summary>
    internal CellRecord?[] Records { get; }

    /// <summary>Opens a folder for a sweep, mends what an earlier process left torn, and reads what is finished.</summary>
    /// <param name="folder">The folder; made where it is missing.</param>
    /// <param name="sweep">The sweep.</param>
    /// <param name="about">What the manifest shall say beside the sweep itself: of who begins it, or goes on with it.</param>
    /// <param name="retryFailed">Whether the records of failed cells are set aside, so that those cells run again.</param>
    /// <param name="time">The clock by which records are put on the disk; the system's by default.</param>
    /// <exception cref="SweepException">Another sweep is in the folder, or another process has it open, or it cannot be made or locked.</exception>
    /// <exception cref="StoreWriteException">A file cannot be read or written.</exception>
    public static SweepStore Open(string folder, Sweep sweep, JsonObject? about = null, bool retryFailed = false, TimeProvider? time = null) =>
        Open(folder, sweep, about ?? [], retryFailed, time ?? TimeProvider.System, new DiskFileSystem());

    internal static SweepStore Open(string folder, Sweep sweep, JsonObject about, bool retryFailed, TimeProvider time, IFileSystem files)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(sweep);
        var store = new SweepStore(folder, sweep, files, time);
        try
        {
            store.Load(about, retryFailed);
            return store;
        }
        catch (Exception failure)
        {
            store.Dispose();
            if (failure is IOException or UnauthorizedAccessException)
                throw new StoreWriteException($"the results cannot be kept in '{folder}': {failure.Message.TrimEnd('.')}. Every cell stored before is safe. Make room, or choose another folder.", failure);
            throw;
        }
    }

    /// <summary>Adds a record. Each worker calls it for itself, one at a time.</summary>
    /// <param name="worker">The worker, 0 to <see cref="MostWorkers"/> - 1.</param>
    /// <param name="record">The record.</param>
    /// <exception cref="StoreWriteException">It cannot be written.</exception>
    /// <exception cref="ArgumentException">A value of the result has the name of an axis.</exception>
    public void Add(int worker, CellRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        ObjectDisposedException.ThrowIf(_lock is null, this);
        var line = RecordLine.Of(_sweep.Grid, record);
        try
        {
            (_writers[worker] ??= NewWriter(worker)).Append(line);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(failure);
        }
    }

    /// <summary>Puts everything that was added where it outlives a power cut. Not while workers add.</summary>
    /// <exception cref="StoreWriteException">It cannot be written.</exception>
    public void Flush()
    {
        try
        {
            foreach (var writer in _writers)
                writer?.Flush();
        }
        catch (IOException failure)
        {
            throw CannotWrite(failure);
        }
    }

    /// <summary>Closes the files and gives the folder up to other processes.</summary>
    public void Dispose()
    {
        foreach (var writer in _writers)
            writer?.Dispose();
        _lock?.Dispose();
        _lock = null;
    }

    internal static bool IsRecordFile(string name) =>
        name.StartsWith(RecordPrefix, StringComparison.Ordinal) && name.EndsWith(RecordSuffix, StringComparison.Ordinal);

    internal static CellRecord ReadRecord(Grid grid, string path, ReadOnlyMemory<byte> line)
    {
        try
        {
            return RecordLine.Read(grid, line);
        }
        catch (FormatException failure)
        {
            throw new SweepException($"'{path}' holds a record that is not of this sweep: {failure.Message.TrimEnd('.')}. Move it elsewhere, or give another folder.", failure);
        }
    }

    private void Load(JsonObject about, bool retryFailed)
    {
        _lock = Lock() ?? throw new SweepException(
            $"a sweep is running in '{Folder}': another process has it open. Wait until it ends, stop it, or choose another folder.");
        var names = _files.FilesIn(Folder);
        var recordFiles = names.Where(IsRecordFile).Order(StringComparer.Ordinal).ToList();
        RequireSameSweep(names.Contains(ManifestFile.Name), recordFiles.Count > 0, about);
        foreach (var name in recordFiles)
            LoadRecords(name, retryFailed);
        if (Found < Records.Length)
            AddToManifest(about);
    }

    private IDisposable? Lock()
    {
        try
        {
            _files.CreateFolder(Folder);
            return _files.Lock(Path.Combine(Folder, LockName));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new SweepException($"the folder '{Folder}' cannot be written: {failure.Message.TrimEnd('.')}. Choose another folder.", failure);
        }
    }

    private void RequireSameSweep(bool hasManifest, bool hasRecords, JsonObject about)
    {
        var path = Path.Combine(Folder, ManifestFile.Name);
        var identity = _sweep.Identity;
        if (!hasManifest)
        {
            if (hasRecords)
                throw new SweepException($"'{Folder}' holds records but no {ManifestFile.Name} that says of which sweep. Choose another folder.");
            RecordFile.Replace(_files, path, ManifestFile.Of(_sweep, identity, about, []));
            About = JsonSerializer.SerializeToElement(about);
            return;
        }

        var stored = ManifestFile.Read(path, _files.Read(path));
        (About, Later) = (stored.About, stored.Later);
        if (stored.Identity == identity)
            return;
        var difference = Describe(stored.Grid) == Describe(_sweep.Grid)
            ? "the axes have the same names and lengths, but their values or the other settings differ"
            : $"{Describe(stored.Grid)}, where now {Describe(_sweep.Grid)} is asked for";
        throw OtherSweep(difference);
    }

    // Of cells that another version runs, say, the manifest shall not tell the first one's.
    private void AddToManifest(JsonObject about)
    {
        List<JsonNode> known = [.. Later.Prepend(About).Select(each => JsonNode.Parse(each.GetRawText())!)];
        if (about.Count == 0 || known.Any(each => JsonNode.DeepEquals(each, about)))
            return;
        known.Add(about);
        RecordFile.Replace(_files, Path.Combine(Folder, ManifestFile.Name), ManifestFile.Of(_sweep, _sweep.Identity, known[0], known.Skip(1)));
        Later = [.. Later, JsonSerializer.SerializeToElement(about)];
    }

    private void LoadRecords(string name, bool retryFailed)
    {
        var path = Path.Combine(Folder, name);
        var bytes = _files.Read(path);
        var keep = new List<Range>();
        foreach (var line in Frame.WholeLines(bytes))
        {
            var record = ReadRecord(_sweep.Grid, path, bytes.AsMemory()[line]);
            if (record.Identity != _sweep[record.Index].Identity)
                throw OtherSweep($"cell {record.Index} was run with other settings");
            if (Records[record.Index] is not null || (retryFailed && record.Result.IsFailed))
                continue;
            Records[record.Index] = record;
            keep.Add(line);
        }

        _ends[path] = RecordFile.Mend(_files, path, bytes, keep);
    }

    private RecordFile NewWriter(int worker)
    {
        var number = (worker + 1).ToString("D2", CultureInfo.InvariantCulture);
        var path = Path.Combine(Folder, $"{RecordPrefix}{number}{RecordSuffix}");
        return new RecordFile(_files, path, _ends.GetValueOrDefault(path), _time);
    }

    private SweepException OtherSweep(string difference) => new(
        $"'{Folder}' holds another sweep: {difference}. Choose another folder, or remove this one if its results are not needed.");

    private StoreWriteException CannotWrite(Exception failure) => new(
        $"a result cannot be written to '{Folder}': {failure.Message.TrimEnd('.')}. Every cell stored before is safe. Make room and start the same sweep again: it goes on from there.", failure);

    private static string Describe(Grid grid) =>
        $"{grid.Count} cells over {string.Join(" x ", grid.Axes.Select(axis => $"{axis.Name} ({axis.Values.Length})"))}";
}
