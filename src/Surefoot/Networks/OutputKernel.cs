using System.Numerics;
using Surefoot.Arithmetic;
using Surefoot.Objectives;

namespace Surefoot.Networks;

/// <summary>
/// The kernel of the output dynamics of a deep linear network, P = alpha^2 sum_i [(W_{i-1:1} X)^T (W_{i-1:1} X)] (x)
/// [W_{L:i+1} W_{L:i+1}^T], n d_y x n d_y: to first order a step of gradient descent moves vec(U) by -eta P vec(dL/dU)
/// (Hu et al. 2020, eqs. 6 and 7).
/// </summary>
/// <remarks>
/// vec stacks columns, so the data factor is the left one. On inputs of full column rank P is positive semidefinite and of full rank
/// wherever prefixes keep the inputs apart and suffixes reach every output.
/// </remarks>
public sealed class OutputKernel
{
    private readonly Lazy<double[]> _eigenvalues;

    private OutputKernel(IReadOnlyList<Matrix<double>> dataFactors, IReadOnlyList<Matrix<double>> outputFactors)
    {
        DataFactors = dataFactors;
        OutputFactors = outputFactors;
        _eigenvalues = new(() => SymmetricEigen.Of(ToMatrix()).Values);
    }

    /// <summary>(V_{i-1:1} X)^T (V_{i-1:1} X) for i = 1, ..., L, n x n, with the layers as they are stored.</summary>
    public IReadOnlyList<Matrix<double>> DataFactors { get; }

    /// <summary>(gamma / s_i)^2 V_{L:i+1} V_{L:i+1}^T for i = 1, ..., L, d_y x d_y: the scales of all other layers are in here.</summary>
    public IReadOnlyList<Matrix<double>> OutputFactors { get; }

    /// <summary>n d_y.</summary>
    public int Order => DataFactors[0].Rows * OutputFactors[0].Rows;

    /// <summary>All eigenvalues, rising: Eigenvalues[0] is the least. Each is correct to about n d_y eps times the largest.</summary>
    /// <remarks>Worked out from the full matrix when first asked for: 6 ms at an order of 160, 1.2 s at 1000.</remarks>
    public IReadOnlyList<double> Eigenvalues => _eigenvalues.Value;

    /// <summary>The kernel at a point; cost 2 sum_i n_i n_{i-1} (n + d_y) flops and n^2 + d_y^2 numbers a layer.</summary>
    /// <param name="network">The network.</param>
    /// <param name="weights">The point.</param>
    /// <param name="inputs">X, n_0 x n. The eigenvalues that are not 0 are those on U S, where X = U S V^T.</param>
    public static OutputKernel Of<T>(DeepLinearNetwork network, Weights<T> weights, Matrix<double> inputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(inputs);
        var layers = Enumerable.Range(0, network.Depth).Select(i => weights[i].Cast<double>()).ToArray();
        var dataFactors = new Matrix<double>[layers.Length];
        var outputFactors = new Matrix<double>[layers.Length];
        var forward = inputs;
        for (var i = 0; i < layers.Length; i++)
        {
            dataFactors[i] = MatrixProduct.Of(forward.Transposed, forward);
            if (i < layers.Length - 1)
                forward = MatrixProduct.Of<double>(layers[i], forward);
        }

        var backward = Matrix<double>.Identity(network.OutputDimension);
        for (var i = layers.Length - 1; i >= 0; i--)
        {
            outputFactors[i] = new Matrix<double>(backward.Rows, backward.Rows);
            var scale = network.OutputFactor / network.LayerScales[i];
            MatrixProduct.Multiply(backward, backward.Transposed, outputFactors[i], scale * scale, 0.0, ThreadTeam.Alone);
            if (i > 0)
                backward = MatrixProduct.Of<double>(backward, layers[i]);
        }

        return new(dataFactors, outputFactors);
    }

    /// <summary>P, n d_y x n d_y.</summary>
    public Matrix<double> ToMatrix()
    {
        var (samples, outputs) = (DataFactors[0].Rows, OutputFactors[0].Rows);
        var matrix = new Matrix<double>(Order, Order);
        for (var layer = 0; layer < DataFactors.Count; layer++)
        {
            for (var a = 0; a < samples; a++)
            {
                for (var p = 0; p < outputs; p++)
                {
                    var row = matrix.Row((a * outputs) + p);
                    var g = OutputFactors[layer].Row(p);
                    var f = DataFactors[layer].Row(a);
                    for (var b = 0; b < samples; b++)
                    {
                        for (var q = 0; q < outputs; q++)
                            row[(b * outputs) + q] += f[b] * g[q];
                    }
                }
            }
        }

        return matrix;
    }

    /// <summary>The matrix A with vec(A) = P vec(E): sum_i (output factor i) E (data factor i), without forming P.</summary>
    /// <param name="e">E, d_y x n.</param>
    public Matrix<double> Apply(Matrix<double> e)
    {
        ArgumentNullException.ThrowIfNull(e);
        var image = new Matrix<double>(e.Rows, e.Columns);
        for (var layer = 0; layer < DataFactors.Count; layer++)
            MatrixProduct.Multiply(MatrixProduct.Of<double>(OutputFactors[layer], e), DataFactors[layer], image, 1.0, 1.0, ThreadTeam.Alone);
        return image;
    }
}
