using System.Diagnostics;
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
    public void ASignalEndsARunWithThreeAndLeavesNothing(string signal)
    {
        if (!OperatingSystem.IsLinux())
            return;
        using var folder = new TemporaryFolder();
        var spec = folder.Spec("steps: 1e15");

        // What starts in the background of a script ignores SIGINT, and so would its children.
        using var process = Start(folder, "env", "--default-signal=INT", Path.Combine(Repository.Root, "surefoot"), "run", spec, "--out", "results");

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
        process.StandardOutput.ReadToEnd().ShouldBeEmpty();
        Directory.GetFileSystemEntries(folder.Path).ShouldBe([spec]);
    }

    private static Process Start(TemporaryFolder folder, string program, params string[] arguments) => Process.Start(
        new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
}
