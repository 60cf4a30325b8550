using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Surefoot.Cli.Tests;

public class SweepTests
{
    private static readonly string[] Grid =
    [
        "network: { depth: [2, 3], width: { from: 4, to: 16, count: 3, scale: log } }",
        "initialization: [gaussian, orthogonal]",
        "seed: { from: 1, to: 2, step: 1 }",
        "probes: [distance-from-start]",
    ];

    [Fact]
    public async Task ASweepIsRunToldAndExported()
    {
        using var folder = new TemporaryFolder();
        var told = (await Invocation.Of("sweep", folder.Spec(Grid), "--out", folder["out"])).ShouldBeGood().Out.Split('\n');
        told[0].ShouldBe("all 24 cells are finished: 24 completed");
        told[1].ShouldStartWith("  ran now     24 in ");
        told[2].ShouldBe($"  written to  {folder["out"]}");
        (await Invocation.Of("sweep", "status", folder["out"])).ShouldBeGood().Out.ShouldBe("all 24 cells are finished: 24 completed\n");

        var rows = (await Export(folder["out"])).Split('\n');
        rows[0].ShouldBe("network.depth,network.width,initialization,seed,outcome,stepsTaken,initialLoss,finalLoss,optimalLoss,relativeGap,learningRate,distanceFromStart");
        rows[1].ShouldStartWith("2,4,gaussian,1,completed,20,");
        rows[2].ShouldStartWith("2,4,gaussian,2,completed,20,");
        rows[24].ShouldStartWith("3,16,orthogonal,2,completed,20,");
        rows.Length.ShouldBe(26);

        // The last cell is the run of the same settings.
        var run = JsonNode.Parse((await Invocation.Of("run", folder.Spec("seed: 2"), "--json")).ShouldBeGood().Out)!;
        var last = JsonNode.Parse((await Invocation.Of("sweep", "export", folder["out"], "--json")).ShouldBeGood().Out)!.AsArray()[^1]!;
        foreach (var value in new[] { "initialLoss", "finalLoss", "optimalLoss", "relativeGap", "learningRate" })
            ((double)last[value]!).ShouldBe((double)run[value]!, value);
    }

