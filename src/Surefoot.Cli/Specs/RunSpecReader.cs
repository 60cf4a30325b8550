using Surefoot.Data;
using Surefoot.Descent;
using Surefoot.Reductions;

namespace Surefoot.Cli.Specs;

/// <summary>Reads a run spec. The defaults stand here, beside the names of their keys.</summary>
internal static class RunSpecReader
{
    /// <summary>More threads than this are a mistyped number.</summary>
    public const int MostThreads = 1024;

    /// <summary>The keys whose value is a list by itself.</summary>
    public static IReadOnlyList<string> ListKeys { get; } = ["data.targets", "network.widths", "probes", "start.at"];

    // Beyond this many steps recording every one fills files nobody reads.
    private const long MostStepsRecordedSingly = 10_000;
    private const int DefaultPerDecade = 100;
    private const int LargestDimension = 100_000_000;
    private const int LargestDepth = 1_000_000;

    public static RunSpec Read(SpecMap spec)
    {
        spec.Allow("data", "network", "initialization", "loss", "method", "steps", "precision", "seed", "probes", "record", "tolerance", "execution");
        var steps = spec.Integer("steps", 0, long.MaxValue);
        var (threads, reduction) = ReadExecution(spec);
        var data = ReadData(spec.Map("data"));
        var network = ReadNetwork(spec.Map("network"));
        var isDouble = spec.Choice("precision", "double", "double", "single") == "double";
        var method = ReadMethod(spec.Map("method"), isDouble, network);
        return new RunSpec
        {
            Data = data,
            Network = network,
            Initialization = network is ResidualSpec ? ReadResidualStart(spec) : ReadInitialization(spec.MapOrKind("initialization"), network),
            Loss = ReadLoss(spec),
            Method = method,
            Steps = steps,
            IsDouble = isDouble,
            Seed = (ulong)spec.Integer("seed", 0, long.MaxValue, 1),
            Probes = ReadProbes(spec, network),
            RecordPerDecade = ReadRecord(spec, steps),
            Tolerance = spec.Has("tolerance") ? spec.Positive("tolerance") : null,
            Threads = threads,

            // A kick moves every weight there is, which no smaller run does.
            Reduction = method.Kicks is null ? reduction : ReductionMode.Off,
        };
    }

    private static DataSpec ReadData(SpecMap data)
    {
        if (data.Has("file"))
        {
            data.Allow("file", "layout", "targets", "standardize", "intercept");
            var file = data.File("file");
            if (BuiltInDatasets.Names.Contains(file.Name) && !File.Exists(file.Full))
                throw data.Complaint("file", $"there is no file {file.Name}, but a built-in set of that name: data.dataset, or --dataset on the command line.");
            return new FileDataSpec(
                file,
                data.Choice("layout", "rows", "rows", "columns") == "rows" ? Layout.Rows : Layout.Columns,
                data.Has("targets") ? data.Texts("targets") : null,
                data.Flag("standardize", false),
                data.Flag("intercept", false));
        }

        if (data.Has("dataset"))
        {
            data.Allow("dataset", "standardize", "intercept");
            return new BuiltInDataSpec(
                data.Choice("dataset", null, [.. BuiltInDatasets.Names]),
                data.Flag("standardize", false),
                data.Flag("intercept", false));
        }

        data.Allow("kind", "inputs", "outputs", "samples", "noise", "targetDeviation", "file", "dataset");
        var isTeacher = data.Choice("kind", null, TeacherDataSpec.Kind, SphereDataSpec.Kind) == TeacherDataSpec.Kind;
        if (!isTeacher && data.Has("noise"))
            throw data.Complaint("noise", $"{SphereDataSpec.Kind} has none, its targets are nothing else; {TeacherDataSpec.Kind} has.");
        var inputs = (int)data.Integer("inputs", 1, LargestDimension);
        var outputs = (int)data.Integer("outputs", 1, LargestDimension, isTeacher ? null : 1);
        var samples = (int)data.Integer("samples", 1, LargestDimension);
        var deviation = data.NotNegative("targetDeviation", 1);
        return isTeacher ? new TeacherDataSpec(inputs, outputs, samples, data.NotNegative("noise", 0), deviation) : new SphereDataSpec(inputs, outputs, samples, deviation);
    }

