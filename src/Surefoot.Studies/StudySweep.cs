using Surefoot.Sweeps;

namespace Surefoot.Studies;

/// <summary>Runs the grid of a study as the sweep it is, in the study's folder of cells.</summary>
internal static class StudySweep
{
    /// <summary>Runs what is missing, and returns all there is: not every cell, where the caller cancelled and the cells are in a folder.</summary>
    /// <param name="sweep">The sweep.</param>
    /// <param name="name">The name of its folder below the study's.</param>
    /// <param name="run">Runs a cell.</param>
    /// <param name="cost">What a cell costs; the cheapest run first.</param>
    /// <param name="options">The study's options.</param>
    /// <param name="progress">Told the share of cells that are finished.</param>
    /// <param name="cancellation">Ends the sweep.</param>
    /// <param name="bytes">What a cell holds while it runs, so that no more run at once than there is memory for; null for next to nothing.</param>
    /// <exception cref="OperationCanceledException">Cancelled without a folder.</exception>
    /// <exception cref="InvalidOperationException">A cell failed. In a folder the others are kept, and the next call runs it again.</exception>
    public static SweepResults Run(
        Sweep sweep,
        string name,
        Func<Cell, CancellationToken, CellResult> run,
        Func<Cell, double> cost,
        StudyOptions options,
        IProgress<StudyProgress>? progress,
        CancellationToken cancellation,
        Func<Cell, double>? bytes = null)
    {
        var folder = options.CellFolder is null ? null : Path.Combine(options.CellFolder, name.Replace(", ", "-", StringComparison.Ordinal).Replace(" = ", "", StringComparison.Ordinal));
        using var store = folder is null ? null : SweepStore.Open(folder, sweep, options.CellMaker, retryFailed: true);
        var relay = progress is null ? null : new Relay(name, progress);
        var how = new SweepOptions { Workers = Math.Min(options.Threads, SweepStore.MostWorkers), Cost = cost, Bytes = bytes };
        try
        {
            var results = SweepRunner.Run(sweep, store, run, how, relay, cancellation);
            return results.Records.FirstOrDefault(record => record.Result.IsFailed) is { } failed
                ? throw new InvalidOperationException($"{results.Failed} of {results.Grid.Count} cells of '{name}' failed, cell {failed.Index} with: {failed.Result.Message}")
                : results;
        }
        catch (OperationCanceledException) when (folder is not null)
        {
            return StoredSweep.Read(folder).Results;
        }
    }

    /// <summary>The progress of a part of a study, which takes it from one share to another.</summary>
    public static IProgress<StudyProgress>? Part(this IProgress<StudyProgress>? progress, double from, double to) =>
        progress is null ? null : new Scaled(progress, from, to);

    private sealed class Relay(string name, IProgress<StudyProgress> progress) : IProgress<SweepProgress>
    {
        // The first cells are slow, and a rate taken from them foretells hours.
        private static readonly TimeSpan BeforeRate = TimeSpan.FromSeconds(2);

        public void Report(SweepProgress value) => progress.Report(new StudyProgress(
            value.Share, $"{name}: {value.Done} of {value.Cells} cells{(value.Elapsed < BeforeRate ? "" : $", {Told(value.Left)} left")}"));

        private static string Told(TimeSpan left) => left switch
        {
            { TotalMinutes: < 1 } => "less than a minute",
            { TotalMinutes: < 90 } => $"about {Math.Ceiling(left.TotalMinutes)} min",
            _ => $"about {Math.Ceiling(left.TotalHours)} h",
        };
    }

    private sealed class Scaled(IProgress<StudyProgress> progress, double from, double to) : IProgress<StudyProgress>
    {
        public void Report(StudyProgress value) => progress.Report(value with { Share = from + ((to - from) * value.Share) });
    }
}
