namespace Surefoot.Theory.ZhaoXu2024;

/// <summary>What lemma 3 assumes of a setting, with the constants it then has: lemmas 3 and 4, (43) and section 4.5 rest on it.</summary>
internal sealed class Premises
{
    private readonly NormalizedProblem _problem;
    private readonly bool _isInnerMeasured;

    /// <param name="problem">The setting.</param>
    /// <param name="exponents">c1 and c2; where none are given the best.</param>
    public Premises(NormalizedProblem problem, (double C1, double C2)? exponents)
    {
        _problem = problem;
        Region = Region.Outer(problem, problem.Setting.Start);
        Constants = For(Region, exponents);

        // The least M is 1. Where the width is not enough even then, M need not be known, and it is what costs most.
        if (problem.LeastWidth < Constants.Width)
            return;
        Region = Region with { M = Region.InnerNorms(problem, problem.Setting.Start) };
        Constants = For(Region, exponents);
        _isInnerMeasured = true;
    }

    public Region Region { get; }

    public ExplicitConstants Constants { get; }

    public Bound Bound => new GeometricBound(_problem.Setting.Start.Gap, Constants.Decay);

    public IReadOnlyList<Assumption> Assumptions()
    {
        List<Assumption> assumptions =
        [
            .. _problem.Standing(),
            new("the smallest ratio of a singular value in (14)", Math.Exp(-Region.C2 / 2), Relation.Above, 0, "use a start whose products have full rank"),
            new("c1 of the region, twice that of (14)", 2 * Region.C1, Relation.AtMost, Constants.C1, "use a wider network, or a larger c1"),
            new("c2 of the region, twice that of (14)", 2 * Region.C2, Relation.AtMost, Constants.C2, "use a wider network, or a larger c2"),
        ];
        if (double.IsInfinity(Region.C2))
            return assumptions;
        assumptions.Add(_problem.RateAssumption(Relation.Below, Constants.RateCeiling));
        if (Constants.Slack > 0)
        {
            assumptions.Add(Width("products stay in B(t)", Constants.WidthForProducts));
            assumptions.Add(Width("steps descend", Constants.WidthForDescent));
        }

        return assumptions;
    }

    public IReadOnlyList<Constant> ListConstants() =>
    [
        new("c1", Constants.C1, ConstantOrigin.Derived, "region (14) with a quarter of it in the exponent"),
        new("c2", Constants.C2, ConstantOrigin.Derived, "region (14) with a quarter of it in the exponent"),
        new("epsilon", Constants.Slack, ConstantOrigin.Derived, "the learning rate is 1 - epsilon of its ceiling"),
        new("M", Constants.M, ConstantOrigin.Derived, _isInnerMeasured ? "the norms of inner products, with theta = 0" : "the least there is; with it already the width is not enough"),
        new("B0", Constants.InitialGap, ConstantOrigin.Derived, "the gap of the start over beta"),
        new("eps_1", Constants.Movement, ConstantOrigin.Derived, "how far products may move"),
        new("xi", Constants.HigherOrders, ConstantOrigin.Derived, "the share of higher orders in a step"),
    ];

    private ExplicitConstants For(Region region, (double C1, double C2)? exponents) => exponents is { } given
        ? ExplicitConstants.Of(_problem, region, given.C1, given.C2)
        : ExplicitConstants.Choose(_problem, region) ?? ExplicitConstants.Of(_problem, region, 2 * region.C1, 2 * region.C2);

    private Assumption Width(string purpose, double limit) =>
        new($"the least hidden width, so that {purpose},", _problem.LeastWidth, Relation.AtLeast, limit, $"make every hidden layer at least {limit:G4} wide, or start nearer to the minimum")
        {
            Lever = Lever.Width,
            Uncertainty = _problem.Uncertainty,
        };
}
