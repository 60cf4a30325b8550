using Surefoot.Data;
using Surefoot.Descent;
using Surefoot.Losses;
using Surefoot.Reductions;

namespace Surefoot.Cli.Specs;

/// <summary>Reads a run spec. The defaults stand here, beside the names of their keys.</summary>
internal static class RunSpecReader
{
    /// <summary>The names of the starts, as a spec writes them.</summary>
    public static IReadOnlyList<string> InitializationKinds { get; } =
        ["gaussian", "orthogonal", "one-peak", "special-balanced", "balanced", "identity"];

    /// <summary>The names of the probes.</summary>
    public static IReadOnlyList<string> ProbeKinds { get; } = ["end-to-end", "distance-from-start", "balancedness"];

    // Beyond this many steps recording every one fills files nobody reads.
    private const long MostStepsRecordedSingly = 10_000;
    private const int DefaultPerDecade = 100;
    private const int LargestDimension = 100_000_000;

    public static RunSpec Read(SpecMap spec)
    {
        spec.Allow("data", "network", "initialization", "loss", "method", "steps", "precision", "seed", "probes", "record", "tolerance", "execution");
        var steps = spec.Integer("steps", 0, long.MaxValue);
        var (threads, reduction) = ReadExecution(spec);
        return new RunSpec
        {
            Data = ReadData(spec.Map("data")),
            Network = ReadNetwork(spec.Map("network")),
            Initialization = ReadInitialization(spec.MapOrKind("initialization")),
            Loss = ReadLoss(spec),
            Method = ReadMethod(spec.Map("method")),
            Steps = steps,
            IsDouble = spec.Choice("precision", "double", "double", "single") == "double",
            Seed = (ulong)spec.Integer("seed", 0, long.MaxValue, 1),
            Probes = ReadProbes(spec),
            RecordPerDecade = ReadRecord(spec, steps),
            Tolerance = spec.Has("tolerance") ? spec.Positive("tolerance") : null,
            Threads = threads,
            Reduction = reduction,
        };
    }

    private static DataSpec ReadData(SpecMap data)
    {
        if (data.Has("file") || data.Has("dataset"))
        {
            var kind = data.Has("file") ? "file" : "dataset";
            if (kind == "file")
                data.Allow("file", "layout", "targets", "intercept", "standardize");
            else
                data.Allow("dataset", "intercept", "standardize");
            return new DataSpec
            {
                Kind = kind,
                Source = kind == "file" ? Path.GetFullPath(data.Text("file"), data.Folder) : data.Choice("dataset", "", [.. BuiltInDatasets.Names]),
                IsLayoutRows = data.Choice("layout", "rows", "rows", "columns") == "rows",
                Targets = data.Texts("targets"),
                Intercept = data.Flag("intercept", false),
                Standardize = data.Flag("standardize", false),
            };
        }

        data.Allow("kind", "inputs", "outputs", "samples", "noise", "targetDeviation", "file", "dataset");
        data.Choice("kind", "linear-teacher", "linear-teacher");
        return new DataSpec
        {
            Kind = "linear-teacher",
            Inputs = (int)data.Integer("inputs", 1, LargestDimension),
            Outputs = (int)data.Integer("outputs", 1, LargestDimension),
            Samples = (int)data.Integer("samples", 1, LargestDimension),
            Noise = data.NotNegative("noise", 0),
            TargetDeviation = data.NotNegative("targetDeviation", 1),
        };
    }

    private static NetworkSpec ReadNetwork(SpecMap network)
    {
        network.Allow("kind", "depth", "width", "widths", "scaling");
        network.Choice("kind", "deep-linear", "deep-linear");
        var normalized = network.Choice("scaling", "normalized", "normalized", "none") == "normalized";
        if (network.Has("widths"))
        {
            if (network.Has("depth") || network.Has("width"))
                throw network.Complaint("widths", "give either the hidden widths, or depth and width, not both.");
            return new NetworkSpec(network.Integers("widths", 1), normalized);
        }

        var depth = (int)network.Integer("depth", 1, 1_000_000);
        var width = depth == 1 ? 1 : (int)network.Integer("width", 1, LargestDimension);
        return new NetworkSpec([.. Enumerable.Repeat(width, depth - 1)], normalized);
    }

