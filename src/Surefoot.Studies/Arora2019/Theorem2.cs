using Surefoot.Arithmetic;
using Surefoot.Descent;
using Surefoot.Figures;
using Surefoot.Initializations;
using Surefoot.Objectives;
using Surefoot.Randomness;
using Surefoot.Theory;
using Surefoot.Theory.Arora2019;
using Statement = Surefoot.Theory.Arora2019.Theorem2;

namespace Surefoot.Studies.Arora2019;

/// <summary>
/// The analogue for gradient flow of Arora et al. 2019, theorem 2: with one output and random balanced starts the margin it needs is as likely as
/// it says, and the flow from such starts is done within the two stages of the proof.
/// </summary>
/// <remarks>
/// Gradient descent at the learning rate of the theorem takes some 1e22 steps and cannot be run. What is followed is gradient flow over the same
/// time eta T; it says nothing of gradient descent. From a margin its convergence is provable, so what can fail here is the likelihood of the
/// margin, and the software.
/// </remarks>
public sealed class Theorem2 : Study
{
    private const string Text = "Arora et al. 2019, theorem 2, for gradient flow";
    private const string Law = "Arora et al. 2019, (38)";
    private const int Inputs = 100;

    // (||Phi|| / (s d_0))^2.
    private const double Smallness = 100;

    // The loss to reach, with ||Phi|| = 1.
    private const double Target = 1e-3;

    /// <inheritdoc/>
    public override string Id => "arora-2019/theorem-2";

    /// <inheritdoc/>
    public override string Title => "gradient flow from random balanced starts with one output: the margin's likelihood, and the two stages in time";

    /// <inheritdoc/>
    public override string Source => "Arora, Cohen, Golowich and Hu 2019, theorem 2 and appendix D.3, gradient flow instead of gradient descent";

    /// <inheritdoc/>
    public override StudyResult Run(StudyOptions options, IProgress<StudyProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        var isPaper = options.Scale == StudyScale.Paper;
        int[] depths = isPaper ? [2, 3, 5] : [2, 3];
        var stream = RandomStream.FromSeed(options.Seed).Named(Id);
        var target = Distributions.Sphere(stream.Named("target"), Inputs);
        progress?.Report(new StudyProgress(0, "margins of random starts"));
        var margins = Margins.Of(target, isPaper ? 100_000 : 10_000, stream.Named("starts"));
        var families = depths.Select((depth, place) =>
        {
            progress?.Report(new StudyProgress(0.1 + (0.9 * place / depths.Length), $"gradient flow, {depth} layers"));
            return Family.Of(depth, target, isPaper ? 40 : 10, stream.Named("flow"), cancellation);
        }).ToList();
        var rate = Statement.RateLimit(2, Inputs, Margins.Deviation, 1);
        return new StudyResult(
            [.. margins.Facts(), .. families.SelectMany(family => family.Facts())],
            [new NamedFigure("figure", Draw(families, margins))],
            [
                new Table("flows", ["depth", "start", "margin", "hasMargin", "timeToAnEighth", "timeToTarget", "boundToAnEighth", "boundToTarget"], [.. families.SelectMany(family => family.Rows())]),
            ],
            [
                $"Setting: gradient flow, not gradient descent. At the theorem's learning rate, {rate:G3} for N = 2, descent would take {Statement.Iterations(2, Inputs, Margins.Deviation, 1, rate, Target):G3} steps; the flow is followed for as long a time, rate times steps.",
                $"Setting: d_0 = {Inputs}, ||Phi|| = 1, s = ||Phi|| / (sqrt(a) d_0) with a = {Smallness}; the theorem's d'_0 and a are left open, its proof needs d_0 >= 20 and a >= 2.",
                "Loose: starts without the margin learn the target too, some later; the theorem speaks about fewer than half of all starts.",
            ]);
    }

    private static Figure Draw(IReadOnlyList<Family> families, Margins margins)
    {
        var first = families[0];
        return new Figure(
            [
                new LinePanel(
                [
                    .. first.Flows.Select((flow, place) => new Series(
                        flow.HasMargin ? (ReferenceEquals(flow, first.Flows.First(each => each.HasMargin)) ? "with the margin" : "")
                            : (ReferenceEquals(flow, first.Flows.First(each => !each.HasMargin)) ? "without the margin" : ""),
                        flow.Times,
                        flow.Losses)
                    {
                        Color = flow.HasMargin ? Palette.Blue : Palette.Vermillion,
                        Dash = flow.HasMargin ? Dash.Solid : Dash.Dashed,
                    }),
                    new Series("two stages of the theorem", first.BoundTimes, first.BoundTimes.Select(first.Bound)) { Color = Color.Black, Dash = Dash.DashDotted },
                ])
                {
                    Title = $"(a) gradient flow, N = {first.Depth}, d_{{0}} = {Inputs}",
                    X = new LogAxis("time = learning rate x steps", 0.1, 1e6),
                    Y = new LogAxis("loss l", 1e-8, 1),
                    ReferenceLines = [ReferenceLine.Horizontal(0.125, "||Phi||^{2} / 8"), ReferenceLine.Vertical(first.FirstStage), ReferenceLine.Vertical(first.Horizon, "eta T")],
                },
                new LinePanel(
                [
                    new Series("measured", Margins.Levels, margins.Shares) { Marker = Marker.Circle },
                    new Series("(38)", Margins.Levels, Margins.Levels.Select(_ => Statement.Probability(Inputs, Smallness))),
                ])
                {
                    Title = "(b) likelihood of a margin",
                    X = new LogAxis("margin / (s^{2} d_{0} / (2 ||Phi||))"),
                    Y = new LinearAxis("share of starts", 0, 0.6),
                    ReferenceLines = [ReferenceLine.Vertical(1)],
                },
            ],
            columns: 2);
    }

