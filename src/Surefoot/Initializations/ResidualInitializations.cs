using Surefoot.Arithmetic;
using Surefoot.Networks;
using Surefoot.Objectives;
using Surefoot.Randomness;

namespace Surefoot.Initializations;

/// <summary>Every W_l is zero, so that every layer is the identity (Zou et al. 2020, algorithm 1).</summary>
public sealed class ZeroInitialization : Initialization<LinearResidualNetwork>
{
    /// <inheritdoc/>
    public override string Kind => "zero";

    /// <inheritdoc/>
    public override Weights<T> Sample<T>(LinearResidualNetwork network, RandomStream stream, ThreadTeam team)
    {
        ArgumentNullException.ThrowIfNull(network);
        return new Weights<T>(network.Shapes);
    }
}

/// <summary>
/// W_l = G_l - I with independent entries N(0, 1/m) of G_l: the network is then B G_L ... G_1 A, a standard one between the same fixed ends, and
/// stays one along a run (Zou et al. 2020, section 5.2).
/// </summary>
public sealed class StandardInitialization : Initialization<LinearResidualNetwork>
{
    /// <inheritdoc/>
    public override string Kind => "standard";

    /// <inheritdoc/>
    public override Weights<T> Sample<T>(LinearResidualNetwork network, RandomStream stream, ThreadTeam team)
    {
        ArgumentNullException.ThrowIfNull(network);
        var weights = new Weights<T>(network.Shapes);
        var deviation = T.CreateTruncating(1 / Math.Sqrt(network.Width));
        for (var l = 0; l < weights.Count; l++)
        {
            stream.Named("layer", l).FillNormal(weights[l], team);
            foreach (ref var x in weights[l].Span)
                x *= deviation;
            for (var k = 0; k < network.Width; k++)
                weights[l][k, k] -= T.One;
        }

        return weights;
    }
}
