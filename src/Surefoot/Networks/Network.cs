using System.Numerics;
using Surefoot.Arithmetic;
using Surefoot.Data;
using Surefoot.Losses;
using Surefoot.Objectives;

namespace Surefoot.Networks;

/// <summary>An architecture: the shapes of its weights and the map they define. It holds no weights and no data.</summary>
public abstract class Network
{
    /// <summary>The name a spec uses.</summary>
    public abstract string Kind { get; }

    /// <summary>The shapes of the trained matrices, first layer first.</summary>
    public abstract WeightShapes Shapes { get; }

    /// <summary>d_in.</summary>
    public abstract int InputDimension { get; }

    /// <summary>d_out.</summary>
    public abstract int OutputDimension { get; }

    /// <summary>The network on data under a loss: what a method descends.</summary>
    /// <param name="data">The data, or a compression of it.</param>
    /// <param name="loss">The loss, bound to the same data.</param>
    /// <param name="team">The threads of every product.</param>
    /// <exception cref="ArgumentException">The data do not fit the network.</exception>
    public abstract Objective<T> Bind<T>(Dataset data, BoundLoss<T> loss, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>The network on data, seen whole or in batches: what a stochastic method descends.</summary>
    /// <param name="data">All samples.</param>
    /// <param name="loss">A loss that is a sum over samples.</param>
    /// <param name="batchSize">b, the samples of a batch.</param>
    /// <param name="team">The threads of every product.</param>
    /// <param name="whole">What measures the whole loss, if there is something smaller than the network on all samples.</param>
    /// <exception cref="ArgumentException">The data do not fit, the batch is larger than they are, or the loss is no sum over samples.</exception>
    /// <exception cref="NotSupportedException">The network's objective cannot change its samples.</exception>
    public SampledObjective<T> BindSampled<T>(Dataset data, Loss loss, int batchSize, ThreadTeam team, Objective<T>? whole = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(loss);
        if (batchSize < 1 || batchSize > data.SampleCount)
            throw new ArgumentException($"a batch of {batchSize} was asked for; there are {data.SampleCount} samples, so allowed is 1 to {data.SampleCount}.", nameof(batchSize));
        if (!loss.IsSumOverSamples)
            throw new ArgumentException($"this {loss.Name} loss has a penalty on the whole map, which no batch knows; take it without penalty.", nameof(loss));
        var first = data.First(batchSize);
        var batchLoss = loss.Bind<T>(first, data.SampleCount);
        return new SampledObjective<T>(
            whole ?? Bind(data, loss.Bind<T>(data, data.SampleCount), team), Bind(first, batchLoss, team), batchLoss, data.Inputs.Cast<T>(), data.Targets.Cast<T>(), batchSize);
    }

    // A linear network by the path that suits its size.
    private protected static Objective<T> Bind<T>(LinearChain chain, Matrix<T> inputs, BoundLoss<T> loss, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        TinyLinear.Fits<T>(chain, inputs.Columns)
            ? TinyLinear.Bind(chain, inputs, loss, VectorPaths.Widest)
            : new LinearObjective<T>(chain, inputs, loss, team);

    /// <summary>Checks that data have this network's dimensions.</summary>
    protected void RequireFit(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.InputDimension != InputDimension || data.OutputDimension != OutputDimension)
        {
            throw new ArgumentException(
                $"the data have {data.InputDimension} inputs and {data.OutputDimension} outputs, "
                + $"the network takes {InputDimension} and gives {OutputDimension}.",
                nameof(data));
        }
    }
}
