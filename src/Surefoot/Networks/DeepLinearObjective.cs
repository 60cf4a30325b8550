using System.Numerics;
using Surefoot.Arithmetic;
using Surefoot.Losses;
using Surefoot.Objectives;

namespace Surefoot.Networks;

/// <summary>
/// The loss of a deep linear network on data: forward H_i = V_i H_{i-1} from H_0 = X, backward D_{i-1} = V_i^T D_i from
/// D_N = gamma dL/dP, gradient dL/dV_i = D_i H_{i-1}^T. Cost 6 n (n_0 n_1 + ... + n_{N-1} n_N) flops a step.
/// </summary>
internal sealed class DeepLinearObjective<T> : Objective<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Up to here a chain measures faster than products layer by layer; both give the same bits.
    private const int MostThinSamples = 64;

    private readonly DeepLinearNetwork _network;
    private readonly BoundLoss<T> _loss;
    private readonly ThreadTeam _team;
    private readonly double[] _rateFactors;
    private readonly T[] _rates;
    private readonly ThinChain<T>? _thin;
    private readonly Matrix<T>[] _activations;
    private readonly Matrix<T>[] _derivatives;
    private readonly T _outputFactor;

    internal DeepLinearObjective(DeepLinearNetwork network, Matrix<T> inputs, BoundLoss<T> loss, ThreadTeam team)
    {
        _network = network;
        _loss = loss;
        _team = team;
        _outputFactor = T.CreateTruncating(network.OutputFactor);
        _rateFactors = [.. network.LayerScales.Select(s => 1 / (s * s))];
        _activations = new Matrix<T>[network.Depth + 1];
        _derivatives = new Matrix<T>[network.Depth + 1];
        _rates = new T[network.Depth];
        _activations[0] = inputs;
        _thin = inputs.Columns <= MostThinSamples ? new ThinChain<T>(network.Widths, inputs, team) : null;
        for (var i = _thin is null ? 1 : network.Depth; i <= network.Depth; i++)
        {
            _activations[i] = new Matrix<T>(network.Widths[i], inputs.Columns);
            _derivatives[i] = new Matrix<T>(network.Widths[i], inputs.Columns);
        }
    }

    public override WeightShapes Shapes => _network.Shapes;

    public override IReadOnlyList<double> RateFactors => _rateFactors;

    public override double RoundingFloor => _loss.RoundingFloor(_network.Depth);

    public override double Loss(Weights<T> at) => Forward(at);

    public override double LossAndGradient(Weights<T> at, Weights<T> gradient)
    {
        var loss = Forward(at);
        if (_thin is not null)
        {
            _thin.Gradient(at.Layers, _derivatives[^1], gradient.Layers);
            return loss;
        }

        for (var i = _network.Depth; i >= 1; i--)
        {
            MatrixProduct.Multiply(_derivatives[i], _activations[i - 1].Transposed, gradient[i - 1], T.One, T.Zero, _team);
            Backward(at, i);
        }

        return loss;
    }

    public override double Descend(Weights<T> at, double learningRate)
    {
        var loss = Forward(at);
        for (var i = 0; i < _rates.Length; i++)
            _rates[i] = T.CreateTruncating(-learningRate * _rateFactors[i]);
        if (_thin is not null)
        {
            _thin.Move(at.Layers, _derivatives[^1], _rates);
            return loss;
        }

        for (var i = _network.Depth; i >= 1; i--)
        {
            // The derivative goes below the layer before the layer moves.
            Backward(at, i);
            MatrixProduct.Multiply(_derivatives[i], _activations[i - 1].Transposed, at[i - 1], _rates[i - 1], T.One, _team);
        }

        return loss;
    }

    private double Forward(Weights<T> at)
    {
        if (_thin is not null)
        {
            _thin.Forward(at.Layers, _outputFactor, _activations[^1]);
        }
        else
        {
            for (var i = 1; i <= _network.Depth; i++)
            {
                var factor = i == _network.Depth ? _outputFactor : T.One;
                MatrixProduct.Multiply(at[i - 1], _activations[i - 1], _activations[i], factor, T.Zero, _team);
            }
        }

        var derivative = _derivatives[^1];
        var loss = _loss.Evaluate(_activations[^1], derivative);
        if (_outputFactor != T.One)
        {
            foreach (ref var x in derivative.Span)
                x *= _outputFactor;
        }

        return loss;
    }

    private void Backward(Weights<T> at, int layer)
    {
        if (layer > 1)
            MatrixProduct.Multiply(at[layer - 1].Transposed, _derivatives[layer], _derivatives[layer - 1], T.One, T.Zero, _team);
    }
}
