using System.Numerics;
using Surefoot.Objectives;

namespace Surefoot.Descent;

/// <summary>A way to move from one point to the next. A method is a value; what changes along a run is the state.</summary>
public abstract record Method
{
    /// <summary>The name a spec uses.</summary>
    public abstract string Kind { get; }

    /// <summary>
    /// Whether the next point depends on the present point alone. Then a step that changes nothing proves that no later
    /// step will.
    /// </summary>
    public abstract bool IsAutonomous { get; }

    /// <summary>Whether a step returns the objective's loss; a stochastic one knows that of its batch only, and the loss then costs an evaluation where it is recorded.</summary>
    public virtual bool TellsLoss => true;

    /// <summary>Moves the state by one step.</summary>
    /// <returns>The loss before the step, or an estimate of it where <see cref="TellsLoss"/> is false.</returns>
    public abstract double Step<T>(Objective<T> objective, DescentState<T> state)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>Where a run is: the weights and the number of steps taken.</summary>
/// <param name="weights">The weights; the run moves them in place.</param>
/// <typeparam name="T">The number type.</typeparam>
public sealed class DescentState<T>(Weights<T> weights)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The present point.</summary>
    public Weights<T> Weights { get; } = weights;

    /// <summary>Steps taken so far.</summary>
    public long Step { get; set; }

    /// <summary>What the method keeps from one step to the next, its own affair; null before the first.</summary>
    public object? Memory { get; set; }
}
