using Surefoot.Arithmetic;
using Surefoot.Networks;
using Surefoot.Objectives;
using Surefoot.Randomness;
using Surefoot.Reductions;

namespace Surefoot.Initializations;

/// <summary>
/// Independent Haar layers: W_i (p x q) is sqrt(max(p, q)) times a uniform matrix with orthonormal rows or columns
/// (Hu et al. 2020, eq. 4, continued to widths below the input dimension by the same rule).
/// </summary>
/// <remarks>
/// With equal hidden widths the start is known up to rotations of the hidden layers by the last layer alone, seen from
/// the frame the first layers carry the inputs to. That last layer, in those coordinates, is what the stream's "core"
/// draws; the rotations are drawn only when the dense start is asked for.
/// </remarks>
public class OrthogonalInitialization : Initialization<DeepLinearNetwork>
{
    /// <inheritdoc/>
    public override string Kind => "orthogonal";

    /// <summary>Whether the hidden layers are rotated at random; a start without rotations is the same up to a change of basis.</summary>
    protected virtual bool Rotates => true;

    /// <inheritdoc/>
    public override Weights<T> Sample<T>(DeepLinearNetwork network, RandomStream stream, ThreadTeam team)
    {
        ArgumentNullException.ThrowIfNull(network);
        Require(network);
        var weights = new Weights<T>(network.Shapes);
        var known = HasEqualHiddenWidths(network) && network.HiddenWidths.First() >= network.OutputDimension;
        var carried = (Matrix<double>?)null;
        for (var i = 0; i < network.Depth; i++)
        {
            Matrix<double> frame;
            if (i == network.Depth - 1 && known)
            {
                frame = LastLayer(network, carried!, stream, team);
            }
            else
            {
                frame = Layer(network.Widths[i + 1], network.Widths[i], stream.Named("layer", i), team);
                if (known)
                    carried = Carry(frame, carried, network, team);
            }

            var scale = Scale(network, i);
            for (var k = 0; k < frame.Span.Length; k++)
                weights[i].Span[k] = T.CreateTruncating(scale * frame.Span[k]);
        }

        return weights;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<int>? ReducedWidths(DeepLinearNetwork network, int rank)
    {
        ArgumentNullException.ThrowIfNull(network);
        var width = rank + network.OutputDimension;
        return HasEqualHiddenWidths(network) && width < network.HiddenWidths.First()
            ? [rank, .. Enumerable.Repeat(width, network.Depth - 1), network.OutputDimension]
            : null;
    }

    /// <inheritdoc/>
    public override ReducedStart? SampleReduced(DeepLinearNetwork network, Matrix<double> inputBasis, RandomStream stream, ThreadTeam team)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(inputBasis);
        Require(network);
        if (ReducedWidths(network, inputBasis.Columns) is not { } widths)
            return null;

        var reduced = network.WithWidths(widths);
        var weights = new Weights<double>(reduced.Shapes);
        var core = Core(network, stream, team);
        var images = Images(network, core, inputBasis, stream, team);

        // Of the signal subspace: first the images of the inputs' basis, then what the outputs' rows have beyond them.
        var basis = HouseholderQr.SignedFrame(Beside(images, core.Transpose()), team);
        Put(MatrixProduct.Of(basis.Transposed, images, team), weights[0], Scale(network, 0));
        for (var i = 1; i < network.Depth - 1; i++)
            Put(Matrix<double>.Identity(widths[1]), weights[i], Scale(network, i));
        Put(MatrixProduct.Of<double>(core, basis, team), weights[network.Depth - 1], Scale(network, network.Depth - 1));
        return new ReducedStart(reduced, weights, new(() => ComplementOf(network, FirstFrame(network, core, stream, team), basis, inputBasis)));
    }

    /// <summary>Refuses widths that this start is not defined for.</summary>
    protected virtual void Require(DeepLinearNetwork network)
    {
    }

    // sqrt(max(p, q)) in the papers' convention, divided by the layer scale.
    private static double Scale(DeepLinearNetwork network, int layer) =>
        Math.Sqrt(Math.Max(network.Widths[layer + 1], network.Widths[layer])) / network.LayerScales[layer];

    private static bool HasEqualHiddenWidths(DeepLinearNetwork network) =>
        network.Depth >= 2 && network.HiddenWidths.Distinct().Count() == 1;

    private static void Put(Matrix<double> from, Matrix<double> to, double scale)
    {
        for (var k = 0; k < to.Span.Length; k++)
            to.Span[k] = scale * from.Span[k];
    }

