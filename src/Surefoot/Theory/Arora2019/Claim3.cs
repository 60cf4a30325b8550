namespace Surefoot.Theory.Arora2019;

/// <summary>
/// Arora et al. 2019, claim 3: one output, d_0 >= 20, Gaussian layers with s &lt;= ||Phi||^{1/N} / (10^5 d_0^3 d_1 ... d_{N-1} C_1)^{1/(2N)}.
/// Then with probability at least 0.49 the start has the margin s^{2N} d_1 ... d_{N-1} / (||Phi|| (C_1 N)^{2N}) (49).
/// </summary>
/// <remarks>
/// The work states it for a given c and s at least C_1 N (c ||Phi|| / (d_1 ... d_{N-1}))^{1/(2N)}; here c is the largest that s allows, which
/// meets the work's bound on c whenever s meets its own. C_1 = max{2000, 2000 C_0} is lemma 12's for C_2 = 0.999.
/// </remarks>
public sealed class Claim3 : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    private const double Confidence = 0.999;
    private const double Closeness = 1e5;

    /// <inheritdoc/>
    public override string Id => "arora-2019/claim-3";

    /// <inheritdoc/>
    public override string Source => "Arora, Cohen, Golowich and Hu 2019, claim 3";

    /// <inheritdoc/>
    public override string Statement => "A Gaussian start of small standard deviation, with one output, has a deficiency margin with probability close to one half; the smaller the deviation, the smaller the margin.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Law;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips =>
    [
        new(SlipClass.Setting, "a constant C_1", "max{2000, 2000 C_0} from lemma 12 with C_2 = 0.999", "C_0 of lemma 11 has no value; it is given or calibrated."),
    ];

    /// <summary>0.999 (3 - 4 F(2 / sqrt(10^5))) / 2, above 0.49.</summary>
    public static double Probability => Confidence * Lemma15.Probability(Closeness);

    /// <summary>||Phi||^{1/N} / (10^5 d_0^3 d_1 ... d_{N-1} C_1)^{1/(2N)}: the largest deviation.</summary>
    /// <param name="depth">N.</param>
    /// <param name="inputs">d_0.</param>
    /// <param name="hiddenProduct">d_1 ... d_{N-1}.</param>
    /// <param name="targetNorm">||Phi||.</param>
    /// <param name="spread">C_1.</param>
    public static double DeviationLimit(int depth, int inputs, double hiddenProduct, double targetNorm, double spread) =>
        Math.Pow(targetNorm * targetNorm / (Closeness * Math.Pow(inputs, 3) * hiddenProduct * spread), 0.5 / depth);

    /// <summary>||Phi|| / (10^5 d_0^3 C_1 (C_1 N)^{2N}): the largest margin the work allows to ask for.</summary>
    public static double MarginLimit(int depth, int inputs, double targetNorm, double spread) =>
        targetNorm / (Closeness * Math.Pow(inputs, 3) * spread * Math.Pow(spread * depth, 2 * depth));

    /// <summary>s^{2N} d_1 ... d_{N-1} / (||Phi|| (C_1 N)^{2N}): the margin (49).</summary>
    public static double Margin(int depth, double hiddenProduct, double targetNorm, double spread, double deviation) =>
        Lemma12.Lower(hiddenProduct, deviation, depth, spread) / targetNorm;

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        var problem = new WhitenedProblem(setting);
        var constant = Lemma11.CarberyWright(setting);
        var spread = Lemma12.Spread(constant.Value, Confidence);
        return new(this, [.. problem.Standing(), problem.IsGaussian(), problem.HasOneOutput(), problem.HasManyInputs(), SmallDeviation(problem, constant, spread)])
        {
            Constants = [constant, new("C_1", spread, constant.Origin, "max{2000, 2000 C_0}, in the limit on s and in the margin"), new("10^5", Closeness, ConstantOrigin.Explicit, "in the limit on s")],
            FailureProbability = 1 - Probability,
            Yields = [("probability", Probability), ("c", Margin(problem.Depth, problem.HiddenProduct, problem.TargetNorm, spread, problem.Deviation))],
        };
    }

    // C_1 is at least 2000 whatever C_0: a deviation too large for that fails without a value.
    private static Assumption SmallDeviation(WhitenedProblem problem, Constant constant, double spread)
    {
        var least = Lemma12.Spread(0, Confidence);
        var (best, limit) = (Limit(least), Limit(spread));
        var known = constant.Origin != ConstantOrigin.Unspecified || problem.Deviation > best;
        var needed = problem.DeviationOfSetting(double.IsNaN(limit) ? best : limit);
        return new("the standard deviation s", problem.DeviationOfSetting(problem.Deviation), Relation.AtMost, known ? needed : double.NaN, $"draw the layers with a standard deviation of at most {needed:G4}")
        {
            MissingConstant = known ? null : constant.Name,
            MissingConstantAtMost = Math.Pow(best / problem.Deviation, 2 * problem.Depth),
        };

        double Limit(double c1) => DeviationLimit(problem.Depth, problem.Inputs, problem.HiddenProduct, problem.TargetNorm, c1);
    }
}
