using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Surefoot.Cli.Verbs;

/// <summary>Help that ends with an example to run.</summary>
internal sealed class ExampleHelp : SynchronousCommandLineAction
{
    // Help reads the same in any window and in a file.
    private const int Width = 110;

    private static readonly Dictionary<string, string[]> Examples = new()
    {
        [ListVerb.Name] = ["surefoot list studies"],
        [ReproduceVerb.Name] = ["surefoot reproduce zhao-xu-2024/figure-1 --scale quick"],
        [RunVerb.Name] = ["surefoot run examples/longley.yaml", "surefoot run examples/orthogonal-deep.yaml --set network.depth=100 --out results/deep"],
    };

    private readonly HelpAction _plain = new() { MaxWidth = Width };

    /// <summary>Makes every --help of a command end with its example.</summary>
    public static void Install(RootCommand root) => root.Options.OfType<HelpOption>().Single().Action = new ExampleHelp();

    public override int Invoke(ParseResult parseResult)
    {
        _plain.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        var command = parseResult.CommandResult.Command;
        string[] examples = Examples.GetValueOrDefault(command.Name) ?? [.. Examples.Values.Select(each => each[0])];
        output.WriteLine(examples.Length == 1 ? "Example:" : "Examples:");
        foreach (var example in examples)
            output.WriteLine($"  {example}");
        return ExitCode.Good;
    }
}
