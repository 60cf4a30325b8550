namespace Surefoot.Theory.ZhaoXu2024;

/// <summary>
/// What theorems 4, 5 and 6 of Zhao and Xu 2024 share: with eta &lt; eta_0 = 2 n_N / (e^{2c} N beta), x = eta / eta_0, and hidden layers
/// wide enough, with probability at least 1 - delta E_DLN(t) &lt;= (1 - 4 e^{-3c} x (1 - x) / kappa)^t E_DLN(0).
/// </summary>
internal static class StepMarginTheorem
{
    /// <summary>The rate is printed with e^{-c}.</summary>
    public static Slip RateSlip { get; } = new(SlipClass.Misprint, "(1 - 4 e^{-c} x (1 - x) / kappa)^t", "(1 - 4 e^{-3c} x (1 - x) / kappa)^t",
        "c1 = c/6 and c2 = c/3 in the proof give e^{-3c}; with fixed data the printed factor is broken at the first step at every width");

    /// <summary>A certificate of one of the three.</summary>
    /// <param name="theorem">Which.</param>
    /// <param name="problem">The setting.</param>
    /// <param name="law">The law of the start it speaks about.</param>
    /// <param name="margin">c; null for the best where constants are explicit, and 0.1 where they are not.</param>
    /// <param name="measure">What the constant multiplies, given x.</param>
    /// <param name="isExplicit">Whether products of the start are multiples of isometries, so that lemma 3 gives the constant.</param>
    public static Certificate<DeepLinearMoment> Certify(
        Theorem theorem, NormalizedProblem problem, StartLaw law, double? margin, Func<double, double> measure, bool isExplicit)
    {
        var setting = problem.Setting;
        var constant = setting.ConstantOf(theorem, "C", "multiplies the width; depends on c");
        isExplicit &= constant.Origin == ConstantOrigin.Unspecified;
        var c = margin ?? (isExplicit && ExplicitConstants.Choose(problem, Start(problem)) is { } best ? 6 * best.C1 : 0.1);
        var ceiling = problem.RateCeiling * Math.Exp(-2 * c);
        var share = problem.Rate / ceiling;
        List<Assumption> assumptions =
        [
            .. problem.Standing(),
            .. problem.LawAssumptions(law),
            problem.FailureAssumption(0.5),
            problem.RateAssumption(Relation.Below, ceiling),
        ];

        // Beyond the ceiling the widths mean nothing.
        if (share < 1)
        {
            if (isExplicit)
                constant = ConstantOf(problem, c, share, measure(share));
            assumptions.Add(problem.WidthAssumption(constant, measure(share)));
        }

        var bound = new GeometricBound(setting.Start.Gap, Decay(c, share, problem.ConditionNumber));
        return new(theorem, assumptions)
        {
            Constants = [constant, new("c", c, margin is null ? ConstantOrigin.Derived : ConstantOrigin.Given, "the margin of the learning rate and of products")],
            Bound = bound,

            // With products that are certain, all that can fail is lemma 2.
            FailureProbability = isExplicit ? setting.FailureProbability / 2 : setting.FailureProbability,
            Yields = [("x", share), ("the decay per step", bound.Decay), ("what C multiplies", share < 1 ? measure(share) : double.NaN)],
            Invariants = [problem.GapBelow(bound, theorem.Id[(theorem.Id.IndexOf('/') + 1)..], "L(t) - L* <= (1 - 4 e^(-3c) x (1 - x) / kappa)^t (L(0) - L*)")],
        };
    }

    /// <summary>4 e^{-3c} x (1 - x) / kappa.</summary>
    public static double Decay(double margin, double share, double conditionNumber) => 4 * Math.Exp(-3 * margin) * share * (1 - share) / conditionNumber;

    /// <summary>C for a start whose products are multiples of isometries: the width of lemma 3 with c1 = c/6, c2 = c/3 and B_delta, over what C multiplies.</summary>
    public static Constant ConstantOf(NormalizedProblem problem, double margin, double share, double measure)
    {
        var start = Start(problem);
        var width = new ExplicitConstants(margin / 6, margin / 3, 1 - share, start.M, problem.ConditionNumber, problem.Smoothness, start.InitialGap, problem.Outputs, problem.Depth).Width;
        return new("C", width / measure, ConstantOrigin.Derived, "lemma 3 with explicit constants, where products of the start are multiples of isometries");
    }

    // (14) has no inner products in a network of two layers.
    private static Region Start(NormalizedProblem problem) => new(0, 0, problem.Depth > 2 ? 2 : 1, problem.InitialGapBound);
}
