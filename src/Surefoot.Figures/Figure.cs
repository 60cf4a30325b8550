using System.Collections.Immutable;
using Surefoot.Figures.Drawing;

namespace Surefoot.Figures;

/// <summary>
/// A grid of panels, drawn as SVG at the size at which it is printed: one unit is one point (1/72 inch), type is 7 to 9
/// points. The same figure gives the same bytes on every platform.
/// </summary>
/// <example>
/// <code>
/// var panel = new LinePanel([new Series("width 50", steps, losses)])
/// {
///     Title = "(a) depth 10",
///     X = new LinearAxis("iteration"),
///     Y = new LogAxis("relative loss"),
/// };
/// File.WriteAllText("loss.svg", new Figure([panel]).ToSvg());
/// </code>
/// </example>
public sealed record Figure
{
    /// <summary>The width of one column of a two-column paper, 3.25 inches in points.</summary>
    public const double SingleColumn = 234;

    /// <summary>The width across both columns, 6.75 inches in points.</summary>
    public const double DoubleColumn = 486;

    /// <summary>The panels row by row.</summary>
    /// <param name="panels">At least one panel; copied.</param>
    /// <param name="columns">The number of panels in a row.</param>
    /// <exception cref="ArgumentException">No panels.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than one column, or more columns than panels.</exception>
    public Figure(IEnumerable<Panel> panels, int columns = 1)
    {
        Panels = [.. panels];
        if (Panels.Length == 0)
            throw new ArgumentException("a figure needs at least one panel.", nameof(panels));
        if (columns < 1 || columns > Panels.Length)
        {
            throw new ArgumentOutOfRangeException(
                nameof(columns), columns, $"with {Panels.Length} panels the number of columns must be 1 to {Panels.Length}.");
        }

        Columns = columns;
        Width = columns == 1 ? SingleColumn : DoubleColumn;
    }

    /// <summary>The panels row by row.</summary>
    public ImmutableArray<Panel> Panels { get; }

    /// <summary>The number of panels in a row.</summary>
    public int Columns { get; }

    /// <summary>The text above all panels; may be empty.</summary>
    public string Title { get; init; } = "";

    /// <summary>The width in points; by default <see cref="SingleColumn"/> for one column of panels and <see cref="DoubleColumn"/> for more.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not between 36 and 14400 points.</exception>
    public double Width
    {
        get;
        init => field = value is >= 36 and <= 14400
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "the width of a figure must be 36 to 14400 points.");
    }

    /// <summary>The height of each plot as a part of its width; by default what suits the panels.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not between 0.05 and 20.</exception>
    public double? Aspect
    {
        get;
        init => field = value is null or (>= 0.05 and <= 20)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "the height of a plot must be 0.05 to 20 times its width.");
    }

    /// <summary>Which panels share the horizontal range.</summary>
    public AxisSharing ShareX { get; init; }

    /// <summary>Which panels share the vertical range.</summary>
    public AxisSharing ShareY { get; init; }

    /// <summary>True for one legend under the figure instead of one in each panel; equal keys appear once.</summary>
    public bool SharedLegend { get; init; }

    /// <summary>The figure as a complete SVG document.</summary>
    /// <exception cref="InvalidOperationException">
    /// Panels share an axis but not its kind, or the width leaves no room for the plots.
    /// </exception>
    public string ToSvg() => new FigureLayout(this).Draw();
}
