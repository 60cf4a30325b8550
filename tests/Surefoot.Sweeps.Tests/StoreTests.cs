using System.Text.Json.Nodes;

namespace Surefoot.Sweeps.Tests;

public class StoreTests
{
    private static readonly SweepOptions OneWorker = new();

    [Fact]
    public void TheSameSweepRunsOnlyWhatIsMissing()
    {
        using var folder = new TemporaryFolder();
        SmallSweep.Resume(folder["sweep"]).Ran.ShouldBe([0, 1, 2, 3, 4, 5]);
        SmallSweep.Resume(folder["sweep"]).Ran.ShouldBeEmpty();
        Directory.GetFiles(folder["sweep"]).Select(Path.GetFileName).Order().ShouldBe(["cells-01.jsonl", "lock", "sweep.json"]);
    }

    [Fact]
    public void AnotherSweepInTheFolderIsRefusedAndChangesNothing()
    {
        using var folder = new TemporaryFolder();
        SmallSweep.Resume(folder["sweep"]);
        var before = SmallSweep.Export(folder["sweep"]);
        Refusal(new Sweep(new JsonObject { ["steps"] = 7 }, new Axis("width", 10, 20))).ShouldContain("6 cells over start (2) x width (3), where now 2 cells over width (2) is asked for");
        Refusal(new Sweep(new JsonObject { ["steps"] = 8 }, SmallSweep.Sweep.Grid.Axes)).ShouldContain("their values or the other settings differ");

        // The first cell does not tell these two apart; the others do.
        Refusal(new Sweep(SmallSweep.Sweep.Grid, index => index == 0 ? SmallSweep.Sweep[0].Settings : "{}")).ShouldContain("cell 1 was run with other settings");
        SmallSweep.Export(folder["sweep"]).ShouldBe(before);

        string Refusal(Sweep other)
        {
            var message = Should.Throw<SweepException>(() => SweepStore.Open(folder["sweep"], other)).Message;
            message.ShouldContain("holds another sweep");
            message.ShouldContain("Choose another folder");
            return message;
        }
    }

    [Fact]
    public void ASecondStartInTheSameFolderIsRefusedUntilTheFirstHasEnded()
    {
        using var folder = new TemporaryFolder();
        using (SweepStore.Open(folder["sweep"], SmallSweep.Sweep))
            Should.Throw<SweepException>(() => SweepStore.Open(folder["sweep"], SmallSweep.Sweep)).Message.ShouldContain("another process has it open");
        SmallSweep.Resume(folder["sweep"]).Ran.Count.ShouldBe(6);
    }

    [Fact]
    public void OfManyStartsAtOnceOneRunsAndTheOthersAreRefused()
    {
        using var folder = new TemporaryFolder();
        var opened = new List<SweepStore>();
        var refused = 0;
        Parallel.For(0, 8, _ =>
        {
            try
            {
                var store = SweepStore.Open(folder["sweep"], SmallSweep.Sweep);
                lock (opened)
                    opened.Add(store);
            }
            catch (SweepException)
            {
                Interlocked.Increment(ref refused);
            }
        });
        opened.Count.ShouldBe(1);
        refused.ShouldBe(7);
        opened[0].Dispose();
    }

    [Fact]
    public void AFolderCanBeReadWhileASweepIsFillingIt()
    {
        using var folder = new TemporaryFolder();
        using var store = SweepStore.Open(folder["sweep"], SmallSweep.Sweep);
        var seen = new List<int>();
        SweepRunner.Run(
            SmallSweep.Sweep,
            store,
            (cell, _) =>
            {
                seen.Add(StoredSweep.Read(folder["sweep"]).Results.Done);
                return SmallSweep.Run(cell);
            },
            OneWorker);
        seen.ShouldBe([0, 1, 2, 3, 4, 5]);
    }

    [Fact]
    public void DamageInTheMiddleCostsItsCellAndIsMended()
    {
        using var folder = new TemporaryFolder();
        SmallSweep.Resume(folder["sweep"]);
        var before = SmallSweep.Export(folder["sweep"]);
        var file = folder["sweep/cells-01.jsonl"];
        var bytes = File.ReadAllBytes(file);
        bytes[Array.IndexOf(bytes, (byte)'\n') + 50] ^= 1;
        File.WriteAllBytes(file, bytes);
        StoredSweep.Read(folder["sweep"]).Results[1].ShouldBeNull();
        SmallSweep.Resume(folder["sweep"]).Ran.ShouldBe([1]);
        SmallSweep.Export(folder["sweep"]).ShouldBe(before);
        File.ReadAllLines(file).Select(line => (int)JsonNode.Parse(line)!["cell"]!).ShouldBe([0, 2, 3, 4, 5, 1]);
    }

