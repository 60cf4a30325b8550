using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Surefoot.Cli.Tests;

public class AdviseTests
{
    private static readonly string Example = Repository.Example("calibration.yaml");

    [Fact]
    public async Task AdviceOnAnEasySet() => (await Advice(Example, "--steps", "0")).ShouldBeApproved("advise-teacher");

    [Fact]
    public async Task AdviceOnDiabetes() => (await Advice("--dataset", "diabetes", "--set", "data.standardize=true", "--depth", "3")).ShouldBeApproved("advise-diabetes");

    [Fact]
    public async Task WhereNoStartGetsThereThatIsSaid()
    {
        var answer = await Invocation.Of("advise", "--dataset", "longley", "--depth", "2", "--steps", "50");
        answer.ExitCode.ShouldBe(1);
        answer.Out.ShouldBeApproved("advise-longley");
    }

    // The last digits are the processor's.
    [Fact]
    public async Task AdviceForPrograms() =>
        Regex.Replace(await Advice(Example, "--steps", "0", "--json"), @"(\.\d{8})\d+", "$1").ShouldBeApproved("advise-teacher-json");

    [Fact]
    public async Task WithACalibratedConstantTheoryGivesANarrowerWidth()
    {
        var json = JsonNode.Parse(await Advice(Example, "--steps", "0", "--json", "--constant", "hu-2020/theorem-4.1 C=0.1"))!;
        var orthogonal = json["starts"]!.AsArray().Single(start => (string?)start!["initialization"] == "orthogonal")!;
        ((string?)orthogonal["calibrated"]!["theorem"]).ShouldBe("hu-2020/theorem-4.1");
        ((double)orthogonal["calibrated"]!["width"]!).ShouldBeLessThan((double)orthogonal["theory"]!["width"]!);
    }

    [Fact]
    public async Task OneLayerHasNoWidthToChoose()
    {
        var answer = await Invocation.Of("advise", "--dataset", "diabetes", "--depth", "1");
        answer.ExitCode.ShouldBe(2);
        answer.Error.ShouldContain("give --depth 2 or more");
    }

    private static async Task<string> Advice(params string[] arguments) => (await Invocation.Of(["advise", .. arguments])).ShouldBeGood().Out;
}
