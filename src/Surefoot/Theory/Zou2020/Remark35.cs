namespace Surefoot.Theory.Zou2020;

/// <summary>
/// Zou et al. 2020, remark 3.5: a standard linear network is known to need a width of order L k r kappa^3 + d (Du and Hu 2019), a residual one k r kappa^2
/// + d: L kappa times less.
/// </summary>
public sealed class Remark35 : Theorem<ResidualSetting, ResidualMoment>
{
    /// <inheritdoc/>
    public override string Id => "zou-2020/remark-3.5";

    /// <inheritdoc/>
    public override string Source => "Zou et al. 2020, remark 3.5";

    /// <inheritdoc/>
    public override string Statement => "Known widths for residual networks are shorter than those for standard ones by the depth times the condition number.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Law;

    /// <inheritdoc/>
    public override Certificate<ResidualMoment> Certify(ResidualSetting setting)
    {
        var problem = new ResidualProblem(setting);
        var shared = problem.Outputs * problem.Rank * problem.ConditionNumber * problem.ConditionNumber;
        return new(this, [])
        {
            Yields =
            [
                ("the order of a residual network's width, k r kappa^2 + d", shared + problem.Inputs),
                ("the order of a standard network's width, L k r kappa^3 + d", (problem.Depth * problem.ConditionNumber * shared) + problem.Inputs),
            ],
        };
    }
}
