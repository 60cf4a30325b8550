namespace Surefoot.Theory.ZhaoXu2024;

/// <summary>Zhao and Xu 2024, inequality (3): with eta* = 1/beta the convex twin has E(t) &lt;= (1 - 1/kappa)^t E(0).</summary>
public sealed class Rate3 : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "zhao-xu-2024/rate-3";

    /// <inheritdoc/>
    public override string Source => "Zhao and Xu 2024, inequality (3)";

    /// <inheritdoc/>
    public override string Statement => "Convex descent with learning rate 1/beta closes at least the share 1/kappa of its gap at every step.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Run;

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        var problem = new NormalizedProblem(setting);
        var bound = new GeometricBound(setting.Start.Gap, 1 / problem.ConditionNumber);
        return new(this, [problem.ConvexAssumption(), problem.RateAssumption(Relation.Equal, problem.RateCeiling / 2)])
        {
            Yields = [("the twin's decay per step", bound.Decay), ("the twin's learning rate", problem.TwinRate)],
            Invariants =
            [
                new("rate-3", "E(t) <= (1 - 1/kappa)^t E(0)", moment =>
                {
                    var twin = problem.Twin(moment);
                    return new(twin.Gap, bound.At(moment.Step), problem.GapRounding(twin, moment.Step));
                }),
            ],
        };
    }
}
