namespace Surefoot.Figures.Drawing;

/// <summary>Ticks at powers of ten; on short ranges also at small multiples of them.</summary>
internal static class DecadeTicks
{
    // With more decades the ticks at 2 to 9 times a power of ten are a grey smear.
    private const int MostDecadesWithMinorTicks = 9;

    // With more decades a tick at each power of ten is a grey smear.
    private const int MostDecadesWithTicks = 45;

    private const double Slack = 1e-9;

    private static readonly int[] EveryDigit = [1, 2, 3, 4, 5, 6, 7, 8, 9];

    public static IReadOnlyList<TickSet> Candidates(Interval range)
    {
        double low = Math.Log10(range.Low);
        double high = Math.Log10(range.High);
        var candidates = new List<TickSet>();
        foreach (int step in (ReadOnlySpan<int>)[1, 2, 5, 10, 20, 50, 100, 200])
        {
            if (PowersOfTen(low, high, step) is { } ticks)
                candidates.Add(ticks);
        }

        if (candidates.Count == 0)
        {
            foreach (int[] digits in (ReadOnlySpan<int[]>)[[1, 2, 5], [1, 3]])
            {
                if (Multiples(low, high, digits) is { } ticks)
                    candidates.Add(ticks);
            }
        }

        return candidates.Count > 0 ? candidates : DecimalTicks.Candidates(range);
    }

    private static TickSet? PowersOfTen(double low, double high, int step)
    {
        int first = (int)Math.Ceiling((low / step) - Slack);
        int last = (int)Math.Floor((high / step) + Slack);
        if (last - first + 1 is < DecimalTicks.Fewest or > DecimalTicks.Most)
            return null;

        var major = new List<Tick>();
        for (int i = first; i <= last; i++)
            major.Add(new Tick(DecimalTicks.Value(1, i * step), DecimalTicks.PowerOfTen(i * step)));

        IEnumerable<double> minor = [];
        if (step == 1 && high - low <= MostDecadesWithMinorTicks)
            minor = Between(low, high, EveryDigit).Select(tick => DecimalTicks.Value(tick.Digit, tick.Exponent));
        else if (step > 1 && high - low <= MostDecadesWithTicks)
            minor = Between(low, high, [1]).Select(tick => DecimalTicks.Value(1, tick.Exponent));
        return new TickSet(major, [.. minor.Except(major.Select(tick => tick.Value))]);
    }

    private static TickSet? Multiples(double low, double high, int[] digits)
    {
        (int Digit, int Exponent)[] labelled = [.. Between(low, high, digits)];
        if (labelled.Length is < DecimalTicks.Fewest or > DecimalTicks.Most)
            return null;

        bool plain = labelled[0].Exponent >= -3 && labelled[^1].Exponent <= 4;
        Tick[] major = Array.ConvertAll(labelled, tick => new Tick(
            DecimalTicks.Value(tick.Digit, tick.Exponent),
            plain ? DecimalTicks.Plain(tick.Digit, tick.Exponent)
            : tick.Digit == 1 ? DecimalTicks.PowerOfTen(tick.Exponent)
            : $"{tick.Digit}×{DecimalTicks.PowerOfTen(tick.Exponent)}"));
        IEnumerable<double> minor = Between(low, high, EveryDigit).Except(labelled)
            .Select(tick => DecimalTicks.Value(tick.Digit, tick.Exponent));
        return new TickSet(major, [.. minor]);
    }

    private static IEnumerable<(int Digit, int Exponent)> Between(double low, double high, int[] digits)
    {
        for (int exponent = (int)Math.Floor(low); exponent <= high; exponent++)
        {
            foreach (int digit in digits)
            {
                double position = exponent + Math.Log10(digit);
                if (position >= low - Slack && position <= high + Slack)
                    yield return (digit, exponent);
            }
        }
    }
}
