using Surefoot.Arithmetic;

namespace Surefoot.Theory.Arora2019;

/// <summary>
/// Arora et al. 2019, section 3.2.1: identity layers are balanced, and ||Phi - I||_F &lt; 1/2 gives them a deficiency margin, at least
/// 1 - 2 ||Phi - I||_F.
/// </summary>
/// <remarks>sigma_min(Phi) >= 1 - ||Phi - I||_F. Bartlett et al. 2018 need a distance of at most 1 / (10 e) = 0.037.</remarks>
public sealed class ResidualStart : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "arora-2019/section-3.2.1";

    /// <inheritdoc/>
    public override string Source => "Arora, Cohen, Golowich and Hu 2019, section 3.2.1";

    /// <inheritdoc/>
    public override string Statement => "A linear residual network whose target is within one half of the identity starts balanced and with a deficiency margin.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Start;

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        var problem = new WhitenedProblem(setting);
        var identity = Matrix<double>.Identity(problem.TargetOnInputs.Columns);
        var square = problem.HasSquareLayers;
        var deviation = square ? Claim5.Layers(problem, setting.Start).Max(layer => Claim5.Apart(layer, identity)) : double.PositiveInfinity;
        var distance = square ? Claim5.Apart(problem.TargetOnInputs, identity) : double.NaN;
        return new(this,
            [
                .. problem.Standing(),
                .. problem.Square(),
                new("max_j ||W_j(0) - I||_F", deviation, Relation.Equal, 0, "start every layer at the identity") { Uncertainty = 1e-12, Scale = problem.Inputs },
                new("||Phi - I||_F", distance, Relation.Below, 0.5, "take a target within one half of the identity, or another start"),
            ])
        {
            Yields = [("least margin 1 - 2 ||Phi - I||_F", 1 - (2 * distance)), ("c", problem.Margin(setting.Start))],
            Invariants =
            [
                new("section-3.2.1", "1 - 2 ||Phi - I||_F <= c at the start",
                    moment => moment.Step == 0 ? new(1 - (2 * distance), problem.Margin(moment), problem.ProductRounding * (1 + problem.TargetNorm)) : null),
            ],
        };
    }
}
