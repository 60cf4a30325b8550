namespace Surefoot.Theory.ZhaoXu2024;

/// <summary>
/// What theorems 4, 5 and 6 of Zhao and Xu 2024 share: with eta &lt; eta_0 = 2 n_N / (e^{2c} N beta), x = eta / eta_0, and hidden layers
/// wide enough, with probability at least 1 - delta E_DLN(t) &lt;= (1 - 4 e^{-3c} x (1 - x) / kappa)^t E_DLN(0).
/// </summary>
public abstract class StepMarginTheorem : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    private protected StepMarginTheorem()
    {
    }

    /// <inheritdoc/>
    public sealed override Scope Scope => Scope.Run;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips { get; } = [RateSlip];

    /// <summary>c; where none is given, the best if constants are explicit and 0.1 if they are not.</summary>
    public double? StepMargin { get; init; }

    /// <summary>The rate is printed with e^{-c}.</summary>
    private protected static Slip RateSlip { get; } = new(SlipClass.Misprint, "(1 - 4 e^{-c} x (1 - x) / kappa)^t", "(1 - 4 e^{-3c} x (1 - x) / kappa)^t",
        "c1 = c/6 and c2 = c/3 in the proof give e^{-3c}; with fixed data the printed factor is broken at the first step at every width");

    /// <summary>The law of the start it speaks about.</summary>
    private protected abstract StartLaw Law { get; }

    /// <inheritdoc/>
    public sealed override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        var problem = new NormalizedProblem(setting);
        var constant = setting.ConstantOf(this, "C", "multiplies the width; depends on c");
        var isExplicit = HasIsometricProducts(problem) && constant.Origin == ConstantOrigin.Unspecified;
        var c = StepMargin ?? (isExplicit && ExplicitConstants.Choose(problem, Start(problem)) is { } best ? 6 * best.C1 : 0.1);
        var ceiling = problem.RateCeiling * Math.Exp(-2 * c);
        var share = problem.Rate / ceiling;
        List<Assumption> assumptions =
        [
            .. problem.Standing(),
            .. problem.LawAssumptions(Law),
            problem.FailureAssumption(0.5),
            problem.RateAssumption(Relation.Below, ceiling),
        ];

        // Beyond the ceiling the widths mean nothing.
        if (share < 1)
        {
            if (isExplicit)
                constant = ConstantOf(problem, c, share, Measure(problem, share));
            assumptions.Add(problem.WidthAssumption(constant, Measure(problem, share)));
        }

        var bound = new GeometricBound(setting.Start.Gap, Decay(c, share, problem.ConditionNumber));
        return new(this, assumptions)
        {
            Constants = [constant, new("c", c, StepMargin is null ? ConstantOrigin.Derived : ConstantOrigin.Given, "the margin of the learning rate and of products")],
            Bound = bound,

            // With products that are certain, all that can fail is lemma 2.
            FailureProbability = isExplicit ? setting.FailureProbability / 2 : setting.FailureProbability,
            Yields = [("x", share), ("the decay per step", bound.Decay), ("what C multiplies", share < 1 ? Measure(problem, share) : double.NaN)],
            Invariants = [problem.GapBelow(bound, Id[(Id.IndexOf('/') + 1)..], "L(t) - L* <= (1 - 4 e^(-3c) x (1 - x) / kappa)^t (L(0) - L*)")],
        };
    }

    /// <summary>4 e^{-3c} x (1 - x) / kappa.</summary>
    internal static double Decay(double margin, double share, double conditionNumber) => 4 * Math.Exp(-3 * margin) * share * (1 - share) / conditionNumber;

    /// <summary>C for a start whose products are multiples of isometries: the width of lemma 3 with c1 = c/6, c2 = c/3 and B_delta, over what C multiplies.</summary>
    internal static Constant ConstantOf(NormalizedProblem problem, double margin, double share, double measure)
    {
        var start = Start(problem);
        var width = new ExplicitConstants(margin / 6, margin / 3, 1 - share, start.M, problem.ConditionNumber, problem.Smoothness, start.InitialGap, problem.Outputs, problem.Depth).Width;
        return new("C", width / measure, ConstantOrigin.Derived, "lemma 3 with explicit constants, where products of the start are multiples of isometries");
    }

    /// <summary>What C multiplies, given x.</summary>
    private protected abstract double Measure(NormalizedProblem problem, double share);

    /// <summary>Whether products of the start are multiples of isometries, so that lemma 3 gives the constant.</summary>
    private protected abstract bool HasIsometricProducts(NormalizedProblem problem);

    // (14) has no inner products in a network of two layers.
    private static Region Start(NormalizedProblem problem) => new(0, 0, problem.Depth > 2 ? 2 : 1, problem.InitialGapBound);
}
