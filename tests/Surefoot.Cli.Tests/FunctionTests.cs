namespace Surefoot.Cli.Tests;

public class FunctionTests
{
    private static readonly string Octopus = Repository.Example("octopus.yaml");

    [Fact]
    public async Task The_octopus_runs_from_a_spec_with_kicks_and_without()
    {
        var kicked = (await Invocation.Of("run", Octopus)).ShouldBeGood();
        kicked.Out.ShouldContain("completed: all 500 steps were taken");
        kicked.Out.ShouldContain("final value    -615.75");
        var plain = (await Invocation.Of("run", Octopus, "--set", "method={ kind: gradient-descent, learningRate: 0.25 }", "--json")).ShouldBeGood();
        plain.Out.ShouldContain("\"kind\": \"octopus\"");
        plain.Out.ShouldContain("\"leastCurvature\": -2");
    }

    [Fact]
    public async Task A_run_that_leaves_the_domain_says_so() =>
        (await Invocation.Of("run", Octopus, "--set", "function=plain-saddle", "--set", "start={ at: [0.5, 0.01] }", "--set", "method={ learningRate: 0.25 }")).ShouldBeGood()
            .Out.ShouldStartWith("left domain: the point of step 12 lies outside the domain");

    [Fact]
    public async Task Networks_are_descended_with_kicks_too_and_certified_without()
    {
        string[] kicks = ["--set", "method={ kind: perturbed-gradient-descent, learningRate: 1e-3, gradientThreshold: 1e-9, radius: 1e-3 }"];
        (await Invocation.Of(["run", Repository.Example("diabetes.yaml"), .. kicks, "--set", "steps=20", "--set", "network={ depth: 2, width: 4 }", "--set", "initialization=gaussian", "--json"])).ShouldBeGood().Out.ShouldContain("\"patience\": 1");
        (await Invocation.Of(["certify", Repository.Example("diabetes.yaml"), .. kicks, "--set", "network={ depth: 2, width: 4 }"])).ShouldBeRefused("perturbed-gradient-descent");
    }

    [Theory]
    [InlineData("function.L=0.5", "at least gamma")]
    [InlineData("start={ at: [1, 2] }", "takes 10")]
    [InlineData("method.accuracy=1e-3", "perturbed gradient descent has none")]
    public async Task Wrong_specs_of_functions_are_told(string set, string complaint) =>
        (await Invocation.Of("run", Octopus, "--set", set)).ShouldBeRefused(complaint);
}
