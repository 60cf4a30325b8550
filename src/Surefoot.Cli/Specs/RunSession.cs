using System.Numerics;
using Surefoot.Arithmetic;
using Surefoot.Data;
using Surefoot.Descent;
using Surefoot.Descent.Probes;
using Surefoot.Initializations;
using Surefoot.Losses;
using Surefoot.Networks;
using Surefoot.Randomness;
using Surefoot.Reductions;

namespace Surefoot.Cli.Specs;

/// <summary>What a run found.</summary>
/// <param name="Trajectory">The recorded run.</param>
/// <param name="OptimalLoss">The least loss over all linear maps.</param>
/// <param name="LearningRate">The rate used.</param>
/// <param name="DataHash">The content hash of the data.</param>
/// <param name="Weights">The end weights in the papers' convention, where they were asked for.</param>
/// <param name="Network">What was run, in a few words.</param>
internal sealed record RunAnswer(
    Trajectory Trajectory,
    double OptimalLoss,
    double LearningRate,
    string DataHash,
    IReadOnlyDictionary<string, Matrix<double>>? Weights,
    string Network);

/// <summary>Carries a run spec out.</summary>
internal static class RunSession
{
    public static RunAnswer Run(RunSpec spec, bool keepWeights, IProgress<long>? progress, CancellationToken cancellation)
    {
        using var team = new ThreadTeam(spec.Threads);
        var stream = RandomStream.FromSeed(spec.Seed);
        var data = LoadData(spec.Data, stream.Named("data"));
        var network = CreateNetwork(spec, data);
        var initialization = CreateInitialization(spec.Initialization);
        RequireMemory(spec, network, initialization);
        var analysis = DataAnalysis.Of(data);
        var loss = spec.Loss.Create();
        var curvature = loss.CurvatureOn(analysis);
        var rate = spec.Method.Rule is { } rule ? spec.Method.Factor * rule.Rate(network, curvature) : spec.Method.LearningRate!.Value;
        var optimal = loss.Minimize(analysis).Loss;
        var setting = new Setting(spec, network, initialization, analysis, loss, optimal, new GradientDescent(rate), stream.Named("start"), team, keepWeights, progress);
        return spec.IsDouble ? Run<double>(setting, cancellation) : Run<float>(setting, cancellation);
    }

    private static RunAnswer Run<T>(Setting setting, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (spec, network) = (setting.Spec, setting.Network);
        PreparedRun<T> prepared;
        try
        {
            prepared = Preparation.Prepare<T>(
                network, setting.Initialization, setting.Analysis, setting.Loss, setting.Stream, setting.Team, spec.Reduction);
        }
        catch (ArgumentException refusal)
        {
            // Which widths a start allows is the start's own knowledge; its message is complete.
            throw new RequestException($"initialization: {refusal.Message.Split(" (Parameter")[0]}");
        }

        var state = new DescentState<T>(prepared.Start);
        var options = new RunOptions
        {
            Steps = spec.Steps,
            LossOffset = prepared.LossOffset,
            Recording = spec.RecordPerDecade == 0 ? Recording.EveryStep : Recording.LogSpaced(spec.RecordPerDecade),
            TargetLoss = TargetLoss(setting, prepared),
        };
        var probes = spec.Probes.Select(kind => CreateProbe(kind, prepared)).ToList();
        var trajectory = DescentRun.Run(prepared.Objective, setting.Method, state, options, probes, setting.Progress, cancellation);
        return new RunAnswer(
            trajectory,
            setting.OptimalLoss,
            setting.Method.LearningRate,
            setting.Analysis.Dataset.ContentHash,
            setting.KeepWeights ? Unnormalized(network, state.Weights) : null,
            Describe(network, prepared.Network));
    }

    // Within the tolerance of the optimum, relative to it; where the optimum is nothing but rounding, relative to the start.
    private static double TargetLoss<T>(Setting setting, PreparedRun<T> prepared)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (setting.Spec.Tolerance is not { } tolerance)
            return double.NegativeInfinity;
        var start = prepared.Objective.Loss(prepared.Start) + prepared.LossOffset;
        var scale = setting.OptimalLoss > start * 1e-24 ? setting.OptimalLoss : start;
        return setting.OptimalLoss + (tolerance * scale) - prepared.LossOffset;
    }

