using Surefoot.Figures;
using Surefoot.Sweeps;
using Surefoot.Theory;
using Surefoot.Theory.Hu2020;

namespace Surefoot.Studies.Hu2020;

/// <summary>
/// Hu et al. 2020, theorem 5.1: from Gaussian starts whose width grows more slowly than the depth the loss does not move for
/// a thousand steps; from orthogonal starts of the same widths it is learned.
/// </summary>
public sealed class Theorem51 : Study
{
    private const string Text = "Hu et al. 2020, theorem 5.1";
    private const string Lemma = "Hu et al. 2020, lemma 5.3";
    private const string Finite = "Hu et al. 2020, theorem 5.1, for one start";
    private static readonly double[] Gammas = [1, 0.75, 0.5, 0.25, 0];

    /// <inheritdoc/>
    public override string Id => "hu-2020/theorem-5.1";

    /// <inheritdoc/>
    public override string Title => "Gaussian starts that are not wide for their depth do not move for exponentially many steps";

    /// <inheritdoc/>
    public override string Source => "Hu, Xiao and Pennington 2020, theorem 5.1 and lemma 5.3";

    /// <inheritdoc/>
    public override StudyResult Run(StudyOptions options, IProgress<StudyProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        var isPaper = options.Scale == StudyScale.Paper;
        var family = new StuckFamily(options.Seed);
        int[] depths = isPaper ? [50, 100, 200, 400] : [50, 100, 200];
        int[] productDepths = isPaper ? [50, 100, 150, 200, 300, 400, 600, 800] : [50, 100, 150, 200, 300, 400];
        int[] productWidths = [1, 2, 4, 8];
        int[] certifiedDepths = isPaper ? [50, 100, 150, 200, 300] : [50, 100, 200];
        int[] certifiedWidths = isPaper ? [1, 2, 3, 4] : [1, 2, 4];
        var draws = isPaper ? 40 : 12;
        var products = isPaper ? 400 : 200;

        var runs = new Runs(depths, draws, Sweep(family.Runs(Gammas, depths, draws), "runs", family.Run, StuckFamily.CostOfRun));
        var norms = new Norms(productWidths, productDepths, Sweep(
            family.Products(productWidths, productDepths, products), "products", (cell, token) => family.Product(cell, products, token), StuckFamily.CostOfProducts));
        var granted = new Certificates(certifiedWidths, certifiedDepths, draws, Sweep(
            family.Certificates(certifiedWidths, certifiedDepths, draws), "certificates", family.Certify, StuckFamily.CostOfProducts));
        var isComplete = new[] { runs.Results, norms.Results, granted.Results }.All(results => results.Done == results.Grid.Count);
        return new StudyResult(
            isComplete ? [.. FactsOf(runs), .. FactsOf(norms), .. FactsOf(granted)] : [],
            isComplete ? [new NamedFigure("figure", Draw(runs, norms, granted))] : [],
            isComplete ? [runs.Table, norms.Table, granted.Table] : [],
            [
                "Setting: X = I / sqrt(2), Y = diag(1, -1) / sqrt(2), hidden widths max(2, L^(1 - gamma)), sigma_i = 1, beta = 1 and eta = 2 / L, the limit of theorem 4.1; the theorem leaves all of it open.",
                "Setting: two-by-two orthogonal layers keep the sign of their determinant, and the target's is negative; so at width 2 about half of the orthogonal starts learn one of two directions only, and widths from 3 on are compared.",
                "Loose: the theorem's own constants say nothing at these depths (the measured c_1 L^gamma is below 4, or negative); the number of steps is that of the certificate from measured norms.",
            ])
        {
            IsComplete = isComplete,
        };

        SweepResults Sweep(Sweep sweep, string name, Func<Cell, CancellationToken, CellResult> run, Func<Cell, double> cost) =>
            StudySweep.Run(sweep, name, run, cost, options, progress, cancellation);
    }

