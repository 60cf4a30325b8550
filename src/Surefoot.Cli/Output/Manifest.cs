using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Surefoot.Cli.Output;

/// <summary>What a result was made with: enough to make it again.</summary>
internal static class Manifest
{
    /// <summary>Indented, with the signs of mathematics as they are.</summary>
    public static JsonSerializerOptions Json { get; } = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>The version, with the revision it was built from where that is known.</summary>
    public static string Version { get; } =
        typeof(Manifest).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    /// <summary>The manifest of a result.</summary>
    /// <param name="settings">What was run, in canonical form.</param>
    /// <param name="seed">The seed of all randomness.</param>
    /// <param name="dataHash">The content hash of the data, null where the settings alone decide them.</param>
    /// <param name="command">The words after the program's name that repeat it.</param>
    public static JsonObject Of(JsonObject settings, ulong seed, string? dataHash, params IEnumerable<string> command)
    {
        var manifest = new JsonObject
        {
            ["settings"] = settings,
            ["seed"] = seed,
        };
        foreach (var (name, value) in Maker(command))
            manifest[name] = value!.DeepClone();
        if (dataHash is not null)
            manifest["dataHash"] = dataHash;
        return manifest;
    }

    /// <summary>Who made a result: the command, the version, the runtime and the processor.</summary>
    /// <param name="command">The words after the program's name that repeat it.</param>
    public static JsonObject Maker(IEnumerable<string> command) => new()
    {
        ["command"] = string.Join(' ', command.Prepend("surefoot").Select(Quote)),
        ["version"] = Version,
        ["runtime"] = RuntimeInformation.FrameworkDescription,
        ["processor"] = ProcessorFeatures(),
    };

    /// <summary>A number as JSON: the non-finite ones, which JSON lacks, as words.</summary>
    public static JsonNode Number(double value) => double.IsFinite(value)
        ? JsonValue.Create(value)
        : JsonValue.Create(double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");

    private static string ProcessorFeatures()
    {
        var features = new List<string> { RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant() };
        if (Vector512.IsHardwareAccelerated)
            features.Add("512-bit vectors");
        else if (Vector256.IsHardwareAccelerated)
            features.Add("256-bit vectors");
        else if (Vector128.IsHardwareAccelerated)
            features.Add("128-bit vectors");
        if (Fma.IsSupported || AdvSimd.IsSupported)
            features.Add("fused multiply-add");
        return string.Join(", ", features);
    }

    // For a POSIX shell.
    private static string Quote(string word) => word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || "-_./=:,+@%".Contains(c))
        ? word
        : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
