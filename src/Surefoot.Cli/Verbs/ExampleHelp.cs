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
        [ReproduceVerb.Name] = ["surefoot reproduce zhao-xu-2024/figure-1 --scale quick", "timeout 1h surefoot reproduce hu-2020/figure-1"],
        [RunVerb.Name] = ["surefoot run examples/longley.yaml", "surefoot run examples/orthogonal-deep.yaml --set network.depth=100 --out results/deep"],
        [CertifyVerb.Name] = ["surefoot certify --dataset diabetes --depth 3 --width 512 --init orthogonal --check"],
        [AdviseVerb.Name] = ["surefoot advise --dataset diabetes --depth 3 --set data.standardize=true --set loss.scaling=mean"],
        [CalibrateVerb.Name] = ["surefoot calibrate hu-2020/theorem-4.1 --dataset diabetes --depth 3 --init orthogonal --rule hu --set data.standardize=true --seeds 20 --steps 200"],
        [SweepVerb.Name] = ["surefoot sweep examples/width-depth-sweep.yaml --out results/width-depth"],
        [SweepStatusVerb.Name] = ["surefoot sweep status results/width-depth"],
        [SweepExportVerb.Name] = ["surefoot sweep export results/width-depth > results/width-depth.csv"],
        [SweepPlotVerb.Name] = ["surefoot sweep plot results/width-depth --contour 1e-2 --out results/width-depth.svg"],
    };

    private readonly HelpAction _plain = new() { MaxWidth = Width };

    /// <summary>Makes every --help of a command end with its example.</summary>
    public static void Install(RootCommand root) => root.Options.OfType<HelpOption>().Single().Action = new ExampleHelp();

    public override int Invoke(ParseResult parseResult)
    {
        // A verb below another one does without the arguments of that one, and shall not show them.
        var command = parseResult.CommandResult.Command;
        foreach (var argument in command.Parents.OfType<Command>().SelectMany(parent => parent.Arguments))
            argument.Hidden = true;
        _plain.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        var examples = Examples.GetValueOrDefault(command.Name) ?? [.. command.Subcommands.SelectMany(verb => Examples[verb.Name].Take(1))];
        output.WriteLine(examples.Length == 1 ? "Example:" : "Examples:");
        foreach (var example in examples)
            output.WriteLine($"  {example}");
        return ExitCode.Good;
    }
}
