using Surefoot.Figures;
using Surefoot.Sweeps;
using Surefoot.Theory;
using Grid = Surefoot.Figures.Grid;

namespace Surefoot.Studies.Hu2020;

/// <summary>
/// Hu et al. 2020, figure 1: the relative loss over depth and width after 1258 and 10000 steps. From Gaussian starts the width
/// at which networks train grows with the depth, from orthogonal starts it does not.
/// </summary>
public sealed class Figure1 : Study
{
    private const string Text = "Hu et al. 2020, section 6 and figure 1";
    private const long Early = 1258;
    private const long Late = 10_000;

    // For figures, and the limit of theorem 4.1.
    private const double Factor = 0.1;
    private const double LargeFactor = 0.5;

    // Past the first fast steps, far from where single precision stalls.
    private static readonly long[] RegressionSteps = [50, 100];

    // log10 of the relative loss at and below which a network counts as trained.
    private const double Trained = -2;

    // At depth 1 nothing depends on the width. With eta in inverse proportion to the depth the runs have a limit of many layers, and
    // borders come near it from about ten on: below that the orthogonal one still rises, at c = 0.5 from width 14 at depth 2 to 55 at 10.
    private const int Deep = 10;

    // What the snapshots at the end of single-precision runs may differ by.
    private const double SinglePrecision = 1e-10;

    /// <inheritdoc/>
    public override string Id => "hu-2020/figure-1";

    /// <inheritdoc/>
    public override string Title => "the width that trains grows with the depth from Gaussian starts, not from orthogonal ones";

    /// <inheritdoc/>
    public override string Source => "Hu, Xiao and Pennington 2020, figure 1 and section 6";

    /// <inheritdoc/>
    public override StudyResult Run(StudyOptions options, IProgress<StudyProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        var isPaper = options.Scale == StudyScale.Paper;
        int[] depths = isPaper ? Spaced.Wholes(1, 700, 21) : Spaced.Wholes(10, 120, 7);
        int[] widths = isPaper ? Spaced.Wholes(10, 1000, 20) : Spaced.Wholes(10, 320, 11);
        var experiment = new Experiment(options.Seed);

        // By what they take. An interrupted study has the orthogonal maps whole long before the Gaussian one.
        var regression = new Map("depth 1", Factor, [1], widths[..1], RegressionSteps, Cells("depth 1", Factor, [Experiment.Orthogonal, Experiment.Gaussian], [1], widths[..1], RegressionSteps, 0, 0));
        var large = Map("orthogonal, c = 0.5", Experiment.Orthogonal, LargeFactor, [Early], 0, 0.02);
        var orthogonal = Map("orthogonal, c = 0.1", Experiment.Orthogonal, Factor, [Early, Late], 0.02, 0.1);
        var gaussian = Map("Gaussian, c = 0.1", Experiment.Gaussian, Factor, [Early, Late], 0.1, 1);
        return new StudyResult(
            [
                .. gaussian.IsComplete && orthogonal.IsComplete ? FactsOfBoth(gaussian, orthogonal) : [],
                .. large.IsComplete && orthogonal.IsComplete ? FactsOfOrthogonal(orthogonal, large) : [],
                .. regression.IsComplete ? FactsOfDepthOne(regression) : [],
            ],
            [
                new NamedFigure("figure", Draw([gaussian.Panel(Early), orthogonal.Panel(Early), gaussian.Panel(Late), orthogonal.Panel(Late)])),
                new NamedFigure("large-rate", Draw([large.Panel(Early)])),
            ],
            [new Table("relative-losses", ["start", "factor", "depth", "width", "step", "relativeLoss"], [.. gaussian.Rows(), .. orthogonal.Rows(), .. large.Rows()])],
            [
                "Setting: the text gives no learning rate; c = 0.1 in eta = c d_y/(L ||X||^2) is used, and c = 0.5, the limit of theorem 4.1, for orthogonal starts.",
                "Setting: below width 1024 the first layer cannot have orthogonal columns; it has orthogonal rows of the same mean square.",
                "A border is the smallest width from which on the relative loss is at most 0.01; its slope is fitted in the logarithms of width and depth, from depth 10 on: at depth 1 no width is too small, and the first layers that are added tell little of many.",
                .. new[] { large, orthogonal, gaussian }.Select(map => map.Time),
            ])
        {
            IsComplete = new[] { regression, gaussian, orthogonal, large }.All(map => map.IsComplete),
        };

        Map Map(string name, string start, double factor, IReadOnlyList<long> steps, double from, double to) =>
            new(name, factor, depths, widths, steps, Cells(name, factor, [start], depths, widths, steps, from, to));

        SweepResults Cells(string name, double factor, string[] starts, int[] depths, int[] widths, IReadOnlyList<long> steps, double from, double to) => StudySweep.Run(
            experiment.Sweep(factor, starts, depths, widths, steps),
            name,
            (cell, token) => experiment.Run(cell, factor, steps, token),
            Experiment.Cost,
            options,
            progress.Part(from, to),
            cancellation,
            Experiment.Bytes);
    }

