using System.CommandLine;
using Surefoot.Cli.Specs;
using Surefoot.Data;

namespace Surefoot.Cli.Verbs;

/// <summary>A setting on the command line: a spec, or options in its place or on top of it.</summary>
internal sealed class SettingOptions
{
    private const string DefaultSteps = "1000";

    private readonly string _command;
    private readonly (Option<string?> Option, string Key)[] _options;
    private readonly Option<string?> _weights = new("--weights") { Description = "The start: layers of a trained linear or two-layer ReLU network, .npz or .safetensors", HelpName = "file" };
    private readonly Option<string[]> _set = new("--set") { Description = "Override a key of the spec, for example network.scaling=none; may be repeated", HelpName = "key=value", DefaultValueFactory = _ => [] };
    private readonly Argument<string?> _file = new("spec") { Description = "A run's spec, a YAML file; or give the setting by options", Arity = ArgumentArity.ZeroOrOne };

    /// <summary>The options, added to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="steps">What the command does with the steps.</param>
    public SettingOptions(Command command, string steps)
    {
        _command = command.Name;
        _options =
        [
            (Text("--data", "The data, a .npz, .npy or .csv file", "file"), "data.file"),
            (Text("--dataset", "The data, a built-in set", "name"), "data.dataset"),
            (Text("--depth", "The number of layers", "number"), "network.depth"),
            (Text("--width", "The width of every hidden layer", "number"), "network.width"),
            (Text("--init", "The start, as 'surefoot list initializations' names it", "name"), "initialization.kind"),
            (Text("--learning-rate", "The learning rate", "number"), "method.learningRate"),
            (Text("--rule", "The rule that gives the learning rate", "name"), "method.rule"),
            (Text("--loss", "The loss: squared or log-cosh", "name"), "loss.kind"),
            (Text("--seed", "The seed of the start", "number"), "seed"),
            (Text("--steps", steps, "number"), "steps"),
            (Text("--target", "The gap to the optimal loss, relative to the initial one, that steps are counted to", "number"), "tolerance"),
        ];
        command.Add(_file);
        foreach (var (option, _) in _options)
            command.Add(option);
        command.Add(_weights);
        command.Add(_set);
    }

    /// <summary>The spec of a network that was given.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="defaults">What this command fills in besides, by key.</param>
    /// <exception cref="RequestException">It is one of a function.</exception>
    public RunSpec ReadNetwork(ParseResult result, params (string Key, string Value)[] defaults) => Read(result, defaults) as RunSpec
        ?? throw new RequestException($"function: a function was given; {_command} speaks about networks. Take data and network; run, sweep and certify take functions.");

    /// <summary>The spec that was given. What options leave out is filled in as it would be in most specs.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="defaults">What this command fills in besides, by key.</param>
    public DescentSpec Read(ParseResult result, params (string Key, string Value)[] defaults)
    {
        var file = result.GetValue(_file);
        var given = _options.Where(each => result.GetValue(each.Option) is not null)
            .Select(each => new Assignment(each.Key, result.GetValue(each.Option)!, $"{each.Option.Name} {result.GetValue(each.Option)}")).ToList();
        var assignments = new List<Assignment>();
        if (file is null)
        {
            if (!given.Any(each => each.Key is "data.file" or "data.dataset"))
                throw new RequestException("give a spec, or the setting by options: --data or --dataset, --depth, --width, --init, --learning-rate; --help shows all.");
            if (result.GetValue(_weights) is null)
            {
                Require("network.", "--depth, the number of layers, or --weights");
                Require("initialization", "--init, the start, or --weights");
            }

            assignments.Add(new("steps", DefaultSteps, "the default of --steps"));
            if (!given.Any(each => each.Key.StartsWith("method.", StringComparison.Ordinal)))
                assignments.Add(new("method.rule", "zhao-xu", "the default of --rule"));
            assignments.AddRange(defaults.Where(each => given.All(other => other.Key != each.Key)).Select(each => new Assignment(each.Key, each.Value, $"the default of {each.Key}")));
        }

        assignments.AddRange(given);
        var set = result.GetValue(_set)!.Select(Assignment.Parse).ToList();
        if (result.GetValue(_weights) is { } weights)
        {
            var told = $"--weights {weights}";
            if (given.FirstOrDefault(each => each.Key.StartsWith("network.", StringComparison.Ordinal) || each.Key == "initialization.kind") is { } other)
                throw new RequestException($"{told} and {other.Told} were given; the file holds the start with its depth and widths. Leave {other.Told.Split(' ')[0]} out, or --weights.");
            var isRelu = ReluUnitsFile.NamesSigns(weights) || IsRelu(SpecMap.Of(file, [.. assignments, .. set]));
            assignments.Add(new("initialization", $"{{ file: '{weights.Replace("'", "''", StringComparison.Ordinal)}' }}", told));
            assignments.Add(new("network", isRelu ? ReluIn(weights) : LayersIn(weights), told));
        }

        assignments.AddRange(set);
        return DescentSpec.Read(SpecMap.Of(file, assignments));

        void Require(string key, string option)
        {
            if (!given.Any(each => each.Key.StartsWith(key, StringComparison.Ordinal) && each.Key != "network.width")
                && !defaults.Any(each => each.Key.StartsWith(key, StringComparison.Ordinal) && each.Key != "network.width")
                && !result.GetValue(_set)!.Any(set => set.StartsWith(key, StringComparison.Ordinal)))
            {
                throw new RequestException($"without a spec, give {option}; --help shows an example.");
            }
        }
    }

    private static bool IsRelu(SpecMap spec) => spec.Has("network") && spec.MapOrKind("network") is var network && network.Has("kind") && network.Text("kind") == TwoLayerReluSpec.Name;

    private static string ReluIn(string weights) => $"{{ kind: {TwoLayerReluSpec.Name}, width: {ReluUnitsFile.Read(weights).Units.Rows} }}";

    private static string LayersIn(string weights)
    {
        var layers = LayerFile.Read(weights);
        return $"{{ {(layers.Count == 1 ? "depth: 1" : $"widths: [{string.Join(", ", layers.SkipLast(1).Select(layer => layer.Rows))}]")}, scaling: none }}";
    }

    private static Option<string?> Text(string name, string description, string help) => new(name) { Description = description, HelpName = help };
}
