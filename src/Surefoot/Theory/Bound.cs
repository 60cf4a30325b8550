namespace Surefoot.Theory;

/// <summary>A guaranteed upper bound on the gap L(t) - L* as a function of the step.</summary>
public abstract record Bound
{
    /// <summary>Whether it bounds the least gap of all steps up to t, and not that of step t itself.</summary>
    public virtual bool IsOnBest => false;

    /// <summary>The bound after a number of steps.</summary>
    public abstract double At(double step);

    /// <summary>The least number of steps after which the bound is at most <paramref name="gap"/>; infinite where it never is.</summary>
    public abstract double StepsTo(double gap);
}

/// <summary>A bound that shrinks by one factor at every step: start (1 - decay)^t.</summary>
/// <param name="Start">The bound at step 0.</param>
/// <param name="Decay">What one step takes off, as a share; kept instead of the factor, which would round it away below 1e-16.</param>
public sealed record GeometricBound(double Start, double Decay) : Bound
{
    private double LogFactor
    {
        get
        {
            if (Decay >= 1)
                return double.NegativeInfinity;

            // ln(1 - d) with the rounding of 1 - d corrected.
            var factor = 1 - Decay;
            return factor == 1 ? -Decay : Math.Log(factor) * -Decay / (factor - 1);
        }
    }

    /// <inheritdoc/>
    public override double At(double step) => step == 0 ? Start : Start * Math.Exp(step * LogFactor);

    /// <inheritdoc/>
    public override double StepsTo(double gap)
    {
        if (Start <= gap)
            return 0;
        return Decay > 0 ? Math.Ceiling(Math.Log(gap / Start) / LogFactor) : double.PositiveInfinity;
    }
}

/// <summary>A bound in two stages: a faster one takes over once the first has done its work.</summary>
/// <param name="First">The bound until the change.</param>
/// <param name="Change">The step of the change.</param>
/// <param name="Second">The bound from there on, as a function of the steps since.</param>
public sealed record StagedBound(Bound First, double Change, Bound Second) : Bound
{
    /// <inheritdoc/>
    public override double At(double step) => step < Change ? First.At(step) : Second.At(step - Change);

    /// <inheritdoc/>
    public override double StepsTo(double gap)
    {
        var steps = First.StepsTo(gap);
        return steps <= Change ? steps : Change + Second.StepsTo(gap);
    }
}

/// <summary>A bound that says nothing after its last step, where it is infinite.</summary>
/// <param name="Inner">The bound up to there.</param>
/// <param name="LastStep">The last step it speaks about.</param>
public sealed record BoundUpTo(Bound Inner, long LastStep) : Bound
{
    /// <inheritdoc/>
    public override double At(double step) => step <= LastStep ? Inner.At(step) : double.PositiveInfinity;

    /// <inheritdoc/>
    public override double StepsTo(double gap) => Inner.StepsTo(gap) is var steps && steps <= LastStep ? steps : double.PositiveInfinity;
}

/// <summary>A bound on the least gap of all steps so far: it shrinks to a floor, and stays where it is from its last step on, as the least gap does.</summary>
/// <param name="Inner">The bound up to the last step.</param>
/// <param name="Floor">What it does not go below: a gap that ends what the bound speaks about.</param>
/// <param name="LastStep">The last step at which it shrinks.</param>
public sealed record BestBound(Bound Inner, double Floor, double LastStep) : Bound
{
    // Where a step takes off less than a rounding, the last one reaches its gap to some roundings of an exponent of some tens.
    private const double Rounding = 1e-13;

    /// <inheritdoc/>
    public override bool IsOnBest => true;

    /// <inheritdoc/>
    public override double At(double step) => Math.Max(Floor, Inner.At(Math.Min(step, LastStep)));

    /// <inheritdoc/>
    public override double StepsTo(double gap) =>
        gap < Floor || At(LastStep) > gap * (1 + Rounding) ? double.PositiveInfinity : Math.Min(Inner.StepsTo(gap), LastStep);
}
