namespace Surefoot.Theory.Zou2020;

/// <summary>
/// Zou et al. 2020, corollary 3.9: theorem 3.8 for Gaussian transformations of width C k r kappa^2 n^2/b^2 + d, free of epsilon, with C open.
/// </summary>
public sealed class Corollary39 : Theorem<ResidualSetting, ResidualMoment>, ITriesConstants
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
    public IReadOnlyList<TriedConstant> TriedConstants { get; } = [GaussianWidth.Tried("3.8")];

    /// <inheritdoc/>
    public override Certificate<ResidualMoment> Certify(ResidualSetting setting) => Certify(this, new Theorem38(), "corollary-3.9", setting, 1);

    /// <inheritdoc/>
    public bool Concludes(ResidualDraw draw, TriedConstant constant)
    {
        ArgumentNullException.ThrowIfNull(draw);
        StochasticProof.RequireBatches(this, draw);
        return GaussianWidth.Suffices(this, new Theorem38(), draw, (problem, c) => problem.Inputs + (c * Measure(problem, 1)));
    }

    /// <summary>A width of C times k r kappa^2 n^2/b^2 and a factor, and d; the rest is a theorem's.</summary>
    internal static Certificate<ResidualMoment> Certify(Theorem corollary, Theorem<ResidualSetting, ResidualMoment> theorem, string name, ResidualSetting setting, double factor)
    {
        var problem = new ResidualProblem(setting);
        if (setting.BatchSize is null)
            return new(corollary, [problem.MethodAssumption(isStochastic: true)]);
        var (constant, measure) = (setting.ConstantOf(corollary, GaussianWidth.Symbol, "multiplies the width"), Measure(problem, factor));
        return GaussianWidth.Certify(corollary, theorem, name, problem, constant, Assumption.AtLeastTimes(
            "the width above d", problem.Width - problem.Inputs, constant, measure, limit => $"take a width of at least {Math.Ceiling(limit + problem.Inputs):G6}")) with
        {
            Yields = [("what C multiplies", measure)],
        };
    }

    /// <summary>k r kappa^2 n^2/b^2 and a factor.</summary>
    internal static double Measure(ResidualProblem problem, double factor) =>
        problem.Outputs * problem.Rank * problem.ConditionNumber * problem.ConditionNumber * problem.BatchFactor * problem.BatchFactor * factor;
}
