namespace Surefoot.Theory.Arora2019;

/// <summary>
/// Arora et al. 2019, claim 2: layers with independent entries N(0, s^2) are delta-balanced with probability at least
/// max{0, 1 - 10 N s^4 d_max^3 / delta^2}, d_max the largest of all dimensions.
/// </summary>
public sealed class Claim2 : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "arora-2019/claim-2";

    /// <inheritdoc/>
    public override string Source => "Arora, Cohen, Golowich and Hu 2019, claim 2";

    /// <inheritdoc/>
    public override string Statement => "A Gaussian start is nearly balanced if its standard deviation is small.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Law;

    /// <summary>max{0, 1 - 10 N s^4 d_max^3 / delta^2}.</summary>
    /// <param name="depth">N.</param>
    /// <param name="deviation">s.</param>
    /// <param name="largest">d_max.</param>
    /// <param name="balance">delta.</param>
    public static double Probability(int depth, double deviation, int largest, double balance) =>
        Math.Max(0, 1 - (10.0 * depth * Math.Pow(deviation, 4) * Math.Pow(largest, 3) / (balance * balance)));

    /// <summary>The delta for which the probability is at least 1 - p.</summary>
    /// <param name="depth">N.</param>
    /// <param name="deviation">s.</param>
    /// <param name="largest">d_max.</param>
    /// <param name="failure">p.</param>
    public static double Balance(int depth, double deviation, int largest, double failure) =>
        deviation * deviation * Math.Sqrt(10.0 * depth * Math.Pow(largest, 3) / failure);

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        var problem = new WhitenedProblem(setting);
        var largest = setting.Network.Widths.Max();
        return new(this, [problem.IsGaussian()])
        {
            Constants = [new("10", 10, ConstantOrigin.Explicit, "in the probability")],
            FailureProbability = setting.FailureProbability,
            Yields = [("delta", Balance(problem.Depth, problem.Deviation, largest, setting.FailureProbability))],
        };
    }
}
