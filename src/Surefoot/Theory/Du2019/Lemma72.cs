namespace Surefoot.Theory.Du2019;

/// <summary>
/// Du 2019, lemma 7.2: from a start in [0, 1]^d, tau &gt;= e and eta &lt;= 1 / (2 L), |x_d(T)| &lt;= 2 tau for all T &lt;= ((L + gamma) / gamma)^{d - 1}. Its proof is a chain
/// of inequalities on S_k and T_k, which hold along every run (<see cref="EscapeChain"/>).
/// </summary>
public sealed class Lemma72 : Theorem<FunctionSetting, FunctionMoment>
{
    /// <inheritdoc/>
    public override string Id => "du-2019/lemma-7.2";

    /// <inheritdoc/>
    public override string Source => "Du 2019, section 7.7.1, lemma 7.2";

    /// <inheritdoc/>
    public override string Statement => "In the tube the last saddle holds gradient descent for ((L + gamma) / gamma)^(d - 1) steps.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Run;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips { get; } =
    [
        .. EscapeChain.Slips,
    ];

    /// <inheritdoc/>
    public override Certificate<FunctionMoment> Certify(FunctionSetting setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        return EscapeChain.Certify(this, new OctopusProblem(setting), isTube: true);
    }
}
