using Surefoot.Networks;

namespace Surefoot.Theory.Zou2020;

/// <summary>
/// Zou et al. 2020, section 4: with the modified identity transformation theorem 3.1's first assumption is alpha >= C ||X|| sqrt(||Y||_F^2/2 - L*) /
/// sigma_r^2, which some alpha satisfies at every width from d + k on.
/// </summary>
public sealed class ModifiedIdentityCondition : Theorem<ResidualSetting, ResidualMoment>
{
    /// <inheritdoc/>
    public override string Id => "zou-2020/modified-identity-condition";

    /// <inheritdoc/>
    public override string Source => "Zou et al. 2020, section 4";

    /// <inheritdoc/>
    public override string Statement => "A modified identity transformation of large enough scale makes theorem 3.1 apply, whatever the data.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Start;

    /// <summary>The least alpha: C ||X|| sqrt(||Y||_F^2/2 - L*) / sigma_r^2.</summary>
    /// <param name="setting">Data to learn; the network's own transformation does not matter.</param>
    public static double LeastScale(ResidualSetting setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        return Theorem31.ConditioningLimit(setting.LargestSingularValue, setting.SmallestSingularValue, (setting.TargetNorm * setting.TargetNorm / 2) - setting.OptimalLoss);
    }

    /// <summary>A scale a twentieth above the least, so that rounding of what is measured does not decide whether it holds.</summary>
    internal static double SafeScale(ResidualSetting setting) => 1.05 * LeastScale(setting);

    /// <inheritdoc/>
    public override Certificate<ResidualMoment> Certify(ResidualSetting setting)
    {
        var problem = new ResidualProblem(setting);
        var scale = setting.Transformation is ModifiedIdentityTransformation modified ? modified.Scale ?? Math.Sqrt((double)problem.Width / problem.Outputs) : double.NaN;
        var least = LeastScale(setting);
        return new(this,
            [
                Assumption.Is("the transformation", "the modified identity", setting.Transformation is null ? null : !double.IsNaN(scale), "take the modified identity transformation"),
                new("its scale alpha", scale, Relation.AtLeast, least, $"take a scale of at least {least:G4}") { Uncertainty = (2 * setting.Data.SmallestSingularValueAccuracy) + 1e-13 },
            ])
        {
            Yields = [("the least scale", least)],
        };
    }
}
