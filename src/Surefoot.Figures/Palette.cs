namespace Surefoot.Figures;

/// <summary>
/// The eight colours of Okabe and Ito (Color Universal Design, 2008), told apart with every common form of colour
/// blindness, and the dash patterns that keep curves apart in greyscale.
/// </summary>
public static class Palette
{
    // Dark colours first: yellow is hard to see on white and comes last.
    private static readonly Color[] Hues =
    [
        new(0x00, 0x72, 0xB2),
        new(0xD5, 0x5E, 0x00),
        new(0x00, 0x9E, 0x73),
        new(0xCC, 0x79, 0xA7),
        new(0xE6, 0x9F, 0x00),
        new(0x56, 0xB4, 0xE9),
        new(0x00, 0x00, 0x00),
        new(0xF0, 0xE4, 0x42),
    ];

    /// <summary>Blue.</summary>
    public static Color Blue => Hues[0];

    /// <summary>Vermillion.</summary>
    public static Color Vermillion => Hues[1];

    /// <summary>Bluish green.</summary>
    public static Color Green => Hues[2];

    /// <summary>Reddish purple.</summary>
    public static Color Purple => Hues[3];

    /// <summary>Orange.</summary>
    public static Color Orange => Hues[4];

    /// <summary>Sky blue.</summary>
    public static Color SkyBlue => Hues[5];

    /// <summary>Yellow, hard to see on white.</summary>
    public static Color Yellow => Hues[7];

    /// <summary>The colour of the curve counted from 0; colours repeat after eight.</summary>
    public static Color ColorOf(int index) => Hues[Wrap(index, Hues.Length)];

    /// <summary>
    /// The dash pattern of the curve counted from 0; patterns repeat after seven, so that colour and pattern together
    /// repeat only after 56 curves.
    /// </summary>
    public static Dash DashOf(int index) => (Dash)Wrap(index, Dashes.Count);

    private static int Wrap(int index, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        return index % count;
    }
}
