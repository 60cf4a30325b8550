namespace Surefoot.Theory.Zou2020;

/// <summary>
/// Zou et al. 2020, corollary 3.7: theorem 3.6 for Gaussian transformations of width C k r kappa^2 log^2(1/epsilon) n^2/b^2 + d, with C open.
/// </summary>
public sealed class Corollary37 : Theorem<ResidualSetting, ResidualMoment>, ITriesConstants
{
    /// <inheritdoc/>
    public override string Id => "zou-2020/corollary-3.7";

    /// <inheritdoc/>
    public override string Source => "Zou et al. 2020, corollary 3.7";

    /// <inheritdoc/>
    public override string Statement => "For wide Gaussian transformations stochastic gradient descent comes within epsilon in some kappa^2 log(1/epsilon) n / (b epsilon) steps.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Run;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips { get; } =
    [
        new(SlipClass.Misprint, "b/n in the widths of appendices A.5 and A.7", "n^2/b^2, as in the corollaries", "the first assumption of the theorems has n/b on the side of the width"),
        new(SlipClass.Setting, "steps of k b epsilon / (L m n kappa) in A.5 and alpha = beta = 1 in the corollary", "either with its own deviations", "alpha^2 = 1/m and beta^2 = 1/k belong to the printed step"),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<TriedConstant> TriedConstants { get; } = [GaussianWidth.Tried("3.6")];

    /// <inheritdoc/>
    public override Certificate<ResidualMoment> Certify(ResidualSetting setting) => Corollary39.Certify(this, new Theorem36(), "corollary-3.7", setting, Factor(setting));

    /// <inheritdoc/>
    public bool Concludes(ResidualDraw draw, TriedConstant constant)
    {
        ArgumentNullException.ThrowIfNull(draw);
        StochasticProof.RequireBatches(this, draw);
        return GaussianWidth.Suffices(this, new Theorem36(), draw, (problem, c) => problem.Inputs + (c * Corollary39.Measure(problem, Factor(problem.Setting))));
    }

    private static double Factor(ResidualSetting setting) => Math.Pow(Math.Log(1 / (setting.TargetError ?? 1e-6)), 2);
}
