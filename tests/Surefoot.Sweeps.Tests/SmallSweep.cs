using System.Text.Json.Nodes;
using Surefoot.Sweeps.Storage;

namespace Surefoot.Sweeps.Tests;

/// <summary>A sweep of six cells that take no time; one diverges, one fails, and one has a long list and a text in need of quotes.</summary>
internal static class SmallSweep
{
    public const int Cells = 6;

    public static Sweep Sweep { get; } = new(new JsonObject { ["steps"] = 7 }, new Axis("start", "gaussian", "orthogonal"), new Axis("width", 10, 20, 40));

    public static CellResult Run(Cell cell) => cell.Index switch
    {
        1 => CellResult.Of("diverged").With("loss", double.PositiveInfinity),
        4 => throw new InvalidOperationException("width 20 is\nnot \"allowed\""),
        5 => CellResult.Of("completed").With("loss", 1.0 / 3).With("why", "{\"frame\":\"").With("curve", CellValue.List([0.1, double.NaN, 1e-300])),
        var index => CellResult.Of("completed").With("loss", Math.Exp(-index)),
    };

    /// <summary>Runs what is missing, and says which cells ran.</summary>
    public static (SweepResults Results, List<int> Ran) Resume(
        string folder, IFileSystem? files = null, int workers = 1, bool retryFailed = false, Action<int>? stored = null)
    {
        var ran = new List<int>();
        using var store = SweepStore.Open(folder, Sweep, [], retryFailed, TimeProvider.System, files ?? new DiskFileSystem());
        var before = store.Found;
        var results = SweepRunner.Run(
            Sweep,
            store,
            (cell, _) =>
            {
                lock (ran)
                    ran.Add(cell.Index);
                return Run(cell);
            },
            new SweepOptions { Workers = workers },
            new Told(done => stored?.Invoke(done - before)));
        return (results, ran);
    }

    /// <summary>The table of what a folder holds, as text.</summary>
    public static string Export(string folder) => Export(StoredSweep.Read(folder).Results);

    public static string Export(SweepResults results)
    {
        var (columns, rows) = results.Table();
        return string.Join('\n', rows.Select(row => string.Join('|', row.Select(value => value?.Json))).Prepend(string.Join('|', columns)));
    }

    private sealed class Told(Action<int> tell) : IProgress<SweepProgress>
    {
        public void Report(SweepProgress value) => tell(value.Done);
    }
}
