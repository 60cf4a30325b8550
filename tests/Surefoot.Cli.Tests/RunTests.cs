using System.Globalization;
using System.Text.Json.Nodes;
using Surefoot.Arithmetic;
using Surefoot.Data;

namespace Surefoot.Cli.Tests;

public class RunTests
{
    [Fact]
    public async Task TheAnswerForProgramsSaysEverythingAndNothingElseIsOnStandardOutput()
    {
        using var folder = new TemporaryFolder();
        var answer = (await Invocation.Of("run", folder.Spec(), "--set", "loss={ scaling: mean }", "--json")).ShouldBeGood();
        var json = JsonNode.Parse(answer.Out)!.AsObject();
        ((string?)json["outcome"]).ShouldBe("completed");
        ((string?)json["reason"]).ShouldBe("all 20 steps were taken");
        ((long?)json["steps"]).ShouldBe(20);
        var (initial, final, optimal) = ((double)json["initialLoss"]!, (double)json["finalLoss"]!, (double)json["optimalLoss"]!);
        initial.ShouldBeGreaterThan(final);
        final.ShouldBeGreaterThan(optimal);
        optimal.ShouldBeGreaterThan(0);
        ((double)json["relativeGap"]!).ShouldBe((final - optimal) / optimal);
        ((double)json["secondsPerStep"]!).ShouldBeGreaterThan(0);
        var manifest = json["manifest"]!;
        ((string?)manifest["command"]).ShouldBe($"surefoot run {folder["spec.yaml"]} --set 'loss={{ scaling: mean }}' --json".Replace(" --json", ""));
        ((string?)manifest["settings"]!["loss"]!["scaling"]).ShouldBe("mean");
        ((int?)manifest["seed"]).ShouldBe(1);
        ((string)manifest["dataHash"]!).Length.ShouldBe(64);
        ((string)json["identity"]!).Length.ShouldBe(64);
        foreach (var key in new[] { "version", "runtime", "processor" })
            ((string)manifest[key]!).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task TheAnswerForPeopleIsASentenceThenATable()
    {
        using var folder = new TemporaryFolder();
        var lines = (await Invocation.Of("run", folder.Spec())).ShouldBeGood().Out.Split('\n');
        lines[0].ShouldStartWith("completed: all 20 steps were taken; the final loss ");
        lines[0].ShouldContain(" above the optimal loss ");
        lines[0].ShouldMatch(@"over the last 10 steps the gap shrank by [\d.e-]+ a step, so about \d+ more reach 1e-9\.$");
        lines[1].ShouldBeEmpty();
        lines.ShouldContain("  network        3 layers, 384 weights; run on 128, exactly");
        lines.ShouldContain("  steps          20");
    }

    [Fact]
    public async Task WhatIsForetoldOfMoreStepsComesTrue()
    {
        using var folder = new TemporaryFolder();
        var spec = folder.Spec("steps: 150");
        var sentence = (string)JsonNode.Parse((await Invocation.Of("run", spec, "--json")).ShouldBeGood().Out)!["sentence"]!;
        var more = long.Parse(sentence.Split("so about ")[1].Split(' ')[0], CultureInfo.InvariantCulture);

        // The rate is still falling a little towards that of the slowest direction alone.
        var json = JsonNode.Parse((await Invocation.Of("run", spec, "--json", "--set", $"steps={2 * (150 + more)}", "--set", "tolerance=1e-9")).ShouldBeGood().Out)!;
        ((string?)json["outcome"]).ShouldBe("converged");
        ((double)json["steps"]!).ShouldBe(150 + more, 0.1 * more);
    }

    [Fact]
    public async Task TheWrittenFilesAgreeWithTheAnswer()
    {
        using var folder = new TemporaryFolder();
        (await Invocation.Of("run", folder.Spec("probes: [end-to-end, distance-from-start]"), "--out", folder["a/b"])).ShouldBeGood();
        Directory.GetFiles(folder["a/b"]).Select(Path.GetFileName).Order().ShouldBe(["figure.svg", "result.json", "trajectory.csv"]);
        var rows = File.ReadAllLines(folder["a/b/trajectory.csv"]);
        rows[0].ShouldBe("step,loss,endToEndLargestSingularValue,endToEndSmallestSingularValue,distanceFromStart");
        rows.Length.ShouldBe(22);
        var result = JsonNode.Parse(File.ReadAllText(folder["a/b/result.json"]))!;
        double.Parse(rows[1].Split(',')[1], CultureInfo.InvariantCulture).ShouldBe((double)result["initialLoss"]!);
        double.Parse(rows[^1].Split(',')[1], CultureInfo.InvariantCulture).ShouldBe((double)result["finalLoss"]!);
        rows[1].Split(',')[4].ShouldBe("0");
        File.ReadAllText(folder["a/b/figure.svg"]).ShouldStartWith("<svg");
    }

    [Theory]
    [InlineData("double")]
    [InlineData("single")]
    public async Task OneThreadAndTwoWriteTheSameBytes(string precision)
    {
        using var folder = new TemporaryFolder();
        var spec = folder.Spec(
            "data: { kind: linear-teacher, inputs: 96, outputs: 10, samples: 64, noise: 1 }",
            "network: { widths: [200, 150] }",
            "initialization: gaussian",
            "probes: [end-to-end, distance-from-start]",
            $"precision: {precision}");
        foreach (var threads in new[] { "1", "2" })
            (await Invocation.Of("run", spec, "--set", $"execution.threads={threads}", "--out", folder[threads], "--save-weights")).ExitCode.ShouldBe(0);
        foreach (var file in new[] { "trajectory.csv", "figure.svg", "weights.npz" })
            File.ReadAllBytes(folder[$"1/{file}"]).ShouldBe(File.ReadAllBytes(folder[$"2/{file}"]), file);
    }

    [Fact]
    public async Task SavedWeightsAreTheWholeNetworksAndContinueTheRun()
    {
        using var folder = new TemporaryFolder();
        var spec = folder.Spec();
        var saved = await Invocation.Of("run", spec, "--out", folder["out"], "--save-weights", "--json");
        saved.ShouldBeGood();
        ((long)JsonNode.Parse(saved.Out)!["weightsRun"]!).ShouldBeLessThan((long)JsonNode.Parse(saved.Out)!["weights"]!);
        using var weights = NpzFile.Open(folder["out/weights.npz"]);
        weights.Names.Select(name => weights.Read(name).Shape).ShouldBe(["(16, 6)", "(16, 16)", "(2, 16)"]);

        // The start of the next run is the end of this one, up to the rounding of some products in another order.
        var next = (await Invocation.Of("run", spec, "--set", $"initialization={{ file: '{folder["out/weights.npz"]}' }}", "--json")).ShouldBeGood();
        var (end, start) = ((double)JsonNode.Parse(saved.Out)!["finalLoss"]!, (double)JsonNode.Parse(next.Out)!["initialLoss"]!);
        start.ShouldBe(end, 1e-13 * end);
    }

    [Fact]
    public async Task AReducedRunIsTheFullOne()
    {
        using var folder = new TemporaryFolder();
        var spec = folder.Spec();
        (await Invocation.Of("run", spec, "--out", folder["reduced"])).ShouldBeGood();
        (await Invocation.Of("run", spec, "--out", folder["full"], "--set", "execution.reduction=off")).ShouldBeGood();
        foreach (var (reduced, full) in Losses(folder["reduced/trajectory.csv"]).Zip(Losses(folder["full/trajectory.csv"])))
            reduced.ShouldBe(full, 1e-12 * full);
    }

    [Fact]
    public async Task AProbeOfTheWholeNetworkIsRecoveredFromTheReducedRun()
    {
        using var folder = new TemporaryFolder();
        var spec = folder.Spec("probes: [balancedness, end-to-end, distance-from-start, relative-loss, layer-norms, kernel, product-2-1, product-3-2, product-3-3]");
        (await Invocation.Of("run", spec, "--out", folder["reduced"])).ShouldBeGood();
        (await Invocation.Of("run", spec, "--out", folder["full"], "--set", "execution.reduction=off")).ShouldBeGood();
        string[] columns =
        [
            "balancedness", "endToEndLargestSingularValue", "endToEndSmallestSingularValue", "distanceFromStart", "relativeLoss", "layer1Norm", "layer2Norm", "layer3Norm",
            "kernelLargestEigenvalue", "kernelSmallestEigenvalue", "product2To1LargestSingularValue", "product2To1SmallestSingularValue",
            "product3To2LargestSingularValue", "product3To2SmallestSingularValue", "product3To3LargestSingularValue", "product3To3SmallestSingularValue",
        ];
        File.ReadLines(folder["reduced/trajectory.csv"]).First().Split(',').Skip(2).ShouldBe(columns);
        foreach (var column in columns)
        {
            foreach (var (reduced, full) in Column(folder["reduced/trajectory.csv"], column).Zip(Column(folder["full/trajectory.csv"], column)))
                reduced.ShouldBe(full, 1e-12 * Math.Max(1, full), column);
        }
    }

    [Fact]
    public async Task GradientFlowIsWhatGradientDescentBecomesAndCertificatesAreNotAboutIt()
    {
        using var folder = new TemporaryFolder();
        var spec = folder.Spec("method: { rule: hu, factor: 1e-3 }");
        string[] paths = ["descent", "flow", "midpoint"];
        (await Invocation.Of("run", spec, "--out", folder[paths[0]])).ShouldBeGood();
        (await Invocation.Of("run", spec, "--set", "method.kind=gradient-flow", "--out", folder[paths[1]])).Out.ShouldContain("time a step");
        (await Invocation.Of("run", spec, "--set", "method.kind=gradient-flow", "--set", "method.integrator=implicit-midpoint", "--out", folder[paths[2]])).ShouldBeGood();
        var losses = paths.Select(path => Losses(folder[$"{path}/trajectory.csv"]).Last()).ToList();
        var first = Losses(folder["flow/trajectory.csv"]).First();
        (losses[0] / losses[1]).ShouldBe(1, 1e-3);
        losses[2].ShouldBe(losses[1], 1e-5 * first);
        losses[1].ShouldBeLessThan(0.999 * first);
        (await Invocation.Of("certify", spec, "--set", "method.kind=gradient-flow")).ShouldBeRefused("certificates on deep linear networks speak about gradient descent");
    }

    [Theory]
    [InlineData("longley.yaml")]
    [InlineData("diabetes.yaml")]
    public async Task ARealDataSetConvergesWithinABillionthOfTheOptimalLoss(string example)
    {
        var json = JsonNode.Parse((await Invocation.Of("run", Repository.Example(example), "--json")).ShouldBeGood().Out)!;
        ((string?)json["outcome"]).ShouldBe("converged");
        ((double)json["relativeGap"]!).ShouldBeInRange(-1e-12, 1e-9);
    }

    [Fact]
    public async Task FiftyLayersFitTheirTeacherExactly()
    {
        var json = JsonNode.Parse((await Invocation.Of("run", Repository.Example("orthogonal-deep.yaml"), "--json")).ShouldBeGood().Out)!;
        ((double)json["relativeGap"]!).ShouldBeLessThan(1e-24);
        ((string)json["sentence"]!).ShouldContain("the optimal loss is 0");
        ((long)json["weights"]!).ShouldBe(49_034_000);
    }

    [Fact]
    public async Task ARunThatDivergesIsAnAnswer()
    {
        using var folder = new TemporaryFolder();
        var answer = (await Invocation.Of("run", folder.Spec("method: { learningRate: 10 }"), "--json", "--out", folder["out"])).ShouldBeGood();
        var json = JsonNode.Parse(answer.Out)!;
        ((string?)json["outcome"]).ShouldBe("diverged");
        ((string)json["finalLoss"]!).ShouldBeOneOf("Infinity", "NaN");
        ((string)json["sentence"]!).ShouldContain("take a smaller learning rate than 10");
        File.ReadAllText(folder["out/figure.svg"]).ShouldStartWith("<svg");
    }

    [Fact]
    public async Task ALayerTooNarrowForTheOptimumIsNamed()
    {
        using var folder = new TemporaryFolder();
        var spec = folder.Spec("network: { widths: [1, 16] }", "initialization: gaussian", "steps: 20000", "method: { learningRate: 0.01 }", "tolerance: 1e-9");
        var sentence = (await Invocation.Of("run", spec)).ShouldBeGood().Out.Split('\n')[0];
        sentence.ShouldContain("a layer of width 1 passes maps of that rank only, where the optimal one may have rank 2");
    }

    [Fact]
    public async Task NoStepsAreARunToo()
    {
        using var folder = new TemporaryFolder();
        (await Invocation.Of("run", folder.Spec("steps: 0", "record: { perDecade: 3 }"), "--out", folder["out"])).ShouldBeGood().Out.ShouldContain("no step was taken");
        File.ReadAllLines(folder["out/trajectory.csv"]).Length.ShouldBe(2);
    }

    [Fact]
    public async Task AnInterruptedRunEndsWithThreeAndKeepsWhatItComputed()
    {
        using var folder = new TemporaryFolder();
        var spec = folder.Spec("steps: 1e15", "record: { perDecade: 5 }", "method: { learningRate: 1e-12 }");
        var first = await Interrupted("--json", "--save-weights");
        var json = JsonNode.Parse(first.Out)!;
        ((string?)json["outcome"]).ShouldBe("stopped");
        first.Error.ShouldBe($"surefoot: interrupted after step {json["steps"]} of 1000000000000000; what was computed is in {folder["out"]}.\n");
        File.ReadAllText(folder["out/result.json"]).ShouldBe(first.Out);
        File.ReadAllLines(folder["out/trajectory.csv"])[^1].ShouldStartWith($"{json["steps"]},");
        Directory.GetFiles(folder["out"]).Select(Path.GetFileName).Order().ShouldBe(["figure.svg", "result.json", "trajectory.csv", "weights.npz"]);

        // A result that is there stays.
        var second = await Interrupted();
        second.Out.ShouldStartWith("stopped: ended by the caller after step ");
        second.Error.ShouldContain($"what was computed is in {folder["out/interrupted"]}.\n");
        File.ReadAllText(folder["out/result.json"]).ShouldBe(first.Out);
        File.Exists(folder["out/interrupted/trajectory.csv"]).ShouldBeTrue();

        async Task<Invocation> Interrupted(params string[] more)
        {
            var answer = await Invocation.Interrupted(["run", spec, "--out", folder["out"], .. more]);
            answer.ExitCode.ShouldBe(3);
            return answer;
        }
    }

    [Theory]
    [InlineData("double")]
    [InlineData("single")]
    public async Task ARunThatHasNothingLeftToComputeEndsAtOnceWithItsWholeCurve(string precision)
    {
        using var folder = new TemporaryFolder();
        var spec = folder.Spec("steps: 1e15", "record: { perDecade: 5 }", $"precision: {precision}");
        var json = JsonNode.Parse((await Invocation.Of("run", spec, "--out", folder["out"], "--json")).ShouldBeGood().Out)!;
        ((string?)json["outcome"]).ShouldBe("converged-to-rounding");
        ((string)json["sentence"]!).ShouldStartWith("converged to rounding: the loss above the optimal one, ");
        ((long)json["steps"]!).ShouldBeLessThan(100_000);
        File.ReadAllLines(folder["out/trajectory.csv"])[^1].ShouldStartWith("1000000000000000,");
    }

    [Fact]
    public async Task NetworksTooLargeAreRefusedWithTheMemoryTheyWouldTake()
    {
        using var folder = new TemporaryFolder();
        var spec = folder.Spec("network: { depth: 2, width: 1000000 }", "data: { kind: linear-teacher, inputs: 1000000, outputs: 1, samples: 5 }");
        (await Invocation.Of("run", spec, "--set", "initialization=gaussian"))
            .ShouldBeRefused("1,000,001,000,000 weights take 7,450.6 GiB in double precision", "or an orthogonal start with equal hidden widths");
        (await Invocation.Of("run", spec, "--set", "initialization=gaussian", "--set", "precision=single")).ShouldBeRefused("3,725.3 GiB in single precision");
        (await Invocation.Of("run", spec, "--set", "execution.reduction=off")).ShouldBeRefused("1,000,001,000,000 weights");
        (await Invocation.Of("run", spec, "--save-weights", "--out", folder["out"])).ExitCode.ShouldBe(2);
        (await Invocation.Of("run", spec, "--set", "data.samples=100000000")).ShouldBeRefused("data: 1,000,000 inputs", "GiB");
        (await Invocation.Of("run", spec, "--set", "network.depth=1000000", "--set", "data.inputs=1000", "--set", "data.samples=1000")).ShouldBeRefused("reduced as far as is exact");

        // The same 10^12 weights run at once where they reduce.
        (await Invocation.Of("run", spec, "--set", "data.inputs=5")).ShouldBeGood();
    }

    [Fact]
    public async Task WidthsThatAStartDoesNotAllowAreRefused()
    {
        using var folder = new TemporaryFolder();
        (await Invocation.Of("run", folder.Spec("initialization: one-peak", "network: { widths: [5, 9, 7] }"))).ShouldBeRefused("initialization: a one-peak start needs", "6, 5, 9, 7, 2");
        (await Invocation.Of("run", folder.Spec("initialization: identity"))).ShouldBeRefused("initialization: the identity start needs");
        (await Invocation.Of("run", folder.Spec("initialization: special-balanced", "network: { widths: [5, 9] }"))).ShouldBeRefused("initialization: the special balanced start needs");
    }

    [Fact]
    public async Task FilesThatCannotBeUsedAreRefused()
    {
        using var folder = new TemporaryFolder();
        var x = Matrix<double>.From(new double[,] { { 1, 2 }, { 3, 4 }, { 5, 6 } });
        var y = Matrix<double>.From(new double[,] { { 1 }, { 2 }, { 3 } });
        Write("good.npz", ("X", x), ("Y", y));
        Write("short.npz", ("X", x), ("Y", Matrix<double>.From(new double[,] { { 1 }, { 2 } })));
        Write("empty.npz", ("X", new Matrix<double>(0, 2)), ("Y", new Matrix<double>(0, 1)));
        Write("nan.npz", ("X", Matrix<double>.From(new double[,] { { 1, 2 }, { 3, double.NaN }, { 5, 6 } })), ("Y", y));
        File.WriteAllBytes(folder["corrupt.npz"], File.ReadAllBytes(folder["good.npz"])[..^40]);
        File.WriteAllText(folder["nan.csv"], "a,y\n1,2\nnan,3\n");
        File.WriteAllText(folder["wide.csv"], "a,y\n1,2\n1,2,3\n");
        (await Run("good.npz")).ShouldBeGood();
        (await Run("missing.npz")).ShouldBeRefused(folder["missing.npz"]);
        (await Run("corrupt.npz")).ShouldBeRefused(folder["corrupt.npz"]);
        (await Run("short.npz")).ShouldBeRefused("3", "2", "samples");
        (await Run("empty.npz")).ShouldBeRefused("empty");
        (await Run("nan.npz")).ShouldBeRefused("NaN", "sample 2");
        (await Run("nan.csv")).ShouldBeRefused("NaN");
        (await Run("wide.csv")).ShouldBeRefused("line 3");
        (await Run("good.npz", $"initialization={{ file: '{folder["good.npz"]}' }}")).ShouldBeRefused("W1, W2");
        Write("weights.npz", ("W1", x), ("W2", y));
        (await Run("good.npz", $"initialization={{ file: '{folder["weights.npz"]}' }}")).ShouldBeRefused("W2 is 3 x 1 and follows W1, which is 3 x 2");
        Write("weights.npz", ("W1", x), ("W2", x.Transpose()));
        (await Run("good.npz", $"initialization={{ file: '{folder["weights.npz"]}' }}")).ShouldBeRefused("initialization: 2 weight matrices", "3 layers");
        (await Invocation.Of("run", folder.Spec(), "--save-weights")).ShouldBeRefused("--out");

        void Write(string name, params (string Name, Matrix<double> Values)[] arrays) =>
            NpzFile.Write(folder[name], arrays.Select(array => KeyValuePair.Create(array.Name, array.Values)));

        async Task<Invocation> Run(string data, params string[] overrides)
        {
            string[] arguments = ["run", folder.Spec($"data: {{ file: {data} }}"), "--out", folder["out"], .. overrides.SelectMany(each => new[] { "--set", each })];
            var answer = await Invocation.Of(arguments);
            if (answer.ExitCode == 0)
                Directory.Delete(folder["out"], recursive: true);
            Directory.Exists(folder["out"]).ShouldBeFalse();
            return answer;
        }
    }

    [Fact]
    public async Task AFolderThatCannotBeWrittenIsRefused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["file"], "");
        (await Invocation.Of("run", folder.Spec("steps: 1e15"), "--out", folder["file/out"])).ShouldBeRefused("cannot be written", "--out");
        (await Invocation.Of("run", folder.Spec("steps: 1e15"), "--out", folder["file"])).ShouldBeRefused("cannot be written", "--out");
    }

    private static IEnumerable<double> Losses(string trajectory) => Column(trajectory, "loss");

    private static IEnumerable<double> Column(string trajectory, string name)
    {
        var place = Array.IndexOf(File.ReadLines(trajectory).First().Split(','), name);
        return File.ReadLines(trajectory).Skip(1).Select(row => double.Parse(row.Split(',')[place], CultureInfo.InvariantCulture));
    }
}
