namespace Surefoot.Theory.Hu2020;

/// <summary>
/// Hu et al. 2020, claim 4.4: if no layer is further than R from an orthogonal start and (1 + R / sqrt(m))^L - 1 &lt;= 1/10, then B(t). On
/// the way, ||W_{j:i}(t) - W_{j:i}(0)|| &lt;= m^{n/2} ((1 + R(t) / sqrt(m))^n - 1) with n = j - i + 1 and R(t) the furthest that any layer is.
/// </summary>
public sealed class Claim44 : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "hu-2020/claim-4.4";

    /// <inheritdoc/>
    public override string Source => "Hu, Xiao and Pennington 2020, claim 4.4 and appendix A.3";

    /// <inheritdoc/>
    public override string Statement =>
        "Products of layers stay near isometries as long as no layer has moved too far for the width.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Step;

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        var problem = new RegressionProblem(setting);
        var radius = ExplicitConvergence.Radius(problem, ExplicitConvergence.ProofFactor, problem.StartLoss);
        return new(this, [.. problem.EqualWidths(), problem.OrthogonalStart, ExplicitConvergence.WidthAssumption(problem, radius)])
        {
            Constants = [new("1/10", ExplicitConvergence.Spread, ConstantOrigin.Derived, "in (1 + R / sqrt(m))^L - 1 <= 1/10")],
            Yields = [("R", radius)],
            Invariants =
            [
                .. InvariantB.Along(problem).Select(b => new Invariant<DeepLinearMoment>(
                    b.Id.Replace("invariant-b", "claim-4.4", StringComparison.Ordinal),
                    $"{b.Statement}, where no layer is further than R from its start",
                    moment => problem.Drift(moment) <= radius ? b.Measure(moment) : null)),
                new("claim-4.4/product", "max_{j:i} ||W_{j:i}(t) - W_{j:i}(0)|| / (m^(n/2) ((1 + R(t) / sqrt(m))^n - 1)) <= 1", moment =>
                    problem.OrthogonalStart.Holds == true ? Moved(problem, moment) : null),
            ],
        };
    }

    private static Comparison? Moved(RegressionProblem problem, DeepLinearMoment moment)
    {
        var reach = problem.Drift(moment) / Math.Sqrt(problem.Width);
        var worst = (Left: 0.0, Right: 0.0);
        foreach (var (count, moved) in problem.ProductMoves(moment))
        {
            var allowed = Math.Pow(1 + reach, count) - 1;
            if (moved * worst.Right >= worst.Left * allowed)
                worst = (moved, allowed);
        }

        return new(worst.Left, worst.Right, problem.IsometryRounding(2 + worst.Right));
    }
}