    // Of 44 starts at each depth from 100 on, of three seeds, all were stuck at gamma = 1; at gamma = 0.25 one in twenty had come to 1e-18 only.
    private static IEnumerable<Fact> FactsOf(Runs runs)
    {
        foreach (var depth in runs.Depths.Where(depth => depth >= 100))
            yield return new Fact($"Gaussian, gamma = 1, depth {depth}: the loss stays between 0.4 and 0.6 ||Y||_F^2 for {StuckFamily.Steps} steps (share of {runs.Draws} starts)", runs.Stuck(StuckFamily.Gaussian, 1, depth), Relation.AtLeast, 0.9, Text);
        foreach (var gamma in new[] { 0.25, 0 })
        {
            yield return new Fact($"Gaussian, gamma = {gamma}: no run is stuck (largest share over depths)", runs.Depths.Max(depth => runs.Stuck(StuckFamily.Gaussian, gamma, depth)), Relation.Equal, 0, Text);
            yield return new Fact($"Gaussian, gamma = {gamma}: most runs learn the target (median last loss, largest over depths)", runs.Depths.Max(depth => Spread.Of(runs.Last(StuckFamily.Gaussian, gamma, depth)).Median), Relation.AtMost, 1e-20, Text);
        }

        yield return new Fact(
            "Gaussian: at every depth the share of stuck runs does not grow from gamma = 1 to 0.5 to 0 (largest rise)",
            runs.Depths.Max(depth => Math.Max(
                runs.Stuck(StuckFamily.Gaussian, 0.5, depth) - runs.Stuck(StuckFamily.Gaussian, 1, depth),
                runs.Stuck(StuckFamily.Gaussian, 0, depth) - runs.Stuck(StuckFamily.Gaussian, 0.5, depth))),
            Relation.AtMost, 0, Text);
        yield return new Fact("orthogonal, every gamma and depth: no run is stuck (largest share)", Gammas.Max(gamma => runs.Depths.Max(depth => runs.Stuck(StuckFamily.Orthogonal, gamma, depth))), Relation.Equal, 0, Text);
        yield return new Fact(
            "orthogonal, every width from 3 on: every run learns the target (largest last loss)",
            Gammas.SelectMany(gamma => runs.Depths.Where(depth => StuckFamily.Width(gamma, depth) >= 3).SelectMany(depth => runs.Last(StuckFamily.Orthogonal, gamma, depth))).Max(),
            Relation.AtMost, 1e-20, Text);

        // Half of the starts have the target's sign; of 36 runs or more the share is within 0.3 of that but once in 3000 times.
        double[] narrow = [.. runs.Depths.SelectMany(depth => runs.Last(StuckFamily.Orthogonal, 1, depth))];
        yield return new Fact(
            "orthogonal, width 2: half of the runs end with one of the two directions learned, at a loss of 0.25 (distance of their share from 1/2)",
            Math.Abs(narrow.Average(loss => Math.Abs(loss - 0.25) < 0.02 ? 1.0 : 0.0) - 0.5), Relation.AtMost, 0.3, Text);
    }

    private static IEnumerable<Fact> FactsOf(Norms norms)
    {
        // The slope is normal about its mean; four deviations leave it once in 16000 draws.
        foreach (var width in norms.Widths)
        {
            var (fit, deviation) = norms.Fit(width);
            var predicted = -Lemma53.MeanLogarithm(width);
            yield return new Fact(
                $"Gaussian, width {width}: -log ||A_L:1(0)|| grows by {fit.Slope:F5} a layer, {predicted:F5} for a fixed vector (difference in standard deviations)",
                Math.Abs(fit.Slope - predicted) / deviation, Relation.AtMost, 4, Lemma);
        }
    }

    private static IEnumerable<Fact> FactsOf(Certificates granted)
    {
        foreach (var (width, depth) in granted.Cells.Where(cell => cell.Width == 1 && cell.Depth >= 100 || cell.Depth >= 200))
        {
            yield return new Fact(
                $"width {width}, depth {depth}: the certificate grants more than {StuckFamily.Steps} steps (share of {granted.Draws} starts)",
                granted.Steps(width, depth).Average(steps => steps > StuckFamily.Steps ? 1.0 : 0.0), Relation.AtLeast, 0.5, Finite);
        }

        yield return new Fact("no certified run leaves the interval within its steps (number of them)", granted.Violations, Relation.Equal, 0, Finite);
        yield return new Fact("certified runs laid under the certificate (number of them)", granted.Certified, Relation.AtLeast, granted.Draws, Finite);
    }

