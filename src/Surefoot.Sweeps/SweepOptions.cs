namespace Surefoot.Sweeps;

/// <summary>How a sweep is run; nothing of it changes a result.</summary>
public sealed record SweepOptions
{
    /// <summary>The number of workers, threads that run a cell each: 1 to <see cref="SweepStore.MostWorkers"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Another number.</exception>
    public int Workers
    {
        get;
        init => field = value is >= 1 and <= SweepStore.MostWorkers
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"the number of workers must be 1 to {SweepStore.MostWorkers}.");
    } = 1;

    /// <summary>
    /// An estimate of what a cell costs, in any unit, above 0; then the cheapest run first, and the time left is told by it.
    /// Without it cells run in grid order.
    /// </summary>
    public Func<Cell, double>? Cost { get; init; }

    /// <summary>
    /// About how many bytes a cell holds while it runs. Then a cell that does not fit beside those that are running waits until it
    /// does, and runs alone where it never does. Without it none waits.
    /// </summary>
    public Func<Cell, double>? Bytes { get; init; }

    /// <summary>The bytes that the cells of all workers may hold together; by default all that the process has.</summary>
    public double MostBytes { get; init; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
