namespace Surefoot.Theory.Arora2019;

/// <summary>
/// Arora et al. 2019, theorem 2: one output, procedure 1 with W(0) of entries N(0, s^2), s &lt;= ||Phi|| / (sqrt(a) d_0), and
/// eta &lt;= (s^2 d_0)^{4-2/N} / (10^5 N^3 ||Phi||^{10-6/N}). Then with probability at least (38) the loss falls to epsilon in
/// (4/eta) (ln 4 (||Phi|| / (s^2 d_0))^{2-2/N} + ||Phi||^{2/N-2} ln(||Phi||^2 / (8 epsilon))) steps.
/// </summary>
/// <remarks>
/// The work leaves d'_0 and a to the probability p &lt; 1/2 that is wanted; its proof gives the probability for any d_0 >= 20 and a >= 2, and a is
/// what s makes it. Two stages: from the margin s^2 d_0 / (2 ||Phi||) that the start has with that probability, until the loss is
/// ||Phi||^2 / 8 (40); then theorem 1 again from the margin ||Phi|| / 2 (42). No such run can be finished: the steps are some 1e22 for d_0 = 100.
/// </remarks>
public sealed class Theorem2 : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "arora-2019/theorem-2";

    /// <inheritdoc/>
    public override string Source => "Arora, Cohen, Golowich and Hu 2019, theorem 2";

    /// <inheritdoc/>
    public override string Statement => "With one output, a random balanced start converges linearly with constant probability, first slowly, then at the speed of a start near the target.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Law;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips =>
    [
        new(SlipClass.Setting, "constants d'_0 and a for a wanted probability p", "the probability (38) for d_0 >= 20 and the a of the start", "The proof's expression needs no other constant."),
    ];

    /// <summary>(1 - 2 e^{-d_0/16}) (3 - 4 F(2 / sqrt(a/2))) / 2: the probability (38); negative where it says nothing, up to a = 17.6.</summary>
    public static double Probability(int inputs, double a) => Lemma8.Probability(1 - Lemma9.WithinFactorTwo(inputs), a / 2);

    /// <summary>s^2 d_0 / (2 ||Phi||): the margin of the start, in the event of (38).</summary>
    public static double Margin(int inputs, double deviation, double targetNorm) => deviation * deviation * inputs / (2 * targetNorm);

    /// <summary>(s^2 d_0)^{4-2/N} / (10^5 N^3 ||Phi||^{10-6/N}): the largest learning rate.</summary>
    public static double RateLimit(int depth, int inputs, double deviation, double targetNorm) =>
        Math.Pow(deviation * deviation * inputs, 4 - (2.0 / depth)) / (1e5 * Math.Pow(depth, 3) * Math.Pow(targetNorm, 10 - (6.0 / depth)));

    /// <summary>(2 ||Phi|| / (s^2 d_0))^{2-2/N} ln 4 / eta: the steps of the first stage (40).</summary>
    public static double FirstStage(int depth, int inputs, double deviation, double targetNorm, double rate) =>
        Math.Pow(2 * targetNorm / (deviation * deviation * inputs), 2 - (2.0 / depth)) * Math.Log(4) / rate;

    /// <summary>2^{2-2/N} ||Phi||^{2/N-2} ln(||Phi||^2 / (8 epsilon)) / eta: the steps of the second stage (42); negative where the first does.</summary>
    public static double SecondStage(int depth, double targetNorm, double rate, double target) =>
        Math.Pow(2, 2 - (2.0 / depth)) * Math.Pow(targetNorm, (2.0 / depth) - 2) * Math.Log(targetNorm * targetNorm / (8 * target)) / rate;

    /// <summary>The steps of the statement.</summary>
    public static double Iterations(int depth, int inputs, double deviation, double targetNorm, double rate, double target) =>
        4 / rate * ((Math.Log(4) * Math.Pow(targetNorm / (deviation * deviation * inputs), 2 - (2.0 / depth)))
            + (Math.Pow(targetNorm, (2.0 / depth) - 2) * Math.Log(targetNorm * targetNorm / (8 * target))));

    /// <summary>s^4 d_0^2 / (512 N^3 ||Phi||^{4-2/N}): the imbalance after the first stage is at most that (41).</summary>
    public static double BalanceAfterFirstStage(int depth, int inputs, double deviation, double targetNorm) =>
        Math.Pow(deviation * deviation * inputs, 2) / (512 * Math.Pow(depth, 3) * Math.Pow(targetNorm, 4 - (2.0 / depth)));

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        var problem = new WhitenedProblem(setting);
        var (depth, inputs, norm, deviation) = (problem.Depth, problem.Inputs, problem.TargetNorm, problem.MapDeviation);
        var ratio = norm / (deviation * inputs);
        var a = ratio * ratio;
        var margin = Margin(inputs, deviation, norm);
        var probability = Probability(inputs, a);
        var limit = problem.RateOfSetting(RateLimit(depth, inputs, deviation, norm));
        return new(this,
            [
                .. problem.Standing(),
                problem.HasOneOutput(),
                problem.IsBalancedGaussian(),
                problem.HasManyInputs(),
                new("a = (||Phi|| / (s d_0))^2", a, Relation.AtLeast, 2, $"draw W(0) with a standard deviation of at most {problem.MapDeviationOfSetting(norm / (Math.Sqrt(2) * inputs)):G4}"),
                new("the probability (38)", probability, Relation.Above, 0, $"use more than 20 inputs, and draw W(0) with a standard deviation of at most {problem.MapDeviationOfSetting(norm / (10 * inputs)):G4}") { Scale = 1 },
                new("the learning rate", setting.LearningRate, Relation.AtMost, limit, $"take a learning rate of at most {limit:G4}"),
            ])
        {
            Constants =
            [
                new("d'_0", 20, ConstantOrigin.Derived, "lemma 14 needs that many inputs"),
                new("a", a, ConstantOrigin.Derived, "what the standard deviation makes it"),
                new("10^5", 1e5, ConstantOrigin.Explicit, "in the limit on the learning rate"),
            ],
            FailureProbability = WhitenedProblem.FailureOf(probability),
            Bound = TwoStages(problem, margin),
            Yields =
            [
                ("probability", probability),
                ("c", margin),
                ("steps of the first stage", FirstStage(depth, inputs, deviation, norm, problem.Rate)),
                ("steps to a thousandth of ||Phi||^2", Iterations(depth, inputs, deviation, norm, problem.Rate, 1e-3 * norm * norm)),
                ("||B_j||_F after the first stage", BalanceAfterFirstStage(depth, inputs, deviation, norm)),
            ],
        };
    }

    // On the gap of the setting's loss: first from ||Phi||^2 / 2 at the margin of the start, then from ||Phi||^2 / 8 at the margin ||Phi|| / 2.
    private static StagedBound TwoStages(WhitenedProblem problem, double margin)
    {
        var square = problem.Setting.Curvature.StrongConvexity * problem.TargetNorm * problem.TargetNorm;
        var first = new GeometricBound(square / 2, Theorem1.Decay(problem.Depth, margin, problem.Rate));
        var second = new GeometricBound(square / 8, Theorem1.Decay(problem.Depth, problem.TargetNorm / 2, problem.Rate));
        return new(first, Math.Ceiling(FirstStage(problem.Depth, problem.Inputs, problem.MapDeviation, problem.TargetNorm, problem.Rate)), second);
    }
}
