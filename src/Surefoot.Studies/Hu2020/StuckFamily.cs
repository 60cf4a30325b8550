using System.Text.Json.Nodes;
using Surefoot.Arithmetic;
using Surefoot.Data;
using Surefoot.Descent;
using Surefoot.Initializations;
using Surefoot.Losses;
using Surefoot.Networks;
using Surefoot.Objectives;
using Surefoot.Randomness;
using Surefoot.Reductions;
using Surefoot.Sweeps;
using Surefoot.Theory;
using Surefoot.Theory.Hu2020;

namespace Surefoot.Studies.Hu2020;

/// <summary>
/// The smallest problem on which theorem 5.1 of Hu et al. 2020 can be seen: two inputs, two outputs, X = I / sqrt(2), Y = diag(1, -1) / sqrt(2),
/// networks whose products keep E ||f(x)||^2 = ||x||^2.
/// </summary>
internal sealed class StuckFamily
{
    public const string Gaussian = "gaussian";
    public const string Orthogonal = "orthogonal";

    /// <summary>The steps through which a run must stay to count as stuck.</summary>
    public const long Steps = 1000;

    /// <summary>The steps of which losses are kept: every one at first, then some thirty for each factor of ten.</summary>
    public static IReadOnlyList<long> Drawn { get; } =
        [.. Enumerable.Range(0, 91).Select(k => (long)Math.Floor(Math.Pow(10, k / 30.0))).Prepend(0).Distinct()];

    private const int Dimension = 2;

    // ||Y||_F is 1, so losses are in its units. The interval is the theorem's.
    private const double Lower = 0.4;
    private const double Upper = 0.6;

    // Far above any loss that comes back.
    private const double Diverged = 1e6;

    private readonly SquaredLoss _loss = new(SquaredScaling.Half);
    private readonly RandomStream _stream;
    private readonly ulong _seed;
    private readonly DataAnalysis _data = DataAnalysis.Of(new Dataset("two samples", Matrix<double>.Diagonal(1 / Math.Sqrt(2), 1 / Math.Sqrt(2)), Matrix<double>.Diagonal(1 / Math.Sqrt(2), -1 / Math.Sqrt(2))));

    public StuckFamily(ulong seed)
    {
        _seed = seed;
        _stream = RandomStream.FromSeed(seed).Named("hu-2020/theorem-5.1");
    }

    /// <summary>max(2, L^{1 - gamma}), rounded.</summary>
    public static int Width(double gamma, int depth) => Math.Max(2, (int)Math.Round(Math.Pow(depth, 1 - gamma)));

    /// <summary>Runs of <see cref="Steps"/> steps at the learning rate d_y / (2 L ||X||^2) = 2 / L of theorem 4.1, for widths L^{1 - gamma}.</summary>
    public Sweep Runs(IEnumerable<double> gammas, IEnumerable<int> depths, int draws) => new(
        Shared("runs"),
        new Axis("start", Gaussian, Orthogonal),
        GammaAxis(gammas),
        DepthAxis(depths),
        Draws(draws));

    /// <summary>One of those runs: whether it is stuck, its last loss, and the losses to draw.</summary>
    public CellResult Run(Cell cell, CancellationToken cancellation)
    {
        var depth = (int)cell["depth"].Whole;
        var width = Width(cell["gamma"].Number, depth);
        var run = Prepare(cell["start"].Text == Gaussian ? new GaussianInitialization() : new OrthogonalInitialization(), width, depth, cell);
        var options = new RunOptions { Steps = Steps, LossOffset = run.LossOffset, LossCeiling = Diverged };
        var trajectory = DescentRun.Run(run.Objective, new GradientDescent(2.0 / depth), new DescentState<double>(run.Start), options, cancellation: cancellation);
        cancellation.ThrowIfCancellationRequested();
        return CellResult.Of(trajectory.Outcome.Kind.ToString().ToLowerInvariant())
            .With("width", (long)width)
            .With("stuck", trajectory.Losses.All(loss => loss is >= Lower and <= Upper))
            .With("final", Loss(Steps))
            .With("curve", CellValue.List(Drawn.Select(Loss)));

        double Loss(long step) => trajectory.Outcome.Kind == OutcomeKind.Diverged && step >= trajectory.Outcome.Step ? double.PositiveInfinity : trajectory.LossAt(step);
    }

    /// <summary>What a run costs, about: its weights, and the calls of its layers.</summary>
    public static double CostOfRun(Cell cell)
    {
        var depth = (int)cell["depth"].Whole;
        var width = cell["start"].Text == Orthogonal ? 2 * Dimension : Width(cell["gamma"].Number, depth);
        return depth * (100.0 + ((double)width * width));
    }

    /// <summary>The norms of the whole products of Gaussian starts of one width.</summary>
    public Sweep Products(IEnumerable<int> widths, IEnumerable<int> depths, int draws) => new(Shared("products", draws), WidthsAndDepths(widths, depths));

    /// <summary>The same for widths L^{1 - gamma}.</summary>
    public Sweep NarrowingProducts(IEnumerable<double> gammas, IEnumerable<int> depths, int draws) =>
        new(Shared("products by gamma", draws), GammaAxis(gammas), DepthAxis(depths));

    /// <summary>-log ||A_{L:1}(0)|| for every draw of a cell of either.</summary>
    public CellResult Product(int width, int depth, int draws, CancellationToken cancellation) => Of(
        width,
        depth,
        draws,
        (network, start) => -Math.Log(SingularValueDecomposition.ValuesOf(network.EndToEnd(start))[0]),
        cancellation);

    /// <summary>The largest norms of all long products of Gaussian starts of one width.</summary>
    public Sweep Blocks(IEnumerable<int> widths, IEnumerable<int> depths, int draws) => new(Shared("blocks", draws), WidthsAndDepths(widths, depths));

