namespace Surefoot.Figures;

/// <summary>A thin line across the whole plot at one value, with an optional label: a threshold, a limit, a theorem's bound.</summary>
public sealed record ReferenceLine
{
    private ReferenceLine(bool isHorizontal, double value, string label)
    {
        ArgumentNullException.ThrowIfNull(label);
        if (!double.IsFinite(value))
            throw new ArgumentOutOfRangeException(nameof(value), value, "a reference line needs a finite value.");
        IsHorizontal = isHorizontal;
        Value = value;
        Label = label;
    }

    /// <summary>True when the line lies at one ordinate.</summary>
    public bool IsHorizontal { get; }

    /// <summary>The ordinate or abscissa.</summary>
    public double Value { get; }

    /// <summary>The text beside the line; may be empty.</summary>
    public string Label { get; }

    /// <summary>The colour of line and label.</summary>
    public Color Color { get; init; } = Color.Gray(0x55);

    /// <summary>The dash pattern.</summary>
    public Dash Dash { get; init; } = Dash.Dashed;

    /// <summary>A line at the ordinate <paramref name="y"/>, labelled at its right end.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not finite.</exception>
    public static ReferenceLine Horizontal(double y, string label = "") => new(true, y, label);

    /// <summary>A line at the abscissa <paramref name="x"/>, labelled at its upper end.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not finite.</exception>
    public static ReferenceLine Vertical(double x, string label = "") => new(false, x, label);
}
