using Surefoot.Networks;

namespace Surefoot.Initializations;

/// <summary>
/// The special balanced start of Zhao and Xu 2024 (theorem 6): W_1 = sqrt(n) U_1 [I; 0] V_1^T, W_i = sqrt(n) U_i U_{i-1}^T,
/// W_N = sqrt(n) U_N [I, 0] V_N^T with V_N Haar and independent of the rest, all hidden widths equal to n.
/// </summary>
/// <remarks>
/// The other orthogonal factors are arbitrary; here they are identities. Despite its name it is not balanced in the sense
/// of Arora et al. 2019 unless n = n_0 = n_N.
/// </remarks>
public sealed class SpecialBalancedInitialization : OrthogonalInitialization
{
    /// <inheritdoc/>
    public override string Kind => "special-balanced";

    /// <inheritdoc/>
    protected override bool Rotates => false;

    /// <inheritdoc/>
    protected override void Require(DeepLinearNetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        var least = Math.Max(network.InputDimension, network.OutputDimension);
        if (network.Depth < 2 || network.HiddenWidths.Distinct().Count() != 1 || network.HiddenWidths.First() < least)
        {
            throw new ArgumentException(
                $"the special balanced start needs at least two layers and equal hidden widths of at least max(inputs, outputs) = {least}; "
                + $"given were {string.Join(", ", network.Widths)}.",
                nameof(network));
        }
    }
}
