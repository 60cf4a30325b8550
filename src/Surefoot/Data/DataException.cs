namespace Surefoot.Data;

/// <summary>
/// Data that cannot be used: a file that is missing or damaged, shapes that do not fit, entries that are no numbers.
/// </summary>
/// <remarks>The message is complete for a user: what was given, what is allowed, what to do.</remarks>
public sealed class DataException : Exception
{
    /// <summary>Data that cannot be used, and why.</summary>
    public DataException(string message)
        : base(message)
    {
    }

    /// <summary>Data that cannot be used, why, and the failure underneath.</summary>
    public DataException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
