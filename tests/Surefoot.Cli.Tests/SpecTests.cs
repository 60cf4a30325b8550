using System.Text.Json.Nodes;
using Surefoot.Cli.Specs;

namespace Surefoot.Cli.Tests;

public class SpecTests
{
    [Fact]
    public void TheCanonicalFormFillsInEveryDefault()
    {
        using var folder = new TemporaryFolder();
        Read(folder.Spec()).Settings().ToJsonString().ShouldBe(
            """
            {"data":{"kind":"linear-teacher","inputs":6,"outputs":2,"samples":12,"noise":0.5,"targetDeviation":1},
            "network":{"kind":"deep-linear","depth":3,"width":16,"scaling":"normalized"},
            "initialization":{"kind":"orthogonal"},
            "loss":{"kind":"squared","scaling":"half","penalty":0},
            "method":{"kind":"gradient-descent","rule":"zhao-xu","factor":1},
            "steps":20,"precision":"double","seed":1,"probes":[],"record":"every","execution":{"reduction":"auto"}}
            """.ReplaceLineEndings(""));
    }

    [Theory]
    [InlineData("data: { file: data/my.npz }")]
    [InlineData("data: { file: my.csv, targets: [a, b], standardize: true, intercept: true, layout: columns }")]
    [InlineData("data: { dataset: diabetes, intercept: true }")]
    [InlineData("network: { widths: [20, 30] }")]
    [InlineData("network: { depth: 1, scaling: none }")]
    [InlineData("data: { kind: unit-sphere, inputs: 3, samples: 4 }", "network: { kind: two-layer-relu, width: 5 }", "initialization: gaussian", "method: { learningRate: 0.1 }", "probes: [gram]")]
    [InlineData("initialization: { kind: gaussian, deviation: 0.1 }")]
    [InlineData("initialization: { file: ../weights.npz }")]
    [InlineData("loss: { kind: squared, scaling: half-mean, penalty: 1e-3 }")]
    [InlineData("loss: log-cosh")]
    [InlineData("method: { learningRate: 1.0e-4 }")]
    [InlineData("method: { kind: gradient-flow, rule: hu, factor: 0.5, accuracy: 1e-8 }")]
    [InlineData("method: { kind: gradient-flow, learningRate: 1.0e-4, integrator: implicit-midpoint }")]
    [InlineData("method: { rule: hu, factor: 0.5 }")]
    [InlineData("steps: 1e6", "record: { perDecade: 7 }")]
    [InlineData("tolerance: 1e-9", "precision: single", "seed: 9007199254740993", "probes: [end-to-end]")]
    [InlineData("execution: { reduction: off, threads: 3 }")]
    public void TheCanonicalFormIsItselfASpecOfTheSameRun(params string[] lines)
    {
        using var folder = new TemporaryFolder();
        var first = Read(folder.Spec(lines));
        File.WriteAllText(folder["canonical.yaml"], first.Settings().ToJsonString());
        var second = Read(folder["canonical.yaml"]);
        second.Settings().ToJsonString().ShouldBe(first.Settings().ToJsonString());
        second.Identity().ShouldBe(first.Identity());
    }

    [Fact]
    public void EqualHiddenWidthsAreTheSameRunHoweverTheyAreWritten()
    {
        using var folder = new TemporaryFolder();
        Read(folder.Spec("network: { widths: [16, 16] }")).Identity().ShouldBe(Read(folder.Spec()).Identity());
        Read(folder.Spec("network: { widths: [16, 17] }")).Identity().ShouldNotBe(Read(folder.Spec()).Identity());
    }

    [Fact]
    public void ThreadsAreNoPartOfTheIdentity()
    {
        using var folder = new TemporaryFolder();
        Read(folder.Spec(), "execution.threads=7").Identity().ShouldBe(Read(folder.Spec()).Identity());
    }

    [Fact]
    public void LongRunsAreRecordedSparselyUnlessTheSpecSaysOtherwise()
    {
        using var folder = new TemporaryFolder();
        Read(folder.Spec("steps: 10000")).RecordPerDecade.ShouldBe(0);
        Read(folder.Spec("steps: 10001")).RecordPerDecade.ShouldBe(100);
        Read(folder.Spec("steps: 10001", "record: every")).RecordPerDecade.ShouldBe(0);
    }

