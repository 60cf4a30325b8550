using System.Numerics;
using Surefoot.Objectives;
using Surefoot.Reductions;

namespace Surefoot.Descent.Probes;

/// <summary>
/// The extreme singular values of V_j ... V_i of the full network, where V_i = W_i / s_i are the layers divided by their scales: for
/// equal widths m those of W_{j:i} / m^{(j-i+1)/2}, times sqrt(m / d_y) where j is the last layer (Hu et al. 2020, eq. 8).
/// </summary>
/// <remarks>The smallest is the min(n_j, n_{i-1})-th, never a structural zero.</remarks>
/// <typeparam name="T">The number type of the weights.</typeparam>
public sealed class ProductProbe<T> : Probe<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Reduction _reduction;
    private readonly int _upper;
    private readonly int _lower;

    /// <summary>The product of the layers from <paramref name="lower"/> to <paramref name="upper"/>.</summary>
    /// <param name="reduction">The run's reduction.</param>
    /// <param name="upper">j, at most N.</param>
    /// <param name="lower">i, from 1 to j.</param>
    public ProductProbe(Reduction reduction, int upper, int lower)
    {
        ArgumentNullException.ThrowIfNull(reduction);
        ArgumentOutOfRangeException.ThrowIfLessThan(lower, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(upper, lower);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(upper, reduction.Full.Depth);
        (_reduction, _upper, _lower) = (reduction, upper, lower);
        Columns = [$"product{upper}To{lower}LargestSingularValue", $"product{upper}To{lower}SmallestSingularValue"];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns { get; }

    /// <inheritdoc/>
    public override void Measure(Weights<T> weights, Span<double> values)
    {
        var singularValues = _reduction.SingularValues(weights, _upper, _lower);
        values[0] = singularValues[0];
        values[1] = singularValues[^1];
    }
}
