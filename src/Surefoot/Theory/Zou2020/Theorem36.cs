namespace Surefoot.Theory.Zou2020;

/// <summary>
/// Zou et al. 2020, theorem 3.6: stochastic gradient descent from the zero start is within epsilon of the optimum at some step up to
/// T = e log((L(0) - L*) / epsilon') / (eta L mu_A^2 mu_B^2 sigma_r^2), epsilon' = epsilon/3, with probability at least 1/2 over the batches.
/// </summary>
/// <remarks>
/// Constants are those of appendix A.4. Some log_2(1/delta) independent runs reach 1 - delta (footnote 3). The bound along the run is ours: until a step is
/// within epsilon', (L(t) - L*) / (1 - x)^t is a supermartingale, so that by Ville's inequality it stays below three times its start at every t &lt;= T at
/// once with the probability 1 - 1/3 that the proof has for t = T alone; with probability delta at most the loss doubles, and the proof ends.
/// </remarks>
public sealed class Theorem36 : Theorem<ResidualSetting, ResidualMoment>, ITriesConstants
{
    /// <summary>epsilon' / epsilon, and the probability with which the gap is three times what it is on average.</summary>
    private const double MarkovShare = 1.0 / 3;

    private static readonly Constant Conditioning = new("C", Math.Sqrt(2) * ResidualProblem.Root8E3, ConstantOrigin.Derived, "appendix A.4: sqrt(16 e^3), before sqrt(L(0)) log(3 L(0)/epsilon)");

    private static readonly Constant Step = new("C_1", 1 / (6 * Math.Exp(3)), ConstantOrigin.Derived, "appendix A.4");

    /// <inheritdoc/>
    public override string Id => "zou-2020/theorem-3.6";

    /// <inheritdoc/>
    public override string Source => "Zou et al. 2020, theorem 3.6 and appendix A.4";

    /// <inheritdoc/>
    public override string Statement => "Stochastic gradient descent with small steps comes within any distance of the optimum, in steps that grow like one over it.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Run;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips { get; } =
    [
        new(SlipClass.Misprint, "log(delta/T) under a root", "log(T/delta)", "the printed logarithm is negative"),
        new(SlipClass.Misprint, "within epsilon' at the end of the proof", "within epsilon = 3 epsilon'", "that is what Markov's inequality gives"),
        StochasticProof.Azuma,
        new(SlipClass.Gap, "2 sqrt(L(0)/e) / ||X|| as what lambda_A lambda_B needs for (A.7)", "4 sqrt(L(0)/e) / ||X||", "the loss is at most 2 L(0), not L(0); the first assumption gives far more than either"),
        new(SlipClass.Loose, "at the best step up to T, with probability 1/2", "min_{s<=t} L(s) - L* <= max(epsilon', 3 (1 - x)^t (L(0) - L*)) for all t <= T at once, with probability 2/3 - delta",
            "Ville's inequality bounds the maximum of the supermartingale by what Markov's does at T"),
        new(SlipClass.Setting, "T not whole, and learning rate and T in each other's conditions", "the least whole T, and the rate that belongs to it", "rounding T up at a fixed rate breaks conditions that hold with equality"),
    ];

    /// <summary>What mu_A^2 mu_B^2 / (lambda_A lambda_B) must be at least: sqrt(8 e^3) n ||X|| log(L(0)/epsilon') sqrt(2 L(0)) / (b sigma_r^2).</summary>
    /// <param name="largest">||X||.</param>
    /// <param name="smallest">sigma_r(X).</param>
    /// <param name="batchFactor">n/b.</param>
    /// <param name="startLoss">L(0).</param>
    /// <param name="innerError">epsilon'.</param>
    public static double ConditioningLimit(double largest, double smallest, double batchFactor, double startLoss, double innerError) =>
        ResidualProblem.Root8E3 * batchFactor * largest * Math.Log(startLoss / innerError) * Math.Sqrt(2 * startLoss) / (smallest * smallest);

    /// <summary>Learning rate and steps that fit each other: the fixed point, and the least whole number of steps with its rate.</summary>
    /// <param name="setting">A setting with batches.</param>
    /// <returns>The largest rate and its T; and the whole T with the rate that satisfies both conditions exactly.</returns>
    public static (double Rate, double Steps, double WholeRate, double WholeSteps) Solve(ResidualSetting setting) => Solve(new ResidualProblem(setting), Step);

