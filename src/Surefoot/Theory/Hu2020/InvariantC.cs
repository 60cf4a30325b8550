namespace Surefoot.Theory.Hu2020;

/// <summary>
/// Hu et al. 2020, invariant C: ||W_i(t) - W_i(0)||_F &lt;= R = 8 sqrt(l(0) d_y) ||X|| / (L sigma_r(X)^2) for every layer.
/// </summary>
public sealed class InvariantC : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "hu-2020/invariant-c";

    /// <inheritdoc/>
    public override string Source => "Hu, Xiao and Pennington 2020, section 4.1, C(t)";

    /// <inheritdoc/>
    public override string Statement =>
        "No layer moves further than R from its start.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Step;

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        var certificate = ExplicitConvergence.Certify(this, setting, ExplicitConvergence.ProofFactor);
        var problem = new RegressionProblem(setting);
        return certificate with { Invariants = [Along(problem, ExplicitConvergence.Radius(problem, ExplicitConvergence.ProofFactor, problem.StartLoss))] };
    }

    /// <summary>max_i ||W_i(t) - W_i(0)||_F &lt;= R.</summary>
    internal static Invariant<DeepLinearMoment> Along(RegressionProblem problem, double radius) => new(
        "invariant-c", "max_i ||W_i(t) - W_i(0)||_F <= R", moment => new(problem.Drift(moment), radius, problem.DriftRounding(moment)));
}
