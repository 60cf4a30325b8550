using System.Diagnostics;
using Surefoot.Sweeps.Storage;

namespace Surefoot.Sweeps.Tests;

/// <summary>What happens at the chosen call.</summary>
internal enum Fault
{
    /// <summary>The process is killed instead of the call.</summary>
    KillBefore,

    /// <summary>The process is killed after half of a write; another call has happened.</summary>
    KillHalfway,

    /// <summary>The call fails, after half of a write.</summary>
    Fail,

    /// <summary>The call and all later ones fail, after half of a write: a disk that stays full.</summary>
    FailFromThereOn,
}

/// <summary>The disk, where the n-th change of a file, counted from 1, goes wrong.</summary>
internal sealed class FaultyFileSystem(int at, Fault fault) : IFileSystem
{
    private readonly DiskFileSystem _disk = new();
    private int _changes;

    /// <summary>How many changes there were.</summary>
    public int Changes => _changes;

    public void CreateFolder(string path) => Change(() => _disk.CreateFolder(path));

    public IReadOnlyList<string> FilesIn(string folder) => _disk.FilesIn(folder);

    public byte[] Read(string path) => _disk.Read(path);

    public IStoreFile Open(string path)
    {
        IStoreFile? file = null;
        Change(() => file = new FaultyFile(this, _disk.Open(path)));
        return file!;
    }

    public void Move(string from, string to) => Change(() => _disk.Move(from, to));

    public IDisposable? Lock(string path)
    {
        IDisposable? held = null;
        Change(() => held = _disk.Lock(path));
        return held;
    }

    private static void Kill()
    {
        Process.GetCurrentProcess().Kill();
        Thread.Sleep(Timeout.Infinite);
    }

    private void Change(Action change, Action? half = null)
    {
        var number = Interlocked.Increment(ref _changes);
        if (number != at && !(number > at && fault == Fault.FailFromThereOn))
        {
            change();
            return;
        }

        if (fault != Fault.KillBefore)
            (half ?? (fault == Fault.KillHalfway ? change : null))?.Invoke();
        if (fault is Fault.KillBefore or Fault.KillHalfway)
            Kill();
        throw new IOException("No space left on device");
    }

    private sealed class FaultyFile(FaultyFileSystem system, IStoreFile file) : IStoreFile
    {
        public void Write(ReadOnlySpan<byte> bytes, long offset)
        {
            var copy = bytes.ToArray();
            system.Change(() => file.Write(copy, offset), () => file.Write(copy.AsSpan(0, copy.Length / 2), offset));
        }

        public void Truncate(long length) => system.Change(() => file.Truncate(length));

        // What a power cut does is no part of these tests, and a real flush takes their time.
        public void Flush() => system.Change(() => { });

        public void Dispose() => file.Dispose();
    }
}
