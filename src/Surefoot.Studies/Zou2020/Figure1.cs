using Surefoot.Figures;
using Surefoot.Initializations;
using Surefoot.Networks;
using Surefoot.Randomness;
using Surefoot.Reductions;
using Surefoot.Theory;
using Surefoot.Theory.Zou2020;

namespace Surefoot.Studies.Zou2020;

/// <summary>
/// Zou et al. 2020, figure 1: three transformations at the ends of a linear residual network, on targets near -X (a, b); residual networks beside
/// standard ones of growing depth (c, d).
/// </summary>
public sealed class Figure1 : Study
{
    private const string Text = "Zou et al. 2020, section 5 and figure 1";
    private const int Layers = 10;
    private const int Steps = 1000;
    private const int LongSteps = 6000;
    private const int DepthSteps = 300;
    private const double Share = 0.3;

    // At width 40 draws of A and B differ: of ten, the largest ratio of depths at the last step was 3.3, and the residual network's share of the standard
    // one's relative gap up to 0.011.
    private static readonly Dictionary<int, (double Alike, double Ahead)> Limits = new() { [40] = (5, 0.05), [200] = (3, 0.01) };

    private static readonly (int Width, double Rate)[] Transformations = [(40, 1e-5), (200, 3e-6)];

    /// <inheritdoc/>
    public override string Id => "zou-2020/figure-1";

    /// <inheritdoc/>
    public override string Title => "the identity transformation stalls where others converge; residual networks do not slow down with depth";

    /// <inheritdoc/>
    public override string Source => "Zou, Long and Gu 2020, figure 1 and section 5";

    /// <inheritdoc/>
    public override StudyResult Run(StudyOptions options, IProgress<StudyProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        var stream = RandomStream.FromSeed(options.Seed).Named(Id);
        var task = new OppositeTask(stream.Named("data"));
        var isPaper = options.Scale == StudyScale.Paper;
        progress?.Report(new StudyProgress(0, "transformations"));
        List<Ends> ends = [.. Transformations.Select(each => Ends.Of(task, stream.Named("width", each.Width), each.Width, each.Rate, cancellation))];
        progress?.Report(new StudyProgress(0.1, "the plateau, without noise and for longer"));
        var exact = new OppositeTask(stream.Named("data"), noise: 0);
        var without = OppositeTask.Gaps(exact.Prepare(new IdentityTransformation(), 40, Layers, new ZeroInitialization(), stream), 1e-5, LongSteps, cancellation);
        var with = OppositeTask.Gaps(task.Prepare(new IdentityTransformation(), 40, Layers, new ZeroInitialization(), stream), 1e-5, LongSteps, cancellation);
        var outside = OutsideBlock(task, stream, cancellation);
        progress?.Report(new StudyProgress(0.2, "depths"));
        (int Width, int[] Depths, int Draws)[] depths = isPaper ? [(40, [5, 10, 20], 3), (200, [10, 50, 100], 1)] : [(40, [5, 10, 20], 1), (200, [10, 30], 1)];
        List<Deep> deep = [];
        foreach (var (width, list, draws) in depths)
        {
            for (var draw = 0; draw < draws; draw++)
            {
                deep.Add(Deep.Of(task, stream.Named("deep", width).Named("draw", draw), width, list, cancellation));
                progress?.Report(new StudyProgress(0.2 + (0.8 * deep.Count / depths.Sum(each => each.Draws)), "depths"));
            }
        }

        return new StudyResult(
            [.. ends.SelectMany(each => FactsOf(task, each)), .. FactsOfPlateau(task, exact, without, with, outside), .. deep.SelectMany(FactsOf)],
            [new NamedFigure("figure", Draw(task, ends, [.. deep.DistinctBy(each => each.Width)])), new NamedFigure("plateau", DrawPlateau(task, exact, without, with))],
            [
                new Table("transformations", ["width", "transformation", "step", "gap"], [.. ends.SelectMany(each => each.Rows)]),
                new Table("depths", ["width", "network", "depth", "step", "relativeGap"], [.. deep.SelectMany(each => each.Rows)]),
            ],
            [
                $"Setting: the text gives no learning rate; {Transformations[0].Rate} for width 40 and {Transformations[1].Rate} for width 200 are used, the largest half decades at which all three run.",
                "Setting: the scale of the modified identity is not given; sqrt(m/k), the norm of the identity's B, is used. With scale 1 at width 200 it is slower than the Gaussian transformation.",
                "Drawn are gaps L(t) - L*; the text says training loss, whose floor is L*.",
                $"Setting: depths but the largest, and learning rates, are not given for (c) and (d); eta = {Share}/(L lambda_A^2 lambda_B^2 ||X||^2) for all.",
                "That the identity transformation gets stuck is true on the plotted horizon: with noise in the targets it leaves its plateau later (figure plateau), without it never.",
            ]);
    }

