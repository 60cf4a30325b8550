using System.Numerics;
using Surefoot.Arithmetic;
using Surefoot.Data;
using Surefoot.Losses;
using Surefoot.Objectives;
using Surefoot.Randomness;

namespace Surefoot.Networks;

/// <summary>
/// The linear residual network f(x) = B (I + W_L) ... (I + W_1) A x, of which only the W_l, m x m, are trained; A (m x d) and B (k x m) are fixed (Zou et
/// al. 2020, section 2).
/// </summary>
/// <remarks>Stored are the W_l themselves, so that steps far smaller than the identity are not lost in it.</remarks>
public sealed class LinearResidualNetwork : Network
{
    /// <summary>The network with given transformations.</summary>
    /// <param name="input">A, m x d.</param>
    /// <param name="output">B, k x m.</param>
    /// <param name="depth">L, at least 1.</param>
    /// <exception cref="ArgumentException">B has not as many columns as A has rows.</exception>
    public LinearResidualNetwork(Matrix<double> input, Matrix<double> output, int depth)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentOutOfRangeException.ThrowIfLessThan(depth, 1);
        if (output.Columns != input.Rows)
            throw new ArgumentException($"A is {input.Rows} x {input.Columns} and B is {output.Rows} x {output.Columns}; B needs as many columns as A has rows, the width.", nameof(output));
        (InputTransform, OutputTransform, Depth) = (input, output, depth);
        Shapes = new WeightShapes(Enumerable.Range(1, depth).Select(l => new WeightShape($"W{l}", Width, Width)));
        Chain = new LinearChain(Shapes, [.. Enumerable.Repeat(Width, depth + 1)], [.. Enumerable.Repeat(1.0, depth)]) { HasShortcuts = true, InputMap = input, OutputMap = output };
    }

    /// <inheritdoc/>
    public override string Kind => "linear-residual";

    /// <inheritdoc/>
    public override WeightShapes Shapes { get; }

    /// <inheritdoc/>
    public override int InputDimension => InputTransform.Columns;

    /// <inheritdoc/>
    public override int OutputDimension => OutputTransform.Rows;

    /// <summary>m.</summary>
    public int Width => InputTransform.Rows;

    /// <summary>L, the number of trained matrices.</summary>
    public int Depth { get; }

    /// <summary>A, m x d, for reading only.</summary>
    public Matrix<double> InputTransform { get; }

    /// <summary>B, k x m, for reading only.</summary>
    public Matrix<double> OutputTransform { get; }

    /// <summary>What its objectives compute.</summary>
    internal LinearChain Chain { get; }

    /// <summary>The network whose A and B a transformation makes.</summary>
    /// <param name="transformation">The transformation.</param>
    /// <param name="inputs">d.</param>
    /// <param name="outputs">k.</param>
    /// <param name="width">m.</param>
    /// <param name="depth">L.</param>
    /// <param name="stream">Where random entries come from; give it a name of its own.</param>
    public static LinearResidualNetwork With(Transformation transformation, int inputs, int outputs, int width, int depth, RandomStream stream)
    {
        ArgumentNullException.ThrowIfNull(transformation);
        var (input, output) = transformation.Of(inputs, outputs, width, stream);
        return new(input, output, depth);
    }

    /// <summary>The end-to-end map U = B (I + W_L) ... (I + W_1) A, k x d, in double.</summary>
    public Matrix<double> EndToEnd<T>(Weights<T> weights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(weights);
        var product = OutputTransform;
        for (var l = Depth - 1; l >= 0; l--)
        {
            var next = product.Clone();
            MatrixProduct.Multiply(product, weights[l].Cast<double>(), next, 1.0, 1.0, ThreadTeam.Alone);
            product = next;
        }

        return MatrixProduct.Of<double>(product, InputTransform);
    }

    /// <inheritdoc/>
    public override Objective<T> Bind<T>(Dataset data, BoundLoss<T> loss, ThreadTeam team)
    {
        RequireFit(data);
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(team);
        return Bind(Chain, data.Inputs.Cast<T>(), loss, team);
    }
}
