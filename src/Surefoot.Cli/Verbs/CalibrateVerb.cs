using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Surefoot.Arithmetic;
using Surefoot.Cli.Output;
using Surefoot.Cli.Runs;
using Surefoot.Cli.Specs;
using Surefoot.Losses;
using Surefoot.Randomness;
using Surefoot.Reductions;
using Surefoot.Theory;

namespace Surefoot.Cli.Verbs;

/// <summary>surefoot calibrate: a constant that a work leaves open, estimated by bisection over widths or over its values, or from starts.</summary>
internal static class CalibrateVerb
{
    public const string Name = "calibrate";

    public static Command Create(Display display)
    {
        var command = new Command(Name, "Estimates a constant that a work leaves open: the least width or the hardest value with which runs do what the theorem says, or what starts show of it");
        var theorem = new Argument<string>("theorem") { Description = "The theorem, as 'surefoot list theorems' names it" };
        command.Add(theorem);
        var setting = new SettingOptions(command, "How many steps each run takes");
        var symbol = new Option<string?>("--symbol") { Description = "Which of the theorem's constants, where draws try several; by default the first", HelpName = "symbol" };
        var given = new ConstantOptions(command);
        var least = Number("--least", "The least width to try, where the constant multiplies one", "2");
        var largest = Number("--largest", "The largest width to try, where the constant multiplies one", "1024");
        var seeds = Number("--seeds", "The number of starts, or of draws: at each width or value that is tried", "100");
        var share = new Option<string>("--share") { Description = "The share of starts or draws for which the constant must hold", HelpName = "number", DefaultValueFactory = _ => "0.9" };
        var file = new Option<string?>("--out") { Description = "Add the constant to this file, which certify and advise read with --constants", HelpName = "file" };
        var json = new Option<bool>("--json") { Description = "Answer as JSON on standard output" };
        foreach (var option in new Option[] { symbol, least, largest, seeds, share, file, json })
            command.Add(option);
        command.SetAction((result, cancellation) =>
        {
            var chosen = ConstantOptions.TheoremNamed(result.GetValue(theorem)!, "theorem");
            if (chosen is not (Theorem<DeepLinearSetting, DeepLinearMoment> or ITriesConstants))
                throw new RequestException($"{chosen.Id} has no constant that is estimated; it does not speak about deep linear networks, and no draws of residual ones try it.");
            var spec = setting.ReadNetwork(result, ("network.width", "2"));
            var linear = chosen is ITriesConstants ? null : spec.DeepLinear(Name);
            if (chosen is ITriesConstants && spec.Network is not ResidualSpec)
                throw new RequestException($"network: {spec.Network.Kind} was given; {chosen.Id} is tried on {ResidualSpec.Name} networks. Take network.kind {ResidualSpec.Name}.");
            if (linear is not null && result.GetValue(symbol) is not null)
                throw new RequestException($"--symbol was given; {chosen.Id} has one constant to estimate. Leave it out.");
            if (linear is not null)
                given.Refuse(result, $"the constant of {chosen.Id} is estimated without others");
            if (linear is null || chosen is IMeasuresConstant<DeepLinearSetting>)
                RefuseWidths(result, least, largest, chosen);
            var (from, to, starts) = (Read(result, least, 1, 1 << 20), Read(result, largest, 1, 1 << 20), Read(result, seeds, 1, 1_000_000));
            if (from > to)
                throw new RequestException($"--least is {from} and --largest {to}; the least width must not be above the largest.");
            var wanted = ReadShare(result.GetValue(share)!);
            var shelf = new DataShelf();
            Calibration? found;
            try
            {
                found = display.WithProgress(Name, report => linear is null
                    ? ValueCalibration.Of(
                        chosen,
                        result.GetValue(symbol),
                        (seed, constants) => DrawOf(spec with { Seed = spec.Seed + (ulong)seed }, (ResidualSpec)spec.Network, constants),
                        wanted,
                        starts,
                        given.Read(result),
                        new Relay(index => (1 - Math.Exp(-0.02 * index), $"value {index}"), report),
                        cancellation)
                    : chosen is IMeasuresConstant<DeepLinearSetting>
                    ? StartCalibration.Of((Theorem<DeepLinearSetting, DeepLinearMoment>)chosen, seed => SettingOf(spec, seed, new Dictionary<string, Constant>()), wanted, starts, new Relay(count => (count / (double)starts, $"start {count}"), report), cancellation)
                    : (Calibration?)WidthCalibration.Of(
                        (Theorem<DeepLinearSetting, DeepLinearMoment>)chosen,
                        (width, seed, constants) => SettingOf(spec with { Network = linear with { HiddenWidths = [.. linear.HiddenWidths.Select(_ => width)] } }, seed, constants),
                        (from, to),
                        wanted,
                        starts,
                        spec.Steps,
                        new Relay(width => (Math.Log(width + 1) / Math.Log(to + 1), $"width {width}"), report),
                        cancellation));
            }
            catch (ArgumentException refusal)
            {
                throw new RequestException(refusal.Message.Split(" (Parameter")[0]);
            }

            if (found is null)
            {
                var sentence = linear is null
                    ? $"not found: with no value that was tried the conclusion of {chosen.Id} holds in {wanted} of the draws."
                    : $"not found: at width {to} the conclusion of {chosen.Id} does not hold in {wanted} of the runs either; give a larger --largest.";
                display.Out.WriteLine(result.GetValue(json) ? new JsonObject { ["sentence"] = sentence, ["theorem"] = chosen.Id, ["value"] = null }.ToJsonString(Manifest.Json) : sentence);
                return Task.FromResult(ExitCode.No);
            }

            IEnumerable<string> words = [Name, .. result.Tokens.Skip(1).Select(token => token.Value)];
            var manifest = Manifest.Of(spec.Settings(), spec.Seed, shelf.Of(spec).Analysis.Dataset.ContentHash, words);
            var answer = ToJson(found, manifest);
            if (result.GetValue(file) is { } path)
                ConstantFile.Add(path, found, answer);
            display.Out.WriteLine(result.GetValue(json) ? answer.ToJsonString(Manifest.Json) : Sentence(found));
            return Task.FromResult(ExitCode.Good);

            // Nothing of a residual network's start is drawn, so that data, ends and batches are.
            ResidualDraw DrawOf(RunSpec drawn, ResidualSpec residual, IReadOnlyDictionary<string, Constant> constants) => new(
                shelf.Of(drawn).Analysis,
                drawn.Loss.Create() as SquaredLoss ?? throw new RequestException($"loss: {drawn.Loss.Create().Name} was given; statements on residual networks are about the squared loss. Take loss squared."),
                residual.Layers,
                drawn.Method.Batches?.Size,
                drawn.Steps,
                RandomStream.FromSeed(drawn.Seed))
            {
                Target = drawn.Tolerance,
                FailureProbability = 1 - wanted,
                Constants = constants,
            };

            DeepLinearSetting SettingOf(RunSpec given, int seed, IReadOnlyDictionary<string, Constant> constants)
            {
                // The data stay what they are; only starts are drawn anew.
                var run = DeepLinearRunSetting.Of(given, shelf, keepWeights: false, cancellation);
                var started = run with { Spec = given with { Seed = given.Seed + (ulong)seed } };
                return new DeepLinearSetting(started.Prepare<double>(ThreadTeam.Alone, ReductionMode.Auto), run.Analysis, run.Loss, run.LearningRate)
                {
                    Initialization = spec.Initialization.Kind is null ? null : run.Initialization,
                    FailureProbability = 1 - wanted,
                    Constants = constants,
                };
            }
        });
        return command;
    }

