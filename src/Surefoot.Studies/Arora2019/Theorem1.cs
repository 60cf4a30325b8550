using Surefoot.Arithmetic;
using Surefoot.Descent;
using Surefoot.Figures;
using Surefoot.Theory;
using Surefoot.Theory.Arora2019;
using Statement = Surefoot.Theory.Arora2019.Theorem1;

namespace Surefoot.Studies.Arora2019;

/// <summary>
/// Arora et al. 2019, theorem 1: from balanced starts with a deficiency margin, at the largest learning rate it allows, every inequality of the
/// theorem and its proof holds at every step; and how much larger the rate may really be.
/// </summary>
public sealed class Theorem1 : Study
{
    private const string Text = "Arora et al. 2019, theorem 1";

    // The loss that the full run goes to, from 1/32.
    private const double Target = 1e-6;

    // Runs that need more steps are not waited for.
    private const long Patience = 200_000;

    private static readonly Theorem<DeepLinearSetting, DeepLinearMoment>[] Statements = [new Statement(), new Lemma1(), new Lemma2(), new Claim1(), new Lemma7()];

    /// <inheritdoc/>
    public override string Id => "arora-2019/theorem-1";

    /// <inheritdoc/>
    public override string Title => "linear convergence from balanced starts with a margin, and how far the learning rate is from what works";

    /// <inheritdoc/>
    public override string Source => "Arora, Cohen, Golowich and Hu 2019, theorem 1, lemmas 1, 2 and 7";

    /// <inheritdoc/>
    public override StudyResult Run(StudyOptions options, IProgress<StudyProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        var isPaper = options.Scale == StudyScale.Paper;
        var square = WhitenedTask.Diagonal(4, 3);
        var line = WhitenedTask.Diagonal(1);
        Start[] starts =
        [
            new("N = 2", square, Layers(2, 4, 2)),
            new("N = 3", square, Layers(3, 4, 2)),
            new("N = 5", square, Layers(5, 4, 2)),
            new("N = 2, d = 1", line, Layers(2, 0.75, 1)),
        ];

        var prefix = isPaper ? 10_000 : 2_000;
        var prefixes = starts.Take(3).Select((start, place) =>
        {
            progress?.Report(new StudyProgress(0.1 * place, $"{start.Name}: {prefix} steps with every inequality"));
            return Prefix.Of(start, prefix, cancellation);
        }).ToList();
        progress?.Report(new StudyProgress(0.3, $"the whole run to a loss of {Target:G1}"));
        var whole = WholeRun.Of(starts[3], isPaper ? Recording.EveryStep : Recording.LogSpaced(1000), cancellation);
        var searches = starts.Select((start, place) =>
        {
            progress?.Report(new StudyProgress(0.6 + (0.1 * place), $"{start.Name}: larger learning rates"));
            return RateSearch.Of(start, cancellation);
        }).ToList();

        return new StudyResult(
            [.. prefixes.SelectMany(each => each.Facts()), .. whole.Facts(), .. searches.SelectMany(each => each.Facts())],
            [new NamedFigure("figure", Draw(whole, searches)), new NamedFigure("margins", DrawMargins(prefixes))],
            [
                new Table("margins", ["start", "inequality", "steps", "leastMargin", "atStep"], [.. prefixes.SelectMany(each => each.Rows())]),
                new Table("rates", ["start", "rateOverLimit", "stepsToTarget", "guaranteedSteps", "inequality13", "outcome"], [.. searches.SelectMany(each => each.Rows())]),
            ],
            [
                "Setting: any margin c up to sigma_min(Phi) - ||W(0) - Phi||_F may be taken; the largest says most.",
                "Setting: the work has no experiments; starts are W_j = 4^(1/N) I for Phi = diag(4, 3), and W_1 = W_2 = sqrt(0.75) for Phi = 1.",
                "Loose: at the guaranteed rate a step takes off some 1e-7 of the loss; runs stay convergent at rates ten thousands of times larger.",
            ]);
    }

    private static IReadOnlyList<Matrix<double>> Layers(int depth, double product, int width) =>
        [.. Enumerable.Repeat(Matrix<double>.Diagonal([.. Enumerable.Repeat(Math.Pow(product, 1.0 / depth), width)]), depth)];

    private static Figure Draw(WholeRun whole, IReadOnlyList<RateSearch> searches) => new(
        [
            new LinePanel(
            [
                new Series("loss", whole.Steps.Select(step => (double)step), whole.Losses),
                new Series("guarantee (13)", whole.Steps.Select(step => (double)step), whole.Steps.Select(step => whole.Bound.At(step))),
            ])
            {
                Title = "(a) N = 2, d = 1, largest rate allowed",
                X = new LinearAxis("step t", 0, whole.Iterations),
                Y = new LogAxis("l(t)", 1e-9, 0.1),
                ReferenceLines = [ReferenceLine.Horizontal(Target, "target"), ReferenceLine.Vertical(whole.Reached, "reached")],
                Legend = LegendPlace.BottomRight,
            },
            new LinePanel([.. searches.Select((search, place) => search.Reached(place)), .. searches.Select((search, place) => search.Counted(place))])
            {
                Title = "(b) steps to a loss of l(0) / 1000",
                X = new LogAxis("learning rate over that of (7)"),
                Y = new LogAxis("steps", 1),
                Legend = LegendPlace.TopRight,
            },
        ],
        columns: 2);

