namespace Surefoot.Theory.Zou2020;

/// <summary>
/// Zou et al. 2020, theorem 3.1: from the zero start, where A and B are well conditioned for the data, gradient descent has
/// L(W(t)) - L* &lt;= (1 - x)^t (L(W(0)) - L*) with x = eta L mu_A^2 mu_B^2 sigma_r^2 / e.
/// </summary>
/// <remarks>Every constant is the proof's: C = 2 sqrt(8 e^3), the step and the region of appendix A.1.</remarks>
public sealed class Theorem31 : Theorem<ResidualSetting, ResidualMoment>, ITriesConstants
{
    /// <summary>C = 2 sqrt(8 e^3) = 25.35: exactly what keeps layers within 0.5/L.</summary>
    public static readonly double ConditioningConstant = 2 * ResidualProblem.Root8E3;

    /// <inheritdoc/>
    public override string Id => "zou-2020/theorem-3.1";

    /// <inheritdoc/>
    public override string Source => "Zou et al. 2020, theorem 3.1 and appendix A.1";

    /// <inheritdoc/>
    public override string Statement => "From the zero start with well-conditioned transformations gradient descent converges to the global optimum, at a rate that no depth slows down.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Run;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips { get; } =
    [
        new(SlipClass.Setting, "constants C and C_1", "C = 2 sqrt(8 e^3) and the step of appendix A.1", "the main text leaves open what the appendix gives"),
    ];

    /// <summary>What mu_A^2 mu_B^2 / (lambda_A lambda_B) must be at least: C ||X|| sqrt(L(0) - L*) / sigma_r^2.</summary>
    /// <param name="largest">||X||.</param>
    /// <param name="smallest">sigma_r(X).</param>
    /// <param name="startGap">L(0) - L*.</param>
    public static double ConditioningLimit(double largest, double smallest, double startGap) =>
        ConditioningConstant * largest * Math.Sqrt(startGap) / (smallest * smallest);

    /// <summary>The largest learning rate: 1 / (2 L lambda_A lambda_B ||X|| (sqrt(2 e L(0)) + (e/2) lambda_A lambda_B ||X||)).</summary>
    /// <param name="depth">L.</param>
    /// <param name="ends">lambda_A lambda_B.</param>
    /// <param name="inputs">||X||.</param>
    /// <param name="startLoss">L(0).</param>
    public static double RateLimit(int depth, double ends, double inputs, double startLoss) => 1 / (2 * LemmaA2.Coefficient(depth, ends, inputs, startLoss));

    private static readonly Constant Conditioning = new("C", ConditioningConstant, ConstantOrigin.Derived, "appendix A.1, part (i): 2 sqrt(8 e^3)");

    // What the step of appendix A.1 allows at least.
    private static readonly Constant Step = new("C_1", 1 / (2 * Math.Sqrt(2 * Math.E)), ConstantOrigin.Derived, "appendix A.1, part (ii), which allows a little more: 1 / (2 sqrt(2 e))");

    /// <inheritdoc/>
    public IReadOnlyList<TriedConstant> TriedConstants { get; } =
    [
        new("C", 0.025, IsAtLeast: true, "the gap stayed below (1 - x)^t between identity ends at the largest learning rate"),
        new("C_1", 8, IsAtLeast: false, "the gap stayed below (1 - x)^t between modified identity ends of the least scale"),
    ];

    /// <inheritdoc/>
    public override Certificate<ResidualMoment> Certify(ResidualSetting setting)
    {
        var problem = new ResidualProblem(setting);
        var limit = ConditioningLimit(problem.Largest, problem.Smallest, problem.StartGap);
        var constant = problem.Needed(this, Conditioning, _ => problem.Conditioning >= limit);
        var step = problem.Needed(this, Step, _ => problem.Rate <= RateLimit(problem.Depth, problem.Max, problem.Largest, problem.StartLoss));
        return Certify(
            this,
            problem,
            [problem.ConditioningAssumption((gap, _) => constant.Value / Conditioning.Value * ConditioningLimit(problem.Largest, problem.Smallest, gap), constant)],
            "theorem-3.1",
            constant,
            step);
    }

    /// <inheritdoc/>
    public bool Concludes(ResidualDraw draw, TriedConstant constant)
    {
        ArgumentNullException.ThrowIfNull(draw);
        ArgumentNullException.ThrowIfNull(constant);
        if (draw.BatchSize is not null)
            throw new ArgumentException($"{Id} is about gradient descent; leave out the batches.", nameof(draw));
        return ResidualProblem.Concludes(this, Drawn(draw, constant), draw.Steps);
    }

