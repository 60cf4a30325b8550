using Surefoot.Figures;

namespace Surefoot.Studies;

/// <summary>What a study found.</summary>
/// <param name="Facts">The statements, in the order in which they are told.</param>
/// <param name="Figures">Figures by file name without ending; the first is the study's own.</param>
/// <param name="Tables">The data behind the figures.</param>
/// <param name="Notes">Sentences on how the source was read where it leaves something open.</param>
public sealed record StudyResult(
    IReadOnlyList<Fact> Facts,
    IReadOnlyList<NamedFigure> Figures,
    IReadOnlyList<Table> Tables,
    IReadOnlyList<string> Notes)
{
    /// <summary>False where the caller cancelled a study that could say what it had; the same study goes on from there.</summary>
    public bool IsComplete { get; init; } = true;

    /// <summary>Whether every fact holds.</summary>
    public bool AllHold => Facts.All(fact => fact.Holds);
}

/// <summary>A figure and its file name without ending.</summary>
/// <param name="Name">The file name without ending.</param>
/// <param name="Figure">The figure.</param>
public sealed record NamedFigure(string Name, Figure Figure);

/// <summary>A table of numbers and words, one file of comma-separated values.</summary>
/// <param name="Name">The file name without ending.</param>
/// <param name="Columns">The header.</param>
/// <param name="Rows">The rows; numbers are written with all their digits.</param>
public sealed record Table(string Name, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<object>> Rows);
