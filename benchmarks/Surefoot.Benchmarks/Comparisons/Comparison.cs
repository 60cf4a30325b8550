using Surefoot.Arithmetic;

namespace Surefoot.Benchmarks.Comparisons;

/// <summary>Something that both Surefoot and a peer program can do, to be measured side by side.</summary>
internal abstract class Comparison
{
    /// <summary>The name on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>The peer's program, a file in the folder of peers.</summary>
    public abstract string PeerScript { get; }

    /// <summary>What the numbers are: work in billions per second.</summary>
    public abstract string Unit { get; }

    /// <summary>All cases for one team, in the order of the table.</summary>
    public abstract IEnumerable<ComparisonCase> Cases(ThreadTeam team);
}

/// <summary>One row of a comparison.</summary>
/// <param name="Label">What the row is.</param>
/// <param name="Request">The same in the peer's words, less the seconds.</param>
/// <param name="Work">Operations or bytes of one run.</param>
/// <param name="Limit">The most of the unit that this machine can give.</param>
/// <param name="Prepare">Allocates what is needed and returns the run.</param>
internal sealed record ComparisonCase(string Label, string Request, double Work, double Limit, Func<Action> Prepare);
