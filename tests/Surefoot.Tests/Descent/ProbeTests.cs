using Surefoot.Arithmetic;
using Surefoot.Data;
using Surefoot.Descent;
using Surefoot.Descent.Probes;
using Surefoot.Initializations;
using Surefoot.Losses;
using Surefoot.Networks;
using Surefoot.Objectives;
using Surefoot.Reductions;

namespace Surefoot.Tests.Descent;

/// <summary>What probes measure, on matrices small enough to know it.</summary>
public class ProbeTests
{
    private static readonly DeepLinearNetwork Network = DeepLinearNetwork.Normalized(2, 3, 2);

    // V = W / s with s = sqrt(3), sqrt(2): both products of axes, so singular values are the entries.
    private static readonly Weights<double> Weights = new GivenInitialization(
    [
        Matrix<double>.From(new double[,] { { 3, 0 }, { 0, 2 }, { 0, 0 } }),
        Matrix<double>.From(new double[,] { { 5, 0, 0 }, { 0, 0.5, 0 } }),
    ]).Sample<double>(Network, default, ThreadTeam.Alone);

    [Fact]
    public void Products_are_measured_in_layers_divided_by_their_scales()
    {
        ShouldBe(Measured(new ProductProbe<double>(Reduction.None(Network), 1, 1)), [3 / Math.Sqrt(3), 2 / Math.Sqrt(3)], 1e-15);
        ShouldBe(Measured(new ProductProbe<double>(Reduction.None(Network), 2, 1)), [15 / Math.Sqrt(6), 1 / Math.Sqrt(6)], 1e-14);
        new ProductProbe<double>(Reduction.None(Network), 2, 1).Columns.ShouldBe(["product2To1LargestSingularValue", "product2To1SmallestSingularValue"]);
        Should.Throw<ArgumentOutOfRangeException>(() => new ProductProbe<double>(Reduction.None(Network), 3, 1));
        Should.Throw<ArgumentOutOfRangeException>(() => new ProductProbe<double>(Reduction.None(Network), 1, 2));
        Should.Throw<ArgumentOutOfRangeException>(() => new ProductProbe<double>(Reduction.None(Network), 1, 0));
    }

    [Fact]
    public void Norms_are_those_of_the_papers_layers() =>
        ShouldBe(Measured(new LayerNormsProbe<double>(Reduction.None(Network))), [Math.Sqrt(13), Math.Sqrt(25.25)], 1e-14);

    [Fact]
    public void The_loss_is_relative_to_the_start_and_the_optimum()
    {
        var data = new Dataset("two", Matrix<double>.Identity(2), Matrix<double>.Identity(2));
        var objective = Network.Bind(data, new SquaredLoss().Bind<double>(data, 2), ThreadTeam.Alone);
        var start = new Weights<double>(Network.Shapes);

        // V = diag(15, 1) / sqrt(6) against the identity, from the zero map with loss 1.
        var loss = 0.5 * (Math.Pow((15 / Math.Sqrt(6)) - 1, 2) + Math.Pow((1 / Math.Sqrt(6)) - 1, 2));
        ShouldBe(Measured(new RelativeLossProbe<double>(objective, start, 0)), [loss], 1e-14);
        ShouldBe(Measured(new RelativeLossProbe<double>(objective, start, 0.25)), [(loss - 0.25) / 0.75], 1e-14);
    }

    [Fact]
    public void The_kernel_leaves_out_the_zeros_that_the_data_cause()
    {
        // Two equal samples: rank 1, X = U S V^T with S = sqrt(2). P = alpha^2 [x^2 W_2 W_2^T + (W_1 x)^2 I] on it, alpha^2 = 1/6.
        var data = new Dataset("twice", Matrix<double>.From(new double[,] { { 1, 1 }, { 0, 0 } }), new Matrix<double>(2, 2));
        ShouldBe(Measured(new OutputKernelProbe<double>(Network, data)), [2 * (25 + 9) / 6.0, 2 * (0.25 + 9) / 6], 1e-14);
        var wide = DeepLinearNetwork.Unscaled(1, 2049);
        var one = new Dataset("wide", Matrix<double>.Identity(1), new Matrix<double>(2049, 1));
        Should.Throw<ArgumentException>(() => new OutputKernelProbe<double>(wide, one)).Message.ShouldContain("order 2049; it is measured up to 2048");
    }

    private static void ShouldBe(double[] measured, double[] expected, double relative)
    {
        measured.Length.ShouldBe(expected.Length);
        for (var k = 0; k < measured.Length; k++)
            measured[k].ShouldBeRelative(expected[k], relative);
    }

    private static double[] Measured(Probe<double> probe)
    {
        var values = new double[probe.Columns.Count];
        probe.Measure(Weights, values);
        return values;
    }
}
