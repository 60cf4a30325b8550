namespace Surefoot.Reductions;

/// <summary>Whether a run may be replaced by a smaller one with the same trajectory.</summary>
public enum ReductionMode
{
    /// <summary>Reduce whatever reduces exactly.</summary>
    Auto,

    /// <summary>Run the network as it stands on the data as they stand.</summary>
    Off,
}