    private static NetworkSpec ReadNetwork(SpecMap network)
    {
        var kind = network.Choice("kind", DeepLinearSpec.Name, [.. NetworkSpec.Kinds.Select(known => known.Name)]);
        if (kind == ResidualSpec.Name)
            return ReadResidual(network);
        network.Allow("kind", "depth", "width", "widths", "scaling");
        if (kind == TwoLayerReluSpec.Name)
        {
            foreach (var key in new[] { "depth", "widths", "scaling" })
            {
                if (network.Has(key))
                    throw network.Complaint(key, $"a {TwoLayerReluSpec.Name} network has a width only; {DeepLinearSpec.Name} has a {key}.");
            }

            return new TwoLayerReluSpec((int)network.Integer("width", 1, LargestDimension));
        }

        var normalized = network.Choice("scaling", "normalized", "normalized", "none") == "normalized";
        if (network.Has("widths"))
        {
            if (network.Has("depth") || network.Has("width"))
                throw network.Complaint("widths", "give either the hidden widths, or depth and width, not both.");
            return new DeepLinearSpec(network.Integers("widths", 1, LargestDimension), normalized);
        }

        // One layer has no hidden width; a grid over depths may name one all the same.
        var depth = (int)network.Integer("depth", 1, LargestDepth);
        var width = (int)network.Integer("width", 1, LargestDimension, depth == 1 ? 1 : null);
        return new DeepLinearSpec([.. Enumerable.Repeat(width, depth - 1)], normalized);
    }

    private static ResidualSpec ReadResidual(SpecMap network)
    {
        network.Allow("kind", "depth", "width", "transformation");
        var (depth, width) = ((int)network.Integer("depth", 1, LargestDepth), (int)network.Integer("width", 1, LargestDimension));
        if (!network.Has("transformation"))
            return new(depth, width, new(TransformationSpec.Gaussian, null, null, null, null));
        var ends = network.MapOrKind("transformation");
        if (ends.Has("file"))
        {
            ends.Allow("file");
            return new(depth, width, new(null, null, null, null, ends.File("file")));
        }

        var kind = ends.Choice("kind", null, TransformationSpec.Gaussian, TransformationSpec.Identity, TransformationSpec.ModifiedIdentity);
        string[] taken = kind switch
        {
            TransformationSpec.Gaussian => ["kind", "inputDeviation", "outputDeviation"],
            TransformationSpec.ModifiedIdentity => ["kind", "scale"],
            _ => ["kind"],
        };
        ends.Allow(taken);
        return new(depth, width, new(kind, Number("scale"), Number("inputDeviation"), Number("outputDeviation"), null));

        double? Number(string key) => ends.Has(key) ? ends.Positive(key) : null;
    }

    private static InitializationSpec ReadInitialization(SpecMap initialization, NetworkSpec network)
    {
        if (initialization.Has("file"))
        {
            initialization.Allow("file");
            return new InitializationSpec(null, InitializationKind.DefaultDeviation, initialization.File("file"));
        }

        initialization.Allow("kind", "deviation", "file");
        var name = initialization.Choice("kind", null, [.. InitializationKind.All.Where(known => network is DeepLinearSpec || known.CreateForRelu is not null).Select(known => known.Name)]);
        var kind = InitializationKind.All.Single(known => known.Name == name);
        if (initialization.Has("deviation") && !kind.HasDeviation)
        {
            throw initialization.Complaint(
                "deviation", $"the {name} start has no deviation; {string.Join(" and ", InitializationKind.All.Where(known => known.HasDeviation).Select(known => known.Name))} have.");
        }

        return new InitializationSpec(kind, initialization.Positive("deviation", InitializationKind.DefaultDeviation), null);
    }

