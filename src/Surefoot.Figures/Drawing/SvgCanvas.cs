using System.Text;

namespace Surefoot.Figures.Drawing;

/// <summary>Where a text lies relative to its position.</summary>
internal enum Anchor
{
    Start,
    Middle,
    End,
}

/// <summary>How a line is drawn.</summary>
internal readonly record struct Stroke(Color Color, double Width, Dash Dash = Dash.Solid);

/// <summary>A point on the page, in points from the top left corner.</summary>
internal readonly record struct Spot(double X, double Y);

/// <summary>A rectangle on the page, in points from the top left corner.</summary>
internal readonly record struct Box(double X, double Y, double Width, double Height)
{
    public double Right => X + Width;
    public double Bottom => Y + Height;

    public Box Grown(double margin) => new(X - margin, Y - margin, Width + (2 * margin), Height + (2 * margin));
    public bool Contains(Spot spot) => spot.X >= X && spot.X <= Right && spot.Y >= Y && spot.Y <= Bottom;
}

/// <summary>
/// Writes SVG elements. Numbers are rounded to hundredths of a point and written without culture, so that the same
/// figure has the same bytes everywhere.
/// </summary>
internal sealed class SvgCanvas
{
    private readonly StringBuilder _body = new();
    private readonly SortedDictionary<string, string> _definitions = new(StringComparer.Ordinal);

    public void Line(double x1, double y1, double x2, double y2, Stroke stroke)
    {
        _body.Append("<line x1=\"").Append(Number(x1)).Append("\" y1=\"").Append(Number(y1))
            .Append("\" x2=\"").Append(Number(x2)).Append("\" y2=\"").Append(Number(y2)).Append('"');
        Append(stroke);
        _body.Append("/>\n");
    }

    /// <summary>A stroked path; round joins, and round caps where they do not close the gaps of a dash pattern.</summary>
    public void Path(string data, Stroke stroke)
    {
        _body.Append("<path d=\"").Append(data).Append("\" fill=\"none\" stroke-linejoin=\"round\"");
        if (stroke.Dash == Dash.Solid)
            _body.Append(" stroke-linecap=\"round\"");
        Append(stroke);
        _body.Append("/>\n");
    }

    public void Fill(string data, Color color, double opacity = 1)
    {
        _body.Append("<path d=\"").Append(data).Append('"');
        AppendFill(color, opacity);
        _body.Append("/>\n");
    }

    /// <summary>Fills a shape with a defined pattern or gradient.</summary>
    public void FillWith(string data, string definition) =>
        _body.Append("<path d=\"").Append(data).Append("\" fill=\"url(#").Append(definition).Append(")\"/>\n");

    public void Rectangle(Box box, Color color, double opacity = 1)
    {
        AppendRectangle(_body, box);
        AppendFill(color, opacity);
        _body.Append("/>\n");
    }

    public void Frame(Box box, Stroke stroke)
    {
        AppendRectangle(_body, box);
        _body.Append(" fill=\"none\"");
        Append(stroke);
        _body.Append("/>\n");
    }

    /// <summary>Text on a baseline; with a halo it stays readable on top of curves.</summary>
    public void Text(Spot baseline, string markup, double size, Anchor anchor, Color color, bool halo = false)
    {
        if (halo)
            AppendText(baseline, markup, size, anchor, " fill=\"#ffffff\" stroke=\"#ffffff\" stroke-width=\"2\" stroke-linejoin=\"round\"", "");
        AppendText(baseline, markup, size, anchor, $" fill=\"{color}\"", "");
    }

    /// <summary>Text that reads from bottom to top, centred on a point of its baseline.</summary>
    public void TextUpwards(Spot baseline, string markup, double size, Color color) =>
        AppendText(baseline, markup, size, Anchor.Middle, $" fill=\"{color}\"", $" transform=\"rotate(-90 {Number(baseline.X)} {Number(baseline.Y)})\"");

    /// <summary>Until <see cref="EndGroup"/> nothing is drawn outside the box.</summary>
    public void BeginClip(Box box)
    {
        // The name is made of the rectangle itself: figures on one page can share names, and only for equal clips.
        string name = $"clip-{Number(box.X)}-{Number(box.Y)}-{Number(box.Width)}-{Number(box.Height)}";
        var definition = new StringBuilder($"<clipPath id=\"{name}\">");
        AppendRectangle(definition, box);
        Define(name, definition.Append("/></clipPath>").ToString());
        _body.Append("<g clip-path=\"url(#").Append(name).Append(")\">\n");
    }

