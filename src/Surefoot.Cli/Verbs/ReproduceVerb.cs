using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Surefoot.Cli.Output;
using Surefoot.Cli.Runs;
using Surefoot.Cli.Specs;
using Surefoot.Studies;

namespace Surefoot.Cli.Verbs;

/// <summary>surefoot reproduce: a figure, table or claim of a work, and the facts it must show.</summary>
internal static class ReproduceVerb
{
    public const string Name = "reproduce";

    public static Command Create(Display display, IReadOnlyList<Study> studies)
    {
        var ids = new Argument<string[]>("study") { Description = "Studies, as 'surefoot list studies' names them", Arity = ArgumentArity.ZeroOrMore };
        var all = new Option<bool>("--all") { Description = "Every study" };
        var scale = new Option<string>("--scale") { Description = "How much is run: quick or paper", HelpName = "scale", DefaultValueFactory = _ => "paper" };
        var seed = new Option<string>("--seed") { Description = "The seed of all data and starts", HelpName = "number", DefaultValueFactory = _ => "1" };
        var threads = new Option<string?>("--threads") { Description = "How many threads; all processors by default. The numbers do not depend on them", HelpName = "number" };
        var folder = new Option<string?>("--out") { Description = "Where figures, tables, facts and manifest go; results/<study> by default", HelpName = "folder" };
        var json = new Option<bool>("--json") { Description = "Answer as JSON on standard output" };
        var command = new Command(Name, "Runs a figure, table or claim of a work, draws it, and judges the facts it must show; where it is a sweep, the same command goes on after an interruption")
        {
            ids, all, scale, seed, threads, folder, json,
        };
        command.SetAction((result, cancellation) =>
        {
            var chosen = Choose(studies, result.GetValue(ids)!, result.GetValue(all));
            var options = new StudyOptions(ReadScale(result.GetValue(scale)!), ReadSeed(result.GetValue(seed)!), ReadThreads(result.GetValue(threads)));
            List<(Study Study, OutputFolder Output)> plan =
                [.. chosen.Select(study => (study, new OutputFolder(FolderOf(study, chosen.Count, result.GetValue(folder)))))];
            var answers = new JsonArray();
            var (holds, complete) = (true, true);
            foreach (var (study, output) in plan)
            {
                var watch = Stopwatch.StartNew();

                // Cells belong to what decides them, so that another scale or seed does not meet them.
                var cells = Path.Combine(output.FullPath, "cells", $"{NameOf(options.Scale)}-{options.Seed}");
                CellVersions.Tell(display, cells, CellVersions.Below(cells));
                var repeat = new[] { Name, study.Id, "--scale", NameOf(options.Scale), "--seed", $"{options.Seed}" };
                var whole = options with { CellFolder = cells, CellMaker = Manifest.Maker(repeat) };
                var found = display.WithProgress(study.Id, report => study.Run(whole, new Relay(report), cancellation));
                Write(study, options, found, repeat, CellVersions.Below(cells), output);
                holds &= found.AllHold;
                complete &= found.IsComplete;
                if (result.GetValue(json))
                    answers.Add(ToJson(study, found, watch.Elapsed, output));
                else
                    Tell(display, study, found, watch.Elapsed, output);
            }

            if (result.GetValue(json))
                display.Out.WriteLine(answers.ToJsonString(Manifest.Json));
            if (!complete)
                display.Error.WriteLine("surefoot: interrupted; what is finished is kept, and the same command goes on from there.");
            return Task.FromResult(!complete ? ExitCode.Interrupted : holds ? ExitCode.Good : ExitCode.No);
        });
        return command;
    }

    private static List<Study> Choose(IReadOnlyList<Study> studies, string[] ids, bool all)
    {
        if (all)
            return ids.Length == 0 ? [.. studies] : throw new RequestException("name studies, or give --all, not both.");
        if (ids.Length == 0)
            throw new RequestException("name a study, or give --all. 'surefoot list studies' shows them.");
        return
        [
            .. ids.Distinct().Select(id => studies.FirstOrDefault(study => study.Id == id)
                ?? throw new RequestException($"there is no study '{id}'. {Nearest.Hint(id, studies.Select(study => study.Id))} 'surefoot list studies' shows all.")),
        ];
    }

