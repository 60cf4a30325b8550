namespace Surefoot.Sweeps;

/// <summary>The names that every record of a store has, which no axis and no value may take.</summary>
internal static class Columns
{
    public const string Frame = "frame";
    public const string Cell = "cell";
    public const string Identity = "identity";
    public const string Outcome = "outcome";
    public const string Message = "message";
    public const string Seconds = "seconds";

    private static readonly string[] Taken = [Frame, Cell, Identity, Outcome, Message, Seconds];

    /// <summary>Whether every record has a column of that name.</summary>
    public static bool IsTaken(string name) => Taken.Contains(name);

    /// <summary>The name, if it is not taken.</summary>
    public static string RequireFree(string name) => IsTaken(name)
        ? throw new ArgumentException($"'{name}' is a column that every record has ({string.Join(", ", Taken)}); choose another name.", nameof(name))
        : name;
}
