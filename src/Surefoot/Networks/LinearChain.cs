using System.Numerics;
using Surefoot.Arithmetic;
using Surefoot.Objectives;

namespace Surefoot.Networks;

/// <summary>
/// What objectives of linear networks compute: P = gamma B F_N ... F_1 A X, where F_i is V_i, or I + V_i with shortcuts, and A and B do not move.
/// </summary>
/// <param name="Shapes">The shapes of the V_i.</param>
/// <param name="Widths">n_0, ..., n_N: V_i is n_i x n_{i-1}.</param>
/// <param name="RateFactors">What a learning rate is multiplied by for each V_i.</param>
/// <param name="OutputFactor">gamma.</param>
internal sealed record LinearChain(WeightShapes Shapes, IReadOnlyList<int> Widths, IReadOnlyList<double> RateFactors, double OutputFactor = 1)
{
    /// <summary>Whether F_i is I + V_i; all widths are equal then.</summary>
    public bool HasShortcuts { get; init; }

    /// <summary>A; null for the identity.</summary>
    public Matrix<double>? InputMap { get; init; }

    /// <summary>B; null for the identity.</summary>
    public Matrix<double>? OutputMap { get; init; }

    /// <summary>N.</summary>
    public int Depth => Widths.Count - 1;

    /// <summary>The rows of P.</summary>
    public int OutputDimension => OutputMap?.Rows ?? Widths[^1];

    /// <summary>The products between the inputs and P.</summary>
    public int Products => Depth + (InputMap is null ? 0 : 1) + (OutputMap is null ? 0 : 1);

    /// <summary>The largest dimension of anything a step computes.</summary>
    public int LargestDimension => Math.Max(Widths.Max(), OutputDimension);
}

/// <summary>The way from given inputs, which it may write over, to what comes into the first layer.</summary>
internal sealed class ChainInputs<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Matrix<T>? _map;
    private readonly ThreadTeam _team;

    public ChainInputs(LinearChain chain, Matrix<T> inputs, ThreadTeam team)
    {
        _map = chain.InputMap?.Cast<T>();
        _team = team;
        Entered = _map is null ? inputs : MatrixProduct.Of<T>(_map, inputs, team);
    }

    /// <summary>A X.</summary>
    public Matrix<T> Entered { get; }

    /// <summary>Replaces X by other inputs of its shape.</summary>
    public void Take(Matrix<T> inputs)
    {
        if (_map is not null)
            MatrixProduct.Multiply(_map, inputs, Entered, T.One, T.Zero, _team);
        else
            inputs.Span.CopyTo(Entered.Span);
    }
}
