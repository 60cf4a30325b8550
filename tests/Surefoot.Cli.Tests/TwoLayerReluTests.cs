using System.Globalization;
using System.Text.Json.Nodes;
using Surefoot.Arithmetic;
using Surefoot.Cli.Runs;
using Surefoot.Cli.Specs;
using Surefoot.Data;

namespace Surefoot.Cli.Tests;

/// <summary>Two-layer ReLU networks on the command line.</summary>
public class TwoLayerReluTests
{
    [Fact]
    public async Task ARunTellsWhatItsProbesMeasure()
    {
        using var folder = new TemporaryFolder();
        var spec = Spec(folder, "probes: [pattern-flips, unit-travel, gram, prediction-error, distance-from-start, relative-loss]");
        var answer = (await Invocation.Of("run", spec, "--out", folder["out"], "--save-weights")).ShouldBeGood();
        answer.Out.ShouldContain("  network        60 ReLU units, 480 weights\n");
        answer.Out.ShouldContain("the optimal loss is 0");
        var rows = File.ReadAllLines(folder["out/trajectory.csv"]);
        rows[0].ShouldBe("step,loss,patternFlips,unitTravel,gramLeastEigenvalue,predictionError,distanceFromStart,relativeLoss");
        rows.Length.ShouldBe(32);
        var (first, last) = (Numbers(rows[1]), Numbers(rows[^1]));
        first[2..4].ShouldBe([0, 0]);
        first[6..].ShouldBe([0, 1]);
        last[1].ShouldBeLessThan(0.01 * first[1]);
        last[2].ShouldBeGreaterThan(0);
        last[4].ShouldBeGreaterThan(0);
        foreach (var row in new[] { first, last })
            row[5].ShouldBe(2 * row[1], 1e-12 * first[1]);
        last[6].ShouldBeGreaterThanOrEqualTo(last[3]);

        // The signs are the network's, drawn from the seed.
        using var arrays = NpzFile.Open(folder["out/weights.npz"]);
        arrays.Names.Order(StringComparer.Ordinal).ShouldBe(["W1", "signs"]);

        static double[] Numbers(string row) => [.. row.Split(',').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
    }

    [Fact]
    public async Task TheSameSpecGivesTheSameNumbersOnAnyNumberOfThreadsAndInASweep()
    {
        using var folder = new TemporaryFolder();
        var one = await FinalLoss("--set", "execution.threads=1");
        (await FinalLoss("--set", "execution.threads=3")).ShouldBe(one);
        (await FinalLoss("--set", "seed=2")).ShouldNotBe(one);
        (await FinalLoss("--set", "precision=single")).ShouldBe(one, 1e-4 * one);
        var spec = Spec(folder, "network: { kind: two-layer-relu, width: [20, 60] }");
        (await Invocation.Of("sweep", spec, "--out", folder["sweep"])).ShouldBeGood();
        var table = (await Invocation.Of("sweep", "export", folder["sweep"])).ShouldBeGood().Out;
        table.ShouldContain(one.ToString("R", CultureInfo.InvariantCulture));

        async Task<double> FinalLoss(params string[] set) =>
            (double)JsonNode.Parse((await Invocation.Of(["run", Spec(folder), "--json", .. set])).ShouldBeGood().Out)!["finalLoss"]!;
    }

    [Fact]
    public async Task CertifyEvaluatesTheStatementsOnTwoLayerNetworksAndChecksThem()
    {
        using var folder = new TemporaryFolder();
        var answer = (await Invocation.Of("certify", Spec(folder), "--check", "--printed")).ShouldBeGood();
        answer.Out.ShouldContain("du-2019/theorem-2.3");
        answer.Out.ShouldContain("does not apply: the width is 60, needed >= ");
        answer.Out.ShouldContain("step-decomposition/contraction  holds:");
        answer.Out.ShouldContain("misprint: printed is R' = sqrt(n) ||y - u(0)|| / (sqrt(m) lambda_0); used is twice that");
        answer.Out.ShouldNotContain("arora-2019");
        var linear = await Invocation.Of("certify", folder.Spec());
        linear.Out.ShouldNotContain("du-2019");
    }

    [Theory]
    [InlineData("network.depth=3", "has a width only")]
    [InlineData("network.scaling=none", "deep-linear has a scaling")]
    [InlineData("data.outputs=2", "one output, and the data have 2 targets")]
    [InlineData("data.noise=1", "linear-teacher has")]
    [InlineData("probes=[balancedness]", "no probe 'balancedness' of a two-layer-relu network")]
    [InlineData("initialization=orthogonal", "gaussian")]
    [InlineData("initialization={ file: w.npz }", "w.npz")]
    [InlineData("method={ rule: hu }", "give a learningRate")]
    [InlineData("network.width=1000000000", "1000000000")]
    [InlineData("method={ kind: gradient-flow, learningRate: 0.1, integrator: implicit-midpoint }", "take dormand-prince")]
    public async Task WhatDoesNotFitIsRefusedWithWhatToDo(string set, string words)
    {
        using var folder = new TemporaryFolder();
        (await Invocation.Of("run", Spec(folder), "--set", set)).ShouldBeRefused(words);
    }

    [Fact]
    public async Task WhatDoesNotFitIntoMemoryIsRefusedBeforeAnythingIsDrawn()
    {
        using var folder = new TemporaryFolder();
        (await Invocation.Of("run", Spec(folder), "--set", "network.width=90000000", "--set", "data.inputs=2000")).ShouldBeRefused("90,000,000 units", "Choose a smaller width");

        // Gradient flow keeps a dozen of weights: the ends and the stages of a step.
        var (descent, flow) = (Read(Spec(folder)), Read(Spec(folder, "method: { kind: gradient-flow, learningRate: 0.5 }")));
        (Bytes(flow) - Bytes(descent)).ShouldBeGreaterThanOrEqualTo(12 * 60 * 1000 * sizeof(double));

        static RunSpec Read(string spec) => RunSpecReader.Read(SpecMap.Load(spec, []));
        static double Bytes(RunSpec spec) => MemoryNeed.BytesOf(spec, (TwoLayerReluSpec)spec.Network, 1000, 6);
    }

    [Fact]
    public async Task TheFlowIsRunAndCertified()
    {
        using var folder = new TemporaryFolder();
        var spec = Spec(folder, "method: { kind: gradient-flow, learningRate: 0.5 }");
        (await Invocation.Of("run", spec)).ShouldBeGood().Out.ShouldContain("  time a step    0.5\n");
        var answer = (await Invocation.Of("certify", spec, "--check", "--set", "steps=5")).ShouldBeGood().Out;
        answer.ShouldContain("du-2019/lemma-2.3/rate");

        // 1.2 n sqrt(m n / d) changes of activations for a whole run, each 28 m n d operations: 10^17.
        string[] large = ["--set", "data={ kind: unit-sphere, inputs: 1000, samples: 1000 }", "--set", "network.width=20000"];
        (await Invocation.Of(["run", spec, "--set", "steps=100", .. large])).ShouldBeRefused("about 169,706 of them", "days of one core", "gradient-descent with a small learningRate");
        answer.ShouldContain("the method is not gradient descent");
    }

    [Fact]
    public async Task ARunGoesOnFromTheWeightsThatAnotherOneWrote()
    {
        using var folder = new TemporaryFolder();
        var whole = await FinalLoss("--set", "steps=30");
        (await Invocation.Of("run", Spec(folder), "--set", "steps=12", "--out", folder["out"], "--save-weights")).ShouldBeGood();

        // The seed is now the data's only: signs come from the file.
        string[] from = ["--set", $"initialization={{ file: {folder["out/weights.npz"]} }}"];
        (await FinalLoss([.. from, "--set", "steps=18"])).ShouldBe(whole);
        (await FinalLoss([.. from, "--set", "steps=18", "--set", "precision=single"])).ShouldBe(whole, 1e-4 * whole);

        // A network that is given by a file makes no statement about laws of the start.
        var answer = (await Invocation.Of(["certify", Spec(folder), .. from, "--check"])).ShouldBeGood().Out;
        answer.ShouldContain("every unit of the start is not w_r ~ N(0, I)");
        answer.ShouldContain("step-decomposition/contraction  holds:");
        (await Invocation.Of("certify", Spec(folder), "--weights", folder["out/weights.npz"], "--set", "network.width=60", "--check")).ShouldBeGood().Out.ShouldBe(answer);
        (await Invocation.Of(["sweep", Spec(folder, "steps: [0, 18]"), .. from, "--out", folder["sweep"]])).ShouldBeGood();
        (await Invocation.Of("sweep", "export", folder["sweep"])).ShouldBeGood().Out.ShouldContain(whole.ToString("R", CultureInfo.InvariantCulture));

        async Task<double> FinalLoss(params string[] set) =>
            (double)JsonNode.Parse((await Invocation.Of(["run", Spec(folder), "--json", .. set])).ShouldBeGood().Out)!["finalLoss"]!;
    }

    [Fact]
    public async Task WeightsOfAnotherNetworkAreRefusedWithWhatToGive()
    {
        using var folder = new TemporaryFolder();
        Arrays("units.npz", ("W1", 60, 8), ("signs", 1, 60));
        Arrays("inputs.npz", ("W1", 60, 7), ("signs", 1, 60));
        Arrays("layers.npz", ("0.weight", 60, 8), ("2.weight", 1, 60));
        Arrays("deep.npz", ("W1", 60, 8), ("W2", 60, 60), ("W3", 1, 60));
        (await Run("units.npz")).ShouldBeGood();
        (await Run("layers.npz")).ShouldBeGood();
        (await Run("units.npz", "network.width=50")).ShouldBeRefused("network.width: 50 was given; the file '", "holds 60 units");
        (await Run("inputs.npz")).ShouldBeRefused("initialization.file: the units of '", "take 7 inputs, and the data have 8");
        (await Run("deep.npz")).ShouldBeRefused("found were: W1, W2, W3");
        (await Run("none.npz")).ShouldBeRefused("none.npz");

        // Of two layers either network may be meant, and the spec says which; signs say it themselves.
        var relu = (await Invocation.Of("certify", Spec(folder), "--weights", folder["layers.npz"])).ShouldBeGood().Out;
        relu.ShouldContain("du-2019/theorem-2.3");
        var linear = folder.Spec("data: { kind: unit-sphere, inputs: 8, samples: 6 }", "method: { learningRate: 0.1 }");
        (await Invocation.Of("certify", linear, "--weights", folder["units.npz"])).ShouldBeGood().Out.ShouldContain("du-2019/theorem-2.3");
        (await Invocation.Of("certify", linear, "--weights", folder["layers.npz"])).ShouldBeGood().Out.ShouldNotContain("du-2019");

        Task<Invocation> Run(string file, string set = "seed=1") => Invocation.Of("run", Spec(folder), "--set", $"initialization={{ file: {folder[file]} }}", "--set", set);

        void Arrays(string file, params (string Name, int Rows, int Columns)[] arrays) => NpzFile.Write(folder[file], arrays.Select(array =>
        {
            var matrix = new Matrix<double>(array.Rows, array.Columns);
            matrix.Span.Fill(1);
            return KeyValuePair.Create(array.Name, matrix);
        }));
    }

    [Fact]
    public async Task WhoSpeaksAboutLinearNetworksOnlySaysSo()
    {
        using var folder = new TemporaryFolder();
        (await Invocation.Of("advise", Spec(folder))).ShouldBeRefused("network: two-layer-relu was given; advise speaks about deep-linear networks");
        (await Invocation.Of("calibrate", "hu-2020/theorem-4.1", Spec(folder))).ShouldBeRefused("calibrate speaks about deep-linear networks");
        (await Invocation.Of("list", "networks")).ShouldBeGood().Out.ShouldContain("f(x) = m^(-1/2)");
    }

    private static string Spec(TemporaryFolder folder, params string[] lines)
    {
        string[] small =
        [
            "data: { kind: unit-sphere, inputs: 8, samples: 6 }",
            "network: { kind: two-layer-relu, width: 60 }",
            "initialization: gaussian",
            "method: { learningRate: 0.5 }",
            "steps: 30",
        ];
        var keys = lines.Select(line => line.Split(':')[0]).ToHashSet();
        var path = folder["relu.yaml"];
        File.WriteAllLines(path, [.. small.Where(line => !keys.Contains(line.Split(':')[0])), .. lines]);
        return path;
    }
}
