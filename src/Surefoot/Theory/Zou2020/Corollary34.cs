using Surefoot.Networks;

namespace Surefoot.Theory.Zou2020;

/// <summary>
/// Zou et al. 2020, corollary 3.4: theorem 3.1 for Gaussian transformations wide enough, with probability at least 1 - delta and the explicit constants of
/// proposition 3.3: (0.9^4 / 1.1^2) alpha beta m at least C ||X|| sqrt(L_0) / sigma_r^2, L_0 the proposition's bound on the initial loss.
/// </summary>
public sealed class Corollary34 : Theorem<ResidualSetting, ResidualMoment>, ITriesConstants
{
    // mu_A^2 mu_B^2 / (lambda_A lambda_B) over alpha beta m at the least.
    private static readonly double Share = Math.Pow(0.9, 4) / Math.Pow(1.1, 2);

    /// <inheritdoc/>
    public override string Id => "zou-2020/corollary-3.4";

    /// <inheritdoc/>
    public override string Source => "Zou et al. 2020, corollary 3.4";

    /// <inheritdoc/>
    public override string Statement => "A residual network between wide Gaussian transformations converges; the width that takes does not depend on its depth.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Run;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips { get; } =
    [
        new(SlipClass.Setting, "alpha = beta = 1 and ||Y||_F = O(||X||_F)", "any deviations, and ||Y||_F as it is", "the explicit constants cover both"),
    ];

    /// <summary>The least m with share alpha beta m >= C ||X|| sqrt(p m + q) / sigma_r^2, the positive root of a quadratic.</summary>
    /// <param name="condition">C ||X|| / (sigma_r^2 share alpha beta).</param>
    /// <param name="slope">p, what the bound on L(0) grows by with the width.</param>
    /// <param name="constant">q.</param>
    internal static double LeastWidth(double condition, double slope, double constant)
    {
        var square = condition * condition;
        return ((square * slope) + Math.Sqrt((square * slope * square * slope) + (4 * square * constant))) / 2;
    }

    /// <inheritdoc/>
    public IReadOnlyList<TriedConstant> TriedConstants { get; } = [GaussianWidth.Tried("3.1")];

    /// <summary>max{k r kappa^2 log(n/delta), k + d + log(1/delta)}, what the open constant of the width multiplies.</summary>
    internal static double Measure(ResidualProblem problem) => Math.Max(
        problem.Outputs * problem.Rank * problem.ConditionNumber * problem.ConditionNumber * Math.Log(problem.Samples / problem.Setting.FailureProbability),
        problem.Outputs + problem.Inputs + Math.Log(1 / problem.Setting.FailureProbability));

    /// <summary>
    /// For the usual deviations, alpha = m^(-1/2) and beta = k^(-1/2): the least width, which does not depend on m then, with the learning rate and the
    /// decay there. A given constant takes the place of the explicit ones in what theorem 3.1 asks of the width.
    /// </summary>
    internal (double Width, double Rate, double Decay) Guarantee(ResidualProblem problem)
    {
        var setting = problem.Setting;
        var loss = UsualLossBound(problem);
        var conditioned = setting.Constants.TryGetValue($"{Id} {GaussianWidth.Symbol}", out var constant)
            ? constant.Value * Measure(problem)
            : UsualWidth(problem);
        var width = Math.Max(Proposition33.WidthNeeded(problem.Inputs, problem.Outputs, setting.FailureProbability), conditioned);
        var isometry = width / problem.Outputs;
        var rate = Theorem31.RateLimit(problem.Depth, 1.21 * Math.Sqrt(isometry), problem.Largest, loss);
        return (width, rate, rate * problem.Depth * 0.81 * 0.81 * isometry * problem.Smallest * problem.Smallest / Math.E);
    }

    // Proposition 3.3's bound on L(0) with alpha^2 beta^2 k m = 1, and the width it and theorem 3.1 ask for.
    private static double UsualLossBound(ResidualProblem problem) =>
        (Proposition33.LossCoefficient(problem.Samples, problem.Setting.FailureProbability) * problem.Setting.InputNorm * problem.Setting.InputNorm) + (problem.Setting.TargetNorm * problem.Setting.TargetNorm);

    private static double UsualWidth(ResidualProblem problem) =>
        problem.Outputs * Math.Pow(Theorem31.ConditioningConstant * problem.Largest / (problem.Smallest * problem.Smallest * Share), 2) * UsualLossBound(problem);

    /// <inheritdoc/>
    public bool Concludes(ResidualDraw draw, TriedConstant constant)
    {
        ArgumentNullException.ThrowIfNull(draw);
        return GaussianWidth.Suffices(this, new Theorem31(), draw, (problem, c) => c * Measure(problem));
    }

    /// <inheritdoc/>
    public override Certificate<ResidualMoment> Certify(ResidualSetting setting)
    {
        var problem = new ResidualProblem(setting);
        var (deviations, failure) = (problem.Deviations, setting.FailureProbability);

        // Where only one of two deviations goes with the width, it is taken at this one.
        var constant = setting.TargetNorm * setting.TargetNorm;
        var slope = (Proposition33.StartLossBound(problem) - constant) / problem.Width;
        var condition = Theorem31.ConditioningConstant * problem.Largest / (problem.Smallest * problem.Smallest * Share * deviations);
        var width = Math.Max(Proposition33.WidthNeeded(problem.Inputs, problem.Outputs, failure), setting.Transformation is GaussianTransformation { InputDeviation: null, OutputDeviation: null }
            ? UsualWidth(problem)
            : LeastWidth(condition, slope, constant));

        // Explicit constants are far too large; a user may have another one for Omega.
        if (problem.Width < width && setting.Constants.TryGetValue($"{Id} {GaussianWidth.Symbol}", out var omega))
        {
            var measure = Measure(problem);
            return GaussianWidth.Certify(this, new Theorem31(), "corollary-3.4", problem, omega, Assumption.AtLeastTimes(
                "the width", problem.Width, omega, measure, limit => $"take a width of at least {Math.Ceiling(limit):G6}")) with
            {
                Yields = [("what C multiplies", measure)],
            };
        }

        var ends = 1.21 * deviations * problem.Width;
        var limit = Theorem31.RateLimit(problem.Depth, ends, problem.Largest, Proposition33.StartLossBound(problem));
        var least = 0.81 * deviations * problem.Width;
        var bound = new GeometricBound(problem.StartGap, problem.Rate * problem.Depth * least * least * problem.Smallest * problem.Smallest / Math.E);
        return new(this,
            [problem.MethodAssumption(isStochastic: false), problem.LawAssumption(), problem.WidthAssumption(width), problem.RateAssumption(limit)])
        {
            Constants = [new("C of theorem 3.1", Theorem31.ConditioningConstant, ConstantOrigin.Derived, "theorem 3.1")],
            Bound = bound,
            FailureProbability = failure,
            Yields = [("the width", width), ("x", bound.Decay), ("steps a unit of log(1/epsilon), at the largest rate", Math.Ceiling(1 / (bound.Decay / problem.Rate * limit)))],
            Invariants = [ResidualProblem.GapBelow(bound, "corollary-3.4", "L(t) - L* <= (1 - x)^t (L(0) - L*)")],
        };
    }
}
