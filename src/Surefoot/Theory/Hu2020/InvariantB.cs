namespace Surefoot.Theory.Hu2020;

/// <summary>
/// Hu et al. 2020, invariant B: 0.9 m^{(j-i+1)/2} &lt;= sigma(W_{j:i}(t)) &lt;= 1.1 m^{(j-i+1)/2} for all singular values of all products but
/// W_{L:1}.
/// </summary>
public sealed class InvariantB : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "hu-2020/invariant-b";

    /// <inheritdoc/>
    public override string Source => "Hu, Xiao and Pennington 2020, section 4.1, B(t)";

    /// <inheritdoc/>
    public override string Statement =>
        "All products of layers but the whole one stay within a tenth of a multiple of an isometry.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Step;

    /// <summary>0.9, below which no singular value falls.</summary>
    internal const double Lower = 0.9;

    /// <summary>1.1, above which no singular value rises.</summary>
    internal const double Upper = 1.1;

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting) =>
        ExplicitConvergence.Certify(this, setting, ExplicitConvergence.SharpFactor) with { Invariants = [.. Along(new(setting))] };

    /// <summary>Both ends, over all pairs of layers up to a depth of 12; beyond it over prefixes, suffixes and single layers.</summary>
    internal static IEnumerable<Invariant<DeepLinearMoment>> Along(RegressionProblem problem)
    {
        yield return new("invariant-b/upper", "sigma_max(W_{j:i}) / m^((j-i+1)/2) <= 1.1", moment =>
        {
            var largest = problem.Isometry(moment).Largest;
            return new(largest, Upper, problem.IsometryRounding(largest));
        });
        yield return new("invariant-b/lower", "0.9 <= sigma_min(W_{j:i}) / m^((j-i+1)/2)", moment =>
        {
            var least = problem.Isometry(moment).Least;
            return new(Lower, least, problem.IsometryRounding(1));
        });
    }
}
