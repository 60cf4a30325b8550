using Surefoot.Figures.Drawing;

namespace Surefoot.Figures;

/// <summary>An axis on which equal differences have equal lengths.</summary>
public sealed record LinearAxis : Axis
{
    // Below this relative width the labels of neighbouring ticks would need more digits than a reader takes in.
    private const double LeastRelativeWidth = 1e-9;

    /// <summary>The axis from <paramref name="min"/> to <paramref name="max"/>.</summary>
    /// <param name="label">The text along the axis.</param>
    /// <param name="min">The low end; by default the data decide.</param>
    /// <param name="max">The high end; by default the data decide.</param>
    /// <exception cref="ArgumentException">An end is not finite, or the ends are not in ascending order or agree to nine digits.</exception>
    public LinearAxis(string label = "", double? min = null, double? max = null)
        : base(label)
    {
        if (min is { } low && !double.IsFinite(low))
            throw new ArgumentException($"the low end of a linear axis must be finite, not {low}.", nameof(min));
        if (max is { } high && !double.IsFinite(high))
            throw new ArgumentException($"the high end of a linear axis must be finite, not {high}.", nameof(max));
        if (min is { } from && max is { } to && (to <= from || IsNarrow(from, to)))
            throw new ArgumentException($"a linear axis must end clearly above its start: [{from}, {to}] is not a range it can show.", nameof(max));
        Min = min;
        Max = max;
    }

    /// <summary>The low end, or nothing when the data decide.</summary>
    public double? Min { get; }

    /// <summary>The high end, or nothing when the data decide.</summary>
    public double? Max { get; }

    internal override Interval RangeFor(double low, double high, double padding)
    {
        low = Min ?? (double.IsNaN(low) ? Math.Min(0, (Max ?? 1) - 1) : low);
        high = Max ?? (double.IsNaN(high) ? Math.Max(1, (Min ?? 0) + 1) : high);
        if (high <= low || IsNarrow(low, high))
        {
            double middle = (0.5 * low) + (0.5 * high);
            double half = middle == 0 ? 1 : Math.Max(Math.Abs(middle) * 0.1, 1e-300);
            return new Interval(
                Min ?? Math.Max((Max ?? middle) - half, -double.MaxValue),
                Max ?? Math.Min((Min ?? middle) + half, double.MaxValue));
        }

        double room = padding * ((0.5 * high) - (0.5 * low)) * 2;
        return new Interval(
            Min ?? Math.Max(low - room, -double.MaxValue),
            Max ?? Math.Min(high + room, double.MaxValue));
    }

    internal override double Fraction(Interval range, double value) =>
        // Halves, because the difference of two finite numbers can overflow.
        ((0.5 * value) - (0.5 * range.Low)) / ((0.5 * range.High) - (0.5 * range.Low));

    internal override IReadOnlyList<TickSet> TickCandidates(Interval range) => DecimalTicks.Candidates(range);

    private static bool IsNarrow(double low, double high) =>
        high - low < Math.Max(LeastRelativeWidth * Math.Max(Math.Abs(low), Math.Abs(high)), 1e-300);
}