    private static Figure Draw(Runs runs, Norms norms, Certificates granted)
    {
        var depth = runs.Depths.Max() >= 200 ? 200 : runs.Depths.Max();
        return new Figure(
            [
                new LinePanel(runs.Depths.Select((each, place) => new Series($"depth {each}", Gammas, Gammas.Select(gamma => runs.Stuck(StuckFamily.Gaussian, gamma, each))) { Marker = (Marker)(1 + place) })
                    .Append(new Series("orthogonal, all depths", Gammas, Gammas.Select(gamma => runs.Depths.Max(each => runs.Stuck(StuckFamily.Orthogonal, gamma, each)))) { Color = Color.Gray(0x55), Dash = Dash.Dashed }))
                {
                    Title = "(a) Gaussian runs that are stuck",
                    X = new LinearAxis("gamma, width = L^{1 - gamma}", 0, 1),
                    Y = new LinearAxis("share of starts", 0, 1),
                    Legend = LegendPlace.TopLeft,
                },
                new LinePanel(Gammas.Select((gamma, place) => Curves(runs, gamma, depth, place)))
                {
                    Title = $"(b) depth {depth}",
                    X = new LogAxis("step t", 1, StuckFamily.Steps),
                    Y = new LinearAxis("loss / ||Y||_{F}^{2}", 0, 1),
                    ReferenceLines = [ReferenceLine.Horizontal(0.4), ReferenceLine.Horizontal(0.6)],
                    Legend = LegendPlace.TopRight,
                },
                new LinePanel(norms.Widths.SelectMany((width, place) => Decay(norms, width, place)))
                {
                    Title = "(c) decay of products",
                    X = new LinearAxis("depth L", 0),
                    Y = new LinearAxis("-log ||A_{L:1}(0)||", 0),
                    Legend = LegendPlace.TopLeft,
                },
                new LinePanel(granted.Widths.Select((width, place) => Steps(granted, width, place)))
                {
                    Title = "(d) certified steps at learning rate 1",
                    X = new LinearAxis("depth L"),
                    Y = new LogAxis("T", 1e-2),
                    ReferenceLines = [ReferenceLine.Horizontal(StuckFamily.Steps, "1000")],
                    Legend = LegendPlace.TopLeft,
                },
            ],
            columns: 2);
    }

    private static Series Curves(Runs runs, double gamma, int depth, int place)
    {
        List<IReadOnlyList<double>> curves = [.. runs.Curves(StuckFamily.Gaussian, gamma, depth)];
        List<Spread> spreads = [.. Enumerable.Range(1, StuckFamily.Drawn.Count - 1).Select(k => Spread.Of(curves.Select(curve => curve[k])))];
        return new Series($"width {StuckFamily.Width(gamma, depth)}", StuckFamily.Drawn.Skip(1).Select(step => (double)step), spreads.Select(spread => spread.Median))
        {
            Color = Palette.ColorOf(place),
            Band = new Band(spreads.Select(spread => spread.Least), spreads.Select(spread => spread.Largest)),
        };
    }

    private static IEnumerable<Series> Decay(Norms norms, int width, int place)
    {
        var (fit, _) = norms.Fit(width);
        double[] depths = [.. norms.Depths.Select(depth => (double)depth)];
        yield return new Series($"width {width}", depths, norms.Depths.Select(depth => norms.Of(width, depth).Average()))
        {
            Color = Palette.ColorOf(place),
            Marker = (Marker)(1 + place),
            LineWidth = 0,
        };
        yield return new Series(place == 0 ? "slope of lemma 5.3" : "", depths, depths.Select(depth => fit.Intercept - (Lemma53.MeanLogarithm(width) * depth)))
        {
            Color = Palette.ColorOf(place),
            Dash = Dash.Dashed,
        };
    }

