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
    /// <exception cref="OperationCanceledException">Cancelled without a folder.</exception>
    public static SweepResults Run(
        Sweep sweep,
        string name,
        Func<Cell, CancellationToken, CellResult> run,
        Func<Cell, double> cost,
        StudyOptions options,
        IProgress<StudyProgress>? progress,
        CancellationToken cancellation)
    {
        var folder = options.CellFolder is null ? null : Path.Combine(options.CellFolder, name.Replace(", ", "-", StringComparison.Ordinal).Replace(" = ", "", StringComparison.Ordinal));
        using var store = folder is null ? null : SweepStore.Open(folder, sweep);
        var relay = progress is null ? null : new Relay(name, progress);
        try
        {
            return SweepRunner.Run(sweep, store, run, new SweepOptions { Workers = Math.Min(options.Threads, SweepStore.MostWorkers), Cost = cost }, relay, cancellation);
        }
        catch (OperationCanceledException) when (folder is not null)
        {
            return StoredSweep.Read(folder).Results;
        }
    }

    private sealed class Relay(string name, IProgress<StudyProgress> progress) : IProgress<SweepProgress>
    {
        public void Report(SweepProgress value) => progress.Report(new StudyProgress(
            value.Share, $"{name}: {value.Done} of {value.Cells} cells, about {value.Left.TotalMinutes:F0} minutes left"));
    }
}
