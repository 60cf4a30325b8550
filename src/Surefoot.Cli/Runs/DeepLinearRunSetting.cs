using System.Numerics;
using Surefoot.Arithmetic;
using Surefoot.Cli.Specs;
using Surefoot.Data;
using Surefoot.Descent;
using Surefoot.Initializations;
using Surefoot.Losses;
using Surefoot.Networks;
using Surefoot.Objectives;
using Surefoot.Randomness;
using Surefoot.Reductions;

namespace Surefoot.Cli.Runs;

/// <summary>A run of a deep linear network: its data are analysed.</summary>
internal sealed record DeepLinearRunSetting(
    RunSpec Spec,
    DeepLinearNetwork Network,
    Initialization<DeepLinearNetwork> Initialization,
    DataAnalysis Analysis,
    Loss Loss,
    double OptimalLoss,
    double LearningRate,
    Method Method)
    : RunSetting(Spec, Analysis.Dataset, OptimalLoss, LearningRate, Method)
{
    /// <summary>Makes it. What would not fit into memory is refused before it is drawn.</summary>
    /// <param name="spec">The run.</param>
    /// <param name="shelf">Where its data are, or will be for the next run of the same data.</param>
    /// <param name="keepWeights">Whether the end weights of the full network are wanted.</param>
    /// <param name="cancellation">Ends it early.</param>
    public static new DeepLinearRunSetting Of(RunSpec spec, DataShelf shelf, bool keepWeights, CancellationToken cancellation)
    {
        var initialization = spec.Initialization.Kind?.Create(spec.Initialization.Deviation) ?? new GivenInitialization(LayerFile.Read(spec.Initialization.File!.Full));
        var data = shelf.Of(spec);
        if (spec.Data is DrawnDataSpec drawn)
            MemoryNeed.Require(drawn);
        var (inputs, outputs, samples) = data.Shape;
        var network = spec.DeepLinear("this").Create(inputs, outputs);
        MemoryNeed.Require(spec, network, initialization, samples, keepWeights);
        cancellation.ThrowIfCancellationRequested();
        var loss = spec.Loss.Create();
        var rate = spec.Method.RateOn(network, loss.CurvatureOn(data.Analysis));
        return new(spec, network, initialization, data.Analysis, loss, data.OptimalLoss(spec.Loss), rate, spec.Method.Create(rate, samples, spec.Seed));
    }

    /// <summary>Draws the start and reduces.</summary>
    public PreparedRun<T> Prepare<T>(ThreadTeam team, ReductionMode mode)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        try
        {
            return Preparation.Prepare<T>(Network, Initialization, Analysis, Loss, RandomStream.FromSeed(Spec.Seed).Named("start"), team, mode, Spec.Method.Batches?.Size);
        }
        catch (ArgumentException refusal) when (refusal.ParamName is "network" or "loss")
        {
            // Which widths a start allows is the start's own knowledge, and which losses have batches the loss's; their messages are complete.
            throw new RequestException($"{(refusal.ParamName == "loss" ? "loss" : "initialization")}: {refusal.Message.Split(" (Parameter")[0]}");
        }
    }

    /// <inheritdoc/>
    public override ReadyRun<T> Ready<T>(ThreadTeam team, bool keepWeights)
    {
        // Weights to be kept are the full network's, which only a start drawn whole can give.
        var prepared = Prepare<T>(team, keepWeights && Spec.Reduction == ReductionMode.Auto ? ReductionMode.Liftable : Spec.Reduction);
        return new(
            prepared.Objective,
            prepared.Start,
            prepared.LossOffset,
            new(Describe(prepared.Network), Network.Shapes.TotalCount, prepared.Network.Shapes.TotalCount, Bottleneck()),
            name => ProbeKind.Create(name, prepared, OptimalLoss),
            weights => Unnormalized(prepared.Reduction.Lift(weights)));
    }

    private string Describe(DeepLinearNetwork run)
    {
        var shape = $"{Network.Depth} layers, {Network.Shapes.TotalCount:N0} weights";
        if (run.Shapes.TotalCount < Network.Shapes.TotalCount)
            shape += $"; run on {run.Shapes.TotalCount:N0}, exactly";
        return Spec.Reduction == ReductionMode.Auto && Network.Depth > 1 && run.HiddenWidths.SequenceEqual(Network.HiddenWidths)
            ? $"{shape}; the hidden layers run whole: this start closes on no smaller subspaces"
            : shape;
    }

    // A layer of width k lets maps of rank k through, and the optimal map may need more.
    private string? Bottleneck()
    {
        var (narrowest, rank) = (Network.Widths.Min(), Math.Min(Analysis.Rank, Network.OutputDimension));
        return narrowest < rank ? $"a layer of width {narrowest} passes maps of that rank only, where the optimal one may have rank {rank}" : null;
    }

    private List<KeyValuePair<string, Matrix<double>>> Unnormalized(Weights<double> weights)
    {
        var arrays = new List<KeyValuePair<string, Matrix<double>>>();
        for (var i = 0; i < weights.Count; i++)
        {
            var layer = weights[i];
            foreach (ref var x in layer.Span)
                x *= Network.LayerScales[i];
            arrays.Add(new(Network.Shapes[i].Name, layer));
        }

        return arrays;
    }
}
