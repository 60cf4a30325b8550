namespace Surefoot.Theory.Hu2020;

/// <summary>
/// Hu et al. 2020, appendix A.4: where B(t) holds and eta &lt;= d_y / (2 L ||X||^2), eta lambda_max(P(t)) &lt;= 1.
/// </summary>
public sealed class StepSize : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "hu-2020/stepsize";

    /// <inheritdoc/>
    public override string Source => "Hu, Xiao and Pennington 2020, appendix A.4";

    /// <inheritdoc/>
    public override string Statement =>
        "At the learning rate of theorem 4.1 no direction of the outputs overshoots.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Step;

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        var problem = new RegressionProblem(setting);
        return new(this, [.. problem.Standing(), .. problem.EqualWidths(), problem.RateAssumption()])
        {
            Yields = [("eta lambda_max(P(0))", problem.Rate * problem.KernelExtremes(setting.Start).Largest)],
            Invariants =
            [
                new("stepsize", "eta lambda_max(P(t)) <= 1, where B(t) holds", moment =>
                    problem.IsNearIsometry(moment) ? new(problem.Rate * problem.KernelExtremes(moment).Largest, 1, problem.Rate * problem.KernelRounding(moment)) : null) { Cost = setting.ProductSpectraCost },
            ],
        };
    }
}