    private static InitializationSpec ReadInitialization(SpecMap initialization)
    {
        if (initialization.Has("file"))
        {
            initialization.Allow("file");
            return new InitializationSpec("file", 1, Path.GetFullPath(initialization.Text("file"), initialization.Folder));
        }

        initialization.Allow("kind", "deviation", "file");
        initialization.Text("kind");
        var kind = initialization.Choice("kind", "", [.. InitializationKinds]);
        if (initialization.Has("deviation") && kind is not ("gaussian" or "balanced"))
            throw initialization.Complaint("deviation", $"the {kind} start has no deviation; gaussian and balanced have.");
        return new InitializationSpec(kind, initialization.Positive("deviation", 1), null);
    }

    private static LossSpec ReadLoss(SpecMap spec)
    {
        if (!spec.Has("loss"))
            return new LossSpec("squared", SquaredScaling.Half, 0);
        var loss = spec.MapOrKind("loss");
        loss.Allow("kind", "scaling", "penalty");
        var kind = loss.Choice("kind", "squared", "squared", "log-cosh");
        if (kind == "log-cosh" && (loss.Has("scaling") || loss.Has("penalty")))
            throw loss.Complaint(loss.Has("scaling") ? "scaling" : "penalty", "the log-cosh loss has none; the squared loss has.");
        var scaling = loss.Choice("scaling", "half", "half", "mean", "half-mean") switch
        {
            "half" => SquaredScaling.Half,
            "mean" => SquaredScaling.Mean,
            _ => SquaredScaling.HalfMean,
        };
        return new LossSpec(kind, scaling, loss.NotNegative("penalty", 0));
    }

    private static MethodSpec ReadMethod(SpecMap method)
    {
        method.Allow("kind", "learningRate", "rule", "factor");
        method.Choice("kind", "gradient-descent", "gradient-descent");
        if (!method.Has("rule"))
        {
            if (method.Has("factor"))
                throw method.Complaint("factor", "a factor multiplies a rule; give a rule, or the learningRate alone.");
            return new MethodSpec(method.Positive("learningRate"), null, 1);
        }

        if (method.Has("learningRate"))
            throw method.Complaint("rule", "give either a learningRate or a rule, not both.");
        var name = method.Choice("rule", "", [.. LearningRateRule.All.Select(rule => rule.Name)]);
        return new MethodSpec(null, LearningRateRule.All.Single(rule => rule.Name == name), method.Positive("factor", 1));
    }

    private static IReadOnlyList<string> ReadProbes(SpecMap spec)
    {
        var probes = spec.Texts("probes");
        foreach (var probe in probes)
        {
            if (!ProbeKinds.Contains(probe))
                throw spec.Complaint("probes", $"unknown probe '{probe}'.{Nearest.Hint(probe, ProbeKinds)} Known: {string.Join(", ", ProbeKinds)}.");
        }

        return [.. probes.Distinct()];
    }

    private static int ReadRecord(SpecMap spec, long steps)
    {
        if (!spec.Has("record"))
            return steps <= MostStepsRecordedSingly ? 0 : DefaultPerDecade;
        var record = spec.MapOrKind("record");
        record.Allow("kind", "perDecade");
        if (record.Has("perDecade"))
            return (int)record.Integer("perDecade", 1, 1_000_000);
        record.Choice("kind", "every", "every");
        return 0;
    }

    private static (int Threads, ReductionMode Reduction) ReadExecution(SpecMap spec)
    {
        if (!spec.Has("execution"))
            return (Environment.ProcessorCount, ReductionMode.Auto);
        var execution = spec.Map("execution");
        execution.Allow("threads", "reduction");
        return (
            (int)execution.Integer("threads", 1, 1024, Environment.ProcessorCount),
            execution.Choice("reduction", "auto", "auto", "off") == "auto" ? ReductionMode.Auto : ReductionMode.Off);
    }
}