    [Fact]
    public async Task TheExportDoesNotDependOnWorkersThreadsOrOrder()
    {
        using var folder = new TemporaryFolder();
        var exports = new List<string>();
        foreach (var options in new string[][] { ["--workers", "1"], ["--workers", "2"], ["--workers", "5", "--order", "given"], ["--workers", "1", "--set", "execution.threads=2"] })
        {
            var target = folder[$"{exports.Count}"];
            (await Invocation.Of(["sweep", folder.Spec(Grid), "--out", target, .. options])).ShouldBeGood();
            exports.Add(await Export(target));
        }

        exports.Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task AnInterruptedSweepEndsWithThreeAndGoesOnWithTheSameCommand()
    {
        using var folder = new TemporaryFolder();
        string[] lines = [.. Grid, "method: { learningRate: 1e-9 }"];
        (await Invocation.Of("sweep", folder.Spec(lines), "--out", folder["undisturbed"])).ShouldBeGood();

        // The cheap cells end at once, the others never: with that rate they neither arrive nor stand still.
        using var interruption = new CancellationTokenSource();
        var watching = Task.Run(() =>
        {
            SpinWait.SpinUntil(() => Records(folder["out"]) == 24, TimeSpan.FromMinutes(1));
            interruption.Cancel();
        });
        var interrupted = await Invocation.Of([], interruption.Token, "sweep", folder.Spec([.. lines, "steps: [20, 1e15]"]), "--out", folder["out"], "--workers", "2");
        await watching;
        interrupted.ExitCode.ShouldBe(3);
        interrupted.Out.ShouldBeEmpty();
        interrupted.Error.ShouldContain("surefoot: interrupted; 24 of 48 cells are finished and kept. The same command goes on from there.\n");
        var status = (await Invocation.Of("sweep", "status", folder["out"], "--json")).ShouldBeGood();
        ((int)JsonNode.Parse(status.Out)!["missing"]!).ShouldBe(24);
        var partial = await Invocation.Of("sweep", "export", folder["out"]);
        partial.ExitCode.ShouldBe(0);
        partial.Error.ShouldBe("surefoot: 24 of 48 cells are missing from this table.\n");

        // The cells there are, are those of the sweep without the endless ones.
        partial.Out.ReplaceLineEndings().Replace(",20,completed", ",completed").Replace(",steps,", ",").ShouldBe(await Export(folder["undisturbed"]));
    }

    [Fact]
    public async Task ACellThatFailsIsRecordedAndRetriedOnlyWhenAsked()
    {
        using var folder = new TemporaryFolder();
        string[] command = ["sweep", folder.Spec("initialization: one-peak", "network: { widths: [[9, 7], [5, 9], [9, 9]] }"), "--out", folder["out"], "--json"];
        var first = await Invocation.Of(command);
        first.ExitCode.ShouldBe(1);
        var answer = JsonNode.Parse(first.Out)!;
        ((int)answer["finished"]!, (int)answer["failed"]!, (int)answer["ran"]!).ShouldBe((3, 1, 3));
        ((string)answer["failures"]![0]!["message"]!).ShouldStartWith("initialization: a one-peak start needs");
        ((int)JsonNode.Parse((await Invocation.Of(command)).Out)!["ran"]!).ShouldBe(0);
        ((int)JsonNode.Parse((await Invocation.Of([.. command, "--retry-failed"])).Out)!["ran"]!).ShouldBe(1);
        (await Invocation.Of("sweep", "status", folder["out"])).ShouldBeGood().Out.ShouldStartWith("all 3 cells are finished: 2 completed, 1 failed\n  failed: initialization: a one-peak");
        var rows = (await Export(folder["out"])).Split('\n');
        rows[0].ShouldEndWith(",message");
        rows[2].ShouldStartWith("\"[5,9]\",failed,,,,,,,\"initialization: a one-peak start needs");
    }

    [Fact]
    public async Task ADivergedCellIsAResult()
    {
        using var folder = new TemporaryFolder();
        (await Invocation.Of("sweep", folder.Spec("method: { learningRate: [0.01, 10] }"), "--out", folder["out"])).ShouldBeGood()
            .Out.ShouldStartWith("all 2 cells are finished: 1 completed, 1 diverged\n");
        (await Export(folder["out"])).Split('\n')[2].ShouldMatch("^10,diverged,\\d+,[^,]+,(inf|NaN),");
    }

    [Fact]
    public async Task CellsOfAnotherVersionAreToldOf()
    {
        using var folder = new TemporaryFolder();
        string[] command = ["sweep", folder.Spec("seed: [1, 2]"), "--out", folder["out"]];
        (await Invocation.Of(command)).ShouldBeGood();
        (await Invocation.Of("sweep", "status", folder["out"])).ShouldBeGood().Out.ShouldNotContain("version");
        var manifest = JsonNode.Parse(File.ReadAllText(folder["out/sweep.json"]))!;
        var current = (string)manifest["about"]!["version"]!;
        manifest["about"]!["version"] = "0.0.1";
        File.WriteAllText(folder["out/sweep.json"], manifest.ToJsonString());
        foreach (var records in Directory.GetFiles(folder["out"], "cells-*"))
            File.WriteAllLines(records, File.ReadAllLines(records).Where(line => line.Contains("\"seed\":1,", StringComparison.Ordinal)));

        var resumed = await Invocation.Of(command);
        resumed.ExitCode.ShouldBe(0);
        resumed.Error.ShouldContain($"were run with version 0.0.1; this is {current}, which may compute them otherwise.");
        resumed.Out.ShouldContain("ran now     1 in");
        (await Invocation.Of("sweep", "status", folder["out"])).ShouldBeGood().Out.ShouldEndWith($"  run with versions 0.0.1 and {current}\n");
        JsonNode.Parse((await Invocation.Of("sweep", "status", folder["out"], "--json")).Out)!["versions"]!.AsArray().Select(version => (string)version!).ShouldBe(["0.0.1", current]);
    }

    [Fact]
    public async Task AnotherSweepOrAFolderThatIsNoneIsRefused()
    {
        using var folder = new TemporaryFolder();
        (await Invocation.Of("sweep", folder.Spec("seed: [1, 2]"), "--out", folder["out"])).ShouldBeGood();
        (await Invocation.Of("sweep", folder.Spec("seed: [1, 2, 3]"), "--out", folder["out"])).ShouldBeRefused("holds another sweep: 2 cells over seed (2), where now 3 cells over seed (3)");
        (await Invocation.Of("sweep", folder.Spec("seed: [1, 2]", "steps: 21"), "--out", folder["out"])).ShouldBeRefused("holds another sweep", "Choose another folder");
        (await Invocation.Of("sweep", "status", folder["none"])).ShouldBeRefused("there is no sweep in");
        (await Invocation.Of("sweep", "export", folder.Path)).ShouldBeRefused("there is no sweep in");
        (await Invocation.Of("sweep", "plot", folder.Path)).ShouldBeRefused("there is no sweep in");

        File.WriteAllText(folder["file"], "");
        (await Invocation.Of("sweep", folder.Spec("seed: [1, 2]"), "--out", folder["file/out"])).ShouldBeRefused("cannot be written", "Choose another folder");

        // Another spelling of the same runs is the same sweep.
        (await Invocation.Of("sweep", folder.Spec("seed: { from: 1, to: 2, count: 2 }", "precision: double"), "--out", folder["out"])).ShouldBeGood().Out.ShouldContain("ran now     0 in");
    }

    [Theory]
    [InlineData("name a spec", "status, export and plot", "sweep")]
    [InlineData("needs a folder", "--out", "sweep", "x.yaml")]
    [InlineData("--workers is '0'", "from 1 to 96", "sweep", "x.yaml", "--out", "x", "--workers", "0")]
    [InlineData("--order is 'dear'", "cheapest and given", "sweep", "x.yaml", "--out", "x", "--order", "dear")]
    [InlineData("there is no spec file 'x.yaml'", "examples/", "sweep", "x.yaml", "--out", "x")]
    [InlineData("no option '--worker'", "'--workers'?", "sweep", "x.yaml", "--worker", "2")]
    [InlineData("'folder' missing", "surefoot sweep status --help", "sweep", "status")]
    public async Task AMistypedCommandLineIsRefusedWithWhatToWriteInstead(string first, string second, params string[] arguments) =>
        (await Invocation.Of(arguments)).ShouldBeRefused(first, second);

    [Fact]
    public async Task ASweepIsDrawnAsHeatMapsOrCurves()
    {
        using var folder = new TemporaryFolder();
        (await Invocation.Of("sweep", folder.Spec(Grid), "--out", folder["out"])).ShouldBeGood();
        (await Invocation.Of("sweep", "plot", folder["out"])).ShouldBeGood().Out.ShouldBe($"24 cells drawn to {folder["out/figure.svg"]}\n");
        var heatMap = File.ReadAllText(folder["out/figure.svg"]);
        foreach (var text in new[] { "initialization = gaussian", "initialization = orthogonal", ">depth<", ">width<", ">relativeGap<" })
            heatMap.ShouldContain(text);
        (await Invocation.Of("sweep", "plot", folder["out"], "--x", "width", "--y", "network.depth", "--value", "finalLoss", "--contour", "30,40", "--value-scale", "log", "--out", folder["a/b.svg"])).ShouldBeGood();
        File.ReadAllText(folder["a/b.svg"]).ShouldContain(">finalLoss<");
        (await Invocation.Of("sweep", "plot", folder["out"], "--curves", "--x", "width", "--y", "initialization", "--out", folder["c.svg"], "--json")).ShouldBeGood();
        foreach (var text in new[] { "depth = 2", "depth = 3", "initialization = gaussian", "initialization = orthogonal" })
            File.ReadAllText(folder["c.svg"]).ShouldContain(text);
    }

    [Theory]
    [InlineData("initialLoss", "--value-scale", "linear")]
    [InlineData("initialLoss", "--value-scale", "log")]
    [InlineData("optimalLoss")]
    [InlineData("stepsTaken", "--curves")]
    public async Task ValuesThatHardlyDifferAreDrawnToo(string value, params string[] options)
    {
        // Without steps or noise the orthogonal start has nearly the same loss at every depth, and the optimum is 0.
        using var folder = new TemporaryFolder();
        var spec = folder.Spec("network: { depth: [2, 3], width: [16, 17] }", "steps: 0", "data: { kind: linear-teacher, inputs: 6, outputs: 2, samples: 12, noise: 0, targetDeviation: 1e6 }");
        (await Invocation.Of("sweep", spec, "--out", folder["out"])).ShouldBeGood();
        (await Invocation.Of(["sweep", "plot", folder["out"], "--value", value, .. options])).ShouldBeGood();
    }

    [Theory]
    [InlineData("there is no axis 'depht'", "network.depth", "--x", "depht")]
    [InlineData("the axis initialization has values that are not numbers", "numbers only", "--y", "initialization")]
    [InlineData("--x and --y are both network.depth", "two axes", "--x", "depth", "--y", "depth")]
    [InlineData("there is no value 'loss'", "finalLoss", "--value", "loss")]
    [InlineData("--contour is 'low'", "1e-2,1e-6", "--contour", "low")]
    [InlineData("--x-scale is 'logarithmic'", "auto, linear and log", "--x-scale", "logarithmic")]
    [InlineData("contours lie over a heat-map", "--contour", "--curves", "--contour", "1")]
    public async Task AFigureThatCannotBeDrawnIsRefused(string first, string second, params string[] options)
    {
        using var folder = new TemporaryFolder();
        (await Invocation.Of("sweep", folder.Spec("network: { depth: [2, 3], width: 4 }", "initialization: [gaussian, orthogonal]"), "--out", folder["out"])).ShouldBeGood();
        (await Invocation.Of(["sweep", "plot", folder["out"], .. options])).ShouldBeRefused(first, second);
        File.Exists(folder["out/figure.svg"]).ShouldBeFalse();
    }

    [Fact]
    public async Task AKilledProcessLosesNothingThatWasFinished()
    {
        if (!OperatingSystem.IsLinux())
            return;
        using var folder = new TemporaryFolder();
        var spec = folder.Spec([.. Grid, "steps: 2000"]);
        (await Invocation.Of("sweep", spec, "--out", folder["undisturbed"])).ShouldBeGood();
        using (var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(Application).Assembly.Location, "sweep", spec, "--out", folder["out"], "--workers", "1"])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!)
        {
            // As soon as the first record is there, and not much later.
            SpinWait.SpinUntil(() => Records(folder["out"]) > 0, TimeSpan.FromMinutes(1));
            process.Kill();
            process.WaitForExit();
        }

        var found = JsonNode.Parse((await Invocation.Of("sweep", "status", folder["out"], "--json")).Out)!;
        var resumed = JsonNode.Parse((await Invocation.Of("sweep", spec, "--out", folder["out"], "--json")).ShouldBeGood().Out)!;
        ((int)found["finished"]!).ShouldBeGreaterThan(0);
        ((int)resumed["ran"]!).ShouldBe((int)found["missing"]!);
        (await Export(folder["out"])).ShouldBe(await Export(folder["undisturbed"]));
    }

    private static int Records(string folder) =>
        Directory.Exists(folder) ? Directory.GetFiles(folder, "cells-*.jsonl").Sum(path => File.ReadAllBytes(path).Count(value => value == '\n')) : 0;

    private static async Task<string> Export(string folder) => (await Invocation.Of("sweep", "export", folder)).ShouldBeGood().Out;
}
