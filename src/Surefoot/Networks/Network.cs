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
