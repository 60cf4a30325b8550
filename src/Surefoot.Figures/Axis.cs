using Surefoot.Figures.Drawing;

namespace Surefoot.Figures;

/// <summary>An axis: its label, how values become positions, and its tick marks. The kinds are the derived records.</summary>
public abstract record Axis
{
    private protected Axis(string label)
    {
        ArgumentNullException.ThrowIfNull(label);
        Label = label;
    }

    /// <summary>The text along the axis, with markup as in <c>10^{-3}</c> and <c>W_{j:i}</c>; may be empty.</summary>
    public string Label { get; }

    /// <summary>True when the axis can show the value.</summary>
    internal virtual bool Shows(double value) => double.IsFinite(value);

    /// <summary>The range to draw for data in [low, high], NaN when there is none.</summary>
    /// <param name="low">The least value to show.</param>
    /// <param name="high">The greatest value to show.</param>
    /// <param name="padding">The part of the drawn length to leave free at each end that the user did not fix.</param>
    internal abstract Interval RangeFor(double low, double high, double padding);

    /// <summary>The position of a value: 0 at the low end of the range, 1 at the high end, NaN when it cannot be shown.</summary>
    internal abstract double Fraction(Interval range, double value);

    /// <summary>The value a part of the way from one value to another, as the axis measures; parts below 0 and above 1 lie beyond.</summary>
    internal virtual double Between(double from, double to, double part) => from + (part * (to - from));

    /// <summary>The ends of a cell alone on its axis.</summary>
    internal virtual (double Low, double High) CellAround(double centre) => (centre - 0.5, centre + 0.5);

    /// <summary>The edges of cells around ascending centres, one more than centres: halfway between them, and as far beyond the outer ones.</summary>
    /// <exception cref="InvalidOperationException">The axis cannot show a centre.</exception>
    internal double[] CellEdges(IReadOnlyList<double> centres)
    {
        if (centres.Any(centre => !Shows(centre)))
        {
            throw new InvalidOperationException(
                $"the axis '{Label}' cannot show the grid value {centres.First(centre => !Shows(centre))}; use a linear axis or leave it out.");
        }

        double[] edges = new double[centres.Count + 1];
        for (int i = 1; i < centres.Count; i++)
            edges[i] = Between(centres[i - 1], centres[i], 0.5);
        (edges[0], edges[^1]) = centres.Count == 1
            ? CellAround(centres[0])
            : (Between(centres[0], centres[1], -0.5), Between(centres[^2], centres[^1], 1.5));
        return edges;
    }

    /// <summary>Good tick sets for a range, densest first, at least one.</summary>
    internal abstract IReadOnlyList<TickSet> TickCandidates(Interval range);

    /// <summary>The densest tick set whose labels keep their distance on an axis of the given length in points.</summary>
    internal TickSet Ticks(Interval range, double length, bool isHorizontal)
    {
        IReadOnlyList<TickSet> candidates = TickCandidates(range);
        foreach (TickSet candidate in candidates)
        {
            if (Fits(candidate, range, length, isHorizontal))
                return candidate;
        }

        return candidates[^1];
    }

    private bool Fits(TickSet ticks, Interval range, double length, bool isHorizontal)
    {
        for (int i = 1; i < ticks.Major.Count; i++)
        {
            double distance = length * Math.Abs(Fraction(range, ticks.Major[i].Value) - Fraction(range, ticks.Major[i - 1].Value));
            double needed = isHorizontal
                ? (Style.TickSize * 1.1)
                    + (0.5 * (MathText.Width(ticks.Major[i - 1].Label, Style.TickSize) + MathText.Width(ticks.Major[i].Label, Style.TickSize)))
                : Style.TickSize * 1.9;
            if (distance < needed)
                return false;
        }

        return true;
    }
}

/// <summary>The range of values an axis shows.</summary>
internal readonly record struct Interval(double Low, double High)
{
    public Interval Union(Interval other) => new(Math.Min(Low, other.Low), Math.Max(High, other.High));
}

/// <summary>A tick mark with its label.</summary>
internal readonly record struct Tick(double Value, string Label);

/// <summary>The labelled ticks, ascending, and the unlabelled small ones.</summary>
internal sealed record TickSet(IReadOnlyList<Tick> Major, IReadOnlyList<double> Minor);
