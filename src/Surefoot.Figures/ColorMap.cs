using System.Collections.Immutable;
using System.Text;
using Surefoot.Figures.Drawing;

namespace Surefoot.Figures;

/// <summary>A continuous scale of colours whose lightness rises evenly, so that it survives greyscale and colour blindness.</summary>
public sealed record ColorMap
{
    private readonly ImmutableArray<Color> _stops;

    private ColorMap(string name, params ReadOnlySpan<int> stops)
    {
        Name = name;
        _stops = [.. stops.ToArray().Select(rgb => new Color((byte)(rgb >> 16), (byte)(rgb >> 8), (byte)rgb))];
    }

    /// <summary>
    /// From dark purple over green to yellow: viridis by Smith, van der Walt and Firing (2015, CC0), every 17th of its
    /// 256 colours with straight lines between them, which differ from the others by at most 8 of 255 steps.
    /// </summary>
    public static ColorMap Viridis { get; } = new(
        "viridis",
        0x440154, 0x481a6c, 0x472f7d, 0x414487, 0x39568c, 0x31688e, 0x2a788e, 0x23888e,
        0x1f988b, 0x22a884, 0x35b779, 0x54c568, 0x7ad151, 0xa5db36, 0xd2e21b, 0xfde725);

    /// <summary>
    /// From dark blue over grey to yellow, nearly the same to readers with and without red-green blindness: cividis by
    /// Nuñez, Anderton and Renslow (PLOS ONE 13(7), 2018, CC0), sampled like <see cref="Viridis"/>.
    /// </summary>
    public static ColorMap Cividis { get; } = new(
        "cividis",
        0x00224e, 0x002e6c, 0x1e3a6f, 0x35456c, 0x47516c, 0x575d6d, 0x666970, 0x757575,
        0x848279, 0x948e77, 0xa59c74, 0xb7a96e, 0xc8b866, 0xdbc75a, 0xeed649, 0xfee838);

    /// <summary>From black to white, for images.</summary>
    public static ColorMap Grays { get; } = new("grays", 0x000000, 0xffffff);

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The colour at a place on the scale; below 0 the first, above 1 the last.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a number.</exception>
    public Color At(double fraction)
    {
        if (double.IsNaN(fraction))
            throw new ArgumentOutOfRangeException(nameof(fraction), fraction, "a place on a colour map must be a number, 0 to 1.");
        double place = Math.Clamp(fraction, 0, 1) * (_stops.Length - 1);
        int below = Math.Min((int)place, _stops.Length - 2);
        double rest = place - below;
        Color from = _stops[below];
        Color to = _stops[below + 1];
        return new Color(Mix(from.Red, to.Red, rest), Mix(from.Green, to.Green, rest), Mix(from.Blue, to.Blue, rest));
    }

    /// <summary>The name of a gradient, bottom to top, that is the same scale.</summary>
    internal string DefineGradient(SvgCanvas canvas)
    {
        string id = $"ramp-{Name}";
        var gradient = new StringBuilder($"<linearGradient id=\"{id}\" x1=\"0\" y1=\"1\" x2=\"0\" y2=\"0\">");
        for (int i = 0; i < _stops.Length; i++)
            gradient.Append($"<stop offset=\"{SvgCanvas.Number(100.0 * i / (_stops.Length - 1))}%\" stop-color=\"{_stops[i]}\"/>");
        canvas.Define(id, gradient.Append("</linearGradient>").ToString());
        return id;
    }

    private static byte Mix(byte from, byte to, double rest) => (byte)Math.Floor(from + ((to - from) * rest) + 0.5);
}
