using Surefoot.Arithmetic;

namespace Surefoot.Theory.Du2019;

/// <summary>
/// Du 2019, definition 7.3: rho-Hessian-Lipschitz in the operator norm, seen from each point of a run to the next where the Hessian has a closed form.
/// </summary>
public sealed class Definition73 : Theorem<FunctionSetting, FunctionMoment>
{
    /// <inheritdoc/>
    public override string Id => "du-2019/definition-7.3";

    /// <inheritdoc/>
    public override string Source => "Du 2019, definition 7.3";

    /// <inheritdoc/>
    public override string Statement => "f is rho-Hessian-Lipschitz.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Step;

    /// <inheritdoc/>
    public override Certificate<FunctionMoment> Certify(FunctionSetting setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        return new(this, [Known.HessianLipschitz(setting)])
        {
            Invariants = [new("definition-7.3", "||Hess f(x(t+1)) - Hess f(x(t))|| <= rho ||x(t+1) - x(t)||", moment => Turn(setting, moment))],
        };
    }

    private static Comparison? Turn(FunctionSetting setting, FunctionMoment moment)
    {
        if (moment.Previous is not { } before || setting.Function.Hessian([.. moment.Point]) is not { } now || setting.Function.Hessian([.. before.Point]) is not { } then)
            return null;
        for (var k = 0; k < now.Span.Length; k++)
            now.Span[k] -= then.Span[k];
        return Known.Change(moment, before, SymmetricEigen.Of(now).Values.Max(Math.Abs), setting.HessianLipschitz);
    }
}
