using System.Numerics;
using Surefoot.Arithmetic;
using Surefoot.Networks;
using Surefoot.Objectives;

namespace Surefoot.Reductions;

/// <summary>
/// An exact replacement of a linear residual network at the zero start: all layers move in S = range(A X) + range(B^T) alone, W_l = Q R_l Q^T with
/// an orthonormal basis Q of S, and the R_l are the run of the network with Q^T A on the inputs' span and B Q (`docs/exact-reduction.md`).
/// </summary>
/// <remarks>Whole or in batches alike: the gradient of any samples is in S on both sides.</remarks>
public sealed class ResidualReduction
{
    private readonly Matrix<double>? _basis;
    private readonly Matrix<double> _input;

    private ResidualReduction(LinearResidualNetwork full, LinearResidualNetwork reduced, Matrix<double>? basis, Matrix<double> input) =>
        (Full, Reduced, _basis, _input) = (full, reduced, basis, input);

    /// <summary>The network as it was asked for.</summary>
    public LinearResidualNetwork Full { get; }

    /// <summary>The network that is run.</summary>
    public LinearResidualNetwork Reduced { get; }

    /// <summary>Whether layers are smaller in the run than in the full network.</summary>
    public bool ReducesLayers => _basis is not null;

    /// <summary>No reduction: the network is run as it stands.</summary>
    public static ResidualReduction None(LinearResidualNetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return new(network, network, null, network.InputTransform);
    }

    /// <summary>Inputs in coordinates of their span, layers whole: for any start.</summary>
    /// <param name="network">The network.</param>
    /// <param name="inputBasis">U, orthonormal columns that span the inputs, d x r.</param>
    public static ResidualReduction OfInputs(LinearResidualNetwork network, Matrix<double> inputBasis)
    {
        ArgumentNullException.ThrowIfNull(network);
        return new(network, new(MatrixProduct.Of<double>(network.InputTransform, inputBasis), network.OutputTransform, network.Depth), null, network.InputTransform);
    }

    /// <summary>Layers on S as well, where that is smaller: for the zero start.</summary>
    /// <param name="network">The network.</param>
    /// <param name="inputBasis">U, orthonormal columns that span the inputs, d x r.</param>
    /// <param name="team">The threads.</param>
    public static ResidualReduction OfZeroStart(LinearResidualNetwork network, Matrix<double> inputBasis, ThreadTeam team)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(inputBasis);
        var entered = MatrixProduct.Of<double>(network.InputTransform, inputBasis, team);
        var qr = PivotedQr.Of(Directions(entered, network.OutputTransform));
        var dimension = qr.Rank();
        if (dimension == 0 || dimension >= network.Width)
            return OfInputs(network, inputBasis);
        var basis = qr.Q(dimension, team);
        var output = MatrixProduct.Of<double>(network.OutputTransform, basis, team);
        return new(
            network,
            new(MatrixProduct.Of(basis.Transposed, entered, team), output, network.Depth),
            basis,
            MatrixProduct.Of(basis.Transposed, network.InputTransform, team));
    }

    /// <summary>The weights of the full network at a point of the run: Q R_l Q^T.</summary>
    public Weights<double> Lift<T>(Weights<T> weights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(weights);
        if (_basis is null)
            return weights.Cast<double>();
        var lifted = new Weights<double>(Full.Shapes);
        for (var l = 0; l < weights.Count; l++)
            MatrixProduct.Multiply(MatrixProduct.Of<double>(_basis, weights[l].Cast<double>()), _basis.Transposed, lifted[l], 1.0, 0.0, ThreadTeam.Alone);
        return lifted;
    }

    /// <summary>The end-to-end map B (I + W_L) ... (I + W_1) A of the full network, k x d.</summary>
    /// <remarks>B has nothing beside S, so what A carries there never comes out.</remarks>
    public Matrix<double> EndToEnd<T>(Weights<T> weights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new LinearResidualNetwork(_input, Reduced.OutputTransform, Reduced.Depth).EndToEnd(weights);

    // Columns of norm 1, for directions do not depend on units.
    private static Matrix<double> Directions(Matrix<double> entered, Matrix<double> output)
    {
        var all = new Matrix<double>(entered.Rows, entered.Columns + output.Rows);
        for (var j = 0; j < all.Columns; j++)
        {
            var square = 0.0;
            for (var i = 0; i < all.Rows; i++)
                square += Entry(i, j) * Entry(i, j);
            for (var i = 0; i < all.Rows && square > 0; i++)
                all[i, j] = Entry(i, j) / Math.Sqrt(square);
        }

        return all;

        double Entry(int i, int j) => j < entered.Columns ? entered[i, j] : output[j - entered.Columns, i];
    }
}
