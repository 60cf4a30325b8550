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

/// <summary>A run step by step beside its convex twin.</summary>
/// <param name="Distances">||V(t) - W(t)||_X.</param>
/// <param name="DeepGaps">E_DLN(t).</param>
/// <param name="TwinGaps">E(t).</param>
/// <param name="StartDistance">||V(0) - W*||_X.</param>
internal sealed record TwinTrace(IReadOnlyList<double> Distances, IReadOnlyList<double> DeepGaps, IReadOnlyList<double> TwinGaps, double StartDistance)
{
    /// <summary>max_t ||V(t) - W(t)||_X / ||V(0) - W*||_X; infinite for a run that left the finite numbers.</summary>
    public double LargestDistance => Distances.All(double.IsFinite) ? Distances.Max() / StartDistance : double.PositiveInfinity;

    /// <summary>S, the largest distance of the logarithms of the two losses.</summary>
    /// <param name="optimalLoss">L(W*).</param>
    public double LogDistance(double optimalLoss) => DeepGaps.All(double.IsFinite)
        ? DeepGaps.Zip(TwinGaps, (deep, twin) => Math.Abs(Math.Log10((deep + optimalLoss) / (twin + optimalLoss)))).Max()
        : double.PositiveInfinity;

    /// <summary>Whether E_DLN(t) is at most (1 - decay)^t E_DLN(0) at every step, to rounding.</summary>
    public bool FallsBy(double decay) => DeepGaps.Select((gap, step) => gap <= (Math.Pow(1 - decay, step) * DeepGaps[0] * (1 + 1e-9)) + (1e-20 * DeepGaps[0])).All(holds => holds);

    /// <summary>Takes steps of gradient descent. The twin needs none: in coordinates where X X^T is diagonal it is known at every step.</summary>
    public static TwinTrace Of(DeepLinearSetting setting, int steps, CancellationToken cancellation)
    {
        var state = new DescentState<double>(setting.Run.Start.Clone());
        var method = new GradientDescent(setting.LearningRate);
        var (start, minimizer) = (setting.Run.Network.EndToEnd(state.Weights), setting.Minimizer);
        double[] curvatures = [.. setting.Data.SingularValues.Select(value => value * value)];
        var (distances, deepGaps, twinGaps) = (new List<double>(), new List<double>(), new List<double>());
        for (var step = 0; ; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            var map = setting.Run.Network.EndToEnd(state.Weights);
            var (distance, deep, twin) = (0.0, 0.0, 0.0);
            for (var k = 0; k < map.Columns; k++)
            {
                var left = Math.Pow(1 - (setting.TwinRate * curvatures[k]), step);
                for (var i = 0; i < map.Rows; i++)
                {
                    var (fromTarget, twinFromTarget) = (map[i, k] - minimizer[i, k], left * (start[i, k] - minimizer[i, k]));
                    distance += (fromTarget - twinFromTarget) * (fromTarget - twinFromTarget);
                    deep += 0.5 * curvatures[k] * fromTarget * fromTarget;
                    twin += 0.5 * curvatures[k] * twinFromTarget * twinFromTarget;
                }
            }

            distances.Add(Math.Sqrt(distance));
            deepGaps.Add(deep);
            twinGaps.Add(twin);
            if (step == steps || !double.IsFinite(distance))
                return new(distances, deepGaps, twinGaps, Frobenius.Distance(start, minimizer));
            method.Step(setting.Run.Objective, state);
        }
    }
}