    [Fact]
    public void OverridesReachAnyKeyAndLaterOnesWin()
    {
        using var folder = new TemporaryFolder();
        var spec = Read(
            folder.Spec("initialization: gaussian"),
            "network.depth=5", "initialization.deviation=2", "steps=7", "steps=8", "probes=[end-to-end, balancedness]", "execution={ threads: 3 }");
        spec.DeepLinear("a test").HiddenWidths.ShouldBe([16, 16, 16, 16]);
        spec.Initialization.Deviation.ShouldBe(2);
        spec.Steps.ShouldBe(8);
        spec.Probes.ShouldBe(["end-to-end", "balancedness"]);
        spec.Threads.ShouldBe(3);
    }

    [Fact]
    public void PathsStartFromTheSpecsFolderAndOnTheCommandLineFromThePresentOne()
    {
        using var folder = new TemporaryFolder();
        var inSpec = (FileDataSpec)Read(folder.Spec("data: { file: data/my.npz }")).Data;
        inSpec.File.ShouldBe(new SpecPath("data/my.npz", folder["data/my.npz"]));
        var onCommandLine = (FileDataSpec)Read(folder.Spec("data: { file: data/my.npz }"), "data.file=my.npz").Data;
        onCommandLine.File.Full.ShouldBe(Path.Combine(Environment.CurrentDirectory, "my.npz"));
    }

    [Theory]
    [InlineData("netwrok: { depth: 3 }", "line 6, column 1", "unknown key 'netwrok'", "Did you mean 'network'?")]
    [InlineData("network: { depht: 3, width: 5 }", "line 5, column 12", "unknown key 'network.depht'", "Did you mean 'depth'?")]
    [InlineData("data: { file: a.npz, samples: 3 }", "line 5, column 22", "unknown key 'data.samples'", "Known here: file, layout, targets, standardize, intercept")]
    [InlineData("network: { depth: 3, width: -4 }", "line 5, column 29", "network.width is -4", "from 1 to")]
    [InlineData("network: { depth: 0, width: 4 }", "line 5, column 19", "network.depth is 0", "from 1 to")]
    [InlineData("network: { widths: [3, 0] }", "line 5, column 24", "network.widths is 0", "from 1 to")]
    [InlineData("network: { widths: [3], depth: 2 }", "line 5", "network.widths", "not both")]
    [InlineData("network: deep-linear", "line 5, column 10", "network is 'deep-linear'", "a mapping")]
    [InlineData("network: { depth: 3 }", "line 5, column 10", "'network.width' is missing", "")]
    [InlineData("steps: many", "line 5, column 8", "steps is 'many'", "a whole number")]
    [InlineData("steps: 1.5", "line 5", "steps is '1.5'", "a whole number")]
    [InlineData("steps: [1]", "line 5", "steps is a list", "a whole number")]
    [InlineData("steps:", "line 5", "steps is ''", "a whole number")]
    [InlineData("steps: -1", "line 5", "steps is -1", "from 0 to")]
    [InlineData("method: { learningRate: 0 }", "line 5, column 25", "method.learningRate is 0", "a positive finite number")]
    [InlineData("method: { learningRate: .nan }", "line 5", "method.learningRate is NaN", "a positive finite number")]
    [InlineData("method: { learningRate: 1, rule: hu }", "line 5", "method.rule", "not both")]
    [InlineData("method: { kind: gradient-descent }", "line 5", "method.learningRate: missing", "zhao-xu")]
    [InlineData("method: { learningRate: 1, factor: 2 }", "line 5", "method.factor", "give a rule")]
    [InlineData("method: { learningRate: 1, integrator: dormand-prince }", "line 5", "method.integrator", "gradient-flow has")]
    [InlineData("method: { kind: gradient-flow, learningRate: 1, integrator: euler }", "line 5", "method.integrator is 'euler'", "implicit-midpoint")]
    [InlineData("method: { kind: gradient-flow, learningRate: 1, accuracy: 2 }", "line 5", "method.accuracy", "below 1")]
    [InlineData("method: { kind: gradient-flow, learningRate: 1, integrator: implicit-midpoint, accuracy: 1e-9 }", "line 5", "method.accuracy", "smaller learningRate")]
    [InlineData("method: { kind: gradient-flow, learningRate: 1 }\nprecision: single", "line 5", "method.kind", "set precision: double")]
    [InlineData("method: { rule: zhaoxu }", "line 5, column 17", "method.rule is 'zhaoxu'", "Did you mean 'zhao-xu'?")]
    [InlineData("initialization: orthgonal", "line 5, column 17", "initialization.kind is 'orthgonal'", "Did you mean 'orthogonal'?")]
    [InlineData("initialization: { kind: orthogonal, deviation: 2 }", "line 5", "initialization.deviation", "gaussian and balanced")]
    [InlineData("data: { dataset: iris }", "line 5, column 18", "data.dataset is 'iris'", "diabetes, longley")]
    [InlineData("data: { file: diabetes }", "line 5", "there is no file diabetes, but a built-in set of that name: data.dataset, or --dataset")]
    [InlineData("data: { inputs: 3, outputs: 1, samples: 5 }", "line 5", "'data.kind' is missing", "linear-teacher")]
    [InlineData("loss: { kind: log-cosh, penalty: 1 }", "line 6", "loss.penalty", "squared loss")]
    [InlineData("precision: half", "line 6", "precision is 'half'", "double, single")]
    [InlineData("tolerance: -1e-9", "line 6", "tolerance is -1E-09", "a positive finite number")]
    [InlineData("probes: [los]", "line 6", "no probe 'los'", "Known: end-to-end")]
    [InlineData("probes: [product-j-i]", "line 6", "no probe 'product-j-i'", "product-j-i")]
    [InlineData("probes: [product-1-3]", "line 6", "'product-1-3'", "1 <= i <= j <= 3")]
    [InlineData("probes: [product-4-1]", "line 6", "'product-4-1'", "1 <= i <= j <= 3")]
    [InlineData("probes: [product-3-0]", "line 6", "'product-3-0'", "1 <= i <= j <= 3")]
    [InlineData("execution: { threads: 0 }", "line 6", "execution.threads is 0", "from 1 to 1024")]
    [InlineData("record: some", "line 6", "record.kind is 'some'", "every")]
    [InlineData("steps: [", "line 6", "not YAML", "")]
    [InlineData("steps: &a [*a]", "line", "not YAML", "")]
    [InlineData("seed: 1\nseed: 2", "line 7", "not YAML", "")]
    public async Task AWrongSpecIsRefusedWithKeyAndPlace(string line, params string[] words)
    {
        using var folder = new TemporaryFolder();
        (await Invocation.Of("run", folder.Spec(line), "--out", folder["out"])).ShouldBeRefused([folder["spec.yaml"], .. words]);
        Directory.Exists(folder["out"]).ShouldBeFalse();
    }

