using System.Text.Json.Nodes;
using Surefoot.Figures;
using Surefoot.Initializations;
using Surefoot.Networks;
using Surefoot.Randomness;
using Surefoot.Sweeps;
using Surefoot.Theory;
using Axis = Surefoot.Sweeps.Axis;
using Grid = Surefoot.Figures.Grid;

namespace Surefoot.Studies.ZhaoXu2024;

/// <summary>
/// Zhao and Xu 2024, theorem 1 and 2 over depth: a Gaussian start follows the convex twin where its width is a multiple of its depth, an orthogonal
/// one at a width that does not depend on the depth.
/// </summary>
public sealed class Depth : Study
{
    private const string Text = "Zhao and Xu 2024, theorems 1 and 2";
    private const string Gaussian = "gaussian";
    private const string Orthogonal = "orthogonal";
    private const int Inputs = 8;
    private const int Outputs = 4;
    private const int Samples = 1000;

    // eta* beta of the twin at the learning rate of theorem 1, and the steps that are taken: the twin is then at a share of 1e-10 or less.
    private const double Step = 1;
    private const int Steps = 40;

    // epsilon of theorem 1.
    private const double Share = 0.45;

    // Below this distance from the twin, over the distance of the start from W*, a network counts as following it.
    private const double Following = 0.5;

    // A width that is enough for orthogonal starts of every depth on these data, and the multiples of the depth that are for Gaussian ones.
    private const int Fixed = 96;
    private const int FollowingMultiple = 8;
    private const int ConvergingMultiple = 32;

    // The two-layer network of either start is the exception: a single product of hidden layers has nothing to gather.
    private const int Shallow = 4;

    /// <inheritdoc/>
    public override string Id => "zhao-xu-2024/depth";

    /// <inheritdoc/>
    public override string Title => "the width at which networks follow their twins grows with the depth from Gaussian starts, not from orthogonal ones";

    /// <inheritdoc/>
    public override string Source => "Zhao and Xu 2024, theorems 1 and 2";

    /// <inheritdoc/>
    public override StudyResult Run(StudyOptions options, IProgress<StudyProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        var isPaper = options.Scale == StudyScale.Paper;
        var draws = isPaper ? 20 : 10;
        int[] depths = isPaper ? [2, 4, 8, 16, 32, 64] : [2, 4, 8, 16, 32];
        int[] widths = isPaper ? [12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024] : [12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512];
        var stream = RandomStream.FromSeed(options.Seed).Named(Id);
        var task = new TwinTask(Inputs, Outputs, Samples, stream.Named("data"));
        var sweep = new Sweep(
            new JsonObject { ["experiment"] = Id, ["seed"] = options.Seed, ["inputs"] = Inputs, ["outputs"] = Outputs, ["samples"] = Samples, ["step"] = Step, ["share"] = Share, ["steps"] = Steps, ["draws"] = draws },
            new Axis("start", Gaussian, Orthogonal),
            new Axis("depth", depths.Select(depth => (CellValue)(long)depth)),
            new Axis("width", widths.Select(width => (CellValue)(long)width)));
        var results = StudySweep.Run(sweep, "runs", (cell, token) => Run(task, cell, draws, stream, token), Cost, options, progress, cancellation);
        var isComplete = results.Done == results.Grid.Count;
        if (!isComplete)
            return new([], [], [], []) { IsComplete = false };
        var (gaussian, orthogonal) = (new Map(Gaussian, depths, widths, results), new Map(Orthogonal, depths, widths, results));
        return new StudyResult(
            [.. FactsOf(gaussian, orthogonal)],
            [new NamedFigure("figure", Draw(gaussian, orthogonal))],
            [new Table("runs", ["start", "depth", "width", "draw", "largestDistance", "theorem1Holds"], [.. gaussian.Rows(), .. orthogonal.Rows()])],
            [
                $"Setting: data as in appendix G, of {Inputs} inputs, {Outputs} outputs and {Samples} samples; eta = n_N / (N beta) as in theorem 1, {Steps} steps, epsilon = {Share} there; the theorems leave the constants of their widths open, and the multiples of the depth are chosen here.",
                $"Setting: a network follows its twin where the median over {draws} starts of max_t ||V(t) - W(t)||_X is at most {Following} ||V(0) - W*||_X.",
                $"Setting: borders are fitted from depth {Shallow} on; two layers need less width from either start.",
            ]);
    }

