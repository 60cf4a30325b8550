using Surefoot.Theory;

namespace Surefoot.Studies;

/// <summary>One checkable statement of a study, with the number that decides it.</summary>
/// <param name="Statement">The statement, a sentence without its verdict.</param>
/// <param name="Value">The number measured.</param>
/// <param name="Relation">How it must lie to its limit.</param>
/// <param name="Limit">The limit.</param>
/// <param name="Source">Where the statement comes from: work and number.</param>
public sealed record Fact(string Statement, double Value, Relation Relation, double Limit, string Source)
{
    /// <summary>Whether the statement holds; a value that is not a number holds nothing.</summary>
    public bool Holds => Relation.Holds(Value, Limit);

    /// <summary>The relation as a sign.</summary>
    public string Sign => Relation.Sign();

    /// <summary>The verdict with its numbers, for example "holds: 0.031 &lt;= 0.25".</summary>
    public string Verdict => Holds ? $"holds: {Value:G4} {Sign} {Limit:G4}" : $"does not hold: {Value:G4}, needed {Sign} {Limit:G4}";
}
