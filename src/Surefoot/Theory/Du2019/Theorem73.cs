using Surefoot.Descent;

namespace Surefoot.Theory.Du2019;

/// <summary>
/// Du 2019, theorem 7.3: from a uniform start in [-1, 1]^d and with eta &lt;= 1 / l, (1) gradient descent is further than 2 tau from every minimum for
/// T &lt;= ((L + gamma) / gamma)^{d - 1}, which is e^{Omega(d)}, with probability 1; (2) perturbed gradient descent is within epsilon of a minimum after poly(d, 1 / epsilon) steps with
/// probability 1 - e^{-d}, for its points stay in the domain where g_thres &lt;= gamma tau / 10 and r &lt;= tau / 20.
/// </summary>
public sealed class Theorem73 : Theorem<FunctionSetting, FunctionMoment>
{
    /// <inheritdoc/>
    public override string Id => "du-2019/theorem-7.3";

    /// <inheritdoc/>
    public override string Source => "Du 2019, theorem 7.3";

    /// <inheritdoc/>
    public override string Statement => "On the octopus gradient descent stays away from every minimum for exponentially many steps; perturbed gradient descent does not leave the domain on its way.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Run;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips { get; } =
    [
        new(SlipClass.Setting, "after a kick, 0 <= x_i <= ..., x_d <= tau / 10", "each coordinate in [0, tau / 10]", "The order of the coordinates plays no part."),
        new(SlipClass.Setting, "poly(d, 1 / epsilon) steps", "none stated here; the study of figures 7.3 and 7.4 measures them", "No power and no constant is given, and theorem 7.2, from which it follows, has none."),
    ];

    /// <summary>gamma tau / 10, the largest threshold of the gradient for which kicks come near saddles only.</summary>
    public static double LargestThreshold(double away, double halfWidth) => away * halfWidth / 10;

    /// <summary>tau / 20, the largest kick that stays within tau / 10 of a saddle.</summary>
    public static double LargestKick(double halfWidth) => halfWidth / 20;

    /// <summary>1 - e^{-d}: the probability with which perturbed gradient descent is fast.</summary>
    public static double Probability(int dimension) => 1 - Math.Exp(-dimension);

    /// <inheritdoc/>
    public override Certificate<FunctionMoment> Certify(FunctionSetting setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        var problem = new OctopusProblem(setting);
        return setting.Method is PerturbedGradientDescent kicks ? OfKicks(problem, kicks) : OfDescent(problem);
    }

    private Certificate<FunctionMoment> OfDescent(OctopusProblem problem)
    {
        var largest = 1 / (problem.Octopus?.GradientLipschitz ?? double.NaN);
        return new(this,
        [
            problem.IsOctopus(),
            problem.IsWide(),
            .. problem.StartsInCube(isTube: false),
            new("the learning rate", problem.Rate, Relation.AtMost, largest, $"take a learning rate of at most {largest:G4}") { Lever = Lever.LearningRate, Uncertainty = 1e-4 },
        ])
        {
            Yields = [("((L + gamma) / gamma)^(d - 1)", problem.Duration)],
            Invariants =
            [
                new("theorem-7.3/1", "the distance to every minimum is at least 2 tau for t <= ((L + gamma) / gamma)^(d - 1)", moment =>
                    moment.Step <= problem.Duration ? new(2 * problem.Tau, ToNearestMinimum(problem, moment), 1e-13 * problem.Tau) : null),
                problem.Inside("theorem-7.3/domain"),
            ],
        };
    }

    private Certificate<FunctionMoment> OfKicks(OctopusProblem problem, PerturbedGradientDescent kicks)
    {
        var (threshold, radius) = (LargestThreshold(problem.Gamma, problem.Tau), LargestKick(problem.Tau));
        return new(this,
        [
            problem.IsOctopus(),
            problem.IsWide(),
            .. problem.StartsInCube(isTube: false),
            problem.IsSlow(),
            new("g_thres", kicks.GradientThreshold, Relation.AtMost, threshold, $"take a threshold of at most {threshold:G4}"),
            new("r", kicks.Radius, Relation.AtMost, radius, $"take kicks of at most {radius:G4}"),
        ])
        {
            FailureProbability = 1 - Probability(problem.Setting.Function.Dimension),
            FailsOver = Chance.Kicks,
            Invariants =
            [
                new("theorem-7.3/kicks", "where ||grad f|| <= g_thres, every coordinate is within tau / 20 of its value at a saddle or minimum", moment =>
                    Known.Distance(moment.Gradient, new double[moment.Gradient.Count]) <= kicks.GradientThreshold
                        ? new(moment.Point.Max(x => Math.Min(Math.Abs(x), Math.Abs(Math.Abs(x) - (4 * problem.Tau)))), problem.Tau / 20, 1e-13 * problem.Tau)
                        : null),
                problem.Inside("theorem-7.3/domain"),
            ],
        };
    }

    private static double ToNearestMinimum(OctopusProblem problem, FunctionMoment moment) =>
        Math.Sqrt(moment.Point.Sum(x => (Math.Abs(x) - (4 * problem.Tau)) * (Math.Abs(x) - (4 * problem.Tau))));
}
