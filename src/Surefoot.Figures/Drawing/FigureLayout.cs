namespace Surefoot.Figures.Drawing;

/// <summary>Places the panels of a figure on a grid, with plots of one size and aligned, and draws all that is not a panel's own.</summary>
internal sealed class FigureLayout
{
    private const double LeastPlotWidth = 15;

    private readonly Figure _figure;
    private readonly Cell[] _cells;
    private readonly double[] _left;
    private readonly double[] _right;
    private readonly double[] _top;
    private readonly double[] _bottom;
    private readonly double[] _labelWidth;
    private readonly LegendKey[] _keys;
    private double _plotWidth;
    private double _plotHeight;

    public FigureLayout(Figure figure)
    {
        _figure = figure;
        int columns = figure.Columns;
        int rows = (figure.Panels.Length + columns - 1) / columns;
        _left = new double[columns];
        _right = new double[columns];
        _labelWidth = new double[columns];
        _top = new double[rows];
        _bottom = new double[rows];
        _keys = figure.SharedLegend ? [.. figure.Panels.SelectMany(panel => panel.LegendKeys).Distinct()] : [];
        _cells = new Cell[figure.Panels.Length];
        for (int i = 0; i < _cells.Length; i++)
        {
            bool isOuterX = figure.ShareX == AxisSharing.None || i + columns >= _cells.Length;
            bool isOuterY = figure.ShareY == AxisSharing.None || i % columns == 0;
            (Interval x, Interval y) = figure.Panels[i].Ranges();
            _cells[i] = new Cell(figure.Panels[i], i / columns, i % columns, isOuterX, isOuterY) { XRange = x, YRange = y };
        }

        Share(figure.ShareX, cell => cell.Column, cell => cell.Panel.X, "horizontal", cell => cell.XRange, (cell, range) => cell.XRange = range);
        Share(figure.ShareY, cell => cell.Row, cell => cell.Panel.Y, "vertical", cell => cell.YRange, (cell, range) => cell.YRange = range);
        Measure();
    }

    public string Draw()
    {
        var canvas = new SvgCanvas();
        double titleHeight = _figure.Title.Length > 0 ? Style.FigureTitleSize + 6 : 0;
        if (_figure.Title.Length > 0)
        {
            canvas.Text(
                new Spot(0.5 * _figure.Width, Style.Edge + Style.FigureTitleSize), _figure.Title, Style.FigureTitleSize, Anchor.Middle, Style.Ink);
        }

        double bottom = 0;
        foreach (Cell cell in _cells)
        {
            double x = Style.Edge + (cell.Column * (_plotWidth + Style.PanelGap))
                + _left[..(cell.Column + 1)].Sum() + _right[..cell.Column].Sum();
            double y = Style.Edge + titleHeight + (cell.Row * (_plotHeight + Style.PanelGap))
                + _top[..(cell.Row + 1)].Sum() + _bottom[..cell.Row].Sum();
            DrawCell(canvas, cell, new Box(x, y, _plotWidth, _plotHeight));
            bottom = y + _plotHeight + _bottom[cell.Row];
        }

        double legendHeight = Legend.SharedHeight(_keys, _figure.Width);
        Legend.DrawShared(canvas, _keys, _figure.Width, bottom + 3);
        return canvas.ToSvg(_figure.Width, bottom + (legendHeight > 0 ? legendHeight + 3 : 0) + Style.Edge);
    }

    private void Share(
        AxisSharing sharing, Func<Cell, int> line, Func<Cell, Axis> axis, string name, Func<Cell, Interval> range, Action<Cell, Interval> set)
    {
        if (sharing == AxisSharing.None)
            return;
        foreach (IGrouping<int, Cell> group in _cells.Where(cell => cell.Panel.HasAxes).GroupBy(cell => sharing == AxisSharing.All ? 0 : line(cell)))
        {
            if (group.Select(cell => axis(cell).GetType()).Distinct().Count() > 1)
            {
                throw new InvalidOperationException(
                    $"panels that share the {name} axis have axes of different kinds; give all of them the same kind, or do not share.");
            }

            Interval union = group.Select(range).Aggregate((one, other) => one.Union(other));
            foreach (Cell cell in group)
                set(cell, union);
        }
    }

