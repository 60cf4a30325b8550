namespace Surefoot.Theory.ZhaoXu2024;

/// <summary>
/// Zhao and Xu 2024, inequality (4): with eta* = 2/(alpha + beta) the convex twin has
/// E(t) &lt;= (beta/2) (1 - 4 kappa / (1 + kappa)^2)^t ||W(0) - W*||_X^2.
/// </summary>
public sealed class Rate4 : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "zhao-xu-2024/rate-4";

    /// <inheritdoc/>
    public override string Source => "Zhao and Xu 2024, inequality (4)";

    /// <inheritdoc/>
    public override string Statement => "Convex descent with learning rate 2/(alpha + beta) has the best rate that alpha and beta allow.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Run;

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        var problem = new NormalizedProblem(setting);
        var bound = new GeometricBound(problem.Smoothness / 2 * problem.SquaredStartDistance, Decay(problem.ConditionNumber));
        return new(this, [problem.ConvexAssumption(), problem.RateAssumption(Relation.Equal, BestRate(problem))])
        {
            Yields = [("the twin's decay per step", bound.Decay), ("the twin's learning rate", problem.TwinRate)],
            Invariants =
            [
                new("rate-4", "E(t) <= (beta/2) (1 - 4 kappa / (1 + kappa)^2)^t ||W(0) - W*||_X^2", moment =>
                {
                    var twin = problem.Twin(moment);
                    return new(twin.Gap, bound.At(moment.Step), problem.GapRounding(twin, moment.Step));
                }),
            ],
        };
    }

    /// <summary>4 kappa / (1 + kappa)^2 = 1 - ((kappa - 1) / (kappa + 1))^2.</summary>
    internal static double Decay(double conditionNumber) => 4 * conditionNumber / ((1 + conditionNumber) * (1 + conditionNumber));

    /// <summary>eta = 2 n_N / ((alpha + beta) N), with which eta* = 2/(alpha + beta).</summary>
    internal static double BestRate(NormalizedProblem problem) => 2 * problem.Outputs / ((problem.StrongConvexity + problem.Smoothness) * problem.Depth);
}
