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

    // Below these L^gamma does not tell depths apart that can be drawn.
    private static readonly double[] NarrowGammas = [1, 0.75, 0.5];

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

        int[] blockDepths = isPaper ? [200, 400, 800, 1600, 3200] : [200, 400, 800];

        var runs = new Runs(depths, draws, Sweep(family.Runs(Gammas, depths, draws), "runs", family.Run, StuckFamily.CostOfRun, 0, 0.6));
        var norms = new Norms(productWidths, productDepths, Sweep(
            family.Products(productWidths, productDepths, products),
            "products",
            (cell, token) => family.Product((int)cell["width"].Whole, (int)cell["depth"].Whole, products, token),
            StuckFamily.CostOfProducts,
            0.6,
            0.62));
        var narrowing = new Narrowing(productDepths, Sweep(
            family.NarrowingProducts(NarrowGammas, productDepths, products),
            "products by gamma",
            (cell, token) => family.Product(StuckFamily.Width(cell["gamma"].Number, (int)cell["depth"].Whole), (int)cell["depth"].Whole, products, token),
            StuckFamily.CostOfNarrowing,
            0.62,
            0.65));
        var blocks = new Norms([2], blockDepths, Sweep(
            family.Blocks([2], blockDepths, draws), "blocks", (cell, token) => family.Block(cell, draws, token), StuckFamily.CostOfProducts, 0.65, 0.7));
        var granted = new Certificates(certifiedWidths, certifiedDepths, draws, Sweep(
            family.Certificates(certifiedWidths, certifiedDepths, draws), "certificates", family.Certify, StuckFamily.CostOfProducts, 0.7, 1));
        var isComplete = new[] { runs.Results, norms.Results, narrowing.Results, blocks.Results, granted.Results }.All(results => results.Done == results.Grid.Count);
        return new StudyResult(
            isComplete ? [.. FactsOf(runs), .. FactsOfDecay(norms, narrowing, blocks), .. FactsOf(granted)] : [],
            isComplete ? [new NamedFigure("figure", Draw(runs, narrowing, granted))] : [],
            isComplete ? [runs.Table, norms.Table("products", "minusLogNorm"), narrowing.Table, blocks.Table("blocks", "minusLogLargestNorm"), granted.Table] : [],
            [
                "Setting: X = I / sqrt(2), Y = diag(1, -1) / sqrt(2), hidden widths max(2, L^(1 - gamma)), sigma_i = 1, beta = 1 and eta = 2 / L, the limit of theorem 4.1; the theorem leaves all of it open.",
                "Setting: two-by-two orthogonal layers keep the sign of their determinant, and the target's is negative; so at width 2 about half of the orthogonal starts learn one of two directions only, and widths from 3 on are compared.",
                "Loose: the theorem's own constants say nothing at these depths (the measured c_1 L^gamma is below 4, or negative); the number of steps is that of the certificate from measured norms.",
            ])
        {
            IsComplete = isComplete,
        };

        SweepResults Sweep(Sweep sweep, string name, Func<Cell, CancellationToken, CellResult> run, Func<Cell, double> cost, double from, double to) =>
            StudySweep.Run(sweep, name, run, cost, options, progress.Part(from, to), cancellation);
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

    private static IEnumerable<Fact> FactsOfDecay(Norms norms, Narrowing narrowing, Norms blocks)
    {
        // A slope is normal about its mean; four deviations leave it once in 16000 draws.
        foreach (var width in norms.Widths)
        {
            var (fit, deviation) = norms.Fit(width);
            var predicted = -Lemma53.MeanLogarithm(width);
            yield return new Fact(
                $"Gaussian, width {width}: -log ||A_L:1(0)|| grows by {fit.Slope:F5} a layer, {predicted:F5} for a fixed vector (difference in standard deviations)",
                Math.Abs(fit.Slope - predicted) / deviation, Relation.AtMost, 4, Lemma);
        }

        // At gamma = 1 the width is 2 at every depth.
        foreach (var gamma in NarrowGammas.Where(gamma => gamma < 1))
        {
            var (fit, deviation) = narrowing.Fit(gamma);
            var (from, to) = (narrowing.Depths[0], narrowing.Depths[^1]);
            yield return new Fact(
                $"Gaussian, gamma = {gamma}, width {StuckFamily.Width(gamma, from)} at depth {from} to {StuckFamily.Width(gamma, to)} at {to}: -log ||A_L:1(0)|| grows by {fit.Slope:F3} +- {1.96 * deviation:F3} for every 1 that lemma 5.3 has for a fixed vector, about L^gamma / 2 (difference from 1 in standard deviations)",
                Math.Abs(fit.Slope - 1) / deviation, Relation.AtMost, 4, Lemma);
        }

        var lambda = LineFit.Of([.. blocks.Depths.SelectMany(depth => blocks.Of(2, depth).Select(value => ((double)depth, value)))]);
        yield return new Fact(
            $"Gaussian, width 2: Lambda = -log max ||A_j:i(0)|| over j - i >= L / 10 grows by {lambda.Slope:F4} +- {lambda.Interval:F4} a layer, in the limit {-Lemma53.MeanLogarithm(2) / 10:F4} (lower end of the interval)",
            lambda.Slope - lambda.Interval, Relation.Above, 0, Lemma);
        var deepest = blocks.Depths[^1];
        yield return new Fact(
            $"Gaussian, width 2, depth {deepest}: every product with j - i >= L / 10 is small (median of Lambda)", Spread.Of(blocks.Of(2, deepest)).Median, Relation.AtLeast, 4, Lemma);
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

    private static Figure Draw(Runs runs, Narrowing narrowing, Certificates granted)
    {
        var depth = runs.Depths.Max() >= 200 ? 200 : runs.Depths.Max();
        return new Figure(
            [
                new LinePanel(runs.Depths.Select((each, place) => new Series($"Gaussian, depth {each}", Gammas, Gammas.Select(gamma => runs.Stuck(StuckFamily.Gaussian, gamma, each))) { Marker = (Marker)(1 + place) })
                    .Append(new Series("orthogonal, all depths", Gammas, Gammas.Select(gamma => runs.Depths.Max(each => runs.Stuck(StuckFamily.Orthogonal, gamma, each)))) { Color = Color.Gray(0x55), Dash = Dash.Dashed }))
                {
                    Title = "(a) stuck runs",
                    X = new LinearAxis("γ, width L^{1−γ}", 0, 1),
                    Y = new LinearAxis("share of starts", 0, 1.05),
                    Legend = LegendPlace.TopLeft,
                },
                new LinePanel(Gammas.Select((gamma, place) => Curves(runs, gamma, depth, place)))
                {
                    Title = $"(b) Gaussian runs, depth {depth}",
                    X = new LogAxis("step t", 1, StuckFamily.Steps),
                    Y = new LinearAxis("relative loss ℓ / ||Y||^{2}", 0, 1),
                    ReferenceLines = [ReferenceLine.Horizontal(0.4), ReferenceLine.Horizontal(0.6)],
                    Legend = LegendPlace.TopRight,
                },
                new LinePanel(
                [
                    .. Gammas.Index().Where(each => NarrowGammas.Contains(each.Item)).SelectMany(each => Decay(narrowing, each.Item, each.Index)),
                    new Series("lemma 5.3", [0], [double.NaN]) { Color = Color.Gray(0x55), Dash = Dash.Dashed },
                ])
                {
                    Title = "(c) decay of products",
                    X = new LinearAxis("depth L", 0),
                    Y = new LinearAxis("−log ||A_{L:1}(0)||", 0),
                    Legend = LegendPlace.TopLeft,
                },
                new LinePanel(granted.Widths.Select((width, place) => Steps(granted, width, place)))
                {
                    Title = "(d) certified steps, η = 1 (dashed: 1000)",
                    X = new LinearAxis("depth L"),
                    Y = new LogAxis("steps T", 1e-2),
                    ReferenceLines = [ReferenceLine.Horizontal(StuckFamily.Steps)],
                    Legend = LegendPlace.TopLeft,
                },
            ],
            columns: 2);
    }

    private static Series Curves(Runs runs, double gamma, int depth, int place)
    {
        List<IReadOnlyList<double>> curves = [.. runs.Curves(StuckFamily.Gaussian, gamma, depth)];
        List<Spread> spreads = [.. Enumerable.Range(1, StuckFamily.Drawn.Count - 1).Select(k => Spread.Of(curves.Select(curve => curve[k])))];
        return new Series($"γ = {gamma}, width {StuckFamily.Width(gamma, depth)}", StuckFamily.Drawn.Skip(1).Select(step => (double)step), spreads.Select(spread => spread.Median))
        {
            Color = Palette.ColorOf(place),
            Band = new Band(spreads.Select(spread => spread.Least), spreads.Select(spread => spread.Largest)),
        };
    }

    private static IEnumerable<Series> Decay(Narrowing narrowing, double gamma, int place)
    {
        double[] depths = [.. narrowing.Depths.Select(depth => (double)depth)];
        yield return new Series($"γ = {gamma}", depths, narrowing.Depths.Select(depth => narrowing.Of(gamma, depth).Average()))
        {
            Color = Palette.ColorOf(place),
            Marker = (Marker)(1 + place),
            LineWidth = 0,
        };

        // A fixed vector's, with what a norm has more of.
        var offset = narrowing.Depths.Average(depth => narrowing.Of(gamma, depth).Average() - Narrowing.Predicted(gamma, depth));
        yield return new Series("", depths, narrowing.Depths.Select(depth => offset + Narrowing.Predicted(gamma, depth)))
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

    /// <summary>Logarithms of norms by width and depth.</summary>
    private sealed record Norms(int[] Widths, int[] Depths, SweepResults Results)
    {
        public Table Table(string name, string value) => new(
            name,
            ["width", "depth", "draw", value],
            [.. from width in Widths from depth in Depths from pair in Of(width, depth).Index() select (IReadOnlyList<object>)[width, depth, pair.Index, pair.Item]]);

        public IReadOnlyList<double> Of(int width, int depth) =>
            Results[Results.Grid.IndexOf(Array.IndexOf(Widths, width), Array.IndexOf(Depths, depth))]!.Result["logarithms"].Numbers;

        // Each point is a mean over draws, of the variance that a fixed vector's logarithm has.
        public (LineFit Fit, double Deviation) Fit(int width) => LineFit.Of(
            [.. Depths.Select(depth => ((double)depth, Of(width, depth).Average()))],
            depth => depth * Lemma53.VarianceOfLogarithm(width) / Of(width, Depths[0]).Count);
    }

    /// <summary>-log ||A_{L:1}(0)|| by gamma and depth, for widths L^{1 - gamma}.</summary>
    private sealed record Narrowing(int[] Depths, SweepResults Results)
    {
        public Table Table => new(
            "products-by-gamma",
            ["gamma", "depth", "width", "draw", "minusLogNorm"],
            [
                .. from gamma in NarrowGammas
                   from depth in Depths
                   from pair in Of(gamma, depth).Index()
                   select (IReadOnlyList<object>)[gamma, depth, StuckFamily.Width(gamma, depth), pair.Index, pair.Item],
            ]);

        public IReadOnlyList<double> Of(double gamma, int depth) =>
            Results[Results.Grid.IndexOf(Array.IndexOf(NarrowGammas, gamma), Array.IndexOf(Depths, depth))]!.Result["logarithms"].Numbers;

        /// <summary>-E log ||A_{L:1}(0) v|| for a fixed vector v.</summary>
        public static double Predicted(double gamma, int depth) => -depth * Lemma53.MeanLogarithm(StuckFamily.Width(gamma, depth));

        /// <summary>What is measured by what is predicted; the slope is 1 where the norm decays as a fixed vector's image does.</summary>
        public (LineFit Fit, double Deviation) Fit(double gamma)
        {
            var variances = Depths.ToDictionary(depth => Predicted(gamma, depth), depth => depth * Lemma53.VarianceOfLogarithm(StuckFamily.Width(gamma, depth)) / Of(gamma, depth).Count);
            return LineFit.Of([.. Depths.Select(depth => (Predicted(gamma, depth), Of(gamma, depth).Average()))], predicted => variances[predicted]);
        }
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
