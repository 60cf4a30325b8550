using System.Globalization;

namespace Surefoot.Cli.Output;

/// <summary>Numbers for reading; files hold all their digits instead.</summary>
internal static class Digits
{
    /// <summary>A few significant digits, as in 1429.85 and 9.9e-10.</summary>
    public static string Short(double value, int digits = 6)
    {
        var text = value.ToString($"G{digits}", CultureInfo.InvariantCulture);
        var exponent = text.IndexOf('E', StringComparison.Ordinal);
        if (exponent < 0)
            return text;
        var power = int.Parse(text.AsSpan(exponent + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

        // A thousand steps are 1000, not 1e3.
        return power is > 0 and < 6
            ? double.Parse(text, CultureInfo.InvariantCulture).ToString("F0", CultureInfo.InvariantCulture)
            : $"{text[..exponent]}e{power}";
    }
}
