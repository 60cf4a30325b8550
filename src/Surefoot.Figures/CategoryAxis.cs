using System.Collections.Immutable;

namespace Surefoot.Figures;

/// <summary>An axis of names at equal distances; the value i, counted from 0, stands for the name i.</summary>
public sealed record CategoryAxis : Axis
{
    /// <summary>The axis of the given names.</summary>
    /// <param name="label">The text along the axis.</param>
    /// <param name="categories">At least one name; copied.</param>
    /// <exception cref="ArgumentException">No names.</exception>
    public CategoryAxis(string label, IEnumerable<string> categories)
        : base(label)
    {
        Categories = [.. categories];
        if (Categories.Length == 0)
            throw new ArgumentException("an axis of categories needs at least one name.", nameof(categories));
    }

    /// <summary>The names.</summary>
    public ImmutableArray<string> Categories { get; }

    internal override Interval RangeFor(double low, double high, double padding) => new(-0.5, Categories.Length - 0.5);

    internal override double Fraction(Interval range, double value) => (value - range.Low) / (range.High - range.Low);

    internal override IReadOnlyList<TickSet> TickCandidates(Interval range)
    {
        var candidates = new List<TickSet>();
        for (int step = 1; step <= Categories.Length; step++)
        {
            var ticks = new List<Tick>();
            for (int i = 0; i < Categories.Length; i += step)
                ticks.Add(new Tick(i, Categories[i]));
            candidates.Add(new TickSet(ticks, []));
        }

        return candidates;
    }
}