    private static IEnumerable<Fact> FactsOf(Map gaussian, Map orthogonal)
    {
        // On three data sets, ten starts each: slopes 1.13 to 1.22 and 0.05 to 0.13, borders up to 1.34 times as wide.
        var (borderOfGaussian, borderOfOrthogonal) = (gaussian.Border(), orthogonal.Border());
        yield return new Fact($"Gaussian: the width at which networks follow their twins grows like the power s of the depth ({Told(borderOfGaussian)})", borderOfGaussian.Slope, Relation.AtLeast, 0.7, Text);
        yield return new Fact("Gaussian: and not much faster than linearly", borderOfGaussian.Slope, Relation.AtMost, 1.5, Text);
        yield return new Fact($"orthogonal: that width hardly depends on the depth ({Told(borderOfOrthogonal)})", Math.Abs(borderOfOrthogonal.Slope), Relation.AtMost, 0.3, Text);
        yield return new Fact("orthogonal: the largest such width over the smallest", borderOfOrthogonal.Spread, Relation.AtMost, 2, Text);

        // There 1.15 to 1.41, 1.23 to 1.29, and 2.9 and more.
        int[] deep = [.. gaussian.Depths.Where(depth => depth >= Shallow)];
        yield return new Fact($"Gaussian, width {FollowingMultiple} N: the distance from the twin stays as it is (median, largest over smallest of depths from {Shallow} on)", Ratio(deep.Select(depth => gaussian.Median(depth, FollowingMultiple * depth))), Relation.AtMost, 2, Text);
        yield return new Fact($"orthogonal, width {Fixed}: so it does (median, largest over smallest)", Ratio(deep.Select(depth => orthogonal.Median(depth, Fixed))), Relation.AtMost, 2, Text);
        yield return new Fact($"Gaussian, width {Fixed}: it grows with the depth (median at depth {deep[^1]} over that at {Shallow})", gaussian.Median(deep[^1], Fixed) / gaussian.Median(Shallow, Fixed), Relation.AtLeast, 2, Text);

        // There 0.6 to 0.9, 1, and 0.
        var conclusion = $"Zhao and Xu 2024, theorem 1, epsilon = {Share}";
        yield return new Fact($"Gaussian, width {ConvergingMultiple} N: theorem 1's rate is kept (least share of starts over depths)", gaussian.Depths.Where(depth => gaussian.Widths.Contains(ConvergingMultiple * depth)).Min(depth => gaussian.Keeps(depth, ConvergingMultiple * depth)), Relation.AtLeast, 0.4, conclusion);
        yield return new Fact($"orthogonal, width {Fixed}: and so it is (least share over depths)", orthogonal.Depths.Min(depth => orthogonal.Keeps(depth, Fixed)), Relation.AtLeast, 0.8, conclusion);
        yield return new Fact($"Gaussian, width {Fixed}, depth 16 and more: it is not (largest share)", gaussian.Depths.Where(depth => depth >= 16).Max(depth => gaussian.Keeps(depth, Fixed)), Relation.AtMost, 0.2, conclusion);
    }

    private static double Ratio(IEnumerable<double> values)
    {
        double[] all = [.. values];
        return all.Max() / all.Min();
    }

    private static string Told(Transition transition) =>
        $"s = {transition.Slope:F2} +- {transition.Interval:F2}: {string.Join(", ", transition.Border.Select(point => $"{point.Width:F0} at {point.Depth}"))}";

    private static CellResult Run(TwinTask task, Cell cell, int draws, RandomStream stream, CancellationToken cancellation)
    {
        var (start, depth, width) = (cell["start"].Text, (int)cell["depth"].Whole, (int)cell["width"].Whole);
        Initialization<DeepLinearNetwork> initialization = start == Gaussian ? new GaussianInitialization() : new OrthogonalInitialization();
        var own = stream.Named(start).Named("depth", depth).Named("width", width);
        var (distances, keeps) = (new double[draws], new double[draws]);
        for (var draw = 0; draw < draws; draw++)
        {
            var trace = TwinTrace.Of(task.Setting(initialization, depth, width, Step, own.Named("draw", draw)), Steps, cancellation);
            distances[draw] = trace.LargestDistance;
            keeps[draw] = trace.FallsBy((1 - Share) / task.Curvature.ConditionNumber) ? 1 : 0;
        }

        return CellResult.Of("completed").With("distances", CellValue.List(distances)).With("keeps", CellValue.List(keeps));
    }

