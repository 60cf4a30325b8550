using Surefoot.Objectives;

namespace Surefoot.Theory.Du2019;

/// <summary>
/// Du 2019, lemma 7.1: the stationary points in the domain are the 2^d minima with every |x_j| = 4 tau, at -d nu, and for i = 1, ..., d the saddles with i - 1 coordinates
/// there and the others at 0, at -(i - 1) nu, with the curvature -2 gamma along coordinate i and 2 L along all others.
/// </summary>
public sealed class Lemma71 : Theorem<FunctionSetting, FunctionMoment>
{
    /// <inheritdoc/>
    public override string Id => "du-2019/lemma-7.1";

    /// <inheritdoc/>
    public override string Source => "Du 2019, section 7.7.1, lemma 7.1 and remark 7.1";

    /// <inheritdoc/>
    public override string Statement => "All stationary points in the domain are the minima (+-4 tau, ..., +-4 tau) and strict saddles, of which descent passes d.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Start;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips { get; } =
    [
        new(SlipClass.Setting, "minima at (+-c, ..., +-c) with some c", "c = 4 tau", "The quadratics around them are L (x_j - 4 tau)^2."),
        new(SlipClass.Misprint, "the domain is the union of the cells with |x_i| <= 2 tau, i = 1, ..., d", "with the cell of all |x_j| between 2 tau and 6 tau", "Without it the minima lie outside the domain, and equation (7.18) has no place in it."),
        new(SlipClass.Misprint, "(7.18) sums over j <= i - 1", "over all j", "There is no i in it; equation (7.10) has all."),
    ];

    /// <summary>The tolerance, relative to the octopus's own sizes, of what is 0 or equal in exact arithmetic.</summary>
    private const double Rounding = 1e-12;

    /// <inheritdoc/>
    public override Certificate<FunctionMoment> Certify(FunctionSetting setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        var problem = new OctopusProblem(setting);
        List<Assumption> assumptions = [problem.IsOctopus()];
        if (problem.Octopus is { } octopus)
        {
            for (var escaped = 0; escaped <= octopus.Dimension; escaped++)
                assumptions.AddRange(At(octopus, escaped));
        }

        return new(this, assumptions)
        {
            Yields = [("saddles on the way", setting.Function.Dimension), ("saddles", Math.Pow(2, setting.Function.Dimension) - 1), ("minima", Math.Pow(2, setting.Function.Dimension)), ("alpha", 2 * problem.Gamma)],
            Invariants =
            [
                new("lemma-7.1/buffer", "|df/dx_i| >= 2 gamma tau where tau <= |x_i| <= 2 tau", moment =>
                    problem.Octopus!.CellOf([.. moment.Point]) is { IsBuffer: true, Index: var i }
                        ? new(2 * problem.Gamma * problem.Tau, Math.Abs(moment.Gradient[i - 1]), Rounding * problem.L * problem.Tau)
                        : null),
            ],
        };
    }

    // Measured, though true of every octopus: gradient, value and least curvature at the saddles and at a minimum.
    private static IEnumerable<Assumption> At(Octopus octopus, int escaped)
    {
        var point = octopus.At(octopus.Stationary(escaped));
        var found = SecondOrder.Of(octopus.Bind(), point);
        var name = escaped == octopus.Dimension ? "the minimum" : $"saddle {escaped + 1}";
        yield return new($"||grad f|| at {name}", found.GradientNorm, Relation.AtMost, Rounding * octopus.L * octopus.Tau, "report a defect");
        yield return new($"the least curvature at {name}", found.LeastEigenvalue, Relation.Equal, escaped == octopus.Dimension ? 2 * octopus.L : -2 * octopus.Gamma, "report a defect") { Uncertainty = Rounding };
        yield return new($"f at {name}", octopus.Bind().Loss(point), Relation.Equal, -escaped * octopus.Drop, "report a defect") { Uncertainty = Rounding, Scale = octopus.Drop * octopus.Dimension };
    }
}
