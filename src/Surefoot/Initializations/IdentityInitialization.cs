using Surefoot.Arithmetic;
using Surefoot.Networks;
using Surefoot.Objectives;
using Surefoot.Randomness;

namespace Surefoot.Initializations;

/// <summary>
/// Every W_i is the identity; all dimensions must be equal (Arora et al. 2019, section 3.2.1; Bartlett et al. 2018).
/// Exactly balanced.
/// </summary>
public sealed class IdentityInitialization : Initialization<DeepLinearNetwork>
{
    /// <inheritdoc/>
    public override string Kind => "identity";

    /// <inheritdoc/>
    public override Weights<T> Sample<T>(DeepLinearNetwork network, RandomStream stream, ThreadTeam team)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (network.Widths.Any(width => width != network.InputDimension))
        {
            throw new ArgumentException(
                $"the identity start needs all dimensions equal; given were {string.Join(", ", network.Widths)}. "
                + "Choose equal widths, or the balanced or orthogonal start.",
                nameof(network));
        }

        var weights = new Weights<T>(network.Shapes);
        for (var i = 0; i < weights.Count; i++)
        {
            for (var k = 0; k < network.InputDimension; k++)
                weights[i][k, k] = T.CreateTruncating(1 / network.LayerScales[i]);
        }

        return weights;
    }
}
