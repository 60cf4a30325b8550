using System.Text.Json.Nodes;
using Surefoot.Arithmetic;
using Surefoot.Data;
using Surefoot.Descent;
using Surefoot.Initializations;
using Surefoot.Losses;
using Surefoot.Networks;
using Surefoot.Randomness;
using Surefoot.Reductions;
using Surefoot.Sweeps;

namespace Surefoot.Studies.Hu2020;

/// <summary>
/// The experiment of Hu et al. 2020, section 6: one data set, X of 1024 x 16 and Y = W* X with ten outputs, all entries
/// N(0, 1); a network of some depth and width; gradient descent with eta = c d_y / (L ||X||^2).
/// </summary>
/// <remarks>
/// The text leaves the learning rate open. With c = 0.1 no orthogonal run diverges and hardly any Gaussian one; c = 0.5 is the
/// limit of theorem 4.1. Gaussian starts fill their layers and run in single precision, orthogonal ones run reduced in double.
/// </remarks>
internal sealed class Experiment
{
    public const string Gaussian = "gaussian";
    public const string Orthogonal = "orthogonal";
    public const string InitialLoss = "initialLoss";
    public const int Inputs = 1024;
    public const int Samples = 16;
    public const int Outputs = 10;

    // A relative loss that counts as trained for good: single precision stalls not far below the first, double below the second.
    private const double TrainedInSingle = 1e-10;
    private const double TrainedInDouble = 1e-12;

    // Above this multiple of the initial loss a run has diverged.
    private const double Diverged = 1e6;

    private readonly SquaredLoss _loss = new(SquaredScaling.Half);
    private readonly RandomStream _stream;
    private readonly ulong _seed;
    private readonly DataAnalysis _data;

    public Experiment(ulong seed)
    {
        _seed = seed;
        _stream = RandomStream.FromSeed(seed).Named("hu-2020");
        _data = DataAnalysis.Of(LinearTeacher.Sample(Inputs, Outputs, Samples, noise: 0, targetDeviation: 1, _stream.Named("data")));
    }

    /// <summary>The loss at step 0 and at given steps, for each start, depth and width.</summary>
    public Sweep Sweep(double factor, IEnumerable<string> starts, IEnumerable<int> depths, IEnumerable<int> widths, IReadOnlyList<long> steps) => new(
        new JsonObject
        {
            ["experiment"] = "hu-2020, section 6",
            ["seed"] = _seed,
            ["factor"] = factor,
            ["steps"] = new JsonArray([.. steps.Select(step => JsonValue.Create(step))]),
        },
        new Axis("start", starts.Select(start => (CellValue)start)),
        new Axis("depth", depths.Select(depth => (CellValue)(long)depth)),
        new Axis("width", widths.Select(width => (CellValue)(long)width)));

    /// <summary>What a cell costs, about: the weights of its run, and the calls of a layer.</summary>
    public static double Cost(Cell cell) => Cost(cell["start"].Text, cell["depth"].Whole, cell["width"].Whole);

    /// <inheritdoc cref="Cost(Cell)"/>
    public static double Cost(string start, long depth, long width)
    {
        var run = start == Orthogonal ? Math.Min(width, Samples + Outputs) : width;
        return depth * (2000.0 + ((double)run * run));
    }

    /// <summary>About how many bytes a cell holds: the weights of its run, and as much again while they are drawn.</summary>
    public static double Bytes(Cell cell)
    {
        var (isOrthogonal, width) = (cell["start"].Text == Orthogonal, cell["width"].Number);
        var run = isOrthogonal ? Math.Min(width, Samples + Outputs) : width;
        return 2 * ((isOrthogonal ? sizeof(double) : sizeof(float)) * ((cell["depth"].Number * run * run) + (Inputs * width)));
    }

    /// <summary>Runs a cell: relative losses at the steps asked for, "step 1258" and so on.</summary>
    public CellResult Run(Cell cell, double factor, IReadOnlyList<long> steps, CancellationToken cancellation) => cell["start"].Text == Orthogonal
        ? Run<double>(new OrthogonalInitialization(), cell, factor, steps, TrainedInDouble, cancellation)
        : Run<float>(new GaussianInitialization(), cell, factor, steps, TrainedInSingle, cancellation);

    private CellResult Run<T>(
        Initialization<DeepLinearNetwork> initialization, Cell cell, double factor, IReadOnlyList<long> steps, double trained, CancellationToken cancellation)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        var (depth, width) = ((int)cell["depth"].Whole, (int)cell["width"].Whole);
        var network = DeepLinearNetwork.Normalized([Inputs, .. Enumerable.Repeat(width, depth - 1), Outputs]);
        var stream = _stream.Named(initialization.Kind).Named("depth", depth).Named("width", width);
        var run = Preparation.Prepare<T>(network, initialization, _data, _loss, stream, ThreadTeam.Alone, ReductionMode.Auto);
        var norm = _data.LargestSingularValue;
        var method = new GradientDescent(factor * Outputs / (depth * norm * norm));
        var initial = run.Objective.Loss(run.Start);
        var options = new RunOptions
        {
            Steps = steps[^1],
            Recording = new RecordedSteps(steps),
            TargetLoss = trained * initial,
            LossCeiling = Diverged * initial,
        };
        var trajectory = DescentRun.Run(run.Objective, method, new DescentState<T>(run.Start), options, cancellation: cancellation);
        cancellation.ThrowIfCancellationRequested();
        var result = CellResult.Of(trajectory.Outcome.Kind.ToString().ToLowerInvariant()).With(InitialLoss, initial).With("end", trajectory.Outcome.Step);
        foreach (var step in steps)
            result = result.With(Name(step), RelativeLoss(trajectory, step) / initial);
        return result;
    }

    /// <summary>The name of the relative loss after a number of steps.</summary>
    public static string Name(long step) => $"step {step}";

    // A run that ended trained stays so, one that diverged has no loss any more.
    private static double RelativeLoss(Trajectory trajectory, long step)
    {
        if (step < trajectory.Outcome.Step || trajectory.Outcome.Kind is OutcomeKind.Completed)
            return trajectory.LossAt(step);
        return trajectory.Outcome.Kind == OutcomeKind.Diverged ? double.PositiveInfinity : trajectory.FinalLoss;
    }
}
