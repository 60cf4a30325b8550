using Surefoot.Arithmetic;
using Surefoot.Descent;
using Surefoot.Figures;
using Surefoot.Randomness;
using Surefoot.Theory;
using Surefoot.Theory.Arora2019;
using Statement = Surefoot.Theory.Arora2019.Claim5;

namespace Surefoot.Studies.Arora2019;

/// <summary>
/// Arora et al. 2019, claim 5: from identity layers of even depth gradient descent never learns a symmetric target with a negative eigenvalue,
/// although the layers are exactly balanced; what is off the identity by a little escapes.
/// </summary>
public sealed class Claim5 : Study
{
    private const string Text = "Arora et al. 2019, claim 5";
    private const string Lemma = "Arora et al. 2019, lemma 18";

    // Learned, for starts that are off the construction.
    private const double Learned = 1e-20;

    private static readonly int[] Depths = [2, 4];
    private static readonly double[] Rates = [0.1, 0.02];
    private static readonly double[] Offsets = [1e-12, 1e-8, 1e-4];

    /// <inheritdoc/>
    public override string Id => "arora-2019/claim-5";

    /// <inheritdoc/>
    public override string Title => "identity layers get stuck at symmetric targets with negative eigenvalues, at every learning rate";

    /// <inheritdoc/>
    public override string Source => "Arora, Cohen, Golowich and Hu 2019, claim 5 and lemma 18";

    /// <inheritdoc/>
    public override StudyResult Run(StudyOptions options, IProgress<StudyProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        var isPaper = options.Scale == StudyScale.Paper;
        var steps = isPaper ? 100_000L : 10_000;
        var stream = RandomStream.FromSeed(options.Seed).Named(Id);
        List<Stuck> stuck = [.. from depth in Depths from rate in Rates select Stuck.Of(depth, rate, steps, cancellation)];
        progress?.Report(new StudyProgress(0.3, "drawn targets"));
        List<Drawn> drawn = [.. from depth in Depths from place in Enumerable.Range(0, isPaper ? 100 : 20) select Drawn.Of(depth, place, stream, cancellation)];
        progress?.Report(new StudyProgress(0.6, "starts beside the identity"));
        List<Trajectory> escapes = [.. Offsets.Select(offset => Escape(offset, cancellation))];
        return new StudyResult(
            [.. FactsOf(stuck), .. FactsOf(drawn), .. FactsOf(escapes)],
            [new NamedFigure("figure", Draw(stuck, escapes))],
            [
                new Table("stuck", ["depth", "rate", "step", "loss", "positiveEntry", "negativeEntry"], [.. stuck.SelectMany(each => each.Rows())]),
                new Table("drawn", ["depth", "target", "rate", "floor", "leastLoss", "outcome"], [.. drawn.Select(each => each.Row)]),
                new Table("escapes", ["offset", "step", "loss"], [.. Offsets.Zip(escapes).SelectMany(pair => pair.Second.Steps.Zip(pair.Second.Losses, (step, loss) => (IReadOnlyList<object>)[pair.First, step, loss]))]),
            ],
            [
                "Setting: the work has no experiments; Phi = diag(2, -1) at learning rates 0.1 and 0.02, and drawn symmetric targets of order 4 at rates from 0.001 to 10.",
                "Setting: the claim is about exact arithmetic. Layers of a diagonal target stay equal bit for bit; of any other, rounding grows by up to 1 + eta lambda a step for N = 2, and the inequalities allow for that.",
            ]);
    }

    private static IEnumerable<Fact> FactsOf(IReadOnlyList<Stuck> stuck)
    {
        foreach (var each in stuck)
        {
            var name = $"Phi = diag(2, -1), N = {each.Depth}, eta = {each.Rate}";
            yield return new Fact($"{name}: the loss never falls below lambda^2 / 2 (least loss less it)", each.Losses.Min() - 0.5, Relation.AtLeast, 0, Text);
            yield return new Fact($"{name}: and never rises (rising steps)", each.Rises, Relation.Equal, 0, Text);

            // A step takes at least eta lambda e^{N-1} off the entry e: by a share for N = 2, to below (1 + 2 eta lambda t)^{-1/2} for N = 4.
            var limit = each.Depth == 2 ? 1e-12 : 1 / Math.Sqrt(1 + (2 * each.Rate * each.Steps[^1]));
            yield return new Fact($"{name}: the entry of the layers for -1 goes to 0 (after {each.Steps[^1]} steps)", each.Negative[^1], Relation.AtMost, limit, Lemma);
            yield return new Fact($"{name}: the certificates hold and so do their inequalities for {Stuck.Checked} steps (failures)", each.Failures, Relation.Equal, 0, $"{Text}, lemma 18");
        }

        yield return new Fact("these starts have no deficiency margin (largest sigma_min(Phi) - ||W(0) - Phi||_F)", stuck.Max(each => each.Margin), Relation.AtMost, -1, "Arora et al. 2019, definition 2");
    }