    [Theory]
    [InlineData("network.depht=3", "--set network.depht=3", "unknown key 'network.depht'", "Did you mean 'depth'?")]
    [InlineData("network.depth=x", "--set network.depth=x", "network.depth is 'x'", "a whole number")]
    [InlineData("network.depth", "--set network.depth", "an override is key=value", "")]
    [InlineData("network.depth=[", "--set network.depth=[", "not YAML", "")]
    [InlineData("probes.x=1", "--set probes.x=1", "'probes' is a list", "")]
    public async Task AWrongOverrideIsNamed(string assignment, params string[] words)
    {
        using var folder = new TemporaryFolder();
        (await Invocation.Of("run", folder.Spec("probes: [end-to-end]"), "--set", assignment)).ShouldBeRefused(words);
    }

    [Fact]
    public async Task WhatIsNoSpecAtAllIsRefused()
    {
        using var folder = new TemporaryFolder();
        (await Invocation.Of("run", folder["none.yaml"])).ShouldBeRefused("there is no spec file");
        (await Invocation.Of("run", folder.Path)).ShouldBeRefused("cannot be read");
        foreach (var text in new[] { "", "- a\n- b\n", "just a word", "\0\u0001" })
        {
            File.WriteAllText(folder["odd.yaml"], text);
            (await Invocation.Of("run", folder["odd.yaml"])).ShouldBeRefused(folder["odd.yaml"]);
        }
    }

    private static RunSpec Read(string file, params string[] overrides) => RunSpecReader.Read(SpecMap.Load(file, overrides));
}
