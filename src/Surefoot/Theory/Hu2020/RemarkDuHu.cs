namespace Surefoot.Theory.Hu2020;

/// <summary>
/// Hu et al. 2020, remark on Du and Hu 2019: from a Gaussian start a width of the order L r kappa^3 d_y is enough, up to logarithms; cited there, not
/// proved, and a line to draw beside widths that orthogonal starts need.
/// </summary>
public sealed class RemarkDuHu : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "hu-2020/remark-du-hu";

    /// <inheritdoc/>
    public override string Source => "Hu, Xiao and Pennington 2020, the remark on Du and Hu 2019 after theorem 4.1";

    /// <inheritdoc/>
    public override string Statement =>
        "From a Gaussian start the known guarantee needs a width that grows with the depth.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Run;

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        var problem = new RegressionProblem(setting);
        var constant = setting.ConstantOf(this, "C", "in the width m >= C L r kappa^3 d_y, with logarithms inside");
        var measure = Width(problem.Depth, problem.Rank, problem.ConditionNumber, problem.OutputDimension);
        return new(this,
            [
                .. problem.Standing(),
                .. problem.EqualWidths(),
                new GaussianProblem(setting).GaussianLaw(),
                Assumption.AtLeastTimes("the width", problem.Width, constant, measure, limit => $"take a width of at least {limit:G4}") with { Lever = Lever.Width, Uncertainty = (256 * 2 * RegressionProblem.Roundoff) + (3 * problem.LeastUncertainty) },
            ])
        {
            Constants = [constant],
            Yields = [("L r kappa^3 d_y", measure)],
        };
    }

    /// <summary>L r kappa^3 d_y.</summary>
    /// <param name="depth">L.</param>
    /// <param name="rank">r.</param>
    /// <param name="conditionNumber">kappa.</param>
    /// <param name="outputDimension">d_y.</param>
    public static double Width(int depth, int rank, double conditionNumber, int outputDimension) => depth * (double)rank * Math.Pow(conditionNumber, 3) * outputDimension;
}