    /// <summary>How often random starts have a margin.</summary>
    private sealed record Margins(int Draws, IReadOnlyList<double> Shares, double WithinLengths)
    {
        /// <summary>Multiples of the margin that the theorem needs.</summary>
        public static IReadOnlyList<double> Levels { get; } = [.. Enumerable.Range(-6, 17).Select(k => Math.Pow(2, k / 2.0))];

        public static double Deviation { get; } = 1 / (Math.Sqrt(Smallness) * Inputs);

        public static double Needed { get; } = Statement.Margin(Inputs, Deviation, 1);

        public double Share => Shares[Levels.ToList().IndexOf(1)];

        public static Margins Of(double[] target, int draws, RandomStream stream)
        {
            var counts = new int[Levels.Count];
            var within = 0;
            var start = new double[Inputs];
            for (var draw = 0; draw < draws; draw++)
            {
                stream.Named("draw", draw).FillNormal<double>(start);
                var (distance, square) = (0.0, 0.0);
                for (var k = 0; k < Inputs; k++)
                {
                    var entry = Deviation * start[k];
                    square += entry * entry;
                    distance += (entry - target[k]) * (entry - target[k]);
                }

                // ||Phi|| is 1.
                var margin = 1 - Math.Sqrt(distance);
                for (var level = 0; level < counts.Length; level++)
                    counts[level] += margin >= Levels[level] * Needed ? 1 : 0;
                var mean = Deviation * Deviation * Inputs;
                within += square >= mean / 2 && square <= 2 * mean ? 1 : 0;
            }

            return new(draws, [.. counts.Select(count => (double)count / draws)], (double)within / draws);
        }

        public IEnumerable<Fact> Facts()
        {
            yield return new Fact($"starts with the margin s^2 d_0 / (2 ||Phi||) (share of {Draws})", Share, Relation.AtLeast, Statement.Probability(Inputs, Smallness), Law);
            yield return new Fact("and it is not above one half by more than chance", Share, Relation.AtMost, 0.5 + (2 / Math.Sqrt(Draws)), Law);
            yield return new Fact("starts with ||W(0)||^2 between s^2 d_0 / 2 and 2 s^2 d_0 (share)", WithinLengths, Relation.AtLeast, Lemma9.WithinFactorTwo(Inputs), "Arora et al. 2019, lemma 9");
        }
    }

    /// <summary>Flows from starts of one depth.</summary>
    private sealed record Family(int Depth, IReadOnlyList<Flow> Flows)
    {
        public double Rate => Statement.RateLimit(Depth, Inputs, Margins.Deviation, 1);

        /// <summary>eta t_0 of (40).</summary>
        public double FirstStage => Rate * Statement.FirstStage(Depth, Inputs, Margins.Deviation, 1, Rate);

        /// <summary>eta T.</summary>
        public double Horizon => Rate * Statement.Iterations(Depth, Inputs, Margins.Deviation, 1, Rate, Target);

        public IReadOnlyList<double> BoundTimes => [.. Enumerable.Range(0, 200).Select(k => Math.Pow(Horizon, k / 199.0))];

        public static Family Of(int depth, double[] target, int eachKind, RandomStream stream, CancellationToken cancellation)
        {
            var phi = new Matrix<double>(1, Inputs);
            target.CopyTo(phi.Span);
            var family = new Family(depth, []);
            var (flows, with, without) = (new List<Flow>(), 0, 0);
            for (var place = 0; with < eachKind || without < eachKind; place++)
            {
                var setting = new WhitenedTask(phi).From(
                    [Inputs, .. Enumerable.Repeat(2, depth - 1), 1], new BalancedInitialization(Margins.Deviation), family.Rate, stream.Named("depth", depth).Named("start", place));
                var margin = WhitenedTask.Margin(setting);
                if (margin >= Margins.Needed ? with++ < eachKind : without++ < eachKind)
                    flows.Add(Flow.Along(setting, margin, family.Horizon, cancellation));
            }

            return family with { Flows = flows };
        }

