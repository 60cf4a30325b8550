using Surefoot.Arithmetic;
using Surefoot.Data;
using Surefoot.Descent;
using Surefoot.Initializations;
using Surefoot.Losses;
using Surefoot.Networks;
using Surefoot.Randomness;
using Surefoot.Reductions;
using Surefoot.Theory;

namespace Surefoot.Studies.ZhaoXu2024;

/// <summary>A regression problem of Zhao and Xu 2024, appendix G, on which networks descend beside their convex twins: Y = W X + E with standard normal entries.</summary>
internal sealed class TwinTask
{
    private readonly SquaredLoss _loss = new(SquaredScaling.Half);

    public TwinTask(int inputs, int outputs, int samples, RandomStream stream)
    {
        Data = DataAnalysis.Of(LinearTeacher.Sample(inputs, outputs, samples, noise: 1, targetDeviation: 1, stream));
        Curvature = _loss.CurvatureOn(Data);
        OptimalLoss = _loss.Minimize(Data).Loss;
    }

    /// <summary>The data.</summary>
    public DataAnalysis Data { get; }

    /// <summary>alpha and beta = ||X||^2.</summary>
    public Curvature Curvature { get; }

    /// <summary>L(W*).</summary>
    public double OptimalLoss { get; }

    /// <summary>The run of a network with hidden layers of one width, from a start of some law.</summary>
    public PreparedRun<double> Prepare(Initialization<DeepLinearNetwork> initialization, int depth, int width, RandomStream stream, ThreadTeam team)
    {
        var network = DeepLinearNetwork.Normalized([Data.Dataset.InputDimension, .. Enumerable.Repeat(width, depth - 1), Data.Dataset.OutputDimension]);
        return Preparation.Prepare<double>(network, initialization, Data, _loss, stream, team, ReductionMode.Auto);
    }

    /// <summary>eta = step n_N / (N beta), so that eta* = step / beta.</summary>
    /// <param name="depth">N.</param>
    /// <param name="step">eta* beta of the twin.</param>
    public double Rate(int depth, double step) => step * Data.Dataset.OutputDimension / (depth * Curvature.Smoothness);

    /// <summary>Such a run as a setting, at the learning rate <see cref="Rate"/>.</summary>
    public DeepLinearSetting Setting(Initialization<DeepLinearNetwork> initialization, int depth, int width, double step, RandomStream stream) =>
        new(Prepare(initialization, depth, width, stream, ThreadTeam.Alone), Data, _loss, Rate(depth, step)) { Initialization = initialization };
}
