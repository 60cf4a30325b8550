namespace Surefoot.Figures;

/// <summary>Where a panel shows its legend.</summary>
public enum LegendPlace
{
    /// <summary>In the corner where it covers the shortest length of curve.</summary>
    Automatic,

    /// <summary>Nowhere.</summary>
    None,

    /// <summary>Inside, top right.</summary>
    TopRight,

    /// <summary>Inside, top left.</summary>
    TopLeft,

    /// <summary>Inside, bottom left.</summary>
    BottomLeft,

    /// <summary>Inside, bottom right.</summary>
    BottomRight,
}
