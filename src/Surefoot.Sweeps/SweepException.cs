namespace Surefoot.Sweeps;

/// <summary>A sweep that cannot be done as asked: the message says what was given, what is allowed and what to do.</summary>
public class SweepException : Exception
{
    /// <summary>The exception with its message.</summary>
    public SweepException(string message)
        : base(message)
    {
    }

    /// <summary>The exception with its message and what caused it.</summary>
    public SweepException(string message, Exception inner)
        : base(message, inner)
    {
    }
}

/// <summary>
/// A store that could not be written, for example because the disk is full. What was stored before is safe, and the same
/// sweep goes on from there.
/// </summary>
public sealed class StoreWriteException : SweepException
{
    internal StoreWriteException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
