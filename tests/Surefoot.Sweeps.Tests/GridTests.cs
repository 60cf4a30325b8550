using System.Text.Json.Nodes;

namespace Surefoot.Sweeps.Tests;

public class GridTests
{
    [Fact]
    public void CellsAreCountedWithTheLastAxisFastest()
    {
        var grid = new Grid(new Axis("a", 1, 2), new Axis("b", "x", "y", "z"));
        grid.Count.ShouldBe(6);
        Enumerable.Range(0, 6).Select(k => $"{grid.Value(k, 0)}{grid.Value(k, 1)}").ShouldBe(["1x", "1y", "1z", "2x", "2y", "2z"]);
        Enumerable.Range(0, 6).Select(k => grid.IndexOf(grid.Coordinate(k, 0), grid.Coordinate(k, 1))).ShouldBe(Enumerable.Range(0, 6));
        grid.AxisNamed("b").ShouldBe(1);
    }

    [Fact]
    public void ABillionCellsTakeNoMemory()
    {
        Axis[] axes = [.. "abc".Select(name => new Axis($"{name}", Enumerable.Range(0, 1000).Select(i => (CellValue)i)))];
        var before = GC.GetAllocatedBytesForCurrentThread();
        var grid = new Grid(axes);
        grid.Count.ShouldBe(1_000_000_000);
        grid.Value(123_456_789, 1).Whole.ShouldBe(456);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1_000_000); // a bit a cell would be 125 million
        Should.Throw<SweepException>(() => new Grid([.. axes, axes[0] = new Axis("d", 1, 2, 3)])).Message.ShouldContain("split it");
    }

    [Fact]
    public void ACellsIdentityIsTheHashOfItsFullSettings()
    {
        var sweep = new Sweep(new JsonObject { ["steps"] = 7 }, new Axis("width", 10, 20), new Axis("rate", 0.1, 1e-4));
        sweep[3].Settings.ShouldBe("""{"steps":7,"width":20,"rate":0.0001}""");
        sweep[3].Identity.ShouldBe(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("""{"steps":7,"width":20,"rate":0.0001}"""u8)));
        sweep[3]["rate"].Number.ShouldBe(1e-4);
        new Sweep([], new Axis("width", 10))[0].Settings.ShouldBe("""{"width":10}""");
    }

    [Fact]
    public void ASweepsIdentityTellsItFromEveryOther()
    {
        Sweep[] sweeps =
        [
            new(new JsonObject { ["steps"] = 7 }, new Axis("width", 10, 20), new Axis("rate", 0.1)),
            new(new JsonObject { ["steps"] = 8 }, new Axis("width", 10, 20), new Axis("rate", 0.1)),
            new(new JsonObject { ["steps"] = 7 }, new Axis("width", 10, 21), new Axis("rate", 0.1)),
            new(new JsonObject { ["steps"] = 7 }, new Axis("rate", 0.1), new Axis("width", 10, 20)),
            new(new JsonObject { ["steps"] = 7, ["rate"] = 0.1 }, new Axis("width", 10, 20)),
        ];
        sweeps.Select(sweep => sweep.Identity).Distinct().Count().ShouldBe(sweeps.Length);
        new Sweep(new JsonObject { ["steps"] = 7 }, new Axis("width", 10, 20), new Axis("rate", 0.1)).Identity.ShouldBe(sweeps[0].Identity);
    }

    [Fact]
    public void WrongAxesAreRefused()
    {
        Should.Throw<ArgumentException>(() => new Axis("width")).Message.ShouldContain("no values");
        Should.Throw<ArgumentException>(() => new Axis("width", 1, 2, 1)).Message.ShouldContain("the value 1 twice");
        Should.Throw<ArgumentException>(() => new Axis("outcome", 1)).Message.ShouldContain("choose another name");
        Should.Throw<ArgumentException>(() => new Grid(new Axis("a", 1), new Axis("a", 2))).Message.ShouldContain("given twice");
        Should.Throw<ArgumentException>(() => new Sweep(new JsonObject { ["a"] = 1 }, new Axis("a", 2))).Message.ShouldContain("both an axis and a shared setting");
    }

    [Fact]
    public void ValuesKeepWhatTheyAre()
    {
        ((CellValue)0.1).Number.ShouldBe(0.1);
        ((CellValue)double.NegativeInfinity).Number.ShouldBe(double.NegativeInfinity);
        ((CellValue)double.NaN).IsNumber.ShouldBeTrue();
        ((CellValue)long.MinValue).Whole.ShouldBe(long.MinValue);
        ((CellValue)"a \"b\"\n").Text.ShouldBe("a \"b\"\n");
        ((CellValue)true).Json.ShouldBe("true");
        CellValue.List([1, double.PositiveInfinity, -0.5]).Numbers.ShouldBe([1, double.PositiveInfinity, -0.5]);
        Should.Throw<InvalidOperationException>(() => ((CellValue)"a").Number).Message.ShouldBe("the value \"a\" is not a number.");
    }
}
