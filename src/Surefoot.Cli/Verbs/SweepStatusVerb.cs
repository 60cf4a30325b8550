using System.CommandLine;
using System.Text.Json.Nodes;
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
            var stored = StoredSweep.Read(result.GetValue(folder)!);
            var report = new SweepReport(stored.Results);
            var versions = CellVersions.Of(stored.About, stored.Later);
            if (result.GetValue(json))
            {
                var answer = report.ToJson();
                answer["versions"] = new JsonArray([.. versions.Select(version => JsonValue.Create(version))]);
                display.Out.WriteLine(answer.ToJsonString(Manifest.Json));
                return;
            }

            display.Out.WriteLine(report.Text());
            if (versions.Count > 1)
                display.Out.WriteLine($"  run with versions {string.Join(" and ", versions)}");
        });
        return command;
    }
}
