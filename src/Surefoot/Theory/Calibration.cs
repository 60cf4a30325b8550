using MathNet.Numerics.Distributions;

namespace Surefoot.Theory;

/// <summary>How often a conclusion held, with its Clopper-Pearson interval of 95 %.</summary>
/// <param name="Held">How often it held.</param>
/// <param name="Of">Of how many.</param>
public readonly record struct ObservedShare(int Held, int Of)
{
    /// <summary>The lower end of the interval.</summary>
    public double Low => Held == 0 ? 0 : Beta.InvCDF(Held, Of - Held + 1, 0.025);

    /// <summary>The upper end.</summary>
    public double High => Held == Of ? 1 : Beta.InvCDF(Held + 1, Of - Held, 0.975);

    /// <summary>The share with its interval.</summary>
    public override string ToString() => FormattableString.Invariant($"{Held} of {Of} (95 % interval {Low:F3} to {High:F3})");
}

/// <summary>A constant that a work leaves open, estimated from runs or starts.</summary>
/// <remarks>It is what these needed, on these data, and no proof of anything.</remarks>
/// <param name="Theorem">The theorem.</param>
/// <param name="Symbol">The constant's symbol in it.</param>
/// <param name="Value">The estimate.</param>
/// <param name="Low">The lower end of its interval of 95 %; 0 where nothing was tried below.</param>
/// <param name="High">The upper end; infinite where what was tried leaves it open.</param>
public abstract record Calibration(Theorem Theorem, string Symbol, double Value, double Low, double High)
{
    /// <summary>How it was found, with numbers: a clause.</summary>
    public abstract string Protocol { get; }

    /// <summary>The estimate as a constant that certificates can cite.</summary>
    public Constant Constant => new(
        Symbol, Value, ConstantOrigin.Calibrated, FormattableString.Invariant($"95 % interval {Low:G4} to {High:G4}; {Protocol}"));

    /// <summary>The share-quantile of a sample with its interval of 95 % from order statistics, whatever the law.</summary>
    /// <param name="sample">The sample.</param>
    /// <param name="share">What share of the law is to lie at or below it, between 0 and 1.</param>
    /// <returns>The ends are 0 and infinity where the sample is too small to tell them.</returns>
    public static (double Value, double Low, double High) Quantile(IEnumerable<double> sample, double share)
    {
        double[] sorted = [.. sample.Order()];
        var count = sorted.Length;

        // The k-th of n lies at or below the quantile with the probability that a Beta(k, n - k + 1) variable does below the share.
        double Below(int rank) => Beta.CDF(rank, count - rank + 1, share);
        var ranks = Enumerable.Range(1, count).ToList();
        var low = ranks.LastOrDefault(rank => Below(rank) >= 0.975);
        var high = ranks.FirstOrDefault(rank => Below(rank) <= 0.025);
        return (
            sorted[Math.Clamp((int)Math.Ceiling(share * count), 1, count) - 1],
            low == 0 ? 0 : sorted[low - 1],
            high == 0 ? double.PositiveInfinity : sorted[high - 1]);
    }
}