    // Ticks depend on the size of the plots and this on the widths of the tick labels: three rounds settle it.
    private void Measure()
    {
        double aspect = _figure.Aspect ?? _figure.Panels.Max(panel => panel.PreferredAspect);
        _plotWidth = (_figure.Width / _figure.Columns) - 40;
        for (int round = 0; round < 3; round++)
        {
            _plotWidth = Math.Max(_plotWidth, LeastPlotWidth);
            _plotHeight = _plotWidth * aspect;
            foreach (double[] margin in (ReadOnlySpan<double[]>)[_left, _right, _top, _bottom, _labelWidth])
                Array.Clear(margin);
            foreach (Cell cell in _cells)
                Measure(cell);
            _plotWidth = (_figure.Width - (2 * Style.Edge) - ((_figure.Columns - 1) * Style.PanelGap) - _left.Sum() - _right.Sum()) / _figure.Columns;
        }

        if (_plotWidth < LeastPlotWidth)
        {
            throw new InvalidOperationException(
                $"a figure {_figure.Width} points wide leaves no room for {_figure.Columns} plots side by side; make it wider or use fewer columns.");
        }
    }

    private void Measure(Cell cell)
    {
        Panel panel = cell.Panel;
        Grow(ref _top[cell.Row], panel.Title.Length > 0 ? Style.TitleSize + 4 : panel.HasAxes ? 0.5 * Style.TickSize : 0);
        Grow(ref _right[cell.Column], panel.SidebarWidth(_plotHeight));
        if (!panel.HasAxes)
            return;

        cell.XTicks = panel.X.Ticks(cell.XRange, _plotWidth, isHorizontal: true);
        cell.YTicks = panel.Y.Ticks(cell.YRange, _plotHeight, isHorizontal: false);
        double left = Style.MajorTick;
        double bottom = Style.MajorTick;
        if (cell.IsOuterY)
        {
            double labels = cell.YTicks.Major.Max(tick => MathText.Width(tick.Label, Style.TickSize));
            Grow(ref _labelWidth[cell.Column], labels);
            left += Style.Gap + labels + (panel.Y.Label.Length > 0 ? Style.LabelSize + Style.Gap + 1 : 0);
        }

        if (cell.IsOuterX)
        {
            bottom += Style.Gap + Style.TickSize + (panel.X.Label.Length > 0 ? Style.LabelSize + Style.Gap + 1 : 0);
            foreach (Tick tick in cell.XTicks.Major)
            {
                double half = 0.5 * MathText.Width(tick.Label, Style.TickSize);
                double at = _plotWidth * panel.X.Fraction(cell.XRange, tick.Value);
                Grow(ref _right[cell.Column], at + half - _plotWidth);
                left = Math.Max(left, half - at);
            }
        }

        Grow(ref _left[cell.Column], left);
        Grow(ref _bottom[cell.Row], bottom);
    }

    private static void Grow(ref double margin, double needed) => margin = Math.Max(margin, needed);

    private void DrawCell(SvgCanvas canvas, Cell cell, Box box)
    {
        Panel panel = cell.Panel;
        var area = new PlotArea(box, panel.X, cell.XRange, panel.Y, cell.YRange);
        if (panel.Title.Length > 0)
            canvas.Text(new Spot(box.X + (0.5 * box.Width), box.Y - 4), panel.Title, Style.TitleSize, Anchor.Middle, Style.Ink);
        if (cell is { XTicks: { } xTicks, YTicks: { } yTicks })
        {
            DrawGrid(canvas, area, xTicks, yTicks);
            panel.Draw(canvas, area, !_figure.SharedLegend);
            DrawAxes(canvas, area, xTicks, yTicks, cell);
        }
        else
        {
            panel.Draw(canvas, area, !_figure.SharedLegend);
        }
    }