    private static double Cost(Cell cell)
    {
        var width = cell["start"].Text == Orthogonal ? 15.0 : cell["width"].Whole;
        return cell["depth"].Whole * (1000 + (width * width));
    }

    private static Figure Draw(Map gaussian, Map orthogonal)
    {
        double[] depths = [.. gaussian.Depths.Select(depth => (double)depth)];
        (string Name, Map Map, Func<int, int> Width)[] families =
        [
            ($"Gaussian, width {Fixed}", gaussian, _ => Fixed),
            ($"Gaussian, width {FollowingMultiple} N", gaussian, depth => FollowingMultiple * depth),
            ($"Gaussian, width {ConvergingMultiple} N", gaussian, depth => ConvergingMultiple * depth),
            ($"orthogonal, width {Fixed}", orthogonal, _ => Fixed),
        ];
        return new Figure(
            [
                gaussian.Panel("(a) Gaussian"),
                orthogonal.Panel("(b) orthogonal"),
                new LinePanel(families.Select((family, place) =>
                {
                    int[] known = [.. gaussian.Depths.Where(depth => gaussian.Widths.Contains(family.Width(depth)))];
                    List<Spread> spreads = [.. known.Select(depth => Spread.Of(family.Map.Distances(depth, family.Width(depth))))];
                    return new Series(family.Name, known.Select(depth => (double)depth), spreads.Select(spread => spread.Median))
                    {
                        Marker = (Marker)(1 + place),
                        Band = new Band(spreads.Select(spread => spread.Least), spreads.Select(spread => spread.Largest)),
                    };
                }))
                {
                    Title = "(c) distance from the twin",
                    X = new LogAxis("depth N"),
                    Y = new LogAxis("max_{t} ||V - W||_{X} / ||V(0) - W*||_{X}", 0.01, 10),
                    Legend = LegendPlace.TopLeft,
                },
                new LinePanel(families.Select((family, place) =>
                {
                    int[] known = [.. gaussian.Depths.Where(depth => gaussian.Widths.Contains(family.Width(depth)))];
                    return new Series(family.Name, known.Select(depth => (double)depth), known.Select(depth => family.Map.Keeps(depth, family.Width(depth)))) { Marker = (Marker)(1 + place) };
                }))
                {
                    Title = "(d) theorem 1's rate is kept",
                    X = new LogAxis("depth N"),
                    Y = new LinearAxis("share of starts", 0, 1.05),
                    Legend = LegendPlace.None,
                },
            ],
            columns: 2);
    }

    /// <summary>Distances from the twin and theorem 1's verdicts of one start over depth and width.</summary>
    private sealed record Map(string Start, int[] Depths, int[] Widths, SweepResults Results)
    {
        public IReadOnlyList<double> Distances(int depth, int width) => At(depth, width)["distances"].Numbers;

        public double Median(int depth, int width) => Spread.Of(Distances(depth, width)).Median;

        public double Keeps(int depth, int width) => At(depth, width)["keeps"].Numbers.Average();

        public Transition Border() => Transition.Of([.. Depths.Where(depth => depth >= Shallow)], Widths, (depth, width) => Math.Log10(Median(depth, width)), Math.Log10(Following));

        public HeatMapPanel Panel(string title)
        {
            var border = Border().Border;
            return new HeatMapPanel(Grid.Of(Depths.Select(depth => (double)depth), Widths.Select(width => (double)width), (depth, width) => Math.Log10(Median((int)depth, (int)width))))
            {
                Title = title,
                X = new LogAxis("depth N"),
                Y = new LogAxis("width n"),
                Values = new LinearAxis("log_{10}(distance from the twin)", -2, 0),
                Overlays = border.Count < 2 ? [] : [new Series("", border.Select(point => (double)point.Depth), border.Select(point => point.Width))],
            };
        }

        public IEnumerable<IReadOnlyList<object>> Rows() =>
            from depth in Depths
            from width in Widths
            let cell = At(depth, width)
            from draw in Enumerable.Range(0, cell["distances"].Numbers.Count)
            select (IReadOnlyList<object>)[Start, depth, width, draw, cell["distances"].Numbers[draw], cell["keeps"].Numbers[draw] == 1 ? "yes" : "no"];

        private CellResult At(int depth, int width) =>
            Results[Results.Grid.IndexOf(Start == Gaussian ? 0 : 1, Array.IndexOf(Depths, depth), Array.IndexOf(Widths, width))]!.Result;
    }
}
