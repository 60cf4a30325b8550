using Surefoot.Arithmetic;
using Surefoot.Data;
using Surefoot.Descent;
using Surefoot.Figures;
using Surefoot.Initializations;
using Surefoot.Losses;
using Surefoot.Networks;
using Surefoot.Randomness;
using Surefoot.Reductions;
using Surefoot.Theory;
using Surefoot.Theory.Zou2020;

namespace Surefoot.Studies.Zou2020;

/// <summary>
/// Zou et al. 2020, theorems 3.6 and 3.8: stochastic gradient descent converges linearly where a map fits the data, and down to a floor where none does;
/// what batches and learning rates change.
/// </summary>
public sealed class Sgd : Study
{
    private const string Linear = "Zou et al. 2020, theorem 3.8";
    private const string Floors = "Zou et al. 2020, theorem 3.6 and (A.13)";
    private const int Dimension = 5;
    private const int Samples = 200;
    private const int Layers = 5;

    // Of 1 / (L ||X||^2); a batch of the least size then moves a layer by a quarter of what its own curvature allows.
    private const double Share = 0.1;

    private static readonly int[] Sizes = [5, 10, 20, 50, 100];

    /// <inheritdoc/>
    public override string Id => "zou-2020/sgd";

    /// <inheritdoc/>
    public override string Title => "stochastic gradient descent is linear with zero optimal loss, and has a floor like (n - b)/b without";

    /// <inheritdoc/>
    public override string Source => "Zou, Long and Gu 2020, theorems 3.6 and 3.8";

    /// <inheritdoc/>
    public override StudyResult Run(StudyOptions options, IProgress<StudyProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        var stream = RandomStream.FromSeed(options.Seed).Named(Id);
        var steps = options.Scale == StudyScale.Paper ? 10_000 : 2000;
        progress?.Report(new StudyProgress(0, "data that a map fits"));
        var (fitted, noisy) = (Problem(stream.Named("data"), 0), Problem(stream.Named("data"), 0.5));
        List<Descent> exact = [.. Sizes.Select(size => Descent.Of(fitted, size, Rate(fitted), 400, stream, cancellation))];
        progress?.Report(new StudyProgress(0.2, "data that none fits"));
        List<Descent> floors = [.. Sizes.Select(size => Descent.Of(noisy, size, Rate(noisy), steps, stream, cancellation))];
        var halved = Descent.Of(noisy, Sizes[1], Rate(noisy) / 2, steps, stream, cancellation);
        var falling = Descent.Of(noisy, Sizes[1], new DecayingRate(Rate(noisy), 100), steps, stream, cancellation);
        progress?.Report(new StudyProgress(0.8, "theorem 3.8 on its own ground"));
        var certified = Certified.Of(stream, cancellation);
        return new StudyResult(
            [.. FactsOf(exact), .. FactsOf(floors, halved, falling), .. certified.Facts],
            [new NamedFigure("figure", Draw(exact, floors, falling, certified))],
            [new Table("runs", ["data", "batch", "learningRate", "step", "gap"], [.. exact.SelectMany(run => run.Rows("fitted")), .. floors.Append(halved).SelectMany(run => run.Rows("noisy"))])],
            [
                $"Setting: d = k = {Dimension}, n = {Samples}, L = {Layers}, the modified identity transformation of scale 1, eta = {Share}/(L ||X||^2): far beyond what the theorems allow, so that something is seen.",
                "A floor is the mean gap over the second half of a run.",
                "Panel (d) is theorem 3.8 at its own learning rate, where certified decay takes 10^5 steps and more to see: two dimensions, two of three samples a batch.",
            ]);
    }

    private static IEnumerable<Fact> FactsOf(IReadOnlyList<Descent> exact)
    {
        yield return new Fact("where a map fits, every batch size reaches it (largest last gap over the first)", exact.Max(run => run.Gaps[^1] / run.Gaps[0]), Relation.AtMost, 1e-12, Linear);
        yield return new Fact(
            "and linearly: the logarithm of the gap falls as much from step 200 to 300 as from 100 to 200 (largest deviation of the ratio from 1)",
            exact.Max(run => Math.Abs((Math.Log(run.At(300) / run.At(200)) / Math.Log(run.At(200) / run.At(100))) - 1)), Relation.AtMost, 0.3, Linear);
        yield return new Fact(
            "at a rate that small batches do not change much (largest ratio of the fall of the logarithm over 300 steps)",
            exact.Max(run => Math.Log(run.At(0) / run.At(300))) / exact.Min(run => Math.Log(run.At(0) / run.At(300))), Relation.AtMost, 1.5, Linear);
    }