    private static (double Rate, double Steps, double WholeRate, double WholeSteps) Solve(ResidualProblem problem, Constant step)
    {
        var steps = 100.0;
        for (var round = 0; round < 100; round++)
        {
            var next = StepsAt(problem, RateLimit(problem, steps, step));
            if (Math.Abs(next - steps) <= 1e-15 * steps)
                break;
            steps = next;
        }

        // The right side of (c) grows like log T, so the next whole number is above it.
        var whole = Math.Ceiling(steps);
        return (RateLimit(problem, steps, step), steps, StepsAt(problem, 1) / whole, whole);
    }

    /// <inheritdoc/>
    public override Certificate<ResidualMoment> Certify(ResidualSetting setting)
    {
        var problem = new ResidualProblem(setting);
        if (setting.BatchSize is null)
            return new(this, [problem.MethodAssumption(isStochastic: true)]);
        var inner = problem.TargetError / 3;
        var steps = StepsAt(problem, problem.Rate);
        var constant = problem.Needed(this, Conditioning, _ => problem.Conditioning >= ConditioningLimit(problem.Largest, problem.Smallest, problem.BatchFactor, problem.StartLoss, inner));
        var step = problem.Needed(this, Step, _ => problem.Rate <= RateLimit(problem, steps));
        var choice = Solve(problem, step);
        var bound = BoundOf(problem, steps);
        return new(this,
            [
                problem.MethodAssumption(isStochastic: true),
                new("delta", setting.FailureProbability, Relation.AtMost, 1.0 / 6, "take a failure probability of at most 1/6"),
                new("epsilon", problem.TargetError, Relation.Below, problem.StartGap, $"take a target below the first gap, {problem.StartGap:G4}"),
                problem.ConditioningAssumption(
                    (_, loss) => constant.Value / Conditioning.Value * ConditioningLimit(problem.Largest, problem.Smallest, problem.BatchFactor, loss, inner), constant),
                problem.RateAssumption(RateLimit(problem, steps, step), step),
            ])
        {
            Constants =
            [
                constant,
                step,
                new("C_2", Math.E, ConstantOrigin.Derived, "appendix A.4, before log((L(0) - L*)/epsilon')"),
            ],
            Bound = bound,
            FailureProbability = Math.Min(1, MarkovShare + setting.FailureProbability),
            FailsOver = Chance.Batches,
            Yields =
            [
                ("T, for the best of all steps up to it", steps),
                ("the largest learning rate", choice.WholeRate),
                ("its T", choice.WholeSteps),
                ("runs that reach 1 - delta", Math.Ceiling(Math.Log2(1 / setting.FailureProbability))),
            ],
            Invariants = [Best(bound), .. ResidualProblem.AreProved(constant, step) ? OfProof(problem) : []],
        };
    }

    private static Invariant<ResidualMoment> Best(BestBound bound) =>
        new("theorem-3.6/best", "min_{s<=t} L(s) - L* <= max(epsilon', 3 (1 - x)^t (L(0) - L*)), from T on as at T, with probability 2/3 - delta", () =>
        {
            var (best, rounding) = (double.PositiveInfinity, 0.0);
            return moment =>
            {
                if (moment.Gap < best)
                    (best, rounding) = (moment.Gap, moment.GapRounding);
                return new(best, bound.At(moment.Step), rounding + (1e-13 * bound.At(moment.Step)));
            };
        });

