namespace Surefoot.Theory.Hu2020;

/// <summary>
/// Hu et al. 2020, claim 4.3: if A and B hold up to step t, no layer is further than R from its start at step t + 1. On the way, where
/// B(s) holds, ||dl/dW_i(s)||_F &lt;= 1.21 sqrt(2) sqrt(l(s)) ||X|| / sqrt(d_y) (inequality 14).
/// </summary>
public sealed class Claim43 : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "hu-2020/claim-4.3";

    /// <inheritdoc/>
    public override string Source => "Hu, Xiao and Pennington 2020, claim 4.3 and appendix A.2";

    /// <inheritdoc/>
    public override string Statement =>
        "As long as the loss falls by q and products stay near isometries, no layer moves further than R.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Step;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips { get; } =
    [
        new(SlipClass.Misprint, "sum_{s=0}^{t} (1 - eta gamma)^{s/2} <= sum_{s=0}^{t-1} (1 - eta gamma / 2)^s", "sum_{s=0}^{t} on both sides", "At t = 0 and t = 1 the right side, as printed, is smaller than the left one whatever the rate; the bound that follows is right."),
    ];

    /// <summary>1.21 sqrt(2), which the proof rounds up to 2.</summary>
    internal static readonly double GradientConstant = InvariantB.Upper * InvariantB.Upper * Math.Sqrt(2);

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        var problem = new RegressionProblem(setting);
        var radius = ExplicitConvergence.Radius(problem, ExplicitConvergence.ProofFactor, problem.StartLoss);
        var largest = 2 * problem.OutputDimension / (problem.Depth * problem.SquaredLeast);
        return new(this,
            [
                .. problem.Standing(),
                .. problem.EqualWidths(),
                new("the learning rate", setting.LearningRate, Relation.AtMost, problem.RateOfSetting(largest), $"take a learning rate of at most {problem.RateOfSetting(largest):G4}") { Lever = Lever.LearningRate },
            ])
        {
            Constants =
            [
                new("1.21 sqrt(2)", GradientConstant, ConstantOrigin.Derived, "in the bound on the gradient"),
                new("8", ExplicitConvergence.ProofFactor, ConstantOrigin.Explicit, "in R = 8 sqrt(l(0) d_y) ||X|| / (L sigma_r(X)^2)"),
            ],
            Yields = [("R", radius)],
            Invariants =
            [
                new("claim-4.3/14", "max_i ||dl/dW_i||_F <= 1.21 sqrt(2) sqrt(l(t)) ||X|| / sqrt(d_y), where B(t) holds", moment =>
                    problem.IsNearIsometry(moment)
                        ? new(problem.LargestGradient(moment), GradientBound(problem, RegressionProblem.Residual(moment)), GradientBound(problem, problem.OutputRounding(moment) * 2))
                        : null) { Cost = setting.ProductSpectraCost },
                new("claim-4.3", "max_i ||W_i(t+1) - W_i(0)||_F <= R, where A and B hold up to t", () => Drifting(problem, radius)) { Cost = setting.ProductSpectraCost },
            ],
        };
    }

    // 1.21 sqrt(2) sqrt(l) ||X|| / sqrt(d_y) = 1.21 ||U - Y||_F ||X|| / sqrt(d_y).
    private static double GradientBound(RegressionProblem problem, double residual) =>
        GradientConstant * (residual / Math.Sqrt(2)) * problem.Norm / Math.Sqrt(problem.OutputDimension);

    private static Func<DeepLinearMoment, Comparison?> Drifting(RegressionProblem problem, double radius)
    {
        // The first step up to which A and B have not been seen to hold.
        var reached = 0L;
        return moment =>
        {
            if (moment.Previous is not { } before || before.Step != reached || !InvariantA.Holds(problem, before) || !problem.IsNearIsometry(before))
                return null;
            reached++;
            return new(problem.Drift(moment), radius, problem.DriftRounding(moment));
        };
    }
}
