using Surefoot.Figures.Drawing;

namespace Surefoot.Figures;

/// <summary>
/// One plot of a figure. Each kind is a derived record in a file of its own, which says what it needs of the axes and
/// draws itself into the rectangle it is given.
/// </summary>
public abstract record Panel
{
    private protected Panel()
    {
    }

    /// <summary>The text above the plot, such as "(a) depth 50", with markup; may be empty.</summary>
    public string Title { get; init; } = "";

    /// <summary>The horizontal axis.</summary>
    public Axis X { get; init; } = new LinearAxis();

    /// <summary>The vertical axis.</summary>
    public Axis Y { get; init; } = new LinearAxis();

    /// <summary>What the figure's shared legend says about this panel.</summary>
    internal virtual IReadOnlyList<LegendKey> LegendKeys => [];

    /// <summary>The height of the plot as a part of its width, when the figure does not say.</summary>
    internal virtual double PreferredAspect => 0.75;

    /// <summary>False for a panel without ticks and labels.</summary>
    internal virtual bool HasAxes => true;

    /// <summary>The path data of the axis lines: left and below, or a whole frame.</summary>
    internal virtual string AxesPath(Box box) =>
        $"M{SvgCanvas.Number(box.X)} {SvgCanvas.Number(box.Y)}V{SvgCanvas.Number(box.Bottom)}H{SvgCanvas.Number(box.Right)}";

    /// <summary>The room needed right of the plot, in points.</summary>
    internal virtual double SidebarWidth(double plotHeight) => 0;

    /// <summary>The ranges the axes need to show the panel's data.</summary>
    internal abstract (Interval X, Interval Y) Ranges();

    /// <summary>Draws the contents; axes and titles are drawn by the figure.</summary>
    /// <param name="canvas">The page.</param>
    /// <param name="area">The rectangle and the map from values to points.</param>
    /// <param name="withLegend">False when the figure draws one legend for all panels.</param>
    internal abstract void Draw(SvgCanvas canvas, PlotArea area, bool withLegend);
}
