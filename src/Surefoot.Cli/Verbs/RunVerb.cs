using System.CommandLine;
using Surefoot.Cli.Output;
using Surefoot.Cli.Runs;
using Surefoot.Cli.Specs;
using Surefoot.Data;
using Surefoot.Descent;

namespace Surefoot.Cli.Verbs;

/// <summary>surefoot run: one run from a spec.</summary>
internal static class RunVerb
{
    public const string Name = "run";

    public static Command Create(Display display)
    {
        var file = new Argument<string>("spec") { Description = "The run's spec, a YAML file" };
        var set = new Option<string[]>("--set") { Description = "Override a key of the spec, for example network.depth=50; may be repeated", HelpName = "key=value", DefaultValueFactory = _ => [] };
        var folder = new Option<string?>("--out") { Description = "Write trajectory.csv, figure.svg and result.json to this folder", HelpName = "folder" };
        var save = new Option<bool>("--save-weights") { Description = "With --out: also write the end weights of the whole network, weights.npz" };
        var json = new Option<bool>("--json") { Description = "Answer as JSON on standard output" };
        var command = new Command(Name, "Runs gradient descent as a spec says") { file, set, folder, save, json };
        command.SetAction((result, cancellation) =>
        {
            var (specFile, overrides, target, keepWeights) = (result.GetValue(file)!, result.GetValue(set)!, result.GetValue(folder), result.GetValue(save));
            if (keepWeights && target is null)
                throw new RequestException("--save-weights needs a folder to write to; add --out.");
            var spec = RunSpecReader.Read(SpecMap.Load(specFile, overrides));
            var output = target is null ? null : new OutputFolder(target);
            var answer = display.WithProgress(specFile, report => RunSession.Run(spec, keepWeights, new Relay(spec.Steps, report), cancellation));
            if (answer.Trajectory.Outcome.Kind == OutcomeKind.Stopped)
            {
                display.Error.WriteLine($"surefoot: interrupted after step {answer.Trajectory.Outcome.Step} of {spec.Steps}, at a loss of {Digits.Short(answer.Trajectory.FinalLoss)}; nothing was written.");
                return Task.FromResult(ExitCode.Interrupted);
            }

            IEnumerable<string> words = [Name, specFile, .. overrides.SelectMany(each => new[] { "--set", each })];
            if (target is not null)
                words = [.. words, "--out", target];
            if (keepWeights)
                words = [.. words, "--save-weights"];
            var report = new RunReport(spec, answer, Manifest.Of(spec.Settings(), spec.Seed, answer.DataHash, words));
            var answerJson = report.ToJson().ToJsonString(Manifest.Json);
            if (output is not null)
            {
                output.Add("trajectory.csv", report.Table());
                output.Add("figure.svg", report.Draw().ToSvg());
                output.Add("result.json", answerJson + "\n");
                if (answer.Weights is not null)
                    output.Add("weights.npz", path => NpzFile.Write(path, answer.Weights));
                output.Commit();
            }

            if (result.GetValue(json))
            {
                display.Out.WriteLine(answerJson);
            }
            else
            {
                display.Out.Write(report.Text());
                if (output is not null)
                    display.Out.WriteLine($"  written to     {output.FullPath}");
            }

            return Task.FromResult(ExitCode.Good);
        });
        return command;
    }

    private sealed class Relay(long steps, Action<double, Func<string>> report) : IProgress<long>
    {
        public void Report(long value) => report(steps == 0 ? 1 : (double)value / steps, () => $"step {value} of {steps}");
    }
}
