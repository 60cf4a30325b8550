using MathNet.Numerics;
using MathNet.Numerics.Distributions;
using Surefoot.Arithmetic;

namespace Surefoot.Theory.Arora2019;

/// <summary>
/// Arora et al. 2019, lemma 14: in dimension d >= 20 the cap {x : x . u >= 1 - h} of the unit sphere, 0 &lt;= h &lt;= 1, has at least the share
/// (3 - 4 F((1-h) sqrt(d-1))) / 2 of its area, F the normal distribution function.
/// </summary>
/// <remarks>The share is exactly 1/2 (1 - I_{(1-h)^2}(1/2, (d-1)/2)) with the regularised beta function.</remarks>
public sealed class Lemma14 : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "arora-2019/lemma-14";

    /// <inheritdoc/>
    public override string Source => "Arora, Cohen, Golowich and Hu 2019, lemma 14";

    /// <inheritdoc/>
    public override string Statement => "A cap of the sphere that leaves out little of a hemisphere has nearly half of its area.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Law;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips => [new(SlipClass.Loose, "sqrt(d - 1)", "the same; the proof gives sqrt(d - 3)", "F rises, so the smaller argument gives the larger bound.")];

    /// <summary>(3 - 4 F((1-h) sqrt(d-1))) / 2; negative where it says nothing.</summary>
    public static double AreaBound(int dimension, double height) => (3 - (4 * Normal.CDF(0, 1, (1 - height) * Math.Sqrt(dimension - 1)))) / 2;

    /// <summary>(3 - 4 F((1-h) sqrt(d-3))) / 2, which the proof gives.</summary>
    public static double ProvedAreaBound(int dimension, double height) => (3 - (4 * Normal.CDF(0, 1, (1 - height) * Math.Sqrt(dimension - 3)))) / 2;

    /// <summary>The share itself, for 0 &lt;= h &lt;= 2.</summary>
    public static double Area(int dimension, double height)
    {
        // The sphere of a line is two points.
        if (dimension == 1)
            return height < 0 ? 0 : height < 2 ? 0.5 : 1;
        var cosine = 1 - height;
        var cap = 0.5 * (1 - SpecialFunctions.BetaRegularized(0.5, (dimension - 1) / 2.0, Math.Min(1, cosine * cosine)));
        return cosine >= 0 ? cap : 1 - cap;
    }

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        var problem = new WhitenedProblem(setting);

        // The cap of lemma 15 for a start as long as this one: directions with W . Phi >= 2 ||W||^2.
        var height = 1 - (2 * Frobenius.Norm(setting.Start.Map) / problem.TargetNorm);
        return new(this,
            [
                problem.HasOneOutput(),
                problem.HasManyInputs(),
                new("the height h = 1 - 2 ||W(0)|| / ||Phi||", height, Relation.AtLeast, 0, "draw a start no longer than half of the target"),
            ])
        {
            Yields = [("h", height), ("bound on the area", AreaBound(problem.Inputs, height)), ("bound in the proof", ProvedAreaBound(problem.Inputs, height)), ("area", Area(problem.Inputs, height))],
        };
    }
}
