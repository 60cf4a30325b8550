using Surefoot.Arithmetic;
using Surefoot.Data;
using Surefoot.Descent;
using Surefoot.Initializations;
using Surefoot.Losses;
using Surefoot.Networks;
using Surefoot.Randomness;
using Surefoot.Reductions;
using Surefoot.Theory;

namespace Surefoot.Studies.Zou2020;

/// <summary>The regression problem of Zou et al. 2020, section 5: X standard normal, 10 x 1000, and Y = -X + 0.1 E.</summary>
internal sealed class OppositeTask
{
    public const int Dimension = 10;

    private const int Samples = 1000;

    private readonly SquaredLoss _loss = new();

    /// <summary>The problem.</summary>
    /// <param name="stream">Where X and E come from.</param>
    /// <param name="noise">The factor of E.</param>
    public OppositeTask(RandomStream stream, double noise = 0.1)
    {
        var (x, y) = (new Matrix<double>(Dimension, Samples), new Matrix<double>(Dimension, Samples));
        stream.Named("inputs").FillNormal(x.Span);
        stream.Named("noise").FillNormal(y.Span);
        for (var k = 0; k < x.Span.Length; k++)
            y.Span[k] = (noise * y.Span[k]) - x.Span[k];
        Data = DataAnalysis.Of(new Dataset("opposite", x, y));
        ZeroLoss = Frobenius.SquaredNorm(y) / 2;
        OptimalLoss = _loss.Minimize(Data).Loss;
    }

    /// <summary>The data.</summary>
    public DataAnalysis Data { get; }

    /// <summary>||Y||_F^2 / 2, the loss of the zero map.</summary>
    public double ZeroLoss { get; }

    /// <summary>L*.</summary>
    public double OptimalLoss { get; }

    /// <summary>A network between the ends that a transformation makes, at a start.</summary>
    public PreparedResidualRun<double> Prepare(
        Transformation transformation, int width, int depth, Initialization<LinearResidualNetwork> start, RandomStream stream, ReductionMode mode = ReductionMode.Auto) =>
        ResidualPreparation.Prepare<double>(
            LinearResidualNetwork.With(transformation, Dimension, Dimension, width, depth, stream.Named("ends")), start, Data, _loss, stream.Named("start"), ThreadTeam.Alone, mode);

    /// <summary>L(t) - L* at every step; later steps of a run that ended early are those it would have.</summary>
    public static double[] Gaps(PreparedResidualRun<double> run, double rate, int steps, CancellationToken cancellation)
    {
        var found = DescentRun.Run(run.Objective, new GradientDescent(rate), new DescentState<double>(run.Start), new RunOptions { Steps = steps }, cancellation: cancellation);
        cancellation.ThrowIfCancellationRequested();
        return [.. Enumerable.Range(0, steps + 1).Select(step => found.LossAt(step))];
    }

    /// <summary>A run as a setting.</summary>
    public ResidualSetting Setting(PreparedResidualRun<double> run, double rate) => new(run, Data, _loss, rate);

    /// <summary>eta = share / (L lambda_A^2 lambda_B^2 ||X||^2).</summary>
    public double Rate(LinearResidualNetwork network, double share)
    {
        var ends = SingularValueDecomposition.ValuesOf(network.InputTransform)[0] * SingularValueDecomposition.ValuesOf(network.OutputTransform)[0] * Data.LargestSingularValue;
        return share / (network.Depth * ends * ends);
    }
}
