using Surefoot.Descent;
using Surefoot.Descent.Probes;
using Surefoot.Figures;
using Surefoot.Initializations;
using Surefoot.Objectives;
using Surefoot.Randomness;
using Surefoot.Theory;
using Surefoot.Theory.Du2019;

namespace Surefoot.Studies.Du2019;

/// <summary>Gradient descent and perturbed gradient descent on octopuses of one dimension, as figures 7.3 and 7.4 of Du 2019 show them.</summary>
/// <param name="dimension">d.</param>
/// <param name="options">Scale and seed.</param>
internal sealed class EscapeRace(int dimension, StudyOptions options)
{
    public const string Text = "Du 2019, section 7.5";

    // The panels; the text says several L and gives none.
    public static readonly double[] Ls = [1, 1.5, 2, 3];

    // Of all steps of a perturbed run far more than it needs.
    private const long Patience = 4000;
    private readonly RandomStream _stream = RandomStream.FromSeed(options.Seed).Named("du-2019/escapes").Named("dimension", dimension);

    private bool IsPaper => options.Scale == StudyScale.Paper;

    /// <summary>The number of perturbed runs for each L.</summary>
    public int Seeds => IsPaper ? 20 : 8;

    /// <summary>The iterations a panel shows.</summary>
    public static long Shown(double l) => l == 1 ? 500 : 1000;

    /// <summary>eta = 1 / (4 L).</summary>
    public static double Rate(double l) => 1 / (4 * l);

    public IReadOnlyList<Panel> Race(IProgress<StudyProgress>? progress, CancellationToken cancellation)
    {
        var panels = new List<Panel>();
        foreach (var l in Ls)
        {
            progress?.Report(new StudyProgress((double)panels.Count / Ls.Length, $"d = {dimension}, L = {l}"));
            var octopus = new Octopus(dimension, l);
            var start = new CubeLaw().Sample(dimension, _stream.Named("start", 0));
            var (objective, state) = (octopus.BindBeyondUnderflow(), new DescentState<double>(octopus.AtBeyondUnderflow(start)));
            var shown = DescentRun.Run(objective, new GradientDescent(Rate(l)), state, new RunOptions { Steps = Shown(l) }, cancellation: cancellation);
            List<Kicked> kicked = [.. Enumerable.Range(0, Seeds).Select(seed => Kicked.Of(octopus, _stream, seed, cancellation))];
            panels.Add(new(octopus, start, shown, OctopusEscape.Of(octopus, start, Rate(l)), kicked));
        }

        return panels;
    }

    /// <summary>The facts of a figure, L after L, and those that compare them.</summary>
    public IEnumerable<Fact> FactsOf(IReadOnlyList<Panel> panels, CancellationToken cancellation)
    {
        foreach (var panel in panels)
        {
            foreach (var fact in FactsOf(panel, cancellation))
                yield return fact;
        }

        yield return new Fact(
            "gradient descent: the growth of its last two segments rises with L (panels out of order)",
            panels.Zip(panels.Skip(1)).Count(pair => pair.First.Growth >= pair.Second.Growth), Relation.Equal, 0, Text);
    }

