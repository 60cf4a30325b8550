namespace Surefoot.Theory.ZhaoXu2024;

/// <summary>
/// Zhao and Xu 2024, corollary 3: theorem 2 with eta = 2 n_N / ((alpha + beta) N), which gives
/// E_DLN(t) &lt;= 3 beta (1 - 4 kappa / (1 + kappa)^2 + tau)^t ||V(0) - W*||_X^2.
/// </summary>
public sealed class Corollary3 : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "zhao-xu-2024/corollary-3";

    /// <inheritdoc/>
    public override string Source => "Zhao and Xu 2024, corollary 3";

    /// <inheritdoc/>
    public override string Statement => "With the best learning rate of its convex twin, a wide network has nearly its rate.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Run;

    /// <summary>tau, between 0 and 1, which the width's constant depends on.</summary>
    public double Tau { get; init; } = 0.1;

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        var problem = new NormalizedProblem(setting);
        var constant = setting.ConstantOf(this, "C", "multiplies the width; depends on tau and kappa");
        var certificate = new Theorem2 { Tau = Tau }.Evaluate(this, problem, problem.RateAssumption(Relation.Equal, Rate4.BestRate(problem)), constant);
        return certificate with { Yields = [.. certificate.Yields, ("the twin's factor 1 - 4 kappa / (1 + kappa)^2", 1 - Rate4.Decay(problem.ConditionNumber))] };
    }
}
