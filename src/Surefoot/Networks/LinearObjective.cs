using System.Numerics;
using Surefoot.Arithmetic;
using Surefoot.Losses;
using Surefoot.Objectives;

namespace Surefoot.Networks;

/// <summary>
/// The loss of a linear network on data: forward H_i = V_i H_{i-1} from H_0 = A X, backward D_{i-1} = V_i^T D_i from
/// D_N = gamma B^T dL/dP, gradient dL/dV_i = D_i H_{i-1}^T; with shortcuts I + V_i on both ways. Cost 6 n (n_0 n_1 + ... + n_{N-1} n_N) flops a step.
/// </summary>
internal sealed class LinearObjective<T> : Objective<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Up to here a chain measures faster than products layer by layer; both give the same bits.
    private const int MostThinSamples = 64;

    private readonly LinearChain _chain;
    private readonly int _depth;
    private readonly bool _hasShortcuts;
    private readonly double[] _rateFactors;
    private readonly BoundLoss<T> _loss;
    private readonly ThreadTeam _team;
    private readonly T[] _rates;
    private readonly ChainInputs<T> _inputs;
    private readonly ThinChain<T>? _thin;
    private readonly Matrix<T>[] _activations;
    private readonly Matrix<T>[] _derivatives;
    private readonly Matrix<T>? _outputMap;
    private readonly Matrix<T> _predictions;
    private readonly Matrix<T> _outputDerivative;
    private readonly T _outputFactor;

    internal LinearObjective(LinearChain chain, Matrix<T> inputs, BoundLoss<T> loss, ThreadTeam team)
    {
        _chain = chain;
        (_depth, _hasShortcuts, _rateFactors) = (chain.Depth, chain.HasShortcuts, [.. chain.RateFactors]);
        _loss = loss;
        _team = team;
        _outputFactor = T.CreateTruncating(chain.OutputFactor);
        _outputMap = chain.OutputMap?.Cast<T>();
        _activations = new Matrix<T>[chain.Depth + 1];
        _derivatives = new Matrix<T>[chain.Depth + 1];
        _rates = new T[chain.Depth];
        _inputs = new ChainInputs<T>(chain, inputs, team);
        _activations[0] = _inputs.Entered;
        _thin = inputs.Columns <= MostThinSamples ? new ThinChain<T>(chain.Widths, _inputs.Entered, team, chain.HasShortcuts) : null;
        for (var i = _thin is null ? 1 : chain.Depth; i <= chain.Depth; i++)
        {
            _activations[i] = new Matrix<T>(chain.Widths[i], inputs.Columns);
            _derivatives[i] = new Matrix<T>(chain.Widths[i], inputs.Columns);
        }

        _predictions = _outputMap is null ? _activations[^1] : new Matrix<T>(_outputMap.Rows, inputs.Columns);
        _outputDerivative = _outputMap is null ? _derivatives[^1] : new Matrix<T>(_outputMap.Rows, inputs.Columns);
    }

    public override WeightShapes Shapes => _chain.Shapes;

    public override IReadOnlyList<double> RateFactors => _rateFactors;

    public override double RoundingFloor => _loss.RoundingFloor(_chain.Products);

    public override void Take(Matrix<T> inputs)
    {
        _inputs.Take(inputs);
        _thin?.Take(_inputs.Entered);
    }

    public override double Loss(Weights<T> at) => Forward(at);

    public override double LossAndGradient(Weights<T> at, Weights<T> gradient)
    {
        var loss = Forward(at);
        if (_thin is not null)
        {
            _thin.Gradient(at.Layers, _derivatives[^1], gradient.Layers);
            return loss;
        }

        for (var i = _depth; i >= 1; i--)
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

        for (var i = _depth; i >= 1; i--)
        {
            // The derivative goes below the layer before the layer moves.
            Backward(at, i);
            MatrixProduct.Multiply(_derivatives[i], _activations[i - 1].Transposed, at[i - 1], _rates[i - 1], T.One, _team);
        }

        return loss;
    }

    private double Forward(Weights<T> at)
    {
        // Whatever comes after the layers takes the factor.
        var last = _outputMap is null ? _outputFactor : T.One;
        if (_thin is not null)
        {
            _thin.Forward(at.Layers, last, _activations[^1]);
        }
        else
        {
            for (var i = 1; i <= _depth; i++)
            {
                MatrixProduct.Multiply(at[i - 1], _activations[i - 1], _activations[i], i == _depth ? last : T.One, T.Zero, _team);
                PassOver(_activations[i - 1], _activations[i]);
            }
        }

        if (_outputMap is not null)
            MatrixProduct.Multiply(_outputMap, _activations[^1], _predictions, _outputFactor, T.Zero, _team);
        var loss = _loss.Evaluate(_predictions, _outputDerivative);
        if (_outputMap is not null)
        {
            MatrixProduct.Multiply(_outputMap.Transposed, _outputDerivative, _derivatives[^1], _outputFactor, T.Zero, _team);
        }
        else if (_outputFactor != T.One)
        {
            foreach (ref var x in _outputDerivative.Span)
                x *= _outputFactor;
        }

        return loss;
    }

    private void Backward(Weights<T> at, int layer)
    {
        if (layer == 1)
            return;
        MatrixProduct.Multiply(at[layer - 1].Transposed, _derivatives[layer], _derivatives[layer - 1], T.One, T.Zero, _team);
        PassOver(_derivatives[layer], _derivatives[layer - 1]);
    }

    // The shortcut around a layer.
    private unsafe void PassOver(Matrix<T> from, Matrix<T> to)
    {
        if (!_hasShortcuts)
            return;
        VectorLoops.Add(from.Address, to.Address, to.Span.Length);
        GC.KeepAlive(from);
        GC.KeepAlive(to);
    }
}
