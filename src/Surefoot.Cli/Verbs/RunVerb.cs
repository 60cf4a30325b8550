using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Surefoot.Cli.Output;
using Surefoot.Cli.Specs;
using Surefoot.Data;
using Surefoot.Descent;
using Surefoot.Figures;
using Surefoot.Reductions;

namespace Surefoot.Cli.Verbs;

/// <summary>surefoot run: one run from a spec.</summary>
internal static class RunVerb
{
    // How near to the optimum "there" is, where a run that only completed is told how far it is.
    private const double Near = 1e-9;

    public static Command Create(Display display)
    {
        var file = new Argument<string>("spec") { Description = "the run's spec, a YAML file" };
        var set = new Option<string[]>("--set") { Description = "override a key, for example network.depth=50; may be repeated" };
        var folder = new Option<string?>("--out") { Description = "where trajectory.csv, result.json and figure.svg go" };
        var save = new Option<bool>("--save-weights") { Description = "also write the end weights, weights.npz, to the folder of --out" };
        var json = new Option<bool>("--json") { Description = "answer as JSON on standard output" };
        var command = new Command("run", "Runs gradient descent as a spec says.\n\nExample: surefoot run examples/diabetes.yaml --set steps=2000 --out results/diabetes")
        {
            file, set, folder, save, json,
        };
        command.SetAction((result, cancellation) =>
        {
            var keepWeights = result.GetValue(save);
            if (keepWeights && result.GetValue(folder) is null)
                throw new RequestException("--save-weights needs a folder: add --out DIR.");
            var overrides = result.GetValue(set) ?? [];
            var spec = RunSpecReader.Read(SpecMap.Load(result.GetValue(file)!, overrides));
            spec = WithoutReductionWhereNeeded(display, spec, keepWeights);
            using var output = result.GetValue(folder) is { } given ? new OutputFolder(given) : null;

            var answer = display.WithProgress("run", report =>
                RunSession.Run(spec, keepWeights, new Relay(spec.Steps, report), cancellation));
            var command = string.Join(' ', ["surefoot run", Quote(result.GetValue(file)!), .. overrides.Select(o => $"--set {Quote(o)}")]);
            var answerJson = ToJson(spec, answer, command);
            if (output is not null)
            {
                output.Write("trajectory.csv", TableOf(answer.Trajectory));
                output.Write("figure.svg", Draw(spec, answer).ToSvg());
                output.Write("result.json", answerJson.ToJsonString(Manifest.Json) + "\n");
                if (answer.Weights is not null)
                    output.Write("weights.npz", path => NpzFile.Write(path, answer.Weights));
                output.Commit();
            }

            if (result.GetValue(json))
                display.Out.WriteLine(answerJson.ToJsonString(Manifest.Json));
            else
                Tell(display, spec, answer, output);
            return Task.FromResult(answer.Trajectory.Outcome.Kind == OutcomeKind.Stopped ? ExitCode.Interrupted : ExitCode.Good);
        });
        return command;
    }

    /// <summary>The answer in one sentence: how the run ended, how far from the optimum, and what more steps would do.</summary>
    internal static string Sentence(RunAnswer answer)
    {
        var trajectory = answer.Trajectory;
        var outcome = trajectory.Outcome;
        var head = $"{outcome.Kind.ToString().ToLowerInvariant()}: {outcome.Reason}";
        var gap = trajectory.FinalLoss - answer.OptimalLoss;
        if (outcome.Kind == OutcomeKind.Diverged)
            return $"{head}; take a smaller learning rate than {Number(answer.LearningRate)}, or a larger width.";

        var scale = answer.OptimalLoss > trajectory.Losses[0] * 1e-24 ? answer.OptimalLoss : trajectory.Losses[0];
        var against = scale == answer.OptimalLoss ? "the optimal loss" : "the initial loss (the optimal loss is 0)";
        if (gap <= Near * scale)
            return $"{head}; the final loss {Number(trajectory.FinalLoss)} is within {Number(Math.Max(gap, 0) / scale)} of the optimum, relative to {against}.";

        var distance = $"{head}; the final loss {Number(trajectory.FinalLoss)} is above the optimum {Number(answer.OptimalLoss)} by {Number(gap / scale)} of {against}";
        if (outcome.Kind == OutcomeKind.Stationary)
            return $"{distance}: a stationary point that is no minimum, or the end of this precision.";
        return Rate(trajectory, answer.OptimalLoss) is { } rate && rate < 1 - 1e-12
            ? $"{distance}; at the present rate, {Number(1 - rate)} of the gap a step, about {Number(Math.Ceiling(Math.Log(Near * scale / gap) / Math.Log(rate)))} more steps reach {Near:G1}."
            : $"{distance}, and it no longer falls.";
    }