    // What the proof shows on its way.
    private static IReadOnlyList<Invariant<ResidualMoment>> OfProof(ResidualProblem problem) =>
    [
        new("theorem-3.6/distance", "||W_l(s)||_F <= s sqrt(2 e) eta (n/b) lambda_A lambda_B ||X|| sqrt(2 L(0)), while L <= 2 L(0)", () =>
        {
            var isDoubled = false;
            var stride = Stride(problem);
            return moment =>
            {
                Comparison? comparison = isDoubled || moment.LayerNorms.Max() > problem.Radius ? null : new(moment.LayerNorms.Max(), moment.Step * stride, 1e-13 * moment.LayerNorms.Max());
                isDoubled |= moment.Loss > 2 * problem.StartLoss;
                return comparison;
            };
        })
        {
            FailureProbability = 0,
        },
        .. StochasticProof.OfSteps(problem, "theorem-3.6"),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<TriedConstant> TriedConstants { get; } =
    [
        new("C", 0.0175, IsAtLeast: true, "the best step came within epsilon by T between identity ends at the largest learning rate"),
        new("C_1", 1 << 20, IsAtLeast: false, "the best step came within epsilon by T between modified identity ends of the least scale"),
    ];

    /// <inheritdoc/>
    public bool Concludes(ResidualDraw draw, TriedConstant constant)
    {
        ArgumentNullException.ThrowIfNull(draw);
        StochasticProof.RequireBatches(this, draw);
        ArgumentNullException.ThrowIfNull(constant);
        var (setting, steps) = Drawn(draw, constant);

        // A rate so large that T is less than a step concludes nothing.
        if (!(steps >= 1))
            return false;
        if (steps > draw.Steps)
            throw new ArgumentException($"T of {Id} is {steps:G4} steps at the largest learning rate; allow them, or give a larger value of its C_1.", nameof(draw));
        return ResidualProblem.Concludes(this, setting, (long)steps);
    }

    /// <summary>The setting of a draw, at the edge of the assumptions, and its whole T: between identity ends for C, modified ones for C_1.</summary>
    internal (ResidualSetting Setting, double Steps) Drawn(ResidualDraw draw, TriedConstant constant)
    {
        var (at, setting) = constant.Symbol == Conditioning.Name
            ? draw.BetweenIdentityAtEdge((problem, gap) => Needed(problem, gap + problem.Setting.OptimalLoss, problem.TargetError / problem.StartGap * gap))
            : (draw, draw.BetweenModifiedIdentity(unit => Needed(new(unit), new ResidualProblem(unit).ZeroLoss, new ResidualProblem(unit).TargetError)));
        var (_, _, rate, steps) = Solve(new ResidualProblem(setting), ResidualProblem.Chosen(setting, this, Step));
        return (at.At(setting, rate), steps);

        double Needed(ResidualProblem problem, double loss, double target) => ResidualProblem.ChosenShare(problem.Setting, this, Conditioning)
            * ConditioningLimit(problem.Largest, problem.Smallest, problem.BatchFactor, loss, target / 3);
    }

    /// <summary>The largest learning rate for given T, from noise at the optimum and from the martingale.</summary>
    internal static double RateLimit(ResidualProblem problem, double steps) => RateLimit(problem, steps, Step);

    private static double RateLimit(ResidualProblem problem, double steps, Constant step)
    {
        var setting = problem.Setting;
        var inner = problem.TargetError / 3;
        var prefactor = step.Value * problem.Min * problem.Min * problem.Smallest * problem.Smallest
            / (problem.Depth * problem.BatchFactor * Math.Pow(problem.Max, 4) * problem.Largest * problem.Largest);
        var noise = inner / (setting.MaxColumnNorm * setting.MaxColumnNorm * setting.OptimalLoss);
        var martingale = Math.Log(2) * Math.Log(2)
            / (3 * problem.BatchFactor * problem.Largest * problem.Largest * Math.Log(steps / setting.FailureProbability) * Math.Log(problem.StartLoss / inner));
        return prefactor * Math.Min(noise, martingale);
    }

    /// <summary>max(epsilon', 3 (1 - x)^t (L(0) - L*)) for the best step so far, up to the whole step after T where the proof's two budgets last as long, else the one before.</summary>
    private static BestBound BoundOf(ResidualProblem problem, double steps)
    {
        var whole = Math.Ceiling(steps);
        var lasts = whole * Stride(problem) <= problem.Radius
            && 3 * StochasticProof.Increment(problem) * Math.Sqrt(2 * whole * Math.Log(whole / problem.Setting.FailureProbability)) <= Math.Log(2);
        return new(new GeometricBound(problem.StartGap / MarkovShare, problem.ProgressAt(problem.Rate)), problem.TargetError / 3, lasts ? whole : Math.Floor(steps));
    }

    /// <summary>sqrt(2 e) eta (n/b) lambda_A lambda_B ||X|| sqrt(2 L(0)): how far a layer gets in a step while the loss is at most doubled.</summary>
    private static double Stride(ResidualProblem problem) =>
        Math.Sqrt(2 * Math.E) * problem.Rate * problem.BatchFactor * problem.Max * problem.Largest * Math.Sqrt(2 * problem.StartLoss);

    /// <summary>T for a learning rate.</summary>
    internal static double StepsAt(ResidualProblem problem, double rate) => Math.Log(problem.StartGap * 3 / problem.TargetError) / problem.ProgressAt(rate);
}
