using System.Numerics;
using Surefoot.Objectives;
using Surefoot.Reductions;

namespace Surefoot.Descent.Probes;

/// <summary>||W_1||_F, ..., ||W_N||_F of the full network, in the papers' unnormalised convention.</summary>
/// <typeparam name="T">The number type of the weights.</typeparam>
public sealed class LayerNormsProbe<T> : Probe<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Reduction _reduction;

    /// <summary>The norms of a run's layers.</summary>
    /// <param name="reduction">The run's reduction.</param>
    public LayerNormsProbe(Reduction reduction)
    {
        ArgumentNullException.ThrowIfNull(reduction);
        _reduction = reduction;
        Columns = [.. Enumerable.Range(1, reduction.Full.Depth).Select(layer => $"layer{layer}Norm")];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns { get; }

    /// <inheritdoc/>
    public override void Measure(Weights<T> weights, Span<double> values) => _reduction.LayerNorms(weights).CopyTo(values);
}
