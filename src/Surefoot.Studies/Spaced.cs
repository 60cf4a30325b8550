namespace Surefoot.Studies;

/// <summary>Numbers at equal ratios.</summary>
internal static class Spaced
{
    /// <summary>A number of values from one to another, both included.</summary>
    public static double[] Evenly(double from, double to, int count) => [.. Enumerable.Range(0, count).Select(k => from * Math.Pow(to / from, (double)k / (count - 1)))];

    /// <summary>The same rounded to whole numbers, each once.</summary>
    public static int[] Wholes(int from, int to, int count) => [.. Evenly(from, to, count).Select(value => (int)Math.Round(value)).Distinct()];
}
