namespace Surefoot.Theory.ZhaoXu2024;

/// <summary>
/// Zhao and Xu 2024, theorem 1: with eta = n_N / (beta N) and hidden layers wide enough, with probability at least 1 - delta
/// E_DLN(t) &lt;= (1 - (1 - epsilon) / kappa)^t E_DLN(0).
/// </summary>
/// <remarks>
/// The width is C(epsilon) C1 N for Gaussian and C(epsilon) C2 for one-peak starts, with C open; for one-peak starts of equal hidden
/// widths, all whose products are multiples of isometries, lemma 3 with explicit constants gives it.
/// </remarks>
public sealed class Theorem1 : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "zhao-xu-2024/theorem-1";

    /// <inheritdoc/>
    public override string Source => "Zhao and Xu 2024, theorem 1";

    /// <inheritdoc/>
    public override string Statement => "A wide network from a Gaussian or orthogonal start converges as fast as convex descent with learning rate 1/beta, nearly.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Run;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips { get; } =
    [
        new(SlipClass.Setting, "N in C1 and C2, said to be the number of distinct elements", "the depth in C1, the number of different hidden widths in C2",
            "one letter stands for both; the proofs use the depth for Gaussian and the count for orthogonal starts"),
    ];

    /// <summary>epsilon, between 0 and 1/2, the share of the convex rate that is given up.</summary>
    public double Share { get; init; } = 0.1;

    /// <summary>c of theorems 4 and 5 that makes their repaired rate this one: the root of 2 e^{-c} - e^c = 1 - epsilon.</summary>
    /// <param name="share">epsilon.</param>
    public static double StepMargin(double share)
    {
        var p = 1 - share;
        return -Math.Log((p + Math.Sqrt((p * p) + 8)) / 4);
    }

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        var problem = new NormalizedProblem(setting);
        var factors = problem.WidthFactors;
        var measure = StartLaws.Of(setting) == StartLaw.Gaussian ? factors.C1 * problem.Depth : factors.C2;
        var bound = new GeometricBound(setting.Start.Gap, (1 - Share) / problem.ConditionNumber);
        var margin = StepMargin(Share);
        var constant = setting.ConstantOf(this, "C", "multiplies the width; depends on epsilon");
        if (constant.Origin == ConstantOrigin.Unspecified && StartLaws.Of(setting) == StartLaw.OnePeak && problem.HasEqualWidths)
            constant = StepMarginTheorem.ConstantOf(problem, margin, Math.Exp(2 * margin) / 2, measure);
        return new(this,
            [
                .. problem.Standing(),
                .. problem.LawAssumptions(StartLaw.Gaussian, StartLaw.OnePeak),
                problem.FailureAssumption(0.5),
                problem.RateAssumption(Relation.Equal, problem.RateCeiling / 2),
                problem.WidthAssumption(constant, measure),
            ])
        {
            Constants = [constant, new("epsilon", Share, ConstantOrigin.Given, "the share of the rate that is given up")],
            Bound = bound,
            FailureProbability = setting.FailureProbability,
            Yields = [("what C multiplies", measure), ("c", margin)],
            Invariants = [problem.GapBelow(bound, "theorem-1", "L(t) - L* <= (1 - (1 - epsilon) / kappa)^t (L(0) - L*)")],
        };
    }
}
