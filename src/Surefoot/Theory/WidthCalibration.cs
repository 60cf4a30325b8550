using Surefoot.Descent;

namespace Surefoot.Theory;

/// <summary>How often a conclusion held at a width.</summary>
/// <param name="Width">The width of every hidden layer.</param>
/// <param name="Share">How often.</param>
public readonly record struct ObservedWidth(int Width, ObservedShare Share);

/// <summary>A constant that multiplies a width, estimated: how wide layers must be for the conclusion to hold along runs.</summary>
/// <param name="Theorem">The theorem.</param>
/// <param name="Symbol">The constant's symbol in it.</param>
/// <param name="Value">The estimate: the least width over what the constant multiplies.</param>
/// <param name="Low">The largest width surely too small, over the same; 0 where none was.</param>
/// <param name="High">The least width surely large enough, over the same; infinite where none was.</param>
/// <param name="LeastWidth">The least width at which the conclusion held in the wanted share of runs.</param>
/// <param name="Widths">All widths tried, rising.</param>
/// <param name="Steps">The steps of each run.</param>
/// <param name="IsLeastAllowed">Whether the least width that could be tried was enough: then the constant may be smaller.</param>
public sealed record WidthCalibration(
    Theorem Theorem, string Symbol, double Value, double Low, double High, int LeastWidth, IReadOnlyList<ObservedWidth> Widths, long Steps, bool IsLeastAllowed)
    : Calibration(Theorem, Symbol, Value, Low, High)
{
    /// <inheritdoc/>
    public override string Protocol
    {
        get
        {
            var least = Widths.Single(tried => tried.Width == LeastWidth);
            var narrower = Widths.LastOrDefault(tried => tried.Width < LeastWidth);
            var below = IsLeastAllowed ? "no narrower network was tried" : $"at width {narrower.Width} in {narrower.Share}";
            return $"at width {LeastWidth} the conclusion held over {Steps} steps in {least.Share}, {below}";
        }
    }

    /// <summary>Finds the least width by doubling and bisection, on the premise that wider is better.</summary>
    /// <remarks>
    /// Widths are doubled until one is surely enough (the lower end of its interval is at least the share), so that the interval of the
    /// constant has an upper end where there are runs enough for one (36 for a share of 0.9); then the least width whose observed share is enough is found by bisection.
    /// </remarks>
    /// <param name="theorem">A theorem whose width is at least an open constant times something, with inequalities that a run can break.</param>
    /// <param name="family">The setting of a width and a seed, with values for constants.</param>
    /// <param name="widths">The least and the largest width to try; narrower ones than the theorem speaks about are left out.</param>
    /// <param name="share">The share of runs in which the conclusion must hold, 1 - delta.</param>
    /// <param name="seeds">The number of runs at each width.</param>
    /// <param name="steps">The number of steps of a run.</param>
    /// <param name="progress">Told the width that is tried.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The calibration; null where the conclusion fails at the largest width too.</returns>
    /// <exception cref="ArgumentException">The theorem has no such constant in this setting, or another assumption fails; the message says which.</exception>
    public static WidthCalibration? Of(
        Theorem<DeepLinearSetting, DeepLinearMoment> theorem,
        Func<int, int, IReadOnlyDictionary<string, Constant>, DeepLinearSetting> family,
        (int Least, int Largest) widths,
        double share,
        int seeds,
        long steps,
        IProgress<int>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(theorem);
        ArgumentNullException.ThrowIfNull(family);
        var symbol = SymbolOf(theorem.Certify(family(widths.Largest, 0, new Dictionary<string, Constant>())));

        // With the constant 0 every width is wide enough, and the conclusion is that of a constant without a derivation of its own.
        var none = new Dictionary<string, Constant> { [$"{theorem.Id} {symbol}"] = new(symbol, 0, ConstantOrigin.Given, "tried") };
        var from = LeastAllowed(theorem.Certify(family(widths.Largest, 0, none)), widths);
        if (ShareSearch.Of(from, widths.Largest, width => 2 * width, share, seeds, Observe) is not { } search)
            return null;
        var found = search.Least;
        var value = RoundedDown(Enumerable.Range(0, seeds).Max(seed => WidthAssumption(theorem.Certify(family(found, seed, none)))!.MissingConstantAtMost));
        return new(
            theorem,
            symbol,
            value,
            value * (search.SurelyTooSmall ?? 0) / found,
            search.SurelyEnough is { } enough ? value * Math.Max(enough, found) / found : double.PositiveInfinity,
            found,
            [.. search.Tried.Select(each => new ObservedWidth(each.Key, each.Value))],
            steps,
            search.Below is null);

        ObservedShare Observe(int width)
        {
            progress?.Report(width);
            var held = 0;
            for (var seed = 0; seed < seeds; seed++)
            {
                cancellation.ThrowIfCancellationRequested();
                var setting = family(width, seed, none);
                var certificate = theorem.Certify(setting);
                if (certificate.Assumptions.FirstOrDefault(assumption => assumption.Holds != true) is { } failing)
                    throw new ArgumentException($"{theorem.Id} does not apply to this setting whatever its constant: {failing.Numbers}.");
                var run = DeepLinearChecks.Run(setting, certificate.Invariants, steps, Recording.EveryStep, cancellation: cancellation);
                cancellation.ThrowIfCancellationRequested();
                if (run.Outcome.Kind == OutcomeKind.Completed && run.Checks.All(check => check.Holds))
                    held++;
            }

            return new(held, seeds);
        }
    }

    // To six digits, so that the width it was found at is enough for it whatever rounding does.
    private static double RoundedDown(double value)
    {
        var units = Math.Pow(10, 5 - Math.Floor(Math.Log10(value)));
        return Math.Floor(value * units) / units;
    }

    private static string SymbolOf(Certificate<DeepLinearMoment> certificate) =>
        certificate.Invariants.Count == 0 ? throw new ArgumentException($"{certificate.Theorem.Id} states nothing that a run could break; there is nothing to calibrate by.")
        : WidthAssumption(certificate) is { } assumption ? assumption.Constant!
        : throw new ArgumentException($"{certificate.Theorem.Id} has no open constant that multiplies a width{Because(certificate)}; there is nothing to calibrate.");

    // Some widths are stated only where the learning rate is small enough.
    private static string Because(Certificate<DeepLinearMoment> certificate) =>
        certificate.Assumptions.FirstOrDefault(assumption => assumption.Holds == false && assumption.Lever != Lever.Width) is { } failing ? $" in this setting, where {failing.Numbers}" : "";

    private static Assumption? WidthAssumption(Certificate<DeepLinearMoment> certificate) =>
        certificate.Assumptions.FirstOrDefault(assumption => assumption is { Constant: not null, Lever: Lever.Width });

    private static int LeastAllowed(Certificate<DeepLinearMoment> certificate, (int Least, int Largest) widths)
    {
        var least = (int)Math.Max(widths.Least, certificate.Assumptions
            .Where(assumption => assumption is { Constant: null, Lever: Lever.Width }).Select(assumption => Math.Ceiling(assumption.Limit)).DefaultIfEmpty(0).Max());
        return least <= widths.Largest ? least
            : throw new ArgumentException($"{certificate.Theorem.Id} speaks about widths from {least} on, and the largest to be tried is {widths.Largest}; try wider ones.");
    }
}
