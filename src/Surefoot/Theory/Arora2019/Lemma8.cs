namespace Surefoot.Theory.Arora2019;

/// <summary>
/// Arora et al. 2019, lemma 8, restated as lemma 16: for d >= 20, b_2 > b_1 >= 1 and a law invariant under rotations, with a density, that has
/// ||Phi|| / sqrt(b_2 d) &lt;= ||V|| &lt;= ||Phi|| / sqrt(b_1 d) with probability at least 1 - epsilon, V has deficiency margin ||Phi|| / (b_2 d)
/// with probability at least (1 - epsilon) (3 - 4 F(2 / sqrt(b_1))) / 2.
/// </summary>
/// <remarks>The certificate takes W(0) of procedure 1 with one output, whose length lemma 9 gives within a factor 2 of its square.</remarks>
public sealed class Lemma8 : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "arora-2019/lemma-8";

    /// <inheritdoc/>
    public override string Source => "Arora, Cohen, Golowich and Hu 2019, lemmas 8 and 16";

    /// <inheritdoc/>
    public override string Statement => "A start in a random direction whose length is known within limits has a margin with nearly half of the probability of those limits.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Law;

    /// <summary>(1 - epsilon) (3 - 4 F(2 / sqrt(b_1))) / 2.</summary>
    /// <param name="failure">epsilon.</param>
    /// <param name="b1">b_1, which limits the length from above.</param>
    public static double Probability(double failure, double b1) => (1 - failure) * Lemma15.Probability(b1);

    /// <summary>||Phi|| / (b_2 d): the margin.</summary>
    /// <param name="dimension">d.</param>
    /// <param name="targetNorm">||Phi||.</param>
    /// <param name="b2">b_2, which limits the length from below.</param>
    public static double Margin(int dimension, double targetNorm, double b2) => targetNorm / (b2 * dimension);

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        var problem = new WhitenedProblem(setting);
        var (b1, b2) = Limits(problem.Inputs, problem.TargetNorm, problem.MapDeviation);
        var probability = Probability(1 - Lemma9.WithinFactorTwo(problem.Inputs), b1);
        return new(this,
            [
                problem.IsBalancedGaussian(),
                problem.HasOneOutput(),
                problem.HasManyInputs(),
                new("b_1", b1, Relation.AtLeast, 1, $"draw W(0) with a standard deviation of at most {problem.MapDeviationOfSetting(problem.TargetNorm / (Math.Sqrt(2) * problem.Inputs)):G4}"),
            ])
        {
            FailureProbability = WhitenedProblem.FailureOf(probability),
            Yields = [("b_1", b1), ("b_2", b2), ("probability", probability), ("c", Margin(problem.Inputs, problem.TargetNorm, b2))],
        };
    }

    /// <summary>b_1 and b_2 of a Gaussian vector, its square within a factor 2 of s^2 d: ||Phi||^2 / (2 s^2 d^2) and four times that.</summary>
    internal static (double B1, double B2) Limits(int dimension, double targetNorm, double deviation)
    {
        var ratio = targetNorm / (deviation * dimension);
        return (0.5 * ratio * ratio, 2 * ratio * ratio);
    }
}