    private Matrix<double> Layer(int rows, int columns, RandomStream stream, ThreadTeam team)
    {
        if (!Rotates)
        {
            var embedding = new Matrix<double>(rows, columns);
            for (var k = 0; k < Math.Min(rows, columns); k++)
                embedding[k, k] = 1;
            return embedding;
        }

        return rows >= columns
            ? Distributions.Frame(stream, rows, columns, team)
            : Distributions.Frame(stream, columns, rows, team).Transpose();
    }

    // What the layers up to here carry: the inputs' frame where the width holds it, else the first hidden layer's.
    private static Matrix<double> Carry(Matrix<double> frame, Matrix<double>? carried, DeepLinearNetwork network, ThreadTeam team)
    {
        if (carried is not null)
            return MatrixProduct.Of<double>(frame, carried, team);
        return frame.Rows >= network.InputDimension ? frame : Matrix<double>.Identity(frame.Rows);
    }

    // The last layer's rows in the coordinates of the carried frame, and of what they have beyond it.
    private static Matrix<double> Core(DeepLinearNetwork network, RandomStream stream, ThreadTeam team)
    {
        var width = network.HiddenWidths.First();
        var core = stream.Named("core");
        return width >= network.InputDimension
            ? Distributions.RowFrameInCoordinates(core, network.OutputDimension, width, network.InputDimension)
            : Distributions.Frame(core, width, network.OutputDimension, team).Transpose();
    }

    private static Matrix<double> LastLayer(DeepLinearNetwork network, Matrix<double> carried, RandomStream stream, ThreadTeam team)
    {
        var core = Core(network, stream, team);
        var beyond = core.Columns - carried.Columns;
        if (beyond == 0)
            return MatrixProduct.Of(core, carried.Transposed, team);

        // A uniform frame of the complement of what is carried: Gaussian, less its part inside, made orthonormal.
        var others = new Matrix<double>(carried.Rows, beyond);
        stream.Named("complement").FillNormal(others, team);
        for (var pass = 0; pass < 2; pass++)
        {
            var inside = MatrixProduct.Of(carried.Transposed, others, team);
            MatrixProduct.Multiply(carried, inside, others, -1.0, 1.0, team);
        }

        return MatrixProduct.Of(core, Beside(carried, HouseholderQr.SignedFrame(others, team)).Transposed, team);
    }

    // The first layer in the coordinates the core is drawn in: those of its own image where the width holds the inputs.
    private Matrix<double> FirstFrame(DeepLinearNetwork network, Matrix<double> core, RandomStream stream, ThreadTeam team) =>
        network.Widths[1] >= network.InputDimension
            ? Embedded(Matrix<double>.Identity(network.InputDimension), core.Columns)
            : Layer(network.Widths[1], network.InputDimension, stream.Named("layer", 0), team);

    private Matrix<double> Images(DeepLinearNetwork network, Matrix<double> core, Matrix<double> inputBasis, RandomStream stream, ThreadTeam team) =>
        network.Widths[1] >= network.InputDimension
            ? Embedded(inputBasis, core.Columns)
            : MatrixProduct.Of<double>(FirstFrame(network, core, stream, team), inputBasis, team);

    // Zero rows below.
    private static Matrix<double> Embedded(Matrix<double> matrix, int rows)
    {
        var embedded = new Matrix<double>(rows, matrix.Columns);
        matrix.Span.CopyTo(embedded.Span);
        return embedded;
    }

    // Every hidden layer turns the complement as a whole; only the first layer leads into it.
    private static IsometricComplement ComplementOf(DeepLinearNetwork network, Matrix<double> first, Matrix<double> basis, Matrix<double> inputBasis)
    {
        var beside = DenseComplement.Beside(first, inputBasis);
        foreach (ref var x in beside.Span)
            x *= Scale(network, 0);
        var hidden = network.Depth - 1;
        return new(
            MatrixProduct.Of(basis.Transposed, beside),
            MatrixProduct.Of(DenseComplement.Orthogonal(basis).Transposed, beside),
            [.. Enumerable.Repeat(network.Widths[1] - basis.Columns, hidden)],
            [.. Enumerable.Range(1, hidden - 1).Select(i => Scale(network, i))]);
    }

    // [A, B].
    private static Matrix<double> Beside(Matrix<double> a, Matrix<double> b)
    {
        var both = new Matrix<double>(a.Rows, a.Columns + b.Columns);
        for (var i = 0; i < both.Rows; i++)
        {
            a.Row(i).CopyTo(both.Row(i));
            b.Row(i).CopyTo(both.Row(i)[a.Columns..]);
        }

        return both;
    }
}
