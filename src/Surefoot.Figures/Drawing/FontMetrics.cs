namespace Surefoot.Figures.Drawing;

/// <summary>
/// Advance widths of Helvetica, which Arial and Liberation Sans share. Layout uses them whatever font the viewer has, so
/// that a figure is the same everywhere.
/// </summary>
internal static class FontMetrics
{
    // Thousandths of the font size for U+0020 to U+007E.
    private static ReadOnlySpan<short> Ascii =>
    [
        278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
        556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
        1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
        667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
        333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
        556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
    ];

    /// <summary>The advance width of a character as a part of the font size.</summary>
    public static double Advance(char character) => character switch
    {
        >= ' ' and <= '~' => Ascii[character - ' '] / 1000.0,
        '−' or '×' or '±' or '÷' or '≤' or '≥' or '≈' or '≠' => 0.584,
        '·' or '‖' => 0.333,
        '∞' => 0.713,
        '—' => 1.0,
        '–' => 0.556,
        >= 'Α' and <= 'Ω' => 0.68,
        >= 'α' and <= 'ω' => 0.55,
        >= '\u0300' and <= '\u036f' => 0,
        >= '\ud800' and <= '\udfff' => 0.4,
        >= '\u2e80' => 1.0,
        _ => 0.6,
    };
}