    public void EndGroup() => _body.Append("</g>\n");

    /// <summary>Adds a definition once; equal names must mean equal definitions.</summary>
    public void Define(string name, string element) => _definitions[name] = element;

    /// <summary>The whole document on a white page.</summary>
    public string ToSvg(double width, double height)
    {
        string w = Number(width);
        string h = Number(height);
        var svg = new StringBuilder();
        svg.Append("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"").Append(w).Append("pt\" height=\"").Append(h)
            .Append("pt\" viewBox=\"0 0 ").Append(w).Append(' ').Append(h)
            .Append("\" font-family=\"").Append(Style.FontFamily).Append("\">\n");
        if (_definitions.Count > 0)
        {
            svg.Append("<defs>\n");
            foreach (string definition in _definitions.Values)
                svg.Append(definition).Append('\n');
            svg.Append("</defs>\n");
        }

        return svg.Append("<rect width=\"").Append(w).Append("\" height=\"").Append(h).Append("\" fill=\"#ffffff\"/>\n")
            .Append(_body).Append("</svg>\n").ToString();
    }

    /// <summary>A number with at most two decimals.</summary>
    public static string Number(double value)
    {
        long hundredths = (long)Math.Floor((value * 100) + 0.5);
        string sign = hundredths < 0 ? "-" : "";
        (long whole, long rest) = Math.DivRem(Math.Abs(hundredths), 100);
        return rest == 0 ? $"{sign}{whole}" : rest % 10 == 0 ? $"{sign}{whole}.{rest / 10}" : $"{sign}{whole}.{rest:00}";
    }

    private void AppendText(Spot baseline, string markup, double size, Anchor anchor, string paint, string transform)
    {
        _body.Append("<text x=\"").Append(Number(baseline.X)).Append("\" y=\"").Append(Number(baseline.Y))
            .Append("\" font-size=\"").Append(Number(size)).Append('"');
        if (anchor != Anchor.Start)
            _body.Append(anchor == Anchor.Middle ? " text-anchor=\"middle\"" : " text-anchor=\"end\"");
        _body.Append(paint).Append(transform).Append('>');
        double rise = 0;
        foreach (TextRun run in MathText.Parse(markup))
        {
            if (run.Scale == 1 && rise == 0)
            {
                AppendEscaped(run.Text);
                continue;
            }

            _body.Append("<tspan");
            if (run.Rise != rise)
                _body.Append(" dy=\"").Append(Number((rise - run.Rise) * size)).Append('"');
            if (run.Scale != 1)
                _body.Append(" font-size=\"").Append(Number(size * run.Scale)).Append('"');
            _body.Append('>');

            // Some readers drop a plain space at the beginning of an element.
            AppendEscaped(run.Text.StartsWith(' ') ? string.Concat("\u00A0", run.Text.AsSpan(1)) : run.Text);
            _body.Append("</tspan>");
            rise = run.Rise;
        }

        _body.Append("</text>\n");
    }

    private void AppendEscaped(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            char character = text[i];
            if (char.IsHighSurrogate(character) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                _body.Append(character).Append(text[++i]);
                continue;
            }

            _body.Append(character switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                _ when char.IsWhiteSpace(character) && character < ' ' => " ",
                // XML cannot hold these, escaped or not.
                _ when character is < ' ' or '\ufffe' or '\uffff' || char.IsSurrogate(character) => "\ufffd",
                _ => character.ToString(),
            });
        }
    }

    private void Append(Stroke stroke)
    {
        _body.Append(" stroke=\"").Append(stroke.Color).Append("\" stroke-width=\"").Append(Number(stroke.Width)).Append('"');
        ReadOnlySpan<double> pattern = Dashes.Pattern(stroke.Dash);
        for (int i = 0; i < pattern.Length; i++)
            _body.Append(i == 0 ? " stroke-dasharray=\"" : " ").Append(Number(pattern[i] * stroke.Width));
        if (pattern.Length > 0)
            _body.Append('"');
    }

    private void AppendFill(Color color, double opacity)
    {
        _body.Append(" fill=\"").Append(color).Append('"');
        if (opacity < 1)
            _body.Append(" fill-opacity=\"").Append(Number(opacity)).Append('"');
    }

    private static void AppendRectangle(StringBuilder target, Box box) =>
        target.Append("<rect x=\"").Append(Number(box.X)).Append("\" y=\"").Append(Number(box.Y))
            .Append("\" width=\"").Append(Number(box.Width)).Append("\" height=\"").Append(Number(box.Height)).Append('"');
}
