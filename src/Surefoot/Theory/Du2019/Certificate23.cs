namespace Surefoot.Theory.Du2019;

/// <summary>
/// The proof of Du 2019, theorem 2.3, on this very start: with R' of corollary 2.1, mu = lambda_min(H(0)) - D(R') and N = sum_i |complement of S_i| at R', if 2 mu - 2 (n +
/// sqrt(n)) N / m - eta n^2 >= lambda_0 / 2 and mu > 0, the whole run obeys condition 2.1.
/// </summary>
/// <remarks>
/// No probability, no width: everything is counted. D is the Frobenius form of <see cref="Certificate22"/>, the smaller one. At usual widths R' is far larger than what
/// units travel, and it does not hold; it does where the targets are near to u(0).
/// </remarks>
public sealed class Certificate23 : Theorem<TwoLayerReluSetting, TwoLayerReluMoment>
{
    /// <inheritdoc/>
    public override string Id => "du-2019/certificate-2.3";

    /// <inheritdoc/>
    public override string Source => "Du 2019, proof of theorem 2.3, counted instead of estimated";

    /// <inheritdoc/>
    public override string Statement => "Where few units can change before the error is gone, gradient descent converges at a linear rate.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Run;

    /// <inheritdoc/>
    public override Certificate<TwoLayerReluMoment> Certify(TwoLayerReluSetting setting)
    {
        var problem = new PatternProblem(setting);
        var (n, m, travel) = (problem.Samples, problem.Width, problem.DescentTravel);
        var unstable = problem.Unstable(travel);
        var (count, change) = (problem.Count(unstable), problem.LargestChange(unstable).Frobenius);
        var mu = setting.Start.GramLeast.Value - change;
        var flips = 2 * (n + Math.Sqrt(n)) * count / m;
        var scale = 4 * problem.EigenvalueRounding;
        return new(this,
            [
                .. problem.Standing(),
                problem.IsDescent(),
                problem.IsDefinite(),
                new("mu = lambda_min(H(0)) - D(R')", mu, Relation.Above, 0, "take a larger width, or targets nearer to u(0)") { Uncertainty = 1, Scale = scale },
                new("2 mu - 2 (n + sqrt(n)) N / m - eta n^2", (2 * mu) - flips - (problem.Rate * n * n), Relation.AtLeast, problem.Lambda0 / 2, "take a larger width or a smaller learning rate, or targets nearer to u(0)") { Uncertainty = 1, Scale = scale },
            ])
        {
            Bound = problem.LossBound(),
            Yields = [("R'", travel), ("lambda_min(H(0))", setting.Start.GramLeast.Value), ("D(R')", change), ("N(R')", count)],
            Invariants =
            [
                new("certificate-2.3/rate", "||y - u(k)||^2 <= (1 - eta lambda_0 / 2)^k ||y - u(0)||^2", moment => problem.BelowBound(moment)),
                new("certificate-2.3/travel", "max_r ||w_r(k) - w_r(0)|| <= R'", moment => PatternProblem.TravelBelow(moment, travel)),
                new("certificate-2.3/least", "mu <= lambda_min(H(k))", moment => new(mu, moment.GramLeast.Value, scale)),
            ],
        };
    }
}
