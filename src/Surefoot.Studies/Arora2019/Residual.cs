using Surefoot.Arithmetic;
using Surefoot.Descent;
using Surefoot.Figures;
using Surefoot.Randomness;
using Surefoot.Theory;
using Surefoot.Theory.Arora2019;
using Statement = Surefoot.Theory.Arora2019.Theorem1;

namespace Surefoot.Studies.Arora2019;

/// <summary>
/// Arora et al. 2019, section 3.2.1: linear residual networks, whose layers start at the identity, have a deficiency margin where the target is within
/// one half of it; what happens there and beyond.
/// </summary>
public sealed class Residual : Study
{
    private const string Text = "Arora et al. 2019, section 3.2.1";
    private const int Order = 5;

    // Of the loss at the start.
    private const double Learned = 1e-20;
    private const long Patience = 20_000;

    private static readonly int[] Depths = [2, 3, 5];
    private static readonly double[] Guaranteed = [0.1, 0.2, 0.3, 0.4, 0.45];
    private static readonly double[] Tried = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6];
    private static readonly double[] Distances = [.. Enumerable.Range(1, 30).Select(k => k / 20.0)];

    /// <inheritdoc/>
    public override string Id => "arora-2019/residual";

    /// <inheritdoc/>
    public override string Title => "identity layers learn every target within one half of the identity, and most beyond";

    /// <inheritdoc/>
    public override string Source => "Arora, Cohen, Golowich and Hu 2019, section 3.2.1";

    /// <inheritdoc/>
    public override StudyResult Run(StudyOptions options, IProgress<StudyProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        var stream = RandomStream.FromSeed(options.Seed).Named(Id);
        var worst = new Matrix<double>(Order, Order);
        worst[0, 0] = -1;
        List<Matrix<double>> directions = [worst, .. Enumerable.Range(0, options.Scale == StudyScale.Paper ? 100 : 20).Select(place => Direction(stream.Named("direction", place)))];
        progress?.Report(new StudyProgress(0, "margins and certificates"));
        List<Start> starts = [.. from distance in Guaranteed.Concat(Distances).Concat(Tried).Distinct().Order() from place in Enumerable.Range(0, directions.Count) select Start.Of(distance, place, directions[place])];
        progress?.Report(new StudyProgress(0.4, "runs"));
        List<Descent> runs = [.. from depth in Depths from distance in Tried from start in starts.Where(start => start.Distance == distance) select Descent.Of(start, depth, cancellation)];
        progress?.Report(new StudyProgress(0.8, "targets beyond the identity's distance from 0"));
        List<Descent> beyond = [.. from distance in Distances select Descent.Of(starts.Single(start => start.Distance == distance && start.IsWorst), 2, cancellation)];
        return new StudyResult(
            [.. FactsOf(starts, cancellation), .. FactsOf(runs), .. FactsBeyond(beyond)],
            [new NamedFigure("figure", Draw(starts, runs, beyond))],
            [
                new Table("margins", ["distance", "direction", "margin"], [.. starts.Select(start => (IReadOnlyList<object>)[start.Distance, start.Place, start.Margin])]),
                new Table("runs", ["depth", "distance", "direction", "rate", "lastRelativeLoss", "steps"], [.. runs.Concat(beyond).Select(run => run.Row)]),
            ],
            [
                $"Setting: the work has no experiments; targets of order {Order} in one worst direction, I - rho e_1 e_1^T, and in drawn ones; the learning rate of runs is 0.1 / N, some thousands of times what theorem 1 allows.",
                "Loose: beyond a distance of 1/2 the margin may be gone, and the theorem is silent; runs learn all the same until an eigenvalue of the target is negative, where claim 5 has them stuck.",
            ]);
    }

    private static IEnumerable<Fact> FactsOf(IReadOnlyList<Start> starts, CancellationToken cancellation)
    {
        List<Start> near = [.. starts.Where(start => start.Distance < 0.5)];
        yield return new Fact("targets within 1/2 of the identity: the margin is at least 1 - 2 ||Phi - I||_F (least excess, to rounding)", near.Min(start => start.Margin - (1 - (2 * start.Distance))), Relation.AtLeast, -1e-14, Text);
        yield return new Fact("and no more in the worst direction (largest excess, to rounding)", near.Where(start => start.IsWorst).Max(start => start.Margin - (1 - (2 * start.Distance))), Relation.AtMost, 1e-14, Text);
        yield return new Fact("at a distance of 0.6 it is gone in the worst direction", starts.Single(start => start.IsWorst && start.Distance == 0.6).Margin, Relation.Below, 0, Text);

        List<Start> guaranteed = [.. starts.Where(start => Guaranteed.Contains(start.Distance))];
        var settings = guaranteed.SelectMany(start => Depths.Select(depth => start.Task.AtRateLimit(Start.Layers(depth)))).ToList();
        yield return new Fact(
            $"N = 2, 3 and 5, distances up to 0.45: theorem 1 and section 3.2.1 hold at the rate (7) ({settings.Count} starts)",
            settings.Count(setting => new Statement().Certify(setting).Verdict == Verdict.Holds && new ResidualStart().Certify(setting).Verdict == Verdict.Holds), Relation.Equal, settings.Count, Text);
        yield return new Fact(
            "and the inequalities of theorem 1 and lemma 1 at each of 100 steps (starts that violate one)",
            settings.Count(setting => WhitenedTask.Check(setting, [new Statement(), new Lemma1()], 100, Recording.EveryStep, cancellation).Run.Checks.Any(check => !check.Holds)), Relation.Equal, 0, "Arora et al. 2019, theorem 1");
    }

    private static IEnumerable<Fact> FactsOf(IReadOnlyList<Descent> runs)
    {
        foreach (var depth in Depths)
        {
            yield return new Fact(
                $"N = {depth}, eta = {0.1 / depth:G3}: every target at a distance of up to 0.6 is learned (largest last loss over the first)",
                runs.Where(run => run.Depth == depth).Max(run => run.Last), Relation.AtMost, Learned, Text);
        }
    }

    private static IEnumerable<Fact> FactsBeyond(IReadOnlyList<Descent> beyond)
    {
        yield return new Fact(
            "N = 2, worst direction, distances below 1: learned (largest last loss over the first)", beyond.Where(run => run.Start.Distance < 1).Max(run => run.Last), Relation.AtMost, Learned, Text);
        yield return new Fact(
            "N = 2, worst direction, distances above 1: stuck at (||Phi - I||_F - 1)^2 / 2 (largest relative distance from it)",
            beyond.Where(run => run.Start.Distance > 1).Max(run => Math.Abs((run.LastLoss / Floor(run.Start.Distance)) - 1)), Relation.AtMost, 1e-9, "Arora et al. 2019, claim 5");
    }

    private static double Floor(double distance) => 0.5 * (distance - 1) * (distance - 1);

    private static Matrix<double> Direction(RandomStream stream)
    {
        var direction = new Matrix<double>(Order, Order);
        stream.FillNormal(direction, ThreadTeam.Alone);
        var norm = Frobenius.Norm(direction);
        foreach (ref var entry in direction.Span)
            entry /= norm;
        return direction;
    }

    private static Figure Draw(IReadOnlyList<Start> starts, IReadOnlyList<Descent> runs, IReadOnlyList<Descent> beyond)
    {
        List<Spread> drawn = [.. Distances.Select(distance => Spread.Of(starts.Where(start => start.Distance == distance && !start.IsWorst).Select(start => start.Margin)))];
        return new Figure(
            [
                new LinePanel(
                [
                    new Series("worst direction", Distances, Distances.Select(distance => starts.Single(start => start.IsWorst && start.Distance == distance).Margin)),
                    new Series("drawn directions", Distances, drawn.Select(spread => spread.Median)) { Band = new Band(drawn.Select(spread => spread.Least), drawn.Select(spread => spread.Largest)) },
                    new Series("1 - 2 ||Phi - I||_{F}", Distances.Where(distance => distance <= 0.5), Distances.Where(distance => distance <= 0.5).Select(distance => 1 - (2 * distance))) { Color = Color.Black },
                ])
                {
                    Title = "(a) deficiency margin",
                    X = new LinearAxis("||Phi - I||_{F}", 0, 1),
                    Y = new LinearAxis("margin", -1, 1),
                    ReferenceLines = [ReferenceLine.Horizontal(0), ReferenceLine.Vertical(1 / (10 * Math.E), "1/(10 e)")],
                    Legend = LegendPlace.BottomLeft,
                },
                new LinePanel(runs.Where(run => run.Depth == 3 && run.Start.IsWorst).Select((run, place) => new Series($"{run.Start.Distance}", run.Steps.Select(step => (double)step), run.Losses)
                {
                    Color = ColorMap.Viridis.At(0.15 * place),
                }))
                {
                    Title = "(b) N = 3, worst direction, by ||Phi - I||_{F}",
                    X = new LinearAxis("step t", 0),
                    Y = new LogAxis("l(t) / l(0)", 1e-20, 1),
                    Legend = LegendPlace.TopRight,
                },
                new LinePanel(
                [
                    new Series("measured", Distances, beyond.Select(run => run.LastLoss)) { Marker = Marker.Circle, LineWidth = 0 },
                    new Series("claim 5", [.. Enumerable.Range(0, 101).Select(k => 1 + (k / 200.0))], [.. Enumerable.Range(0, 101).Select(k => Floor(1 + (k / 200.0)))]),
                ])
                {
                    Title = "(c) N = 2, worst direction",
                    X = new LinearAxis("||Phi - I||_{F}", 0, 1.55),
                    Y = new LinearAxis("last loss", 0),
                    Legend = LegendPlace.TopLeft,
                },
                new LinePanel(Depths.Select((depth, place) => new Series($"N = {depth}", Guaranteed, Guaranteed.Select(distance => RateOf(starts.Single(start => start.IsWorst && start.Distance == distance), depth))) { Marker = (Marker)(1 + place) }))
                {
                    Title = "(d) largest learning rate of theorem 1",
                    X = new LinearAxis("||Phi - I||_{F}", 0, 0.5),
                    Y = new LogAxis("eta"),
                },
            ],
            columns: 2);
    }

    private static double RateOf(Start start, int depth) => Statement.RateLimit(depth, start.Margin, start.Task.TargetNorm);

    /// <summary>A target at some distance from the identity in some direction; the first is the worst.</summary>
    private sealed record Start(double Distance, int Place, WhitenedTask Task, double Margin)
    {
        public bool IsWorst => Place == 0;

        public static Start Of(double distance, int place, Matrix<double> direction)
        {
            var target = Matrix<double>.Identity(Order);
            for (var k = 0; k < target.Span.Length; k++)
                target.Span[k] += distance * direction.Span[k];
            var task = new WhitenedTask(target);
            return new(distance, place, task, WhitenedTask.Margin(task.At([Matrix<double>.Identity(Order)], 1)));
        }

        public static IReadOnlyList<Matrix<double>> Layers(int depth) => [.. Enumerable.Repeat(Matrix<double>.Identity(Order), depth)];
    }

    /// <summary>A run at the learning rate 0.1 / N, which is short of what diverges for targets of norm up to 2.5.</summary>
    private sealed record Descent(Start Start, int Depth, IReadOnlyList<long> Steps, IReadOnlyList<double> Losses, double LastLoss)
    {
        /// <summary>The last loss over the first.</summary>
        public double Last => Losses[^1];

        public IReadOnlyList<object> Row => [Depth, Start.Distance, Start.Place, 0.1 / Depth, Last, Steps[^1]];

        public static Descent Of(Start start, int depth, CancellationToken cancellation)
        {
            var setting = start.Task.At(Start.Layers(depth), 0.1 / depth);
            var initial = setting.Start.Gap;
            var run = WhitenedTask.Descend(setting, new RunOptions { Steps = Patience, TargetLoss = Learned * initial, Recording = Recording.LogSpaced(50) }, cancellation);
            return new(start, depth, run.Steps, [.. run.Losses.Select(loss => loss / initial)], run.FinalLoss);
        }
    }
}
