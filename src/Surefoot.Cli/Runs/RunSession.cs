using System.Numerics;
using Surefoot.Arithmetic;
using Surefoot.Cli.Specs;
using Surefoot.Data;
using Surefoot.Descent;
using Surefoot.Initializations;
using Surefoot.Losses;
using Surefoot.Networks;
using Surefoot.Randomness;
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
        var initialization = spec.Initialization.Kind?.Create(spec.Initialization.Deviation) ?? new GivenInitialization(ReadWeights(spec.Initialization.File!.Full));
        var (data, network) = Fit(spec, shelf.Of(spec), initialization, keepWeights);
        cancellation.ThrowIfCancellationRequested();
        var analysis = data.Analysis;
        var loss = spec.Loss.Create();
        var setting = new Setting(
            spec,
            network,
            initialization,
            analysis,
            loss,
            data.OptimalLoss(spec.Loss),
            spec.Method.Create(network, loss.CurvatureOn(analysis)),
            RandomStream.FromSeed(spec.Seed).Named("start"),
            team,
            keepWeights,
            progress);
        cancellation.ThrowIfCancellationRequested();
        return spec.IsDouble ? Run<double>(setting, cancellation) : Run<float>(setting, cancellation);
    }

    private static RunAnswer Run<T>(Setting setting, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var spec = setting.Spec;
        PreparedRun<T> prepared;
        try
        {
            prepared = Preparation.Prepare<T>(
                setting.Network, setting.Initialization, setting.Analysis, setting.Loss, setting.Stream, setting.Team, setting.Reduction);
        }
        catch (ArgumentException refusal) when (refusal.ParamName == "network")
        {
            // Which widths a start allows is the start's own knowledge; its message is complete.
            throw new RequestException($"initialization: {refusal.Message.Split(" (Parameter")[0]}");
        }

        cancellation.ThrowIfCancellationRequested();
        var state = new DescentState<T>(prepared.Start);
        var options = new RunOptions
        {
            Steps = spec.Steps,
            LossOffset = prepared.LossOffset,
            Recording = spec.RecordPerDecade == 0 ? Recording.EveryStep : Recording.LogSpaced(spec.RecordPerDecade),
            TargetLoss = TargetLoss(setting, prepared),
        };
        var probes = spec.Probes.Select(name => ProbeKind.Create(name, prepared)).ToList();
        var trajectory = DescentRun.Run(prepared.Objective, setting.Method, state, options, probes, setting.Progress, cancellation);
        return new RunAnswer
        {
            Trajectory = trajectory,
            OptimalLoss = setting.OptimalLoss,
            LearningRate = setting.Method.LearningRate,
            DataHash = setting.Analysis.Dataset.ContentHash,
            Network = setting.Network,
            Run = prepared.Network,
            OptimalRank = Math.Min(setting.Analysis.Rank, setting.Network.OutputDimension),
            RoundingUnit = spec.IsDouble ? Math.BitIncrement(1.0) - 1 : MathF.BitIncrement(1f) - 1,
            Weights = setting.KeepWeights ? Unnormalized(setting.Network, prepared.Reduction.Lift(state.Weights)) : null,
        };
    }

    private static double TargetLoss<T>(Setting setting, PreparedRun<T> prepared)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (setting.Spec.Tolerance is not { } tolerance)
            return double.NegativeInfinity;
        var start = prepared.Objective.Loss(prepared.Start) + prepared.LossOffset;
        return setting.OptimalLoss - prepared.LossOffset + (tolerance * RunAnswer.GapUnit(setting.OptimalLoss, start));
    }

    // What would not fit into memory is refused before it is drawn.
    private static (ShelvedData Data, DeepLinearNetwork Network) Fit(
        RunSpec spec, ShelvedData data, Initialization<DeepLinearNetwork> initialization, bool keepWeights)
    {
        if (spec.Data is TeacherDataSpec teacher)
            MemoryNeed.Require(teacher);
        var (inputs, outputs, samples) = data.Shape;
        var network = spec.Network.Create(inputs, outputs);
        MemoryNeed.Require(spec, network, initialization, samples, keepWeights);
        return (data, network);
    }

    private static List<Matrix<double>> ReadWeights(string path)
    {
        using var file = NpzFile.Open(path);
        var layers = new List<Matrix<double>>();
        while (file.Contains($"W{layers.Count + 1}"))
            layers.Add(file.Read($"W{layers.Count + 1}").Values);
        return layers.Count > 0 && layers.Count == file.Names.Count
            ? layers
            : throw new RequestException($"{path}: weights are arrays named W1, W2, ... without a gap; found were: {string.Join(", ", file.Names)}.");
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

    private sealed record Setting(
        RunSpec Spec,
        DeepLinearNetwork Network,
        Initialization<DeepLinearNetwork> Initialization,
        DataAnalysis Analysis,
        Loss Loss,
        double OptimalLoss,
        GradientDescent Method,
        RandomStream Stream,
        ThreadTeam Team,
        bool KeepWeights,
        IProgress<long>? Progress)
    {
        // Weights to be kept are the full network's, which only a start drawn whole can give.
        public ReductionMode Reduction => KeepWeights && Spec.Reduction == ReductionMode.Auto ? ReductionMode.Liftable : Spec.Reduction;
    }
}
