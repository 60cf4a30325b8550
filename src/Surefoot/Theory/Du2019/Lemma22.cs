namespace Surefoot.Theory.Du2019;

/// <summary>
/// Du 2019, lemma 2.2: with probability at least 1 - delta, for every W within R = c delta lambda_0 / n^2 of the start, unit by unit, ||H - H(0)|| &lt;= lambda_0 / 4
/// and lambda_min(H) >= lambda_0 / 2, with c = sqrt(2 pi) / 16.
/// </summary>
/// <remarks>Half of delta goes to lemma 2.1, whose event the second part needs, and half to this one.</remarks>
public sealed class Lemma22 : Theorem<TwoLayerReluSetting, TwoLayerReluMoment>
{
    /// <summary>c = sqrt(2 pi) / 16.</summary>
    public static readonly double C = Math.Sqrt(2 * Math.PI) / 16;

    /// <inheritdoc/>
    public override string Id => "du-2019/lemma-2.2";

    /// <inheritdoc/>
    public override string Source => "Du 2019, lemma 2.2";

    /// <inheritdoc/>
    public override string Statement => "As long as no unit goes far from its start, the Gram matrix hardly changes.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Law;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips =>
    [
        new(SlipClass.Setting, "||H - H(0)|| < lambda_0 / 4 and lambda_min(H) > lambda_0 / 2", "<= and >=, with the event of lemma 2.1", "So it is proved; the second part follows from lambda_min(H(0)) >= 3 lambda_0 / 4, which is lemma 2.1."),
        new(SlipClass.Loose, "Markov's inequality for the sum of all changes", "the same; D(R), counted on this very start, is certificate 2.2", "Counting needs no probability."),
    ];

    /// <summary>R = sqrt(2 pi) delta lambda_0 / (16 n^2).</summary>
    public static double Radius(int samples, double lambda0, double delta) => C * delta * lambda0 / ((double)samples * samples);

    /// <summary>erf(R / sqrt(2)): the probability that |w . x_i| &lt;= R, at most 2 R / sqrt(2 pi).</summary>
    public static double UnstableProbability(double radius) => MathNet.Numerics.SpecialFunctions.Erf(radius / Math.Sqrt(2));

    /// <summary>4 n^2 R / (sqrt(2 pi) delta): what sum_ij |H_ij - H_ij(0)| is at most, with probability 1 - delta.</summary>
    public static double ChangeBound(int samples, double radius, double delta) => 4.0 * samples * samples * radius / (Math.Sqrt(2 * Math.PI) * delta);

    /// <inheritdoc/>
    public override Certificate<TwoLayerReluMoment> Certify(TwoLayerReluSetting setting)
    {
        var problem = new PatternProblem(setting);
        var half = problem.Delta / 2;
        var radius = Radius(problem.Samples, problem.Lambda0, half);
        var (sum, frobenius) = problem.LargestChange(problem.Unstable(radius));
        return new(this,
            [
                .. problem.Standing(),
                problem.IsDefinite(),
                problem.IsGaussian(),
                problem.IsWide(Lemma21.Width(problem.Samples, problem.Lambda0, half)),
            ])
        {
            Constants = [new("c", C, ConstantOrigin.Derived, "multiplies delta lambda_0 / n^2 in R: 4 n^2 R / (sqrt(2 pi) delta) is lambda_0 / 4")],
            FailureProbability = problem.Delta,
            Yields = [("R", radius), ("D(R)", sum), ("its Frobenius form", frobenius), ("lambda_0 / 4", problem.Lambda0 / 4)],
            Invariants =
            [
                new("lemma-2.2/change", "||H(k) - H(0)|| <= lambda_0 / 4 where units are within R", moment => moment.Travel <= radius
                    ? new(PatternProblem.Distance(moment.Gram, setting.Start.Gram), problem.Lambda0 / 4, 2 * problem.EigenvalueRounding) : null),
                new("lemma-2.2/least", "lambda_0 / 2 <= lambda_min(H(k)) where units are within R", moment => moment.Travel <= radius
                    ? new(problem.Lambda0 / 2, moment.GramLeast.Value, 2 * problem.EigenvalueRounding) : null),
            ],
        };
    }
}
