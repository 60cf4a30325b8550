namespace Surefoot.Theory.Hu2020;

/// <summary>
/// Certificate 4.1 with the gradient constant 1.21 sqrt(2) as it comes and the loss contracted by q^2 as it is: R = 2.42 sqrt(2) sqrt(l(0) d_y)
/// ||X|| / (L sigma_r(X)^2), and widths 5.46 times smaller.
/// </summary>
public sealed class Certificate41Sharp : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "hu-2020/certificate-4.1-sharp";

    /// <inheritdoc/>
    public override string Source => "Hu, Xiao and Pennington 2020, theorem 4.1 and appendices A.1 to A.4";

    /// <inheritdoc/>
    public override string Statement =>
        "The same with what the proof rounds up left as it is: it needs less than a fifth of the width.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Run;

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting) => ExplicitConvergence.Certify(this, setting, ExplicitConvergence.SharpFactor);
}
