using System.Text.Json.Nodes;

namespace Surefoot.Cli.Tests;

public class CalibrateTests
{
    private static readonly string Example = Repository.Example("calibration.yaml");

    [Fact]
    public async Task AConstantIsKeptInAFileThatCertificatesCite()
    {
        using var folder = new TemporaryFolder();
        var constants = folder["constants.json"];
        var answer = (await Invocation.Of("calibrate", "zhao-xu-2024/theorem-1", Example, "--init", "gaussian", "--seeds", "40", "--steps", "20", "--out", constants, "--json")).ShouldBeGood();
        var json = JsonNode.Parse(answer.Out)!;
        var value = (double)json["value"]!;
        ((string?)json["symbol"]).ShouldBe("C");
        value.ShouldBeInRange((double)json["low"]!, (double)json["high"]!);
        ((string?)json["manifest"]!["command"])!.ShouldStartWith("surefoot calibrate zhao-xu-2024/theorem-1");
        (await Invocation.Of("calibrate", "zhao-xu-2024/remark-6", Example, "--out", constants)).ShouldBeGood().Out.ShouldStartWith("C = ");

        // At the width found theorem 1 holds with its constant; just below it does not apply.
        var width = json["widths"]!.AsArray().Select(each => (Width: (int)each!["width"]!, Share: (int)each["held"]! / (double)(int)each["runs"]!)).First(each => each.Share >= 0.9).Width;
        (await Theorem1At(width)).ShouldBe(("holds", value, "calibrated"));
        (await Theorem1At(width - 1)).Verdict.ShouldBe("doesNotApply");

        async Task<(string? Verdict, double Value, string? Origin)> Theorem1At(int at)
        {
            var certified = JsonNode.Parse((await Invocation.Of("certify", Example, "--init", "gaussian", "--width", $"{at}", "--constants", constants, "--json")).ShouldBeGood().Out)!;
            var theorem = certified["certificates"]!.AsArray().Single(each => (string?)each!["id"] == "zhao-xu-2024/theorem-1")!;
            var constant = theorem["constants"]!.AsArray().Single(each => (string?)each!["name"] == "C")!;
            ((string?)constant["note"])!.ShouldContain("95 % interval");
            return ((string?)theorem["verdict"], (double)constant["value"]!, (string?)constant["origin"]);
        }
    }

    [Fact]
    public async Task ThePublishedConstantsAreRead()
    {
        var answer = (await Invocation.Of("certify", Example, "--init", "gaussian", "--width", "64", "--constants", Path.Combine(Repository.Root, "docs", "constants.json"))).ShouldBeGood();
        answer.Out.ShouldContain("with C = 0.01029, calibrated and not proved: 95 % interval 0.009555 to 0.01176");
        answer.Out.ShouldContain("with a constant that is not proved.");
    }

    [Fact]
    public async Task ConstantsOfResidualNetworksAreTriedOneValueAtATime()
    {
        using var folder = new TemporaryFolder();
        var (spec, constants) = (Repository.Example("residual-calibration.yaml"), folder["constants.json"]);
        var answer = (await Invocation.Of("calibrate", "zou-2020/theorem-3.1", spec, "--symbol", "C_1", "--seeds", "20", "--steps", "100", "--out", constants, "--json")).ShouldBeGood();
        var json = JsonNode.Parse(answer.Out)!;
        ((string?)json["symbol"]).ShouldBe("C_1");
        ((double)json["value"]!).ShouldBe(1.6818, 1e-4);
        json["values"]!.AsArray().Select(each => (int)each!["held"]!).ShouldContain(0);
        (await Invocation.Of("calibrate", "zou-2020/theorem-3.1", spec, "--seeds", "20", "--steps", "100", "--constants", constants, "--out", constants)).ShouldBeGood().Out.ShouldStartWith("C = ");

        // A certificate takes them where the proof's are not enough, and says so.
        const string Ends = "network.transformation={ kind: modified-identity, scale: ";
        var certified = (await Invocation.Of("certify", spec, "--learning-rate", "8e-5", "--set", Ends + "6 }", "--constants", constants)).ShouldBeGood();
        certified.Out.ShouldContain("with C = ");
        certified.Out.ShouldContain("calibrated and not proved: 95 % interval");
        (await Invocation.Of("certify", spec, "--learning-rate", "1e-7", "--set", Ends + "60 }", "--constants", constants)).ShouldBeGood().Out.ShouldNotContain("not proved");
    }

    [Fact]
    public async Task NotFoundIsAnAnswerOfNo()
    {
        var answer = await Invocation.Of("calibrate", "zhao-xu-2024/theorem-1", Example, "--init", "gaussian", "--seeds", "10", "--steps", "20", "--largest", "4");
        answer.ExitCode.ShouldBe(1);
        answer.Out.ShouldContain("not found: at width 4");
    }

    [Theory]
    [InlineData("there is no theorem 'zhao-xu-2024/theorem-9'", "zhao-xu-2024/theorem-9")]
    [InlineData("states nothing that a run could break", "hu-2020/remark-du-hu", "--init", "gaussian")]
    [InlineData("whiten the inputs", "arora-2019/theorem-1")]
    [InlineData("the least width must not be above the largest", "zhao-xu-2024/theorem-1", "--least", "9", "--largest", "8")]
    [InlineData("allowed are numbers between 0 and 1", "zhao-xu-2024/theorem-1", "--share", "1")]
    [InlineData("is tried on linear-residual networks", "zou-2020/theorem-3.1")]
    [InlineData("zou-2020/lemma-a.1 has no constant that is estimated", "zou-2020/lemma-a.1")]
    [InlineData("has one constant to estimate", "zhao-xu-2024/theorem-1", "--symbol", "C")]
    [InlineData("is estimated without others. Leave --constant and --constants out", "zhao-xu-2024/theorem-1", "--constant", "hu-2020/theorem-4.1 C=2")]
    [InlineData("--largest was given; the constant of zhao-xu-2024/remark-6 is not estimated by widths", "zhao-xu-2024/remark-6", "--largest", "8")]
    public async Task WrongRequestsSayWhatToDo(string message, string theorem, params string[] arguments)
    {
        var answer = await Invocation.Of(["calibrate", theorem, Example, .. arguments]);
        answer.ExitCode.ShouldBe(2);
        answer.Error.ShouldContain(message);
    }
}
