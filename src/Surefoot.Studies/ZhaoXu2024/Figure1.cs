using Surefoot.Arithmetic;
using Surefoot.Descent;
using Surefoot.Figures;
using Surefoot.Initializations;
using Surefoot.Networks;
using Surefoot.Randomness;
using Surefoot.Theory;

namespace Surefoot.Studies.ZhaoXu2024;

/// <summary>
/// Zhao and Xu 2024, figure 1: the loss of deep linear networks of growing width beside the loss of their convex twins.
/// </summary>
/// <remarks>
/// The text prints the step eta_max = n_N / (N ||X||^2), at which width 128 overflows; with half of it the figure comes
/// out as described. The half step is the study, the printed step a variant, four layers (the caption) another.
/// </remarks>
public sealed class Figure1 : Study
{
    private const string Text = "Zhao and Xu 2024, appendix G";
    private const int Inputs = 128;
    private const int Outputs = 10;
    private const int Samples = 1000;
    private const int Iterations = 25;
    private const int Seeds = 6;

    private const int DataSets = 12;

    // eta* beta of the twin, at the half step and at the printed one.
    private const double HalfStep = 0.5;
    private const double PrintedStep = 1;

    // Limits on S at the half step: the largest of 36 runs (6 data sets, 6 starts each), 0.124 and 0.090 for Gaussian,
    // 0.21, 0.124 and 0.055 for orthogonal, and a quarter to a half more.
    private static readonly Dictionary<int, double> GaussianLimits = new() { [1000] = 0.17, [2000] = 0.12 };
    private static readonly Dictionary<int, double> OrthogonalLimits = new() { [1000] = 0.27, [2000] = 0.16, [5000] = 0.08 };

    /// <inheritdoc/>
    public override string Id => "zhao-xu-2024/figure-1";

    /// <inheritdoc/>
    public override string Title => "deep linear networks of growing width follow their convex twins";

    /// <inheritdoc/>
    public override string Source => "Zhao and Xu 2024, figure 1 and appendix G";

    /// <inheritdoc/>
    public override StudyResult Run(StudyOptions options, IProgress<StudyProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        using var team = new ThreadTeam(options.Threads);
        var stream = RandomStream.FromSeed(options.Seed).Named(Id);
        var lab = new Laboratory(stream, team, progress, cancellation);

        // The Gaussian start fills its layers and runs dense; the orthogonal one reduces to width 138, whatever it is.
        var gaussianWidest = options.Scale == StudyScale.Paper ? 2000 : 1000;
        int[] gaussianWidths = options.Scale == StudyScale.Paper ? [128, 200, 500, 1000, 2000] : [128, 200, 500, 1000];
        int[] orthogonalWidths = [128, 200, 500, 1000, 2000, 5000];
        lab.Expect((Seeds * (gaussianWidths.Length + orthogonalWidths.Length + 8)) + (2 * DataSets));

        var gaussian = lab.RunAll(new GaussianInitialization(), 3, HalfStep, gaussianWidths);
        var orthogonal = lab.RunAll(new OnePeakInitialization(), 3, HalfStep, orthogonalWidths);
        var others = Enumerable.Range(1, DataSets).Select(place => lab.OnOtherData(place, new OnePeakInitialization(), [128, 200])).ToArray();
        var fourLayers = new[] { lab.RunAll(new GaussianInitialization(), 4, HalfStep, [128, 200]), lab.RunAll(new OnePeakInitialization(), 4, HalfStep, [128, 200]) };
        var printed = new[] { lab.RunAll(new GaussianInitialization(), 3, PrintedStep, [128, 200]), lab.RunAll(new OnePeakInitialization(), 3, PrintedStep, [128, 200]) };

        return new StudyResult(
            [.. FactsOf(lab, gaussian, orthogonal), .. FactsOfOtherData(others), .. FactsOfVariants(fourLayers, printed)],
            [
                new NamedFigure("figure", Draw(lab, [gaussian, orthogonal], [128, 200, gaussianWidest], [128, 200, 5000], "")),
                new NamedFigure("four-layers", Draw(lab, fourLayers, [128, 200], [128, 200], "four layers, ")),
                new NamedFigure("printed-step", Draw(lab, printed, [128, 200], [128, 200], "printed step, ")),
            ],
            [TableOf([gaussian, orthogonal, .. fourLayers, .. printed])],
            [
                "Setting: the text prints the step n_N/(N ||X||^2); half of it gives the figure as described, and is used here. The printed step is drawn in printed-step.",
                "Setting: the text has N = 3, the caption n_1 = n_2 = n_3, which needs N = 4. N = 3 is used here; N = 4 is drawn in four-layers.",
                $"With three layers and the orthogonal start, width 128 rises or not by the data set; {DataSets} further data sets are drawn to see both.",
                $"Every curve is the first of {Seeds} starts on one data set; bands span all {Seeds}.",
            ]);
    }

