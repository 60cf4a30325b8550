namespace Surefoot.Theory.Du2019;

/// <summary>
/// Du 2019, lemma 2.5: with probability at least 1 - delta the units that may change within R of the start number sum_i |complement of S_i| &lt;= C_S m n R / delta, C_S =
/// 2 / sqrt(2 pi).
/// </summary>
/// <remarks>R is that of theorem 2.3; since sum_ij F_ij &lt;= (2 n / m) sum_i |complement of S_i|, the event implies that of lemma 2.2 for this R.</remarks>
public sealed class Lemma25 : Theorem<TwoLayerReluSetting, TwoLayerReluMoment>
{
    /// <summary>C_S = 2 / sqrt(2 pi).</summary>
    public static readonly double C = 2 / Math.Sqrt(2 * Math.PI);

    /// <inheritdoc/>
    public override string Id => "du-2019/lemma-2.5";

    /// <inheritdoc/>
    public override string Source => "Du 2019, lemma 2.5";

    /// <inheritdoc/>
    public override string Statement => "Few units are near enough to a hyperplane to cross it.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Law;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips =>
    [
        new(SlipClass.Setting, "C, the letter of the bound on labels too", "C_S", "They are two constants."),
        new(SlipClass.Setting, "its proof in section 2.6", "section 2.7", "It stands there."),
    ];

    /// <summary>C_S m n R / delta.</summary>
    public static double CountBound(int samples, int width, double radius, double delta) => C * width * samples * radius / delta;

    /// <inheritdoc/>
    public override Certificate<TwoLayerReluMoment> Certify(TwoLayerReluSetting setting)
    {
        var problem = new PatternProblem(setting);
        var radius = Theorem23.Radius(problem.Samples, problem.Lambda0, problem.Delta);
        var (count, bound) = (problem.Count(problem.Unstable(radius)), CountBound(problem.Samples, problem.Width, radius, problem.Delta));
        return new(this, [.. problem.Standing(), problem.IsDefinite(), problem.IsGaussian()])
        {
            Constants = [new("C_S", C, ConstantOrigin.Derived, "multiplies m n R / delta: twice the density of w . x_i at 0")],
            FailureProbability = problem.Delta,
            Yields = [("R", radius), ("sum_i |complement of S_i|", count), ("C_S m n R / delta", bound)],
            Invariants = [new("lemma-2.5", "sum_i |complement of S_i| <= C_S m n R / delta", moment => moment.Step == 0 ? new(count, bound, 64 * PatternProblem.Epsilon * bound) : null)],
        };
    }
}