    private static StudyScale ReadScale(string given) => given switch
    {
        "paper" => StudyScale.Paper,
        "quick" => StudyScale.Quick,
        _ => throw new RequestException($"--scale is '{given}'; allowed are quick and paper."),
    };

    private static string NameOf(StudyScale scale) => scale == StudyScale.Paper ? "paper" : "quick";

    private static ulong ReadSeed(string given) =>
        ulong.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var seed)
            ? seed
            : throw new RequestException($"--seed is '{given}'; allowed are whole numbers from 0 to {ulong.MaxValue}.");

    private static int ReadThreads(string? given) => given is null
        ? Environment.ProcessorCount
        : int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var threads) && threads is >= 1 and <= RunSpecReader.MostThreads
            ? threads
            : throw new RequestException($"--threads is '{given}'; allowed are whole numbers from 1 to {RunSpecReader.MostThreads}.");

    private static string FolderOf(Study study, int count, string? given) =>
        given is null ? Path.Combine("results", study.Id) : count == 1 ? given : Path.Combine(given, study.Id);

    private static void Write(Study study, StudyOptions options, StudyResult found, string[] repeat, IReadOnlyList<string> cellVersions, OutputFolder output)
    {
        foreach (var figure in found.Figures)
            output.Add($"{figure.Name}.svg", figure.Figure.ToSvg());
        foreach (var table in found.Tables)
            output.Add($"{table.Name}.csv", CommaSeparated.Of(table.Columns, table.Rows));
        output.Add("facts.json", Facts(found).ToJsonString(Manifest.Json) + "\n");
        var settings = new JsonObject { ["study"] = study.Id, ["scale"] = NameOf(options.Scale), ["seed"] = options.Seed };
        var manifest = Manifest.Of(settings, options.Seed, null, repeat);
        if (cellVersions.Any(version => version != Manifest.Version))
            manifest["cellVersions"] = new JsonArray([.. cellVersions.Select(version => JsonValue.Create(version))]);
        output.Add("manifest.json", manifest.ToJsonString(Manifest.Json) + "\n");
        output.Commit();
    }

    private static JsonArray Facts(StudyResult found) => new(
        [.. found.Facts.Select(fact => new JsonObject
        {
            ["statement"] = fact.Statement,
            ["holds"] = fact.Holds,
            ["value"] = Manifest.Number(fact.Value),
            ["relation"] = fact.Sign,
            ["limit"] = Manifest.Number(fact.Limit),
            ["source"] = fact.Source,
        }),]);

    private static JsonObject ToJson(Study study, StudyResult found, TimeSpan elapsed, OutputFolder output) => new()
    {
        ["id"] = study.Id,
        ["title"] = study.Title,
        ["source"] = study.Source,
        ["holds"] = found.AllHold,
        ["seconds"] = elapsed.TotalSeconds,
        ["folder"] = output.FullPath,
        ["facts"] = Facts(found),
        ["notes"] = new JsonArray([.. found.Notes.Select(note => JsonValue.Create(note))]),
    };

    private static void Tell(Display display, Study study, StudyResult found, TimeSpan elapsed, OutputFolder output)
    {
        display.Out.WriteLine($"{study.Source}: {study.Title}");
        foreach (var fact in found.Facts)
            display.Out.WriteLine($"  {(fact.Holds ? "ok" : "NO")}  {fact.Statement}: {fact.Verdict}");
        foreach (var note in found.Notes)
            display.Out.WriteLine($"  note: {note}");
        display.Out.WriteLine($"figures, tables, facts and manifest: {output.FullPath}");
        var verdict = (found.IsComplete, found.Facts.Count) switch
        {
            (false, 0) => "interrupted before any fact was known",
            (false, var known) => $"interrupted; of {known} facts that are known {found.Facts.Count(fact => fact.Holds)} hold",
            (true, var all) => $"{found.Facts.Count(fact => fact.Holds)} of {all} facts hold",
        };
        display.Out.WriteLine($"{study.Id}: {verdict} ({elapsed.TotalSeconds:F1} s)");
    }

    private sealed class Relay(Action<double, Func<string>> report) : IProgress<StudyProgress>
    {
        public void Report(StudyProgress value) => report(value.Share, () => value.Activity);
    }
}