    private IEnumerable<Fact> FactsOf(Panel panel, CancellationToken cancellation)
    {
        var (octopus, l) = (panel.Octopus, panel.Octopus.L);
        var (kappa, growth) = (EscapeRatio.Of(l, 1, Rate(l)), l + 1);
        yield return new Fact($"L = {l}: gradient descent is at -(k - 1) nu on every segment shown, from the second on (largest distance, in nu)", panel.FromSaddles(panel.Shown, panel.Escape.EscapeTimes, 2), Relation.AtMost, 0.01, Text);
        yield return new Fact($"L = {l}: so is perturbed gradient descent from the third on, over {Seeds} runs", panel.Kicked.Max(run => panel.FromSaddles(run.Trajectory, run.Escapes, 3)), Relation.AtMost, 0.01, Text);
        yield return new Fact($"L = {l}: and within {Patience} steps at the minimum, -d nu but for a kick (largest distance, in nu)", panel.Kicked.Max(run => Math.Abs(run.Trajectory.FinalLoss + (dimension * octopus.Drop)) / octopus.Drop), Relation.AtMost, 0.01, Text);

        var starts = Starts(octopus);
        yield return new Fact($"L = {l}, {starts.Count} starts: S_(k+1) / S_k is at least (L + gamma) / gamma (least)", starts.Min(run => run.LeaveTimes.Zip(run.LeaveTimes.Skip(1)).Min(pair => (double)pair.Second / pair.First)), Relation.AtLeast, growth, "Du 2019, lemma 7.2");
        yield return new Fact($"L = {l}, {starts.Count} starts: segments grow by at least (L + gamma) / gamma from the second on (least)", starts.Min(run => Enumerable.Range(2, 6).Min(k => Ratio(run, k))), Relation.AtLeast, growth, Text);
        // What the start adds to a segment, unbounded for coordinates near 0, weighs less by kappa from each to the next.
        yield return new Fact($"L = {l}, {starts.Count} starts: the third segment grows by kappa(eta) = {kappa:G4} within 12 % (share of starts)", starts.Average(run => Math.Abs((Ratio(run, 3) / kappa) - 1) <= 0.12 ? 1.0 : 0), Relation.AtLeast, 0.95, "kappa(eta), derived here");
        yield return new Fact($"L = {l}, {starts.Count} starts: the fifth by kappa(eta) within 2 % (share of starts)", starts.Average(run => Math.Abs((Ratio(run, 5) / kappa) - 1) <= 0.02 ? 1.0 : 0), Relation.AtLeast, 0.95, "kappa(eta), derived here");
        yield return new Fact($"L = {l}, {starts.Count} starts: the seventh by kappa(eta) (largest relative distance)", starts.Max(run => Math.Abs((Ratio(run, 7) / kappa) - 1)), Relation.AtMost, 0.02, "kappa(eta), derived here");

        var (tube, mirrored) = (Violations(new Lemma72(), octopus, true, cancellation), Violations(new Lemma73(), octopus, false, cancellation));
        yield return new Fact($"L = {l}: the inequalities 1 to 5 of lemma 7.2's proof, the bound on x_d and the domain at every step (violated)", tube, Relation.Equal, 0, "Du 2019, lemma 7.2");
        yield return new Fact($"L = {l}: and those of lemma 7.3 on the octopus (violated)", mirrored, Relation.Equal, 0, "Du 2019, lemma 7.3");

        var late = panel.Kicked.SelectMany(run => run.Plateaus.Skip(2).Select((steps, k) => (K: k + 3.0, Steps: (double)steps))).ToList();
        yield return new Fact($"L = {l}: no run leaves the domain", panel.Kicked.Count(run => run.Trajectory.Outcome.Kind == OutcomeKind.LeftDomain || run.Escapes.Count < dimension) + (panel.Shown.Outcome.Kind == OutcomeKind.LeftDomain ? 1 : 0), Relation.Equal, 0, "Du 2019, theorem 7.3");
        yield return new Fact($"L = {l}: perturbed, every run's segments from the third on have one length (largest over least within a run)", panel.Kicked.Max(run => (double)run.Plateaus.Skip(2).Max() / run.Plateaus.Skip(2).Min()), Relation.AtMost, 2.2, Text);
        yield return new Fact($"L = {l}: and no trend (steps per saddle of all runs together, in standard errors of that)", Math.Abs(Slope(late).Value / Slope(late).Error), Relation.Below, 4, Text);
        if (dimension >= 10)
            yield return new Fact($"L = {l}: namely less than a step a saddle", Math.Abs(Slope(late).Value), Relation.Below, 1, Text);
        yield return new Fact($"L = {l}: they take some 1 / (eta gamma) steps (mean length times eta gamma)", late.Average(each => each.Steps) * Rate(l), Relation.AtMost, 8, Text);
        yield return new Fact($"L = {l}: perturbed gradient descent passes the last saddle in less of the time (share of gradient descent's, largest)", panel.Kicked.Max(run => run.Escapes[^1]) / (double)panel.Escape.EscapeTimes[^1], Relation.Below, 1, Text);
    }

