using Microsoft.Win32.SafeHandles;

namespace Surefoot.Sweeps.Storage;

/// <summary>The file system of the machine.</summary>
internal sealed class DiskFileSystem : IFileSystem
{
    public void CreateFolder(string path) => Directory.CreateDirectory(path);

    public IReadOnlyList<string> FilesIn(string folder) =>
        Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder).Select(path => Path.GetFileName(path))] : [];

    public byte[] Read(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[stream.Length];
        var count = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return count == bytes.Length ? bytes : bytes[..count];
    }

    public IStoreFile Open(string path) => new DiskFile(File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read | FileShare.Delete));

    public void Move(string from, string to) => File.Move(from, to, overwrite: true);

    public IDisposable? Lock(string path)
    {
        try
        {
            // On Unix an flock, on Windows a share mode: both end with the process, however it ends.
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }

    private sealed class DiskFile(SafeFileHandle handle) : IStoreFile
    {
        public void Write(ReadOnlySpan<byte> bytes, long offset) => RandomAccess.Write(handle, bytes, offset);

        public void Truncate(long length) => RandomAccess.SetLength(handle, length);

        public void Flush() => RandomAccess.FlushToDisk(handle);

        public void Dispose() => handle.Dispose();
    }
}
