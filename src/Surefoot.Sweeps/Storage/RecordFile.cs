namespace Surefoot.Sweeps.Storage;

/// <summary>One file of records: what is whole in it, how it is mended, and how a line is added.</summary>
internal sealed class RecordFile : IDisposable
{
    // A power cut loses what was written since the last flush, so no more than this of a worker's time.
    private static readonly TimeSpan BetweenFlushes = TimeSpan.FromSeconds(1);

    private readonly IFileSystem _files;
    private readonly string _path;
    private readonly TimeProvider _time;
    private IStoreFile? _open;
    private long _end;
    private long _flushed;
    private bool _hasUnflushed;

    /// <summary>The file at a path, whose whole part ends at a place.</summary>
    public RecordFile(IFileSystem files, string path, long end, TimeProvider time)
    {
        _files = files;
        _path = path;
        _end = end;
        _time = time;
        _flushed = time.GetTimestamp();
    }

    /// <summary>Leaves only the lines to keep: by cutting the end where they are all that comes before it, else by a new file in its place.</summary>
    /// <param name="files">The file system.</param>
    /// <param name="path">The file.</param>
    /// <param name="bytes">What is in it.</param>
    /// <param name="keep">The lines to keep, ascending.</param>
    /// <returns>The length of what is left.</returns>
    public static long Mend(IFileSystem files, string path, ReadOnlyMemory<byte> bytes, IReadOnlyList<Range> keep)
    {
        var length = keep.Sum(line => (long)line.GetOffsetAndLength(bytes.Length).Length);
        if (length == bytes.Length)
            return length;
        if (keep.Count == 0 || keep[^1].End.Value == length)
        {
            using var torn = files.Open(path);
            torn.Truncate(length);
            torn.Flush();
            return length;
        }

        var mended = new byte[length];
        var place = 0;
        foreach (var line in keep)
        {
            bytes[line].Span.CopyTo(mended.AsSpan(place));
            place += bytes[line].Length;
        }

        Replace(files, path, mended);
        return length;
    }

    /// <summary>Puts a file of the given bytes in the place of another, whole or not at all.</summary>
    public static void Replace(IFileSystem files, string path, ReadOnlySpan<byte> bytes)
    {
        var unfinished = $"{path}.unfinished";
        using (var file = files.Open(unfinished))
        {
            file.Truncate(0);
            file.Write(bytes, 0);
            file.Flush();
        }

        files.Move(unfinished, path);
    }

    /// <summary>Adds a line; once it returns, the line outlives the process.</summary>
    /// <exception cref="IOException">It cannot be written; then nothing of it is left, or a torn end that the next opening cuts off.</exception>
    public void Append(ReadOnlySpan<byte> line)
    {
        _open ??= _files.Open(_path);
        try
        {
            _open.Write(line, _end);
        }
        catch (IOException)
        {
            Cut();
            throw;
        }

        _end += line.Length;
        _hasUnflushed = true;
        if (_time.GetElapsedTime(_flushed) >= BetweenFlushes)
            Flush();
    }

    /// <summary>Puts what was added where it outlives a power cut.</summary>
    public void Flush()
    {
        if (!_hasUnflushed)
            return;
        _open!.Flush();
        _hasUnflushed = false;
        _flushed = _time.GetTimestamp();
    }

    public void Dispose() => _open?.Dispose();

    private void Cut()
    {
        try
        {
            _open!.Truncate(_end);
        }
        catch (IOException)
        {
            // What is torn is told by its frame, and cut off when the store is next opened.
        }
    }
}