    private static IEnumerable<Fact> FactsOf(IReadOnlyList<Descent> floors, Descent halved, Descent falling)
    {
        // The variance of a mean of b of n without replacement.
        var fit = LineFit.OfPower(floors.Select(run => ((double)(Samples - run.Size) / run.Size, run.Floor)));
        yield return new Fact("where no map fits, every batch size ends on a floor (least floor over the first gap)", floors.Min(run => run.Floor / run.Gaps[0]), Relation.AtLeast, 1e-7, Floors);
        yield return new Fact($"the floor is like ((n - b)/b)^s (s = {fit.Slope:F2}, its deviation from 1)", Math.Abs(fit.Slope - 1), Relation.AtMost, 0.2, Floors);
        var ratio = floors[1].Floor / halved.Floor;
        yield return new Fact($"half the learning rate halves it (b = {halved.Size}, ratio {ratio:F2}, its deviation from 2)", Math.Abs(ratio - 2), Relation.AtMost, 0.6, Floors);
        yield return new Fact($"a falling learning rate goes below it (b = {falling.Size}, last gap over the floor of the constant rate)", falling.Gaps[^1] / floors[1].Floor, Relation.AtMost, 0.5, Floors);
    }

    private static DataAnalysis Problem(RandomStream stream, double noise) => DataAnalysis.Of(LinearTeacher.Sample(Dimension, Dimension, Samples, noise, 0.5, stream));

    private static double Rate(DataAnalysis data) => Share / (Layers * data.LargestSingularValue * data.LargestSingularValue);

    private static Figure Draw(IReadOnlyList<Descent> exact, IReadOnlyList<Descent> floors, Descent falling, Certified certified) => new(
        [
            new LinePanel(exact.Select(run => Curve($"b = {run.Size}", run)))
            {
                Title = "(a) a map fits", X = new LinearAxis("step t", 0, 300), Y = new LogAxis("L(t)", 1e-16, 1e4), Legend = LegendPlace.TopRight,
            },
            new LinePanel([.. floors.Select(run => Curve($"b = {run.Size}", run)), Curve($"b = {falling.Size}, falling rate", falling) with { Color = Color.Black }])
            {
                Title = "(b) no map fits", X = new LogAxis("step t", 1), Y = new LogAxis("L(t) - L^{*}", max: 1e5), Legend = LegendPlace.TopRight,
            },
            new LinePanel(
            [
                new Series("measured", floors.Select(run => (double)run.Size), floors.Select(run => run.Floor)) { Marker = Marker.Circle, LineWidth = 0 },
                new Series("like (n - b)/b", floors.Select(run => (double)run.Size), floors.Select(run => floors[1].Floor * (Samples - run.Size) / run.Size * floors[1].Size / (Samples - floors[1].Size))),
            ])
            {
                Title = "(c) floors", X = new LogAxis("batch size b"), Y = new LogAxis("mean gap of the second half"), Legend = LegendPlace.BottomLeft,
            },
            new LinePanel(
            [
                new Series("L(t)", certified.Steps, certified.Losses),
                new Series("2 L(0) (1 - x)^{t}", certified.Steps, certified.Bounds) { Color = Color.Black },
            ])
            {
                Title = "(d) theorem 3.8 at its own rate", X = new LinearAxis("step t"), Y = new LinearAxis("loss", 0), Legend = LegendPlace.BottomLeft,
            },
        ],
        columns: 2);

    private static Series Curve(string name, Descent run) => new(name, run.Steps.Select(step => (double)step), run.Gaps);

    /// <summary>A run of a batch size.</summary>
    private sealed record Descent(int Size, double Rate, IReadOnlyList<long> Steps, IReadOnlyList<double> Gaps)
    {
        /// <summary>The mean gap over the second half.</summary>
        public double Floor => Gaps.Skip(Gaps.Count / 2).Average();