    private static void RefuseWidths(ParseResult result, Option<string> least, Option<string> largest, Theorem theorem)
    {
        foreach (var option in new[] { least, largest })
        {
            if (result.GetResult(option) is { Implicit: false })
                throw new RequestException($"{option.Name} was given; the constant of {theorem.Id} is not estimated by widths. Leave it out.");
        }
    }

    private static string Sentence(Calibration found) =>
        $"{found.Symbol} = {Digits.Short(found.Value, 4)} (95 % interval {Digits.Short(found.Low, 4)} to {Digits.Short(found.High, 4)}) for {found.Theorem.Id}: {found.Protocol}.";

    private static JsonObject ToJson(Calibration found, JsonObject manifest) => new()
    {
        ["sentence"] = Sentence(found),
        ["theorem"] = found.Theorem.Id,
        ["symbol"] = found.Symbol,
        ["value"] = Manifest.Number(found.Value),
        ["low"] = Manifest.Number(found.Low),
        ["high"] = Manifest.Number(found.High),
        ["protocol"] = found.Protocol,
        ["widths"] = found is WidthCalibration byWidth
            ? new JsonArray([.. byWidth.Widths.Select(each => new JsonObject { ["width"] = each.Width, ["held"] = each.Share.Held, ["runs"] = each.Share.Of })])
            : null,
        ["values"] = found is ValueCalibration byValue
            ? new JsonArray([.. byValue.Tried.Select(each => new JsonObject { ["value"] = each.Value, ["held"] = each.Share.Held, ["draws"] = each.Share.Of })])
            : null,
        ["manifest"] = manifest,
    };

    private static Option<string> Number(string name, string description, string fallback) =>
        new(name) { Description = description, HelpName = "number", DefaultValueFactory = _ => fallback };

    private static int Read(ParseResult result, Option<string> option, int least, int greatest) =>
        int.TryParse(result.GetValue(option), NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= greatest
            ? value
            : throw new RequestException($"{option.Name} is '{result.GetValue(option)}'; allowed are whole numbers from {least} to {greatest}.");

    private static double ReadShare(string given) =>
        double.TryParse(given, NumberStyles.Float, CultureInfo.InvariantCulture, out var share) && share is > 0 and < 1
            ? share
            : throw new RequestException($"--share is '{given}'; allowed are numbers between 0 and 1.");

    private sealed class Relay(Func<int, (double Done, string Told)> tell, Action<double, Func<string>> report) : IProgress<int>
    {
        public void Report(int value) => report(tell(value).Done, () => tell(value).Told);
    }
}
