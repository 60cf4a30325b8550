using System.Numerics;
using Surefoot.Objectives;
using Surefoot.Reductions;

namespace Surefoot.Descent.Probes;

/// <summary>
/// max_j ||W_{j+1}^T W_{j+1} - W_j W_j^T||_F, how far the weights of the full network are from balanced (Arora et al. 2019,
/// definition 1).
/// </summary>
/// <remarks>Cost 2 s_j^2 (s_{j-1} + s_{j+1}) flops for each j with the widths s of the run, more than a step of descent on few samples: record sparsely.</remarks>
/// <param name="reduction">The run's reduction.</param>
/// <typeparam name="T">The number type of the weights.</typeparam>
public sealed class BalancednessProbe<T>(Reduction reduction) : Probe<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns { get; } = ["balancedness"];

    /// <inheritdoc/>
    public override void Measure(Weights<T> weights, Span<double> values) =>
        values[0] = reduction.Imbalances(weights).DefaultIfEmpty(0).Max();
}
