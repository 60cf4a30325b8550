using Surefoot.Arithmetic;
using Surefoot.Networks;
using Surefoot.Objectives;
using Surefoot.Randomness;

namespace Surefoot.Initializations;

/// <summary>All w_r of a two-layer network independent N(0, deviation^2 I); with deviation 1, E ||u - y||^2 = ||y||^2 + n / 2 for unit inputs and fair signs (Du 2019, section 2.1).</summary>
/// <param name="deviation">The standard deviation of the entries of W.</param>
public sealed class GaussianUnitsInitialization(double deviation = 1) : Initialization<TwoLayerReluNetwork>
{
    /// <inheritdoc/>
    public override string Kind => "gaussian";

    /// <summary>The standard deviation of the entries of W.</summary>
    public double Deviation { get; } = RequireDeviation(deviation);

    /// <inheritdoc/>
    public override Weights<T> Sample<T>(TwoLayerReluNetwork network, RandomStream stream, ThreadTeam team)
    {
        ArgumentNullException.ThrowIfNull(network);
        var weights = new Weights<T>(network.Shapes);
        stream.Named("layer", 0).FillNormal(weights[0], team);
        if (Deviation != 1)
        {
            var scale = T.CreateTruncating(Deviation);
            foreach (ref var x in weights[0].Span)
                x *= scale;
        }

        return weights;
    }
}
