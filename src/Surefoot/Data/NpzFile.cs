using System.IO.Compression;
using System.Numerics;
using Surefoot.Arithmetic;

namespace Surefoot.Data;

/// <summary>
/// NumPy's .npz format: a zip archive of named arrays, stored or deflated.
/// </summary>
/// <remarks>Reading is array by array, so what is never asked for is never decoded. Checksums are verified.</remarks>
public sealed class NpzFile : IDisposable
{
    private const string Extension = ".npy";

    // Deflate packs at most 258 bytes into two bits, so no honest archive claims a larger factor.
    private const long GreatestDeflation = 1032;

    // A zip archive knows no date before this one. A fixed date makes equal contents equal files.
    private static readonly DateTimeOffset FixedDate = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly string _path;
    private readonly FileStream _file;
    private readonly ZipArchive _archive;
    private readonly Dictionary<string, ZipArchiveEntry> _entries = [];

    private NpzFile(string path)
    {
        _path = path;
        _file = InputFile.Open(path);
        try
        {
            _archive = InputFile.Guard(path, () => new ZipArchive(_file, ZipArchiveMode.Read));
            foreach (var entry in InputFile.Guard(path, () => _archive.Entries))
            {
                if (entry.FullName.EndsWith(Extension, StringComparison.Ordinal)
                    && !_entries.TryAdd(entry.FullName[..^Extension.Length], entry))
                {
                    throw new DataException($"{path}: the archive holds two arrays named {entry.FullName[..^Extension.Length]}; names must differ.");
                }
            }
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>The names of the arrays, in the order of the archive.</summary>
    public IReadOnlyCollection<string> Names => _entries.Keys;

    /// <summary>Opens an archive and reads its directory.</summary>
    /// <exception cref="DataException">The file is missing or is no such archive.</exception>
    public static NpzFile Open(string path) => new(path);

    /// <summary>Writes an archive of named matrices that NumPy's load reads back with the same bits.</summary>
    /// <remarks>
    /// Arrays are stored without compression; equal contents give equal files. The archive appears under its name only when it is
    /// complete.
    /// </remarks>
    /// <param name="path">The file; one that exists is replaced.</param>
    /// <param name="arrays">Names, all different, and matrices of <see cref="float"/> or <see cref="double"/>.</param>
    /// <exception cref="ArgumentException">Two names are the same, or one is empty.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write<T>(string path, IEnumerable<KeyValuePair<string, Matrix<T>>> arrays)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(arrays);
        var unfinished = path + ".unfinished";
        try
        {
            using (var file = new FileStream(unfinished, FileMode.Create, FileAccess.Write))
            {
                Write(file, arrays);
            }

            File.Move(unfinished, path, overwrite: true);
        }
        catch
        {
            if (File.Exists(unfinished))
                File.Delete(unfinished);
            throw;
        }
    }

    /// <summary>Whether there is an array of this name.</summary>
    public bool Contains(string name) => _entries.ContainsKey(name);

    /// <summary>Reads one array.</summary>
    /// <exception cref="DataException">There is no such array, it is damaged, or it holds something else than numbers.</exception>
    public NumpyArray Read(string name)
    {
        if (!_entries.TryGetValue(name, out var entry))
            throw new DataException($"{_path} holds no array {name}; it holds {(Names.Count == 0 ? "none" : string.Join(", ", Names))}.");
        var source = $"{_path}, array {name}";
        return InputFile.Guard(source, () =>
        {
            if (entry.Length / GreatestDeflation > entry.CompressedLength)
            {
                throw new DataException(
                    $"{source}: the archive claims {entry.Length} bytes in {entry.CompressedLength} packed ones, more than can be; it is damaged.");
            }

            using var content = new ChecksummingStream(entry.Open());
            var array = NpyFile.Read(content, entry.Length, source);
            if (content.ReadByte() >= 0 || content.Checksum != entry.Crc32)
                throw new DataException($"{source}: the checksum does not match; the archive is damaged, so write or copy it again.");
            return array;
        });
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        _archive.Dispose();
        _file.Dispose();
    }

    private static void Write<T>(Stream file, IEnumerable<KeyValuePair<string, Matrix<T>>> arrays)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var archive = new ZipArchive(file, ZipArchiveMode.Create);
        var written = new HashSet<string>();
        foreach (var (name, matrix) in arrays)
        {
            ArgumentException.ThrowIfNullOrEmpty(name, nameof(arrays));
            if (!written.Add(name))
                throw new ArgumentException($"two arrays are named {name}; names must differ.", nameof(arrays));
            var entry = archive.CreateEntry(name + Extension, CompressionLevel.NoCompression);
            entry.LastWriteTime = FixedDate;
            using var content = entry.Open();
            NpyFile.Write(content, matrix);
        }
    }

    /// <summary>Passes reading on and keeps the checksum of what was read.</summary>
    private sealed class ChecksummingStream(Stream inner) : Stream
    {
        public uint Checksum { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(Span<byte> buffer)
        {
            var count = inner.Read(buffer);
            Checksum = Crc32.Append(Checksum, buffer[..count]);
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
