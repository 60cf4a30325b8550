namespace Surefoot.Figures;

/// <summary>How a line is broken, so that curves are told apart without colour.</summary>
public enum Dash
{
    /// <summary>Unbroken.</summary>
    Solid,

    /// <summary>Dashes four line widths long.</summary>
    Dashed,

    /// <summary>Dots.</summary>
    Dotted,

    /// <summary>A dash and a dot.</summary>
    DashDotted,

    /// <summary>Dashes eight line widths long.</summary>
    LongDashed,

    /// <summary>A dash and two dots.</summary>
    DashDotDotted,

    /// <summary>Dashes two line widths long.</summary>
    ShortDashed,
}

internal static class Dashes
{
    public const int Count = 7;

    /// <summary>Lengths of strokes and gaps in line widths; none for a solid line.</summary>
    public static ReadOnlySpan<double> Pattern(Dash dash) => dash switch
    {
        Dash.Solid => [],
        Dash.Dashed => [4, 2],
        Dash.Dotted => [1, 1.5],
        Dash.DashDotted => [4, 1.5, 1, 1.5],
        Dash.LongDashed => [8, 2.5],
        Dash.DashDotDotted => [5, 1.5, 1, 1.5, 1, 1.5],
        Dash.ShortDashed => [2, 1.2],
        _ => throw new ArgumentOutOfRangeException(nameof(dash), dash, "not a dash pattern; use a named value of Dash."),
    };
}
