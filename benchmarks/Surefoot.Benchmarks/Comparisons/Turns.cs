using System.Diagnostics;

namespace Surefoot.Benchmarks.Comparisons;

/// <summary>How two sides take turns in one run, so that what disturbs the machine disturbs both.</summary>
internal static class Turns
{
    /// <summary>How often each side has its turn.</summary>
    public const int Rounds = 7;

    // OpenBLAS's threads go on watching for work for a while; they must not disturb the next one's turn.
    private const int MillisecondsBetween = 50;

    /// <summary>Lets the last turn's threads come to rest.</summary>
    public static void Rest() => Thread.Sleep(MillisecondsBetween);

    /// <summary>Seconds of one run, averaged over about the given time.</summary>
    public static double Seconds(Action run, double turn)
    {
        var count = 0;
        var begin = Stopwatch.GetTimestamp();
        double elapsed;
        do
        {
            run();
            count++;
            elapsed = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        }
        while (elapsed < turn);
        return elapsed / count;
    }

    /// <summary>The middle of an odd number of values.</summary>
    public static double Median(IReadOnlyCollection<double> values) => values.Order().ElementAt(values.Count / 2);
}
