using System.Text.Json.Nodes;
using Surefoot.Arithmetic;
using Surefoot.Data;

namespace Surefoot.Cli.Tests;

public class CertifyTests
{
    [Fact]
    public async Task OptionsAloneMakeASetting()
    {
        var answer = (await Invocation.Of("certify", "--dataset", "diabetes", "--depth", "3", "--width", "64", "--init", "orthogonal", "--json")).ShouldBeGood();
        var json = JsonNode.Parse(answer.Out)!;
        var theorem = json["certificates"]!.AsArray().Single(each => (string?)each!["id"] == "arora-2019/theorem-1")!;
        ((string?)theorem["verdict"]).ShouldBe("doesNotApply");
        ((string?)theorem["sentence"])!.ShouldContain("whiten the inputs");
        json["checks"].ShouldBeNull();
    }

    [Fact]
    public async Task ARunIsLaidUnderEveryBoundThatHolds()
    {
        using var folder = new TemporaryFolder();
        var spec = Whitened(folder);
        var answer = (await Invocation.Of("certify", spec, "--check", "--out", folder["out"], "--json")).ShouldBeGood();
        var json = JsonNode.Parse(answer.Out)!;
        ((bool)json["holds"]!).ShouldBeTrue();
        json["checks"]!.AsArray().Select(check => (string?)check!["id"]).ShouldContain("arora-2019/theorem-1/13");
        json["checks"]!.AsArray().ShouldAllBe(check => (bool)check!["holds"]!);
        File.ReadAllText(folder["out/bounds.csv"]).ShouldContain("arora-2019/theorem-1");
        File.ReadAllText(folder["out/figure.svg"]).ShouldContain("measured");
    }

    [Fact]
    public async Task WhatOnlyARunCanSettleIsSettledByTheRun()
    {
        string[] setting = ["certify", "--dataset", "diabetes", "--depth", "3", "--width", "1000", "--init", "orthogonal", "--steps", "20", "--json"];
        Verdict(JsonNode.Parse((await Invocation.Of(setting)).ShouldBeGood().Out)!).ShouldNotBe("holds");
        var json = JsonNode.Parse((await Invocation.Of([.. setting, "--check"])).ShouldBeGood().Out)!;
        Verdict(json).ShouldBe("holds");
        json["checks"]!.AsArray().Select(check => (string?)check!["id"]).ShouldContain("zhao-xu-2024/theorem-2/sharp/distance");

        static string? Verdict(JsonNode json) =>
            (string?)json["certificates"]!.AsArray().Single(each => (string?)each!["id"] == "zhao-xu-2024/theorem-2")!["verdict"];
    }

    [Fact]
    public async Task TrainedWeightsAreAStart()
    {
        using var folder = new TemporaryFolder();
        NpzFile.Write(folder["weights.npz"], [new("0.weight", Matrix<double>.Identity(10)), new KeyValuePair<string, Matrix<double>>("1.weight", new Matrix<double>(1, 10))]);
        var answer = (await Invocation.Of("certify", "--dataset", "diabetes", "--weights", folder["weights.npz"], "--learning-rate", "1e-3")).ShouldBeGood();
        answer.Out.ShouldContain("statements speak about this setting");
        (await Invocation.Of("certify", "--dataset", "diabetes", "--weights", folder["weights.npz"], "--init", "orthogonal"))
            .ShouldBeRefused($"--weights {folder["weights.npz"]} and --init orthogonal were given", "Leave --init out, or --weights.");
    }

    [Fact]
    public async Task ABoundThatIsBrokenIsAnAnswerOfNo()
    {
        // A constant far below the truth lets theorem 1 speak about a network of width 10 on ten inputs, which does not keep its rate.
        var answer = await Invocation.Of(
            "certify", "--dataset", "diabetes", "--set", "data.standardize=true", "--depth", "3", "--width", "10", "--init", "gaussian", "--steps", "50", "--check",
            "--constant", "zhao-xu-2024/theorem-1 C=0");
        answer.ExitCode.ShouldBe(1);
        answer.Out.ShouldContain("theorem-1");
        answer.Out.ShouldContain("does not hold: L(t) - L* <= (1 - (1 - epsilon) / kappa)^t (L(0) - L*) fails first at step");
    }

    [Fact]
    public async Task ADrawThatAStatementAllowsIsToldAndBreaksNothing()
    {
        // At this depth and width lemma 10 lets the start shrink the square of an input by e^(1/2) so often that it promises little, and this draw does.
        string[] command = ["certify", "--dataset", "diabetes", "--depth", "10", "--width", "200", "--init", "gaussian", "--learning-rate", "1e-3", "--steps", "2", "--check"];
        (await Invocation.Of(command)).ShouldBeGood().Out.ShouldContain("for the first singular vector x of the inputs fails first at step 0, least margin 0.97");
        var check = JsonNode.Parse((await Invocation.Of([.. command, "--json"])).ShouldBeGood().Out)!["checks"]!.AsArray().Single(each => (string)each!["id"]! == "zhao-xu-2024/lemma-10/lower")!;
        ((bool)check["holds"]!).ShouldBeFalse();

        // exp(-c^2 / (36 ln 2 Delta)) for c = 1/2 and Delta = 9 / 200.
        ((double)check["failureProbability"]!).ShouldBe(Math.Exp(-0.25 / (36 * Math.Log(2) * 0.045)), 1e-12);

        // Whoever accepts a greater probability than that takes it for a promise.
        (await Invocation.Of([.. command, "--delta", "0.9"])).ExitCode.ShouldBe(1);
    }

