namespace Surefoot.Theory.Du2019;

/// <summary>
/// Du 2019, lemma 7.3: lemma 7.2 for the mirrored tube, from a start in [-1, 1]^d without a coordinate that is 0.
/// </summary>
public sealed class Lemma73 : Theorem<FunctionSetting, FunctionMoment>
{
    /// <inheritdoc/>
    public override string Id => "du-2019/lemma-7.3";

    /// <inheritdoc/>
    public override string Source => "Du 2019, section 7.7.1, lemma 7.3";

    /// <inheritdoc/>
    public override string Statement => "On the octopus the last saddle holds gradient descent for ((L + gamma) / gamma)^(d - 1) steps, from almost every start in the cube.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Run;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips { get; } =
    [
        .. EscapeChain.Slips,
        new(SlipClass.Setting, "tau = e and any start in the cube", "tau at least e and no coordinate 0", "The proof takes logarithms of the coordinates; a coordinate that is 0 stays so, and for such a start the claim is trivial from its saddle on."),
    ];

    /// <inheritdoc/>
    public override Certificate<FunctionMoment> Certify(FunctionSetting setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        return EscapeChain.Certify(this, new OctopusProblem(setting), isTube: false);
    }
}
