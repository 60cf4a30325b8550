namespace Surefoot.Theory.Du2019;

/// <summary>
/// Du 2019, definition 7.4, of the start of a setting: an alpha-strict saddle has grad f = 0 and lambda_min(Hess f) &lt;= -alpha.
/// </summary>
public sealed class Definition74 : Theorem<FunctionSetting, FunctionMoment>
{
    /// <inheritdoc/>
    public override string Id => "du-2019/definition-7.4";

    /// <inheritdoc/>
    public override string Source => "Du 2019, definition 7.4";

    /// <inheritdoc/>
    public override string Statement => "A strict saddle is a stationary point with a curvature of -alpha or less.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Start;

    /// <inheritdoc/>
    public override Certificate<FunctionMoment> Certify(FunctionSetting setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        var found = setting.Start.SecondOrder;
        return new(this,
        [
            new("||grad f|| at the start", found.GradientNorm, Relation.AtMost, Stationary, "start at a stationary point"),
            new("the least curvature at the start", found.LeastEigenvalue, Relation.Below, 0, "start at a saddle"),
        ])
        {
            Yields = [("alpha", Math.Max(0, -found.LeastEigenvalue))],
        };
    }

    // Of a gradient that is 0 in exact arithmetic.
    private const double Stationary = 1e-8;
}