    private static IEnumerable<Fact> FactsOf(OppositeTask task, Ends ends)
    {
        var name = $"width {ends.Width}";
        yield return new Fact($"{name}: after {Steps} steps the identity transformation is still at the loss of the zero map (L / (||Y||^2/2))", (ends.Identity[^1] + task.OptimalLoss) / task.ZeroLoss, Relation.AtLeast, 0.95, Text);
        yield return new Fact($"{name}: the modified identity converges (gap / (||Y||^2/2))", ends.Modified[^1] / task.ZeroLoss, Relation.AtMost, 1e-6, Text);
        yield return new Fact($"{name}: and so does every Gaussian transformation (largest)", ends.Gaussian.Max(gaps => gaps[^1]) / task.ZeroLoss, Relation.AtMost, 1e-6, Text);
        yield return new Fact($"{name}: the modified identity starts lower than every Gaussian one (largest ratio of first gaps)", ends.Gaussian.Max(gaps => ends.Modified[0] / gaps[0]), Relation.Below, 1, Text);
        yield return new Fact($"{name}: with scale sqrt(m/k) it is ahead of them after 10 steps (largest ratio of gaps)", ends.Gaussian.Max(gaps => ends.Modified[10] / gaps[10]), Relation.Below, 1, Text);
        if (ends.Width == 200)
            yield return new Fact($"{name}: with scale 1 it is behind them after 10 steps (least ratio of gaps)", ends.Gaussian.Min(gaps => ends.UnitScale[10] / gaps[10]), Relation.Above, 1, Text);
        yield return new Fact($"{name}: theorem 3.1 is far from applying to any of them (largest share of what it asks of A and B)", ends.LargestShare, Relation.Below, 1, Text);
    }

    private static IEnumerable<Fact> FactsOfPlateau(OppositeTask task, OppositeTask exact, double[] without, double[] with, double outside)
    {
        yield return new Fact("with the identity transformation nothing moves outside the leading 10 x 10 blocks of a width of 40 (largest entry)", outside, Relation.Equal, 0, "Zou et al. 2020, section 5.1");
        yield return new Fact($"without noise the identity transformation never leaves its plateau (least L / (||Y||^2/2) in {LongSteps} steps)", (without.Min() + exact.OptimalLoss) / exact.ZeroLoss, Relation.AtLeast, 0.999, Text);
        yield return new Fact($"with noise it does, after the plotted steps (L / (||Y||^2/2) at step {LongSteps}, width 40)", (with[^1] + task.OptimalLoss) / task.ZeroLoss, Relation.AtMost, 0.9, Text);
    }

    private static IEnumerable<Fact> FactsOf(Deep deep)
    {
        var name = $"width {deep.Width}";
        double[] early = [.. Enumerable.Range(0, 101).Select(step => deep.Residual.Max(curve => curve[step]) / deep.Residual.Min(curve => curve[step]))];
        yield return new Fact($"{name}: relative gaps of residual networks of depths {Told(deep)} agree up to step 100 (largest ratio)", early.Max(), Relation.AtMost, 1.5, Text);
        yield return new Fact($"{name}: and at step {DepthSteps}", deep.Residual.Max(curve => curve[^1]) / deep.Residual.Min(curve => curve[^1]), Relation.AtMost, Limits[deep.Width].Alike, Text);
        yield return new Fact(
            $"{name}: standard networks get worse with every depth at step {DepthSteps} (least ratio of a relative gap to that of the depth before)",
            Enumerable.Range(1, deep.Depths.Length - 1).Min(i => deep.Standard[i][^1] / deep.Standard[i - 1][^1]), Relation.Above, 1, Text);
        yield return new Fact($"{name}: at depth {deep.Depths[^1]} the residual network's relative gap is a small share of the standard one's", deep.Residual[^1][^1] / deep.Standard[^1][^1], Relation.AtMost, Limits[deep.Width].Ahead, Text);
    }

    private static string Told(Deep deep) => string.Join(", ", deep.Depths);

    // Twenty dense steps, where zeros stay zeros bit for bit.
    private static double OutsideBlock(OppositeTask task, RandomStream stream, CancellationToken cancellation)
    {
        var dense = task.Prepare(new IdentityTransformation(), 40, 2, new ZeroInitialization(), stream, ReductionMode.Off);
        OppositeTask.Gaps(dense, 1e-5, 20, cancellation);
        var largest = 0.0;
        foreach (var layer in dense.Start.Layers)
        {
            for (var i = 0; i < layer.Rows; i++)
            {
                for (var j = i < OppositeTask.Dimension ? OppositeTask.Dimension : 0; j < layer.Columns; j++)
                    largest = Math.Max(largest, Math.Abs(layer[i, j]));
            }
        }

        return largest;
    }

