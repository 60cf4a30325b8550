namespace Surefoot.Objectives;

/// <summary>
/// A part of the space in which an objective is smooth, and the smooth function that it is there, which goes on beyond the border. Gradient flow of an objective whose gradient
/// jumps is followed from piece to piece.
/// </summary>
public abstract class Piece
{
    /// <summary>How fast the stored matrices move under the flow of the smooth function.</summary>
    /// <returns>The loss.</returns>
    public abstract double Velocity(Weights<double> at, Weights<double> velocity);

    /// <summary>The time at which a step of a path leaves the piece, its border included, to rounding: found where the piece does not hold at a later time; null where it does.</summary>
    /// <param name="step">The step, which begins in the piece or on its border.</param>
    /// <param name="end">The last time to look at.</param>
    /// <param name="point">Where the point just beyond the border goes; the last point looked at if there is none.</param>
    public abstract double? TimeOfLeaving(PathStep step, double end, Weights<double> point);

    /// <summary>
    /// The piece that the flow goes on in from a point just beyond the border: the one behind it; or, where its flow leads back, the border itself, along which the flow then slides
    /// (A. F. Filippov, "Differential Equations with Discontinuous Righthand Sides", 1988).
    /// </summary>
    /// <param name="at">The point, where <see cref="TimeOfLeaving"/> found it.</param>
    /// <param name="mustHold">Whether it slides in any case: what a caller asks for who was led to and fro between pieces without getting on.</param>
    public abstract Piece After(Weights<double> at, bool mustHold);
}
