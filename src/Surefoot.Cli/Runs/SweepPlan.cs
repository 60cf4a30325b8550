using System.Collections.Concurrent;
using Surefoot.Arithmetic;
using Surefoot.Cli.Specs;
using Surefoot.Data;
using Surefoot.Descent;
using Surefoot.Initializations;
using Surefoot.Networks;
using Surefoot.Reductions;
using Surefoot.Sweeps;

namespace Surefoot.Cli.Runs;

/// <summary>How the cells of a sweep's spec are run, and what they cost. May be used by several workers at once.</summary>
/// <param name="spec">The spec.</param>
/// <param name="threads">The threads of a run, where the spec does not say.</param>
internal sealed class SweepPlan(SweepSpec spec, int threads) : IDisposable
{
    // What drawing costs beside a step, an entry; and what a run costs whatever its size, in the time of multiply-adds.
    private const double DrawingAnEntry = 50;
    private const double AnyRun = 100_000;

    // A coordinate of a function costs this many a step.
    private const double Coordinate = 30;

    // A Hessian and what its spectrum takes, an entry.
    private const double HessianBytes = 4 * sizeof(double);

    private readonly DataShelf _shelf = new();

    // A team takes longer to start than a small run does.
    private readonly ConcurrentBag<ThreadTeam> _idleTeams = [];

    /// <summary>Runs a cell.</summary>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public CellResult Run(Cell cell, CancellationToken cancellation)
    {
        try
        {
            // Only the ends are kept, and what is recorded between them changes neither.
            return (spec.RunOf(cell.Index) with { RecordPerDecade = 1 }) switch
            {
                FunctionSpec function => Run(function, cancellation),
                var run => Run((RunSpec)run, cancellation),
            };
        }
        catch (Exception refusal) when (refusal is RequestException or DataException)
        {
            return CellResult.Failed(refusal.Message);
        }
    }

    private static CellResult Run(FunctionSpec spec, CancellationToken cancellation)
    {
        var run = FunctionRun.Of(spec, progress: null, cancellation);
        var trajectory = run.Trajectory;
        if (trajectory.Outcome.Kind == OutcomeKind.Stopped)
            throw new OperationCanceledException(cancellation);
        var result = CellResult.Of(run.Ending)
            .With("stepsTaken", trajectory.Outcome.Step)
            .With("initialValue", trajectory.Losses[0])
            .With("finalValue", trajectory.FinalLoss)
            .With("gradientNorm", run.End.GradientNorm)
            .With("leastCurvature", run.End.LeastEigenvalue)
            .With("learningRate", spec.Method.LearningRate!.Value);
        return run.Escaped is { } escaped ? result.With("saddlesEscaped", escaped) : result;
    }

    private CellResult Run(RunSpec run, CancellationToken cancellation)
    {
        if (!_idleTeams.TryTake(out var team))
            team = new ThreadTeam(spec.HasThreads ? run.Threads : threads);
        RunAnswer answer;
        try
        {
            answer = RunSession.Run(run, _shelf, team, keepWeights: false, progress: null, cancellation);
        }
        finally
        {
            _idleTeams.Add(team);
        }

        var trajectory = answer.Trajectory;
        if (trajectory.Outcome.Kind == OutcomeKind.Stopped)
            throw new OperationCanceledException(cancellation);
        var result = CellResult.Of(answer.Ending)
            .With("stepsTaken", trajectory.Outcome.Step)
            .With("initialLoss", trajectory.Losses[0])
            .With("finalLoss", trajectory.FinalLoss)
            .With("optimalLoss", answer.OptimalLoss)
            .With("relativeGap", answer.RelativeGap)
            .With("learningRate", answer.LearningRate);
        return trajectory.Columns.Aggregate(result, (found, column) => found.With(column, trajectory.Measurement(column)[^1]));
    }

    public void Dispose()
    {
        foreach (var team in _idleTeams)
            team.Dispose();
    }

    /// <summary>About how many multiply-adds a cell takes, if it takes all its steps.</summary>
    public double Cost(Cell cell) => spec.RunOf(cell.Index) switch
    {
        FunctionSpec function => AnyRun + (Coordinate * function.Function.Dimension * function.Steps) + Math.Pow(function.Function.Dimension, 3),
        var run => Cost((RunSpec)run),
    };

    /// <summary>About how many bytes a cell holds while it runs, beside the data that all share.</summary>
    public double Bytes(Cell cell) => spec.RunOf(cell.Index) switch
    {
        FunctionSpec function => HessianBytes * Math.Pow(function.Function.Dimension, 2),
        var run => Bytes((RunSpec)run),
    };

    private double Cost(RunSpec run)
    {
        var (inputs, outputs, samples) = _shelf.Of(run).Shape;
        if (run.Network is TwoLayerReluSpec relu)
            return AnyRun + ((double)relu.Width * inputs * ((2.0 * samples * run.Steps) + DrawingAnEntry));
        if (run.Network is ResidualSpec residual)
        {
            var seen = run.Method.Batches?.Size ?? (run.Reduction == ReductionMode.Auto && run.Loss.Create().Compressible ? Math.Min(inputs, samples) : samples);
            return AnyRun + (residual.Layers * Math.Pow(MemoryNeed.WidthOf(run, residual, inputs, outputs, samples), 2) * ((3.0 * seen * run.Steps) + DrawingAnEntry));
        }

        var (network, initialization) = Linear(run, inputs, outputs);
        var rank = Math.Min(network.InputDimension, samples);
        var reduces = run.Reduction == ReductionMode.Auto;
        var widths = (reduces ? initialization?.ReducedWidths(network, rank) : null) ?? network.Widths;
        var weights = Enumerable.Range(1, network.Depth).Sum(i => (double)widths[i] * (i == 1 && reduces ? rank : widths[i - 1]));
        var columns = run.Method.Batches?.Size ?? (reduces && run.Loss.Create().Compressible ? rank : samples);
        return AnyRun + (weights * ((3.0 * columns * run.Steps) + DrawingAnEntry));
    }

    private double Bytes(RunSpec run)
    {
        var (inputs, outputs, samples) = _shelf.Of(run).Shape;
        if (run.Network is TwoLayerReluSpec relu)
            return MemoryNeed.BytesOf(run, relu, inputs, samples);
        if (run.Network is ResidualSpec residual)
            return MemoryNeed.BytesOf(run, residual, inputs, outputs, samples);
        var (network, initialization) = Linear(run, inputs, outputs);
        return MemoryNeed.BytesOf(run, network, initialization, samples);
    }

    private static (DeepLinearNetwork Network, Initialization<DeepLinearNetwork>? Initialization) Linear(RunSpec run, int inputs, int outputs) =>
        (run.DeepLinear("this").Create(inputs, outputs), run.Initialization.Kind?.Create(run.Initialization.Deviation));
}
