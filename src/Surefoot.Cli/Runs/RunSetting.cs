using System.Numerics;
using Surefoot.Arithmetic;
using Surefoot.Cli.Specs;
using Surefoot.Data;
using Surefoot.Descent;
using Surefoot.Initializations;
using Surefoot.Losses;
using Surefoot.Networks;
using Surefoot.Randomness;
using Surefoot.Reductions;

namespace Surefoot.Cli.Runs;

/// <summary>What a spec stands for: its data, analysed, its network, loss, start law, learning rate and method. Nothing of the start is drawn yet.</summary>
internal sealed record RunSetting(
    RunSpec Spec,
    DeepLinearNetwork Network,
    Initialization<DeepLinearNetwork> Initialization,
    DataAnalysis Analysis,
    Loss Loss,
    double OptimalLoss,
    double LearningRate,
    Method Method)
{
    /// <summary>Makes it. What would not fit into memory is refused before it is drawn.</summary>
    /// <param name="spec">The run.</param>
    /// <param name="shelf">Where its data are, or will be for the next run of the same data.</param>
    /// <param name="keepWeights">Whether the end weights of the full network are wanted.</param>
    /// <param name="cancellation">Ends it early.</param>
    public static RunSetting Of(RunSpec spec, DataShelf shelf, bool keepWeights, CancellationToken cancellation)
    {
        var initialization = spec.Initialization.Kind?.Create(spec.Initialization.Deviation) ?? new GivenInitialization(LayerFile.Read(spec.Initialization.File!.Full));
        var data = shelf.Of(spec);
        if (spec.Data is TeacherDataSpec teacher)
            MemoryNeed.Require(teacher);
        var (inputs, outputs, samples) = data.Shape;
        var network = spec.Network.Create(inputs, outputs);
        MemoryNeed.Require(spec, network, initialization, samples, keepWeights);
        cancellation.ThrowIfCancellationRequested();
        var loss = spec.Loss.Create();
        var rate = spec.Method.RateOn(network, loss.CurvatureOn(data.Analysis));
        return new(spec, network, initialization, data.Analysis, loss, data.OptimalLoss(spec.Loss), rate, spec.Method.Create(rate));
    }

    /// <summary>Draws the start and reduces.</summary>
    public PreparedRun<T> Prepare<T>(ThreadTeam team, ReductionMode mode)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        try
        {
            return Preparation.Prepare<T>(Network, Initialization, Analysis, Loss, RandomStream.FromSeed(Spec.Seed).Named("start"), team, mode);
        }
        catch (ArgumentException refusal) when (refusal.ParamName == "network")
        {
            // Which widths a start allows is the start's own knowledge; its message is complete.
            throw new RequestException($"initialization: {refusal.Message.Split(" (Parameter")[0]}");
        }
    }
}
