namespace Surefoot.Theory.Hu2020;

/// <summary>
/// Hu et al. 2020, theorem 4.1 with every constant of its proof and the measured initial loss: if (1 + R / sqrt(m))^L - 1 &lt;= 1/10 with
/// R = 8 sqrt(l(0) d_y) ||X|| / (L sigma_r(X)^2), then l(t) &lt;= q^{2t} l(0), every product of layers stays within a tenth of an isometry, and no
/// layer moves further than R.
/// </summary>
public sealed class Certificate41 : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "hu-2020/certificate-4.1";

    /// <inheritdoc/>
    public override string Source => "Hu, Xiao and Pennington 2020, theorem 4.1 and appendices A.1 to A.4";

    /// <inheritdoc/>
    public override string Statement =>
        "From this very orthogonal start the network converges linearly, because at this width no product of layers can move by a tenth before the loss is gone.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Run;

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting) => ExplicitConvergence.Certify(this, setting, ExplicitConvergence.ProofFactor);
}
