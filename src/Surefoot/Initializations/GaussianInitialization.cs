using Surefoot.Arithmetic;
using Surefoot.Networks;
using Surefoot.Objectives;
using Surefoot.Randomness;
using Surefoot.Reductions;

namespace Surefoot.Initializations;

/// <summary>
/// All entries of all W_i independent N(0, deviation^2). With deviation 1 and the normalised network,
/// E ||f(x)||^2 = ||x||^2 (Zhao and Xu 2024, eq. 8; Hu et al. 2020, section 5; Arora et al. 2019, section 2).
/// </summary>
/// <param name="deviation">The standard deviation of the entries of W_i.</param>
public sealed class GaussianInitialization(double deviation = 1) : Initialization<DeepLinearNetwork>
{
    /// <inheritdoc/>
    public override string Kind => "gaussian";

    /// <summary>The standard deviation of the entries of W_i.</summary>
    public double Deviation { get; } = RequireDeviation(deviation);

    /// <inheritdoc/>
    /// <remarks>Signal subspaces of a Gaussian start have, with probability 1, the largest dimensions there can be.</remarks>
    public override bool MayClose(DeepLinearNetwork network, int rank)
    {
        ArgumentNullException.ThrowIfNull(network);
        return SignalSubspaces.Saves(SignalSubspaces.LargestDimensions(network.Widths, rank), network.Widths);
    }

    /// <inheritdoc/>
    public override Weights<T> Sample<T>(DeepLinearNetwork network, RandomStream stream, ThreadTeam team)
    {
        ArgumentNullException.ThrowIfNull(network);
        var weights = new Weights<T>(network.Shapes);
        for (var i = 0; i < weights.Count; i++)
        {
            stream.Named("layer", i).FillNormal(weights[i], team);
            var scale = T.CreateTruncating(Deviation / network.LayerScales[i]);
            foreach (ref var x in weights[i].Span)
                x *= scale;
        }

        return weights;
    }
}
