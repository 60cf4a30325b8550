namespace Surefoot.Theory.Arora2019;

/// <summary>
/// The proof of Arora et al. 2019, lemma 7, as a certificate of one step: with M = max_j ||W_j||_sigma, B = ||G||_sigma and
/// nu = max_j ||B_j||_F measured at the step, the limits (27) and (28) are enough for (9).
/// </summary>
/// <remarks>
/// It allows learning rates some thousands of times those of theorem 1, and says nothing of the next step: along a run everything is
/// measured again at every step, and the inequalities are laid against those steps that are certified.
/// </remarks>
public sealed class LocalStep : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "arora-2019/local-step";

    /// <inheritdoc/>
    public override string Source => "Arora, Cohen, Golowich and Hu 2019, proof of lemma 7";

    /// <inheritdoc/>
    public override string Statement => "A step from nearly balanced layers of full rank descends, with limits measured at that very step.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Step;

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        var problem = new WhitenedProblem(setting);
        var point = problem.At(setting.Start);
        var proof = Measured(problem, point);
        var rate = problem.RateOfSetting(proof.RateLimit(point));
        return new(this,
            [
                .. problem.Standing(),
                new("the least singular value of W(0)", point.Smallest, Relation.Above, 0, "start with a map of full rank") { Scale = setting.Start.MapSingularValues[0] },
                new("the balancedness max_j ||B_j(0)||_F", proof.Imbalance, Relation.AtMost, proof.BalanceLimit(point), "use a balanced start, where it is 0")
                {
                    Uncertainty = problem.ProductRounding,
                    Scale = proof.Norm * proof.Norm,
                },
                new("the learning rate", setting.LearningRate, Relation.AtMost, rate, $"take a learning rate of at most {rate:G4} for this step"),
            ])
        {
            Yields = [("M", proof.Norm), ("B", proof.Residual), ("nu", proof.Imbalance), ("sigma_min(W(0))", point.Smallest), ("largest learning rate", rate)],
            Invariants = [.. proof.Invariants("local-step", at => Certified(problem, at))],
        };
    }

    private static DescentProof Measured(WhitenedProblem problem, WhitenedPoint point) =>
        new(problem, point.LargestNorm, point.ResidualSpectral, problem.Depth == 1 ? 0 : point.LargestImbalance);

    private static DescentProof? Certified(WhitenedProblem problem, WhitenedPoint point)
    {
        var proof = Measured(problem, point);
        return point.Smallest > 0 && problem.Rate <= proof.RateLimit(point) && proof.Imbalance <= proof.BalanceLimit(point) ? proof : null;
    }
}
