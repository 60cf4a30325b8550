namespace Surefoot.Sweeps;

/// <summary>How far a sweep is.</summary>
/// <param name="Cells">The number of cells.</param>
/// <param name="Done">How many are finished, those of earlier sessions and failures included.</param>
/// <param name="Failed">How many of them failed.</param>
/// <param name="Elapsed">The time of this session.</param>
/// <param name="Rate">Cells a second in this session.</param>
/// <param name="Left">The time left, by the cost of what is left beside the cost of what this session has done.</param>
public readonly record struct SweepProgress(int Cells, int Done, int Failed, TimeSpan Elapsed, double Rate, TimeSpan Left)
{
    /// <summary>The share of cells that are finished, 0 to 1.</summary>
    public double Share => (double)Done / Cells;
}