    private static Figure DrawMargins(IReadOnlyList<Prefix> prefixes)
    {
        // The first inequality at the top.
        List<string> ids = [.. prefixes[0].Measured.Select(check => check.Id).Reverse()];
        double[] places = [.. ids.Select((_, k) => (double)k)];
        return new Figure(
            [
                new LinePanel(prefixes.Select((prefix, place) => new Series(prefix.Start.Name, ids.Select(id => prefix.Measured.Single(check => check.Id == id).LeastMargin), places)
                {
                    Marker = (Marker)(1 + place),
                    LineWidth = 0,
                }))
                {
                    X = new LogAxis("least right side / left side", 0.9),
                    Y = new CategoryAxis("", ids),
                    ReferenceLines = [ReferenceLine.Vertical(1)],
                    Legend = LegendPlace.BottomRight,
                },
            ])
        {
            Aspect = 1.4,
        };
    }

    /// <summary>A balanced start for a target.</summary>
    private sealed record Start(string Name, WhitenedTask Task, IReadOnlyList<Matrix<double>> Layers);

    /// <summary>The first steps of a run with all inequalities at every one of them.</summary>
    private sealed record Prefix(Start Start, IReadOnlyList<Certificate<DeepLinearMoment>> Certificates, DeepLinearChecks Run)
    {
        // An inequality whose left side is 0 by symmetry has no margin to show.
        public IEnumerable<Check> Measured => Run.Checks.Where(check => double.IsFinite(check.LeastMargin) && check.Steps > check.Hidden);

        public static Prefix Of(Start start, long steps, CancellationToken cancellation)
        {
            var (certificates, run) = WhitenedTask.Check(start.Task.AtRateLimit(start.Layers), Statements, steps, Recording.EveryStep, cancellation);
            return new(start, certificates, run);
        }

        public IEnumerable<Fact> Facts()
        {
            yield return new Fact($"{Start.Name}: the certificates of {Certificates.Count} statements hold (number of them)", Certificates.Count(certificate => certificate.Verdict == Verdict.Holds), Relation.Equal, Certificates.Count, Text);
            yield return new Fact(
                $"{Start.Name}: {Run.Checks.Count} inequalities of the theorem and its proof at every one of {Run.Steps[^1]} steps (violations)",
                Run.Checks.Count(check => !check.Holds), Relation.Equal, 0, "Arora et al. 2019, (9), (12), (13), lemmas 2 and 7");
        }

        public IEnumerable<IReadOnlyList<object>> Rows() =>
            Run.Checks.Select(check => (IReadOnlyList<object>)[Start.Name, check.Id, check.Steps, check.LeastMargin, check.LeastMarginStep]);
    }

    /// <summary>A run of all the steps that the theorem counts to a target loss.</summary>
    private sealed record WholeRun(Bound Bound, double Iterations, double Reached, DeepLinearChecks Run)
    {
        // Enough points for a curve, however many were checked.
        public IReadOnlyList<long> Steps { get; } = [.. Places(Run).Select(k => Run.Steps[k])];

        public IReadOnlyList<double> Losses { get; } = [.. Places(Run).Select(k => Run.Gaps[k])];

        public static WholeRun Of(Start start, Recording recording, CancellationToken cancellation)
        {
            var setting = start.Task.AtRateLimit(start.Layers);
            var bound = new Statement().Certify(setting).Bound!;
            var steps = Statement.Iterations(start.Layers.Count, WhitenedTask.Margin(setting), setting.LearningRate, setting.Start.Gap, Target);
            var reached = WhitenedTask.Descend(setting, new RunOptions { Steps = (long)steps, TargetLoss = Target, Recording = Recording.LogSpaced(1) }, cancellation).Outcome;
            return new(bound, steps, reached.Step, WhitenedTask.Check(setting, [new Statement(), new Lemma1()], (long)steps, recording, cancellation).Run);
        }

        public IEnumerable<Fact> Facts()
        {
            yield return new Fact("the steps that (8) counts from 1/32 to 1e-6, N = 2, c = 0.75", Iterations, Relation.Equal, 1_607_782, "Arora et al. 2019, (8)");
            yield return new Fact($"the loss after that many steps", Run.Gaps[^1], Relation.AtMost, Target, Text);
            yield return new Fact($"(9) and (13) at {Run.Steps.Count} of these steps (violations)", Run.Checks.Count(check => !check.Holds), Relation.Equal, 0, "Arora et al. 2019, (9), (13)");

            // The flow takes off 2 N w^{2(N-1)} a unit of time where the proof counts c^{2(N-1)/N}: at least four times as much for N = 2.
            yield return new Fact("the loss is reached long before (share of the counted steps)", Reached / Iterations, Relation.AtMost, 0.25, Text);
        }

