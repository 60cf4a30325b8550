using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Surefoot.Arithmetic;
using Surefoot.Cli.Output;
using Surefoot.Cli.Runs;
using Surefoot.Reductions;
using Surefoot.Theory;

namespace Surefoot.Cli.Verbs;

/// <summary>surefoot calibrate: a constant that a work leaves open, estimated by bisection over widths.</summary>
internal static class CalibrateVerb
{
    public const string Name = "calibrate";

    public static Command Create(Display display)
    {
        var command = new Command(Name, "Estimates a constant that a work leaves open: the least width at which runs do what the theorem says");
        var theorem = new Argument<string>("theorem") { Description = "The theorem, as 'surefoot list theorems' names it" };
        command.Add(theorem);
        var setting = new SettingOptions(command, "How many steps each run takes");
        var least = Number("--least", "The least width to try", "2");
        var largest = Number("--largest", "The largest width to try", "1024");
        var seeds = Number("--seeds", "The number of starts at each width", "100");
        var share = new Option<string>("--share") { Description = "The share of runs in which the conclusion must hold", HelpName = "number", DefaultValueFactory = _ => "0.9" };
        var file = new Option<string?>("--out") { Description = "Add the constant to this file, which certify and advise read with --constants", HelpName = "file" };
        var json = new Option<bool>("--json") { Description = "Answer as JSON on standard output" };
        foreach (var option in new Option[] { least, largest, seeds, share, file, json })
            command.Add(option);
        command.SetAction((result, cancellation) =>
        {
            var chosen = ConstantOptions.TheoremNamed(result.GetValue(theorem)!, "theorem") as Theorem<DeepLinearSetting, DeepLinearMoment>
                ?? throw new RequestException($"{result.GetValue(theorem)} does not speak about deep linear networks, whose widths are tried.");
            var spec = setting.Read(result, ("network.width", "2"));
            var (from, to) = (Read(result, least, 1, 1 << 20), Read(result, largest, 1, 1 << 20));
            if (from > to)
                throw new RequestException($"--least is {from} and --largest {to}; the least width must not be above the largest.");
            var wanted = ReadShare(result.GetValue(share)!);
            var shelf = new DataShelf();
            Calibration? found;
            try
            {
                found = display.WithProgress(Name, report => Calibration.Of(
                    chosen,
                    (width, seed) =>
                    {
                        var network = spec.Network with { HiddenWidths = [.. spec.Network.HiddenWidths.Select(_ => width)] };
                        var run = RunSetting.Of(spec with { Network = network, Seed = spec.Seed + (ulong)seed }, shelf, keepWeights: false, cancellation);
                        return new DeepLinearSetting(run.Prepare<double>(ThreadTeam.Alone, ReductionMode.Auto), run.Analysis, run.Loss, run.LearningRate)
                        {
                            Initialization = run.Initialization,
                            FailureProbability = 1 - wanted,
                        };
                    },
                    (from, to),
                    wanted,
                    Read(result, seeds, 1, 1_000_000),
                    spec.Steps,
                    new Relay(report, to),
                    cancellation));
            }
            catch (ArgumentException refusal)
            {
                throw new RequestException(refusal.Message);
            }

            if (found is null)
            {
                display.Out.WriteLine($"not found: at width {to} the conclusion of {chosen.Id} does not hold in {wanted} of the runs either; give a larger --largest.");
                return Task.FromResult(ExitCode.No);
            }

            if (result.GetValue(file) is { } path)
                ConstantFile.Add(path, found, spec.Settings());
            var sentence = $"{found.Symbol} = {Digits.Short(found.Value, 4)} for {chosen.Id}: width {found.LeastWidth} is the least at which its conclusion held over {found.Steps} steps, in {found.Share}"
                + (found.WidthBelow > 0 ? $"; at width {found.WidthBelow} in {found.ShareBelow}." : ".");
            if (result.GetValue(json))
                display.Out.WriteLine(ToJson(found, sentence).ToJsonString(Manifest.Json));
            else
                display.Out.WriteLine(sentence);
            return Task.FromResult(ExitCode.Good);
        });
        return command;
    }

    private static JsonObject ToJson(Calibration found, string sentence) => new()
    {
        ["sentence"] = sentence,
        ["theorem"] = found.Theorem.Id,
        ["symbol"] = found.Symbol,
        ["value"] = found.Value,
        ["leastWidth"] = found.LeastWidth,
        ["held"] = found.Share.Held,
        ["runs"] = found.Share.Of,
        ["shareLow"] = found.Share.Low,
        ["shareHigh"] = found.Share.High,
        ["widthBelow"] = found.WidthBelow,
        ["heldBelow"] = found.ShareBelow.Held,
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

    private sealed class Relay(Action<double, Func<string>> report, int largest) : IProgress<int>
    {
        public void Report(int value) => report(Math.Log(value + 1) / Math.Log(largest + 1), () => $"width {value}");
    }
}
