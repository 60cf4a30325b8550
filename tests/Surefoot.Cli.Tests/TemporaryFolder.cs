namespace Surefoot.Cli.Tests;

/// <summary>A folder of a test's own, gone when the test ends.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("surefoot-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>A spec that takes no time, with lines added or, for keys it has, in their place.</summary>
    public string Spec(params string[] lines)
    {
        string[] small =
        [
            "data: { kind: linear-teacher, inputs: 6, outputs: 2, samples: 12, noise: 0.5 }",
            "network: { kind: deep-linear, depth: 3, width: 16 }",
            "initialization: orthogonal",
            "method: { kind: gradient-descent, rule: zhao-xu }",
            "steps: 20",
        ];
        var keys = lines.Select(line => line.Split(':')[0]).ToHashSet();
        var path = this["spec.yaml"];
        File.WriteAllLines(path, [.. small.Where(line => !keys.Contains(line.Split(':')[0])), .. lines]);
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
