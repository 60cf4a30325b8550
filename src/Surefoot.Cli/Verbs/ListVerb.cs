using System.CommandLine;
using System.Text.Json.Nodes;
using Surefoot.Cli.Output;
using Surefoot.Cli.Specs;
using Surefoot.Studies;
using Surefoot.Theory;

namespace Surefoot.Cli.Verbs;

/// <summary>surefoot list: what there is.</summary>
internal static class ListVerb
{
    public const string Name = "list";

    public static Command Create(Display display, IReadOnlyList<Study> studies)
    {
        (string Name, (string Name, string Description)[] Entries)[] lists =
        [
            ("studies", [.. studies.Select(study => (study.Id, $"{study.Title} ({study.Source})"))]),
            ("theorems", [.. Library.Theorems.Select(theorem => (theorem.Id, $"{theorem.Statement} ({theorem.Source}; {ScopeOf(theorem)})"))]),
            ("networks", [.. NetworkSpec.Kinds]),
            ("methods", [
                ("gradient-descent", "all samples at every step"),
                ("perturbed-gradient-descent", "kicks where the gradient is small (Du 2019, algorithm 2); gradientThreshold, radius, patience: 1"),
                (BatchSpec.Kind, "a batch without replacement at every step, named by seed and step; batch: 32; schedule: constant, decaying or stepped"),
                ("gradient-flow", "integrator: dormand-prince or implicit-midpoint"),
            ]),
            ("functions", [.. FunctionSpec.Kinds]),
            ("initializations", [
                .. InitializationKind.All.Concat(InitializationKind.OfResidual).Select(start => (start.Name, start.Description)),
                ("file", $"initialization: {{ file: weights.npz }}, or PyTorch's .safetensors: layers W1, W2, ... or *.weight; of {TwoLayerReluSpec.Name} W1 (m x d) with signs (m), or two layers, the second +-1 or +-m^(-1/2)"),
            ]),
        ];
        string[] names = [.. lists.Select(list => list.Name)];
        var kind = new Argument<string?>("kind") { Description = $"{string.Join(", ", names)}; all where left out", Arity = ArgumentArity.ZeroOrOne };
        var json = new Option<bool>("--json") { Description = "Answer as JSON on standard output" };
        var command = new Command(Name, "Lists what there is") { kind, json };
        command.SetAction(result =>
        {
            var wanted = result.GetValue(kind);
            if (wanted is not null && !names.Contains(wanted))
                throw new RequestException($"there is no list of '{wanted}'. {Nearest.Hint(wanted, names)} There are: {string.Join(", ", names)}.");
            var shown = lists.Where(list => wanted is null || list.Name == wanted);
            if (result.GetValue(json))
                display.Out.WriteLine(ToJson(shown).ToJsonString(Manifest.Json));
            else
                Tell(display, shown);
        });
        return command;
    }

    private static string ScopeOf(Theorem theorem) => theorem.Scope switch
    {
        Scope.Start => "measured at the start",
        Scope.Step => "checked at every step",
        Scope.Run => "a guarantee for the run",
        _ => "a law of the start",
    };

    private static JsonObject ToJson(IEnumerable<(string Name, (string Name, string Description)[] Entries)> lists) => new(
        lists.Select(list => KeyValuePair.Create<string, JsonNode?>(list.Name, new JsonArray(
            [.. list.Entries.Select(entry => new JsonObject { ["name"] = entry.Name, ["description"] = entry.Description })]))));

    private static void Tell(Display display, IEnumerable<(string Name, (string Name, string Description)[] Entries)> lists)
    {
        foreach (var (name, entries) in lists)
        {
            display.Out.WriteLine(name);
            var width = entries.Max(entry => entry.Name.Length);
            foreach (var entry in entries)
                display.Out.WriteLine($"  {entry.Name.PadRight(width)}  {entry.Description}");
        }
    }
}
