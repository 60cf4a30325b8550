namespace Surefoot.Sweeps.Storage;

/// <summary>
/// All that a store asks of a file system. Each change of it is one call, so that a test can let any of them fail, or be the
/// last thing a process does. What cannot be done is an <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>.
/// </summary>
internal interface IFileSystem
{
    /// <summary>Makes a folder, and those above it, where they are missing.</summary>
    void CreateFolder(string path);

    /// <summary>The names of the files in a folder, none where there is no folder.</summary>
    IReadOnlyList<string> FilesIn(string folder);

    /// <summary>The bytes of a file, which another process may be appending to.</summary>
    byte[] Read(string path);

    /// <summary>Opens a file for writing, empty where it is missing.</summary>
    IStoreFile Open(string path);

    /// <summary>Gives a file another name, in the place of whatever has it; both happen or neither.</summary>
    void Move(string from, string to);

    /// <summary>Takes a lock that ends with the process at the latest; nothing where another has it.</summary>
    IDisposable? Lock(string path);
}

/// <summary>A file open for writing.</summary>
internal interface IStoreFile : IDisposable
{
    /// <summary>Writes bytes at a place; once it returns, they outlive the process.</summary>
    void Write(ReadOnlySpan<byte> bytes, long offset);

    /// <summary>Cuts the file to a length.</summary>
    void Truncate(long length);

    /// <summary>Puts what was written where it outlives a power cut.</summary>
    void Flush();
}
