using Surefoot.Descent;
using Surefoot.Objectives;
using Surefoot.Theory;

namespace Surefoot.Studies.Du2019;

/// <summary>Du 2019, figure 7.4: figure 7.3 with ten saddles, which gradient descent in doubles does not pass.</summary>
public sealed class Figure74 : Study
{
    private const int Dimension = 10;

    // From x = 1/2 in every coordinate.
    private static readonly long[] LastEscapes = [69_339, 669_766, 4_203_213, 75_381_781];

    /// <inheritdoc/>
    public override string Id => "du-2019/figure-7.4";

    /// <inheritdoc/>
    public override string Title => "ten saddles take gradient descent up to 75 million steps, and perturbed gradient descent a few hundred";

    /// <inheritdoc/>
    public override string Source => "Du 2019, figure 7.4 and section 7.5";

    /// <inheritdoc/>
    public override StudyResult Run(StudyOptions options, IProgress<StudyProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        var (race, five) = (new EscapeRace(Dimension, options), new EscapeRace(5, options));
        var panels = race.Race(progress, cancellation);
        var fewer = five.Race(null, cancellation);
        return new StudyResult(
            [.. race.FactsOf(panels, cancellation), .. Totals(panels, fewer), .. ToTheEnd(options, progress, cancellation)],
            [new NamedFigure("figure", EscapeRace.Draw(panels)), new NamedFigure("escape-times", EscapeRace.DrawTimes(panels))],
            [race.Times(panels)],
            [
                .. Figure73.Notes,
                "Descent in doubles: a coordinate that waits halves at every step and is 0 after 1075 of them; the curve and the escape times of gradient descent are computed with exponents of their own.",
            ]);
    }

    private static IEnumerable<Fact> Totals(IReadOnlyList<EscapeRace.Panel> ten, IReadOnlyList<EscapeRace.Panel> five)
    {
        foreach (var (many, few) in ten.Zip(five))
        {
            // Ten saddles of about equal length to five, less the two short first ones.
            var ratio = EscapeRace.MeanTotal(many) / EscapeRace.MeanTotal(few);
            yield return new Fact($"L = {many.Octopus.L}: perturbed, ten saddles take about twice as long as five (mean over mean, at least)", ratio, Relation.AtLeast, 2, EscapeRace.Text);
            yield return new Fact($"L = {many.Octopus.L}: and not much more than twice", ratio, Relation.AtMost, 2.6, EscapeRace.Text);
        }
    }

    private static IEnumerable<Fact> ToTheEnd(StudyOptions options, IProgress<StudyProgress>? progress, CancellationToken cancellation)
    {
        double[] start = [.. Enumerable.Repeat(0.5, Dimension)];
        for (var k = 0; k < EscapeRace.Ls.Length; k++)
        {
            var l = EscapeRace.Ls[k];
            var (octopus, rate) = (new Octopus(Dimension, l), EscapeRace.Rate(l));
            yield return new Fact(
                $"L = {l}, x_0 = 1/2: gradient descent passes the last saddle at step {LastEscapes[k]} (steps off)",
                Math.Abs(OctopusEscape.Of(octopus, start, rate).EscapeTimes[^1] - LastEscapes[k]), Relation.Equal, 0, "kappa(eta), derived here");
            var (before, end) = (LastEscapes[k] - 50, LastEscapes[k] + 200);
            var plan = new RunOptions { Steps = end, Recording = new RecordedSteps([before, end]) };
            var frozen = DescentRun.Run(octopus.Bind(), new GradientDescent(rate), new DescentState<double>(octopus.At(start)), plan, cancellation: cancellation);
            yield return new Fact($"L = {l}: doubles stay at a saddle for ever (saddles passed)", -frozen.LossAt(end) / octopus.Drop, Relation.AtMost, Dimension - 1, "the closed formula of the octopus");

            // Step by step through the run loop: a moment for the first, eighty million steps for all.
            if (k > 0 && options.Scale == StudyScale.Quick)
                continue;
            progress?.Report(new StudyProgress((double)k / EscapeRace.Ls.Length, $"d = {Dimension}, L = {l}: {end} steps"));
            var whole = DescentRun.Run(octopus.BindBeyondUnderflow(), new GradientDescent(rate), new DescentState<double>(octopus.AtBeyondUnderflow(start)), plan, cancellation: cancellation);
            yield return new Fact($"L = {l}: with exponents of their own, step by step, they are at the last saddle, -9 nu, fifty steps before they pass it (distance, in nu)", Math.Abs((whole.LossAt(before) / octopus.Drop) + 9), Relation.AtMost, 1e-3, "the closed formula of the octopus");
            yield return new Fact($"L = {l}: and reach the minimum, -10 nu (distance, in nu)", Math.Abs((whole.LossAt(end) / octopus.Drop) + Dimension), Relation.AtMost, 1e-12, "the closed formula of the octopus");
        }
    }
}
