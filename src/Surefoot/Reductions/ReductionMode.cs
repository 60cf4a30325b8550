namespace Surefoot.Reductions;

/// <summary>Whether a run may be replaced by a smaller one with the same trajectory.</summary>
public enum ReductionMode
{
    /// <summary>Reduce whatever reduces exactly; starts that can be drawn at the reduced size are.</summary>
    Auto,

    /// <summary>Reduce whatever reduces exactly, but draw the start whole and keep it, so that the full weights can be given back.</summary>
    Liftable,

    /// <summary>Run the network as it stands on the data as they stand.</summary>
    Off,
}
