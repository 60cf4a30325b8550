using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Surefoot.Sweeps.Storage;

/// <summary>The manifest of a store: which sweep it holds, and what the caller has to say about it.</summary>
/// <param name="Identity">The sweep's identity.</param>
/// <param name="Grid">The grid.</param>
/// <param name="About">What the caller has to say, for example how to make the results again.</param>
/// <param name="Later">What callers had to say who went on with the sweep, where that was something else.</param>
internal sealed record ManifestFile(string Identity, Grid Grid, JsonElement About, IReadOnlyList<JsonElement> Later)
{
    public const string Name = "sweep.json";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The manifest of a sweep.</summary>
    public static byte[] Of(Sweep sweep, string identity, JsonNode about, IEnumerable<JsonNode> later)
    {
        var manifest = new JsonObject
        {
            ["sweep"] = identity,
            ["cells"] = sweep.Grid.Count,
            ["axes"] = new JsonArray([.. sweep.Grid.Axes.Select(axis => new JsonObject
            {
                ["name"] = axis.Name,
                ["values"] = new JsonArray([.. axis.Values.Select(value => JsonNode.Parse(value.Json))]),
            }),]),
            ["firstCell"] = JsonNode.Parse(sweep[0].Settings),
            ["about"] = about.DeepClone(),
        };
        var others = new JsonArray([.. later.Select(each => each.DeepClone())]);
        if (others.Count > 0)
            manifest["later"] = others;
        return Encoding.UTF8.GetBytes(manifest.ToJsonString(Indented) + "\n");
    }

    /// <summary>Reads a manifest.</summary>
    /// <exception cref="SweepException">It is none.</exception>
    public static ManifestFile Read(string path, byte[] bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            var root = document.RootElement;
            var axes = root.GetProperty("axes").EnumerateArray().Select(axis => new Axis(
                axis.GetProperty("name").GetString()!, axis.GetProperty("values").EnumerateArray().Select(CellValue.Of)));
            return new ManifestFile(root.GetProperty("sweep").GetString()!, new Grid(axes), root.GetProperty("about").Clone(), root.TryGetProperty("later", out var later) ? [.. later.EnumerateArray().Select(each => each.Clone())] : []);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or KeyNotFoundException or ArgumentException)
        {
            throw new SweepException($"'{path}' is not the manifest of a sweep ({failure.Message.TrimEnd('.')}). Restore it, or give another folder.", failure);
        }
    }
}
