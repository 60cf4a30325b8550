namespace Surefoot.Theory.Du2019;

/// <summary>Du 2019, assumption 2.1: lambda_0, the least eigenvalue of H-infinity, is positive.</summary>
public sealed class Assumption21 : Theorem<TwoLayerReluSetting, TwoLayerReluMoment>
{
    /// <inheritdoc/>
    public override string Id => "du-2019/assumption-2.1";

    /// <inheritdoc/>
    public override string Source => "Du 2019, assumption 2.1";

    /// <inheritdoc/>
    public override string Statement => "The Gram matrix of an infinitely wide two-layer ReLU network is positive definite on the inputs.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Start;

    /// <inheritdoc/>
    public override Certificate<TwoLayerReluMoment> Certify(TwoLayerReluSetting setting)
    {
        var problem = new PatternProblem(setting);
        return new(this, [problem.IsDefinite()]) { Yields = [("lambda_0", problem.Lambda0), ("known to", setting.Lambda0.Accuracy)] };
    }
}
