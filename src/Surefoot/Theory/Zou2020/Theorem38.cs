namespace Surefoot.Theory.Zou2020;

/// <summary>
/// Zou et al. 2020, theorem 3.8: where some map fits the data, stochastic gradient descent from the zero start has L(W(t)) &lt;= 2 L(W(0)) (1 - x)^t up to a
/// chosen T, with x = eta L mu_A^2 mu_B^2 sigma_r^2 / e and probability at least 1 - delta over the batches.
/// </summary>
/// <remarks>The printed rate is kept by the proof, too: log(1 - 4x/3) instead of -4x/3 in the drift.</remarks>
public sealed class Theorem38 : Theorem<ResidualSetting, ResidualMoment>, ITriesConstants
{
    private static readonly Constant Conditioning = new("C", 2 * Math.Sqrt(2) * ResidualProblem.Root8E3, ConstantOrigin.Derived, "appendix A.6: 8 e^{3/2}, before sqrt(L(0))");

    /// <inheritdoc/>
    public override string Id => "zou-2020/theorem-3.8";

    /// <inheritdoc/>
    public override string Source => "Zou et al. 2020, theorem 3.8 and appendix A.6";

    /// <inheritdoc/>
    public override string Statement => "Where the data can be fitted, stochastic gradient descent converges linearly, at every step and with high probability.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Run;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips { get; } =
    [
        new(SlipClass.Misprint, "54 at the head of appendix A.6, 96 at its end", "96; every constant from 24 on is proved", "increments of 4 v and b sqrt(t) - a t <= b^2/a need 96; the exact maximum b^2/(4 a) needs 24"),
        new(SlipClass.Gap, "the proof ends with 2 L(0) e^{-x t}, the theorem has (1 - x)^t", "the theorem's form", "keeping log(1 - 4x/3) in the drift proves it, with the same constants"),
        StochasticProof.Azuma,
        new(SlipClass.Gap, "log(L(0)/epsilon) in an intermediate condition", "none", "left over from theorem 3.6"),
    ];

    /// <summary>c in the learning rate's log(2) / (c e^3): 96 as the proof ends; 54 and 24 are proved too.</summary>
    public double StepConstant { get; init; } = 96;

    /// <summary>What mu_A^2 mu_B^2 / (lambda_A lambda_B) must be at least: 4 sqrt(2 e^3) n ||X|| sqrt(2 L(0)) / (b sigma_r^2).</summary>
    /// <param name="largest">||X||.</param>
    /// <param name="smallest">sigma_r(X).</param>
    /// <param name="batchFactor">n/b.</param>
    /// <param name="startLoss">L(0).</param>
    public static double ConditioningLimit(double largest, double smallest, double batchFactor, double startLoss) =>
        2 * ResidualProblem.Root8E3 * batchFactor * largest * Math.Sqrt(2 * startLoss) / (smallest * smallest);

    /// <summary>The largest learning rate: log(2) b^2 mu_A^2 mu_B^2 sigma_r^2 / (c e^3 L n^2 lambda_A^4 lambda_B^4 ||X||^4 log(T/delta)).</summary>
    /// <param name="setting">A setting with batches.</param>
    public double RateLimit(ResidualSetting setting) => RateLimit(setting, Step);

    private Constant Step => new("C_1", Math.Log(2) / (StepConstant * Math.Exp(3)), ConstantOrigin.Derived, "appendix A.6");

    private static double RateLimit(ResidualSetting setting, Constant step)
    {
        var problem = new ResidualProblem(setting);
        return step.Value * problem.Min * problem.Min * problem.Smallest * problem.Smallest
            / (problem.Depth * problem.BatchFactor * problem.BatchFactor * Math.Pow(problem.Max, 4) * Math.Pow(problem.Largest, 4) * LogShare(setting));
    }

