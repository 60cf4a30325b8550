namespace Surefoot.Descent;

/// <summary>A learning rate for every step.</summary>
public abstract record RateSchedule
{
    /// <summary>eta of the first step.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The rate is not a positive finite number.</exception>
    protected RateSchedule(double initial) => Initial = initial > 0 && double.IsFinite(initial)
        ? initial
        : throw new ArgumentOutOfRangeException(nameof(initial), $"a learning rate of {initial} was given; it must be a positive finite number.");

    /// <summary>eta(0).</summary>
    public double Initial { get; }

    /// <summary>eta(t), for the unnormalised matrices W_i of the papers.</summary>
    public abstract double At(long step);

    /// <summary>A rate that never changes.</summary>
    public static implicit operator RateSchedule(double rate) => new ConstantRate(rate);
}

/// <summary>eta(t) = eta.</summary>
/// <param name="Rate">eta.</param>
public sealed record ConstantRate(double Rate) : RateSchedule(Rate)
{
    /// <inheritdoc/>
    public override double At(long step) => Rate;
}

/// <summary>eta(t) = eta / (1 + t / tau)^p.</summary>
/// <param name="Rate">eta.</param>
/// <param name="Time">tau, the steps after which it begins to fall.</param>
/// <param name="Power">p.</param>
public sealed record DecayingRate(double Rate, double Time, double Power = 1) : RateSchedule(Rate)
{
    /// <inheritdoc/>
    public override double At(long step) => Rate / Math.Pow(1 + (step / Time), Power);
}

/// <summary>eta(t) = eta f^k with k = floor(t / steps): every so many steps the rate falls by one factor.</summary>
/// <param name="Rate">eta.</param>
/// <param name="Steps">The steps between two changes.</param>
/// <param name="Factor">f.</param>
public sealed record SteppedRate(double Rate, long Steps, double Factor) : RateSchedule(Rate)
{
    /// <inheritdoc/>
    public override double At(long step) => Rate * Math.Pow(Factor, step / Steps);
}
