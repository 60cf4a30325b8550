using Surefoot.Arithmetic;

namespace Surefoot.Theory.Arora2019;

/// <summary>
/// Arora et al. 2019, lemma 13: with one output and Gaussian layers the law of W is invariant under rotations of the inputs, so that its
/// direction is uniform on the sphere.
/// </summary>
public sealed class Lemma13 : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "arora-2019/lemma-13";

    /// <inheritdoc/>
    public override string Source => "Arora, Cohen, Golowich and Hu 2019, lemma 13";

    /// <inheritdoc/>
    public override string Statement => "The map of a Gaussian start with one output points in every direction alike.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Law;

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        var problem = new WhitenedProblem(setting);

        // The cosine of the angle to the target: the start's, and how often one is as large.
        var cosine = Frobenius.Inner(setting.Start.Map, problem.Target) / (Frobenius.Norm(setting.Start.Map) * problem.TargetNorm);
        return new(this, [problem.IsGaussian(), problem.HasOneOutput()])
        {
            Yields = [("cosine of W(0) and Phi", cosine), ("probability of as large a cosine", Lemma14.Area(problem.Inputs, 1 - cosine))],
        };
    }
}
