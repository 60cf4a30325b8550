namespace Surefoot.Theory.Zou2020;

/// <summary>Zou et al. 2020, section 5.1: with the identity transformation and d = k only the leading d x d block of each W_l ever moves, so that the width is d in effect.</summary>
public sealed class IdentityEffectiveWidth : Theorem<ResidualSetting, ResidualMoment>
{
    /// <inheritdoc/>
    public override string Id => "zou-2020/identity-effective-width";

    /// <inheritdoc/>
    public override string Source => "Zou et al. 2020, section 5.1";

    /// <inheritdoc/>
    public override string Statement => "With the identity transformation a residual network is as wide as its inputs, whatever its width.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Step;

    /// <inheritdoc/>
    public override Certificate<ResidualMoment> Certify(ResidualSetting setting)
    {
        var problem = new ResidualProblem(setting);
        return new(this, [.. IdentityCondition.OfIdentity(problem)])
        {
            Yields = [("the effective width", problem.Inputs)],
            Invariants =
            [
                new("identity-effective-width", "W_l has no entry outside its leading d x d block", moment =>
                {
                    var largest = 0.0;
                    foreach (var layer in setting.Run.Reduction.Lift(moment.Weights).Layers)
                    {
                        for (var i = 0; i < layer.Rows; i++)
                        {
                            for (var j = i < problem.Inputs ? problem.Inputs : 0; j < layer.Columns; j++)
                                largest = Math.Max(largest, Math.Abs(layer[i, j]));
                        }
                    }

                    return new(largest, 0, 1e-14 * moment.LayerNorms.Max());
                }),
            ],
        };
    }
}
