using Surefoot.Arithmetic;
using Surefoot.Networks;
using Surefoot.Objectives;
using Surefoot.Randomness;

namespace Surefoot.Initializations;

/// <summary>Given matrices W_1, ..., W_N in the papers' unnormalised convention, as they are read from a file.</summary>
/// <param name="matrices">W_1 to W_N.</param>
public sealed class GivenInitialization(IReadOnlyList<Matrix<double>> matrices) : Initialization<DeepLinearNetwork>
{
    /// <inheritdoc/>
    public override string Kind => "file";

    /// <inheritdoc/>
    public override Weights<T> Sample<T>(DeepLinearNetwork network, RandomStream stream, ThreadTeam team)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (matrices.Count != network.Depth)
            throw new ArgumentException($"{matrices.Count} weight matrices were given; the network has {network.Depth} layers.", nameof(network));
        var weights = new Weights<T>(network.Shapes);
        for (var i = 0; i < weights.Count; i++)
        {
            var (from, to) = (matrices[i], weights[i]);
            if (from.Rows != to.Rows || from.Columns != to.Columns)
            {
                throw new ArgumentException(
                    $"W{i + 1} is {from.Rows} x {from.Columns}; the network needs {to.Rows} x {to.Columns} there.", nameof(network));
            }

            for (var k = 0; k < to.Span.Length; k++)
                to.Span[k] = T.CreateTruncating(from.Span[k] / network.LayerScales[i]);
        }

        return weights;
    }
}