    /// <inheritdoc/>
    public override Certificate<ResidualMoment> Certify(ResidualSetting setting)
    {
        var problem = new ResidualProblem(setting);
        if (setting.BatchSize is null)
            return new(this, [problem.MethodAssumption(isStochastic: true)]);
        var constant = problem.Needed(this, Conditioning, _ => problem.Conditioning >= ConditioningLimit(problem.Largest, problem.Smallest, problem.BatchFactor, problem.StartLoss));
        var step = problem.Needed(this, Step, _ => problem.Rate <= RateLimit(setting));
        var bound = new BoundUpTo(new GeometricBound(2 * problem.StartLoss, problem.ProgressAt(problem.Rate)), setting.Horizon);
        return new(this,
            [
                problem.MethodAssumption(isStochastic: true),

                // Rounding leaves some eps^2 of the targets' square where there is an exact fit.
                new("L*", setting.OptimalLoss, Relation.AtMost, 1e-24 * setting.TargetNorm * setting.TargetNorm, "take targets that a linear map fits, or theorem 3.6"),
                problem.ConditioningAssumption((_, loss) => constant.Value / Conditioning.Value * ConditioningLimit(problem.Largest, problem.Smallest, problem.BatchFactor, loss), constant),
                new("log(T/delta)", LogShare(setting), Relation.AtLeast, 6 * Math.Log(2) / StepConstant, "take a longer horizon or a smaller failure probability"),
                problem.RateAssumption(RateLimit(setting, step), step),
            ])
        {
            Constants = [constant, step],
            Bound = bound,
            FailureProbability = setting.FailureProbability,
            FailsOver = Chance.Batches,
            Yields = [("x", problem.ProgressAt(problem.Rate)), ("the largest learning rate", RateLimit(setting, step))],
            Invariants =
            [
                ResidualProblem.GapBelow(bound, "theorem-3.8/rate", "L(t) <= 2 L(0) (1 - x)^t up to T, with probability 1 - delta"),
                .. ResidualProblem.AreProved(constant, step) ? OfProof(problem) : [],
            ],
        };
    }

    // What the proof shows on its way.
    private static IReadOnlyList<Invariant<ResidualMoment>> OfProof(ResidualProblem problem) =>
    [
        new("theorem-3.8/region", "||W_l(t)||_F <= 0.5/L up to T, with probability 1 - delta", moment => moment.Step > problem.Setting.Horizon ? null : new(moment.LayerNorms.Max(), problem.Radius)),
        .. StochasticProof.OfSteps(problem, "theorem-3.8"),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<TriedConstant> TriedConstants { get; } =
    [
        new("C", 0.035, IsAtLeast: true, "the loss stayed below 2 L(0) (1 - x)^t between identity ends at the largest learning rate"),
        new("C_1", 1 << 14, IsAtLeast: false, "the loss stayed below 2 L(0) (1 - x)^t between modified identity ends of the least scale"),
    ];

    /// <inheritdoc/>
    public bool Concludes(ResidualDraw draw, TriedConstant constant)
    {
        ArgumentNullException.ThrowIfNull(draw);
        StochasticProof.RequireBatches(this, draw);
        ArgumentNullException.ThrowIfNull(constant);
        return ResidualProblem.Concludes(this, Drawn(draw, constant), draw.Steps);
    }

    /// <summary>The setting of a draw, at the edge of the assumptions: between identity ends for C, modified ones for C_1.</summary>
    internal ResidualSetting Drawn(ResidualDraw draw, TriedConstant constant)
    {
        var (at, setting) = constant.Symbol == Conditioning.Name
            ? draw.BetweenIdentityAtEdge((problem, gap) => Needed(problem, gap + problem.Setting.OptimalLoss))
            : (draw, draw.BetweenModifiedIdentity(unit => Needed(new(unit), new ResidualProblem(unit).ZeroLoss)));
        return at.At(setting, RateLimit(setting, ResidualProblem.Chosen(setting, this, Step)));

        double Needed(ResidualProblem problem, double loss) =>
            ResidualProblem.ChosenShare(problem.Setting, this, Conditioning) * ConditioningLimit(problem.Largest, problem.Smallest, problem.BatchFactor, loss);
    }

    private static double LogShare(ResidualSetting setting) => Math.Log(setting.Horizon / setting.FailureProbability);
}
