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
        json["checks"]!.AsArray().Select(check => (string?)check!["id"]).ShouldContain("theorem-1/13");
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
        json["checks"]!.AsArray().Select(check => (string?)check!["id"]).ShouldContain("theorem-2/sharp/distance");

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
    }

    [Theory]
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
}
