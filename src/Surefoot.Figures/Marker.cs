namespace Surefoot.Figures;

/// <summary>The sign drawn at each data point.</summary>
public enum Marker
{
    /// <summary>No sign.</summary>
    None,

    /// <summary>A filled disc.</summary>
    Circle,

    /// <summary>A filled square.</summary>
    Square,

    /// <summary>A filled triangle, tip up.</summary>
    Triangle,

    /// <summary>A filled square standing on its corner.</summary>
    Diamond,

    /// <summary>An x.</summary>
    Cross,
}

/// <summary>The sign drawn where a curve ends because its run left the finite numbers.</summary>
public enum DivergenceMark
{
    /// <summary>No sign.</summary>
    None,

    /// <summary>A bold x at the last point in sight.</summary>
    Cross,

    /// <summary>An arrow that points up from the last point in sight.</summary>
    Arrow,
}
