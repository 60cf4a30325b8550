using System.Text.Json.Nodes;
using Surefoot.Arithmetic;
using Surefoot.Descent;
using Surefoot.Figures;
using Surefoot.Sweeps;
using Surefoot.Theory;
using Surefoot.Theory.Arora2019;
using Axis = Surefoot.Sweeps.Axis;
using Grid = Surefoot.Figures.Grid;
using Statement = Surefoot.Theory.Arora2019.Claim4;

namespace Surefoot.Studies.Arora2019;

/// <summary>
/// Arora et al. 2019, claim 4: from layers that are far from balanced gradient descent diverges at every learning rate, although the start has a
/// large deficiency margin; and which learning rates and imbalances really diverge.
/// </summary>
public sealed class Claim4 : Study
{
    private const string Text = "Arora et al. 2019, claim 4";
    private const string Lemma = "Arora et al. 2019, lemma 17";
    private const double Margin = 0.75;

    // Double precision holds no more steps of a construction than this.
    private const int MostSteps = 12;

    // Learned, for runs of the map and of the contrast: from a loss of 1/32.
    private const double Learned = 1e-20;
    private const long Patience = 50_000;

    private static readonly int[] Depths = [2, 4];
    private static readonly int[] Widths = [1, 3];
    private static readonly double[] ClaimedRates = [1, 0.1, 0.01];
    private static readonly double[] BalancedRates = [0.1, 0.01];

    /// <inheritdoc/>
    public override string Id => "arora-2019/claim-4";

    /// <inheritdoc/>
    public override string Title => "unbalanced starts diverge at every learning rate, whatever their margin";

    /// <inheritdoc/>
    public override string Source => "Arora, Cohen, Golowich and Hu 2019, claim 4 and lemma 17";

    /// <inheritdoc/>
    public override StudyResult Run(StudyOptions options, IProgress<StudyProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        var points = options.Scale == StudyScale.Paper ? 61 : 31;
        List<Construction> constructions =
        [
            .. from depth in Depths from rate in ClaimedRates from width in Widths select Construction.Of(depth, rate, width, cancellation),
        ];
        List<Map> maps = [.. Depths.Select(depth => Map.Of(depth, points, options, progress, cancellation))];
        var isComplete = maps.All(map => map.Results.Done == map.Results.Grid.Count);
        return new StudyResult(
            isComplete ? [.. FactsOf(constructions), .. FactsOfScales(cancellation), .. FactsOfContrast(cancellation), .. maps.SelectMany(map => map.Facts())] : [],
            isComplete ? [new NamedFigure("figure", new Figure(maps.Select((map, place) => map.Panel(place)), columns: 2) { SharedLegend = true }), new NamedFigure("losses", Draw(constructions))] : [],
            [
                new Table("losses", ["depth", "rate", "width", "scale", "step", "loss"], [.. constructions.SelectMany(each => each.Rows())]),
                new Table("map", ["depth", "rate", "scale", "outcome", "lastLoss"], [.. maps.SelectMany(map => map.Rows())]),
            ],
            [
                "Gap: the printed A of (50) is used at c = 3/4, where its proof is complete; for c near 1 the step (3/16) eta A <= W_j(1) fails, and the claim is true with another A.",
                "Misprint: lemma 17 with the printed A is false at eta = 0.001, N = 2, c = 0.9999; with the other A it holds there.",
                "Setting: a run whose loss leaves the finite numbers of double precision has diverged; the constructions do after three to six steps.",
            ])
        {
            IsComplete = isComplete,
        };
    }

    private static IEnumerable<Fact> FactsOf(IReadOnlyList<Construction> constructions)
    {
        yield return new Fact($"N = 2 and 4, eta = 1, 0.1 and 0.01, d = 1 and 3: every start is one of the claim's ({constructions.Count} of them)", constructions.Count(each => each.Applies), Relation.Equal, constructions.Count, Text);
        yield return new Fact("the loss of these runs is at least (2^N - 1)^2 / 2 at every step from 1 on, and other entries stay (violations)", constructions.Sum(each => each.Violations("claim-4")), Relation.Equal, 0, Text);
        yield return new Fact("first entries alternate in sign, between B(t) and C(t) (violations)", constructions.Sum(each => each.Violations("lemma-17")), Relation.Equal, 0, Lemma);
        yield return new Fact("every run leaves the finite numbers (most steps it takes)", constructions.Max(each => each.Run.Outcome.Kind == OutcomeKind.Diverged ? each.Run.Outcome.Step : double.PositiveInfinity), Relation.AtMost, 6, Text);
        yield return new Fact("the first step multiplies the loss (least factor)", constructions.Min(each => each.Run.Gaps[1] / each.Run.Gaps[0]), Relation.AtLeast, 1e6, Text);
    }

