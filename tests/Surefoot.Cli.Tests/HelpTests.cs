namespace Surefoot.Cli.Tests;

public class HelpTests
{
    [Theory]
    [InlineData("surefoot")]
    [InlineData("list")]
    [InlineData("reproduce")]
    [InlineData("run")]
    [InlineData("certify")]
    [InlineData("sweep")]
    [InlineData("sweep", "status")]
    [InlineData("sweep", "export")]
    [InlineData("sweep", "plot")]
    public async Task EveryHelpIsAsApprovedAndEndsWithAnExample(params string[] verbs)
    {
        string[] arguments = verbs is ["surefoot"] ? ["--help"] : [.. verbs, "--help"];
        var help = (await Invocation.Of(arguments)).ShouldBeGood();
        help.Out.ShouldBeApproved($"help-{string.Join('-', verbs)}");
    }

    [Theory]
    [InlineData("studies")]
    [InlineData("networks")]
    [InlineData("initializations")]
    public async Task TheListsAreAsApproved(string kind) =>
        (await Invocation.Of([new SmallStudy()], default, "list", kind)).ShouldBeGood().Out.ShouldBeApproved($"list-{kind}");

    [Fact]
    public async Task EveryTheoremIsListedWithItsSourceAndWhatItSpeaksAbout()
    {
        var lines = (await Invocation.Of("list", "theorems")).ShouldBeGood().Out.Split('\n').Skip(1).Where(line => line.Length > 0).ToList();
        lines.Count.ShouldBe(Surefoot.Theory.Library.Theorems.Count);
        lines.ShouldAllBe(line => System.Text.RegularExpressions.Regex.IsMatch(line, @"^  [a-z]+(-[a-z]+)*-\d{4}/\S+ +\S.*\(.*\d{4}.*; (measured at the start|checked at every step|a guarantee for the run|a law of the start)\)$"));
    }

    [Fact]
    public async Task ListsAreToldToProgramsToo()
    {
        var answer = (await Invocation.Of("list", "initializations", "--json")).ShouldBeGood();
        var names = System.Text.Json.Nodes.JsonNode.Parse(answer.Out)!["initializations"]!.AsArray().Select(entry => (string)entry!["name"]!);
        names.ShouldBe(["gaussian", "orthogonal", "one-peak", "special-balanced", "balanced", "identity", "zero", "standard", "file"]);
    }

    [Theory]
    [InlineData("name a verb", "--help")]
    [InlineData("no verb 'rnu'", "Did you mean 'run'?", "rnu", "x.yaml")]
    [InlineData("no option '--jsno'", "Did you mean '--json'?", "list", "--jsno")]
    [InlineData("no option '--sett'", "Did you mean '--set'?", "run", "x.yaml", "--sett", "steps=3")]
    [InlineData("'spec' missing", "surefoot run --help", "run")]
    [InlineData("no list of 'study'", "Did you mean 'studies'?", "list", "study")]
    [InlineData("name a study", "--all", "reproduce")]
    [InlineData("no study 'zhao/figure-1'", "Did you mean 'small/figure-1'?", "reproduce", "zhao/figure-1")]
    [InlineData("--scale is 'huge'", "quick and paper", "reproduce", "small/figure-1", "--scale", "huge")]
    [InlineData("--seed is '-1'", "from 0 to", "reproduce", "small/figure-1", "--seed", "-1")]
    [InlineData("--threads is 'many'", "from 1 to 1024", "reproduce", "small/figure-1", "--threads", "many")]
    [InlineData("not both", "--all", "reproduce", "small/figure-1", "--all")]
    public async Task AMistypedCommandLineIsRefusedWithWhatToWriteInstead(string first, string second, params string[] arguments) =>
        (await Invocation.Of([new SmallStudy()], default, arguments)).ShouldBeRefused(first, second);
}
