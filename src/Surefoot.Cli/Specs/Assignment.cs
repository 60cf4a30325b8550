namespace Surefoot.Cli.Specs;

/// <summary>A key of a spec given a value on the command line.</summary>
/// <param name="Key">The key with the mappings it lies in, for example network.depth.</param>
/// <param name="Value">The value, as YAML.</param>
/// <param name="Told">The words that said so, for complaints.</param>
internal sealed record Assignment(string Key, string Value, string Told)
{
    /// <summary>Reads key=value, as --set takes it.</summary>
    public static Assignment Parse(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals < 1
            ? throw new RequestException($"--set {text}: an override is key=value, for example --set network.depth=50.")
            : new(text[..equals], text[(equals + 1)..], $"--set {text}");
    }
}