    // At depth 1 each direction of the inputs falls by its own factor whatever the start, and the starts differ in how much of the
    // loss lies in each.
    private static IEnumerable<Fact> FactsOfDepthOne(Map regression)
    {
        double[] rates =
        [
            .. Enumerable.Range(0, 2).Select(start => -Math.Log(regression.LossOf(start, 0, 0, RegressionSteps[1]) / regression.LossOf(start, 0, 0, RegressionSteps[0])) / (RegressionSteps[1] - RegressionSteps[0])),
        ];
        yield return new Fact(
            $"depth 1: from step {RegressionSteps[0]} to {RegressionSteps[1]} the loss falls at the same rate from both starts ({rates[0]:F4} and {rates[1]:F4} a step; largest over least)",
            rates.Max() / rates.Min(), Relation.AtMost, 1.1, Text);
    }

    private static IEnumerable<Fact> FactsOfOrthogonal(Map orthogonal, Map large)
    {
        foreach (var map in new[] { orthogonal, large })
        {
            var border = map.Border(Early);
            yield return new Fact($"{map.Name}, step {Early}: the border width does not depend on the depth ({Told(border)})", Math.Abs(border.Slope), Relation.AtMost, 0.2, Text);
            yield return new Fact($"{map.Name}, step {Early}: the largest border width over the smallest", border.Spread, Relation.AtMost, 2, Text);
        }
    }

    private static IEnumerable<Fact> FactsOfBoth(Map gaussian, Map orthogonal)
    {
        var (early, late) = (gaussian.Border(Early), gaussian.Border(Late));
        yield return new Fact($"Gaussian, step {Early}: the border width grows with the depth like its power s ({Told(early)})", early.Slope, Relation.AtLeast, 0.7, Text);
        yield return new Fact($"Gaussian, step {Early}: and not faster than linearly, within the fit", early.Slope, Relation.AtMost, 1.3, Text);
        (int Depth, double Width) none = (0, double.NaN);
        var (shallow, deep) = early.Border is [var first, .., var last] ? (first, last) : (none, none);
        yield return new Fact(
            $"Gaussian, step {Early}: from depth {shallow.Depth} to {deep.Depth} the border width grows at least half as much as the depth does",
            deep.Width / shallow.Width, Relation.AtLeast, 0.5 * deep.Depth / shallow.Depth, Text);

        // Beside a run that diverged a border is somewhere between two widths.
        double[] moves =
        [
            .. early.Border.Where(point => !early.BesideDiverged.Concat(late.BesideDiverged).Contains(point.Depth))
                .Select(point => late.At(point.Depth) / point.Width).Where(double.IsFinite),
        ];
        yield return new Fact(
            $"Gaussian: from step {Early} to {Late} the border moves to smaller widths (geometric mean of the ratios)",
            moves.Length == 0 ? double.NaN : Math.Exp(moves.Average(Math.Log)), Relation.Below, 1, Text);
        yield return new Fact($"Gaussian: and to a larger width at no depth (largest ratio)", moves.DefaultIfEmpty(double.NaN).Max(), Relation.AtMost, 1, Text);
        yield return new Fact($"Gaussian, step {Late}: and keeps growing with the depth ({Told(late)})", late.Slope, Relation.AtLeast, 0.6, Text);
        foreach (var step in new[] { Early, Late })
        {
            yield return new Fact(
                $"step {step}, widths and depths of at least 20: the orthogonal loss is never above the Gaussian one (largest difference of relative losses)",
                orthogonal.Cells(step).Where(cell => cell.Depth >= 20 && cell.Width >= 20).Max(cell => Difference(cell.Loss, gaussian.Loss(cell.Depth, cell.Width, step))),
                Relation.AtMost, SinglePrecision, Text);
        }
    }

