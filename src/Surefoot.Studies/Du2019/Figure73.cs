using Surefoot.Theory;

namespace Surefoot.Studies.Du2019;

/// <summary>Du 2019, figure 7.3: the value along gradient descent, perturbed and not, on octopuses with five saddles on the way.</summary>
public sealed class Figure73 : Study
{
    /// <inheritdoc/>
    public override string Id => "du-2019/figure-7.3";

    /// <inheritdoc/>
    public override string Title => "each of five saddles holds gradient descent longer than the one before, and perturbed gradient descent as long";

    /// <inheritdoc/>
    public override string Source => "Du 2019, figure 7.3 and section 7.5";

    /// <inheritdoc/>
    public override StudyResult Run(StudyOptions options, IProgress<StudyProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        var race = new EscapeRace(5, options);
        var panels = race.Race(progress, cancellation);
        return new StudyResult(
            [.. race.FactsOf(panels, cancellation), .. Means(panels)],
            [new NamedFigure("figure", EscapeRace.Draw(panels)), new NamedFigure("escape-times", EscapeRace.DrawTimes(panels))],
            [race.Times(panels)],
            Notes);
    }

    internal static readonly string[] Notes =
    [
        "Setting: the text names no L; 1, 1.5, 2 and 3 are used, with gamma = 1, tau = e, a uniform start in the cube and the step size, thresholds and radius of the text.",
        "Loose: segments of gradient descent grow by kappa(eta) = 1 + ln(1 / (1 - 2 eta L)) / ln(1 + 2 eta gamma), of which the printed (L + gamma) / gamma is the limit for small eta.",
    ];

    // Of three segments in each of twenty runs, with a standard deviation of 2 to 3 steps: a tenth is many standard errors.
    private static IEnumerable<Fact> Means(IReadOnlyList<EscapeRace.Panel> panels)
    {
        double[] means = [25.2, 32, 38, 50.2];
        for (var k = 0; k < panels.Count; k++)
        {
            yield return new Fact(
                $"L = {panels[k].Octopus.L}: perturbed, the mean length of segments from the third on is near {means[k]} (relative distance)",
                Math.Abs((panels[k].Kicked.SelectMany(run => run.Plateaus.Skip(2)).Average(steps => (double)steps) / means[k]) - 1), Relation.AtMost, 0.1, EscapeRace.Text);
        }
    }
}
