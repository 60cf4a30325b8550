using System.Globalization;

namespace Surefoot.Figures.Drawing;

/// <summary>Ticks at whole multiples of 1, 2 or 5 times a power of ten.</summary>
internal static class DecimalTicks
{
    public const int Fewest = 3;
    public const int Most = 8;

    private const string Minus = "−";

    /// <summary>
    /// All tick sets of 3 to 8 labels, densest first. There is always one: neighbouring steps differ by a factor of at
    /// most 2.5, a step that divides the range into 3 to 8 parts gives 3 to 8 ticks, and 8/3 > 2.5.
    /// </summary>
    public static IReadOnlyList<TickSet> Candidates(Interval range)
    {
        double halfSpan = (0.5 * range.High) - (0.5 * range.Low);
        int exponent = (int)Math.Floor(Math.Log10(halfSpan)) - 1;
        var candidates = new List<TickSet>();
        for (int i = 0; i < 8; i++)
        {
            int digit = (i % 3) switch { 0 => 1, 1 => 2, _ => 5 };
            if (TicksOf(range, halfSpan, digit, exponent + (i / 3)) is { } ticks)
                candidates.Add(ticks);
        }

        return candidates;
    }

    /// <summary>The number mantissa x 10^exponent, correctly rounded.</summary>
    public static double Value(long mantissa, int exponent) =>
        double.Parse(FormattableString.Invariant($"{mantissa}e{exponent}"), NumberStyles.Float, CultureInfo.InvariantCulture);

    /// <summary>The number mantissa x 10^exponent in plain digits.</summary>
    public static string Plain(long mantissa, int exponent)
    {
        string digits = Math.Abs(mantissa).ToString(CultureInfo.InvariantCulture);
        if (exponent > 0 && mantissa != 0)
        {
            digits += new string('0', exponent);
        }
        else if (exponent < 0)
        {
            digits = digits.PadLeft(1 - exponent, '0');
            digits = $"{digits[..^-exponent]}.{digits[^-exponent..]}";
        }

        return mantissa < 0 ? Minus + digits : digits;
    }

    /// <summary>The markup of any number to 15 digits: without trailing zeros, scientific when it is large or small.</summary>
    public static string Shortest(double value)
    {
        string sign = value < 0 ? Minus : "";
        double size = Math.Abs(value);
        string[] parts = size.ToString("0.##############E+0", CultureInfo.InvariantCulture).Split('E');
        int exponent = int.Parse(parts[1], CultureInfo.InvariantCulture);
        if (exponent is >= -4 and < 5)
            return sign + size.ToString("0.##################", CultureInfo.InvariantCulture);
        return parts[0] == "1" ? sign + PowerOfTen(exponent) : $"{sign}{parts[0]}×{PowerOfTen(exponent)}";
    }

    /// <summary>The markup of a power of ten.</summary>
    public static string PowerOfTen(int exponent) => FormattableString.Invariant($"10^{{{exponent}}}");

    private static TickSet? TicksOf(Interval range, double halfSpan, int digit, int exponent)
    {
        double step = Value(digit, exponent);
        // A tick that misses an end of the range by rounding belongs to it.
        double slack = halfSpan / step * 2e-9;
        double first = Math.Ceiling((range.Low / step) - slack);
        double last = Math.Floor((range.High / step) + slack);
        double count = last - first + 1;
        if (count is < Fewest or > Most)
            return null;

        var mantissas = new long[(int)count];
        for (int i = 0; i < mantissas.Length; i++)
            mantissas[i] = ((long)first + i) * digit;
        return new TickSet(Labelled(mantissas, exponent), []);
    }

    private static Tick[] Labelled(long[] mantissas, int exponent)
    {
        long greatest = Math.Max(Math.Abs(mantissas[0]), Math.Abs(mantissas[^1]));
        int leading = exponent + greatest.ToString(CultureInfo.InvariantCulture).Length - 1;
        // A long number close to its neighbours is shorter in plain digits: 1234567.5 rather than 1.2345675x10^6.
        bool isLong = leading - exponent > 4 && leading is > -4 and < 9;
        bool scientific = !isLong && leading is >= 5 or <= -4;
        return Array.ConvertAll(mantissas, mantissa => new Tick(
            Value(mantissa, exponent),
            mantissa == 0 && scientific ? "0"
            : scientific ? $"{Plain(mantissa, exponent - leading)}×{PowerOfTen(leading)}"
            : Plain(mantissa, exponent)));
    }
}
