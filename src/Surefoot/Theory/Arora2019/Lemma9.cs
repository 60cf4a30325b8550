namespace Surefoot.Theory.Arora2019;

/// <summary>
/// Arora et al. 2019, lemma 9 (Laurent and Massart): a vector of d independent N(0, s^2) has ||V||^2 >= s^2 (d + 2 k + 2 sqrt(k d)), and
/// likewise ||V||^2 &lt;= s^2 (d - 2 sqrt(k d)), with probability at most e^{-k}.
/// </summary>
/// <remarks>With k = d/16: s^2 d / 2 &lt;= ||V||^2 &lt;= 2 s^2 d with probability at least 1 - 2 e^{-d/16}. The vector is W(0) of procedure 1 with one output.</remarks>
public sealed class Lemma9 : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "arora-2019/lemma-9";

    /// <inheritdoc/>
    public override string Source => "Arora, Cohen, Golowich and Hu 2019, lemma 9";

    /// <inheritdoc/>
    public override string Statement => "The length of a Gaussian vector is close to the root of its dimension.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Law;

    /// <summary>d + 2 k + 2 sqrt(k d).</summary>
    public static double Upper(int dimension, double k) => dimension + (2 * k) + (2 * Math.Sqrt(k * dimension));

    /// <summary>d - 2 sqrt(k d); negative where it says nothing.</summary>
    public static double Lower(int dimension, double k) => dimension - (2 * Math.Sqrt(k * dimension));

    /// <summary>e^{-k}: what either side fails with at most.</summary>
    public static double Tail(double k) => Math.Exp(-k);

    /// <summary>1 - 2 e^{-d/16}: the probability that ||V||^2 is within a factor 2 of s^2 d.</summary>
    public static double WithinFactorTwo(int dimension) => 1 - (2 * Tail(dimension / 16.0));

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        var problem = new WhitenedProblem(setting);
        var square = problem.MapDeviation * problem.MapDeviation;
        var k = Math.Log(2 / setting.FailureProbability);
        return new(this, [problem.IsBalancedGaussian(), problem.HasOneOutput()])
        {
            FailureProbability = setting.FailureProbability,
            Yields =
            [
                ("least ||W(0)||^2", square * Math.Max(0, Lower(problem.Inputs, k))),
                ("largest ||W(0)||^2", square * Upper(problem.Inputs, k)),
                ("probability of a factor 2", WithinFactorTwo(problem.Inputs)),
            ],
        };
    }
}
