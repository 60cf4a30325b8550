namespace Surefoot.Theory.Zou2020;

/// <summary>
/// Zou et al. 2020, corollary 3.9: theorem 3.8 for Gaussian transformations of width C k r kappa^2 n^2/b^2 + d, free of epsilon, with C open.
/// </summary>
public sealed class Corollary39 : Theorem<ResidualSetting, ResidualMoment>
{
    /// <inheritdoc/>
    public override string Id => "zou-2020/corollary-3.9";

    /// <inheritdoc/>
    public override string Source => "Zou et al. 2020, corollary 3.9";

    /// <inheritdoc/>
    public override string Statement => "Where the data can be fitted and Gaussian transformations are wide, stochastic gradient descent takes some kappa^2 log(1/epsilon) n^2/b^2 steps.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Run;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips { get; } =
    [
        new(SlipClass.Loose, "only for epsilon up to b ||X||_{2,inf}^2 / (n ||X||^2)", "any epsilon", "the restriction plays no part in theorem 3.8; it belongs to corollary 3.7"),
    ];

    /// <inheritdoc/>
    public override Certificate<ResidualMoment> Certify(ResidualSetting setting)
    {
        var certificate = Certify(this, setting, 1, setting.FailureProbability);
        return certificate with
        {
            Assumptions =
            [
                .. certificate.Assumptions,
                new("L*", setting.OptimalLoss, Relation.AtMost, 1e-24 * setting.TargetNorm * setting.TargetNorm, "take targets that a linear map fits, or corollary 3.7"),
            ],
        };
    }

    /// <summary>A width of C times k r kappa^2 n^2/b^2 and a factor, and d; with the probability of failure of the theorem behind it.</summary>
    internal static Certificate<ResidualMoment> Certify(Theorem theorem, ResidualSetting setting, double factor, double failure)
    {
        var problem = new ResidualProblem(setting);
        if (setting.BatchSize is null)
            return new(theorem, [problem.MethodAssumption(isStochastic: true)]);
        var constant = setting.ConstantOf(theorem, "C", "multiplies the width");
        var measure = problem.Outputs * problem.Rank * problem.ConditionNumber * problem.ConditionNumber * problem.BatchFactor * problem.BatchFactor * factor;
        return new(theorem,
            [
                problem.MethodAssumption(isStochastic: true),
                problem.LawAssumption(),
                Assumption.AtLeastTimes("the width above d", problem.Width - problem.Inputs, constant, measure, limit => $"take a width of at least {Math.Ceiling(limit + problem.Inputs):G6}"),
            ])
        {
            Constants = [constant],
            FailureProbability = failure,
            FailsOver = Chance.StartAndBatches,
            Yields = [("what C multiplies", measure)],
        };
    }
}
