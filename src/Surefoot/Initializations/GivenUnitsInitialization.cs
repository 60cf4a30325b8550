using Surefoot.Arithmetic;
using Surefoot.Networks;
using Surefoot.Objectives;
using Surefoot.Randomness;

namespace Surefoot.Initializations;

/// <summary>Given units w_1, ..., w_m of a two-layer ReLU network, as they are read from a file.</summary>
/// <param name="units">W, m x d.</param>
public sealed class GivenUnitsInitialization(Matrix<double> units) : Initialization<TwoLayerReluNetwork>
{
    /// <inheritdoc/>
    public override string Kind => "file";

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The network has other units.</exception>
    public override Weights<T> Sample<T>(TwoLayerReluNetwork network, RandomStream stream, ThreadTeam team)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (units.Rows != network.Width || units.Columns != network.InputDimension)
            throw new ArgumentException($"W1 is {units.Rows} x {units.Columns}; the network needs {network.Width} x {network.InputDimension} there.", nameof(network));
        var weights = new Weights<T>(network.Shapes);
        for (var k = 0; k < units.Span.Length; k++)
            weights.Span[k] = T.CreateTruncating(units.Span[k]);
        return weights;
    }
}
