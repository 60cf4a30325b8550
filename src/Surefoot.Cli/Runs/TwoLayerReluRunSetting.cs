using Surefoot.Arithmetic;
using Surefoot.Cli.Specs;
using Surefoot.Data;
using Surefoot.Descent;
using Surefoot.Initializations;
using Surefoot.Losses;
using Surefoot.Networks;
using Surefoot.Objectives;
using Surefoot.Randomness;

namespace Surefoot.Cli.Runs;

/// <summary>A run of a two-layer ReLU network.</summary>
internal sealed record TwoLayerReluRunSetting(
    RunSpec Spec,
    TwoLayerReluNetwork Network,
    Initialization<TwoLayerReluNetwork> Initialization,
    Dataset Data,
    Loss Loss,
    double LearningRate,
    Method Method)
    : RunSetting(Spec, Data, 0, LearningRate, Method)
{
    // At the speed of one core's products in double. Whoever starts what takes longer than two days most likely did not mean to.
    private const double OperationsADay = 5e15;
    private const double MostOperations = 2 * OperationsADay;

    /// <summary>Makes it.</summary>
    public static TwoLayerReluRunSetting Of(RunSpec spec, TwoLayerReluSpec network, DataShelf shelf, CancellationToken cancellation)
    {
        var shelved = shelf.Of(spec);
        if (spec.Data is DrawnDataSpec drawn)
            MemoryNeed.Require(drawn);
        var (inputs, outputs, samples) = shelved.Shape;
        if (outputs != 1)
            throw new RequestException($"network: {TwoLayerReluSpec.Name} has one output, and the data have {outputs} targets. Take data with one target; of a file, data.targets chooses it.");
        MemoryNeed.Require(spec, network, inputs, samples);
        cancellation.ThrowIfCancellationRequested();
        var rate = spec.Method.LearningRate!.Value;
        if (spec.Method.Flow is not null)
            RequireEnd(network, inputs, samples, spec.Steps * rate);
        var (relu, start) = spec.Initialization is { File: { } file } ? Given(network, inputs, file)
            : (network.Create(inputs, RandomStream.FromSeed(spec.Seed).Named("signs")), spec.Initialization.Kind!.CreateForRelu!(spec.Initialization.Deviation));
        return new(
            spec,
            relu,
            start,
            shelved.Data,
            spec.Loss.Create(),
            rate,
            spec.Method.Create(rate, samples, spec.Seed));
    }

    // The flow of a run that fits its targets crosses about 1.2 n sqrt(m n / d) hyperplanes, measured from m = 50 to 1000 with n and d from 20 to 200; to begin with as many as time has passed. Each takes
    // seven velocities of two products.
    private static void RequireEnd(TwoLayerReluSpec network, int inputs, int samples, double time)
    {
        var crossings = 1.2 * samples * Math.Sqrt((double)network.Width * samples / inputs) * Math.Min(1, time / 2);
        var operations = crossings * 28.0 * network.Width * inputs * samples;
        if (operations > MostOperations)
        {
            throw new RequestException(
                $"method: gradient-flow follows every change of an activation, here about {crossings:N0} of them in {operations:G2} operations, {operations / OperationsADay:G2} days of one core. "
                + "Take a smaller width, fewer samples or steps, or gradient-descent with a small learningRate, which follows the flow to first order.");
        }
    }

    private static (TwoLayerReluNetwork Network, Initialization<TwoLayerReluNetwork> Start) Given(TwoLayerReluSpec network, int inputs, SpecPath file)
    {
        var units = ReluUnitsFile.Read(file.Full);
        return (network.Create(inputs, file.Name, units), new GivenUnitsInitialization(units.Units));
    }

    /// <summary>The start.</summary>
    public Weights<T> Sample<T>(ThreadTeam team)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> => Initialization.Sample<T>(Network, RandomStream.FromSeed(Spec.Seed).Named("start"), team);

    /// <inheritdoc/>
    public override ReadyRun<T> Ready<T>(ThreadTeam team, bool keepWeights)
    {
        var start = Sample<T>(team);
        var objective = Network.Bind(Data, Loss.Bind<T>(Data, Data.SampleCount), team);
        var count = Network.Shapes.TotalCount;
        return new(
            Spec.Method.Batches is { } batches ? Network.BindSampled(Data, Loss, batches.Size, team, objective) : objective,
            start,
            0,
            new($"{Network.Width:N0} ReLU units, {count:N0} weights", count, count, null),
            name => ProbeKind.Create(name, objective, start.Clone(), Data, team),
            Arrays);
    }

    private List<KeyValuePair<string, Matrix<double>>> Arrays<T>(Weights<T> weights)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        var signs = new Matrix<double>(1, Network.Width);
        for (var r = 0; r < signs.Columns; r++)
            signs[0, r] = Network.OutputSigns[r];
        return [new("W1", weights[0].Cast<double>()), new("signs", signs)];
    }
}
