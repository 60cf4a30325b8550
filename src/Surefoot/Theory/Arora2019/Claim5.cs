using Surefoot.Arithmetic;

namespace Surefoot.Theory.Arora2019;

/// <summary>
/// Arora et al. 2019, claim 5: without a deficiency margin balancedness is no help. For even N, equal widths, W_j(0) = I and a symmetric Phi with
/// negative eigenvalues, l(t) is at least half the sum of their squares at every step and learning rate.
/// </summary>
/// <remarks>
/// All layers stay equal and symmetric, so W = W_1^N has no negative eigenvalue (<see cref="Lemma18"/>). That is exact arithmetic: the run is
/// stuck at a saddle, and rounding that makes the layers differ grows by up to 1 + eta lambda a step for N = 2, so after some 36 / (eta lambda)
/// steps a run in double may leave it. The inequalities allow for that, and no more.
/// </remarks>
public sealed class Claim5 : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "arora-2019/claim-5";

    /// <inheritdoc/>
    public override string Source => "Arora, Cohen, Golowich and Hu 2019, claim 5";

    /// <inheritdoc/>
    public override string Statement => "From identity layers of even depth no learning rate reaches a symmetric target with a negative eigenvalue.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Run;

    /// <summary>1/2 sum of lambda^2 over the eigenvalues -lambda &lt; 0 of a symmetric target: what the loss never falls below.</summary>
    /// <param name="target">Phi, symmetric.</param>
    public static double Floor(Matrix<double> target) => 0.5 * SymmetricEigen.Of(target).Values.Where(value => value < 0).Sum(value => value * value);

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        var problem = new WhitenedProblem(setting);
        var square = problem.HasSquareLayers;
        var floor = square ? Floor(Symmetric(problem)) : double.NaN;
        return new(this, [.. Assumptions(problem)])
        {
            Yields = [("floor of the loss", floor), ("c", problem.Margin(setting.Start))],
            Invariants = !square ? [] :
            [
                Growing(problem, "claim-5/floor", "sum of lambda^2 / 2 <= l(t)", () => (moment, carried) => new(floor, problem.Loss(moment), LossRounding(problem, moment, carried))),
                Growing(problem, "claim-5/equal", "all layers stay equal", () => (moment, carried) => new(Layers(problem, moment).Max(layer => Apart(layer, problem.LayerOnInputs(moment, 1))), carried)),
                Growing(problem, "claim-5/semidefinite", "0 <= the least eigenvalue of W(t)", () => (moment, carried) => Least(problem, moment, carried)),
            ],
        };
    }

    /// <summary>That a setting is one of the construction, which lemma 18 shares but for the negative eigenvalue.</summary>
    internal static IEnumerable<Assumption> Assumptions(WhitenedProblem problem, bool negative = true)
    {
        var square = problem.HasSquareLayers;
        var target = problem.TargetOnInputs;
        var identity = Matrix<double>.Identity(target.Columns);
        var deviation = square ? Layers(problem, problem.Setting.Start).Max(layer => Apart(layer, identity)) : double.PositiveInfinity;
        foreach (var standing in problem.Standing())
            yield return standing;
        foreach (var shape in negative ? problem.EvenAndSquare() : problem.Square())
            yield return shape;
        yield return new("max_j ||W_j(0) - I||_F", deviation, Relation.Equal, 0, "start every layer at the identity") { Uncertainty = 1e-12, Scale = target.Rows };
        yield return new("||Phi - Phi^T||_F", square ? Apart(target, target.Transpose()) : double.NaN, Relation.Equal, 0, "take a symmetric target") { Uncertainty = 1e-12, Scale = problem.TargetNorm };
        if (negative)
            yield return new("the least eigenvalue of Phi", square ? SymmetricEigen.Of(Symmetric(problem)).Values[0] : double.NaN, Relation.Below, 0, "take a target with a negative one") { Scale = problem.TargetNorm };
    }

    /// <summary>(Phi + Phi^T) / 2.</summary>
    internal static Matrix<double> Symmetric(WhitenedProblem problem)
    {
        var symmetric = Algebra.Sum(problem.TargetOnInputs, problem.TargetOnInputs.Transpose(), 1);
        foreach (ref var x in symmetric.Span)
            x /= 2;
        return symmetric;
    }

    /// <summary>W_1, ..., W_N in the user's coordinates.</summary>
    internal static IEnumerable<Matrix<double>> Layers(WhitenedProblem problem, DeepLinearMoment moment) =>
        Enumerable.Range(1, problem.Depth).Select(j => problem.LayerOnInputs(moment, j));

    /// <summary>||A - B||_F.</summary>
    internal static double Apart(Matrix<double> a, Matrix<double> b) => Frobenius.Distance(a, b);

    /// <summary>An inequality that is told how far rounding may have carried the layers from where they would be.</summary>
    /// <remarks>
    /// A step multiplies a small deviation of the layers by at most max{1, eta N M^{2N-2} - 1} + eta (N-1) M^{N-2} ||G||, the norm of I less
    /// eta times the Hessian, M = max_j ||W_j||; and adds its own rounding. It ends where a step is left out.
    /// </remarks>
    internal static Invariant<DeepLinearMoment> Growing(WhitenedProblem problem, string id, string statement, Func<Func<DeepLinearMoment, double, Comparison>> begin) =>
        new(id, statement, () =>
        {
            var compare = begin();
            var (carried, next) = (0.0, 0L);
            return moment =>
            {
                if (moment.Step != next)
                    return null;
                next++;
                var point = problem.At(moment);
                var (depth, norm) = (problem.Depth, point.LargestNorm);
                var rounding = problem.ProductRounding * norm;
                var comparison = compare(moment, carried + rounding);
                var curvature = problem.Rate * depth * Math.Pow(norm, (2 * depth) - 2);
                var coupling = problem.Rate * (depth - 1) * Math.Pow(norm, depth - 2) * point.ResidualSpectral;
                var target = problem.Rate * Math.Pow(norm, depth - 2) * problem.TargetNorm;
                carried = ((carried + rounding) * (Math.Max(1, curvature - 1) + coupling)) + (rounding * (curvature + coupling + target));
                return comparison;
            };
        });

    // A deviation of the layers moves the map by N M^{N-1} as much, and the loss by that times the residual.
    private static double LossRounding(WhitenedProblem problem, DeepLinearMoment moment, double carried)
    {
        var point = problem.At(moment);
        var moved = MapDeviation(point, carried);
        return moved * (point.Distance + moved);
    }

    private static Comparison Least(WhitenedProblem problem, DeepLinearMoment moment, double carried)
    {
        var map = problem.OnInputs(moment.Map);
        var least = SymmetricEigen.Of(Algebra.Sum(map, map.Transpose(), 1)).Values[0] / 2;
        return new(0, least, MapDeviation(problem.At(moment), carried));
    }

    private static double MapDeviation(WhitenedPoint point, double carried) => point.Depth * Math.Pow(point.LargestNorm + carried, point.Depth - 1) * carried;
}
