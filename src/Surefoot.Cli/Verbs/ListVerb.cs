using System.CommandLine;
using System.Text.Json.Nodes;
using Surefoot.Cli.Output;
using Surefoot.Cli.Specs;
using Surefoot.Studies;

namespace Surefoot.Cli.Verbs;

/// <summary>surefoot list: what there is.</summary>
internal static class ListVerb
{
    private static readonly Dictionary<string, string> InitializationTexts = new()
    {
        ["gaussian"] = "independent normal entries (deviation, 1 by default)",
        ["orthogonal"] = "Haar layers scaled by sqrt(max(rows, columns)); reduces exactly when hidden widths are equal",
        ["one-peak"] = "the same, for widths that rise to a hidden peak and fall (Zhao and Xu 2024, definition 1)",
        ["special-balanced"] = "equal widths, fixed rotations, a Haar last layer (Zhao and Xu 2024, theorem 6)",
        ["balanced"] = "a Gaussian end-to-end matrix spread over the layers (Arora et al. 2019, procedure 1)",
        ["identity"] = "every layer the identity; all dimensions equal",
        ["file"] = "W1, W2, ... from a .npz file: initialization: { file: weights.npz }",
    };

    private static readonly Dictionary<string, Func<IEnumerable<(string Name, string Text)>>> Kinds = new()
    {
        ["studies"] = () => Catalogue.Studies.Select(study => (study.Id, $"{study.Title} ({study.Source})")),
        ["networks"] = () => [("deep-linear", "f(x) = alpha W_N ... W_1 x, any depth and widths")],
        ["initializations"] = () => InitializationTexts.Select(text => (text.Key, text.Value)),
    };

    public static Command Create(Display display)
    {
        var kind = new Argument<string?>("kind") { Description = "studies, networks or initializations; all where left out", Arity = ArgumentArity.ZeroOrOne };
        var json = new Option<bool>("--json") { Description = "answer as JSON on standard output" };
        var command = new Command("list", "What there is.\n\nExample: surefoot list studies") { kind, json };
        command.SetAction(result =>
        {
            var wanted = result.GetValue(kind);
            if (wanted is not null && !Kinds.ContainsKey(wanted))
                throw new RequestException($"there is no list of '{wanted}'.{Nearest.Hint(wanted, Kinds.Keys)} There are: {string.Join(", ", Kinds.Keys)}.");
            var shown = Kinds.Where(pair => wanted is null || pair.Key == wanted).ToList();
            if (result.GetValue(json))
            {
                var answer = new JsonObject();
                foreach (var (name, list) in shown)
                    answer[name] = new JsonArray([.. list().Select(item => new JsonObject { ["name"] = item.Name, ["description"] = item.Text })]);
                display.Out.WriteLine(answer.ToJsonString(Manifest.Json));
                return 0;
            }

            foreach (var (name, list) in shown)
            {
                display.Out.WriteLine(name);
                foreach (var item in list())
                    display.Out.WriteLine($"  {item.Name,-24} {item.Text}");
            }

            return 0;
        });
        return command;
    }
}
