using System.Numerics;
using Surefoot.Arithmetic;
using Surefoot.Data;
using Surefoot.Networks;
using Surefoot.Objectives;

namespace Surefoot.Descent.Probes;

/// <summary>
/// The extreme eigenvalues of the kernel of the output dynamics, P = alpha^2 sum_i [(W_{i-1:1} X)^T (W_{i-1:1} X)] (x) [W_{L:i+1}
/// W_{L:i+1}^T] (Hu et al. 2020, eq. 7), leaving out the zeros that are there because samples depend on each other.
/// </summary>
/// <remarks>Cost some (r d_y)^3 operations: 6 ms at r d_y = 160, 1.2 s at 1000.</remarks>
/// <typeparam name="T">The number type of the weights.</typeparam>
public sealed class OutputKernelProbe<T> : Probe<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The largest r d_y: beyond it one measurement takes more than ten seconds.</summary>
    public const int LargestOrder = 2048;

    private readonly DeepLinearNetwork _network;
    private readonly Matrix<double> _inputs;

    /// <summary>The kernel of a network on data.</summary>
    /// <param name="network">The network that is run.</param>
    /// <param name="data">The data that it is run on.</param>
    /// <exception cref="ArgumentException">r d_y is above <see cref="LargestOrder"/>.</exception>
    public OutputKernelProbe(DeepLinearNetwork network, Dataset data)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(data);
        _network = network;
        var analysis = DataAnalysis.Of(data);
        if ((long)analysis.Rank * network.OutputDimension > LargestOrder)
        {
            throw new ArgumentException(
                $"the output kernel of inputs of rank {analysis.Rank} and {network.OutputDimension} outputs has order {(long)analysis.Rank * network.OutputDimension}; "
                + $"it is measured up to {LargestOrder}. Take fewer inputs, samples or outputs.",
                nameof(data));
        }

        // X = U S V^T: on U S the eigenvalues that are not 0 are those on X.
        _inputs = analysis.InputBasis.Clone();
        for (var i = 0; i < _inputs.Rows; i++)
        {
            for (var k = 0; k < _inputs.Columns; k++)
                _inputs[i, k] *= analysis.SingularValues[k];
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns { get; } = ["kernelLargestEigenvalue", "kernelSmallestEigenvalue"];

    /// <inheritdoc/>
    public override void Measure(Weights<T> weights, Span<double> values)
    {
        var eigenvalues = OutputKernel.Of(_network, weights, _inputs).Eigenvalues;
        values[0] = eigenvalues[^1];
        values[1] = eigenvalues[0];
    }
}
