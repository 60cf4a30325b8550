using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Surefoot.Studies;

namespace Surefoot.Cli.Tests;

public class ReproduceTests
{
    private static readonly Study[] Studies = [new SmallStudy()];

    [Fact]
    public async Task FactsArePrintedWithVerdictAndNumberAndOneThatDoesNotHoldMakesTheAnswerNo()
    {
        using var folder = new TemporaryFolder();
        var answer = await Invocation.Of(Studies, default, "reproduce", "small/figure-1", "--threads", "1", "--out", folder["out"]);
        answer.ExitCode.ShouldBe(1);
        answer.Error.ShouldBeEmpty();
        Regex.Replace(answer.Out.Replace(folder.Path, "..."), @"\(\d+\.\d s\)", "(0.0 s)").ShouldBeApproved("facts");
    }

    [Fact]
    public async Task FigureTableFactsAndManifestAreWritten()
    {
        using var folder = new TemporaryFolder();
        (await Invocation.Of(Studies, default, "reproduce", "small/figure-1", "--scale", "quick", "--seed", "7", "--out", folder["out"])).ShouldBeGood();
        Directory.GetFiles(folder["out"]).Select(Path.GetFileName).Order().ShouldBe(["facts.json", "figure.svg", "line.csv", "manifest.json"]);
        File.ReadAllText(folder["out/line.csv"]).ShouldBe("x,y\n0,1\n1,0.5\n2,0.30000000000000004\n");
        File.ReadAllText(folder["out/figure.svg"]).ShouldStartWith("<svg");
        var fact = JsonNode.Parse(File.ReadAllText(folder["out/facts.json"]))!.AsArray().Single()!;
        ((string?)fact["statement"]).ShouldBe("the line falls (slope)");
        ((bool?)fact["holds"]).ShouldBe(true);
        var manifest = JsonNode.Parse(File.ReadAllText(folder["out/manifest.json"]))!;
        ((string?)manifest["command"]).ShouldBe("surefoot reproduce small/figure-1 --scale quick --seed 7");
        ((int?)manifest["seed"]).ShouldBe(7);
    }

    [Fact]
    public async Task TheAnswerForProgramsIsAnObjectPerStudy()
    {
        using var folder = new TemporaryFolder();
        var answer = await Invocation.Of(Studies, default, "reproduce", "--all", "--json", "--out", folder["out"]);
        answer.ExitCode.ShouldBe(1);
        var study = JsonNode.Parse(answer.Out)!.AsArray().Single()!;
        ((string?)study["id"]).ShouldBe("small/figure-1");
        ((bool?)study["holds"]).ShouldBe(false);
        var fact = study["facts"]!.AsArray()[1]!;
        ((string?)fact["statement"]).ShouldBe("the line ends in 0");
        ((bool?)fact["holds"]).ShouldBe(false);
        ((double?)fact["value"]).ShouldBe(0.25);
        ((string?)fact["relation"]).ShouldBe("<=");
        ((double?)fact["limit"]).ShouldBe(0.1);
        ((string?)fact["source"]).ShouldBe("Small 2026, section 3");
    }

    [Fact]
    public async Task AnInterruptedStudyEndsWithThreeAndLeavesNothing()
    {
        using var folder = new TemporaryFolder();
        using var interruption = new CancellationTokenSource();
        var answer = await Invocation.Of([new SmallStudy(interruption.Cancel)], interruption.Token, "reproduce", "small/figure-1", "--out", folder["out"]);
        answer.ExitCode.ShouldBe(3);
        answer.Out.ShouldBeEmpty();
        answer.Error.ShouldStartWith("surefoot: interrupted");
        Directory.GetFileSystemEntries(folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task AFailureOfTheProgramItselfIsToldWithoutAStackTrace()
    {
        using var folder = new TemporaryFolder();
        var answer = await Invocation.Of([new SmallStudy(() => throw new InvalidOperationException("two and two are five"))], default, "reproduce", "small/figure-1", "--out", folder["out"]);
        answer.ExitCode.ShouldBe(70);
        answer.Error.ShouldBe("surefoot: the program failed (InvalidOperationException: two and two are five). Please report this with the command you gave.\n");
        Directory.GetFileSystemEntries(folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task AFolderThatCannotBeWrittenIsRefusedBeforeAnythingIsComputed()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["file"], "");
        var answer = await Invocation.Of([new SmallStudy(() => throw new InvalidOperationException())], default, "reproduce", "small/figure-1", "--out", folder["file/out"]);
        answer.ShouldBeRefused("cannot be written", "--out");
    }
}
