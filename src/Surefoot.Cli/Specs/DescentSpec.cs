using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Surefoot.Cli.Specs;

/// <summary>What a spec asks to be run, with every default filled in: a network on data, or a function.</summary>
internal abstract record DescentSpec
{
    public required MethodSpec Method { get; init; }

    public required long Steps { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>Recorded steps per decade, or 0 for every step.</summary>
    public required int RecordPerDecade { get; init; }

    /// <summary>The files it names.</summary>
    public virtual IEnumerable<SpecPath> Files => [];

    /// <summary>Reads a spec of either kind.</summary>
    public static DescentSpec Read(SpecMap spec) => FunctionSpec.IsIn(spec) ? FunctionSpec.Read(spec) : RunSpecReader.Read(spec);

    /// <summary>
    /// The canonical form: everything that decides the numbers, with defaults filled in, in one fixed order. It is itself a
    /// spec, of the same run. Threads are not in it, for the numbers do not depend on them.
    /// </summary>
    public abstract JsonObject Settings();

    /// <summary>The identity of the run: SHA-256 over its canonical form, in 64 lower-case hexadecimal digits.</summary>
    /// <remarks>Files enter by their names; what is in them, by the data hash of a result.</remarks>
    public string Identity() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Settings().ToJsonString())));
}