    private static Probe<T> CreateProbe<T>(string kind, PreparedRun<T> prepared)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => kind switch
        {
            "end-to-end" => new EndToEndProbe<T>(prepared.Network),
            "distance-from-start" => new DistanceFromStartProbe<T>(prepared.Network, prepared.Start),
            _ => new BalancednessProbe<T>(prepared.Network),
        };

    private static Dataset LoadData(DataSpec spec, RandomStream stream)
    {
        var data = spec.Kind switch
        {
            "linear-teacher" => LinearTeacher.Sample(spec.Inputs, spec.Outputs, spec.Samples, spec.Noise, spec.TargetDeviation, stream),
            "file" => DatasetFile.Read(spec.Source, spec.IsLayoutRows ? Layout.Rows : Layout.Columns, spec.Targets),
            _ => BuiltInDatasets.Load(spec.Source),
        };
        if (spec.Standardize)
            data = data.Standardized();
        return spec.Intercept ? data.WithIntercept() : data;
    }

    private static DeepLinearNetwork CreateNetwork(RunSpec spec, Dataset data)
    {
        int[] widths = [data.InputDimension, .. spec.Network.HiddenWidths, data.OutputDimension];
        return spec.Network.IsNormalized ? DeepLinearNetwork.Normalized(widths) : DeepLinearNetwork.Unscaled(widths);
    }

    private static Initialization<DeepLinearNetwork> CreateInitialization(InitializationSpec spec) => spec.Kind switch
    {
        "gaussian" => new GaussianInitialization(spec.Deviation),
        "orthogonal" => new OrthogonalInitialization(),
        "one-peak" => new OnePeakInitialization(),
        "special-balanced" => new SpecialBalancedInitialization(),
        "balanced" => new BalancedInitialization(spec.Deviation),
        "identity" => new IdentityInitialization(),
        _ => new GivenInitialization(ReadWeights(spec.File!)),
    };

    private static List<Matrix<double>> ReadWeights(string file)
    {
        var arrays = NpzFile.Read(file);
        var layers = new List<Matrix<double>>();
        while (arrays.TryGetValue($"W{layers.Count + 1}", out var layer))
            layers.Add(layer);
        return layers.Count > 0 && layers.Count == arrays.Count
            ? layers
            : throw new RequestException(
                $"{file}: weights are arrays named W1, W2, ... without a gap; found were: {string.Join(", ", arrays.Keys.Order(StringComparer.Ordinal))}.");
    }

    // An orthogonal start of equal widths is drawn at its reduced size; every other start is formed.
    private static void RequireMemory(RunSpec spec, DeepLinearNetwork network, Initialization<DeepLinearNetwork> initialization)
    {
        if (spec.Reduction == ReductionMode.Auto && initialization is OrthogonalInitialization && network.HiddenWidths.Distinct().Count() == 1)
            return;
        var bytes = (double)network.Shapes.TotalCount * (spec.IsDouble ? sizeof(double) : sizeof(float));
        var available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (bytes > available || network.Shapes.TotalCount > AlignedBuffer<double>.MaximumLength)
        {
            throw new RequestException(
                $"network: {network.Shapes.TotalCount:N0} weights would take {bytes / (1L << 30):N1} GiB; there are {available / (double)(1L << 30):N1} GiB, "
                + $"and one run holds at most {AlignedBuffer<double>.MaximumLength:N0} weights. Choose a smaller width or depth, or an orthogonal start of equal widths, which runs reduced.");
        }
    }

    private static Dictionary<string, Matrix<double>> Unnormalized<T>(DeepLinearNetwork network, Weights<T> weights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var arrays = new Dictionary<string, Matrix<double>>();
        for (var i = 0; i < weights.Count; i++)
        {
            var layer = weights[i].Cast<double>();
            foreach (ref var x in layer.Span)
                x *= network.LayerScales[i];
            arrays.Add(network.Shapes[i].Name, layer);
        }

        return arrays;
    }

    private static string Describe(DeepLinearNetwork full, DeepLinearNetwork run)
    {
        var shape = $"{full.Depth} layers, {full.Shapes.TotalCount:N0} weights";
        return run.Shapes.TotalCount < full.Shapes.TotalCount ? $"{shape}, run exactly on {run.Shapes.TotalCount:N0}" : shape;
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
        IProgress<long>? Progress);
}
