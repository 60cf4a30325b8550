using System.Diagnostics;
using System.Globalization;

namespace Surefoot.Sweeps.Tests;

/// <summary>A sweep that ends at any moment loses no finished cell, shows no half one, and goes on to the same results.</summary>
public class KillTests
{
    private const int FolderAndLock = 2;

    private static readonly string Undisturbed = SmallSweep.Export(SweepRunner.Run(SmallSweep.Sweep, null, (cell, _) => SmallSweep.Run(cell), new SweepOptions()));

    [Theory]
    [InlineData("KillBefore", 1)]
    [InlineData("KillHalfway", 1)]
    [InlineData("KillHalfway", 2)]
    public void KilledAtEveryChangeOfAFileInTurn(string fault, int workers)
    {
        for (var at = 1; ; at++)
        {
            using var folder = new TemporaryFolder();
            var killed = KilledAt(folder, at, fault, workers);
            CheckAndFinish(folder, StoredBefore(folder));
            if (!killed)
                return;
        }
    }

    [Theory]
    [InlineData("KillBefore")]
    [InlineData("KillHalfway")]
    public void KilledAtEveryChangeWhileTornFilesAreMendedAndFailedCellsRunAgain(string fault)
    {
        for (var at = 1; ; at++)
        {
            using var folder = new TemporaryFolder();
            SmallSweep.Resume(folder["sweep"]);
            File.AppendAllText(folder["sweep/cells-01.jsonl"], "{\"frame\":\"00000");
            var killed = KilledAt(folder, at, fault, workers: 1, retryFailed: true);

            // The cell that failed is the only one that may have to run once more.
            var missing = Missing(folder["sweep"]);
            missing.ShouldBeSubsetOf([4]);
            SmallSweep.Resume(folder["sweep"]).Ran.ShouldBe(missing);
            SmallSweep.Export(folder["sweep"]).ShouldBe(Undisturbed);
            if (!killed)
                return;
        }
    }

    [Theory]
    [InlineData("Fail")]
    [InlineData("FailFromThereOn")]
    public void EveryChangeOfAFileFailsInTurnAndInTheNextSessionToo(string fault)
    {
        var kind = Enum.Parse<Fault>(fault);
        for (var at = 1; ; at++)
        {
            var isFirstWhole = false;
            for (var next = 1; ; next++)
            {
                using var folder = new TemporaryFolder();
                isFirstWhole = !FailsAt(folder["sweep"], at, kind);
                var isSecondWhole = !FailsAt(folder["sweep"], next, kind);
                CheckAndFinish(folder, 0);
                if (isSecondWhole || isFirstWhole)
                    break;
            }

            if (isFirstWhole)
                return;
        }
    }

    private static bool FailsAt(string folder, int at, Fault fault)
    {
        var files = new FaultyFileSystem(at, fault);
        var before = Finished(folder);
        var stored = before;
        try
        {
            SmallSweep.Resume(folder, files, stored: count => stored = before + count);
        }
        catch (SweepException failure)
        {
            failure.Message.ShouldContain("No space left on device");
            (failure is StoreWriteException).ShouldBe(at > FolderAndLock);
            files.Changes.ShouldBeGreaterThanOrEqualTo(at);
            Finished(folder).ShouldBe(stored);
            return true;
        }

        return false;
    }

    // True if the process was killed, false if it came to its end before that change.
    private static bool KilledAt(TemporaryFolder folder, int at, string fault, int workers, bool retryFailed = false)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet",
            [typeof(Program).Assembly.Location, folder["sweep"], $"{at}", fault, $"{workers}", $"{retryFailed}", folder["log"]]))!;
        process.WaitForExit(TimeSpan.FromMinutes(1)).ShouldBeTrue();
        process.ExitCode.ShouldBeOneOf(0, 128 + 9);
        return process.ExitCode != 0;
    }

    private static int StoredBefore(TemporaryFolder folder) =>
        File.Exists(folder["log"]) && File.ReadAllText(folder["log"]) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : 0;

    private static void CheckAndFinish(TemporaryFolder folder, int toldFinished)
    {
        // Every cell that was told to be finished is there, and only what is not there runs.
        var missing = Missing(folder["sweep"]);
        (SmallSweep.Cells - missing.Count).ShouldBeGreaterThanOrEqualTo(toldFinished);
        SmallSweep.Resume(folder["sweep"]).Ran.ShouldBe(missing);
        SmallSweep.Export(folder["sweep"]).ShouldBe(Undisturbed);

        // Nothing torn is left for a reader who takes every line for whole.
        foreach (var line in Directory.GetFiles(folder["sweep"], "cells-*.jsonl").SelectMany(File.ReadLines))
            System.Text.Json.Nodes.JsonNode.Parse(line)!["frame"].ShouldNotBeNull();
    }

    private static List<int> Missing(string folder)
    {
        if (!File.Exists(Path.Combine(folder, "sweep.json")))
            return [.. Enumerable.Range(0, SmallSweep.Cells)];
        var results = StoredSweep.Read(folder).Results;
        foreach (var record in results.Records)
            record.Identity.ShouldBe(SmallSweep.Sweep[record.Index].Identity);
        return [.. Enumerable.Range(0, SmallSweep.Cells).Where(index => results[index] is null)];
    }

    private static int Finished(string folder) => SmallSweep.Cells - Missing(folder).Count;
}
