namespace Surefoot.Theory;

/// <summary>What a statement speaks about, which says how it can be checked.</summary>
public enum Scope
{
    /// <summary>The start: measured once.</summary>
    Start,

    /// <summary>Every step: an inequality checked along the run.</summary>
    Step,

    /// <summary>The run as a whole: a rate, a number of steps.</summary>
    Run,

    /// <summary>The law of the start: checked over many seeds.</summary>
    Law,
}

/// <summary>A statement of a work. Every public class derived from this one with a parameterless constructor is in the <see cref="Library"/>.</summary>
public abstract class Theorem
{
    /// <summary>work/number, for example arora-2019/theorem-1.</summary>
    public abstract string Id { get; }

    /// <summary>The work, for example arora-2019.</summary>
    public string Work => Id[..Id.IndexOf('/', StringComparison.Ordinal)];

    /// <summary>The work and the number, as one cites them.</summary>
    public abstract string Source { get; }

    /// <summary>The statement in a sentence or two, in our words.</summary>
    public abstract string Statement { get; }

    /// <summary>What it speaks about.</summary>
    public abstract Scope Scope { get; }

    /// <summary>Where the certificate says something else than the paper prints.</summary>
    public virtual IReadOnlyList<Slip> Slips => [];
}

/// <summary>A statement about one kind of setting.</summary>
/// <typeparam name="TSetting">The setting: data, network, start, learning rate.</typeparam>
/// <typeparam name="TMoment">A moment of a run in it.</typeparam>
public abstract class Theorem<TSetting, TMoment> : Theorem
{
    /// <summary>Evaluates the statement on a setting. Costs what its quantities cost to measure; nothing is run.</summary>
    public abstract Certificate<TMoment> Certify(TSetting setting);
}

/// <summary>A statement that assumes something of the run itself, so that only a run can settle it.</summary>
/// <typeparam name="TSetting">The setting.</typeparam>
/// <typeparam name="TMoment">A moment of a run in it.</typeparam>
public interface ICertifiesRuns<in TSetting, TMoment>
{
    /// <summary>
    /// Takes a number of steps, measures on each what the statement assumes, and evaluates the statement on just these steps. Its
    /// invariants say nothing of later ones; laying them against the run takes the steps again.
    /// </summary>
    /// <param name="setting">The setting.</param>
    /// <param name="steps">The number of steps.</param>
    /// <param name="cancellation">Ends the run between two steps; the certificate then speaks about the steps taken.</param>
    Certificate<TMoment> CertifyRun(TSetting setting, long steps, CancellationToken cancellation = default);
}

/// <summary>All statements there are.</summary>
public static class Library
{
    /// <summary>Every statement, ordered by its id.</summary>
    public static IReadOnlyList<Theorem> Theorems { get; } =
    [
        .. typeof(Theorem).Assembly.GetExportedTypes()
            .Where(type => type.IsSubclassOf(typeof(Theorem)) && !type.IsAbstract)
            .Select(type => (Theorem)Activator.CreateInstance(type)!)
            .OrderBy(theorem => theorem.Id, StringComparer.Ordinal),
    ];
}