    private static IEnumerable<Fact> FactsOf(Laboratory lab, Family gaussian, Family orthogonal)
    {
        Family[] families = [gaussian, orthogonal];
        yield return new Fact("Gaussian, width 128: the loss rises at some step of every run", gaussian[128].Min(run => run.Rises), Relation.AtLeast, 1, Text);
        yield return new Fact(
            "Gaussian: width 200 rises less often than width 128 (mean number of rising steps)",
            gaussian[200].Average(run => run.Rises), Relation.Below, gaussian[128].Average(run => run.Rises), Text);
        foreach (var family in families)
            yield return new Fact($"{family.Name}, width 128: every run stays finite", family[128].Count(run => run.IsFinite), Relation.Equal, Seeds, Text);

        foreach (var family in families)
        {
            yield return new Fact(
                $"{family.Name}, width 1000 and more: the loss never rises while above 1.001 L*",
                family.Wide(1000).Sum(run => run.RisesAbove(1.001 * lab.OptimalLoss)), Relation.Equal, 0, Text);
        }

        foreach (var family in families)
        {
            int[] widths = [.. family.Widths.Where(width => width >= 500)];
            yield return new Fact(
                $"{family.Name}: the median distance S of the curves falls along widths {string.Join(", ", widths)} (largest ratio of neighbours)",
                Enumerable.Range(1, widths.Length - 1).Max(i => MedianDistance(family[widths[i]]) / MedianDistance(family[widths[i - 1]])), Relation.Below, 1, Text);
        }

        foreach (var (family, limits) in new[] { (gaussian, GaussianLimits), (orthogonal, OrthogonalLimits) })
        {
            var widest = family.Widths.Max();
            yield return new Fact($"{family.Name}, width {widest}: S of every run is small", family[widest].Max(run => run.Distance), Relation.AtMost, limits[widest], Text);
        }

        yield return new Fact(
            "width 1000 and more: deep and convex loss agree after the last step (largest difference of log10)",
            families.SelectMany(family => family.Wide(1000)).Max(run => run.FinalDistance), Relation.AtMost, 0.01, Text);
        var common = gaussian.Widths.Max();
        yield return new Fact(
            $"at width {common} the choice of start does not matter: S of every run, Gaussian and orthogonal, is small",
            families.SelectMany(family => family[common]).Max(run => run.Distance), Relation.Below, OrthogonalLimits[common], Text);
        yield return new Fact(
            "every convex run falls at least as fast as (1 - 3/(4 kappa))^t, the rate of (3) at the half step (largest ratio to the bound)",
            families.SelectMany(family => family.All).Max(run => lab.RatioToConvexRate(run.Convex)), Relation.AtMost, 1, "Zhao and Xu 2024, eq. (3)");
        yield return new Fact(
            "deep and convex loss coincide at step 0 (largest relative difference)",
            families.SelectMany(family => family.All).Max(run => Math.Abs((run.Deep[0] / run.Convex[0]) - 1)), Relation.AtMost, 1e-12, Text);
    }

    private static IEnumerable<Fact> FactsOfOtherData(Family[] others)
    {
        yield return new Fact(
            $"orthogonal, width 128: the loss rises at some step, on some of {DataSets} further data sets (share of them)",
            others.Average(family => family[128].Max(run => run.Rises) > 0 ? 1.0 : 0.0), Relation.Above, 0, Text);
        yield return new Fact(
            $"orthogonal: on those data sets width 200 rises less often than width 128 (mean number of rising steps)",
            others.Average(family => family[200].Average(run => run.Rises)), Relation.Below, others.Average(family => family[128].Average(run => run.Rises)), Text);
    }