    private static IEnumerable<Fact> FactsOf(IReadOnlyList<Drawn> drawn)
    {
        yield return new Fact($"{drawn.Count} drawn targets and learning rates: the certificate holds (number of them)", drawn.Count(each => each.Applies), Relation.Equal, drawn.Count, Text);
        yield return new Fact("the loss stays above half the sum of lambda^2, layers stay equal, the map has no negative eigenvalue (runs that violate it)", drawn.Count(each => each.Run.Checks.Any(check => !check.Holds)), Relation.Equal, 0, Text);
        yield return new Fact("some of these runs diverge (number of them)", drawn.Count(each => each.Run.Outcome.Kind == OutcomeKind.Diverged), Relation.AtLeast, 1, Text);
    }

    private static IEnumerable<Fact> FactsOf(List<Trajectory> escapes)
    {
        foreach (var (offset, run) in Offsets.Zip(escapes))
            yield return new Fact($"N = 2, eta = 0.1: off the identity by {offset:G1} in one layer the target is learned (last loss)", run.FinalLoss, Relation.AtMost, Learned, Text);

        // Near the saddle what differs grows by 1 + eta lambda a step.
        var between = escapes[0].Outcome.Step - escapes[^1].Outcome.Step;
        var expected = Math.Log(Offsets[^1] / Offsets[0]) / Math.Log(1.1);
        yield return new Fact("and every factor of 10 in the offset costs ln 10 / ln 1.1 steps (measured over expected)", between / expected, Relation.AtLeast, 0.95, Text);
        yield return new Fact("and not more", between / expected, Relation.AtMost, 1.05, Text);
    }

    // One layer is off by a multiple of the identity, so that the two differ.
    private static Trajectory Escape(double offset, CancellationToken cancellation)
    {
        var setting = WhitenedTask.Diagonal(2, -1).At([Matrix<double>.Diagonal(1 + offset, 1 + offset), Matrix<double>.Diagonal(1, 1)], 0.1);
        return WhitenedTask.Descend(setting, new RunOptions { Steps = 10_000, TargetLoss = Learned }, cancellation);
    }

    private static Figure Draw(IReadOnlyList<Stuck> stuck, List<Trajectory> escapes) => new(
        [
            new LinePanel(stuck.Select((each, place) => new Series($"N = {each.Depth}, eta = {each.Rate}", each.Steps.Select(step => step + 1.0), each.Losses)))
            {
                Title = "(a) Phi = diag(2, -1), W_{j}(0) = I",
                X = new LogAxis("step t + 1", 1),
                Y = new LinearAxis("l(t)", 0),
                ReferenceLines = [ReferenceLine.Horizontal(0.5, "lambda^{2} / 2")],
                Legend = LegendPlace.TopRight,
            },
            new LinePanel(
            [
                .. Offsets.Zip(escapes).Select(pair => new Series($"off by 10^{{{Math.Log10(pair.First):F0}}}", pair.Second.Steps.Select(step => (double)step), pair.Second.Losses)),
                new Series("identity", stuck[0].Steps.Select(step => (double)step), stuck[0].Losses),
            ])
            {
                Title = "(b) N = 2, eta = 0.1, one layer off the identity",
                X = new LinearAxis("step t", 0, 600),
                Y = new LogAxis("l(t)", 1e-20, 10),
                ReferenceLines = [ReferenceLine.Horizontal(0.5)],
                Legend = LegendPlace.BottomRight,
            },
        ],
        columns: 2);

