using System.Numerics;
using Surefoot.Arithmetic;

namespace Surefoot.Data;

/// <summary>What all readers of files share: opening, the translation of failures, and the limit on size.</summary>
internal static class InputFile
{
    /// <summary>Opens a file for reading.</summary>
    /// <exception cref="DataException">There is no such file, or it may not be read.</exception>
    public static FileStream Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
            throw new DataException($"{path} is a folder; name the data file in it.");
        if (!File.Exists(path))
            throw new DataException($"there is no file {path}{(Path.IsPathRooted(path) ? "" : $"; relative paths start at {Directory.GetCurrentDirectory()}")}.");
        return Guard(path, () => new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16));
    }

    /// <summary>Runs a piece of reading; what the platform throws at unreadable or damaged files becomes a <see cref="DataException"/>.</summary>
    public static TResult Guard<TResult>(string source, Func<TResult> read)
    {
        try
        {
            return read();
        }
        catch (Exception failure) when (failure is IOException or InvalidDataException or UnauthorizedAccessException
            or NotSupportedException or ArgumentException or OverflowException)
        {
            throw new DataException($"{source} cannot be read: {failure.Message.TrimEnd('.')}.", failure);
        }
    }

    /// <summary>Refuses a count of numbers that one matrix or this machine cannot hold.</summary>
    public static void RefuseBeyondMemory(BigInteger count, string source)
    {
        var available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        var needed = count * sizeof(double);
        if (count > AlignedBuffer<double>.MaximumLength || needed > available)
        {
            throw new DataException(
                $"{source}: {count} numbers need {(double)needed / (1 << 30):F1} GiB in double precision; at most {AlignedBuffer<double>.MaximumLength} "
                + $"numbers and the {(double)available / (1 << 30):F1} GiB of this machine are allowed, so use fewer samples or inputs.");
        }
    }
}
