namespace Surefoot.Theory.Hu2020;

/// <summary>
/// Hu et al. 2020, invariant A: l(t) &lt;= q^t l(0) with q = 1 - eta L sigma_r(X)^2 / (2 d_y).
/// </summary>
public sealed class InvariantA : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "hu-2020/invariant-a";

    /// <inheritdoc/>
    public override string Source => "Hu, Xiao and Pennington 2020, section 4.1, A(t)";

    /// <inheritdoc/>
    public override string Statement =>
        "The loss falls by the factor q at every step.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Step;

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting) =>
        ExplicitConvergence.Certify(this, setting, ExplicitConvergence.SharpFactor) with { Invariants = [Along(new(setting)), Squared(new(setting))] };

    /// <summary>l(t) &lt;= q^t l(0).</summary>
    internal static Invariant<DeepLinearMoment> Along(RegressionProblem problem)
    {
        var bound = new GeometricBound(problem.StartLoss, problem.Decay);
        return new("invariant-a", "l(t) <= q^t l(0)", moment => new(moment.Gap, bound.At(moment.Step), problem.LossRounding(moment)));
    }

    /// <summary>l(t) &lt;= q^{2t} l(0), which is what appendix A.4 proves.</summary>
    internal static Invariant<DeepLinearMoment> Squared(RegressionProblem problem)
    {
        var bound = new GeometricBound(problem.StartLoss, problem.Decay * (2 - problem.Decay));
        return new("invariant-a/squared", "l(t) <= q^(2t) l(0)", moment => new(moment.Gap, bound.At(moment.Step), problem.LossRounding(moment)));
    }

    /// <summary>Whether l(t) &lt;= q^t l(0).</summary>
    internal static bool Holds(RegressionProblem problem, DeepLinearMoment moment) =>
        moment.Gap <= new GeometricBound(problem.StartLoss, problem.Decay).At(moment.Step);
}