    /// <summary>A long run for Phi = diag(2, -1).</summary>
    private sealed record Stuck(int Depth, double Rate, IReadOnlyList<long> Steps, IReadOnlyList<double> Losses, IReadOnlyList<double> Positive, IReadOnlyList<double> Negative, int Rises, int Failures, double Margin)
    {
        public const long Checked = 300;

        public static Stuck Of(int depth, double rate, long steps, CancellationToken cancellation)
        {
            var task = WhitenedTask.Diagonal(2, -1);
            var setting = task.From([.. Enumerable.Repeat(2, depth + 1)], new Initializations.IdentityInitialization(), rate, default);
            var (certificates, checks) = WhitenedTask.Check(setting, [new Statement(), new Lemma18()], Checked, Recording.EveryStep, cancellation);
            var run = WhitenedTask.Descend(setting, new RunOptions { Steps = steps }, cancellation);
            var entries = Entries(depth, rate, steps);
            List<int> drawn = [.. Enumerable.Range(0, (int)steps + 1).Where(step => step < 20 || step == steps || Math.Floor(40 * Math.Log10(step)) > Math.Floor(40 * Math.Log10(step - 1)))];
            return new(
                depth,
                rate,
                [.. drawn.Select(step => (long)step)],
                [.. drawn.Select(step => run.LossAt(step))],
                [.. drawn.Select(step => entries[step].Positive)],
                [.. drawn.Select(step => entries[step].Negative)],
                Enumerable.Range(1, run.Losses.Count - 1).Count(k => run.Losses[k] > run.Losses[k - 1] * (1 + 1e-14)),
                certificates.Count(certificate => certificate.Verdict != Verdict.Holds) + checks.Checks.Count(check => !check.Holds),
                WhitenedTask.Margin(setting));
        }

        public IEnumerable<IReadOnlyList<object>> Rows() => Enumerable.Range(0, Steps.Count).Select(k => (IReadOnlyList<object>)[Depth, Rate, Steps[k], Losses[k], Positive[k], Negative[k]]);

        // The scalar maps that lemma 18 lays against the layers.
        private static List<(double Positive, double Negative)> Entries(int depth, double rate, long steps)
        {
            var entries = new List<(double Positive, double Negative)> { (1, 1) };
            for (var step = 0L; step < steps; step++)
                entries.Add((Lemma18.Next(entries[^1].Positive, 2, depth, rate), Lemma18.Next(entries[^1].Negative, -1, depth, rate)));
            return entries;
        }
    }

    /// <summary>A drawn symmetric target with a negative eigenvalue and a drawn learning rate, for as long as rounding is small.</summary>
    private sealed record Drawn(int Depth, int Place, double Rate, double Floor, bool Applies, DeepLinearChecks Run)
    {
        private const int Order = 4;
        private const int Steps = 100;

        public IReadOnlyList<object> Row => [Depth, Place, Rate, Floor, Run.Gaps.Where(double.IsFinite).Min(), Run.Outcome.Kind.ToString().ToLowerInvariant()];

        public static Drawn Of(int depth, int place, RandomStream root, CancellationToken cancellation)
        {
            var stream = root.Named("target", place);
            var target = Symmetric(stream);
            var rate = Math.Pow(10, -3 + (4 * stream.Named("rate").Uniform(0)));
            var setting = new WhitenedTask(target).From([.. Enumerable.Repeat(Order, depth + 1)], new Initializations.IdentityInitialization(), rate, default);
            var (certificates, run) = WhitenedTask.Check(setting, [new Statement()], Steps, Recording.EveryStep, cancellation);
            return new(depth, place, rate, Statement.Floor(target), certificates[0].Verdict == Verdict.Holds, run);
        }

        // Gaussian, with at least one eigenvalue that is clearly negative.
        private static Matrix<double> Symmetric(RandomStream stream)
        {
            for (var attempt = 0; ; attempt++)
            {
                var draw = new Matrix<double>(Order, Order);
                stream.Named("attempt", attempt).FillNormal(draw, ThreadTeam.Alone);
                var target = draw.Clone();
                for (var i = 0; i < Order; i++)
                {
                    for (var j = 0; j < Order; j++)
                        target[i, j] = (draw[i, j] + draw[j, i]) / 2;
                }

                if (Statement.Floor(target) > 0.01)
                    return target;
            }
        }
    }
}
