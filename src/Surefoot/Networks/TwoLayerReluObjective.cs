using System.Numerics;
using System.Runtime.InteropServices;
using Surefoot.Arithmetic;
using Surefoot.Losses;
using Surefoot.Objectives;

namespace Surefoot.Networks;

/// <summary>
/// The loss of a two-layer ReLU network on data: Z = W X, u_i = m^{-1/2} sum_r a_r max(Z_ri, 0), and with D = dL/du the gradient
/// dL/dW = M X^T, M_ri = m^{-1/2} a_r D_i 1{Z_ri >= 0}. Cost 4 m n d flops a step; memory m n numbers.
/// </summary>
/// <remarks>
/// The activation and its derivative are one pass each over Z, where M takes its place. What a probe has asked of a point is not computed again when
/// the step goes on from there. All bits are independent of the team.
/// </remarks>
/// <typeparam name="T">The number type of the weights.</typeparam>
public sealed class TwoLayerReluObjective<T> : Objective<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Up to here the numbers of type T add up to a sum that a double takes over: the error of a longer sum would be seen in single precision.
    private const int UnitsSummed = 64;

    // Below this many numbers a pass is over before a second thread is awake.
    private const long WorthSharing = 1 << 16;

    private readonly BoundLoss<T> _loss;
    private readonly ThreadTeam _team;
    private readonly ThreadTeam _passes;
    private readonly Matrix<T> _preActivations;
    private readonly Matrix<T> _predictions;
    private readonly Matrix<T> _derivative;
    private readonly T[] _partial;
    private readonly double[] _sums;
    private readonly T[] _signs;
    private readonly T _scale;
    private readonly Action<int> _forward;
    private readonly Action<int> _backward;
    private Weights<T>? _known;
    private bool _isKnown;
    private double _knownLoss;

    internal TwoLayerReluObjective(TwoLayerReluNetwork network, Matrix<T> inputs, BoundLoss<T> loss, ThreadTeam team)
    {
        Network = network;
        Inputs = inputs;
        (_loss, _team) = (loss, team);
        _passes = (long)network.Width * inputs.Columns < WorthSharing ? ThreadTeam.Alone : team;
        _preActivations = new Matrix<T>(network.Width, inputs.Columns);
        _predictions = new Matrix<T>(1, inputs.Columns);
        _derivative = new Matrix<T>(1, inputs.Columns);
        _partial = new T[inputs.Columns];
        _sums = new double[inputs.Columns];
        _signs = [.. network.OutputSigns.Select(T.CreateTruncating)];
        _scale = T.CreateTruncating(network.OutputScale);
        (_forward, _backward) = (Activate, Derive);
    }

    /// <summary>The network.</summary>
    public TwoLayerReluNetwork Network { get; }

    /// <summary>X, d x n.</summary>
    public Matrix<T> Inputs { get; }

    /// <summary>The threads.</summary>
    internal ThreadTeam Team => _team;

    /// <inheritdoc/>
    public override WeightShapes Shapes => Network.Shapes;

    /// <inheritdoc/>
    public override IReadOnlyList<double> RateFactors { get; } = [1];

    /// <inheritdoc/>
    public override double RoundingFloor => _loss.RoundingFloor(2);

    /// <inheritdoc/>
    public override void Take(Matrix<T> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        inputs.Span.CopyTo(Inputs.Span);
        _isKnown = false;
    }

    /// <inheritdoc/>
    public override double Loss(Weights<T> at)
    {
        ArgumentNullException.ThrowIfNull(at);
        if (Knows(at))
            return _knownLoss;
        _knownLoss = Forward(at);
        _known ??= new Weights<T>(Shapes);
        at.Span.CopyTo(_known.Span);
        _isKnown = true;
        return _knownLoss;
    }

    /// <summary>Z = W X at a point, m x n: the objective's own memory, until it is asked for something else.</summary>
    public Matrix<T> PreActivations(Weights<T> at)
    {
        Loss(at);
        return _preActivations;
    }

    /// <summary>u at a point, 1 x n: the objective's own memory, until it is asked for something else.</summary>
    public Matrix<T> Predictions(Weights<T> at)
    {
        Loss(at);
        return _predictions;
    }

    /// <summary>The active units at a point.</summary>
    public ActivationPatterns Patterns(Weights<T> at) => ActivationPatterns.Of(PreActivations(at), _passes);

    /// <inheritdoc/>
    public override Piece? PieceAt(Weights<T> at) =>
        this is TwoLayerReluObjective<double> objective && at is Weights<double> here ? TwoLayerReluPiece.At(objective, objective._loss, here) : null;

    /// <inheritdoc/>
    public override double LossAndGradient(Weights<T> at, Weights<T> gradient)
    {
        ArgumentNullException.ThrowIfNull(gradient);
        return Move(at, gradient[0], T.One, T.Zero);
    }

    /// <inheritdoc/>
    public override double Descend(Weights<T> at, double learningRate)
    {
        ArgumentNullException.ThrowIfNull(at);
        return Move(at, at[0], T.CreateTruncating(-learningRate), T.One);
    }

    // to = factor dL/dW + keep to.
    private double Move(Weights<T> at, Matrix<T> to, T factor, T keep)
    {
        ArgumentNullException.ThrowIfNull(at);
        var loss = Knows(at) ? _knownLoss : Forward(at);
        _isKnown = false;
        _passes.Run(_backward);
        MatrixProduct.Multiply(_preActivations, Inputs.Transposed, to, factor, keep, _team);
        return loss;
    }

    private bool Knows(Weights<T> at) => _isKnown && MemoryMarshal.AsBytes(at.Span).SequenceEqual(MemoryMarshal.AsBytes(_known!.Span));

    private double Forward(Weights<T> at)
    {
        _isKnown = false;
        MatrixProduct.Multiply(at[0], Inputs, _preActivations, T.One, T.Zero, _team);
        _passes.Run(_forward);
        return _loss.Evaluate(_predictions, _derivative);
    }

    // Each thread has its own samples, and every sample's sum runs over the units in their order.
    private void Activate(int place)
    {
        var (begin, end) = _passes.Share(place, _partial.Length, Vector<T>.Count);
        var partial = _partial.AsSpan(begin, end - begin);
        var sums = _sums.AsSpan(begin, end - begin);
        sums.Clear();
        for (var first = 0; first < _signs.Length; first += UnitsSummed)
        {
            partial.Clear();
            for (var r = first; r < Math.Min(first + UnitsSummed, _signs.Length); r++)
                AddActivation(_signs[r], _preActivations.Row(r)[begin..end], partial);
            for (var i = 0; i < partial.Length; i++)
                sums[i] += double.CreateTruncating(partial[i]);
        }

        var scale = Network.OutputScale;
        var predictions = _predictions.Span[begin..end];
        for (var i = 0; i < predictions.Length; i++)
            predictions[i] = T.CreateTruncating(scale * sums[i]);
    }

    // The maximum keeps what is not a number, so that the loss tells of it.
    private static void AddActivation(T sign, ReadOnlySpan<T> z, Span<T> sums)
    {
        var signs = new Vector<T>(sign);
        var i = 0;
        for (; i <= z.Length - Vector<T>.Count; i += Vector<T>.Count)
            (new Vector<T>(sums[i..]) + (signs * Vector.Max(new Vector<T>(z[i..]), Vector<T>.Zero))).CopyTo(sums[i..]);
        for (; i < z.Length; i++)
            sums[i] += sign * T.Max(z[i], T.Zero);
    }

    private void Derive(int place)
    {
        var (begin, end) = _passes.Share(place, _signs.Length);
        for (var r = begin; r < end; r++)
            DeriveActivation(_signs[r] * _scale, _derivative.Span, _preActivations.Row(r));
    }

    private static void DeriveActivation(T factor, ReadOnlySpan<T> derivative, Span<T> z)
    {
        var factors = new Vector<T>(factor);
        var i = 0;
        for (; i <= z.Length - Vector<T>.Count; i += Vector<T>.Count)
        {
            var isActive = Vector.GreaterThanOrEqual(new Vector<T>(z[i..]), Vector<T>.Zero);
            Vector.ConditionalSelect(isActive, factors * new Vector<T>(derivative[i..]), Vector<T>.Zero).CopyTo(z[i..]);
        }

        for (; i < z.Length; i++)
            z[i] = z[i] >= T.Zero ? factor * derivative[i] : T.Zero;
    }
}
