using System.CommandLine;
using Surefoot.Cli.Output;
using Surefoot.Cli.Runs;
using Surefoot.Sweeps;

namespace Surefoot.Cli.Verbs;

/// <summary>surefoot sweep status: how a sweep stands, also while it runs.</summary>
internal static class SweepStatusVerb
{
    public const string Name = "status";

    public static Command Create(Display display)
    {
        var folder = new Argument<string>("folder") { Description = "The folder a sweep writes to" };
        var json = new Option<bool>("--json") { Description = "Answer as JSON on standard output" };
        var command = new Command(Name, "Tells how a sweep stands, also while it runs") { folder, json };
        command.SetAction(result =>
        {
            var report = new SweepReport(StoredSweep.Read(result.GetValue(folder)!).Results);
            display.Out.WriteLine(result.GetValue(json) ? report.ToJson().ToJsonString(Manifest.Json) : report.Text());
        });
        return command;
    }
}
