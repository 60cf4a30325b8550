namespace Surefoot.Theory.Du2019;

/// <summary>
/// Du 2019, lemma 2.1: for m >= 8 n^2 log(2 n^2 / delta) / lambda_0^2, with probability at least 1 - delta ||H(0) - H-infinity|| &lt;= lambda_0 / 4 and
/// lambda_min(H(0)) >= 3 lambda_0 / 4.
/// </summary>
public sealed class Lemma21 : Theorem<TwoLayerReluSetting, TwoLayerReluMoment>
{
    /// <inheritdoc/>
    public override string Id => "du-2019/lemma-2.1";

    /// <inheritdoc/>
    public override string Source => "Du 2019, lemma 2.1";

    /// <inheritdoc/>
    public override string Statement => "At the start of a wide network the Gram matrix is near to its limit.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Law;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips =>
    [
        new(SlipClass.Misprint, "in the proof, delta' = n^2 delta", "delta' = delta / n^2", "The union is over n^2 entries."),
        new(SlipClass.Loose, "|H_ij(0) - H-infinity_ij| <= 4 sqrt(log(n / delta) / m), so m = 256 n^2 log(n / delta) / lambda_0^2", "sqrt(log(2 n^2 / delta) / (2 m)), so m = 8 n^2 log(2 n^2 / delta) / lambda_0^2",
            "Hoeffding's inequality for terms in an interval of length |x_i . x_j| <= 1."),
    ];

    /// <summary>8 n^2 log(2 n^2 / delta) / lambda_0^2.</summary>
    public static double Width(int samples, double lambda0, double delta) => 8.0 * samples * samples * Math.Log(2.0 * samples * samples / delta) / (lambda0 * lambda0);

    /// <summary>256 n^2 log(n / delta) / lambda_0^2, by the printed chain.</summary>
    public static double PrintedWidth(int samples, double lambda0, double delta) => 256.0 * samples * samples * Math.Log(samples / delta) / (lambda0 * lambda0);

    /// <summary>sqrt(log(2 n^2 / delta) / (2 m)): what every entry is within, with probability 1 - delta.</summary>
    public static double EntryBound(int samples, int width, double delta) => Math.Sqrt(Math.Log(2.0 * samples * samples / delta) / (2.0 * width));

    /// <inheritdoc/>
    public override Certificate<TwoLayerReluMoment> Certify(TwoLayerReluSetting setting)
    {
        var problem = new PatternProblem(setting);
        var distance = PatternProblem.Distance(setting.Start.Gram, setting.LimitGram);
        return new(this,
            [
                .. problem.Standing(),
                problem.IsDefinite(),
                problem.IsGaussian(),
                problem.IsWide(Width(problem.Samples, problem.Lambda0, problem.Delta)),
            ])
        {
            Constants = [new("8", 8, ConstantOrigin.Derived, "multiplies n^2 log(2 n^2 / delta) / lambda_0^2, by Hoeffding's inequality")],
            FailureProbability = problem.Delta,
            Yields =
            [
                ("width by the printed chain", PrintedWidth(problem.Samples, problem.Lambda0, problem.Delta)),
                ("||H(0) - H-infinity||", distance),
                ("lambda_0 / 4", problem.Lambda0 / 4),
                ("lambda_min(H(0))", setting.Start.GramLeast.Value),
            ],
            Invariants =
            [
                new("lemma-2.1/distance", "||H(0) - H-infinity|| <= lambda_0 / 4", moment => moment.Step == 0 ? new(distance, problem.Lambda0 / 4, problem.EigenvalueRounding) : null),
                new("lemma-2.1/least", "3 lambda_0 / 4 <= lambda_min(H(0))", moment => moment.Step == 0 ? new(0.75 * problem.Lambda0, moment.GramLeast.Value, 2 * problem.EigenvalueRounding) : null),
            ],
        };
    }
}
