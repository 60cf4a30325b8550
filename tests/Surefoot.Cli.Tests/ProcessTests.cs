using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Surefoot.Cli.Output;

namespace Surefoot.Cli.Tests;

/// <summary>The launcher and the real process: what a terminal would see.</summary>
public class ProcessTests
{
    // A build of the program may come first.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public void TheLauncherRunsThroughALinkFromAnotherFolder()
    {
        if (!OperatingSystem.IsLinux())
            return;
        using var folder = new TemporaryFolder();
        File.CreateSymbolicLink(folder["first"], Path.Combine(Repository.Root, "surefoot"));
        File.CreateSymbolicLink(folder["second"], "first");
        folder.Spec();
        using var process = Start(folder, folder["second"], "run", "spec.yaml", "--out", "results");
        process.WaitForExit(Patience).ShouldBeTrue();
        process.ExitCode.ShouldBe(0, process.StandardError.ReadToEnd());
        process.StandardOutput.ReadToEnd().ShouldStartWith("completed: ");
        File.Exists(folder["results/trajectory.csv"]).ShouldBeTrue();
    }

    [Fact]
    public void TheVersionIsTheManifests()
    {
        using var folder = new TemporaryFolder();
        using var process = Start(folder, "dotnet", typeof(Application).Assembly.Location, "--version");
        process.WaitForExit(Patience).ShouldBeTrue();
        process.StandardOutput.ReadToEnd().ShouldBe($"{Manifest.Version}\n");
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public void ASignalEndsARunWithThreeAndWhatItComputedIsWritten(string signal)
    {
        if (!OperatingSystem.IsLinux())
            return;
        using var folder = new TemporaryFolder();
        var spec = folder.Spec("steps: 1e15", "record: { perDecade: 5 }", "method: { learningRate: 1e-12 }");

        // What starts in the background of a script ignores SIGINT, and so would its children.
        using var process = Start(folder, "env", "--default-signal=INT", Path.Combine(Repository.Root, "surefoot"), "run", spec, "--out", "results", "--json");

        // The first line of progress shows that the run has begun.
        string? line;
        do
        {
            line = process.StandardError.ReadLine();
        }
        while (line is not null && !line.Contains('%'));
        using (var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]))
            kill.WaitForExit();
        process.WaitForExit(Patience).ShouldBeTrue();
        process.ExitCode.ShouldBe(3);
        process.StandardError.ReadToEnd().ShouldContain("surefoot: interrupted after step ");
        var answer = process.StandardOutput.ReadToEnd();
        var json = JsonNode.Parse(answer)!;
        ((string?)json["outcome"]).ShouldBe("stopped");
        var rows = File.ReadAllLines(folder["results/trajectory.csv"]);

        // However far it came: every step that was to be recorded up to there, and the one it stopped at.
        var stopped = (long)json["steps"]!;
        var steps = new List<long> { 0 };
        while (Surefoot.Descent.Recording.LogSpaced(5).Next(steps[^1]) is var next && next < stopped)
            steps.Add(next);
        if (stopped > 0)
            steps.Add(stopped);
        rows.Skip(1).Select(row => long.Parse(row.Split(',')[0], CultureInfo.InvariantCulture)).ShouldBe(steps);
        File.ReadAllText(folder["results/result.json"]).ShouldBe(answer);
        Directory.GetFiles(folder["results"]).Length.ShouldBe(3);
    }

    private static Process Start(TemporaryFolder folder, string program, params string[] arguments) => Process.Start(
        new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
}