    [Fact]
    public void OnlyFailedCellsAreRetriedAndOnlyWhenAsked()
    {
        using var folder = new TemporaryFolder();
        SmallSweep.Resume(folder["sweep"]).Results[4]!.Result.Message.ShouldBe("InvalidOperationException: width 20 is\nnot \"allowed\"");
        SmallSweep.Resume(folder["sweep"]).Ran.ShouldBeEmpty();
        SmallSweep.Resume(folder["sweep"], retryFailed: true).Ran.ShouldBe([4]);
        File.ReadAllLines(folder["sweep/cells-01.jsonl"]).Length.ShouldBe(6);
    }

    [Fact]
    public void FilesStayFewHoweverManySessionsThereAre()
    {
        using var folder = new TemporaryFolder();
        var sweep = new Sweep([], new Axis("i", Enumerable.Range(0, 1000).Select(i => (CellValue)i)));
        for (var session = 0; StoredBefore() < 1000; session++)
        {
            using var store = SweepStore.Open(folder["sweep"], sweep);
            using var interruption = new CancellationTokenSource();
            var last = StoredBefore() + 50;
            try
            {
                SweepRunner.Run(
                    sweep,
                    store,
                    (cell, token) =>
                    {
                        if (cell.Index >= last)
                            interruption.Cancel();
                        token.ThrowIfCancellationRequested();
                        return CellResult.Of("completed");
                    },
                    new SweepOptions { Workers = 1 + (session % 4) },
                    cancellation: interruption.Token);
            }
            catch (OperationCanceledException)
            {
            }
        }

        Directory.GetFiles(folder["sweep"]).Length.ShouldBeLessThanOrEqualTo(4 + 2);

        int StoredBefore() => Directory.Exists(folder["sweep"]) ? StoredSweep.Read(folder["sweep"]).Results.Done : 0;
    }

    [Fact]
    public void TheManifestSaysWhatTheSweepIs()
    {
        using var folder = new TemporaryFolder();
        SweepStore.Open(folder["sweep"], SmallSweep.Sweep, new JsonObject { ["command"] = "surefoot sweep a.yaml" }).Dispose();
        var stored = StoredSweep.Read(folder["sweep"]);
        stored.Identity.ShouldBe(SmallSweep.Sweep.Identity);
        stored.About.GetProperty("command").GetString().ShouldBe("surefoot sweep a.yaml");
        stored.Results.Grid.Axes[1].Values.ShouldBe([10, 20, 40]);
        stored.Results.Done.ShouldBe(0);
    }

    [Fact]
    public void WhoeverGoesOnWithASweepIsNamedOnceAndWhoeverOnlyOpensItIsNot()
    {
        using var folder = new TemporaryFolder();
        foreach (var version in (string[])["1.0", "1.1", "1.0", "1.1", "1.2"])
            SweepStore.Open(folder["sweep"], SmallSweep.Sweep, new JsonObject { ["version"] = version }).Dispose();
        SmallSweep.Resume(folder["sweep"]);
        SweepStore.Open(folder["sweep"], SmallSweep.Sweep, new JsonObject { ["version"] = "2.0" }).Dispose();
        var stored = StoredSweep.Read(folder["sweep"]);
        stored.Later.Prepend(stored.About).Select(each => each.GetProperty("version").GetString()).ShouldBe(["1.0", "1.1", "1.2"]);
        stored.Identity.ShouldBe(SmallSweep.Sweep.Identity);
        stored.Results.Done.ShouldBe(SmallSweep.Sweep.Grid.Count);
    }

    [Fact]
    public void WhatIsNoStoreIsRefused()
    {
        using var folder = new TemporaryFolder();
        Should.Throw<SweepException>(() => StoredSweep.Read(folder["none"])).Message.ShouldContain("there is no sweep in");
        SmallSweep.Resume(folder["sweep"]);
        File.WriteAllText(folder["sweep/sweep.json"], "{}");
        Should.Throw<SweepException>(() => StoredSweep.Read(folder["sweep"])).Message.ShouldContain("is not the manifest of a sweep");
        Should.Throw<SweepException>(() => SweepStore.Open(folder["sweep"], SmallSweep.Sweep)).Message.ShouldContain("is not the manifest of a sweep");
        File.Delete(folder["sweep/sweep.json"]);
        Should.Throw<SweepException>(() => SweepStore.Open(folder["sweep"], SmallSweep.Sweep)).Message.ShouldContain("no sweep.json that says of which sweep");
        File.WriteAllText(folder["file"], "");
        Should.Throw<SweepException>(() => SweepStore.Open(folder["file/sweep"], SmallSweep.Sweep)).Message.ShouldContain("cannot be written");
    }
}
