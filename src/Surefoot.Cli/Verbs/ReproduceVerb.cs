using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Surefoot.Cli.Output;
using Surefoot.Cli.Specs;
using Surefoot.Studies;

namespace Surefoot.Cli.Verbs;

/// <summary>surefoot reproduce: a figure, table or claim of a work, and the facts it must show.</summary>
internal static class ReproduceVerb
{
    public static Command Create(Display display)
    {
        var ids = new Argument<string[]>("study") { Description = "studies, as 'surefoot list studies' names them", Arity = ArgumentArity.ZeroOrMore };
        var all = new Option<bool>("--all") { Description = "every study" };
        var scale = new Option<string>("--scale") { Description = "quick or paper", DefaultValueFactory = _ => "paper" };
        var seed = new Option<string>("--seed") { Description = "the seed of all data and starts", DefaultValueFactory = _ => "1" };
        var threads = new Option<string>("--threads") { Description = "threads; the numbers do not depend on them", DefaultValueFactory = _ => Environment.ProcessorCount.ToString() };
        var folder = new Option<string?>("--out") { Description = "where figure, data, facts and manifest go; results/<study> by default" };
        var json = new Option<bool>("--json") { Description = "answer as JSON on standard output" };
        var command = new Command(
            "reproduce",
            "Runs a figure, table or claim of a work, draws it, and judges the facts it must show.\n\nExample: surefoot reproduce zhao-xu-2024/figure-1 --scale quick")
        {
            ids, all, scale, seed, threads, folder, json,
        };
        command.SetAction((result, cancellation) =>
        {
            var studies = Choose(result.GetValue(ids)!, result.GetValue(all));
            var options = new StudyOptions(
                result.GetValue(scale) switch
                {
                    "paper" => StudyScale.Paper,
                    "quick" => StudyScale.Quick,
                    var other => throw new RequestException($"--scale is '{other}'; allowed are quick and paper."),
                },
                ulong.TryParse(result.GetValue(seed), out var number) ? number : throw new RequestException($"--seed is '{result.GetValue(seed)}'; it must be a whole number from 0 on."),
                int.TryParse(result.GetValue(threads), out var count) && count is >= 1 and <= 1024 ? count : throw new RequestException($"--threads is '{result.GetValue(threads)}'; it must be a whole number from 1 to 1024."));
            var answers = new JsonArray();
            var holds = true;
            foreach (var study in studies)
            {
                var target = result.GetValue(folder) is { } given
                    ? studies.Count == 1 ? given : Path.Combine(given, study.Id)
                    : Path.Combine("results", study.Id);
                var (found, seconds) = Reproduce(display, study, options, target, cancellation);
                holds &= found.AllHold;
                answers.Add(ToJson(study, found, seconds));
                if (!result.GetValue(json))
                    Tell(display, study, found, seconds, target);
            }

            if (result.GetValue(json))
                display.Out.WriteLine((answers.Count == 1 ? answers[0]! : answers).ToJsonString(Manifest.Json));
            return Task.FromResult(holds ? ExitCode.Good : ExitCode.No);
        });
        return command;
    }

    private static List<Study> Choose(string[] ids, bool all)
    {
        if (all)
            return [.. Catalogue.Studies];
        if (ids.Length == 0)
            throw new RequestException("name a study, or --all. 'surefoot list studies' shows them.");
        return
        [
            .. ids.Distinct().Select(id => Catalogue.Studies.FirstOrDefault(study => study.Id == id)
                ?? throw new RequestException(
                    $"there is no study '{id}'.{Nearest.Hint(id, Catalogue.Studies.Select(study => study.Id))} 'surefoot list studies' shows all.")),
        ];
    }

    private static (StudyResult Result, double Seconds) Reproduce(
        Display display, Study study, StudyOptions options, string target, CancellationToken cancellation)
    {
        using var output = new OutputFolder(target);
        var watch = Stopwatch.StartNew();
        var found = display.WithProgress(study.Id, report =>
            study.Run(options, new Relay(report), cancellation));
        foreach (var figure in found.Figures)
            output.Write($"{figure.Name}.svg", figure.Figure.ToSvg());
        foreach (var table in found.Tables)
            output.Write($"{table.Name}.csv", CommaSeparated.Of(table.Columns, table.Rows));
        output.Write("facts.json", FactsOf(found).ToJsonString(Manifest.Json) + "\n");
        var scale = options.Scale == StudyScale.Paper ? "paper" : "quick";
        var settings = new JsonObject { ["study"] = study.Id, ["scale"] = scale };
        output.Write("manifest.json", Manifest.Of(settings, options.Seed, null, $"surefoot reproduce {study.Id} --scale {scale} --seed {options.Seed}").ToJsonString(Manifest.Json) + "\n");
        output.Commit();
        return (found, watch.Elapsed.TotalSeconds);
    }

    private static JsonArray FactsOf(StudyResult found) => new(
        [.. found.Facts.Select(fact => new JsonObject
        {
            ["statement"] = fact.Statement,
            ["holds"] = fact.Holds,
            ["value"] = Manifest.Number(fact.Value),
            ["relation"] = fact.Sign,
            ["limit"] = Manifest.Number(fact.Limit),
            ["source"] = fact.Source,
        }),]);

    private static JsonObject ToJson(Study study, StudyResult found, double seconds) => new()
    {
        ["study"] = study.Id,
        ["holds"] = found.AllHold,
        ["seconds"] = seconds,
        ["facts"] = FactsOf(found),
        ["notes"] = new JsonArray([.. found.Notes.Select(note => JsonValue.Create(note))]),
    };

    private static void Tell(Display display, Study study, StudyResult found, double seconds, string target)
    {
        display.Out.WriteLine($"{study.Id}: {study.Title} ({study.Source})");
        foreach (var fact in found.Facts)
            display.Out.WriteLine($"  {(fact.Holds ? "ok" : "NO")}  {fact.Statement}: {fact.Verdict}");
        foreach (var note in found.Notes)
            display.Out.WriteLine($"  note: {note}");
        display.Out.WriteLine($"{study.Id}: {found.Facts.Count(fact => fact.Holds)} of {found.Facts.Count} facts hold ({seconds:F1} s); figure, data, facts and manifest in {target}");
    }

    private sealed class Relay(Action<double, string> report) : IProgress<StudyProgress>
    {
        public void Report(StudyProgress value) => report(value.Share, value.Activity);
    }
}
