using MathNet.Numerics.Distributions;
using Surefoot.Descent;

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
    public override string ToString() => $"{Held} of {Of} (95 % interval {Low:F3} to {High:F3})";
}

/// <summary>A constant that a work leaves open, estimated: how wide layers must be for the conclusion to hold along runs.</summary>
/// <remarks>It is what these runs needed, on these data, and no proof of anything.</remarks>
/// <param name="Theorem">The theorem.</param>
/// <param name="Symbol">The constant's symbol in it.</param>
/// <param name="Value">The estimate: the least width over what the constant multiplies.</param>
/// <param name="LeastWidth">The least width at which the conclusion held in the wanted share of runs.</param>
/// <param name="Share">How often it held there.</param>
/// <param name="WidthBelow">The largest width tried below it; 0 where the least width there is was enough.</param>
/// <param name="ShareBelow">How often it held there.</param>
/// <param name="Steps">The steps of each run.</param>
public sealed record Calibration(
    Theorem Theorem, string Symbol, double Value, int LeastWidth, ObservedShare Share, int WidthBelow, ObservedShare ShareBelow, long Steps)
{
    /// <summary>The estimate as a constant that certificates can cite.</summary>
    public Constant Constant => new(
        Symbol, Value, ConstantOrigin.Calibrated, $"from runs: width {LeastWidth} was the least at which the conclusion held over {Steps} steps, in {Share}");

    /// <summary>Finds the least width by bisection, on the premise that wider is better.</summary>
    /// <param name="theorem">A theorem whose width is at least a constant without a value times something.</param>
    /// <param name="family">The setting of a width and a seed.</param>
    /// <param name="widths">The least and the largest width to try.</param>
    /// <param name="share">The share of runs in which the conclusion must hold, 1 - delta.</param>
    /// <param name="seeds">The number of runs at each width.</param>
    /// <param name="steps">The number of steps of a run.</param>
    /// <param name="progress">Told the width that is tried.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The calibration; null where the conclusion fails at the largest width too.</returns>
    /// <exception cref="ArgumentException">The theorem has no such constant in this setting, or another assumption fails; the message says which.</exception>
    public static Calibration? Of(
        Theorem<DeepLinearSetting, DeepLinearMoment> theorem,
        Func<int, int, DeepLinearSetting> family,
        (int Least, int Largest) widths,
        double share,
        int seeds,
        long steps,
        IProgress<int>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(theorem);
        ArgumentNullException.ThrowIfNull(family);
        var (below, shareBelow) = (0, default(ObservedShare));
        var (least, found) = (0, default(ObservedShare));
        for (var width = widths.Least; least == 0; width = Math.Min(2 * width, widths.Largest))
        {
            var observed = Observe(width);
            if (observed.Held >= share * observed.Of)
                (least, found) = (width, observed);
            else if (width == widths.Largest)
                return null;
            else
                (below, shareBelow) = (width, observed);
        }

        while (least - below > 1 && below >= widths.Least)
        {
            var middle = (below + least) / 2;
            var observed = Observe(middle);
            if (observed.Held >= share * observed.Of)
                (least, found) = (middle, observed);
            else
                (below, shareBelow) = (middle, observed);
        }

        var values = Enumerable.Range(0, seeds).Select(seed => Missing(theorem.Certify(family(least, seed)))).ToList();
        return new(theorem, values[0].MissingConstant!, values.Max(each => each.MissingConstantAtMost), least, found, below, shareBelow, steps);

        ObservedShare Observe(int width)
        {
            progress?.Report(width);
            var held = 0;
            for (var seed = 0; seed < seeds; seed++)
            {
                cancellation.ThrowIfCancellationRequested();
                var setting = family(width, seed);
                var certificate = theorem.Certify(setting);
                _ = Missing(certificate);
                var run = DeepLinearChecks.Run(setting, certificate.Invariants, steps, Recording.EveryStep, cancellation: cancellation);
                if (run.Outcome.Kind == OutcomeKind.Completed && run.Checks.All(check => check.Holds))
                    held++;
            }

            return new(held, seeds);
        }
    }

    private static Assumption Missing(Certificate<DeepLinearMoment> certificate)
    {
        if (certificate.Assumptions.FirstOrDefault(assumption => assumption.Holds == false && assumption.Lever != Lever.Width) is { } failing)
            throw new ArgumentException($"{certificate.Theorem.Id} does not apply to this setting whatever its constant: {failing.Numbers}.");
        return certificate.Assumptions.FirstOrDefault(assumption => assumption is { MissingConstant: not null, Lever: Lever.Width })
            ?? throw new ArgumentException($"{certificate.Theorem.Id} has no constant without a value that a width decides; there is nothing to calibrate.");
    }
}
