using System.Numerics;
using Surefoot.Descent;
using Surefoot.Descent.Probes;

namespace Surefoot.Cli.Specs;

/// <summary>The probes as a spec names them.</summary>
internal static class ProbeKind
{
    private const string EndToEnd = "end-to-end";
    private const string DistanceFromStart = "distance-from-start";
    private const string Balancedness = "balancedness";

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } = [EndToEnd, DistanceFromStart, Balancedness];

    /// <summary>The probe for a run.</summary>
    public static Probe<T> Create<T>(string name, PreparedRun<T> run)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => name switch
        {
            EndToEnd => new EndToEndProbe<T>(run.Reduction),
            DistanceFromStart => new DistanceFromStartProbe<T>(run.Network, run.Start),
            _ => new BalancednessProbe<T>(run.Reduction),
        };
}