    // The mean factor on the gap per step over the last half of the recorded steps.
    private static double? Rate(Trajectory trajectory, double optimum)
    {
        var last = trajectory.Losses.Count - 1;
        var middle = last / 2;
        var (then, now) = (trajectory.Losses[middle] - optimum, trajectory.Losses[last] - optimum);
        return last > middle && then > 0 && now > 0 ? Math.Pow(now / then, 1.0 / (trajectory.Steps[last] - trajectory.Steps[middle])) : null;
    }

    // Balancedness and the whole network's weights are not those of the reduced run.
    private static RunSpec WithoutReductionWhereNeeded(Display display, RunSpec spec, bool keepWeights)
    {
        if (spec.Reduction == ReductionMode.Off || (!keepWeights && !spec.Probes.Contains("balancedness")))
            return spec;
        display.Error.WriteLine($"running without reduction: {(keepWeights ? "the whole network's weights are to be saved" : "balancedness is measured on the whole network")}");
        return spec with { Reduction = ReductionMode.Off };
    }

    private static JsonObject ToJson(RunSpec spec, RunAnswer answer, string command)
    {
        var trajectory = answer.Trajectory;
        return new JsonObject
        {
            ["outcome"] = trajectory.Outcome.Kind.ToString().ToLowerInvariant(),
            ["reason"] = trajectory.Outcome.Reason,
            ["steps"] = trajectory.Outcome.Step,
            ["initialLoss"] = Manifest.Number(trajectory.Losses[0]),
            ["finalLoss"] = Manifest.Number(trajectory.FinalLoss),
            ["optimalLoss"] = Manifest.Number(answer.OptimalLoss),
            ["learningRate"] = Manifest.Number(answer.LearningRate),
            ["secondsPerStep"] = Manifest.Number(trajectory.Elapsed.TotalSeconds / Math.Max(1, trajectory.Steps[^1])),
            ["sentence"] = Sentence(answer),
            ["network"] = answer.Network,
            ["identity"] = spec.Identity(),
            ["manifest"] = Manifest.Of(spec.Settings(), spec.Seed, answer.DataHash, command),
        };
    }

    private static string TableOf(Trajectory trajectory)
    {
        var columns = trajectory.Columns.Select(trajectory.Measurement).ToList();
        return CommaSeparated.Of(
            ["step", "loss", .. trajectory.Columns],
            Enumerable.Range(0, trajectory.Steps.Count).Select(i =>
                (IEnumerable<object>)[trajectory.Steps[i], trajectory.Losses[i], .. columns.Select(column => (object)column[i])]));
    }

    private static Figure Draw(RunSpec spec, RunAnswer answer)
    {
        var trajectory = answer.Trajectory;
        Axis steps = spec.RecordPerDecade == 0 ? new LinearAxis("step") : new LogAxis("step");
        var first = spec.RecordPerDecade == 0 ? 0 : 1;
        var series = new Series("loss", trajectory.Steps.Skip(first).Select(step => (double)step), trajectory.Losses.Skip(first))
        {
            DivergenceMark = trajectory.Outcome.Kind == OutcomeKind.Diverged ? DivergenceMark.Arrow : DivergenceMark.None,
        };
        return new Figure([new LinePanel([series])
        {
            X = steps,
            Y = new LogAxis("loss"),
            Legend = LegendPlace.None,
            ReferenceLines = answer.OptimalLoss > 0 ? [ReferenceLine.Horizontal(answer.OptimalLoss, "L^{*}")] : [],
        },]);
    }

    private static void Tell(Display display, RunSpec spec, RunAnswer answer, OutputFolder? output)
    {
        var trajectory = answer.Trajectory;
        display.Out.WriteLine(Sentence(answer));
        display.Out.WriteLine();
        (string Name, string Value)[] rows =
        [
            ("network", answer.Network),
            ("learning rate", $"{Number(answer.LearningRate)}{(spec.Method.Rule is { } rule ? $" ({spec.Method}: {rule.Source})" : "")}"),
            ("steps", trajectory.Outcome.Step.ToString(CultureInfo.InvariantCulture)),
            ("initial loss", Number(trajectory.Losses[0])),
            ("final loss", Number(trajectory.FinalLoss)),
            ("optimal loss", Number(answer.OptimalLoss)),
            ("time", $"{trajectory.Elapsed.TotalSeconds:G3} s, {trajectory.Elapsed.TotalSeconds / Math.Max(1, trajectory.Steps[^1]):G3} s a step"),
        ];
        foreach (var (name, value) in rows)
            display.Out.WriteLine($"  {name,-14} {value}");
        if (output is not null)
            display.Out.WriteLine($"  {"written to",-14} {output.FullPath}");
    }

    private static string Number(double value) => value.ToString("G6", CultureInfo.InvariantCulture);

    private static string Quote(string word) => word.All(c => char.IsLetterOrDigit(c) || "-_./=:,".Contains(c)) ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private sealed class Relay(long steps, Action<double, string> report) : IProgress<long>
    {
        public void Report(long value) => report(steps == 0 ? 1 : (double)value / steps, $"step {value}");
    }
}
