namespace Surefoot.Theory.Du2019;

/// <summary>
/// Du 2019, definition 7.1: B-bounded, seen at the points of a run. On its domain the octopus is d nu-bounded.
/// </summary>
public sealed class Definition71 : Theorem<FunctionSetting, FunctionMoment>
{
    /// <inheritdoc/>
    public override string Id => "du-2019/definition-7.1";

    /// <inheritdoc/>
    public override string Source => "Du 2019, definition 7.1";

    /// <inheritdoc/>
    public override string Statement => "f is B-bounded: |f(x)| is at most B everywhere.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Step;

    /// <inheritdoc/>
    public override Certificate<FunctionMoment> Certify(FunctionSetting setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        return new(this, [Known.Bound(setting)])
        {
            Invariants = [new("definition-7.1", "|f(x(t))| <= B", moment => moment.IsInDomain ? new(Math.Abs(moment.Value), setting.Bound, 1e-14 * setting.Bound) : null)],
        };
    }
}
