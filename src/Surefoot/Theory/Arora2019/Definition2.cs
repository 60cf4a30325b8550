namespace Surefoot.Theory.Arora2019;

/// <summary>
/// Arora et al. 2019, definition 2: W has deficiency margin c > 0 with respect to Phi if ||W - Phi||_F &lt;= sigma_min(Phi) - c. It is
/// then closer to the target than any matrix that has lost rank.
/// </summary>
public sealed class Definition2 : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "arora-2019/definition-2";

    /// <inheritdoc/>
    public override string Source => "Arora, Cohen, Golowich and Hu 2019, definition 2";

    /// <inheritdoc/>
    public override string Statement => "A map has deficiency margin c if it is closer to the target than the target's least singular value, by c.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Start;

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        var problem = new WhitenedProblem(setting);
        var margin = problem.Margin(setting.Start);
        var full = Math.Min(problem.Inputs, problem.Outputs);
        return new(this,
            [
                .. problem.Standing(),
                new("the least hidden width", setting.Network.HiddenWidths.DefaultIfEmpty(full).Min(), Relation.AtLeast, full, $"make every hidden layer at least {full} wide; a narrower one makes every map deficient"),
                MarginOf(problem),
            ])
        {
            Yields = [("c", margin), ("sigma_min(Phi)", problem.TargetSmallest), ("||W(0) - Phi||_F", problem.TargetSmallest - margin)],
        };
    }

    /// <summary>That the start has a deficiency margin; the largest is measured.</summary>
    internal static Assumption MarginOf(WhitenedProblem problem) =>
        new("the deficiency margin sigma_min(Phi) - ||W(0) - Phi||_F", problem.Margin(problem.Setting.Start), Relation.Above, 0, $"start within {problem.TargetSmallest:G4} of the target")
        {
            Scale = problem.TargetNorm,
        };
}
