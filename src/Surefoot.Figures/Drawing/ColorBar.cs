namespace Surefoot.Figures.Drawing;

/// <summary>The scale right of a plot: colours, ticks, label, tips where values lie beyond an end, and keys of hatched cells.</summary>
internal sealed class ColorBar
{
    private const double Distance = 6;
    private const double BarWidth = 7;
    private const double TipHeight = 5;
    private const double KeyHeight = 10;
    private const double KeyGap = 4;

    private readonly Axis _scale;
    private readonly Interval _range;
    private readonly ColorMap _colors;
    private readonly bool _hasTipBelow;
    private readonly bool _hasTipAbove;
    private readonly List<(string Label, CellPaint Paint)> _keys = [];

    public ColorBar(
        Axis scale, Interval range, ColorMap colors, IEnumerable<double> values, string missingLabel, string divergedLabel)
    {
        _scale = scale;
        _range = range;
        _colors = colors;
        foreach (double value in values.Where(value => !double.IsNaN(value) && !double.IsPositiveInfinity(value)))
        {
            // Rounding of the ends must not look like values beyond them.
            double fraction = scale.Shows(value) ? scale.Fraction(range, value) : -1;
            _hasTipBelow |= fraction < -1e-9;
            _hasTipAbove |= fraction > 1 + 1e-9;
        }

        if (divergedLabel.Length > 0)
            _keys.Add((divergedLabel, CellPaint.Diverged));
        if (missingLabel.Length > 0)
            _keys.Add((missingLabel, CellPaint.Missing));
    }

    public double Width(double plotHeight)
    {
        double labels = Ticks(BarLength(plotHeight)).Major.Max(tick => MathText.Width(tick.Label, Style.TickSize));
        double bar = BarWidth + Style.MajorTick + Style.Gap + labels + (_scale.Label.Length > 0 ? Style.Gap + Style.LabelSize + 1 : 0);
        double keys = _keys.Count == 0 ? 0 : BarWidth + 3 + _keys.Max(key => MathText.Width(key.Label, Style.TickSize));
        return Distance + Math.Max(bar, keys) + 1;
    }

    public void Draw(SvgCanvas canvas, Box plot)
    {
        double left = plot.Right + Distance;
        double length = BarLength(plot.Height);
        var bar = new Box(left, plot.Y + (_hasTipAbove ? TipHeight : 0), BarWidth, length);
        var stroke = new Stroke(Style.Frame, Style.FrameWidth);
        canvas.FillWith($"M{At(bar.X, bar.Y)}H{SvgCanvas.Number(bar.Right)}V{SvgCanvas.Number(bar.Bottom)}H{SvgCanvas.Number(bar.X)}Z", _colors.DefineGradient(canvas));
        string tipAbove = _hasTipAbove ? $"L{At(bar.X + (0.5 * BarWidth), bar.Y - TipHeight)}" : "";
        string tipBelow = _hasTipBelow ? $"L{At(bar.X + (0.5 * BarWidth), bar.Bottom + TipHeight)}" : "";
        if (_hasTipAbove)
            canvas.Fill($"M{At(bar.X, bar.Y)}{tipAbove}L{At(bar.Right, bar.Y)}Z", _colors.At(1));
        if (_hasTipBelow)
            canvas.Fill($"M{At(bar.X, bar.Bottom)}{tipBelow}L{At(bar.Right, bar.Bottom)}Z", _colors.At(0));
        canvas.Path($"M{At(bar.X, bar.Y)}{tipAbove}L{At(bar.Right, bar.Y)}L{At(bar.Right, bar.Bottom)}{tipBelow}L{At(bar.X, bar.Bottom)}Z", stroke);

        TickSet ticks = Ticks(length);
        string marks = "";
        double Place(double value) => bar.Bottom - (length * _scale.Fraction(_range, value));
        foreach (double value in ticks.Minor)
            marks += $"M{At(bar.Right, Place(value))}h{SvgCanvas.Number(Style.MinorTick)}";
        foreach (Tick tick in ticks.Major)
            marks += $"M{At(bar.Right, Place(tick.Value))}h{SvgCanvas.Number(Style.MajorTick)}";
        canvas.Path(marks, stroke);

        double labelLeft = bar.Right + Style.MajorTick + Style.Gap;
        foreach (Tick tick in ticks.Major)
        {
            canvas.Text(
                new Spot(labelLeft, Place(tick.Value) + (0.5 * Style.CapHeight * Style.TickSize)), tick.Label, Style.TickSize, Anchor.Start, Style.Ink);
        }

        if (_scale.Label.Length > 0)
        {
            double widest = ticks.Major.Max(tick => MathText.Width(tick.Label, Style.TickSize));
            canvas.TextUpwards(
                new Spot(labelLeft + widest + Style.Gap + Style.LabelSize, bar.Y + (0.5 * length)), _scale.Label, Style.LabelSize, Style.Ink);
        }

        DrawKeys(canvas, left, plot.Bottom);
    }

    private static string At(double x, double y) => $"{SvgCanvas.Number(x)} {SvgCanvas.Number(y)}";

    private TickSet Ticks(double length) => _scale.Ticks(_range, length, isHorizontal: false);

    private double BarLength(double plotHeight) =>
        Math.Max(
            1,
            plotHeight - (_hasTipAbove ? TipHeight : 0) - (_hasTipBelow ? TipHeight : 0)
            - (_keys.Count == 0 ? 0 : (_keys.Count * KeyHeight) + KeyGap));

    private void DrawKeys(SvgCanvas canvas, double left, double bottom)
    {
        for (int i = 0; i < _keys.Count; i++)
        {
            double middle = bottom - ((_keys.Count - i - 0.5) * KeyHeight) + 1.5;
            var box = new Box(left, middle - (0.5 * BarWidth), BarWidth, BarWidth);
            canvas.Rectangle(box, _keys[i].Paint.Color);
            Cells.DrawHatch(
                canvas, $"M{At(box.X, box.Y)}H{SvgCanvas.Number(box.Right)}V{SvgCanvas.Number(box.Bottom)}H{SvgCanvas.Number(box.X)}Z", _keys[i].Paint.Hatch);
            canvas.Frame(box, new Stroke(Style.Frame, Style.FrameWidth));
            canvas.Text(
                new Spot(box.Right + 3, middle + (0.5 * Style.CapHeight * Style.TickSize)), _keys[i].Label, Style.TickSize, Anchor.Start, Style.Ink);
        }
    }
}
