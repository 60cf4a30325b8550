using System.Text.Json.Nodes;
using Surefoot.Data;
using Surefoot.Networks;

namespace Surefoot.Cli.Specs;

/// <summary>A linear residual network.</summary>
/// <param name="Layers">L.</param>
/// <param name="Width">m.</param>
/// <param name="Transformation">How its ends are made.</param>
internal sealed record ResidualSpec(int Layers, int Width, TransformationSpec Transformation) : NetworkSpec
{
    public const string Name = "linear-residual";

    public override string Kind => Name;

    public override JsonObject Settings() => new() { ["kind"] = Kind, ["depth"] = Layers, ["width"] = Width, ["transformation"] = Transformation.Settings() };
}

/// <summary>How A and B are made: a kind with what it takes, or a file with both.</summary>
/// <param name="Name">gaussian, identity or modified-identity; null for a file.</param>
/// <param name="Scale">alpha of the modified identity, or null.</param>
/// <param name="InputDeviation">The standard deviation of A's entries, or null.</param>
/// <param name="OutputDeviation">The standard deviation of B's entries, or null.</param>
/// <param name="File">The file, null for a kind.</param>
internal sealed record TransformationSpec(string? Name, double? Scale, double? InputDeviation, double? OutputDeviation, SpecPath? File)
{
    public const string Gaussian = "gaussian";
    public const string Identity = "identity";
    public const string ModifiedIdentity = "modified-identity";

    /// <summary>The transformation.</summary>
    /// <exception cref="DataException">The file cannot be read, or holds something else than A and B.</exception>
    public Transformation Create()
    {
        switch (Name)
        {
            case Gaussian:
                return new GaussianTransformation(InputDeviation, OutputDeviation);
            case Identity:
                return new IdentityTransformation();
            case ModifiedIdentity:
                return new ModifiedIdentityTransformation(Scale);
            default:
                using (var arrays = NpzFile.Open(File!.Full))
                {
                    if (!arrays.Contains("A") || !arrays.Contains("B"))
                        throw new DataException($"{File.Name}: a transformation is two arrays, A with the width as its rows and B with it as its columns; found were: {string.Join(", ", arrays.Names)}.");
                    return new GivenTransformation(arrays.Read("A").Values, arrays.Read("B").Values);
                }
        }
    }

    public JsonObject Settings()
    {
        if (Name is null)
            return new JsonObject { ["file"] = File!.Name };
        var settings = new JsonObject { ["kind"] = Name };
        foreach (var (key, value) in new[] { ("scale", Scale), ("inputDeviation", InputDeviation), ("outputDeviation", OutputDeviation) })
        {
            if (value is not null)
                settings[key] = value;
        }

        return settings;
    }
}
