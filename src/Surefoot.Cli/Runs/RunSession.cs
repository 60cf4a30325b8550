using System.Numerics;
using Surefoot.Arithmetic;
using Surefoot.Cli.Specs;
using Surefoot.Descent;

namespace Surefoot.Cli.Runs;

/// <summary>Carries a run spec out.</summary>
internal static class RunSession
{
    /// <summary>Runs a spec.</summary>
    /// <param name="spec">The run.</param>
    /// <param name="shelf">Where its data are, or will be for the next run of the same data.</param>
    /// <param name="team">The threads, whose number changes no result.</param>
    /// <param name="keepWeights">Whether the answer holds the end weights of the full network.</param>
    /// <param name="progress">Told the number of steps taken.</param>
    /// <param name="cancellation">Ends the run between two steps.</param>
    public static RunAnswer Run(RunSpec spec, DataShelf shelf, ThreadTeam team, bool keepWeights, IProgress<long>? progress, CancellationToken cancellation)
    {
        var setting = RunSetting.Of(spec, shelf, keepWeights, cancellation);
        cancellation.ThrowIfCancellationRequested();
        return spec.IsDouble ? Run<double>(setting, team, keepWeights, progress, cancellation) : Run<float>(setting, team, keepWeights, progress, cancellation);
    }

    private static RunAnswer Run<T>(RunSetting setting, ThreadTeam team, bool keepWeights, IProgress<long>? progress, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var spec = setting.Spec;
        var ready = setting.Ready<T>(team, keepWeights);
        cancellation.ThrowIfCancellationRequested();
        var probes = spec.Probes.Select(ready.Probe).ToList();
        var state = new DescentState<T>(ready.Start);
        var options = new RunOptions
        {
            Steps = spec.Steps,
            LossOffset = ready.LossOffset,
            Recording = spec.RecordPerDecade == 0 ? Recording.EveryStep : Recording.LogSpaced(spec.RecordPerDecade),
            TargetLoss = TargetLoss(setting, ready),
        };
        var trajectory = DescentRun.Run(ready.Objective, setting.Method, state, options, probes, progress, cancellation);
        return new RunAnswer
        {
            Trajectory = trajectory,
            OptimalLoss = setting.OptimalLoss,
            LearningRate = setting.LearningRate,
            DataHash = setting.Data.ContentHash,
            Network = ready.Network,
            RoundingUnit = spec.IsDouble ? Math.BitIncrement(1.0) - 1 : MathF.BitIncrement(1f) - 1,
            Weights = keepWeights ? ready.Arrays(state.Weights) : null,
        };
    }

    private static double TargetLoss<T>(RunSetting setting, ReadyRun<T> ready)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (setting.Spec.Tolerance is not { } tolerance)
            return double.NegativeInfinity;
        var start = ready.Objective.Loss(ready.Start) + ready.LossOffset;
        return setting.OptimalLoss - ready.LossOffset + (tolerance * RunAnswer.GapUnit(setting.OptimalLoss, start));
    }
}
