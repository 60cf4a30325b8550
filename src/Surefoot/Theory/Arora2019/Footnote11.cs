namespace Surefoot.Theory.Arora2019;

/// <summary>
/// Arora et al. 2019, footnote 11: layers that are all 0 do not move, whatever the learning rate, if there are at least two; a start that
/// claim 5 leaves aside as trivial.
/// </summary>
public sealed class Footnote11 : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "arora-2019/footnote-11";

    /// <inheritdoc/>
    public override string Source => "Arora, Cohen, Golowich and Hu 2019, footnote 11";

    /// <inheritdoc/>
    public override string Statement => "Gradient descent stays where it is if all of two or more layers start at zero.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Run;

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        var problem = new WhitenedProblem(setting);
        var start = setting.Start.Gap;
        return new(this,
            [
                new("the depth", problem.Depth, Relation.AtLeast, 2, "use two layers or more"),
                new("max_j ||W_j(0)||_F", problem.LargestFrobenius(setting.Start), Relation.Equal, 0, "start every layer at zero"),
            ])
        {
            Invariants = [new("footnote-11", "L(0) <= L(t)", moment => new(start, moment.Gap))],
        };
    }
}
