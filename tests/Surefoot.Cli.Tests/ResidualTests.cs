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
    public async Task WhatCoversBatchesOnANetworkIsSaidInASentence()
    {
        const string Plain = "network: { kind: deep-linear, depth: 2, width: 8 }";
        using var folder = new TemporaryFolder();
        var spec = folder.Spec(Plain, "initialization: orthogonal", Stochastic);
        var answer = (await Invocation.Of("certify", spec, "--check", "--out", folder["out"])).ShouldBeGood();
        answer.Out.ShouldBe("no statement covers stochastic gradient descent on a plain network, whose layers are all trained: theorems 3.6 and 3.8 of Zou et al. 2020 are about linear "
            + "residual networks from the zero start (network.kind linear-residual), and the statements on plain networks are about gradient descent (method.kind gradient-descent, "
            + "or constant batches of all 12 samples).\n");
        var json = JsonNode.Parse(File.ReadAllText(folder["out/certificates.json"]))!;
        json["certificates"]!.AsArray().ShouldBeEmpty();
        ((string?)json["sentence"]).ShouldBe(answer.Out.TrimEnd());

        // Batches of all samples, at a constant rate, are gradient descent.
        var whole = JsonNode.Parse((await Invocation.Of("certify", spec, "--json", "--set", "method.batch=12", "--set", "method.schedule=constant")).ShouldBeGood().Out)!;
        var descent = JsonNode.Parse((await Invocation.Of("certify", spec, "--json", "--set", "method={ learningRate: 1e-3 }")).ShouldBeGood().Out)!;
        whole["certificates"]!.ToJsonString().ShouldBe(descent["certificates"]!.ToJsonString());
        (await Invocation.Of("certify", spec, "--set", "method.batch=12")).ShouldBeGood().Out.ShouldStartWith("no statement covers");
        (await Invocation.Of("certify", folder.Spec("network: { kind: two-layer-relu, width: 20 }", "initialization: gaussian", Stochastic, "data: { kind: linear-teacher, inputs: 4, outputs: 1, samples: 40 }")))
            .ShouldBeGood().Out.ShouldContain("on a two-layer ReLU network: ");
    }

    [Fact]
    public async Task TheBestStepOfAStochasticRunLiesBelowItsBound()
    {
        using var folder = new TemporaryFolder();
        var spec = folder.Spec(
            Network, Zero, "data: { kind: linear-teacher, inputs: 2, outputs: 1, samples: 4, noise: 0.1 }", "steps: 50", "tolerance: 0.3", "method: { kind: stochastic-gradient-descent, learningRate: 1e-16, batch: 2 }");
        var answer = (await Invocation.Of("certify", spec, "--set", "network.transformation.scale=5000", "--check", "--out", folder["out"])).ShouldBeGood();
        answer.Out.ShouldContain("the best guarantee is zou-2020/theorem-3.6: ");
        answer.Out.ShouldContain(" at the best step so far, with probability at least 0.5667 over the batches.");
        answer.Out.ShouldContain("zou-2020/theorem-3.6/best        holds: ");
        var rows = File.ReadAllLines(folder["out/bounds.csv"]);
        rows[0].ShouldBe("step,gap,best gap,zou-2020/theorem-3.6");
        var first = rows[1].Split(',').Select(cell => double.Parse(cell, System.Globalization.CultureInfo.InvariantCulture)).ToList();
        (first[3] / first[2]).ShouldBe(3, 1e-12);
        File.ReadAllText(folder["out/figure.svg"]).ShouldContain("best so far");
        var json = JsonNode.Parse(File.ReadAllText(folder["out/certificates.json"]))!;
        var theorem = json["certificates"]!.AsArray().Single(each => (string?)each!["id"] == "zou-2020/theorem-3.6")!;
        ((string?)theorem["failureOver"]).ShouldBe("the batches");
        ((bool)theorem["boundOnBest"]!).ShouldBeTrue();
        var checks = json["checks"]!.AsArray().ToDictionary(each => (string)each!["id"]!, each => (double)each!["failureProbability"]!);
        checks["zou-2020/theorem-3.6/best"].ShouldBe((1 / 3.0) + 0.1, 1e-15);
        checks["zou-2020/theorem-3.6/distance"].ShouldBe(0);
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
