using System.Numerics;
using Surefoot.Arithmetic;
using Surefoot.GramMatrices;
using Surefoot.Networks;
using Surefoot.Objectives;

namespace Surefoot.Descent.Probes;

/// <summary>lambda_min(H(t)), which drives the convergence of a two-layer ReLU network (Du 2019, eq. 2.5).</summary>
/// <remarks>Costs some n^2 m / 128 word operations and n^3 flops: 0.1 s for n = 1000 and m = 8000. Record sparsely.</remarks>
/// <typeparam name="T">The number type of the weights.</typeparam>
public sealed class ReluGramProbe<T> : Probe<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TwoLayerReluObjective<T> _objective;
    private readonly Matrix<double> _products;
    private readonly ThreadTeam _team;

    /// <summary>The Gram matrix along a run.</summary>
    /// <param name="objective">What is descended.</param>
    /// <param name="team">The threads of a measurement.</param>
    public ReluGramProbe(TwoLayerReluObjective<T> objective, ThreadTeam team)
    {
        ArgumentNullException.ThrowIfNull(objective);
        ArgumentNullException.ThrowIfNull(team);
        _objective = objective;
        _team = team;
        var inputs = objective.Inputs.Cast<double>();
        _products = MatrixProduct.Of(inputs.Transposed, new Operand<double>(inputs, Transposed: false), team);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns { get; } = ["gramLeastEigenvalue"];

    /// <inheritdoc/>
    public override void Measure(Weights<T> weights, Span<double> values) =>
        values[0] = LeastEigenvalue.Of(ReluGram.Weighted(_products.Clone(), _objective.Patterns(weights), _team), team: _team).Value;
}
