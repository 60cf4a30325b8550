using Surefoot.Arithmetic;
using Surefoot.Descent;
using Surefoot.Theory;

namespace Surefoot.Studies.ZhaoXu2024;

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
