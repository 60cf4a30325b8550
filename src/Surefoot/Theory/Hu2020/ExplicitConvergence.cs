namespace Surefoot.Theory.Hu2020;

/// <summary>
/// Theorem 4.1 with every constant of its proof (appendices A.1 to A.4). With R = factor sqrt(B d_y) ||X|| / (L sigma_r(X)^2) and
/// B >= l(0), all that the proof uses is (1 + R / sqrt(m))^L - 1 &lt;= 1/10.
/// </summary>
/// <remarks>
/// That requirement implies the two others of appendix A.4: it gives m >= 100 (L R)^2 >= 800 B d_y ||X||^2 / sigma_r(X)^4 for every
/// factor from sqrt(8) on, which is not below 4 d_y B / ||X||^2.
/// </remarks>
internal static class ExplicitConvergence
{
    /// <summary>How far all products of layers may move, relative to where they start.</summary>
    public const double Spread = 0.1;

    /// <summary>8: the gradient constant 2 times the sum of the steps when the loss falls by q.</summary>
    public const double ProofFactor = 8;

    /// <summary>2 x 1.21 sqrt(2) = 3.42...: the true gradient constant times the sum of the steps when the loss falls by q^2.</summary>
    public static readonly double SharpFactor = 2 * Claim43.GradientConstant;

    /// <summary>R, how far the layers may move from an initial loss of at most B.</summary>
    public static double Radius(RegressionProblem problem, double factor, double lossBound) =>
        factor * Math.Sqrt(lossBound * problem.OutputDimension) * problem.Norm / (problem.Depth * problem.SquaredLeast);

    /// <summary>(R / (1.1^{1/L} - 1))^2, the least width with (1 + R / sqrt(m))^L - 1 &lt;= 1/10.</summary>
    public static double LeastWidth(double radius, int depth) => Math.Pow(radius / Root(depth), 2);

    /// <summary>1.1^{1/L} - 1.</summary>
    public static double Root(int depth)
    {
        // e^x - 1 = 2 e^{x/2} sinh(x/2), which keeps its digits at any depth.
        var half = Math.Log(1 + Spread) / depth / 2;
        return 2 * Math.Exp(half) * Math.Sinh(half);
    }

    /// <summary>The least width at which a start yet to be drawn meets the requirement with probability 1 - delta, by lemma 4.2.</summary>
    public static double WidthOfNewStart(RegressionProblem problem, double factor, double failureProbability)
    {
        // The requirement falls as the width grows, so there is one crossing.
        double Needed(double width) => LeastWidth(Radius(problem, factor, Lemma42b.LossBound(problem, width, failureProbability)), problem.Depth);
        double least = Math.Max(Math.Max(problem.Rank, problem.OutputDimension), Math.Floor(4 * Lemma42b.Lambda(problem.Rank, failureProbability)) + 1);
        var enough = least;
        while (!(Needed(enough) <= enough))
        {
            if (!double.IsFinite(enough))
                return double.PositiveInfinity;
            enough *= 2;
        }

        while (enough - least > 0.5 && enough - least > 1e-15 * enough)
        {
            var middle = Math.Floor((least + enough) / 2);
            if (middle == least)
                break;
            if (Needed(middle) <= middle)
                enough = middle;
            else
                least = middle;
        }

        return Needed(least) <= least ? least : enough;
    }

    /// <summary>The certificate.</summary>
    public static Certificate<DeepLinearMoment> Certify(Theorem theorem, DeepLinearSetting setting, double factor)
    {
        ArgumentNullException.ThrowIfNull(setting);
        var problem = new RegressionProblem(setting);
        var radius = Radius(problem, factor, problem.StartLoss);
        return new(theorem, [.. problem.Standing(), .. problem.EqualWidths(), problem.OrthogonalStart, WidthAssumption(problem, radius), problem.RateAssumption()])
        {
            Constants =
            [
                new("drift factor", factor, ConstantOrigin.Derived, "in R = factor sqrt(l(0) d_y) ||X|| / (L sigma_r(X)^2), appendix A.2"),
                new("spread", Spread, ConstantOrigin.Derived, "in (1 + R / sqrt(m))^L - 1 <= 1/10, appendix A.3"),
                new("1/2", 0.5, ConstantOrigin.Explicit, "in the decay eta L sigma_r(X)^2 / (2 d_y)"),
                new("1/2", 0.5, ConstantOrigin.Explicit, "in the learning rate d_y / (2 L ||X||^2)"),
            ],
            Bound = new GeometricBound(problem.StartLoss, problem.Decay * (2 - problem.Decay)),
            Yields =
            [
                ("q", 1 - problem.Decay),
                ("R", radius),
                ("the least width", LeastWidth(radius, problem.Depth)),
                ("the least width for a new start", WidthOfNewStart(problem, factor, setting.FailureProbability)),
            ],
            Invariants = [InvariantA.Along(problem), InvariantA.Squared(problem), .. InvariantB.Along(problem), InvariantC.Along(problem, radius)],
        };
    }

    /// <summary>(1 + R / sqrt(m))^L - 1 &lt;= 1/10, as a limit on the width.</summary>
    public static Assumption WidthAssumption(RegressionProblem problem, double radius)
    {
        var needed = LeastWidth(radius, problem.Depth);
        return new(
            "the width beside (R / (1.1^(1/L) - 1))^2",
            problem.Width,
            Relation.AtLeast,
            needed,
            $"take a width of at least {needed:G4} at this initial loss, or start closer to the target")
        {
            Lever = Lever.Width,
            Uncertainty = problem.WidthUncertainty,
        };
    }
}