    /// <summary>Rows: L, method, run, then T_1 to T_d.</summary>
    public Table Times(IReadOnlyList<Panel> panels) => new(
        "escape-times",
        ["L", "method", "run", .. Enumerable.Range(1, dimension).Select(k => $"T{k}")],
        [
            .. panels.SelectMany(panel => panel.Kicked.Select((run, place) => Row(panel, "PGD", place, run.Escapes)).Prepend(Row(panel, "GD", 0, panel.Escape.EscapeTimes))),
        ]);

    /// <summary>The mean number of steps after which perturbed runs passed the last saddle.</summary>
    public static double MeanTotal(Panel panel) => panel.Kicked.Average(run => run.Escapes[^1]);

    public static Figure Draw(IReadOnlyList<Panel> panels) => new(
        panels.Select((panel, place) => (Surefoot.Figures.Panel)new LinePanel(
        [
            new Series("GD", panel.Shown.Steps.Select(step => (double)step), panel.Shown.Losses),
            new Series("PGD", panel.Kicked[0].Trajectory.Steps.TakeWhile(step => step <= Shown(panel.Octopus.L)).Select(step => (double)step), panel.Kicked[0].Trajectory.Losses.Take((int)Shown(panel.Octopus.L) + 1)),
        ])
        {
            Title = $"({(char)('a' + place)}) L = {panel.Octopus.L}",
            X = new LinearAxis("iteration", 0, Shown(panel.Octopus.L)),
            Y = new LinearAxis("f(x_{t})"),
            Legend = LegendPlace.TopRight,
        }),
        columns: 2);

    public static Figure DrawTimes(IReadOnlyList<Panel> panels) => new(
    [
        new LinePanel(
        [
            .. panels.Select((panel, place) => new Series($"GD, L = {panel.Octopus.L}", Saddles(panel.Escape.EscapeTimes), panel.Escape.EscapeTimes.Select(time => (double)time)) { Marker = Marker.Circle, Color = Palette.ColorOf(place), Dash = Dash.Solid }),
            .. panels.Select((panel, place) => new Series($"PGD, L = {panel.Octopus.L}", Saddles(panel.Kicked[0].Escapes), panel.Kicked[0].Escapes.Select(time => (double)time)) { Marker = Marker.Square, Color = Palette.ColorOf(place), Dash = Dash.Dashed }),
        ])
        {
            X = new LinearAxis("saddle k"),
            Y = new LogAxis("T_{k}"),
            Legend = LegendPlace.TopLeft,
        },
    ])
    {
        Width = 360,
    };

    private static IEnumerable<double> Saddles(IReadOnlyList<long> times) => Enumerable.Range(1, times.Count).Select(k => (double)k);

    private static IReadOnlyList<object> Row(Panel panel, string method, int run, IReadOnlyList<long> times) => [panel.Octopus.L, method, run, .. times.Select(time => (object)time)];

    private static double Ratio(OctopusEscape run, int k) => (double)run.Plateaus[k] / run.Plateaus[k - 1];

    // A line by least squares, and the standard error of its slope.
    private static (double Value, double Error) Slope(List<(double K, double Steps)> points)
    {
        var (k, steps) = (points.Average(point => point.K), points.Average(point => point.Steps));
        var spread = points.Sum(point => (point.K - k) * (point.K - k));
        var slope = points.Sum(point => (point.K - k) * (point.Steps - steps)) / spread;
        var rest = points.Sum(point => Math.Pow(point.Steps - steps - (slope * (point.K - k)), 2));
        return (slope, Math.Sqrt(rest / (points.Count - 2) / spread));
    }

