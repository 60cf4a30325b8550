using System.Numerics;
using Surefoot.Arithmetic;
using Surefoot.Cli.Specs;
using Surefoot.Descent;
using Surefoot.Networks;
using Surefoot.Objectives;
using Surefoot.Reductions;

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

        // Weights to be kept are the full network's, which only a start drawn whole can give.
        var prepared = setting.Prepare<T>(team, keepWeights && spec.Reduction == ReductionMode.Auto ? ReductionMode.Liftable : spec.Reduction);
        cancellation.ThrowIfCancellationRequested();
        var state = new DescentState<T>(prepared.Start);
        var options = new RunOptions
        {
            Steps = spec.Steps,
            LossOffset = prepared.LossOffset,
            Recording = spec.RecordPerDecade == 0 ? Recording.EveryStep : Recording.LogSpaced(spec.RecordPerDecade),
            TargetLoss = TargetLoss(setting, prepared),
        };
        var probes = spec.Probes.Select(name => ProbeKind.Create(name, prepared, setting.OptimalLoss)).ToList();
        var trajectory = DescentRun.Run(prepared.Objective, setting.Method, state, options, probes, progress, cancellation);
        return new RunAnswer
        {
            Trajectory = trajectory,
            OptimalLoss = setting.OptimalLoss,
            LearningRate = setting.LearningRate,
            DataHash = setting.Analysis.Dataset.ContentHash,
            Network = setting.Network,
            Run = prepared.Network,
            OptimalRank = Math.Min(setting.Analysis.Rank, setting.Network.OutputDimension),
            RoundingUnit = spec.IsDouble ? Math.BitIncrement(1.0) - 1 : MathF.BitIncrement(1f) - 1,
            Weights = keepWeights ? Unnormalized(setting.Network, prepared.Reduction.Lift(state.Weights)) : null,
        };
    }

    private static double TargetLoss<T>(RunSetting setting, PreparedRun<T> prepared)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (setting.Spec.Tolerance is not { } tolerance)
            return double.NegativeInfinity;
        var start = prepared.Objective.Loss(prepared.Start) + prepared.LossOffset;
        return setting.OptimalLoss - prepared.LossOffset + (tolerance * RunAnswer.GapUnit(setting.OptimalLoss, start));
    }

    private static List<KeyValuePair<string, Matrix<double>>> Unnormalized(DeepLinearNetwork network, Weights<double> weights)
    {
        var arrays = new List<KeyValuePair<string, Matrix<double>>>();
        for (var i = 0; i < weights.Count; i++)
        {
            var layer = weights[i];
            foreach (ref var x in layer.Span)
                x *= network.LayerScales[i];
            arrays.Add(new(network.Shapes[i].Name, layer));
        }

        return arrays;
    }
}
