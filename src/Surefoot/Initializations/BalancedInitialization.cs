using Surefoot.Arithmetic;
using Surefoot.Networks;
using Surefoot.Objectives;
using Surefoot.Randomness;
using Surefoot.Reductions;

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
        return Spread(network, EndToEnd(network, stream, team)).Cast<T>();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<int>? ReducedWidths(DeepLinearNetwork network, int rank)
    {
        ArgumentNullException.ThrowIfNull(network);
        var width = Math.Min(network.InputDimension, network.OutputDimension);
        IReadOnlyList<int> widths = [rank, .. Enumerable.Repeat(width, network.Depth - 1), network.OutputDimension];
        return network.Depth > 1 && network.HiddenWidths.Any(hidden => hidden > width) ? widths : null;
    }

    /// <inheritdoc/>
    /// <remarks>The layers are diagonal and zero beyond min(n_0, n_N) hidden units, so that many are kept.</remarks>
    public override ReducedStart? SampleReduced(DeepLinearNetwork network, Matrix<double> inputBasis, RandomStream stream, ThreadTeam team)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(inputBasis);
        Require(network);
        if (ReducedWidths(network, inputBasis.Columns) is not { } widths)
            return null;
        var narrow = Spread(network.WithWidths([network.InputDimension, .. widths.Skip(1)]), EndToEnd(network, stream, team));
        var reduced = network.WithWidths(widths);
        var weights = new Weights<double>(reduced.Shapes);
        MatrixProduct.Multiply(narrow[0], inputBasis, weights[0], 1.0, 0.0, team);
        for (var i = 1; i < weights.Count; i++)
            narrow[i].Span.CopyTo(weights[i].Span);
        return new ReducedStart(reduced, weights, new(() => new IsometricComplement(
            DenseComplement.Beside(narrow[0], inputBasis),
            new Matrix<double>(0, network.InputDimension),
            [.. network.HiddenWidths.Select(hidden => hidden - widths[1])],
            new double[Math.Max(0, network.Depth - 2)])));
    }

    /// <summary>The balanced factorisation of a given end-to-end matrix W_N ... W_1.</summary>
    /// <exception cref="ArgumentException">A hidden width is below min(n_0, n_N).</exception>
    public static Weights<double> Spread(DeepLinearNetwork network, Matrix<double> endToEnd)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(endToEnd);
        Require(network);
        var rank = Math.Min(network.InputDimension, network.OutputDimension);
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

    private static void Require(DeepLinearNetwork network)
    {
        var rank = Math.Min(network.InputDimension, network.OutputDimension);
        if (network.HiddenWidths.Any(width => width < rank))
        {
            throw new ArgumentException(
                $"the balanced start needs every hidden width to be at least min(inputs, outputs) = {rank}; given were "
                + $"{string.Join(", ", network.HiddenWidths)}.",
                nameof(network));
        }
    }

    private Matrix<double> EndToEnd(DeepLinearNetwork network, RandomStream stream, ThreadTeam team)
    {
        var endToEnd = new Matrix<double>(network.OutputDimension, network.InputDimension);
        stream.Named("end-to-end").FillNormal(endToEnd, team);
        foreach (ref var x in endToEnd.Span)
            x *= Deviation;
        return endToEnd;
    }
}
