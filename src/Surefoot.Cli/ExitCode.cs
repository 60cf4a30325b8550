namespace Surefoot.Cli;

/// <summary>What the command's exit code says.</summary>
internal static class ExitCode
{
    /// <summary>Done, and the answer is good.</summary>
    public const int Good = 0;

    /// <summary>Done, and the answer is no: a fact or a bound does not hold.</summary>
    public const int No = 1;

    /// <summary>The request was wrong.</summary>
    public const int WrongRequest = 2;

    /// <summary>Interrupted.</summary>
    public const int Interrupted = 3;

    /// <summary>The program itself failed.</summary>
    public const int Internal = 70;
}
