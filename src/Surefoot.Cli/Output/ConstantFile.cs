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
    /// <param name="path">The file.</param>
    /// <param name="calibration">The calibration.</param>
    /// <param name="answer">All that is known of it.</param>
    /// <exception cref="RequestException">The file cannot be read or written.</exception>
    public static void Add(string path, Calibration calibration, JsonObject answer)
    {
        var entries = File.Exists(path) ? Load(path) : [];
        var entry = answer.DeepClone().AsObject();
        entry["note"] = calibration.Constant.Note;
        entries[$"{calibration.Theorem.Id} {calibration.Symbol}"] = entry;
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