    // AR-V15: c close to 1 needs another A.
    private static IEnumerable<Fact> FactsOfScales(CancellationToken cancellation)
    {
        const double Rate = 0.001;
        const double Close = 0.9999;
        var printed = Construction.Of(2, Rate, 1, cancellation, Close, Statement.PrintedScale(2, Rate, Close));
        var repaired = Construction.Of(2, Rate, 1, cancellation, Close, Statement.Scale(2, Rate, Close));
        yield return new Fact("eta = 0.001, N = 2, c = 0.9999, printed A: the first entries have opposite signs, first at step", printed.FirstViolation("lemma-17/lower"), Relation.Equal, 2, Lemma);
        yield return new Fact("and the run diverges all the same (losses at least 9/2, violations)", printed.Violations("claim-4"), Relation.Equal, 0, Text);
        yield return new Fact("with A = 4.5e12 lemma 17 holds there (violations)", repaired.Violations("lemma-17"), Relation.Equal, 0, Lemma);
    }

    // The same map and margin, spread evenly over the layers.
    private static IEnumerable<Fact> FactsOfContrast(CancellationToken cancellation)
    {
        foreach (var depth in Depths)
        {
            var task = WhitenedTask.Diagonal(1, 1, 1);
            IReadOnlyList<Matrix<double>> layers = [.. Enumerable.Repeat(Matrix<double>.Diagonal(Math.Pow(Margin, 1.0 / depth), 1, 1), depth)];
            var limit = task.AtRateLimit(layers);
            yield return new Fact(
                $"N = {depth}: from balanced layers of the same map theorem 1 holds at eta = {limit.LearningRate:G3}",
                new Theory.Arora2019.Theorem1().Certify(limit).Verdict == Verdict.Holds ? 1 : 0, Relation.Equal, 1, "Arora et al. 2019, theorem 1");
            foreach (var rate in BalancedRates)
            {
                var run = WhitenedTask.Descend(task.At(layers, rate), new RunOptions { Steps = Patience, TargetLoss = Learned, Recording = Recording.LogSpaced(1) }, cancellation);
                yield return new Fact($"N = {depth}, eta = {rate}: and from there the target is learned (last loss)", run.FinalLoss, Relation.AtMost, Learned, Text);
            }
        }
    }

    private static Figure Draw(IReadOnlyList<Construction> constructions) => new(
        [
            new LinePanel(constructions.Where(each => each.Width == 1).Select((each, place) => new Series($"N = {each.Depth}, eta = {each.Rate}", each.Steps.Select(step => (double)step), each.Steps.Select(step => each.Run.Gaps[(int)step]))
            {
                Color = Palette.ColorOf(place % 3),
                Dash = each.Depth == 2 ? Dash.Solid : Dash.Dashed,
                Marker = (Marker)(1 + (place % 3)),
                DivergenceMark = DivergenceMark.Arrow,
            }))
            {
                X = new LinearAxis("step t", 0, 6),
                Y = new LogAxis("l(t)", 1e-10, 1e300),
                Legend = LegendPlace.BottomRight,
            },
        ]);

    /// <summary>A start of the construction with its run.</summary>
    private sealed record Construction(int Depth, double Rate, int Width, double Scale, bool Applies, DeepLinearChecks Run)
    {
        public IEnumerable<long> Steps => Run.Steps.Where((_, k) => double.IsFinite(Run.Gaps[k]));

        public static Construction Of(int depth, double rate, int width, CancellationToken cancellation, double margin = Margin, double? scale = null)
        {
            var size = scale ?? Statement.PrintedScale(depth, rate, margin);
            var setting = WhitenedTask.Diagonal([.. Enumerable.Repeat(1.0, width)]).From([.. Enumerable.Repeat(width, depth + 1)], Statement.StartOf(depth, width, size, margin), rate, default);
            var (certificates, run) = WhitenedTask.Check(setting, [new Statement(), new Lemma17()], MostSteps, Recording.EveryStep, cancellation);
            return new(depth, rate, width, size, certificates.All(certificate => certificate.Verdict == Verdict.Holds), run);
        }

