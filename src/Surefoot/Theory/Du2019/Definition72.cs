namespace Surefoot.Theory.Du2019;

/// <summary>
/// Du 2019, definition 7.2: l-gradient-Lipschitz, seen from each point of a run to the next.
/// </summary>
public sealed class Definition72 : Theorem<FunctionSetting, FunctionMoment>
{
    /// <inheritdoc/>
    public override string Id => "du-2019/definition-7.2";

    /// <inheritdoc/>
    public override string Source => "Du 2019, definition 7.2";

    /// <inheritdoc/>
    public override string Statement => "f is l-gradient-Lipschitz.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Step;

    /// <inheritdoc/>
    public override Certificate<FunctionMoment> Certify(FunctionSetting setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        return new(this, [Known.GradientLipschitz(setting)])
        {
            Invariants = [new("definition-7.2", "||grad f(x(t+1)) - grad f(x(t))|| <= l ||x(t+1) - x(t)||", moment => moment.Previous is { } before
                ? Known.Change(moment, before, Known.Distance(moment.Gradient, before.Gradient), setting.GradientLipschitz)
                : null)],
        };
    }
}