    private static Figure Draw(OppositeTask task, IReadOnlyList<Ends> ends, IReadOnlyList<Deep> deep) => new(
        [
            .. ends.Select((each, place) => new LinePanel(
            [
                Curve("identity", each.Identity, 1), Curve("modified identity", each.Modified, 1), Curve("Gaussian", each.Gaussian[0], 1) with { Band = new Band(Least(each.Gaussian), Most(each.Gaussian)) },
            ])
            {
                Title = $"({(char)('a' + place)}) transformations, m = {each.Width}",
                X = new LogAxis("step t", 1),
                Y = new LogAxis("L(t) - L^{*}", 1e-10, 1e5),
                ReferenceLines = [ReferenceLine.Horizontal(task.ZeroLoss)],
            }),
            .. deep.Select((each, place) => new LinePanel(
            [
                Curve($"residual, L = {each.Depths[^1]}", each.Residual[^1]),
                .. each.Depths.Select((depth, i) => Curve($"standard, L = {depth}", each.Standard[i])),
            ])
            {
                Title = $"({(char)('c' + place)}) depths, m = {each.Width}",
                X = new LinearAxis("step t"),
                Y = new LogAxis("(L(t) - L^{*}) / (L(0) - L^{*})", each.Width == 40 ? 1e-5 : 1e-15, 2),
                Legend = LegendPlace.BottomLeft,
            }),
        ],
        columns: 2);

    private static Figure DrawPlateau(OppositeTask task, OppositeTask exact, double[] without, double[] with) => new(
        [
            new LinePanel(
            [
                Curve("Y = -X + 0.1 E", [.. with.Select(gap => (gap + task.OptimalLoss) / task.ZeroLoss)]),
                Curve("Y = -X", [.. without.Select(gap => (gap + exact.OptimalLoss) / exact.ZeroLoss)]),
            ])
            {
                Title = "identity transformation, m = 40",
                X = new LinearAxis("step t"),
                Y = new LinearAxis("L(t) / (||Y||^{2}/2)", 0, 2),
                Legend = LegendPlace.BottomLeft,
                ReferenceLines = [ReferenceLine.Horizontal(1), ReferenceLine.Vertical(Steps, "figure 1")],
            },
        ]);

    // Zero, which a run may reach, has no place on a logarithmic axis.
    private static Series Curve(string name, double[] values, int first = 0) =>
        new(name, Enumerable.Range(first, values.Length - first).Select(step => (double)step), values.Skip(first).Select(value => Math.Max(value, 1e-300)));

    private static IEnumerable<double> Least(IReadOnlyList<double[]> curves) => Enumerable.Range(1, curves[0].Length - 1).Select(step => Math.Max(1e-300, curves.Min(curve => curve[step])));

    private static IEnumerable<double> Most(IReadOnlyList<double[]> curves) => Enumerable.Range(1, curves[0].Length - 1).Select(step => Math.Max(1e-300, curves.Max(curve => curve[step])));

    /// <summary>The gaps of one width with each of the transformations.</summary>
    private sealed record Ends(int Width, double[] Identity, double[] Modified, double[] UnitScale, IReadOnlyList<double[]> Gaussian, double LargestShare)
    {
        private const int Draws = 3;

        public IEnumerable<IReadOnlyList<object>> Rows =>
            from curve in new[] { ("identity", Identity), ("modified-identity", Modified), ("modified-identity, scale 1", UnitScale), ("gaussian", Gaussian[0]) }
            from step in Enumerable.Range(0, Steps + 1)
            select (IReadOnlyList<object>)[Width, curve.Item1, step, curve.Item2[step]];

        public static Ends Of(OppositeTask task, RandomStream stream, int width, double rate, CancellationToken cancellation)
        {
            var share = 0.0;
            return new(
                width,
                Run(new IdentityTransformation(), stream),
                Run(new ModifiedIdentityTransformation(), stream),
                Run(new ModifiedIdentityTransformation(1), stream),
                [.. Enumerable.Range(0, Draws).Select(draw => Run(new GaussianTransformation(), stream.Named("draw", draw)))],
                share);

            double[] Run(Transformation transformation, RandomStream from)
            {
                var run = task.Prepare(transformation, width, Layers, new ZeroInitialization(), from);
                var conditioning = new Theorem31().Certify(task.Setting(run, rate)).Assumptions[1];
                share = Math.Max(share, conditioning.Margin);
                return OppositeTask.Gaps(run, rate, Steps, cancellation);
            }
        }
    }

    /// <summary>Relative gaps of residual and standard networks of one width between the same ends, a curve for each depth.</summary>
    private sealed record Deep(int Width, int[] Depths, IReadOnlyList<double[]> Residual, IReadOnlyList<double[]> Standard)
    {
        public IEnumerable<IReadOnlyList<object>> Rows =>
            from kind in new[] { ("residual", Residual), ("standard", Standard) }
            from i in Enumerable.Range(0, Depths.Length)
            from step in Enumerable.Range(0, DepthSteps + 1)
            select (IReadOnlyList<object>)[Width, kind.Item1, Depths[i], step, kind.Item2[i][step]];

        public static Deep Of(OppositeTask task, RandomStream stream, int width, int[] depths, CancellationToken cancellation)
        {
            return new(width, depths, [.. depths.Select(depth => Run(depth, new ZeroInitialization()))], [.. depths.Select(depth => Run(depth, new StandardInitialization()))]);

            double[] Run(int depth, Initialization<LinearResidualNetwork> start)
            {
                var run = task.Prepare(new GaussianTransformation(), width, depth, start, stream);
                var gaps = OppositeTask.Gaps(run, task.Rate(run.Reduction.Full, Share), DepthSteps, cancellation);
                return [.. gaps.Select(gap => gap / gaps[0])];
            }
        }
    }
}
