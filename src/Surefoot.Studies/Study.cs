using System.Text.Json.Nodes;

namespace Surefoot.Studies;

/// <summary>How much of a study is run.</summary>
public enum StudyScale
{
    /// <summary>The same statements at a size that takes seconds.</summary>
    Quick,

    /// <summary>The paper's own size.</summary>
    Paper,
}

/// <summary>What the user of a study chooses.</summary>
/// <param name="Scale">How much is run.</param>
/// <param name="Seed">The seed of all data and starts.</param>
/// <param name="Threads">The number of threads, and of workers where the study is a sweep.</param>
public sealed record StudyOptions(StudyScale Scale, ulong Seed, int Threads)
{
    /// <summary>
    /// The folder in which studies whose grid is a sweep keep their cells, so that an interrupted one goes on where it was; null
    /// to keep them in memory only.
    /// </summary>
    public string? CellFolder { get; init; }

    /// <summary>What the manifests of those folders say of who runs the cells; null for nothing.</summary>
    public JsonObject? CellMaker { get; init; }
}

/// <summary>How far a study is: a share between 0 and 1 and what it is doing.</summary>
/// <param name="Share">0 at the beginning, 1 at the end.</param>
/// <param name="Activity">A few words.</param>
public readonly record struct StudyProgress(double Share, string Activity);

/// <summary>One figure, table or claim of a work: what is run, what is drawn, and the facts it must show.</summary>
/// <remarks>Every public class derived from this one with a parameterless constructor is in the <see cref="Catalogue"/>.</remarks>
public abstract class Study
{
    /// <summary>The name on the command line, work/item, for example zhao-xu-2024/figure-1.</summary>
    public abstract string Id { get; }

    /// <summary>One line that says what it shows.</summary>
    public abstract string Title { get; }

    /// <summary>The work and the number of the figure, table or claim.</summary>
    public abstract string Source { get; }

    /// <summary>Runs the study.</summary>
    /// <exception cref="OperationCanceledException">The caller cancelled. Cells in the folder are kept; nothing else of the study is.</exception>
    public abstract StudyResult Run(StudyOptions options, IProgress<StudyProgress>? progress, CancellationToken cancellation);
}