        private static IEnumerable<int> Places(DeepLinearChecks run)
        {
            var last = run.Steps[^1];
            var next = 0L;
            for (var k = 0; k < run.Steps.Count; k++)
            {
                if (run.Steps[k] < next && k + 1 < run.Steps.Count)
                    continue;
                yield return k;
                next = run.Steps[k] + (last / 400);
            }
        }
    }

    /// <summary>Runs at learning rates that double from the largest one allowed.</summary>
    private sealed record RateSearch(Start Start, IReadOnlyList<Trial> Trials, double Certified)
    {
        // Losses to this share of l(0) count, and (13) is followed far beyond.
        private const double Reduction = 1e-3;
        private const double Followed = 1e-20;
        private const double Diverged = 1e6;

        public static RateSearch Of(Start start, CancellationToken cancellation)
        {
            var setting = start.Task.AtRateLimit(start.Layers);
            var local = WhitenedTask.Yield(new LocalStep().Certify(setting), "largest learning rate");
            var trials = new List<Trial>();
            for (var k = 0; trials is not [.., { Outcome: OutcomeKind.Diverged }]; k++)
                trials.Add(Try(start, setting, Math.Pow(2, k), cancellation));
            return new(start, trials, local / setting.LearningRate);
        }

        public IEnumerable<Fact> Facts()
        {
            var first = Trials.First(trial => !trial.HoldsThirteen);
            yield return new Fact($"{Start.Name}: (13) holds up to this multiple of the largest rate allowed, tried in powers of 2", first.Ratio / 2, Relation.AtLeast, 1e4, Text);
            yield return new Fact($"{Start.Name}: a certificate of the first step alone allows this multiple", Certified, Relation.AtLeast, 100, "Arora et al. 2019, proof of lemma 7");
            yield return new Fact($"{Start.Name}: and (13) held at that multiple (power of 2 below it)", Trials.Last(trial => trial.Ratio <= Certified).HoldsThirteen ? 1 : 0, Relation.Equal, 1, Text);
        }

        public Series Reached(int place)
        {
            List<Trial> reached = [.. Trials.Where(trial => double.IsFinite(trial.Steps))];
            return new(Start.Name, reached.Select(trial => trial.Ratio), reached.Select(trial => trial.Steps)) { Color = Palette.ColorOf(place), Dash = Dash.Solid, Marker = (Marker)(1 + place) };
        }

        public Series Counted(int place) =>
            new(place == 0 ? "counted by (8)" : "", Trials.Select(trial => trial.Ratio), Trials.Select(trial => trial.Guaranteed)) { Color = Palette.ColorOf(place), Dash = Dash.Dashed };

        public IEnumerable<IReadOnlyList<object>> Rows() => Trials.Select(trial =>
            (IReadOnlyList<object>)[Start.Name, trial.Ratio, trial.Steps, trial.Guaranteed, trial.HoldsThirteen ? "holds" : "fails", trial.Outcome.ToString().ToLowerInvariant()]);

        private static Trial Try(Start start, DeepLinearSetting limit, double ratio, CancellationToken cancellation)
        {
            var setting = start.Task.At(start.Layers, ratio * limit.LearningRate);
            var depth = start.Layers.Count;
            var initial = setting.Start.Gap;
            var decay = Statement.Decay(depth, WhitenedTask.Margin(setting), setting.LearningRate);
            var run = WhitenedTask.Descend(
                setting,
                new RunOptions { Steps = Patience, TargetLoss = Followed * initial, LossCeiling = Diverged * initial, Recording = Recording.LogSpaced(200) },
                cancellation);
            var bound = new GeometricBound(initial, decay);
            var reached = Enumerable.Range(0, run.Steps.Count).Where(k => run.Losses[k] <= Reduction * initial).Select(k => (double)run.Steps[k]).DefaultIfEmpty(double.PositiveInfinity).First();

            // A decay of 1 and more promises what no run keeps; below the followed share rounding decides.
            var holds = decay < 1 && Enumerable.Range(0, run.Steps.Count).All(k => run.Losses[k] <= Math.Max(bound.At(run.Steps[k]) * (1 + 1e-9), Followed * initial));
            return new(ratio, reached, Math.Log(1 / Reduction) / decay, holds, run.Outcome.Kind);
        }
    }

    /// <summary>A run at a multiple of the largest rate allowed.</summary>
    private sealed record Trial(double Ratio, double Steps, double Guaranteed, bool HoldsThirteen, OutcomeKind Outcome);
}
