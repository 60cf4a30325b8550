using System.Text;

namespace Surefoot.Figures.Drawing;

/// <summary>A piece of text of one size on one baseline.</summary>
/// <param name="Text">The characters.</param>
/// <param name="Scale">Its size as a part of the font size.</param>
/// <param name="Rise">How far its baseline lies above the first one, as a part of the font size.</param>
internal readonly record struct TextRun(string Text, double Scale, double Rise);

/// <summary>
/// The tiny markup of labels: <c>_{...}</c> lowers and <c>^{...}</c> raises; everything else, an unclosed brace too, is
/// plain text. A hyphen in front of a digit in a raised or lowered part is a minus sign.
/// </summary>
internal static class MathText
{
    private const double ScriptScale = 0.72;
    private const double Lowering = -0.2;
    private const double Raising = 0.36;

    /// <summary>The pieces of a label.</summary>
    public static List<TextRun> Parse(string markup)
    {
        var runs = new List<TextRun>();
        Parse(markup, 1, 0, runs);
        return runs;
    }

    /// <summary>The width of a label in points.</summary>
    public static double Width(string markup, double fontSize)
    {
        double width = 0;
        foreach (TextRun run in Parse(markup))
        {
            foreach (char character in run.Text)
                width += FontMetrics.Advance(character) * run.Scale;
        }

        return width * fontSize;
    }

    private static void Parse(string markup, double scale, double rise, List<TextRun> runs)
    {
        var plain = new StringBuilder();
        int i = 0;
        while (i < markup.Length)
        {
            int close = markup[i] is '_' or '^' && i + 1 < markup.Length && markup[i + 1] == '{' ? ClosingBrace(markup, i + 1) : -1;
            if (close < 0)
            {
                bool isMinus = rise != 0 && markup[i] == '-' && i + 1 < markup.Length && char.IsAsciiDigit(markup[i + 1]);
                plain.Append(isMinus ? '−' : markup[i]);
                i++;
                continue;
            }

            Flush(plain, scale, rise, runs);
            double shift = markup[i] == '^' ? Raising : Lowering;
            Parse(markup[(i + 2)..close], scale * ScriptScale, rise + (shift * scale), runs);
            i = close + 1;
        }

        Flush(plain, scale, rise, runs);
    }

    private static void Flush(StringBuilder plain, double scale, double rise, List<TextRun> runs)
    {
        if (plain.Length > 0)
            runs.Add(new TextRun(plain.ToString(), scale, rise));
        plain.Clear();
    }

    private static int ClosingBrace(string markup, int open)
    {
        int depth = 0;
        for (int i = open; i < markup.Length; i++)
        {
            depth += markup[i] switch { '{' => 1, '}' => -1, _ => 0 };
            if (depth == 0)
                return i;
        }

        return -1;
    }
}
