using System.Text.Json.Nodes;
using Surefoot.Initializations;
using Surefoot.Objectives;
using Surefoot.Randomness;

namespace Surefoot.Cli.Specs;

/// <summary>A run on a function without a network.</summary>
/// <param name="Function">The function.</param>
/// <param name="Start">The law of the start.</param>
internal sealed record FunctionSpec(Function Function, PointLaw Start) : DescentSpec
{
    private const int LargestDimension = 1_000;

    /// <summary>The functions there are: name and description.</summary>
    public static IReadOnlyList<(string Name, string Description)> Kinds { get; } =
    [
        ("octopus", "d saddles in a row, each slower to escape than the one before (Du 2019, section 7.7); dimension, L, gamma: 1, tau: e"),
        ("plain-saddle", "x_1^2 - x_2^2 on the unit square (Du 2019, section 7.3)"),
        ("sloped-saddle", "a saddle at the foot of a long slope (Du 2019, section 7.3)"),
        ("two-saddles", "two quadratic saddles side by side (Du 2019, section 7.4.1); L, gamma: 1"),
    ];

    /// <summary>Whether a spec is one of a function.</summary>
    public static bool IsIn(SpecMap spec) => spec.Has("function");

    /// <summary>Reads it.</summary>
    public static new FunctionSpec Read(SpecMap spec)
    {
        spec.Allow("function", "start", "method", "steps", "seed", "record");
        var function = ReadFunction(spec.MapOrKind("function"));
        var steps = spec.Integer("steps", 0, long.MaxValue);
        var method = spec.Map("method");
        method.Allow("kind", "learningRate", "integrator", "accuracy", "gradientThreshold", "radius", "patience");
        if (method.Has("kind") && method.Text("kind") == BatchSpec.Kind)
            throw method.Complaint("kind", "a function has no samples to take batches of; take gradient-descent.");
        return new(function, spec.Has("start") ? ReadStart(spec.MapOrKind("start"), function) : new CubeLaw())
        {
            Method = new MethodSpec(method.Positive("learningRate"), null, 1, RunSpecReader.ReadFlow(method, isDouble: true), RunSpecReader.ReadKicks(method)),
            Steps = steps,
            Seed = (ulong)spec.Integer("seed", 0, long.MaxValue, 1),
            RecordPerDecade = RunSpecReader.ReadRecord(spec, steps),
        };
    }

    /// <summary>The start that belongs to the seed.</summary>
    public double[] DrawStart() => Start.Sample(Function.Dimension, RandomStream.FromSeed(Seed).Named("start"));

    /// <inheritdoc/>
    public override JsonObject Settings()
    {
        var function = new JsonObject { ["kind"] = Function.Kind };
        if (Function is Octopus octopus)
            (function["dimension"], function["L"], function["gamma"], function["tau"]) = (octopus.Dimension, octopus.L, octopus.Gamma, octopus.Tau);
        else if (Function is TwoSaddles saddles)
            (function["L"], function["gamma"]) = (saddles.L, saddles.Gamma);
        var start = new JsonObject { ["kind"] = Start.Kind };
        if (Start is CubeLaw cube)
            start["halfWidth"] = cube.HalfWidth;
        else if (Start is GaussianPointLaw gaussian)
            start["deviation"] = gaussian.Deviation;
        else if (Start is GivenPointLaw given)
            start["at"] = new JsonArray([.. given.Point.Select(x => JsonValue.Create(x))]);
        return new JsonObject
        {
            ["function"] = function,
            ["start"] = start,
            ["method"] = Method.Settings(),
            ["steps"] = Steps,
            ["seed"] = Seed,
            ["record"] = RecordPerDecade == 0 ? "every" : new JsonObject { ["perDecade"] = RecordPerDecade },
        };
    }

    private static Function ReadFunction(SpecMap function)
    {
        function.Allow("kind", "dimension", "L", "gamma", "tau");
        var kind = function.Choice("kind", null, [.. Kinds.Select(known => known.Name)]);
        foreach (var key in new[] { "dimension", "L", "gamma", "tau" })
        {
            if (function.Has(key) && kind != "octopus" && (kind != "two-saddles" || key is "dimension" or "tau"))
                throw function.Complaint(key, $"{kind} has none.");
        }

        if (kind == "plain-saddle")
            return new PlainSaddle();
        if (kind == "sloped-saddle")
            return new SlopedSaddle();
        var (towards, away) = (function.Positive("L"), function.Positive("gamma", 1));
        if (kind == "two-saddles")
            return new TwoSaddles(towards, away);
        if (towards < away)
            throw function.Complaint("L", $"{towards} was given; it must be at least gamma, {away}.");
        return new Octopus((int)function.Integer("dimension", 1, LargestDimension), towards, away, function.Positive("tau", Math.E));
    }

    private static PointLaw ReadStart(SpecMap start, Function function)
    {
        start.Allow("kind", "halfWidth", "deviation", "at");
        if (start.Has("at"))
        {
            double[] point = [.. start.Texts("at").Select(text => SpecMap.TryNumber(text, out var number) ? number : throw start.Complaint("at", $"'{text}' is no number."))];
            return point.Length == function.Dimension
                ? new GivenPointLaw(point)
                : throw start.Complaint("at", $"{point.Length} coordinates were given; the function takes {function.Dimension}.");
        }

        return start.Choice("kind", "cube", "cube", "gaussian") == "cube" ? new CubeLaw(start.Positive("halfWidth", 1)) : new GaussianPointLaw(start.Positive("deviation", 1));
    }
}
