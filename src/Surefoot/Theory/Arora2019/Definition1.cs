namespace Surefoot.Theory.Arora2019;

/// <summary>Arora et al. 2019, definition 1: layers are delta-balanced if ||B_j||_F &lt;= delta for every B_j = W_{j+1}^T W_{j+1} - W_j W_j^T.</summary>
/// <remarks>The certificate measures the least delta at the start. How it changes along a run: <see cref="BalanceIdentity"/>.</remarks>
public sealed class Definition1 : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "arora-2019/definition-1";

    /// <inheritdoc/>
    public override string Source => "Arora, Cohen, Golowich and Hu 2019, definition 1";

    /// <inheritdoc/>
    public override string Statement => "Layers are delta-balanced if the Gram matrices of every two neighbours differ by at most delta.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Start;

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting) =>
        new(this, []) { Yields = [("delta", new WhitenedProblem(setting).Imbalance(setting.Start))] };
}