    /// <summary>The setting of a draw, at the edge of the assumptions: between identity ends for C, modified ones for C_1.</summary>
    internal ResidualSetting Drawn(ResidualDraw draw, TriedConstant constant)
    {
        var (at, setting) = constant.Symbol == Conditioning.Name
            ? draw.BetweenIdentityAtEdge((problem, gap) =>
                ResidualProblem.ChosenShare(problem.Setting, this, Conditioning) * ConditioningLimit(problem.Largest, problem.Smallest, gap))
            : (draw, draw.BetweenModifiedIdentity(unit => ResidualProblem.ChosenShare(unit, this, Conditioning) * ModifiedIdentityCondition.LeastScale(unit)));
        return at.At(setting, RateLimit(setting));
    }

    /// <summary>The largest learning rate of a setting, with the constant that was chosen for it or the proof's.</summary>
    internal double RateLimit(ResidualSetting setting)
    {
        var problem = new ResidualProblem(setting);
        return RateLimit(problem, ResidualProblem.Chosen(setting, this, Step));
    }

    /// <summary>The conclusion for given assumptions on A and B, with that on the learning rate.</summary>
    internal static Certificate<ResidualMoment> Certify(Theorem theorem, ResidualProblem problem, IReadOnlyList<Assumption> assumptions, string name) =>
        Certify(theorem, problem, assumptions, name, Conditioning, Step);

    private static Certificate<ResidualMoment> Certify(
        Theorem theorem, ResidualProblem problem, IReadOnlyList<Assumption> assumptions, string name, Constant conditioning, Constant step)
    {
        var bound = new GeometricBound(problem.StartGap, problem.ProgressAt(problem.Rate));
        var distance = ResidualProblem.Root8E3 * problem.Max * problem.Largest * Math.Sqrt(problem.StartGap) / (problem.Depth * problem.Min * problem.Min * problem.Smallest * problem.Smallest);
        var rate = ResidualProblem.GapBelow(bound, $"{name}/rate", "L(t) - L* <= (1 - x)^t (L(0) - L*)");
        var isProved = ResidualProblem.AreProved(conditioning, step);
        return new(theorem, [problem.MethodAssumption(isStochastic: false), .. assumptions, problem.RateAssumption(RateLimit(problem, step), step)])
        {
            Constants = [conditioning, step],
            Bound = bound,
            Yields = isProved ? [("x", bound.Decay), ("how far a layer gets at most, ||W_l||_F", distance)] : [("x", bound.Decay)],
            Invariants = !isProved ? [rate] :
            [
                rate,
                new($"{name}/region", "||W_l(t)||_F <= 0.5/L", moment => new(moment.LayerNorms.Max(), problem.Radius)),
                new($"{name}/distance", "||W_l(t)||_F <= sqrt(8 e^3) lambda_A lambda_B ||X|| sqrt(L(0) - L*) / (L mu_A^2 mu_B^2 sigma_r^2)", moment => new(moment.LayerNorms.Max(), distance)),
                new($"{name}/step", "L(t) - L(t-1) <= -(eta/2) sum_l ||dL/dW_l(t-1)||_F^2", moment => moment.Previous is not { } before ? null
                    : new(moment.Gap - before.Gap, -problem.Rate / 2 * before.GradientSquares.Sum(), moment.GapRounding + before.GapRounding)),
                new($"{name}/contraction", "L(t) - L* <= (1 - x) (L(t-1) - L*)", moment => moment.Previous is not { } before ? null
                    : new(moment.Gap, (1 - bound.Decay) * before.Gap, moment.GapRounding + before.GapRounding)),
            ],
        };
    }

    // The appendix's form, or the main text's C_1 / (L lambda_A lambda_B ||X|| (sqrt(L(0)) + lambda_A lambda_B ||X||)).
    private static double RateLimit(ResidualProblem problem, Constant step) => step.Origin == ConstantOrigin.Derived
        ? RateLimit(problem.Depth, problem.Max, problem.Largest, problem.StartLoss)
        : step.Value / (problem.Depth * problem.Max * problem.Largest * (Math.Sqrt(problem.StartLoss) + (problem.Max * problem.Largest)));
}
