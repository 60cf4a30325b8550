using System.Globalization;

namespace Surefoot.Figures;

/// <summary>An opaque sRGB colour, eight bits a channel.</summary>
/// <param name="Red">Red, 0 to 255.</param>
/// <param name="Green">Green, 0 to 255.</param>
/// <param name="Blue">Blue, 0 to 255.</param>
public readonly record struct Color(byte Red, byte Green, byte Blue)
{
    /// <summary>Black.</summary>
    public static Color Black { get; } = new(0, 0, 0);

    /// <summary>White.</summary>
    public static Color White { get; } = new(255, 255, 255);

    /// <summary>The grey whose three channels are <paramref name="level"/>.</summary>
    public static Color Gray(byte level) => new(level, level, level);

    /// <summary>Reads #RRGGBB.</summary>
    /// <exception cref="FormatException">The text is not a # and six hexadecimal digits.</exception>
    public static Color Parse(string hex)
    {
        ArgumentNullException.ThrowIfNull(hex);
        if (hex.Length == 7 && hex[0] == '#'
            && uint.TryParse(hex.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint rgb))
        {
            return new Color((byte)(rgb >> 16), (byte)(rgb >> 8), (byte)rgb);
        }

        throw new FormatException($"'{hex}' is not a colour; write a # and six hexadecimal digits, as in #0072B2.");
    }

    /// <summary>The colour as #rrggbb.</summary>
    public override string ToString() => $"#{Red:x2}{Green:x2}{Blue:x2}";
}
