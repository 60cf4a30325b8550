namespace Surefoot.Theory.Arora2019;

/// <summary>
/// Arora et al. 2019, lemma 1: under theorem 1's conditions every step descends,
/// l(t+1) &lt;= l(t) - (eta/2) sigma_min(W(t))^{2(N-1)/N} ||W(t) - Phi||_F^2 (inequality 9).
/// </summary>
public sealed class Lemma1 : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "arora-2019/lemma-1";

    /// <inheritdoc/>
    public override string Source => "Arora, Cohen, Golowich and Hu 2019, lemma 1";

    /// <inheritdoc/>
    public override string Statement => "Every step takes off the loss at least half of what the least singular value of the map promises.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Step;

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        var problem = new WhitenedProblem(setting);
        return new(this, [.. Theorem1.Conditions(problem)])
        {
            Invariants =
            [
                new("lemma-1/9", "(eta/2) sigma_min(W(t-1))^(2(N-1)/N) ||G(t-1)||_F^2 <= l(t-1) - l(t)",
                    moment => moment.Previous is { } before ? Nine(problem, before, moment) : null),
            ],
        };
    }

    /// <summary>The certified decrease against the decrease.</summary>
    /// <remarks>
    /// l(t) - l(t+1) = 1/2 (W(t) - W(t+1)) . (W(t) + W(t+1) - 2 Phi), which keeps its digits where the two losses agree in most of
    /// theirs. What is left is the rounding of the step itself, seen by a residual.
    /// </remarks>
    internal static Comparison Nine(WhitenedProblem problem, DeepLinearMoment before, DeepLinearMoment after)
    {
        var w = before.Map.Span;
        var next = after.Map.Span;
        var target = problem.Target.Span;
        var (decrease, square, nextSquare) = (0.0, 0.0, 0.0);
        for (var k = 0; k < w.Length; k++)
        {
            var (residual, nextResidual) = (w[k] - target[k], next[k] - target[k]);
            decrease += 0.5 * (w[k] - next[k]) * (residual + nextResidual);
            square += residual * residual;
            nextSquare += nextResidual * nextResidual;
        }

        var certified = 0.5 * Theorem1.Decay(problem.Depth, before.MapSingularValues[^1], problem.Rate) * square;
        var moved = before.MapRounding + after.MapRounding;
        return new(certified, decrease, (moved * (Math.Sqrt(square) + Math.Sqrt(nextSquare))) + (moved * moved));
    }
}
