namespace Surefoot.Theory.Arora2019;

/// <summary>
/// Arora et al. 2019, claim 1: if W has deficiency margin c and W' is no further from Phi, then sigma_min(W') >= c.
/// </summary>
public sealed class Claim1 : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "arora-2019/claim-1";

    /// <inheritdoc/>
    public override string Source => "Arora, Cohen, Golowich and Hu 2019, claim 1";

    /// <inheritdoc/>
    public override string Statement => "As long as the loss is no larger than at a start with deficiency margin c, no singular value of the map is below c.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Step;

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        var problem = new WhitenedProblem(setting);
        return new(this, [.. problem.Standing(), Definition2.MarginOf(problem)])
        {
            Yields = [("c", problem.Margin(setting.Start))],
            Invariants = [Invariant("claim-1", problem)],
        };
    }

    /// <summary>sigma_min(W(t)) >= c while l(t) &lt;= l(0).</summary>
    internal static Invariant<DeepLinearMoment> Invariant(string id, WhitenedProblem problem)
    {
        var margin = problem.Margin(problem.Setting.Start);
        var distance = problem.SquaredDistance(problem.Setting.Start);
        return new(id, "c <= sigma_min(W(t))", moment =>
            problem.SquaredDistance(moment) <= distance ? new(margin, moment.MapSingularValues[^1], problem.ProductRounding * problem.TargetNorm) : null);
    }
}