    private static Series Steps(Certificates granted, int width, int place)
    {
        List<Spread> spreads = [.. granted.Depths.Select(depth => Spread.Of(granted.Steps(width, depth)))];
        return new Series($"width {width}", granted.Depths.Select(depth => (double)depth), spreads.Select(spread => spread.Median))
        {
            Color = Palette.ColorOf(place),
            Marker = (Marker)(1 + place),
            Band = new Band(spreads.Select(spread => spread.Least), spreads.Select(spread => spread.Largest)),
        };
    }

    /// <summary>The runs by start, gamma and depth.</summary>
    private sealed record Runs(int[] Depths, int Draws, SweepResults Results)
    {
        private static readonly string[] Starts = [StuckFamily.Gaussian, StuckFamily.Orthogonal];

        public Table Table => new(
            "runs",
            ["start", "gamma", "depth", "width", "draw", "stuck", "lastLoss"],
            [
                .. Results.Records.Select(record => (IReadOnlyList<object>)
                [
                    .. Results.Grid.Axes.Select((_, axis) => (object)Results.Grid.Value(record.Index, axis).Text).SkipLast(1).Append(record.Result["width"].Text),
                    Results.Grid.Value(record.Index, 3).Whole, record.Result["stuck"].Text, record.Result["final"].Number,
                ]),
            ]);

        public double Stuck(string start, double gamma, int depth) => Cells(start, gamma, depth).Average(cell => cell["stuck"].Text == "true" ? 1.0 : 0.0);

        public IEnumerable<double> Last(string start, double gamma, int depth) => Cells(start, gamma, depth).Select(cell => cell["final"].Number);

        public IEnumerable<IReadOnlyList<double>> Curves(string start, double gamma, int depth) => Cells(start, gamma, depth).Select(cell => cell["curve"].Numbers);

        private IEnumerable<CellResult> Cells(string start, double gamma, int depth) => Enumerable.Range(0, Draws).Select(draw =>
            Results[Results.Grid.IndexOf(Array.IndexOf(Starts, start), Array.IndexOf(Gammas, gamma), Array.IndexOf(Depths, depth), draw)]!.Result);
    }

    /// <summary>-log ||A_{L:1}(0)|| by width and depth.</summary>
    private sealed record Norms(int[] Widths, int[] Depths, SweepResults Results)
    {
        public Table Table => new(
            "products",
            ["width", "depth", "draw", "minusLogNorm"],
            [.. from width in Widths from depth in Depths from pair in Of(width, depth).Select((value, draw) => (value, draw)) select (IReadOnlyList<object>)[width, depth, pair.draw, pair.value]]);

        public IReadOnlyList<double> Of(int width, int depth) =>
            Results[Results.Grid.IndexOf(Array.IndexOf(Widths, width), Array.IndexOf(Depths, depth))]!.Result["logarithms"].Numbers;

        // Each point is a mean over draws, of the variance that a fixed vector's logarithm has.
        public (LineFit Fit, double Deviation) Fit(int width) => LineFit.Of(
            [.. Depths.Select(depth => ((double)depth, Of(width, depth).Average()))],
            depth => depth * Lemma53.VarianceOfLogarithm(width) / Of(width, Depths[0]).Count);
    }

    /// <summary>The certified steps by width and depth.</summary>
    private sealed record Certificates(int[] Widths, int[] Depths, int Draws, SweepResults Results)
    {
        public IEnumerable<(int Width, int Depth)> Cells => from width in Widths from depth in Depths select (width, depth);

        public int Certified => Results.Records.Count(record => record.Result.Outcome == "certified");

        public int Violations => Results.Records.Count(record => record.Result.Outcome == "certified" && record.Result["violation"].Whole >= 0);

        public Table Table => new(
            "certificates",
            ["width", "depth", "draw", "certifiedSteps"],
            [.. from cell in Cells from draw in Enumerable.Range(0, Draws) select (IReadOnlyList<object>)[cell.Width, cell.Depth, draw, Steps(cell.Width, cell.Depth).ElementAt(draw)]]);

        public IEnumerable<double> Steps(int width, int depth) => Enumerable.Range(0, Draws).Select(draw =>
            Results[Results.Grid.IndexOf(Array.IndexOf(Widths, width), Array.IndexOf(Depths, depth), draw)]!.Result["T"].Number);
    }
}
