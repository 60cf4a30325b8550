using Surefoot.Cli.Runs;
using Surefoot.Cli.Specs;

namespace Surefoot.Cli.Tests;

public class SweepSpecTests
{
    [Theory]
    [InlineData("network: { depth: 3, width: [10, 1e2, 10] }", "network.width", "10 100")]
    [InlineData("network: { depth: 3, width: { from: 10, to: 30, step: 10 } }", "network.width", "10 20 30")]
    [InlineData("network: { depth: 3, width: { from: 10, to: 35, step: 10 } }", "network.width", "10 20 30")]
    [InlineData("network: { depth: 3, width: { from: 30, to: 10, step: -10 } }", "network.width", "30 20 10")]
    [InlineData("network: { depth: 3, width: { from: 10, to: 1000, count: 3, scale: log } }", "network.width", "10 100 1000")]
    [InlineData("network: { depth: 3, width: { from: 1, to: 3, count: 9 } }", "network.width", "1 2 3")]
    [InlineData("network: { depth: 3, width: { from: 1, to: 8, count: 6, scale: log } }", "network.width", "1 2 3 5 8")] // 1, 1.5, 2.3, 3.5, 5.3, 8: halves away from 0
    [InlineData("method: { learningRate: { from: 0.1, to: 0.5, step: 0.1 } }", "method.learningRate", "0.1 0.2 0.3 0.4 0.5")]
    [InlineData("method: { learningRate: { from: 1e-4, to: 1, count: 5, scale: log } }", "method.learningRate", "0.0001 0.001 0.01 0.1 1")]
    [InlineData("method: { learningRate: [1e-2, 0.01, 0.1] }", "method.learningRate", "0.01 0.1")]
    [InlineData("seed: [3, 1, 2]", "seed", "3 1 2")]
    [InlineData("seed: { from: 1, to: 4, step: 1 }", "seed", "1 2 3 4")]
    [InlineData("initialization: [gaussian, { kind: gaussian, deviation: 2 }]", "initialization", "gaussian {\"kind\":\"gaussian\",\"deviation\":2}")]
    [InlineData("network: { widths: [[5, 6], [7]] }", "network.widths", "[5,6] [7]")]
    [InlineData("probes: [[], [end-to-end]]", "probes", "[] [\"end-to-end\"]")]
    [InlineData("data: [{ dataset: diabetes }, { dataset: longley, intercept: true }]", "data", "{\"dataset\":\"diabetes\"} {\"dataset\":\"longley\",\"intercept\":true}")]
    [InlineData("data: { dataset: diabetes, intercept: [true, false] }", "data.intercept", "true false")]
    public void ListsAndRangesAreAxes(string line, string name, string values)
    {
        using var folder = new TemporaryFolder();
        var axis = Read(folder.Spec(line)).Sweep.Grid.Axes.Single();
        axis.Name.ShouldBe(name);
        string.Join(' ', axis.Values).ShouldBe(values);
    }

    [Fact]
    public void AxesStandInTheOrderOfTheFileAndTheLastRunsFastest()
    {
        using var folder = new TemporaryFolder();
        var spec = Read(folder.Spec("network: { width: [4, 8], depth: [2, 3] }", "seed: [1, 2]"), "initialization=[gaussian, orthogonal]");
        spec.Sweep.Grid.Axes.Select(axis => axis.Name).ShouldBe(["network.width", "network.depth", "seed", "initialization"]);
        var run = (RunSpec)spec.RunOf(7);
        run.DeepLinear("a test").HiddenWidths.ShouldBe([4, 4]);
        (run.Seed, run.Initialization.Kind!.Name).ShouldBe((2UL, "orthogonal"));
    }

    [Fact]
    public void ACellIsTheRunOfItsSettings()
    {
        using var folder = new TemporaryFolder();
        var sweep = Read(folder.Spec("network: { depth: 3, width: [4, 8] }"));
        var single = RunSpecReader.Read(SpecMap.Load(folder.Spec("network: { depth: 3, width: 8 }"), []));
        sweep.Sweep[1].Identity.ShouldBe(single.Identity());
        sweep.Sweep[1].Settings.ShouldBe(single.Settings().ToJsonString());
    }