    private static IEnumerable<Fact> FactsOfVariants(Family[] fourLayers, Family[] printed)
    {
        foreach (var family in fourLayers)
        {
            yield return new Fact($"four layers, {family.Name}, width 128: the loss rises at some step of every run", family[128].Min(run => run.Rises), Relation.AtLeast, 1, "Zhao and Xu 2024, figure 1, caption");
            yield return new Fact($"four layers, {family.Name}, width 128: every run stays finite", family[128].Count(run => run.IsFinite), Relation.Equal, Seeds, "Zhao and Xu 2024, figure 1, caption");
        }

        foreach (var family in printed)
            yield return new Fact($"printed step, {family.Name}, width 128: every run overflows", family[128].Count(run => !run.IsFinite), Relation.Equal, Seeds, Text);
    }

    private static double MedianDistance(IReadOnlyList<Comparison> runs) => Spread.Of(runs.Select(run => run.Distance)).Median;

    private static Figure Draw(Laboratory lab, Family[] families, int[] gaussianWidths, int[] orthogonalWidths, string prefix)
    {
        var panels = new List<Panel>();
        for (var row = 0; row < gaussianWidths.Length; row++)
        {
            foreach (var (family, width) in new[] { (families[0], gaussianWidths[row]), (families[1], orthogonalWidths[row]) })
            {
                var runs = family[width];
                double[] steps = [.. Enumerable.Range(0, Iterations + 1).Select(t => (double)t)];
                panels.Add(new LinePanel(
                [
                    new Series("deep linear network", steps, runs[0].DeepDrawn)
                    {
                        Marker = Marker.Circle,
                        DivergenceMark = runs[0].IsFinite ? DivergenceMark.None : DivergenceMark.Arrow,
                        Band = new Band([.. Envelope(runs, Enumerable.Min)], [.. Envelope(runs, Enumerable.Max)]),
                    },
                    new Series("convex twin", steps, runs[0].Convex) { Dash = Dash.Dashed },
                ])
                {
                    Title = $"({(char)('a' + panels.Count)}) {prefix}{family.Name}, width {width}",
                    X = new LinearAxis("iteration t", 0, Iterations),
                    Y = runs.All(run => run.IsFinite) ? new LogAxis("loss") : new LogAxis("loss", 1e3, 1e8),
                    ReferenceLines = [ReferenceLine.Horizontal(lab.OptimalLoss, "L^{*}")],
                });
            }
        }

        return new Figure(panels, columns: 2) { SharedLegend = true, ShareX = AxisSharing.Aligned };
    }

    private static IEnumerable<double> Envelope(IReadOnlyList<Comparison> runs, Func<IEnumerable<double>, double> extreme) =>
        Enumerable.Range(0, Iterations + 1).Select(t => extreme(runs.Select(run => run.DeepDrawn[t])));

    private static Table TableOf(Family[] families) => new(
        "losses",
        ["initialization", "depth", "stepTimesBeta", "width", "start", "iteration", "deepLoss", "convexLoss"],
        [
            .. from family in families
               from width in family.Widths
               from start in Enumerable.Range(0, Seeds)
               let run = family[width][start]
               from t in Enumerable.Range(0, Iterations + 1)
               select (IReadOnlyList<object>)[family.Name, family.Depth, family.Step, width, start, t, run.DeepDrawn[t], run.Convex[t]],
        ]);

    /// <summary>The runs of one start law at one depth and step, by width.</summary>
    private sealed record Family(string Name, int Depth, double Step, IReadOnlyDictionary<int, IReadOnlyList<Comparison>> Runs)
    {
        public IEnumerable<int> Widths => Runs.Keys.Order();

        public IEnumerable<Comparison> All => Runs.Values.SelectMany(runs => runs);

        public IReadOnlyList<Comparison> this[int width] => Runs[width];

        public IEnumerable<Comparison> Wide(int least) => Widths.Where(width => width >= least).SelectMany(width => Runs[width]);
    }

