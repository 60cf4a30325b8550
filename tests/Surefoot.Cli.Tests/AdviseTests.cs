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
    public async Task ResidualNetworksStandInTheSameTable()
    {
        var json = JsonNode.Parse(await Advice(Example, "--steps", "0", "--json", "--constants", Path.Combine(Repository.Root, "docs", "constants.json")))!;
        var ends = json["ends"]!.AsArray().ToDictionary(each => (string)each!["transformation"]!, each => each!);
        ends.Keys.ShouldBe(["gaussian", "identity", "modified-identity"]);

        // Theory: any width from d + k on with a scale, a width for Gaussian ends, none for the identity; constants from runs ask for less and promise more.
        var (scaled, wide) = (ends["modified-identity"], ends["gaussian"]);
        ((double)scaled["theory"]!["width"]!).ShouldBe(6);
        ((string?)scaled["theory"]!["theorem"]).ShouldBe("zou-2020/theorem-3.1");
        ((double)scaled["calibrated"]!["steps"]!).ShouldBeLessThan((double)scaled["theory"]!["steps"]! / 4);
        ((double)scaled["calibrated"]!["scale"]!).ShouldBe((double)scaled["theory"]!["scale"]!);
        ((string?)wide["theory"]!["theorem"]).ShouldBe("zou-2020/corollary-3.4");
        ((double)wide["calibrated"]!["width"]!).ShouldBeLessThan((double)wide["theory"]!["width"]!);
        ends["identity"]["theory"].ShouldBeNull();
        ends.Values.ShouldAllBe(each => (long)each["measured"]!["steps"]! < (long)json["steps"]!);
        ((string?)json["bestEnds"]).ShouldBe(ends.MinBy(each => (long)each.Value["measured"]!["steps"]! * Math.Sqrt((int)each.Value["measured"]!["width"]!)).Key);

        // A run at the width, scale and learning rate of theory gets there in no more steps than it says.
        using var folder = new TemporaryFolder();
        var spec = folder.Spec(
            FormattableString.Invariant($"network: {{ kind: linear-residual, depth: 3, width: 6, transformation: {{ kind: modified-identity, scale: {(double)scaled["theory"]!["scale"]!} }} }}"),
            "data: { kind: linear-teacher, inputs: 4, outputs: 2, samples: 100, noise: 0 }",
            "initialization: zero",
            "tolerance: 1e-6",
            FormattableString.Invariant($"method: {{ learningRate: {(double)scaled["theory"]!["learningRate"]! * (1 - 1e-9):R} }}"),
            FormattableString.Invariant($"steps: {(long)(double)scaled["theory"]!["steps"]!}"));
        var run = (await Invocation.Of("certify", spec, "--check")).ShouldBeGood();
        run.Out.ShouldContain("the best guarantee is zou-2020/theorem-3.1: ");
        (await Invocation.Of("run", spec)).ShouldBeGood().Out.ShouldStartWith("converged: ");
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
