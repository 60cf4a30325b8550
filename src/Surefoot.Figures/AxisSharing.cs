namespace Surefoot.Figures;

/// <summary>Which panels of a figure show the same range on an axis.</summary>
public enum AxisSharing
{
    /// <summary>Each panel has its own range, tick labels and axis label.</summary>
    None,

    /// <summary>
    /// Panels of one column share the horizontal axis, panels of one row the vertical axis; tick labels and axis labels
    /// appear at the edge of the grid only.
    /// </summary>
    Aligned,

    /// <summary>All panels share one range; tick labels and axis labels appear at the edge of the grid only.</summary>
    All,
}