        public double At(long step) => Gaps[Steps.TakeWhile(recorded => recorded < step).Count()];

        public IEnumerable<IReadOnlyList<object>> Rows(string data) => Steps.Zip(Gaps, (step, gap) => (IReadOnlyList<object>)[data, Size, Rate, step, gap]);

        public static Descent Of(DataAnalysis data, int size, RateSchedule rates, int steps, RandomStream stream, CancellationToken cancellation)
        {
            var network = LinearResidualNetwork.With(new ModifiedIdentityTransformation(1), Dimension, Dimension, 2 * Dimension, Layers, default);
            var run = ResidualPreparation.Prepare<double>(network, new ZeroInitialization(), data, new SquaredLoss(), default, ThreadTeam.Alone, ReductionMode.Auto, size);
            var method = new StochasticGradientDescent(rates, new RandomBatches(stream.Named("batches", size), Samples, size));
            var options = new RunOptions { Steps = steps, TargetLoss = 0 };
            var found = DescentRun.Run(run.Objective, method, new DescentState<double>(run.Start), options, cancellation: cancellation);
            cancellation.ThrowIfCancellationRequested();
            return new(size, rates.Initial, found.Steps, found.Losses);
        }
    }

    /// <summary>Theorem 3.8 where it applies, at its largest learning rate.</summary>
    private sealed record Certified(Certificate<ResidualMoment> Certificate, RunChecks Run, ResidualSetting Doubled, double Rate, double StartLoss)
    {
        private const int Horizon = 100_000;

        public IEnumerable<double> Steps => Run.Steps.Select(step => (double)step);

        public IEnumerable<double> Losses => Run.Gaps;

        public IEnumerable<double> Bounds => Run.Steps.Select(step => Certificate.Bound!.At(step));

        public IEnumerable<Fact> Facts
        {
            get
            {
                yield return new Fact("at its own learning rate theorem 3.8 applies (1 for holds)", Certificate.Verdict == Verdict.Holds ? 1 : 0, Relation.Equal, 1, Linear);
                yield return new Fact("and the run stays below its bound (largest share)", Run.Gaps.Zip(Bounds, (loss, bound) => loss / bound).Max(), Relation.AtMost, 1, Linear);
                yield return new Fact("every inequality of its proof holds on the way (violated ones)", Run.Checks.Count(check => !check.Holds), Relation.Equal, 0, Linear);
                yield return new Fact("its learning rate grows with the square of the batch (all three samples against two)", new Theorem38().RateLimit(Doubled) / Rate, Relation.AtMost, 2.25 * (1 + 1e-12), Linear);
            }
        }

        public static Certified Of(RandomStream stream, CancellationToken cancellation)
        {
            var (data, loss) = (DataAnalysis.Of(new Dataset("fitted", Matrix<double>.From(new double[,] { { 2, 0, 1 }, { 0, 2, 1 } }), Matrix<double>.From(new double[,] { { 2, -2, 0 }, { 0, 2, 1 } }))), new SquaredLoss());
            var network = LinearResidualNetwork.With(new ModifiedIdentityTransformation(128), 2, 2, 4, 3, default);
            var pair = Prepared(2);
            var rate = new Theorem38().RateLimit(new(pair, data, loss, 1) { Horizon = Horizon });
            var setting = new ResidualSetting(pair, data, loss, rate) { Horizon = Horizon, Batches = new RandomBatches(stream.Named("certified"), 3, 2) };
            var certificate = new Theorem38().Certify(setting);
            var run = ResidualChecks.Run(setting, certificate.Invariants, Horizon, new RecordedSteps([.. Enumerable.Range(1, 100).Select(k => (long)(k * Horizon / 100))]), cancellation);
            cancellation.ThrowIfCancellationRequested();
            return new(certificate, run, new(Prepared(3), data, loss, 1) { Horizon = Horizon }, rate, setting.Start.Loss);

            PreparedResidualRun<double> Prepared(int size) =>
                ResidualPreparation.Prepare<double>(network, new ZeroInitialization(), data, loss, default, ThreadTeam.Alone, ReductionMode.Auto, size);
        }
    }
}
