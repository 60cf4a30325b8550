using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Surefoot.Cli.Output;
using Surefoot.Cli.Runs;
using Surefoot.Cli.Specs;
using Surefoot.Sweeps;

namespace Surefoot.Cli.Verbs;

/// <summary>surefoot sweep: a run for each cell of a grid, kept as it comes; the same command resumes.</summary>
internal static class SweepVerb
{
    public const string Name = "sweep";

    public static Command Create(Display display)
    {
        var file = new Argument<string?>("spec") { Description = "A run's spec, some of whose keys hold lists or ranges", Arity = ArgumentArity.ZeroOrOne };
        var set = new Option<string[]>("--set") { Description = "Override a key of the spec, for example network.width=[10,100]; may be repeated", HelpName = "key=value", DefaultValueFactory = _ => [] };
        var folder = new Option<string?>("--out") { Description = "The folder of results; what is finished there is not run again", HelpName = "folder" };
        var workers = new Option<string?>("--workers") { Description = "How many cells run at once; all processors by default. Results do not depend on it", HelpName = "number" };
        var order = new Option<string>("--order") { Description = "Which cells come first: cheapest, or given for the order of the grid", HelpName = "order", DefaultValueFactory = _ => "cheapest" };
        var retry = new Option<bool>("--retry-failed") { Description = "Run cells again that failed" };
        var json = new Option<bool>("--json") { Description = "Answer as JSON on standard output" };
        var command = new Command(Name, "Runs every cell of a grid and keeps the results as they come; the same command goes on where it was interrupted")
        {
            file, set, folder, workers, order, retry, json,
            SweepStatusVerb.Create(display), SweepExportVerb.Create(display), SweepPlotVerb.Create(display),
        };
        command.SetAction((result, cancellation) =>
        {
            var specFile = result.GetValue(file) ?? throw new RequestException("name a spec, or one of the verbs status, export and plot with a folder; 'surefoot sweep --help' shows how.");
            var overrides = result.GetValue(set)!;
            var target = result.GetValue(folder) ?? throw new RequestException("a sweep needs a folder for its results; add --out, for example --out results/my-sweep.");
            var count = ReadWorkers(result.GetValue(workers));
            var cheapestFirst = ReadOrder(result.GetValue(order)!);
            var spec = SweepSpec.Read(SpecMap.Load(specFile, overrides));
            using var plan = new SweepPlan(spec, Math.Max(1, Environment.ProcessorCount / count));
            RequireEveryCell(spec.Sweep, cancellation);

            var repeat = Manifest.Maker([Name, specFile, .. overrides.SelectMany(each => new[] { "--set", each }), "--out", target]);
            using var store = SweepStore.Open(target, spec.Sweep, repeat, result.GetValue(retry));
            if (store.Found > 0)
                CellVersions.Tell(display, target, CellVersions.Of(store.About, store.Later));
            var options = new SweepOptions { Workers = count, Cost = cheapestFirst ? plan.Cost : null, Bytes = plan.Bytes };
            var watch = Stopwatch.StartNew();
            SweepResults results;
            try
            {
                results = display.WithProgress(specFile, report => SweepRunner.Run(spec.Sweep, store, plan.Run, options, new Relay(report), cancellation), tellsTimeLeft: true);
            }
            catch (OperationCanceledException)
            {
                display.Error.WriteLine($"surefoot: interrupted; {StoredSweep.Read(target).Results.Done} of {spec.Sweep.Grid.Count} cells are finished and kept. The same command goes on from there.");
                return Task.FromResult(ExitCode.Interrupted);
            }

            Tell(display, new SweepReport(results), store, watch.Elapsed, result.GetValue(json));
            return Task.FromResult(results.Failed == 0 ? ExitCode.Good : ExitCode.No);
        });
        return command;
    }

    // A cell that cannot be read is a wrong request, and better told now than after a night.
    private static void RequireEveryCell(Sweep sweep, CancellationToken cancellation)
    {
        for (var index = 0; index < sweep.Grid.Count; index++)
        {
            cancellation.ThrowIfCancellationRequested();
            _ = sweep[index];
        }
    }

    private static int ReadWorkers(string? given) => given is null
        ? Math.Min(Environment.ProcessorCount, SweepStore.MostWorkers)
        : int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is >= 1 and <= SweepStore.MostWorkers
            ? count
            : throw new RequestException($"--workers is '{given}'; allowed are whole numbers from 1 to {SweepStore.MostWorkers}.");

    private static bool ReadOrder(string given) => given switch
    {
        "cheapest" => true,
        "given" => false,
        _ => throw new RequestException($"--order is '{given}'; allowed are cheapest and given."),
    };

    private static void Tell(Display display, SweepReport report, SweepStore store, TimeSpan elapsed, bool asJson)
    {
        var ran = report.Results.Done - store.Found;
        if (asJson)
        {
            var answer = report.ToJson();
            answer["ran"] = ran;
            answer["seconds"] = elapsed.TotalSeconds;
            answer["folder"] = Path.GetFullPath(store.Folder);
            display.Out.WriteLine(answer.ToJsonString(Manifest.Json));
            return;
        }

        display.Out.WriteLine(report.Text());
        var rate = ran > 0 ? $", {Digits.Short(ran / elapsed.TotalSeconds, 3)} a second" : "";
        display.Out.WriteLine($"  ran now     {ran} in {Digits.Short(elapsed.TotalSeconds, 3)} s{rate}");
        display.Out.WriteLine($"  written to  {Path.GetFullPath(store.Folder)}");
        if (report.Results.Failed > 0)
            display.Out.WriteLine("  to run the failed cells again, add --retry-failed");
    }

    private sealed class Relay(Action<double, Func<string>> report) : IProgress<SweepProgress>
    {
        // The first cells are slow, and a rate taken from them foretells hours.
        private static readonly TimeSpan BeforeRate = TimeSpan.FromSeconds(1);

        public void Report(SweepProgress value) => report(value.Share, () =>
        {
            var rate = value.Elapsed < BeforeRate ? "" : $", {Digits.Short(value.Rate, 3)} a second, {Duration(value.Left)} left";
            return $"{value.Done} of {value.Cells} cells{(value.Failed > 0 ? $", {value.Failed} failed" : "")}{rate}";
        });

        private static string Duration(TimeSpan time) => time switch
        {
            { TotalMinutes: < 1 } => $"{Math.Ceiling(time.TotalSeconds)} s",
            { TotalHours: < 1 } => $"{time.Minutes} min {time.Seconds} s",
            { TotalDays: < 2 } => $"{Math.Floor(time.TotalHours)} h {time.Minutes} min",
            _ => $"{Digits.Short(time.TotalDays, 3)} days",
        };
    }
}
