using System.Text.Json;
using System.Text.Json.Nodes;
using Surefoot.Theory;

namespace Surefoot.Cli.Output;

/// <summary>A file of calibrated constants: a JSON object with an entry for each theorem and symbol.</summary>
internal static class ConstantFile
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="RequestException">It cannot be read, or is no such file.</exception>
    public static IReadOnlyDictionary<string, Constant> Read(string path)
    {
        try
        {
            return Load(path).ToDictionary(entry => entry.Key, entry => new Constant(
                (string)entry.Value!["symbol"]!, (double)entry.Value["value"]!, ConstantOrigin.Calibrated, (string)entry.Value["note"]!));
        }
        catch (Exception failure) when (failure is InvalidOperationException or NullReferenceException or FormatException)
        {
            throw Foreign(path);
        }
    }

    /// <summary>Adds a calibration to a file, in the place of one of the same constant.</summary>
    /// <exception cref="RequestException">The file cannot be read or written.</exception>
    public static void Add(string path, Calibration calibration, JsonObject settings)
    {
        var entries = File.Exists(path) ? Load(path) : [];
        entries[$"{calibration.Theorem.Id} {calibration.Symbol}"] = new JsonObject
        {
            ["symbol"] = calibration.Symbol,
            ["value"] = calibration.Value,
            ["note"] = calibration.Constant.Note,
            ["leastWidth"] = calibration.LeastWidth,
            ["held"] = calibration.Share.Held,
            ["runs"] = calibration.Share.Of,
            ["widthBelow"] = calibration.WidthBelow,
            ["heldBelow"] = calibration.ShareBelow.Held,
            ["steps"] = calibration.Steps,
            ["settings"] = settings,
        };
        var unfinished = path + ".unfinished";
        try
        {
            File.WriteAllText(unfinished, entries.ToJsonString(Manifest.Json) + "\n");
            File.Move(unfinished, path, overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new RequestException($"the constants cannot be written to '{path}': {failure.Message.TrimEnd('.')}. Choose another file.");
        }
    }

    private static JsonObject Load(string path)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(path)) as JsonObject ?? throw Foreign(path);
        }
        catch (JsonException)
        {
            throw Foreign(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new RequestException($"the constants '{path}' cannot be read: {failure.Message.TrimEnd('.')}. Give a file that surefoot calibrate wrote.");
        }
    }

    private static RequestException Foreign(string path) => new($"{path} is no file of constants; surefoot calibrate writes them.");
}