        public int Violations(string statement) => Run.Checks.Count(check => check.Id.StartsWith(statement + "/", StringComparison.Ordinal) && !check.Holds);

        public double FirstViolation(string id) => Run.Checks.Single(check => check.Id == id).FirstViolation ?? double.NaN;

        public IEnumerable<IReadOnlyList<object>> Rows() => Run.Steps.Select((step, k) => (IReadOnlyList<object>)[Depth, Rate, Width, Scale, step, Run.Gaps[k]]);
    }

    /// <summary>Which learning rates and scales A diverge, one unit a layer.</summary>
    private sealed record Map(int Depth, double[] Rates, double[] Scales, SweepResults Results)
    {
        public static Map Of(int depth, int points, StudyOptions options, IProgress<StudyProgress>? progress, CancellationToken cancellation)
        {
            double[] rates = Spaced.Evenly(1e-3, 10, points);
            double[] scales = Spaced.Evenly(1, 1e5, points);
            var shared = new JsonObject { ["experiment"] = "arora-2019/claim-4, map", ["layers"] = depth, ["margin"] = Margin, ["steps"] = Patience };
            var sweep = new Sweep(shared, new Axis("rate", rates.Select(rate => (CellValue)rate)), new Axis("scale", scales.Select(scale => (CellValue)scale)));
            return new(depth, rates, scales, StudySweep.Run(sweep, $"map, N = {depth}", (cell, token) => Run(depth, cell, token), cell => 1 / cell["rate"].Number, options, progress, cancellation));
        }

        public IEnumerable<Fact> Facts()
        {
            var cells = Results.Records.Select(record => (Rate: Results.Grid.Value(record.Index, 0).Number, Scale: Results.Grid.Value(record.Index, 1).Number, record.Result)).ToList();
            var claimed = cells.Where(cell => cell.Scale >= Statement.Scale(Depth, cell.Rate, Margin)).ToList();
            yield return new Fact($"N = {Depth}: of {claimed.Count} pairs of learning rate and A that the claim speaks about, those that do not diverge", claimed.Count(cell => cell.Result.Outcome != "diverged"), Relation.Equal, 0, Text);
            yield return new Fact($"N = {Depth}: of {cells.Count - claimed.Count} other pairs, the share that learns the target", cells.Except(claimed).Average(cell => cell.Result["loss"].Number <= Learned ? 1.0 : 0.0), Relation.AtLeast, 0.1, Text);
        }

        public HeatMapPanel Panel(int place) => new(Grid.Of(Rates, Scales, (rate, scale) => At(rate, scale).Outcome == "diverged" ? double.PositiveInfinity : Log(At(rate, scale)["loss"].Number)))
        {
            Title = $"({(char)('a' + place)}) N = {Depth}",
            X = new LogAxis("learning rate"),
            Y = new LogAxis("A"),
            Values = new LinearAxis("log_{10}(last loss)", -20, 0),
            Overlays =
            [
                new Series("A of the claim", Rates, Rates.Select(rate => Statement.Scale(Depth, rate, Margin))) { Dash = Dash.Solid },
                new Series("A of (50)", Rates, Rates.Select(rate => Statement.PrintedScale(Depth, rate, Margin))) { Dash = Dash.Dashed },
            ],
        };

        public IEnumerable<IReadOnlyList<object>> Rows() =>
            from rate in Rates from scale in Scales let cell = At(rate, scale) select (IReadOnlyList<object>)[Depth, rate, scale, cell.Outcome, cell["loss"].Number];

        private CellResult At(double rate, double scale) => Results[Results.Grid.IndexOf(Array.IndexOf(Rates, rate), Array.IndexOf(Scales, scale))]!.Result;

        private static double Log(double loss) => loss == 0 ? -300 : Math.Log10(loss);

        private static CellResult Run(int depth, Cell cell, CancellationToken cancellation)
        {
            var setting = WhitenedTask.Diagonal(1).From([.. Enumerable.Repeat(1, depth + 1)], Statement.StartOf(depth, 1, cell["scale"].Number, Margin), cell["rate"].Number, default);
            var run = WhitenedTask.Descend(setting, new RunOptions { Steps = Patience, TargetLoss = Learned, Recording = Recording.LogSpaced(1) }, cancellation);
            return CellResult.Of(run.Outcome.Kind.ToString().ToLowerInvariant()).With("loss", run.FinalLoss).With("end", run.Outcome.Step);
        }
    }
}
