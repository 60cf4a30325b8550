using System.CommandLine;
using Surefoot.Cli.Output;
using Surefoot.Cli.Runs;
using Surefoot.Sweeps;

namespace Surefoot.Cli.Verbs;

/// <summary>surefoot sweep export: the finished cells as a table.</summary>
internal static class SweepExportVerb
{
    public const string Name = "export";

    public static Command Create(Display display)
    {
        var folder = new Argument<string>("folder") { Description = "The folder a sweep writes to" };
        var json = new Option<bool>("--json") { Description = "Write an object for each cell instead of comma-separated values" };
        var command = new Command(Name, "Writes the finished cells to standard output as comma-separated values, in grid order") { folder, json };
        command.SetAction(result =>
        {
            var results = StoredSweep.Read(result.GetValue(folder)!).Results;
            var report = new SweepReport(results);
            if (result.GetValue(json))
                display.Out.WriteLine(report.TableJson().ToJsonString(Manifest.Json));
            else
                display.Out.Write(report.Table());
            if (results.Done < results.Grid.Count)
                display.Error.WriteLine($"surefoot: {results.Grid.Count - results.Done} of {results.Grid.Count} cells are missing from this table.");
        });
        return command;
    }
}