    private static void DrawGrid(SvgCanvas canvas, PlotArea area, TickSet xTicks, TickSet yTicks)
    {
        var stroke = new Stroke(Style.Grid, Style.GridWidth);
        Box box = area.Box;
        foreach (double x in xTicks.Major.Select(tick => area.PlaceX(tick.Value)))
            canvas.Line(x, box.Y, x, box.Bottom, stroke);
        foreach (double y in yTicks.Major.Select(tick => area.PlaceY(tick.Value)))
            canvas.Line(box.X, y, box.Right, y, stroke);
    }

    private void DrawAxes(SvgCanvas canvas, PlotArea area, TickSet xTicks, TickSet yTicks, Cell cell)
    {
        Box box = area.Box;
        var stroke = new Stroke(Style.Frame, Style.FrameWidth);
        canvas.Path(cell.Panel.AxesPath(box), stroke);
        canvas.Path(TickPath(xTicks, tick => (area.PlaceX(tick), box.Bottom), isHorizontal: true), stroke);
        canvas.Path(TickPath(yTicks, tick => (box.X, area.PlaceY(tick)), isHorizontal: false), stroke);
        if (cell.IsOuterX)
        {
            double baseline = box.Bottom + Style.MajorTick + Style.Gap + (Style.CapHeight * Style.TickSize);
            foreach (Tick tick in xTicks.Major)
                canvas.Text(new Spot(area.PlaceX(tick.Value), baseline), tick.Label, Style.TickSize, Anchor.Middle, Style.Ink);
            if (cell.Panel.X.Label.Length > 0)
            {
                canvas.Text(
                    new Spot(box.X + (0.5 * box.Width), baseline + Style.Gap + Style.LabelSize + 1),
                    cell.Panel.X.Label, Style.LabelSize, Anchor.Middle, Style.Ink);
            }
        }

        if (cell.IsOuterY)
        {
            double right = box.X - Style.MajorTick - Style.Gap;
            foreach (Tick tick in yTicks.Major)
            {
                canvas.Text(
                    new Spot(right, area.PlaceY(tick.Value) + (0.5 * Style.CapHeight * Style.TickSize)),
                    tick.Label, Style.TickSize, Anchor.End, Style.Ink);
            }

            if (cell.Panel.Y.Label.Length > 0)
            {
                canvas.TextUpwards(
                    new Spot(right - _labelWidth[cell.Column] - Style.Gap - 2, box.Y + (0.5 * box.Height)),
                    cell.Panel.Y.Label, Style.LabelSize, Style.Ink);
            }
        }
    }

    private static string TickPath(TickSet ticks, Func<double, (double X, double Y)> place, bool isHorizontal)
    {
        string data = "";
        foreach ((double value, double length) in ticks.Major.Select(tick => (tick.Value, Style.MajorTick))
            .Concat(ticks.Minor.Select(tick => (tick, Style.MinorTick))))
        {
            (double x, double y) = place(value);
            data += $"M{SvgCanvas.Number(x)} {SvgCanvas.Number(y)}{(isHorizontal ? 'v' : 'h')}{SvgCanvas.Number(isHorizontal ? length : -length)}";
        }

        return data;
    }

    private sealed class Cell(Panel panel, int row, int column, bool isOuterX, bool isOuterY)
    {
        public Panel Panel { get; } = panel;

        public int Row { get; } = row;

        public int Column { get; } = column;

        public bool IsOuterX { get; } = isOuterX;

        public bool IsOuterY { get; } = isOuterY;

        public Interval XRange { get; set; }

        public Interval YRange { get; set; }

        public TickSet? XTicks { get; set; }

        public TickSet? YTicks { get; set; }
    }
}
