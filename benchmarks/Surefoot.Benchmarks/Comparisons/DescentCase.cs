using Surefoot.Arithmetic;

namespace Surefoot.Benchmarks.Comparisons;

/// <summary>A way of a peer to descend, and the ratio that Surefoot is to reach beside it.</summary>
/// <param name="Title">What the table calls it.</param>
/// <param name="Script">The peer's program.</param>
/// <param name="Way">The program's name for it.</param>
/// <param name="Wanted">The least ratio of the peer's time to Surefoot's; null where none was set.</param>
internal sealed record DescentPeer(string Title, string Script, string Way, double? Wanted);

/// <summary>A descent that Surefoot and its peers do from the same start on the same data.</summary>
internal abstract record DescentCase
{
    /// <summary>The name on the command line.</summary>
    public required string Name { get; init; }

    /// <summary>The threads of every side.</summary>
    public int Threads { get; init; } = 2;

    /// <summary>Steps of one of Surefoot's runs.</summary>
    public required int Steps { get; init; }

    /// <summary>Whether numbers are double; else single.</summary>
    public bool IsDouble { get; init; }

    /// <summary>Whether the table tells the time of a whole run, with all that belongs to it; peers have a step's time for each step then.</summary>
    public bool IsWhole { get; init; }

    /// <summary>Steps over which losses are compared.</summary>
    public int ComparedSteps { get; init; } = 10;

    /// <summary>Beside whom.</summary>
    public required IReadOnlyList<DescentPeer> Peers { get; init; }

    /// <summary>All cases, in the order of the table.</summary>
    public static IReadOnlyList<DescentCase> All { get; } = [.. DeepLinearCase.Cases, .. ResidualCase.Cases, .. ReluCase.Cases];

    /// <summary>Surefoot's side.</summary>
    public abstract DescentSide SideOf(ThreadTeam team);
}