    // Ratios settle whatever the dimension: eight saddles show them.
    private List<OctopusEscape> Starts(Octopus octopus)
    {
        var eight = new Octopus(8, octopus.L);
        return [.. Enumerable.Range(0, IsPaper ? 400 : 60).Select(place => OctopusEscape.Of(eight, new CubeLaw().Sample(8, _stream.Named("ratio", place)), Rate(octopus.L)))];
    }

    // Of three coordinates, past the last saddle.
    private double Violations(Theorem<FunctionSetting, FunctionMoment> lemma, Octopus octopus, bool isPositive, CancellationToken cancellation)
    {
        var three = new Octopus(3, octopus.L);
        var violated = 0;
        for (var place = 0; place < (IsPaper ? 20 : 5); place++)
        {
            cancellation.ThrowIfCancellationRequested();
            double[] start = [.. new CubeLaw().Sample(3, _stream.Named("chain", place)).Select(x => isPositive ? Math.Abs(x) : x)];
            var setting = new FunctionSetting(three, start, new GradientDescent(Rate(octopus.L)));
            var certificate = lemma.Certify(setting);
            violated += certificate.Verdict == Verdict.Holds
                ? FunctionChecks.Run(setting, certificate.Invariants, OctopusEscape.Of(three, start, Rate(octopus.L)).EscapeTimes[^1] + 100, cancellation).Checks.Count(check => !check.Holds || check.Steps == 0)
                : 1;
        }

        return violated;
    }

    /// <summary>What one L shows.</summary>
    internal sealed record Panel(Octopus Octopus, double[] Start, Trajectory Shown, OctopusEscape Escape, IReadOnlyList<Kicked> Kicked)
    {
        /// <summary>The last segment over the one before it.</summary>
        public double Growth => (double)Escape.Plateaus[^1] / Escape.Plateaus[^2];

        /// <summary>How near the run comes to -(k - 1) nu on its segments from one on, the worst of them, in nu. The first may be short, where the start lies near its end.</summary>
        public double FromSaddles(Trajectory run, IReadOnlyList<long> escapes, int first)
        {
            var (worst, from) = (0.0, 0);
            for (var k = 0; k < escapes.Count && escapes[k] < run.Losses.Count; k++)
            {
                var saddle = -k * Octopus.Drop;
                if (k + 1 >= first)
                    worst = Math.Max(worst, Enumerable.Range(from, (int)escapes[k] - from).Min(step => Math.Abs(run.Losses[step] - saddle) / Octopus.Drop));
                from = (int)escapes[k];
            }

            return worst;
        }
    }

    /// <summary>A perturbed run.</summary>
    internal sealed record Kicked(Trajectory Trajectory, IReadOnlyList<long> Escapes)
    {
        public IReadOnlyList<long> Plateaus => new OctopusEscape([], Escapes).Plateaus;

        public static Kicked Of(Octopus octopus, RandomStream stream, int seed, CancellationToken cancellation)
        {
            var own = stream.Named("kicks", seed);
            var method = new PerturbedGradientDescent(Rate(octopus.L), octopus.Gamma * Math.E / 100, Math.E / 100, 1, own.Named("noise"));
            var state = new DescentState<double>(octopus.At(new CubeLaw().Sample(octopus.Dimension, stream.Named("start", seed))));
            var objective = octopus.Bind();
            var run = DescentRun.Run(objective, method, state, new RunOptions { Steps = Patience }, [new CoordinatesProbe<double>(objective)], cancellation: cancellation);
            List<long> escapes =
            [
                .. run.Columns.Select(column => run.Measurement(column).Index().FirstOrDefault(each => Math.Abs(each.Item) >= 2 * octopus.Tau, (-1, 0)).Index)
                    .TakeWhile(index => index >= 0).Select(index => run.Steps[index]),
            ];
            return new(run, escapes);
        }
    }
}