    [Fact]
    public void WhatIsInAFileIsPartOfTheCell()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["a.csv"], "a,b,y\n1,2,3\n4,5,6\n7,8,10\n");
        var spec = folder.Spec("data: { file: a.csv }", "seed: [1, 2]");
        var before = Read(spec).Sweep.Identity;
        Read(spec).Sweep.Identity.ShouldBe(before);
        File.WriteAllText(folder["a.csv"], "a,b,y\n1,2,3\n4,5,6\n7,8,11\n");
        Read(spec).Sweep.Identity.ShouldNotBe(before);
    }

    [Fact]
    public void DataAreSharedByTheRunsThatNeedTheSame()
    {
        using var folder = new TemporaryFolder();
        var sweep = Read(folder.Spec("network: { depth: 3, width: [4, 8] }", "seed: [1, 2]"));
        var shelf = new DataShelf();
        var data = Enumerable.Range(0, 4).Select(index => shelf.Of((RunSpec)sweep.RunOf(index))).ToList();
        data[2].ShouldBeSameAs(data[0]);
        data[3].ShouldBeSameAs(data[1]);
        data[1].ShouldNotBeSameAs(data[0]);

        // Of data that are not drawn, the seed decides nothing.
        var stored = Read(folder.Spec("data: { dataset: longley }", "seed: [1, 2]"));
        shelf.Of((RunSpec)stored.RunOf(1)).ShouldBeSameAs(shelf.Of((RunSpec)stored.RunOf(0)));
    }

    [Fact]
    public void LargerRunsAreExpectedToCostMore()
    {
        using var folder = new TemporaryFolder();
        foreach (var line in new[] { "network: { depth: [3, 9], width: 16 }", "steps: [20, 2000]", "data: { kind: linear-teacher, inputs: 6, outputs: 2, samples: [2, 6] }" })
        {
            var spec = Read(folder.Spec(line));
            using var plan = new SweepPlan(spec, threads: 1);
            plan.Cost(spec.Sweep[1]).ShouldBeGreaterThan(plan.Cost(spec.Sweep[0]));
        }

        // The width of an orthogonal start costs nothing: it runs reduced.
        var free = Read(folder.Spec("network: { depth: 3, width: [100, 1000] }"));
        using var freely = new SweepPlan(free, threads: 1);
        freely.Cost(free.Sweep[1]).ShouldBe(freely.Cost(free.Sweep[0]));
    }

    [Theory]
    [InlineData("steps: 20", "nothing is swept", "network.width: [10, 100]")]
    [InlineData("seed: []", "line 6, column 7: seed", "the list is empty")]
    [InlineData("network: { widths: [[5, 6], 7] }", "line 5, column 20: network.widths", "a list of lists, for example [[10, 20], [30, 40]]")]
    [InlineData("network: { depth: 3, width: [4, x] }", "line 5, column 33", "network.width is 'x'; it must be a whole number")]
    [InlineData("network: { depth: 3, width: [4, [5]] }", "line 5, column 33", "network.width is a list; it must be a whole number")]
    [InlineData("network: { depth: 3, width: { from: 0, to: 8, step: 4 } }", "line 5, column 29", "network.width is 0; allowed are whole numbers from 1")]
    [InlineData("network: { depth: 3, width: { from: 1, to: 8 } }", "line 5, column 37: network.width.from", "give either a step or a count, for example { from: 1, to: 8, count: 10 }")]
    [InlineData("network: { depth: 3, width: { from: 1, to: 8, step: 1, count: 2 } }", "network.width.from", "either a step or a count")]
    [InlineData("network: { depth: 3, width: { from: 1, to: 8, stpe: 1 } }", "unknown key 'network.width.stpe'", "Did you mean 'step'?")]
    [InlineData("network: { depth: 3, width: { to: 8, step: 1 } }", "the key 'network.width.from' is missing", "")]
    [InlineData("network: { depth: 3, width: { from: 1, to: 8, step: -1 } }", "network.width.step", "steps of -1 do not lead from 1 to 8")]
    [InlineData("network: { depth: 3, width: { from: 1, to: 8, step: 0 } }", "network.width.step", "more than 1,000,000 values")]
    [InlineData("network: { depth: 3, width: { from: 1, to: 8, count: 1 } }", "network.width.count is 1", "from 2 to")]
    [InlineData("loss: { penalty: { from: 0, to: 8, count: 3, scale: log } }", "loss.penalty.scale", "needs positive ends, not 0 and 8")]
    [InlineData("method: { learningRate: { from: 1, to: 8, step: 3, scale: log } }", "method.learningRate.step", "a count, not a step")]
    [InlineData("method: { learningRate: { from: 1, to: .inf, count: 3 } }", "method.learningRate.to", "finite")]
    [InlineData("execution: { threads: [1, 2] }", "execution.threads", "give one number, and --workers")]
    [InlineData("initialization: [gaussian, orthgonal]", "initialization.kind is 'orthgonal'", "Did you mean 'orthogonal'?")]
    [InlineData("seed: { from: 0, to: 1e9, step: 0.001 }", "seed.step", "larger ones")]
    [InlineData("data: { file: none.csv, intercept: [true, false] }", "none.csv", "cannot be read")]
    public async Task AWrongSweepIsRefusedBeforeAnythingRuns(string line, params string[] words)
    {
        using var folder = new TemporaryFolder();
        (await Invocation.Of("sweep", folder.Spec(line), "--out", folder["out"])).ShouldBeRefused(words);
        Directory.Exists(folder["out"]).ShouldBeFalse();
    }

    private static SweepSpec Read(string file, params string[] overrides) => SweepSpec.Read(SpecMap.Load(file, overrides));
}