    /// <summary>One deep run beside its convex twin.</summary>
    private sealed record Comparison(IReadOnlyList<double> Deep, IReadOnlyList<double> Convex)
    {
        public bool IsFinite => Deep.All(double.IsFinite);

        public IReadOnlyList<double> DeepDrawn { get; } = [.. Deep.Select(loss => double.IsFinite(loss) ? loss : double.PositiveInfinity)];

        public int Rises => RisesAbove(double.NegativeInfinity);

        // S of the papers' curves: the largest distance of the logarithms.
        public double Distance => Enumerable.Range(0, Iterations + 1).Max(LogDistance);

        public double FinalDistance => LogDistance(Iterations);

        public int RisesAbove(double floor) =>
            Enumerable.Range(0, Iterations).Count(t => DeepDrawn[t + 1] > DeepDrawn[t] && DeepDrawn[t] > floor);

        private double LogDistance(int t) => Math.Abs(Math.Log10(DeepDrawn[t] / Convex[t]));
    }

    /// <summary>What all runs of the study share.</summary>
    private sealed class Laboratory
    {
        private readonly RandomStream _stream;
        private readonly ThreadTeam _team;
        private readonly IProgress<StudyProgress>? _progress;
        private readonly CancellationToken _cancellation;
        private readonly TwinTask _task;
        private int _done;
        private int _expected;

        public Laboratory(RandomStream stream, ThreadTeam team, IProgress<StudyProgress>? progress, CancellationToken cancellation)
        {
            (_stream, _team, _progress, _cancellation) = (stream, team, progress, cancellation);
            _task = DrawTask(0);
        }

        public double OptimalLoss => _task.OptimalLoss;

        public void Expect(int runs) => _expected = runs;

        public Family RunAll(Initialization<DeepLinearNetwork> initialization, int depth, double step, int[] widths) =>
            new(NameOf(initialization), depth, step, widths.ToDictionary(width => width, width => (IReadOnlyList<Comparison>)
                [.. Enumerable.Range(0, Seeds).Select(start => Compare(_task, initialization, depth, step, width, start))]));

        public Family OnOtherData(int place, Initialization<DeepLinearNetwork> initialization, int[] widths)
        {
            var task = DrawTask(place);
            return new(NameOf(initialization), 3, HalfStep, widths.ToDictionary(width => width, width => (IReadOnlyList<Comparison>)
                [Compare(task, initialization, 3, HalfStep, width, Seeds + place)]));
        }

        public double RatioToConvexRate(IReadOnlyList<double> losses)
        {
            var rate = 1 - (0.75 / _task.Curvature.ConditionNumber);
            return Enumerable.Range(1, losses.Count - 1).Max(t => (losses[t] - OptimalLoss) / (Math.Pow(rate, t) * (losses[0] - OptimalLoss)));
        }

        private static string NameOf(Initialization<DeepLinearNetwork> initialization) =>
            initialization is GaussianInitialization ? "Gaussian" : "orthogonal";

        private TwinTask DrawTask(int place) => new(Inputs, Outputs, Samples, _stream.Named("data", place));

        private Comparison Compare(TwinTask task, Initialization<DeepLinearNetwork> initialization, int depth, double step, int width, int start)
        {
            _cancellation.ThrowIfCancellationRequested();
            var prepared = task.Prepare(initialization, depth, width, _stream.Named($"{initialization.Kind}/{depth}/{width}", start), _team);
            var twin = LossesOf(prepared.ConvexTwin(), step / task.Curvature.Smoothness);
            var deep = LossesOf(prepared, task.Rate(depth, step));
            _progress?.Report(new StudyProgress((double)++_done / _expected, $"{initialization.Kind} start, {depth} layers, width {width}"));
            return new Comparison(deep, twin);
        }

        private IReadOnlyList<double> LossesOf(PreparedRun<double> run, double rate)
        {
            var trajectory = DescentRun.Run(
                run.Objective,
                new GradientDescent(rate),
                new DescentState<double>(run.Start),
                new RunOptions { Steps = Iterations, LossOffset = run.LossOffset },
                cancellation: _cancellation);
            _cancellation.ThrowIfCancellationRequested();
            return [.. Enumerable.Range(0, Iterations + 1).Select(t => trajectory.LossAt(t))];
        }
    }
}
