namespace Surefoot.Theory.Du2019;

/// <summary>
/// Du 2019, definition 7.5, of the start of a setting: epsilon-second-order stationary means ||grad f|| &lt;= epsilon and lambda_min(Hess f) &gt;= -sqrt(rho epsilon).
/// </summary>
public sealed class Definition75 : Theorem<FunctionSetting, FunctionMoment>
{
    /// <inheritdoc/>
    public override string Id => "du-2019/definition-7.5";

    /// <inheritdoc/>
    public override string Source => "Du 2019, definition 7.5";

    /// <inheritdoc/>
    public override string Statement => "A second-order stationary point has a small gradient and no curvature far below 0.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Start;

    /// <inheritdoc/>
    public override Certificate<FunctionMoment> Certify(FunctionSetting setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        var (found, least) = (setting.Start.SecondOrder, -Math.Sqrt(setting.HessianLipschitz * setting.Accuracy));
        return new(this,
        [
            Known.HessianLipschitz(setting),
            new("||grad f|| at the start", found.GradientNorm, Relation.AtMost, setting.Accuracy, "start nearer to a stationary point"),
            new("the least curvature at the start", found.LeastEigenvalue, Relation.AtLeast, least, "start at a minimum"),
        ])
        {
            Yields = [("-sqrt(rho epsilon)", least)],
        };
    }
}