    private static InitializationSpec ReadResidualStart(SpecMap spec)
    {
        if (!spec.Has("initialization"))
            return new InitializationSpec(InitializationKind.Zero, InitializationKind.DefaultDeviation, null);
        var initialization = spec.MapOrKind("initialization");
        initialization.Allow("kind");
        var name = initialization.Choice("kind", null, [.. InitializationKind.OfResidual.Select(known => known.Name)]);
        return new InitializationSpec(InitializationKind.OfResidual.Single(known => known.Name == name), InitializationKind.DefaultDeviation, null);
    }

    private static LossSpec ReadLoss(SpecMap spec)
    {
        if (!spec.Has("loss"))
            return new LossSpec(LossSpec.Scalings[0].Scaling, 0);
        var loss = spec.MapOrKind("loss");
        loss.Allow("kind", "scaling", "penalty");
        if (loss.Choice("kind", "squared", "squared", "log-cosh") == "log-cosh")
        {
            foreach (var key in new[] { "scaling", "penalty" })
            {
                if (loss.Has(key))
                    throw loss.Complaint(key, "the log-cosh loss has none; the squared loss has.");
            }

            return new LossSpec(null, 0);
        }

        var scaling = loss.Choice("scaling", LossSpec.Scalings[0].Name, [.. LossSpec.Scalings.Select(known => known.Name)]);
        return new LossSpec(LossSpec.Scalings.Single(known => known.Name == scaling).Scaling, loss.NotNegative("penalty", 0));
    }

    private static MethodSpec ReadMethod(SpecMap method, bool isDouble, NetworkSpec network)
    {
        method.Allow("kind", "learningRate", "rule", "factor", "integrator", "accuracy", "batch", "schedule", "gradientThreshold", "radius", "patience");
        var batches = ReadBatches(method);
        var kicks = ReadKicks(method);
        var flow = ReadFlow(method, isDouble);
        if (flow?.Integrator == FlowIntegrator.ImplicitMidpoint && network is TwoLayerReluSpec)
            throw method.Complaint("integrator", $"the velocity of a {network.Kind} network jumps where activations change, which the Runge-Kutta pair follows event by event; take dormand-prince.");
        if (!method.Has("rule"))
        {
            if (method.Has("factor"))
                throw method.Complaint("factor", "a factor multiplies a rule; give a rule, or the learningRate alone.");
            if (!method.Has("learningRate"))
                throw method.Complaint("learningRate", $"missing; give a learningRate, or a rule: {string.Join(", ", LearningRateRule.All.Select(rule => rule.Name))}.");
            return new MethodSpec(method.Positive("learningRate"), null, 1, flow, kicks) { Batches = batches };
        }

        if (network is not DeepLinearSpec)
            throw method.Complaint("rule", $"rules are for {DeepLinearSpec.Name} networks; give a learningRate.");
        if (method.Has("learningRate"))
            throw method.Complaint("rule", "give either a learningRate or a rule, not both; method: { learningRate: ... } replaces both.");
        var name = method.Choice("rule", null, [.. LearningRateRule.All.Select(rule => rule.Name)]);
        return new MethodSpec(null, LearningRateRule.All.Single(rule => rule.Name == name), method.Positive("factor", 1), flow, kicks) { Batches = batches };
    }

