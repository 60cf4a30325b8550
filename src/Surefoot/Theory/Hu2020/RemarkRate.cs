namespace Surefoot.Theory.Hu2020;

/// <summary>
/// Hu et al. 2020, remark on the rate: at eta = d_y / (2 L ||X||^2) the loss falls by 1 - 1 / (4 kappa) at least, whatever the depth, where plain
/// linear regression has the same order; and at depth 1 the run is plain linear regression with the rate eta / d_y.
/// </summary>
public sealed class RemarkRate : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "hu-2020/remark-rate";

    /// <inheritdoc/>
    public override string Source => "Hu, Xiao and Pennington 2020, the remark after theorem 4.1";

    /// <inheritdoc/>
    public override string Statement =>
        "The guaranteed rate is that of plain linear regression, up to a constant; one layer is plain linear regression.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Run;

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        var problem = new RegressionProblem(setting);

        // One step multiplies the residual along a singular direction of X by 1 - eta sigma^2 / d_y.
        var rate = problem.Rate / problem.OutputDimension;
        var factor = Math.Max(Math.Abs(1 - (rate * problem.SquaredNorm)), Math.Abs(1 - (rate * problem.SquaredLeast * (1 - problem.LeastUncertainty))));
        return new(this,
            [
                .. problem.Standing(),
                new("the depth", problem.Depth, Relation.Equal, 1, "take one layer"),
                new("the output scale times sqrt(d_1 ... d_L)", Math.Pow(problem.ScaleSquared, -problem.Depth / 2.0), Relation.Equal, 1, "use the normalised network"),
                new("the learning rate", setting.LearningRate, Relation.AtMost, problem.RateOfSetting(2 * problem.OutputDimension / problem.SquaredNorm), $"take a learning rate of at most {problem.RateOfSetting(2 * problem.OutputDimension / problem.SquaredNorm):G4}") { Lever = Lever.LearningRate },
            ])
        {
            Bound = new GeometricBound(problem.StartLoss, (1 - factor) * (1 + factor)),
            Yields = [("1 - q at the largest learning rate", DecayAtLargestRate(problem.ConditionNumber)), ("kappa", problem.ConditionNumber)],
            Invariants =
            [
                new("remark-rate", "l(t) <= f^(2t) l(0), f = max(|1 - eta sigma_1^2 / d_y|, |1 - eta sigma_r^2 / d_y|)", moment =>
                    new(moment.Gap, new GeometricBound(problem.StartLoss, (1 - factor) * (1 + factor)).At(moment.Step), problem.LossRounding(moment))),
                new("remark-rate/regression", "||V(t) - W(t)||_F = 0, W(t) the run of plain linear regression", moment =>
                    new(Distance(moment), 0, 2 * (moment.Step + 1) * problem.OutputRounding(moment) / Math.Sqrt(problem.SquaredLeast))),
            ],
        };
    }

    /// <summary>1 - q = 1 / (4 kappa) at eta = d_y / (2 L ||X||^2).</summary>
    public static double DecayAtLargestRate(double conditionNumber) => 1 / (4 * conditionNumber);

    private static double Distance(DeepLinearMoment moment)
    {
        var sum = 0.0;
        for (var k = 0; k < moment.Map.Span.Length; k++)
            sum += Math.Pow(moment.Map.Span[k] - moment.Twin.Span[k], 2);
        return Math.Sqrt(sum);
    }
}
