using System.Numerics;
using Surefoot.Arithmetic;
using Surefoot.Data;
using Surefoot.Losses;
using Surefoot.Objectives;

namespace Surefoot.Networks;

/// <summary>
/// The deep linear network f(x) = alpha W_N W_{N-1} ... W_1 x, W_i of n_i x n_{i-1}, with a fixed output scale alpha.
/// </summary>
/// <remarks>
/// Stored are V_i = W_i / s_i with layer scales s_i, so that f(x) = gamma V_N ... V_1 x with gamma = alpha s_1 ... s_N.
/// For alpha = a_N = (n_1 ... n_N)^{-1/2} (Zhao and Xu 2024, section 2.2; Hu et al. 2020, eq. 1) the scales are
/// s_i = sqrt(n_i) and gamma = 1, so that no product over- or underflows at any depth and width. Descent with rate eta on
/// the W_i is descent with rates eta / s_i^2 on the V_i, exactly (Zhao and Xu 2024, remark 1).
/// </remarks>
public sealed class DeepLinearNetwork : Network
{
    private readonly double[] _layerScales;

    private DeepLinearNetwork(IReadOnlyList<int> widths, double[] layerScales, double outputFactor)
    {
        Widths = widths;
        _layerScales = layerScales;
        OutputFactor = outputFactor;
        Shapes = new WeightShapes(Enumerable.Range(1, widths.Count - 1)
            .Select(i => new WeightShape($"W{i}", widths[i], widths[i - 1])));
        Chain = new LinearChain(Shapes, widths, [.. layerScales.Select(s => 1 / (s * s))], outputFactor);
    }

    /// <inheritdoc/>
    public override string Kind => "deep-linear";

    /// <inheritdoc/>
    public override WeightShapes Shapes { get; }

    /// <summary>n_0, n_1, ..., n_N: the input dimension, the hidden widths, the output dimension.</summary>
    public IReadOnlyList<int> Widths { get; }

    /// <summary>The hidden widths n_1, ..., n_{N-1}.</summary>
    public IEnumerable<int> HiddenWidths => Widths.Skip(1).Take(Depth - 1);

    /// <summary>N, the number of weight matrices.</summary>
    public int Depth => Widths.Count - 1;

    /// <inheritdoc/>
    public override int InputDimension => Widths[0];

    /// <inheritdoc/>
    public override int OutputDimension => Widths[^1];

    /// <summary>s_1, ..., s_N: W_i = s_i V_i.</summary>
    public IReadOnlyList<double> LayerScales => _layerScales;

    /// <summary>gamma = alpha s_1 ... s_N.</summary>
    public double OutputFactor { get; }

    /// <summary>What its objectives compute.</summary>
    internal LinearChain Chain { get; }

    /// <summary>The network with alpha = a_N = (n_1 ... n_N)^{-1/2}.</summary>
    /// <param name="widths">n_0 to n_N.</param>
    public static DeepLinearNetwork Normalized(params IReadOnlyList<int> widths)
    {
        RequireWidths(widths);
        return new([.. widths], [.. widths.Skip(1).Select(n => Math.Sqrt(n))], 1);
    }

    /// <summary>The network without output scale, alpha = 1 (Arora et al. 2019).</summary>
    /// <param name="widths">n_0 to n_N.</param>
    public static DeepLinearNetwork Unscaled(params IReadOnlyList<int> widths) => Scaled(1, widths);

    /// <summary>The network with a given output scale.</summary>
    /// <param name="outputScale">alpha.</param>
    /// <param name="widths">n_0 to n_N.</param>
    public static DeepLinearNetwork Scaled(double outputScale, params IReadOnlyList<int> widths)
    {
        RequireWidths(widths);
        if (!double.IsFinite(outputScale) || outputScale == 0)
            throw new ArgumentOutOfRangeException(nameof(outputScale), $"an output scale of {outputScale} was given; it must be finite and not 0.");
        return new([.. widths], [.. Enumerable.Repeat(1.0, widths.Count - 1)], outputScale);
    }

    /// <summary>A network of other widths with this one's layer scales and output factor: the frame of an exact reduction.</summary>
    public DeepLinearNetwork WithWidths(params IReadOnlyList<int> widths)
    {
        RequireWidths(widths);
        if (widths.Count != Widths.Count)
            throw new ArgumentException($"{widths.Count - 1} layers were given; this network has {Depth}.", nameof(widths));
        return new([.. widths], _layerScales, OutputFactor);
    }

    /// <summary>The end-to-end map alpha W_N ... W_1, n_N x n_0, in double.</summary>
    public Matrix<double> EndToEnd<T>(Weights<T> weights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(weights);

        // From the narrow end: each product then has n_N rows.
        var product = weights[Depth - 1].Cast<double>();
        for (var i = Depth - 2; i >= 0; i--)
            product = MatrixProduct.Of<double>(product, weights[i].Cast<double>());
        foreach (ref var x in product.Span)
            x *= OutputFactor;
        return product;
    }

    /// <inheritdoc/>
    public override Objective<T> Bind<T>(Dataset data, BoundLoss<T> loss, ThreadTeam team)
    {
        RequireFit(data);
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(team);
        return Bind(Chain, data.Inputs.Cast<T>(), loss, team);
    }

    private static void RequireWidths(IReadOnlyList<int> widths)
    {
        ArgumentNullException.ThrowIfNull(widths);
        if (widths.Count < 2)
            throw new ArgumentException($"{widths.Count} widths were given; at least the input and output dimension are needed.", nameof(widths));
        foreach (var width in widths)
        {
            if (width < 1)
                throw new ArgumentException($"a width of {width} was given; every width must be at least 1.", nameof(widths));
        }
    }
}
