using Surefoot.Networks;

namespace Surefoot.Initializations;

/// <summary>
/// One-peak random orthogonal projections and embeddings (Zhao and Xu 2024, definition 1): widths rise to a peak and
/// fall after it; W_i^T W_i = n_i I on the way up, W_i W_i^T = n_{i-1} I on the way down, each uniform on its set.
/// </summary>
public sealed class OnePeakInitialization : OrthogonalInitialization
{
    /// <inheritdoc/>
    public override string Kind => "one-peak";

    /// <inheritdoc/>
    protected override void Require(DeepLinearNetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        var widths = network.Widths;
        var peak = 0;
        while (peak < network.Depth && widths[peak + 1] >= widths[peak])
            peak++;
        var falls = Enumerable.Range(peak, network.Depth - peak).All(i => widths[i + 1] <= widths[i]);
        if (peak == 0 || !falls || widths[peak] < widths[^1] || (peak == network.Depth && widths[^1] > widths[^2]))
        {
            throw new ArgumentException(
                $"a one-peak start needs widths that rise from the inputs to a hidden peak and fall from there to the outputs; given were "
                + $"{string.Join(", ", widths)}. Make every hidden width at least max(inputs, outputs) = {Math.Max(widths[0], widths[^1])}, for example all equal.",
                nameof(network));
        }
    }
}