    /// <summary>Lambda = -log max_{j - i >= L / 10} ||A_{j:i}(0)||_F for every draw: the c_1 L^gamma of lemma 5.3, Frobenius norms bounding spectral ones.</summary>
    public CellResult Block(Cell cell, int draws, CancellationToken cancellation) => Of(
        (int)cell["width"].Whole,
        (int)cell["depth"].Whole,
        draws,
        (_, start) =>
        {
            // A longer product is one of products with differences from L/10 to twice that: if these are below 1, so is it, and below them.
            var shortest = (start.Count + 9) / 10;
            var largest = LargestBlock(start, shortest, 2 * shortest);
            return -Math.Log(largest < 1 ? largest : LargestBlock(start, shortest, start.Count));
        },
        cancellation);

    /// <summary>The steps that the finite-depth certificate grants Gaussian starts at the learning rate 1, and runs of that length.</summary>
    public Sweep Certificates(IEnumerable<int> widths, IEnumerable<int> depths, int draws) =>
        new(Shared("certificates"), [.. WidthsAndDepths(widths, depths), Draws(draws)]);

    /// <summary>T, and the first step, of the first thousand within T, at which the loss left its interval; -1 for none.</summary>
    public CellResult Certify(Cell cell, CancellationToken cancellation)
    {
        var (width, depth) = ((int)cell["width"].Whole, (int)cell["depth"].Whole);
        var initialization = new GaussianInitialization();
        var run = Prepare(initialization, width, depth, cell);
        var setting = new DeepLinearSetting(run, _data, _loss, 1) { Initialization = initialization };
        var certificate = new CertificateStuck().Certify(setting);
        var granted = certificate.Yields.Single(yield => yield.Name == "T").Value;
        var checks = DeepLinearChecks.Run(
            setting,
            [.. certificate.Invariants.Where(invariant => invariant.Id is "certificate-stuck/lower" or "certificate-stuck/upper")],
            (long)Math.Min(Steps, granted),
            Recording.EveryStep,
            cancellation: cancellation);
        cancellation.ThrowIfCancellationRequested();
        return CellResult.Of(certificate.Verdict == Verdict.Holds ? "certified" : "not certified")
            .With("T", granted)
            .With("violation", checks.Checks.Min(check => check.FirstViolation) ?? -1);
    }

    /// <summary>What products of a width or a certificate cost, about.</summary>
    public static double CostOfProducts(Cell cell) => (double)cell["depth"].Whole * cell["depth"].Whole * (10 + cell["width"].Whole);

    /// <summary>What products of widths L^{1 - gamma} cost, about.</summary>
    public static double CostOfNarrowing(Cell cell) => cell["depth"].Number * Math.Pow(Width(cell["gamma"].Number, (int)cell["depth"].Whole), 2);

    private static Axis Draws(int draws) => new("draw", Enumerable.Range(0, draws).Select(draw => (CellValue)(long)draw));

    private static Axis[] WidthsAndDepths(IEnumerable<int> widths, IEnumerable<int> depths) =>
        [new("width", widths.Select(width => (CellValue)(long)width)), DepthAxis(depths)];

    private static Axis GammaAxis(IEnumerable<double> gammas) => new("gamma", gammas.Select(gamma => (CellValue)gamma));

    private static Axis DepthAxis(IEnumerable<int> depths) => new("depth", depths.Select(depth => (CellValue)(long)depth));

    private static double LargestBlock(Weights<double> start, int shortest, int longest)
    {
        // The layers are stored as A_i.
        var largest = 0.0;
        for (var lower = 0; lower + shortest < start.Count; lower++)
        {
            var product = start[lower];
            for (var upper = lower + 1; upper < start.Count && upper - lower <= longest; upper++)
            {
                product = MatrixProduct.Of<double>(start[upper], product);
                if (upper - lower >= shortest)
                    largest = Math.Max(largest, Frobenius.Norm(product));
            }
        }

        return largest;
    }

    private static DeepLinearNetwork NetworkOf(int width, int depth) => DeepLinearNetwork.Normalized([Dimension, .. Enumerable.Repeat(width, depth - 1), Dimension]);

    private JsonObject Shared(string part) => new() { ["experiment"] = $"hu-2020/theorem-5.1, {part}", ["seed"] = _seed, ["steps"] = Steps };

    private JsonObject Shared(string part, int draws)
    {
        var shared = Shared(part);
        shared["draws"] = draws;
        return shared;
    }

    private CellResult Of(int width, int depth, int draws, Func<DeepLinearNetwork, Weights<double>, double> measure, CancellationToken cancellation)
    {
        var network = NetworkOf(width, depth);
        var found = new double[draws];
        for (var draw = 0; draw < draws; draw++)
        {
            cancellation.ThrowIfCancellationRequested();
            found[draw] = measure(network, new GaussianInitialization().Sample<double>(network, StreamOf("product", network, draw), ThreadTeam.Alone));
        }

        return CellResult.Of("completed").With("logarithms", CellValue.List(found));
    }

    private PreparedRun<double> Prepare(Initialization<DeepLinearNetwork> initialization, int width, int depth, Cell cell)
    {
        var network = NetworkOf(width, depth);
        var stream = StreamOf(initialization.Kind, network, (int)cell["draw"].Whole);
        return Preparation.Prepare<double>(network, initialization, _data, _loss, stream, ThreadTeam.Alone, ReductionMode.Auto);
    }

    private RandomStream StreamOf(string name, DeepLinearNetwork network, int draw) =>
        _stream.Named(name).Named("width", network.Widths[1]).Named("depth", network.Depth).Named("draw", draw);
}
