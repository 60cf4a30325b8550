using Surefoot.Arithmetic;

namespace Surefoot.Theory.Arora2019;

/// <summary>A setting as claim 4 makes them, recognised by its layers: which A and c it has, and how far it is from the construction.</summary>
/// <param name="Scale">A, from the first entries of W_1; not a number where the layers are not square.</param>
/// <param name="Margin">c, from the first entry of W.</param>
/// <param name="Deviation">The largest distance of a layer from the construction, relative to A; infinite where the layers are not square.</param>
internal sealed record UnbalancedRun(double Scale, double Margin, double Deviation)
{
    /// <summary>What there is in a setting.</summary>
    public static UnbalancedRun Of(WhitenedProblem problem)
    {
        if (!problem.HasSquareLayers)
            return new(double.NaN, double.NaN, double.PositiveInfinity);
        var layers = Enumerable.Range(1, problem.Depth).Select(j => problem.LayerOnInputs(problem.Setting.Start, j)).ToList();
        var margin = layers.Aggregate(1.0, (product, layer) => product * layer[0, 0]);
        var scale = layers[0][0, 0] / Math.Pow(margin, 1.0 / problem.Depth);
        var deviation = Enumerable.Range(1, problem.Depth).Max(j =>
            Frobenius.Distance(layers[j - 1], Claim4.Layer(problem.Depth, problem.Inputs, scale, margin, j)));
        return new(scale, margin, deviation / Math.Abs(scale));
    }

    /// <summary>That a setting is one of the construction.</summary>
    public IEnumerable<Assumption> Assumptions(WhitenedProblem problem)
    {
        var (depth, needed) = (problem.Depth, Claim4.Scale(problem.Depth, problem.Rate, Margin));
        var target = problem.TargetOnInputs;
        var fromIdentity = target.Rows == target.Columns ? Frobenius.Distance(target, Matrix<double>.Identity(target.Rows)) : double.NaN;
        return
        [
            .. problem.Standing(),
            .. problem.EvenAndSquare(),
            new("||Phi - I||_F", fromIdentity, Relation.Equal, 0, "take the identity as the target") { Uncertainty = 1e-12, Scale = target.Rows },
            new("the distance of the layers from (51), relative to A", Deviation, Relation.Equal, 0, "take the start that Claim4.Start makes") { Uncertainty = 1e-12, Scale = problem.Inputs },
            new("c^(1/N)", Math.Pow(Margin, 1.0 / depth), Relation.AtLeast, 0.75, "take c = 3/4, which has any smaller margin too"),
            new("the margin c", Margin, Relation.Below, 1, "take c = 3/4"),
            new("A", Scale, Relation.AtLeast, needed, $"take A = {needed:G4} or larger")
            {
                // 1 - c is known to eps.
                Uncertainty = 1e-13 / Math.Max(1e-13, 1 - Margin),
            },
        ];
    }

    /// <summary>That all other entries of the layers stay where they are: the identity's.</summary>
    public static Comparison? OthersStay(WhitenedProblem problem, DeepLinearMoment moment)
    {
        if (!problem.HasSquareLayers)
            return null;
        var (moved, largest) = (0.0, 1.0);
        for (var j = 1; j <= problem.Depth; j++)
        {
            var layer = problem.LayerOnInputs(moment, j);
            largest = Math.Max(largest, Math.Abs(layer[0, 0]));
            layer[0, 0] = 1;
            moved = Math.Max(moved, Frobenius.Distance(layer, Matrix<double>.Identity(layer.Rows)));
        }

        // In coordinates that are turned to the inputs every entry carries the rounding of the largest.
        return new(moved, problem.ProductRounding * (moment.Step + 1) * largest);
    }
}
