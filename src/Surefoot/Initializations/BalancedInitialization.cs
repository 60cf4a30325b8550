using Surefoot.Arithmetic;
using Surefoot.Networks;
using Surefoot.Randomness;

namespace Surefoot.Initializations;

/// <summary>
/// The balanced start of Arora et al. 2019, procedure 1: a Gaussian end-to-end matrix A = U S V^T is spread over the
/// layers, W_N = U S^{1/N}, W_i = S^{1/N}, W_1 = S^{1/N} V^T, padded with zeros. Then W_N ... W_1 = A and
/// W_{i+1}^T W_{i+1} = W_i W_i^T for every i.
/// </summary>
/// <param name="deviation">The standard deviation of the entries of A.</param>
public sealed class BalancedInitialization(double deviation = 1) : Initialization<DeepLinearNetwork>
{
    /// <inheritdoc/>
    public override string Kind => "balanced";

    /// <summary>The standard deviation of the entries of A.</summary>
    public double Deviation { get; } = RequireDeviation(deviation);

    /// <inheritdoc/>
    public override Weights<T> Sample<T>(DeepLinearNetwork network, RandomStream stream, ThreadTeam team)
    {
        ArgumentNullException.ThrowIfNull(network);
        var endToEnd = new Matrix<double>(network.OutputDimension, network.InputDimension);
        stream.Named("end-to-end").FillNormal(endToEnd, team);
        foreach (ref var x in endToEnd.Span)
            x *= Deviation;
        return Spread(network, endToEnd).Cast<T>();
    }

    /// <summary>The balanced factorisation of a given end-to-end matrix W_N ... W_1.</summary>
    /// <exception cref="ArgumentException">A hidden width is below min(n_0, n_N).</exception>
    public static Weights<double> Spread(DeepLinearNetwork network, Matrix<double> endToEnd)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(endToEnd);
        var rank = Math.Min(network.InputDimension, network.OutputDimension);
        if (network.HiddenWidths.Any(width => width < rank))
        {
            throw new ArgumentException(
                $"the balanced start needs every hidden width to be at least min(inputs, outputs) = {rank}; given were "
                + $"{string.Join(", ", network.HiddenWidths)}.",
                nameof(network));
        }

        var weights = new Weights<double>(network.Shapes);
        var last = network.Depth - 1;
        if (last == 0)
        {
            for (var k = 0; k < endToEnd.Span.Length; k++)
                weights[0].Span[k] = endToEnd.Span[k] / network.LayerScales[0];
            return weights;
        }

        var svd = SingularValueDecomposition.Of(endToEnd);
        for (var k = 0; k < rank; k++)
        {
            var share = Math.Pow(svd.Values[k], 1.0 / network.Depth);
            for (var j = 0; j < network.InputDimension; j++)
                weights[0][k, j] = share / network.LayerScales[0] * svd.Right[j, k];
            for (var i = 1; i < last; i++)
                weights[i][k, k] = share / network.LayerScales[i];
            for (var j = 0; j < network.OutputDimension; j++)
                weights[last][j, k] = share / network.LayerScales[last] * svd.Left[j, k];
        }

        return weights;
    }
}
