using System.Text.Json.Nodes;
using Surefoot.Data;
using Surefoot.Randomness;

namespace Surefoot.Cli.Specs;

/// <summary>Where data come from.</summary>
internal abstract record DataSpec
{
    /// <summary>The part of the canonical settings.</summary>
    public abstract JsonObject Settings();
}

/// <summary>Data that are drawn.</summary>
internal abstract record DrawnDataSpec(int Inputs, int Outputs, int Samples) : DataSpec
{
    /// <summary>Draws the data.</summary>
    public abstract Dataset Sample(RandomStream stream);
}

/// <summary>Points of the unit sphere with normal targets.</summary>
internal sealed record SphereDataSpec(int Inputs, int Outputs, int Samples, double TargetDeviation) : DrawnDataSpec(Inputs, Outputs, Samples)
{
    /// <summary>The spec's word for it.</summary>
    public const string Kind = "unit-sphere";

    public override JsonObject Settings() => new()
    {
        ["kind"] = Kind,
        ["inputs"] = Inputs,
        ["outputs"] = Outputs,
        ["samples"] = Samples,
        ["targetDeviation"] = TargetDeviation,
    };

    public override Dataset Sample(RandomStream stream) => UnitSphere.Sample(Inputs, Outputs, Samples, TargetDeviation, stream);
}

/// <summary>Data drawn with a linear law.</summary>
internal sealed record TeacherDataSpec(int Inputs, int Outputs, int Samples, double Noise, double TargetDeviation) : DrawnDataSpec(Inputs, Outputs, Samples)
{
    /// <summary>The spec's word for it.</summary>
    public const string Kind = "linear-teacher";

    public override JsonObject Settings() => new()
    {
        ["kind"] = Kind,
        ["inputs"] = Inputs,
        ["outputs"] = Outputs,
        ["samples"] = Samples,
        ["noise"] = Noise,
        ["targetDeviation"] = TargetDeviation,
    };

    public override Dataset Sample(RandomStream stream) => LinearTeacher.Sample(Inputs, Outputs, Samples, Noise, TargetDeviation, stream);
}

/// <summary>Data that exist: a file or a built-in set, and what is done to them.</summary>
internal abstract record StoredDataSpec(bool Standardize, bool Intercept) : DataSpec
{
    /// <summary>Reads the data; scaling comes before the intercept, which has no scale.</summary>
    public Dataset Load()
    {
        var data = Read();
        if (Standardize)
            data = data.Standardized();
        return Intercept ? data.WithIntercept() : data;
    }

    protected abstract Dataset Read();
}

/// <summary>Data from a file; targets are null where the file says itself which they are.</summary>
internal sealed record FileDataSpec(SpecPath File, Layout Layout, IReadOnlyList<string>? Targets, bool Standardize, bool Intercept)
    : StoredDataSpec(Standardize, Intercept)
{
    public override JsonObject Settings()
    {
        var settings = new JsonObject { ["file"] = File.Name, ["layout"] = Layout == Layout.Rows ? "rows" : "columns" };
        if (Targets is not null)
            settings["targets"] = new JsonArray([.. Targets.Select(target => JsonValue.Create(target))]);
        settings["standardize"] = Standardize;
        settings["intercept"] = Intercept;
        return settings;
    }

    protected override Dataset Read() => DatasetFile.Read(File.Full, Layout, Targets);
}

/// <summary>A built-in set.</summary>
internal sealed record BuiltInDataSpec(string Name, bool Standardize, bool Intercept) : StoredDataSpec(Standardize, Intercept)
{
    public override JsonObject Settings() => new()
    {
        ["dataset"] = Name,
        ["standardize"] = Standardize,
        ["intercept"] = Intercept,
    };

    protected override Dataset Read() => BuiltInDatasets.Load(Name);
}
