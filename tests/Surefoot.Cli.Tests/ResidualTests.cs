using System.Text.Json.Nodes;
using Surefoot.Arithmetic;
using Surefoot.Cli.Specs;
using Surefoot.Data;

namespace Surefoot.Cli.Tests;

/// <summary>Linear residual networks and stochastic gradient descent on the command line.</summary>
public class ResidualTests
{
    private const string Network = "network: { kind: linear-residual, depth: 4, width: 20, transformation: { kind: modified-identity, scale: 2 } }";
    private const string Zero = "initialization: zero";
    private const string Stochastic = "method: { kind: stochastic-gradient-descent, learningRate: 1e-3, batch: 5, schedule: { kind: decaying, time: 50 } }";

    [Fact]
    public async Task AReducedRunIsTheWholeOneOnAnyNumberOfThreads()
    {
        using var folder = new TemporaryFolder();
        var spec = folder.Spec(Network, Zero, Stochastic, "steps: 60");
        var reduced = await Run("execution.threads=1");
        var whole = await Run("execution={ threads: 2, reduction: off }");
        ((double)reduced["finalLoss"]!).ShouldBe((double)whole["finalLoss"]!, 1e-10 * (double)whole["finalLoss"]!);
        ((long)reduced["weights"]!).ShouldBe(1600);
        ((long)reduced["weightsRun"]!).ShouldBeLessThan(1600);
        ((double)(await Run("execution.threads=2"))["finalLoss"]!).ShouldBe((double)reduced["finalLoss"]!);
        ((double)(await Run("seed=9", "execution.threads=1"))["finalLoss"]!).ShouldNotBe((double)reduced["finalLoss"]!);

        async Task<JsonNode> Run(params string[] overrides) =>
            JsonNode.Parse((await Invocation.Of(["run", spec, "--json", .. overrides.SelectMany(each => new[] { "--set", each })])).ShouldBeGood().Out)!;
    }

    [Fact]
    public async Task EndsFromAFileAreThoseOfItsMatrices()
    {
        using var folder = new TemporaryFolder();
        var spec = folder.Spec(Network, Zero, "steps: 20", "method: { learningRate: 1e-3 }");
        (await Invocation.Of("run", spec, "--out", folder["made"], "--save-weights")).ShouldBeGood();
        using (var arrays = NpzFile.Open(folder["made/weights.npz"]))
            NpzFile.Write(folder["ends.npz"], [new("A", arrays.Read("A").Values), new KeyValuePair<string, Matrix<double>>("B", arrays.Read("B").Values)]);
        var made = JsonNode.Parse(File.ReadAllText(folder["made/result.json"]))!;
        var read = JsonNode.Parse((await Invocation.Of("run", spec, "--json", "--set", $"network.transformation={{ file: '{folder["ends.npz"]}' }}")).ShouldBeGood().Out)!;
        ((double)read["finalLoss"]!).ShouldBe((double)made["finalLoss"]!);
    }

    [Fact]
    public void TheCanonicalFormIsASpecOfTheSameRun()
    {
        using var folder = new TemporaryFolder();
        foreach (var schedule in new[] { "constant", "{ kind: decaying, time: 50, power: 0.5 }", "{ kind: stepped, steps: 10, factor: 0.5 }" })
        {
            foreach (var ends in new[] { "identity", "gaussian", "{ kind: gaussian, inputDeviation: 2 }", "{ kind: modified-identity, scale: 3 }" })
            {
                var spec = RunSpecReader.Read(SpecMap.Load(
                    folder.Spec(Network, Zero, Stochastic), [$"method.schedule={schedule}", $"network.transformation={ends}"]));
                File.WriteAllText(folder["again.yaml"], spec.Settings().ToJsonString());
                RunSpecReader.Read(SpecMap.Load(folder["again.yaml"], [])).Identity().ShouldBe(spec.Identity());
            }
        }
    }

    [Fact]
    public async Task CertificatesSpeakAboutResidualNetworksAndPlainOnesStandBeside()
    {
        using var folder = new TemporaryFolder();
        var spec = folder.Spec(Network, Zero, "steps: 30", "method: { learningRate: 1e-16 }");
        var json = JsonNode.Parse((await Invocation.Of("certify", spec, "--set", "network.transformation.scale=1e6", "--check", "--json", "--out", folder["out"])).ShouldBeGood().Out)!;
        ((bool)json["holds"]!).ShouldBeTrue();
        json["certificates"]!.AsArray().Select(each => (string?)each!["id"]).ShouldContain("zou-2020/theorem-3.1");
        var compared = json["compared"]!.AsArray();
        compared.Select(each => ((string)each!["network"]!).Split(',')[0]).Distinct().ShouldBe(["plain", "residual"]);
        ((string?)compared[^1]!["theorem"]).ShouldBe("zou-2020/theorem-3.1");
        ((long)compared[^1]!["measuredSteps"]!).ShouldBeLessThanOrEqualTo((long)(double)compared[^1]!["guaranteedSteps"]!);

        // Of a plain network the same table.
        var plain = (await Invocation.Of("certify", "--dataset", "diabetes", "--depth", "2", "--width", "20", "--init", "orthogonal", "--set", "data.standardize=true")).ShouldBeGood();
        plain.Out.ShouldContain("plain and residual networks of this depth");
        plain.Out.ShouldContain("residual, modified identity of scale");
    }

    [Fact]
    public async Task BatchesAreSwept()
    {
        using var folder = new TemporaryFolder();
        var spec = folder.Spec(Network, Zero, "method: { kind: stochastic-gradient-descent, learningRate: 1e-3, batch: [2, 5] }", "steps: 10");
        (await Invocation.Of("sweep", spec, "--out", folder["swept"])).ShouldBeGood();
    }

    [Theory]
    [InlineData("stochastic-gradient-descent alone has one", "method={ learningRate: 1, batch: 5 }")]
    [InlineData("there are 40 samples", "method.batch=41")]
    [InlineData("at least", "network.width=3")]
    [InlineData("without penalty", "loss={ penalty: 1 }")]
    [InlineData("rules are for deep-linear networks", "method={ rule: hu }")]
    [InlineData("the probes of a linear-residual network are", "probes=[kernel]")]
    [InlineData("scale", "network.transformation={ kind: identity, scale: 2 }")]
    public async Task WhatCannotBeIsRefused(string complaint, string given)
    {
        using var folder = new TemporaryFolder();
        (await Invocation.Of("run", folder.Spec(Network, Zero, Stochastic, "data: { kind: linear-teacher, inputs: 4, outputs: 3, samples: 40 }"), "--set", given)).ShouldBeRefused(complaint);
    }
}
