using System.Text.Json.Nodes;
using Surefoot.Data;
using Surefoot.Networks;
using Surefoot.Randomness;

namespace Surefoot.Cli.Specs;

/// <summary>The architecture.</summary>
internal abstract record NetworkSpec
{
    /// <summary>All kinds, with one line for a list; the first is the default.</summary>
    public static IReadOnlyList<(string Name, string Description)> Kinds { get; } =
    [
        (DeepLinearSpec.Name, "f(x) = a W_N ... W_1 x with any depth and widths; a = (n_1 ... n_N)^(-1/2), or 1 with scaling: none"),
        (ResidualSpec.Name, "f(x) = B (I + W_L) ... (I + W_1) A x of one width; transformation: gaussian, identity, modified-identity, or a file with the fixed A and B"),
        (TwoLayerReluSpec.Name, "f(x) = m^(-1/2) sum_r a_r max(w_r . x, 0) of a width m, one target, fair signs a_r from the seed, or those of a weights file; only the w_r are trained"),
    ];

    /// <summary>The word of the spec.</summary>
    public abstract string Kind { get; }

    public abstract JsonObject Settings();
}

/// <summary>A two-layer ReLU network.</summary>
/// <param name="Width">m.</param>
internal sealed record TwoLayerReluSpec(int Width) : NetworkSpec
{
    public const string Name = "two-layer-relu";

    public override string Kind => Name;

    /// <summary>The network for inputs of a dimension, with signs drawn for it.</summary>
    public TwoLayerReluNetwork Create(int inputs, RandomStream signs) => TwoLayerReluNetwork.WithRandomSigns(inputs, Width, signs);

    /// <summary>The network for inputs of a dimension, with the signs of a file.</summary>
    /// <param name="inputs">d.</param>
    /// <param name="name">The file as the spec names it.</param>
    /// <param name="file">What it holds.</param>
    /// <exception cref="RequestException">The file is one of another network.</exception>
    public TwoLayerReluNetwork Create(int inputs, string name, ReluUnitsFile file)
    {
        if (file.Units.Rows != Width)
            throw new RequestException($"network.width: {Width} was given; the file '{name}' holds {file.Units.Rows} units. Give that width, or another file.");
        return file.Units.Columns == inputs
            ? new(inputs, file.Signs)
            : throw new RequestException($"initialization.file: the units of '{name}' take {file.Units.Columns} inputs, and the data have {inputs}. Give the data they were made for, or another file.");
    }

    public override JsonObject Settings() => new() { ["kind"] = Kind, ["width"] = Width };
}

/// <summary>A deep linear network.</summary>
/// <param name="HiddenWidths">n_1 to n_{N-1}.</param>
/// <param name="IsNormalized">Whether the output scale is a_N rather than 1.</param>
internal sealed record DeepLinearSpec(IReadOnlyList<int> HiddenWidths, bool IsNormalized) : NetworkSpec
{
    public const string Name = "deep-linear";

    public override string Kind => Name;

    /// <summary>The network between given dimensions.</summary>
    public DeepLinearNetwork Create(int inputs, int outputs)
    {
        int[] widths = [inputs, .. HiddenWidths, outputs];
        return IsNormalized ? DeepLinearNetwork.Normalized(widths) : DeepLinearNetwork.Unscaled(widths);
    }

    public override JsonObject Settings()
    {
        var settings = new JsonObject { ["kind"] = Kind };
        if (HiddenWidths.Distinct().Count() > 1)
        {
            settings["widths"] = new JsonArray([.. HiddenWidths.Select(width => JsonValue.Create(width))]);
        }
        else
        {
            settings["depth"] = HiddenWidths.Count + 1;
            if (HiddenWidths.Count > 0)
                settings["width"] = HiddenWidths[0];
        }

        settings["scaling"] = IsNormalized ? "normalized" : "none";
        return settings;
    }
}
