using Surefoot.Figures.Drawing;

namespace Surefoot.Figures;

/// <summary>An axis on which equal ratios have equal lengths; it shows positive values only.</summary>
public sealed record LogAxis : Axis
{
    // In decades; narrower than this even linear ticks have too many digits.
    private const double LeastDecades = 1e-8;

    // Below it numbers lose digits, and ticks between powers of ten with them.
    private const double LeastEnd = 1e-300;

    /// <summary>The axis from <paramref name="min"/> to <paramref name="max"/>.</summary>
    /// <param name="label">The text along the axis.</param>
    /// <param name="min">The low end, positive; by default the data decide.</param>
    /// <param name="max">The high end; by default the data decide.</param>
    /// <exception cref="ArgumentException">An end is not finite and at least 1e-300, or the ends are not in ascending order or agree to eight digits.</exception>
    public LogAxis(string label = "", double? min = null, double? max = null)
        : base(label)
    {
        if (min is { } low && !(low >= LeastEnd && double.IsFinite(low)))
            throw new ArgumentException($"the low end of a log axis must be positive (at least {LeastEnd}) and finite, not {low}.", nameof(min));
        if (max is { } high && !(high >= LeastEnd && double.IsFinite(high)))
            throw new ArgumentException($"the high end of a log axis must be positive (at least {LeastEnd}) and finite, not {high}.", nameof(max));
        if (min is { } from && max is { } to && Math.Log10(to) - Math.Log10(from) < LeastDecades)
            throw new ArgumentException($"a log axis must end clearly above its start: [{from}, {to}] is not a range it can show.", nameof(max));
        Min = min;
        Max = max;
    }

    /// <summary>The low end, or nothing when the data decide.</summary>
    public double? Min { get; }

    /// <summary>The high end, or nothing when the data decide.</summary>
    public double? Max { get; }

    internal override bool Shows(double value) => value > 0 && double.IsFinite(value);

    internal override Interval RangeFor(double low, double high, double padding)
    {
        double from = Math.Log10(Min ?? (double.IsNaN(low) ? (Max ?? 10) / 10 : low));
        double to = Math.Log10(Max ?? (double.IsNaN(high) ? (Min ?? 1) * 10 : high));
        if (from < Math.Log10(LeastEnd))
            to = Math.Max(to, from + 3);
        if (to - from < LeastDecades)
        {
            const double HalfDecade = 0.5;
            double middle = 0.5 * (from + to);
            return Ends((Max is null ? middle : to) - HalfDecade, (Min is null ? middle : from) + HalfDecade);
        }

        double room = padding * (to - from);
        return Ends(from - room, to + room);
    }

    internal override double Fraction(Interval range, double value)
    {
        if (!Shows(value))
            return double.NaN;
        double from = Math.Log10(range.Low);
        return (Math.Log10(value) - from) / (Math.Log10(range.High) - from);
    }

    internal override double Between(double from, double to, double part) =>
        Math.Pow(10, base.Between(Math.Log10(from), Math.Log10(to), part));

    internal override (double Low, double High) CellAround(double centre) => (centre / 2, centre * 2);

    internal override IReadOnlyList<TickSet> TickCandidates(Interval range) => DecadeTicks.Candidates(range);

    private Interval Ends(double from, double to) => new(
        Min ?? Math.Max(Math.Pow(10, from), double.Epsilon),
        Max ?? Math.Min(Math.Pow(10, to), double.MaxValue));
}
