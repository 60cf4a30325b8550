namespace Surefoot.Theory.Hu2020;

/// <summary>
/// Hu et al. 2020, theorem 4.1: from an orthogonal start of width m >= C r~ kappa^2 (d_y (1 + ||W*||^2) + log(r / delta)), whatever the
/// depth, l(t) - l* &lt;= (1 - eta L sigma_r(X)^2 / (2 d_y))^t (l(0) - l*) with probability 1 - delta.
/// </summary>
public sealed class Theorem41 : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "hu-2020/theorem-4.1";

    /// <inheritdoc/>
    public override string Source => "Hu, Xiao and Pennington 2020, theorem 4.1";

    /// <inheritdoc/>
    public override string Statement =>
        "From an orthogonal start a deep linear network converges linearly if its width is large enough for the data; how deep it is does not matter.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Run;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips { get; } =
    [
        new(SlipClass.Loose, "l(t) - l* <= q^t (l(0) - l*)", "l(t) - l* <= q^(2t) (l(0) - l*)", "The proof contracts ||U - Y||_F by q, which is the loss by q^2; certificate-4.1 says so."),
        new(SlipClass.Setting, "widths 10 to 1000 on 1024 inputs (section 6)", "sqrt(max(p, q)) times orthonormal rows or columns for a p x q layer", "The start (4) does not exist at widths below the input dimension; the rule agrees with it wherever it does, and the theorem asks for a width that holds the inputs."),
    ];

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        var problem = new RegressionProblem(setting);
        var perOutput = Math.Log(problem.Rank / setting.FailureProbability) / problem.OutputDimension;
        var excess = 1 + perOutput + (problem.TargetNorm * problem.TargetNorm);
        var constant = setting.ConstantOf(this, "C", "in the width m >= C r~ kappa^2 (d_y (1 + ||W*||^2) + log(r / delta))");
        var measure = problem.StableRank * Math.Pow(problem.ConditionNumber, 2) * problem.OutputDimension * excess;
        return new(this,
            [
                .. problem.Standing(),
                .. problem.EqualWidths(),
                problem.OrthogonalLaw(),
                problem.OrthogonalStart,
                Assumption.AtLeastTimes("the width", problem.Width, constant, measure, limit => $"take a width of at least {limit:G4}") with { Lever = Lever.Width, Uncertainty = problem.WidthUncertainty },
                problem.RateAssumption(),
            ])
        {
            Constants =
            [
                constant,
                new("1/2", 0.5, ConstantOrigin.Explicit, "in the decay eta L sigma_r(X)^2 / (2 d_y)"),
                new("1/2", 0.5, ConstantOrigin.Explicit, "in the learning rate d_y / (2 L ||X||^2)"),
            ],
            Bound = new GeometricBound(problem.StartLoss, problem.Decay),
            FailureProbability = setting.FailureProbability,
            Yields =
            [
                ("q", 1 - problem.Decay),
                ("(l(0) - l*) / ((1 + log(r / delta) / d_y + ||W*||^2) ||X||_F^2)", problem.StartLoss / (excess * problem.SquaredFrobenius)),
            ],
            Invariants = [InvariantA.Along(problem)],
        };
    }
}
