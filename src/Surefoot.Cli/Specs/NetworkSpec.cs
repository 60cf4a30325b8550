using System.Text.Json.Nodes;
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
        (TwoLayerReluSpec.Name, "f(x) = m^(-1/2) sum_r a_r max(w_r . x, 0) of a width m, one target, fair signs a_r from the seed; only the w_r are trained"),
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

    /// <summary>The network for inputs of a dimension, with its signs.</summary>
    public TwoLayerReluNetwork Create(int inputs, RandomStream signs) => TwoLayerReluNetwork.WithRandomSigns(inputs, Width, signs);

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
