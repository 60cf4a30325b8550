using System.CommandLine;
using Surefoot.Arithmetic;
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

    private const string Result = "result.json";

    public static Command Create(Display display, Action? begun)
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
            var map = SpecMap.Load(specFile, overrides);
            if (FunctionSpec.IsIn(map))
                return Task.FromResult(RunFunction(display, FunctionSpec.Read(map), specFile, overrides, target, result.GetValue(json), cancellation));
            var spec = RunSpecReader.Read(map);
            var output = target is null ? null : new OutputFolder(target);
            using var team = new ThreadTeam(spec.Threads);
            var answer = display.WithProgress(specFile, report => RunSession.Run(spec, new DataShelf(), team, keepWeights, new Relay(spec.Steps, report, begun), cancellation));
            var isStopped = answer.Trajectory.Outcome.Kind == OutcomeKind.Stopped;

            IEnumerable<string> words = [Name, specFile, .. overrides.SelectMany(each => new[] { "--set", each })];
            if (target is not null)
                words = [.. words, "--out", target];
            if (keepWeights)
                words = [.. words, "--save-weights"];
            var report = new RunReport(spec, answer, Manifest.Of(spec.Settings(), spec.Seed, answer.DataHash, words));
            var answerJson = report.ToJson().ToJsonString(Manifest.Json);
            if (output is not null)
            {
                // A run that was ended on the way does not replace a result.
                if (isStopped && File.Exists(Path.Combine(output.FullPath, Result)))
                    output = new OutputFolder(Path.Combine(target!, "interrupted"));
                output.Add("trajectory.csv", report.Table());
                output.Add("figure.svg", report.Draw().ToSvg());
                output.Add(Result, answerJson + "\n");
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

            if (!isStopped)
                return Task.FromResult(ExitCode.Good);
            display.Error.WriteLine(
                $"surefoot: interrupted after step {answer.Trajectory.Outcome.Step} of {spec.Steps}{(output is null ? "" : $"; what was computed is in {output.FullPath}")}.");
            return Task.FromResult(ExitCode.Interrupted);
        });
        return command;
    }

    private static int RunFunction(Display display, FunctionSpec spec, string specFile, string[] overrides, string? target, bool isJson, CancellationToken cancellation)
    {
        var output = target is null ? null : new OutputFolder(target);
        var run = display.WithProgress(specFile, report => FunctionRun.Of(spec, new Relay(spec.Steps, report, null), cancellation));
        IEnumerable<string> words = [Name, specFile, .. overrides.SelectMany(each => new[] { "--set", each }), .. target is null ? Array.Empty<string>() : ["--out", target]];
        var answer = run.ToJson(Manifest.Of(spec.Settings(), spec.Seed, null, words)).ToJsonString(Manifest.Json);
        if (output is not null)
        {
            output.Add("trajectory.csv", run.Table());
            output.Add("figure.svg", run.Draw().ToSvg());
            output.Add(Result, answer + "\n");
            output.Commit();
        }

        display.Out.Write(isJson ? answer + "\n" : run.Text());
        return run.Trajectory.Outcome.Kind == OutcomeKind.Stopped ? ExitCode.Interrupted : ExitCode.Good;
    }

    // The first report comes with the first recorded loss.
    private sealed class Relay(long steps, Action<double, Func<string>> report, Action? begun) : IProgress<long>
    {
        private bool _hasBegun;

        public void Report(long value)
        {
            if (!_hasBegun)
                begun?.Invoke();
            _hasBegun = true;
            report(steps == 0 ? 1 : (double)value / steps, () => $"step {value} of {steps}");
        }
    }
}
