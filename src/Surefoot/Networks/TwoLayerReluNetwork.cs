using Surefoot.Arithmetic;
using Surefoot.Data;
using Surefoot.Losses;
using Surefoot.Objectives;
using Surefoot.Randomness;

namespace Surefoot.Networks;

/// <summary>
/// The two-layer ReLU network f(x) = m^{-1/2} sum_r a_r max(w_r . x, 0), of which only the first layer W = (w_1, ..., w_m)^T, m x d, is trained (Du
/// 2019, chapter 2).
/// </summary>
/// <remarks>
/// The signs a_r are numbers of the map, as an output scale is, and never move. A unit with w_r . x = 0 counts as active everywhere: in the gradient, in
/// <see cref="ActivationPatterns"/> and in Gram matrices.
/// </remarks>
public sealed class TwoLayerReluNetwork : Network
{
    private readonly int[] _signs;

    /// <summary>The network with given signs.</summary>
    /// <param name="inputDimension">d.</param>
    /// <param name="outputSigns">a_1, ..., a_m, each 1 or -1.</param>
    public TwoLayerReluNetwork(int inputDimension, params IReadOnlyList<int> outputSigns)
    {
        ArgumentNullException.ThrowIfNull(outputSigns);
        if (inputDimension < 1 || outputSigns.Count < 1)
            throw new ArgumentException($"{inputDimension} inputs and {outputSigns.Count} units were given; at least one of each is needed.", nameof(outputSigns));
        foreach (var sign in outputSigns)
        {
            if (sign is not 1 and not -1)
                throw new ArgumentException($"an output sign of {sign} was given; every sign is 1 or -1.", nameof(outputSigns));
        }

        _signs = [.. outputSigns];
        InputDimension = inputDimension;
        Shapes = new WeightShapes([new WeightShape("W1", Width, inputDimension)]);
    }

    /// <inheritdoc/>
    public override string Kind => "two-layer-relu";

    /// <inheritdoc/>
    public override WeightShapes Shapes { get; }

    /// <inheritdoc/>
    public override int InputDimension { get; }

    /// <inheritdoc/>
    public override int OutputDimension => 1;

    /// <summary>m, the number of units.</summary>
    public int Width => _signs.Length;

    /// <summary>a_1, ..., a_m.</summary>
    public IReadOnlyList<int> OutputSigns => _signs;

    /// <summary>m^{-1/2}.</summary>
    public double OutputScale => 1 / Math.Sqrt(Width);

    /// <summary>The network with independent fair signs (Du 2019, section 2.1).</summary>
    /// <param name="inputDimension">d.</param>
    /// <param name="width">m.</param>
    /// <param name="stream">Where the signs come from; give it a name of its own.</param>
    public static TwoLayerReluNetwork WithRandomSigns(int inputDimension, int width, RandomStream stream)
    {
        var signs = new int[Math.Max(0, width)];
        for (var r = 0; r < signs.Length; r++)
            signs[r] = stream.Uniform(r) < 0.5 ? -1 : 1;
        return new(inputDimension, signs);
    }

    /// <inheritdoc/>
    public override TwoLayerReluObjective<T> Bind<T>(Dataset data, BoundLoss<T> loss, ThreadTeam team)
    {
        RequireFit(data);
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(team);
        return new(this, data.Inputs.Cast<T>(), loss, team);
    }
}
