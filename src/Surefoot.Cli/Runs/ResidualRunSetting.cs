using Surefoot.Arithmetic;
using Surefoot.Cli.Specs;
using Surefoot.Data;
using Surefoot.Descent;
using Surefoot.Initializations;
using Surefoot.Losses;
using Surefoot.Networks;
using Surefoot.Randomness;
using Surefoot.Reductions;
using Surefoot.Theory;

namespace Surefoot.Cli.Runs;

/// <summary>A spec of a linear residual network.</summary>
internal sealed record ResidualRunSetting(
    RunSpec Spec,
    LinearResidualNetwork Network,
    Transformation Transformation,
    Initialization<LinearResidualNetwork> Initialization,
    DataAnalysis Analysis,
    Loss Loss,
    double OptimalLoss,
    double LearningRate,
    Method Method)
    : RunSetting(Spec, Analysis.Dataset, OptimalLoss, LearningRate, Method)
{
    /// <summary>Makes it.</summary>
    public static ResidualRunSetting Of(RunSpec spec, ResidualSpec given, DataShelf shelf, CancellationToken cancellation)
    {
        var data = shelf.Of(spec);
        if (spec.Data is DrawnDataSpec drawn)
            MemoryNeed.Require(drawn);
        var (inputs, outputs, samples) = data.Shape;
        MemoryNeed.Require(spec, given, inputs, outputs, samples);
        cancellation.ThrowIfCancellationRequested();
        var rate = spec.Method.LearningRate!.Value;
        var transformation = given.Transformation.Create();
        Initialization<LinearResidualNetwork> start = spec.Initialization.Kind == InitializationKind.Zero ? new ZeroInitialization() : new StandardInitialization();
        try
        {
            var network = LinearResidualNetwork.With(transformation, inputs, outputs, given.Width, given.Layers, RandomStream.FromSeed(spec.Seed).Named("transformation"));
            return new(spec, network, transformation, start, data.Analysis, spec.Loss.Create(), data.OptimalLoss(spec.Loss), rate, spec.Method.Create(rate, samples, spec.Seed));
        }
        catch (ArgumentException refusal) when (refusal.ParamName == "width")
        {
            throw new RequestException($"network.width: {refusal.Message.Split(" (Parameter")[0]}");
        }
    }

    /// <summary>Draws the start and reduces.</summary>
    public PreparedResidualRun<T> Prepare<T>(ThreadTeam team, ReductionMode mode)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        try
        {
            return ResidualPreparation.Prepare<T>(Network, Initialization, Analysis, Loss, RandomStream.FromSeed(Spec.Seed).Named("start"), team, mode, Spec.Method.Batches?.Size);
        }
        catch (ArgumentException refusal) when (refusal.ParamName == "loss")
        {
            throw new RequestException($"loss: {refusal.Message.Split(" (Parameter")[0]}");
        }
    }

    /// <inheritdoc/>
    public override ReadyRun<T> Ready<T>(ThreadTeam team, bool keepWeights)
    {
        var prepared = Prepare<T>(team, Spec.Reduction);
        var (full, run) = (Network.Shapes.TotalCount, prepared.Network.Shapes.TotalCount);
        var whole = Spec.Reduction == ReductionMode.Auto && !prepared.Reduction.ReducesLayers;
        return new(
            prepared.Objective,
            prepared.Start,
            prepared.LossOffset,
            new($"{Network.Depth} layers, {full:N0} weights{(run < full ? $"; run on {run:N0}, exactly" : whole ? "; the layers run whole" : "")}", full, run, null),
            name => ProbeKind.Create(name, prepared, OptimalLoss),
            weights =>
            {
                var lifted = prepared.Reduction.Lift(weights);
                return [.. Enumerable.Range(0, lifted.Count).Select(l => KeyValuePair.Create(Network.Shapes[l].Name, lifted[l])), new("A", Network.InputTransform), new("B", Network.OutputTransform)];
            });
    }

    /// <summary>What theorems speak about.</summary>
    /// <param name="failureProbability">The failure probability the user accepts.</param>
    /// <param name="constants">Values for constants that works leave open.</param>
    public ResidualSetting Certified(double failureProbability, IReadOnlyDictionary<string, Constant> constants)
    {
        if (Loss is not SquaredLoss { Penalty: 0 } squared)
            throw new RequestException("loss: theorems on residual networks speak about the squared loss without penalty.");
        if (Initialization is not ZeroInitialization)
            throw new RequestException("initialization: theorems on residual networks speak about the zero start.");
        if (Spec.Method.Batches is { Name: not BatchSpec.Constant })
            throw new RequestException("method.schedule: theorems speak about a constant learning rate.");
        var prepared = Prepare<double>(ThreadTeam.Alone, ReductionMode.Auto);
        return new(prepared, Analysis, squared, LearningRate)
        {
            Transformation = Transformation,
            Batches = (Method as StochasticGradientDescent)?.Batches,
            TargetError = Spec.Tolerance is { } target ? target * prepared.Objective.Loss(prepared.Start) : null,
            Horizon = Math.Max(1, Spec.Steps),
            FailureProbability = failureProbability,
            Constants = constants,
        };
    }
}
