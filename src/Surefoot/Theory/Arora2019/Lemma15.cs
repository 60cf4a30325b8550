using MathNet.Numerics.Distributions;
using Surefoot.Arithmetic;
using Surefoot.Initializations;

namespace Surefoot.Theory.Arora2019;

/// <summary>
/// Arora et al. 2019, lemma 15: for d >= 20 and a >= 1, a vector uniform on the sphere of radius ||Phi|| / sqrt(a d) in R^d has deficiency margin
/// ||Phi|| / (a d) with probability at least (3 - 4 F(2 / sqrt(a))) / 2.
/// </summary>
/// <remarks>
/// The event is exactly V . Phi >= ||Phi||^2 (3 / (a d) - 1 / (a d)^2) / 2, a cap, so its probability is known. In a setting the radius is that
/// of the start at hand, and the law that of starts as long as it.
/// </remarks>
public sealed class Lemma15 : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "arora-2019/lemma-15";

    /// <inheritdoc/>
    public override string Source => "Arora, Cohen, Golowich and Hu 2019, lemma 15";

    /// <inheritdoc/>
    public override string Statement => "A short start in a random direction has a small deficiency margin nearly half of the time, with one output.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Law;

    /// <summary>(3 - 4 F(2 / sqrt(a))) / 2; negative where it says nothing.</summary>
    public static double Probability(double a) => (3 - (4 * Normal.CDF(0, 1, 2 / Math.Sqrt(a)))) / 2;

    /// <summary>The probability itself: the area of the cap of cosines at least (3 / sqrt(a d) - (a d)^{-3/2}) / 2.</summary>
    public static double ExactProbability(int dimension, double a)
    {
        var radius = 1 / Math.Sqrt(a * dimension);
        return Lemma14.Area(dimension, 1 - (0.5 * ((3 * radius) - (radius * radius * radius))));
    }

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        var problem = new WhitenedProblem(setting);
        var length = Frobenius.Norm(setting.Start.Map);
        var a = problem.TargetNorm * problem.TargetNorm / (length * length * problem.Inputs);
        return new(this,
            [
                problem.HasOneOutput(),
                problem.HasManyInputs(),
                Assumption.Is("the direction of the start", "uniform", setting.Initialization is GaussianInitialization or BalancedInitialization, "draw a Gaussian or a balanced start"),
                new("a = ||Phi||^2 / (d_0 ||W(0)||^2)", a, Relation.AtLeast, 1, $"draw a start no longer than {problem.TargetNorm / Math.Sqrt(problem.Inputs):G4}"),
            ])
        {
            FailureProbability = WhitenedProblem.FailureOf(Probability(a)),
            Yields = [("c", problem.TargetNorm / (a * problem.Inputs)), ("bound on the probability", Probability(a)), ("probability", ExactProbability(problem.Inputs, a))],
        };
    }
}
