using System.Globalization;
using System.Text.Json.Nodes;
using Surefoot.Descent;
using Surefoot.Objectives;

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

    [Fact]
    public async Task A_function_s_run_is_a_cell_of_a_sweep()
    {
        using var folder = new TemporaryFolder();
        var spec = folder["octopus.yaml"];
        File.WriteAllLines(spec,
        [
            "function: { kind: octopus, dimension: 4, L: [1, 2] }",
            "start: { at: [[0.5, 0.5, 0.5, 0.5], [0.1, 0.9, 0.9, 0.9]] }",
            "method:",
            "  - { kind: gradient-descent, learningRate: 0.125 }",
            "  - { kind: perturbed-gradient-descent, learningRate: 0.125, gradientThreshold: 0.027, radius: 0.027 }",
            "steps: 300",
        ]);
        (await Invocation.Of("sweep", spec, "--out", folder["sweep"], "--workers", "2")).ShouldBeGood().Out.ShouldStartWith("all 8 cells are finished: ");
        var table = JsonNode.Parse((await Invocation.Of("sweep", "export", folder["sweep"], "--json")).ShouldBeGood().Out)!.AsArray();
        table.Count.ShouldBe(8);

        // Grid order: L, start, method. Kicks leave all four saddles behind in 300 steps; without, the steep walls of L = 2 hold the run.
        for (var k = 0; k < 8; k++)
        {
            double[] start = k % 4 < 2 ? [0.5, 0.5, 0.5, 0.5] : [0.1, 0.9, 0.9, 0.9];
            var plain = OctopusEscape.Of(new Octopus(4, k < 4 ? 1 : 2), start, 0.125).EscapeTimes.Count(time => time <= 300);
            ((int)table[k]!["saddlesEscaped"]!).ShouldBe(k % 2 == 1 ? 4 : plain);
            plain.ShouldBe(k < 4 ? 4 : k < 6 ? 3 : 2);
        }

        var cell = table[6]!;
        ((double)cell["function.L"]!, cell["start.at"]!.ToJsonString()).ShouldBe((2, "[0.1,0.9,0.9,0.9]"));
        var run = JsonNode.Parse((await Invocation.Of(
            "run", spec, "--set", "function.L=2", "--set", "start.at=[0.1, 0.9, 0.9, 0.9]", "--set", "method={ learningRate: 0.125 }", "--json")).ShouldBeGood().Out)!;
        foreach (var value in new[] { "initialValue", "finalValue", "gradientNorm", "leastCurvature", "saddlesEscaped" })
            cell[value]!.ToJsonString().ShouldBe(run[value]!.ToJsonString(), value);
        (await Invocation.Of("sweep", spec, "--out", folder["sweep"])).ShouldBeGood().Out.ShouldContain("ran now     0 ");
        (await Invocation.Of("sweep", "plot", folder["sweep"], "--x", "L", "--curves")).ShouldBeGood();
        var figure = File.ReadAllText(folder["sweep/figure.svg"]);
        figure.ShouldContain("finalValue");
        figure.ShouldContain("method = perturbed-gradient-descent<");
        (await Invocation.Of("sweep", spec, "--set", "function.dimension=[3,4]", "--out", folder["other"])).ShouldBeRefused("the function takes 3");
    }

    [Fact]
    public async Task Certify_lays_a_run_past_every_saddle_under_the_escape_times_and_their_growth()
    {
        using var folder = new TemporaryFolder();
        string[] plain = ["--set", "method={ learningRate: 0.06 }", "--set", "function.dimension=5"];
        var answer = (await Invocation.Of(["certify", Octopus, .. plain, "--check", "--printed", "--steps", "1000", "--out", folder["out"]])).ShouldBeGood().Out;
        answer.ShouldStartWith("18 statements speak about this setting: ");
        answer.ShouldContain("du-2019/theorem-7.3     holds: ");
        answer.ShouldContain("misprint: printed is T_1 - T_1^tau >= 1 / (eta gamma)");
        foreach (var id in new[] { "escape-ratio/lower", "escape-ratio/upper", "lemma-7.3/3", "lemma-7.3/4", "lemma-7.3/domain", "theorem-7.3/1", "theorem-7.3/domain", "definition-7.2" })
            answer.ShouldMatch($"  du-2019/{id} +holds: ");

        // kappa = 1 + ln(1 / (1 - 2 eta L)) / ln(1 + 2 eta gamma)
        answer.ShouldContain($"kappa(eta): {1 - (Math.Log(1 - 0.12) / Math.Log(1.12)):G6}\n");

        // Below 1 / l the limit is stationary to second order, which only the end of the run can tell.
        answer.ShouldContain("du-2019/theorem-7.1     holds: ");
        (await Invocation.Of(["certify", Octopus, .. plain])).ShouldBeGood().Out.ShouldContain("du-2019/theorem-7.1     cannot tell: ");
        var values = File.ReadAllLines(folder["out/bounds.csv"]);
        values[0].ShouldBe("step,value");
        var run = JsonNode.Parse((await Invocation.Of(["run", Octopus, .. plain, "--set", "steps=1000", "--json"])).ShouldBeGood().Out)!;
        double.Parse(values[^1].Split(',')[1], CultureInfo.InvariantCulture).ShouldBe((double)run["finalValue"]!);
        var certificates = JsonNode.Parse(File.ReadAllText(folder["out/certificates.json"]))!;
        (certificates["targetGap"], certificates["manifest"]!["dataHash"]).ShouldBe((null, null));
    }

    [Fact]
    public async Task Certify_bounds_the_steps_of_kicks_once_their_constants_have_values()
    {
        var open = (await Invocation.Of("certify", Octopus)).ShouldBeGood().Out;
        open.ShouldContain("du-2019/theorem-7.2     cannot tell: the learning rate is 0.25, and c has no value; it holds for c from 3.886");
        string[] given = ["--constant", "du-2019/theorem-7.2 c=4", "--constant", "du-2019/theorem-7.2 C=1", "--epsilon", "0.02"];
        var answer = (await Invocation.Of(["certify", Octopus, "--check", "--steps", "400", .. given])).ShouldBeGood().Out;
        answer.ShouldContain("du-2019/theorem-7.2     holds: ");
        answer.ShouldContain("with c = 4, given and not proved: ");

        // l B / epsilon^2 ln^4(d l B / (epsilon^2 delta)), with l = 15.54, B = 10 nu and nu = 50 e^2 / 6.
        var ratio = 15.5425 * 10 * 50 * Math.E * Math.E / 6 / 4e-4;
        var steps = double.Parse(answer.Split(" steps: ")[1].Split('\n')[0], CultureInfo.InvariantCulture);
        steps.ShouldBe(ratio * Math.Pow(Math.Log(10 * ratio / 0.1), 4), 1e-3 * steps);
        answer.ShouldMatch("  du-2019/theorem-7.3/kicks +holds: where");
        answer.ShouldMatch("  du-2019/theorem-7.3/domain +holds: x\\(t\\) lies in the domain D at 401 steps");
    }

    [Fact]
    public async Task A_run_that_leaves_the_domain_breaks_no_bound_that_holds_on_it()
    {
        var answer = (await Invocation.Of("certify", Octopus, "--check", "--steps", "100", "--set", "method={ learningRate: 5 }", "--set", "function.dimension=3")).ShouldBeGood().Out;
        answer.ShouldContain("lies outside the domain of the function");
        answer.ShouldMatch("  du-2019/definition-7.1 +holds: ");
    }

    [Theory]
    [InlineData("function={ kind: plain-saddle }", "start={ at: [0.5, 1e-3] }", "section-7.3/band")]
    [InlineData("function={ kind: sloped-saddle }", "start={ at: [-9.5, 0.5] }", "section-7.3/growth")]
    [InlineData("function={ kind: two-saddles, L: 1 }", "start={ at: [0.5, 0.5] }", "section-7.4.1")]
    public async Task The_warm_ups_are_certified(string function, string start, string id) =>
        (await Invocation.Of("certify", Octopus, "--check", "--set", function, "--set", start, "--set", "method={ learningRate: 0.25 }", "--steps", "60")).ShouldBeGood()
            .Out.ShouldMatch($"  du-2019/{id} +holds: .* at [1-9]");

    [Fact]
    public async Task What_no_statement_speaks_about_is_refused()
    {
        string[] flow = ["--set", "method={ kind: gradient-flow, learningRate: 0.1 }"];
        (await Invocation.Of(["certify", Octopus, .. flow])).ShouldBeRefused("certificates on functions speak about gradient descent, perturbed or not");
        (await Invocation.Of("certify", Octopus, "--check", "--steps", "1e9")).ShouldBeRefused("at most 10,000,000", "leave out --check");
        (await Invocation.Of("certify", Octopus, "--epsilon", "2")).ShouldBeRefused("--epsilon is '2'; allowed are numbers between 0 and 1");
        (await Invocation.Of("advise", Octopus)).ShouldBeRefused("function: a function was given; advise speaks about networks");
    }

    [Theory]
    [InlineData("function.L=0.5", "at least gamma")]
    [InlineData("start={ at: [1, 2] }", "takes 10")]
    [InlineData("method.accuracy=1e-3", "perturbed gradient descent has none")]
    public async Task Wrong_specs_of_functions_are_told(string set, string complaint) =>
        (await Invocation.Of("run", Octopus, "--set", set)).ShouldBeRefused(complaint);
}
