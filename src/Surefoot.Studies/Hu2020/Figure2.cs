using Surefoot.Figures;
using Surefoot.Sweeps;
using Surefoot.Theory;

namespace Surefoot.Studies.Hu2020;

/// <summary>Hu et al. 2020, figure 2: the relative loss along the run at depths 50, 200 and 400, for growing widths and both starts.</summary>
public sealed class Figure2 : Study
{
    private const string Text = "Hu et al. 2020, section 6 and figure 2";
    private const double Factor = 0.1;
    private const long Last = 1258;

    // Every step at first, then about fifty for each factor of ten, and the steps of the facts.
    private static readonly long[] Steps =
    [
        .. Enumerable.Range(1, 25).Select(step => (long)step)
            .Concat(Enumerable.Range(70, 86).Select(k => (long)Math.Floor(Math.Pow(10, k / 50.0))))
            .Concat([100, 300, Last])
            .Distinct().Where(step => step <= Last).Order(),
    ];

    /// <inheritdoc/>
    public override string Id => "hu-2020/figure-2";

    /// <inheritdoc/>
    public override string Title => "orthogonal starts train at every width and depth, Gaussian ones only where the width outgrows the depth";

    /// <inheritdoc/>
    public override string Source => "Hu, Xiao and Pennington 2020, figure 2 and section 6";

    /// <inheritdoc/>
    public override StudyResult Run(StudyOptions options, IProgress<StudyProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        var isPaper = options.Scale == StudyScale.Paper;
        int[] depths = isPaper ? [50, 200, 400] : [50, 200];
        int[] widths = isPaper ? [50, 100, 200, 400, 800, 1200] : [50, 100, 200];
        var experiment = new Experiment(options.Seed);
        var sweep = experiment.Sweep(Factor, [Experiment.Orthogonal, Experiment.Gaussian], depths, widths, Steps);
        var results = StudySweep.Run(sweep, "curves", (cell, token) => experiment.Run(cell, Factor, Steps, token), Experiment.Cost, options, progress, cancellation, Experiment.Bytes);
        var curves = new Curves(depths, widths, results);
        return new StudyResult(
            curves.IsComplete ? [.. FactsOf(curves)] : [],
            [new NamedFigure("figure", Draw(curves))],
            [new Table("relative-losses", ["start", "depth", "width", "step", "relativeLoss"], [.. curves.Rows()])],
            ["Setting: the text gives no learning rate; c = 0.1 in eta = c d_y/(L ||X||^2) is used. At c = 0.5 width 50 does not train from orthogonal starts either."])
        {
            IsComplete = curves.IsComplete,
        };
    }

    private static IEnumerable<Fact> FactsOf(Curves curves)
    {
        foreach (var depth in curves.Depths)
        {
            foreach (var (step, limit) in new[] { (100L, 1e-4), (300L, 1e-8) })
            {
                yield return new Fact(
                    $"depth {depth}: orthogonal, every width: the relative loss after {step} steps (largest)",
                    curves.Widths.Max(width => curves.Loss(Experiment.Orthogonal, depth, width, step)), Relation.Below, limit, Text);
            }
        }

        // The logarithm of a Gaussian network's gain has the variance L/(2m), so at a given ratio of width and depth the loss scatters alike
        // however large both are. Of ten draws at depth 200, log10 of it was -1.73 +- 0.26 at width = depth (below 1e-2 twice) and
        // -0.69 +- 0.13 at half of it: the limits are four and a half deviations away.
        foreach (var depth in curves.Depths.Where(depth => depth >= 200))
        {
            yield return new Fact(
                $"depth {depth}: Gaussian, every width up to half the depth: the relative loss after {Last} steps (smallest)",
                curves.Widths.Where(width => width <= depth / 2).Min(width => curves.Loss(Experiment.Gaussian, depth, width, Last)), Relation.Above, 0.05, Text);
            yield return new Fact(
                $"depth {depth}: Gaussian, width {depth}: the relative loss after {Last} steps",
                curves.Loss(Experiment.Gaussian, depth, depth, Last), Relation.Above, 1e-3, Text);
        }
    }

    private static Figure Draw(Curves curves)
    {
        var panels = curves.Depths.Select((depth, place) => (Panel)new LinePanel(
        [
            .. from start in new[] { Experiment.Gaussian, Experiment.Orthogonal }
               from k in Enumerable.Range(0, curves.Widths.Length)
               select Curve(curves, start, depth, k),
            new Series("Gaussian", [1], [double.NaN]) { Color = Color.Gray(0x55), Dash = Dash.Solid },
            new Series("orthogonal", [1], [double.NaN]) { Color = Color.Gray(0x55), Dash = Dash.Dashed },
        ])
        {
            Title = $"({(char)('a' + place)}) depth {depth}",
            X = new LogAxis("step t", 1, Last),
            Y = new LogAxis("relative loss", 1e-10, 10),
        });
        return new Figure(panels, columns: curves.Depths.Length) { SharedLegend = true, ShareY = AxisSharing.Aligned };
    }

    // Narrow is yellow and wide is purple, as in the paper; the legend has a key for each width and for each start.
    private static Series Curve(Curves curves, string start, int depth, int place)
    {
        var isOrthogonal = start == Experiment.Orthogonal;
        var width = curves.Widths[place];
        return new Series(isOrthogonal ? "" : $"width {width}", Steps.Select(step => (double)step), Steps.Select(step => curves.Loss(start, depth, width, step)))
        {
            Color = ColorMap.Viridis.At(0.95 * (1 - ((double)place / Math.Max(1, curves.Widths.Length - 1)))),
            Dash = isOrthogonal ? Dash.Dashed : Dash.Solid,
        };
    }

    /// <summary>The relative losses by start, depth, width and step.</summary>
    private sealed record Curves(int[] Depths, int[] Widths, SweepResults Results)
    {
        private static readonly string[] Starts = [Experiment.Orthogonal, Experiment.Gaussian];

        public bool IsComplete => Results.Done == Results.Grid.Count;

        public double Loss(string start, int depth, int width, long step) =>
            Results[Results.Grid.IndexOf(Array.IndexOf(Starts, start), Array.IndexOf(Depths, depth), Array.IndexOf(Widths, width))]?.Result.Find(Experiment.Name(step))?.Number
            ?? double.NaN;

        public IEnumerable<IReadOnlyList<object>> Rows() =>
            from start in Starts
            from depth in Depths
            from width in Widths
            from step in Steps
            select (IReadOnlyList<object>)[start, depth, width, step, Loss(start, depth, width, step)];
    }
}