        /// <summary>The loss that the two stages of the theorem allow, from ||Phi||^2 / 2, after so much learning rate times steps.</summary>
        public double Bound(double time)
        {
            var exponent = 2.0 * (Depth - 1) / Depth;
            return time < FirstStage
                ? Math.Max(0.125, 0.5 * Math.Exp(-time * Math.Pow(Margins.Needed, exponent)))
                : 0.125 * Math.Exp(-(time - FirstStage) * Math.Pow(0.5, exponent));
        }

        public IEnumerable<Fact> Facts()
        {
            List<Flow> with = [.. Flows.Where(flow => flow.HasMargin)];
            yield return new Fact($"gradient flow, N = {Depth}: starts are balanced (largest imbalance over the square of the largest norm)", Flows.Max(flow => flow.Imbalance), Relation.AtMost, 1e-14, "Arora et al. 2019, procedure 1");
            yield return new Fact($"gradient flow, N = {Depth}: from {with.Count} starts with the margin the loss is ||Phi||^2 / 8 within the first stage (largest share of its time)", with.Max(flow => flow.TimeToEighth / FirstStage), Relation.AtMost, 1, Text);
            yield return new Fact($"gradient flow, N = {Depth}: where the margin is at least ||Phi|| / 2 (least)", with.Min(flow => flow.MarginAtEighth), Relation.AtLeast, 0.5 - 1e-9, Text);
            yield return new Fact($"gradient flow, N = {Depth}: and {Target:G1} within eta T (largest share of its time)", with.Max(flow => flow.TimeToTarget / Horizon), Relation.AtMost, 1, Text);
            yield return new Fact($"gradient flow, N = {Depth}: at all times the loss is at most l(0) exp(-2 c^(2-2/N) time) (largest ratio)", with.Max(flow => flow.LargestRatio), Relation.AtMost, 1 + 1e-8, "Arora et al. 2019, (10), for gradient flow");
            yield return new Fact($"gradient flow, N = {Depth}: balance is kept (largest imbalance at the end over the square of the largest norm)", Flows.Max(flow => flow.LastImbalance), Relation.AtMost, 1e-7, "Arora et al. 2019, section 3.2.2");
        }

        public IEnumerable<IReadOnlyList<object>> Rows() => Flows.Select((flow, place) =>
            (IReadOnlyList<object>)[Depth, place, flow.Margin, flow.HasMargin ? "yes" : "no", flow.TimeToEighth, flow.TimeToTarget, FirstStage, Horizon]);
    }

    /// <summary>The flow from one start.</summary>
    private sealed record Flow(double Margin, double Imbalance, double LastImbalance, double TimeToEighth, double MarginAtEighth, double TimeToTarget, double LargestRatio, IReadOnlyList<double> Times, IReadOnlyList<double> Losses)
    {
        // Below this the error of the flow's path decides.
        private const double Followed = 1e-8;

        public bool HasMargin => Margin >= Margins.Needed;

        public static Flow Along(DeepLinearSetting setting, double margin, double horizon, CancellationToken cancellation)
        {
            var (objective, start) = (setting.Run.Objective, setting.Run.Start);
            var depth = setting.Network.Depth;
            var path = new FlowPath(objective, start);
            var point = start.Clone();
            var (times, losses) = (new List<double> { 0 }, new List<double> { objective.Loss(start) });
            var eighth = new FlowPath(objective, start).TimeWhen(weights => objective.Loss(weights) - 0.125, horizon, point) ?? double.PositiveInfinity;

            // With ||Phi|| = 1 the margin is 1 - ||W - Phi|| = 1 - sqrt(2 l).
            var marginThere = 1 - Math.Sqrt(2 * objective.Loss(point));
            var target = new FlowPath(objective, start).TimeWhen(weights => objective.Loss(weights) - Target, horizon, point) ?? double.PositiveInfinity;
            var decay = 2 * Math.Pow(Math.Max(0, margin), 2.0 * (depth - 1) / depth);
            var ratio = 1.0;
            for (var k = -20; losses[^1] > Followed; k++)
            {
                cancellation.ThrowIfCancellationRequested();
                var time = Math.Pow(10, k / 20.0);
                if (time > horizon)
                    break;
                path.MoveTo(time, point);
                times.Add(time);
                losses.Add(objective.Loss(point));
                ratio = Math.Max(ratio, losses[^1] / (losses[0] * Math.Exp(-decay * time)));
            }

            return new(margin, Imbalances(setting, start), Imbalances(setting, point), eighth, marginThere, target, ratio, times, losses);
        }

        private static double Imbalances(DeepLinearSetting setting, Weights<double> weights) =>
            setting.Reduction.Imbalances(weights).Max() / Math.Pow(setting.Reduction.LayerNorms(weights).Max(), 2);
    }
}