    [Fact]
    public async Task ADivergingRunBreaksNothingByOverflow()
    {
        var answer = (await Invocation.Of("certify", "--dataset", "diabetes", "--depth", "4", "--width", "64", "--init", "orthogonal", "--learning-rate", "1e-3", "--check")).ShouldBeGood();
        answer.Out.ShouldContain("the loss left the finite numbers");
    }

    [Fact]
    public async Task LayersOfATrainedModelAreTakenInTheOrderOfTheirNumbers()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["trained.safetensors"], Safetensors.Of(("net.10.weight", 1, 7), ("net.2.weight", 6, 5), ("net.0.weight", 5, 10), ("net.4.weight", 7, 6)));
        var answer = (await Invocation.Of("certify", "--dataset", "diabetes", "--weights", folder["trained.safetensors"], "--learning-rate", "1e-9", "--json")).ShouldBeGood();
        JsonNode.Parse(answer.Out)!["manifest"]!["settings"]!["network"]!["widths"]!.AsArray().Select(width => (int)width!).ShouldBe([5, 6, 7]);
    }

    [Fact]
    public async Task LayersThatDoNotFitSayWhichAndWhy()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["misfit.safetensors"], Safetensors.Of(("0.weight", 5, 10), ("1.weight", 1, 6)));
        File.WriteAllBytes(folder["inputs.safetensors"], Safetensors.Of(("0.weight", 5, 9), ("1.weight", 1, 5)));
        await Refuses("misfit.safetensors", "5", "6");
        await Refuses("inputs.safetensors", "9", "10");
        await Refuses("missing.safetensors", "missing.safetensors");

        async Task Refuses(string file, params string[] told)
        {
            var answer = await Invocation.Of("certify", "--dataset", "diabetes", "--weights", folder[file], "--learning-rate", "1e-9");
            answer.ExitCode.ShouldBe(2, answer.Error);
            foreach (var each in told)
                answer.Error.ShouldContain(each);
        }
    }

    [Theory]
    [InlineData("give --depth, the number of layers", "certify", "--dataset", "diabetes", "--width", "64", "--init", "orthogonal")]
    [InlineData("give --init, the start", "certify", "--dataset", "diabetes", "--depth", "3", "--width", "64")]
    [InlineData("nowhere.npz", "certify", "--data", "nowhere.npz", "--depth", "3", "--width", "64", "--init", "orthogonal")]
    [InlineData("learningRate", "certify", "--dataset", "diabetes", "--depth", "3", "--width", "64", "--init", "orthogonal", "--learning-rate", "0")]
    [InlineData("give a spec, or the setting by options", "certify")]
    [InlineData("--init orthogonl: initialization.kind is 'orthogonl'", "certify", "--dataset", "diabetes", "--depth", "3", "--width", "64", "--init", "orthogonl")]
    [InlineData("allowed are numbers between 0 and 1", "certify", "--dataset", "diabetes", "--depth", "1", "--init", "gaussian", "--delta", "2")]
    [InlineData("there is no theorem 'arora-2019/theorem-9'", "certify", "--dataset", "diabetes", "--depth", "1", "--init", "gaussian", "--constant", "arora-2019/theorem-9 C=1")]
    [InlineData("is not of the form", "certify", "--dataset", "diabetes", "--depth", "1", "--init", "gaussian", "--constant", "C=1")]
    public async Task WrongRequestsSayWhatWasGivenAndWhatIsAllowed(string message, params string[] arguments)
    {
        var answer = await Invocation.Of(arguments);
        answer.ExitCode.ShouldBe(2);
        answer.Error.ShouldContain(message);
    }

    // Whitened inputs, the target diag(4, 3) and the balanced start 2 I, 2 I: inside Arora et al. 2019, theorem 1.
    private static string Whitened(TemporaryFolder folder)
    {
        var root = Math.Sqrt(2);
        NpzFile.Write(folder["data.npz"],
        [
            new("X", Matrix<double>.From(new[,] { { root, 0 }, { 0, root } })),
            new KeyValuePair<string, Matrix<double>>("Y", Matrix<double>.From(new[,] { { 4 * root, 0 }, { 0, 3 * root } })),
        ]);
        NpzFile.Write(folder["start.npz"], [new("W1", Matrix<double>.From(new double[,] { { 2, 0 }, { 0, 2 } })), new KeyValuePair<string, Matrix<double>>("W2", Matrix<double>.From(new double[,] { { 2, 0 }, { 0, 2 } }))]);
        return folder.Spec(
            "data: { file: data.npz }",
            "network: { widths: [2], scaling: none }",
            "initialization: { file: start.npz }",
            "loss: { kind: squared, scaling: half-mean }",
            "method: { learningRate: 2.6e-7 }");
    }

    // A file as PyTorch users save it, every entry 1/4.
    private static class Safetensors
    {
        public static byte[] Of(params (string Name, int Rows, int Columns)[] layers)
        {
            var (header, offset) = (new JsonObject(), 0);
            foreach (var (name, rows, columns) in layers)
            {
                var end = offset + (4 * rows * columns);
                header[name] = new JsonObject { ["dtype"] = "F32", ["shape"] = new JsonArray(rows, columns), ["data_offsets"] = new JsonArray(offset, end) };
                offset = end;
            }

            var text = System.Text.Encoding.UTF8.GetBytes(header.ToJsonString());
            var entries = new float[offset / 4];
            Array.Fill(entries, 0.25f);
            return [.. BitConverter.GetBytes((long)text.Length), .. text, .. System.Runtime.InteropServices.MemoryMarshal.AsBytes(entries.AsSpan())];
        }
    }
}
