namespace Surefoot.Descent;

/// <summary>How a run ended.</summary>
public enum OutcomeKind
{
    /// <summary>All requested steps were taken.</summary>
    Completed,

    /// <summary>The loss reached its target.</summary>
    Converged,

    /// <summary>
    /// The loss fell to what the rounding of an exact fit makes of it (<see cref="Objectives.Objective{T}.RoundingFloor"/>), and no
    /// target below that was asked for: what later steps would change is rounding.
    /// </summary>
    ConvergedToRounding,

    /// <summary>A step left the weights unchanged bit for bit, so every later step would too.</summary>
    Stationary,

    /// <summary>The weights returned bit for bit to where they were two steps or more before, so the run repeats for ever.</summary>
    Periodic,

    /// <summary>The loss or the weights left the finite numbers, or the loss passed its ceiling.</summary>
    Diverged,

    /// <summary>The point left the domain outside of which nothing is claimed of the function (<see cref="Objectives.Objective{T}.Contains"/>).</summary>
    LeftDomain,

    /// <summary>The caller stopped the run.</summary>
    Stopped,
}

/// <summary>How a run ended, where, and why in a sentence.</summary>
/// <param name="Kind">The kind of ending.</param>
/// <param name="Step">The step at which the ending was known.</param>
/// <param name="Reason">One sentence with its numbers.</param>
public sealed record Outcome(OutcomeKind Kind, long Step, string Reason);