    // Two runs that both diverged are alike.
    private static double Difference(double orthogonal, double gaussian) => double.IsInfinity(gaussian) ? 0 : orthogonal - gaussian;

    private static string Told(Transition transition) =>
        $"s = {transition.Slope:F2} +- {transition.Interval:F2} over depths {string.Join(", ", transition.Border.Select(point => point.Depth))}";

    private static Figure Draw(IReadOnlyList<HeatMapPanel> panels) => new(
        panels.Select((panel, i) => panel with { Title = panels.Count == 1 ? panel.Title : $"({(char)('a' + i)}) {panel.Title}" }), columns: Math.Min(2, panels.Count))
    {
        ShareX = AxisSharing.Aligned,
        SharedLegend = true,
    };

    /// <summary>The relative losses of one start over depth and width.</summary>
    private sealed record Map(string Name, double Factor, int[] Depths, int[] Widths, IReadOnlyList<long> Steps, SweepResults Results)
    {
        public IReadOnlyList<int> Missing { get; } = [.. Enumerable.Range(0, Results.Grid.Count).Where(index => Results[index] is null)];

        // The cells that are left cost the most; they take their time by the measure of the dearest ones that are done.
        public string Time
        {
            get
            {
                var done = Results.Records.Sum(record => record.Elapsed.TotalSeconds);
                var told = $"{Name}: {Results.Done} of {Results.Grid.Count} cells took {done:F0} s of one thread, {done / Math.Max(1, Results.Done):F2} s each";
                if (Missing.Count == 0 || Results.Done == 0)
                    return $"{told}.";
                var dearest = Results.Records.OrderBy(record => CostOf(record.Index)).TakeLast(1 + (Results.Done / 5)).ToList();
                var seconds = dearest.Sum(record => record.Elapsed.TotalSeconds) / dearest.Sum(record => CostOf(record.Index)) * Missing.Sum(CostOf);
                var left = seconds < 3600 ? $"{Math.Ceiling(seconds / 60)} min" : $"{seconds / 3600:F1} h";
                return $"{told}; the others about {left}. The same command goes on.";
            }
        }

        public bool IsComplete => Missing.Count == 0;

        public double Loss(int depth, int width, long step) => LossOf(0, Array.IndexOf(Depths, depth), Array.IndexOf(Widths, width), step);

        public double LossOf(int start, int depth, int width, long step) =>
            Results[Results.Grid.IndexOf(start, depth, width)]?.Result.Find(Experiment.Name(step))?.Number ?? double.NaN;

        public IEnumerable<(int Depth, int Width, double Loss)> Cells(long step) =>
            from depth in Depths from width in Widths select (depth, width, Loss(depth, width, step));

        /// <summary>The border from the depth on at which facts speak about it.</summary>
        public Transition Border(long step) => BorderFrom(Deep, step);

        private Transition BorderFrom(int least, long step) =>
            Transition.Of([.. Depths.Where(depth => depth >= least)], Widths, (depth, width) => Math.Log10(Loss(depth, width, step)), Trained);

        public HeatMapPanel Panel(long step)
        {
            var border = BorderFrom(1, step).Border;
            return new HeatMapPanel(Grid.Of(Depths.Select(depth => (double)depth), Widths.Select(width => (double)width), (depth, width) => Log(Loss((int)depth, (int)width, step))))
            {
                Title = $"{Name}, step {step}",
                X = new LogAxis("depth L"),
                Y = new LogAxis("width m"),
                Values = new LinearAxis("log_{10}(relative loss)", -10, 0),
                Overlays = border.Count < 2 ? [] : [new Series("relative loss 0.01", border.Select(point => (double)point.Depth), border.Select(point => point.Width))],
            };
        }

        public IEnumerable<IReadOnlyList<object>> Rows() =>
            from step in Steps from cell in Cells(step) select (IReadOnlyList<object>)[Name.Split(',')[0], Factor, cell.Depth, cell.Width, step, cell.Loss];

        private double CostOf(int index)
        {
            var grid = Results.Grid;
            return Experiment.Cost(grid.Value(index, 0).Text, grid.Value(index, 1).Whole, grid.Value(index, 2).Whole);
        }

        // Zero, which a run may reach in every bit, lies beyond the end of the scale.
        private static double Log(double loss) => loss == 0 ? -300 : Math.Log10(loss);
    }
}