    private static BatchSpec? ReadBatches(SpecMap method)
    {
        if (KindOf(method) != BatchSpec.Kind)
        {
            foreach (var key in new[] { "batch", "schedule" })
            {
                if (method.Has(key))
                    throw method.Complaint(key, $"{BatchSpec.Kind} alone has one; set method.kind to it.");
            }

            return null;
        }

        var size = (int)method.Integer("batch", 1, LargestDimension);
        if (!method.Has("schedule"))
            return new(size, BatchSpec.Constant, 0, 0);
        var schedule = method.MapOrKind("schedule");
        switch (schedule.Choice("kind", null, BatchSpec.Constant, BatchSpec.Decaying, BatchSpec.Stepped))
        {
            case BatchSpec.Decaying:
                schedule.Allow("kind", "time", "power");
                return new(size, BatchSpec.Decaying, schedule.Positive("time"), schedule.Positive("power", 1));
            case BatchSpec.Stepped:
                schedule.Allow("kind", "steps", "factor");
                return new(size, BatchSpec.Stepped, schedule.Integer("steps", 1, long.MaxValue), schedule.Positive("factor"));
            default:
                schedule.Allow("kind");
                return new(size, BatchSpec.Constant, 0, 0);
        }
    }

    private static string KindOf(SpecMap method) => method.Choice("kind", MethodSpec.Kinds[0], [.. MethodSpec.Kinds]);

    public static KickSpec? ReadKicks(SpecMap method)
    {
        if (KindOf(method) == "perturbed-gradient-descent")
            return new(method.Positive("gradientThreshold"), method.Positive("radius"), method.Integer("patience", 0, long.MaxValue, 1));
        foreach (var key in new[] { "gradientThreshold", "radius", "patience" })
        {
            if (method.Has(key))
                throw method.Complaint(key, "only perturbed-gradient-descent has one.");
        }

        return null;
    }

    public static FlowSpec? ReadFlow(SpecMap method, bool isDouble)
    {
        if (KindOf(method) is not "gradient-flow" and var kind)
        {
            foreach (var key in new[] { "integrator", "accuracy" })
            {
                if (method.Has(key))
                    throw method.Complaint(key, $"{kind.Replace('-', ' ')} has none; gradient-flow has.");
            }

            return null;
        }

        if (!isDouble)
            throw method.Complaint("kind", "gradient flow is followed in double; set precision: double, or take gradient-descent.");
        var name = method.Choice("integrator", FlowSpec.Integrators[0].Name, [.. FlowSpec.Integrators.Select(known => known.Name)]);
        var integrator = FlowSpec.Integrators.Single(known => known.Name == name).Integrator;
        if (!method.Has("accuracy"))
            return new(integrator, GradientFlow.DefaultAccuracy);
        if (integrator == FlowIntegrator.ImplicitMidpoint)
            throw method.Complaint("accuracy", "the implicit midpoint rule has none; a smaller learningRate makes its steps more accurate.");
        var accuracy = method.Positive("accuracy");
        return accuracy < 1 ? new(integrator, accuracy) : throw method.Complaint("accuracy", $"{accuracy} was given; it is a share of the weights' norm, below 1.");
    }

    private static IReadOnlyList<string> ReadProbes(SpecMap spec, NetworkSpec network)
    {
        var probes = spec.Texts("probes");
        foreach (var fault in probes.Select(probe => network is ResidualSpec ? ProbeKind.FaultOfResidual(probe) : ProbeKind.Fault(probe, network)).OfType<string>())
            throw spec.Complaint("probes", fault);
        return [.. probes.Distinct()];
    }

    public static int ReadRecord(SpecMap spec, long steps)
    {
        if (!spec.Has("record"))
            return steps <= MostStepsRecordedSingly ? 0 : DefaultPerDecade;
        var record = spec.MapOrKind("record");
        record.Allow("kind", "perDecade");
        if (record.Has("perDecade"))
            return (int)record.Integer("perDecade", 1, 1_000_000);
        record.Choice("kind", null, "every");
        return 0;
    }

    private static (int Threads, ReductionMode Reduction) ReadExecution(SpecMap spec)
    {
        if (!spec.Has("execution"))
            return (Environment.ProcessorCount, ReductionMode.Auto);
        var execution = spec.Map("execution");
        execution.Allow("threads", "reduction");
        return (
            (int)execution.Integer("threads", 1, MostThreads, Environment.ProcessorCount),
            execution.Choice("reduction", "auto", "auto", "off") == "auto" ? ReductionMode.Auto : ReductionMode.Off);
    }
}
