using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Surefoot.Descent;
using Surefoot.Losses;
using Surefoot.Reductions;

namespace Surefoot.Cli.Specs;

/// <summary>One run, with every default filled in.</summary>
internal sealed record RunSpec
{
    public required DataSpec Data { get; init; }

    public required NetworkSpec Network { get; init; }

    public required InitializationSpec Initialization { get; init; }

    public required LossSpec Loss { get; init; }

    public required MethodSpec Method { get; init; }

    public required long Steps { get; init; }

    public required bool IsDouble { get; init; }

    public required ulong Seed { get; init; }

    public required IReadOnlyList<string> Probes { get; init; }

    /// <summary>Recorded steps per decade, or 0 for every step.</summary>
    public required int RecordPerDecade { get; init; }

    /// <summary>The gap to the optimal loss, relative to it, at which the run has converged; null for none.</summary>
    public required double? Tolerance { get; init; }

    public required int Threads { get; init; }

    public required ReductionMode Reduction { get; init; }

    /// <summary>Everything that decides the result, in one fixed order; threads do not.</summary>
    public JsonObject Settings()
    {
        var settings = new JsonObject
        {
            ["data"] = Data.Settings(),
            ["network"] = Network.Settings(),
            ["initialization"] = Initialization.Settings(),
            ["loss"] = new JsonObject { ["kind"] = Loss.Kind, ["scaling"] = Loss.ScalingName, ["penalty"] = Loss.Penalty },
            ["method"] = Method.Settings(),
            ["steps"] = Steps,
            ["precision"] = IsDouble ? "double" : "single",
            ["seed"] = Seed,
            ["probes"] = new JsonArray([.. Probes.Select(probe => JsonValue.Create(probe))]),
            ["record"] = RecordPerDecade == 0 ? "every" : new JsonObject { ["perDecade"] = RecordPerDecade },
            ["reduction"] = Reduction == ReductionMode.Auto ? "auto" : "off",
        };
        if (Tolerance is { } tolerance)
            settings["tolerance"] = tolerance;
        return settings;
    }

    /// <summary>The identity of the run: SHA-256 over its settings, in lower-case hexadecimal digits.</summary>
    public string Identity() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Settings().ToJsonString())));
}

/// <summary>Where data come from.</summary>
internal sealed record DataSpec
{
    /// <summary>linear-teacher, file or dataset.</summary>
    public required string Kind { get; init; }

    public int Inputs { get; init; }

    public int Outputs { get; init; }

    public int Samples { get; init; }

    public double Noise { get; init; }

    public double TargetDeviation { get; init; }

    /// <summary>The file's full path, or the built-in set's name.</summary>
    public string Source { get; init; } = "";

    public bool IsLayoutRows { get; init; } = true;

    public IReadOnlyList<string> Targets { get; init; } = [];

    public bool Intercept { get; init; }

    public bool Standardize { get; init; }

    public JsonObject Settings() => Kind == "linear-teacher"
        ? new JsonObject
        {
            ["kind"] = Kind,
            ["inputs"] = Inputs,
            ["outputs"] = Outputs,
            ["samples"] = Samples,
            ["noise"] = Noise,
            ["targetDeviation"] = TargetDeviation,
        }
        : new JsonObject
        {
            [Kind] = Source,
            ["layout"] = IsLayoutRows ? "rows" : "columns",
            ["targets"] = new JsonArray([.. Targets.Select(target => JsonValue.Create(target))]),
            ["intercept"] = Intercept,
            ["standardize"] = Standardize,
        };
}

/// <summary>The architecture.</summary>
/// <param name="HiddenWidths">n_1 to n_{N-1}.</param>
/// <param name="IsNormalized">Whether the output scale is a_N rather than 1.</param>
internal sealed record NetworkSpec(IReadOnlyList<int> HiddenWidths, bool IsNormalized)
{
    public JsonObject Settings() => new()
    {
        ["kind"] = "deep-linear",
        ["widths"] = new JsonArray([.. HiddenWidths.Select(width => JsonValue.Create(width))]),
        ["scaling"] = IsNormalized ? "normalized" : "none",
    };
}

/// <summary>The start.</summary>
/// <param name="Kind">The scheme's name, or file.</param>
/// <param name="Deviation">The standard deviation, where the scheme has one.</param>
/// <param name="File">The full path, for file.</param>
internal sealed record InitializationSpec(string Kind, double Deviation, string? File)
{
    public JsonObject Settings() => File is not null
        ? new JsonObject { ["file"] = File }
        : new JsonObject { ["kind"] = Kind, ["deviation"] = Deviation };
}

/// <summary>The loss.</summary>
internal sealed record LossSpec(string Kind, SquaredScaling Scaling, double Penalty)
{
    public string ScalingName => Scaling switch
    {
        SquaredScaling.Half => "half",
        SquaredScaling.Mean => "mean",
        _ => "half-mean",
    };

    public Loss Create() => Kind == "squared" ? new SquaredLoss(Scaling, Penalty) : new LogCoshLoss();
}

/// <summary>Gradient descent with a rate of its own or a rule's.</summary>
/// <param name="LearningRate">The rate, or null where a rule gives it.</param>
/// <param name="Rule">The rule, or null.</param>
/// <param name="Factor">What the rule's rate is multiplied by.</param>
internal sealed record MethodSpec(double? LearningRate, LearningRateRule? Rule, double Factor)
{
    public JsonObject Settings() => Rule is null
        ? new JsonObject { ["kind"] = "gradient-descent", ["learningRate"] = LearningRate }
        : new JsonObject { ["kind"] = "gradient-descent", ["rule"] = Rule.Name, ["factor"] = Factor };

    public override string ToString() => Rule is null
        ? LearningRate!.Value.ToString("G6", CultureInfo.InvariantCulture)
        : $"{Factor.ToString(CultureInfo.InvariantCulture)} x {Rule.Name}";
}
