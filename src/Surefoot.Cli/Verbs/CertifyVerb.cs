using System.CommandLine;
using System.Globalization;
using Surefoot.Cli.Output;
using Surefoot.Cli.Runs;
using Surefoot.Cli.Specs;
using Surefoot.Data;
using Surefoot.Theory;

namespace Surefoot.Cli.Verbs;

/// <summary>surefoot certify: every theorem that speaks about a setting, and the run laid under what it guarantees.</summary>
internal static class CertifyVerb
{
    public const string Name = "certify";

    private const string DefaultSteps = "1000";

    public static Command Create(Display display)
    {
        var file = new Argument<string?>("spec") { Description = "A run's spec, a YAML file; or give the setting by options", Arity = ArgumentArity.ZeroOrOne };
        (Option<string?> Option, string Key)[] settings =
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
            (Text("--steps", "How many steps --check runs", "number"), "steps"),
            (Text("--target", "The gap to the optimal loss, relative to the initial one, that steps are counted to", "number"), "tolerance"),
        ];
        var weights = new Option<string?>("--weights") { Description = "The start: layers of a trained linear network, .npz or .safetensors", HelpName = "file" };
        var set = new Option<string[]>("--set") { Description = "Override a key of the spec, for example network.scaling=none; may be repeated", HelpName = "key=value", DefaultValueFactory = _ => [] };
        var constant = new Option<string[]>("--constant") { Description = "A value for a constant that a work leaves open, for example 'zhao-xu-2024/theorem-1 C=2'; may be repeated", HelpName = "theorem symbol=value", DefaultValueFactory = _ => [] };
        var delta = new Option<string>("--delta") { Description = "The failure probability to accept where a statement has one", HelpName = "number", DefaultValueFactory = _ => "0.1" };
        var check = new Option<bool>("--check") { Description = "Run, and lay the run under every bound and inequality that must hold" };
        var printed = new Option<bool>("--printed") { Description = "Tell what the works print where another form is used" };
        var folder = new Option<string?>("--out") { Description = "Write certificates.json and, with --check, bounds.csv and figure.svg to this folder", HelpName = "folder" };
        var json = new Option<bool>("--json") { Description = "Answer as JSON on standard output" };
        var command = new Command(Name, "Evaluates every theorem that speaks about a setting, the best guarantee first") { file };
        foreach (var (option, _) in settings)
            command.Add(option);
        foreach (var option in new Option[] { weights, set, constant, delta, check, printed, folder, json })
            command.Add(option);
        command.SetAction((result, cancellation) =>
        {
            var given = settings.Where(setting => result.GetValue(setting.Option) is not null)
                .Select(setting => new Assignment(setting.Key, result.GetValue(setting.Option)!, $"{setting.Option.Name} {result.GetValue(setting.Option)}")).ToList();
            var spec = Read(result.GetValue(file), given, result.GetValue(weights), result.GetValue(set)!);
            var constants = result.GetValue(constant)!.Select(ReadConstant).ToDictionary();
            var (isChecked, target) = (result.GetValue(check), result.GetValue(folder));
            var output = target is null ? null : new OutputFolder(target);
            var answer = display.WithProgress(Name, report => CertifyAnswer.Of(spec, ReadDelta(result.GetValue(delta)!), constants, isChecked, cancellation));
            IEnumerable<string> words = [Name, .. result.Tokens.Select(token => token.Value)];
            var report = new CertifyReport(answer, Manifest.Of(spec.Settings(), spec.Seed, answer.Setting.Data.Dataset.ContentHash, words), result.GetValue(printed));
            var answerJson = report.ToJson().ToJsonString(Manifest.Json);
            if (output is not null)
            {
                output.Add("certificates.json", answerJson + "\n");
                if (isChecked)
                {
                    output.Add("bounds.csv", report.Table());
                    output.Add("figure.svg", report.Draw().ToSvg());
                }

                output.Commit();
            }

            if (result.GetValue(json))
                display.Out.WriteLine(answerJson);
            else
                display.Out.Write(report.Text());
            return Task.FromResult(report.Holds ? ExitCode.Good : ExitCode.No);
        });
        return command;
    }

    private static Option<string?> Text(string name, string description, string help) => new(name) { Description = description, HelpName = help };

    // What a setting by options leaves out is filled in as it would be in most specs.
    private static RunSpec Read(string? file, List<Assignment> given, string? weights, string[] overrides)
    {
        var assignments = new List<Assignment>();
        if (file is null)
        {
            if (!given.Any(each => each.Key is "data.file" or "data.dataset"))
                throw new RequestException("give a spec, or the setting by options: --data or --dataset, --depth, --width, --init, --learning-rate; see surefoot certify --help.");
            assignments.Add(new("steps", DefaultSteps, "the default of --steps"));
            if (!given.Any(each => each.Key.StartsWith("method.", StringComparison.Ordinal)))
                assignments.Add(new("method.rule", "zhao-xu", "the default of --rule"));
        }

        assignments.AddRange(given);
        if (weights is not null)
        {
            var layers = LayerFile.Read(weights);
            var told = $"--weights {weights}";
            assignments.Add(new("initialization", $"{{ file: '{weights.Replace("'", "''", StringComparison.Ordinal)}' }}", told));
            assignments.Add(new("network", layers.Count == 1 ? "{ depth: 1 }" : $"{{ widths: [{string.Join(", ", layers.SkipLast(1).Select(layer => layer.Rows))}] }}", told));
            assignments.Add(new("network.scaling", "none", told));
        }

        assignments.AddRange(overrides.Select(Assignment.Parse));
        return RunSpecReader.Read(SpecMap.Of(file, assignments));
    }

    private static double ReadDelta(string given) =>
        double.TryParse(given, NumberStyles.Float, CultureInfo.InvariantCulture, out var delta) && delta is > 0 and < 1
            ? delta
            : throw new RequestException($"--delta is '{given}'; allowed are numbers between 0 and 1.");

    private static KeyValuePair<string, Constant> ReadConstant(string given)
    {
        var (space, equals) = (given.IndexOf(' ', StringComparison.Ordinal), given.LastIndexOf('='));
        if (space < 1 || equals < space
            || !double.TryParse(given[(equals + 1)..], NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value))
        {
            throw new RequestException($"--constant '{given}' is not of the form 'theorem symbol=value', for example 'zhao-xu-2024/theorem-1 C=2'.");
        }

        var theorem = given[..space];
        if (Library.Theorems.All(known => known.Id != theorem))
            throw new RequestException($"--constant '{given}': there is no theorem '{theorem}'. {Nearest.Hint(theorem, Library.Theorems.Select(known => known.Id))} 'surefoot list theorems' shows all.");
        var symbol = given[(space + 1)..equals].Trim();
        return KeyValuePair.Create($"{theorem} {symbol}", new Constant(symbol, value, ConstantOrigin.Given, "given on the command line"));
    }
}
