namespace Surefoot.Theory.Hu2020;

/// <summary>
/// Hu et al. 2020, lemma 4.2, eq. 8: at an orthogonal start sigma(W_{j:i}(0)) = m^{(j-i+1)/2} for all singular values of all products but
/// W_{L:1}, which may drop directions.
/// </summary>
public sealed class Lemma42a : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "hu-2020/lemma-4.2a";

    /// <inheritdoc/>
    public override string Source => "Hu, Xiao and Pennington 2020, lemma 4.2, eq. 8";

    /// <inheritdoc/>
    public override string Statement =>
        "At an orthogonal start all products of layers but the whole one are multiples of isometries.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Start;

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        var problem = new RegressionProblem(setting);
        return new(this, [.. problem.EqualWidths(), problem.OrthogonalStart])
        {
            Invariants =
            [
                new("lemma-4.2a", "sigma(W_{j:i}(0)) / m^((j-i+1)/2) = 1", moment =>
                {
                    if (moment.Step > 0)
                        return null;
                    var (least, largest) = problem.Isometry(moment);
                    return new(Math.Max(largest - 1, 1 - least), 0, problem.Depth * problem.OrthogonalStart.Limit);
                }),
            ],
        };
    }
}
