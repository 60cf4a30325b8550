using Surefoot.Arithmetic;
using Surefoot.Data;
using Surefoot.Descent;
using Surefoot.GramMatrices;
using Surefoot.Initializations;
using Surefoot.Losses;
using Surefoot.Networks;
using Surefoot.Objectives;

namespace Surefoot.Theory;

/// <summary>What a theorem on two-layer ReLU networks is evaluated on: network, start, data, loss and method, all in double.</summary>
/// <remarks>The least loss is taken to be 0: a network wide enough fits any targets of inputs that are not parallel.</remarks>
public sealed class TwoLayerReluSetting
{
    private readonly Lazy<Matrix<double>> _products;
    private readonly Lazy<Matrix<double>> _limitGram;
    private readonly Lazy<LeastEigenvalue> _lambda0;
    private readonly Lazy<TwoLayerReluMoment> _start;
    private readonly Lazy<ParallelInputs> _parallels;

    /// <summary>A setting.</summary>
    /// <param name="network">The network, with its signs.</param>
    /// <param name="start">W(0).</param>
    /// <param name="data">The data, one target a sample.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="method">Gradient descent or gradient flow; a step of the flow goes on by its time.</param>
    /// <exception cref="ArgumentException">The method is another one.</exception>
    public TwoLayerReluSetting(TwoLayerReluNetwork network, Weights<double> start, Dataset data, Loss loss, Method method)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(loss);
        (Network, StartWeights, Data, Loss, Method) = (network, start, data, loss, method);
        LearningRate = method switch
        {
            GradientDescent descent => descent.LearningRate,
            GradientFlow flow => flow.StepTime,
            _ => throw new ArgumentException("another method was given; theorems speak about gradient descent and gradient flow.", nameof(method)),
        };
        Objective = network.Bind(data, loss.Bind<double>(data, data.SampleCount), ThreadTeam.Alone);
        _products = new(() => MatrixProduct.Of(data.Inputs.Transposed, new Operand<double>(data.Inputs, Transposed: false)));
        _limitGram = new(() => ReluGram.Limit(data.Inputs));
        _lambda0 = new(() => LeastEigenvalue.Of(LimitGram));
        _parallels = new(() => ParallelInputs.Of(data.Inputs));
        _start = new(() =>
        {
            var moment = new TwoLayerReluMoment(this);
            moment.MoveTo(0, StartWeights, null);
            return moment;
        });
    }

    /// <summary>The network.</summary>
    public TwoLayerReluNetwork Network { get; }

    /// <summary>W(0).</summary>
    public Weights<double> StartWeights { get; }

    /// <summary>The data.</summary>
    public Dataset Data { get; }

    /// <summary>The loss.</summary>
    public Loss Loss { get; }

    /// <summary>The method.</summary>
    public Method Method { get; }

    /// <summary>eta; for the flow the time of a step.</summary>
    public double LearningRate { get; }

    /// <summary>delta, the probability of failure a user accepts where a statement has one.</summary>
    public double FailureProbability { get; init; } = 0.1;

    /// <summary>The distribution the start was drawn from; null where only the weights are known.</summary>
    public Initialization<TwoLayerReluNetwork>? Initialization { get; init; }

    /// <summary>H-infinity, n x n.</summary>
    public Matrix<double> LimitGram => _limitGram.Value;

    /// <summary>lambda_0, the least eigenvalue of H-infinity.</summary>
    public LeastEigenvalue Lambda0 => _lambda0.Value;

    /// <summary>Inputs that are 0, parallel or opposite.</summary>
    public ParallelInputs Parallels => _parallels.Value;

    /// <summary>The moment before the first step.</summary>
    public TwoLayerReluMoment Start => _start.Value;

    /// <summary>The loss on the data; one caller at a time.</summary>
    internal TwoLayerReluObjective<double> Objective { get; }

    /// <summary>X^T X, n x n.</summary>
    internal Matrix<double> Products => _products.Value;
}
