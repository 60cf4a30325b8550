using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Surefoot.Arithmetic;
using Surefoot.Losses;
using Surefoot.Objectives;

namespace Surefoot.Networks;

/// <summary>Linear networks so small that a step costs less than telling anybody to take it.</summary>
internal static class TinyLinear
{
    /// <summary>The largest dimension, and the most samples: beyond, packed products have caught up.</summary>
    public const int Largest = 16;

    /// <summary>Whether a chain on so many samples is one.</summary>
    public static bool Fits<T>(LinearChain chain, int samples)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (typeof(T) == typeof(float) || typeof(T) == typeof(double)) && samples <= Largest && chain.LargestDimension <= Largest;

    /// <summary>The objective, computed by a given kind of vector registers, which the processor must have.</summary>
    public static Objective<T> Bind<T>(LinearChain chain, Matrix<T> inputs, BoundLoss<T> loss, VectorPath path)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => path switch
        {
            VectorPath.Vector512 => new TinyLinearObjective<Simd512<T>, Vector512<T>, T>(chain, inputs, loss),
            VectorPath.Vector256 => new TinyLinearObjective<Simd256<T>, Vector256<T>, T>(chain, inputs, loss),
            VectorPath.Vector128 => new TinyLinearObjective<Simd128<T>, Vector128<T>, T>(chain, inputs, loss),
            _ => new TinyLinearObjective<SimdScalar<T>, T, T>(chain, inputs, loss),
        };
}

/// <summary>
/// The loss of a tiny linear network, as <see cref="LinearObjective{T}"/> defines it, on the caller's thread alone.
/// </summary>
/// <remarks>
/// Samples lie along registers: H_i = V_i H_{i-1} and D_{i-1} = V_i^T D_i are sums of rows, each times one weight, and the
/// gradient D_i H_{i-1}^T is a sum of rows of H_{i-1}^T, the only copy made. Nothing is allocated after the constructor.
/// </remarks>
internal sealed unsafe class TinyLinearObjective<TSimd, TVector, T> : Objective<T>
    where TSimd : ISimd<TVector, T>
    where TVector : unmanaged
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly LinearChain _chain;
    private readonly int _depth;
    private readonly bool _hasShortcuts;
    private readonly double[] _rateFactors;
    private readonly BoundLoss<T> _loss;
    private readonly ChainInputs<T> _inputs;
    private readonly Matrix<T>? _outputMap;
    private readonly T[] _steps;
    private readonly T _outputFactor;
    private readonly int _samples;

    // How far rows of samples are apart.
    private readonly int _row;

    // The memory of all levels, level 0 being the inputs.
    private readonly AlignedBuffer<T> _memory;
    private readonly Level[] _levels;
    private readonly Matrix<T> _predictions;
    private readonly Matrix<T> _derivative;

    internal TinyLinearObjective(LinearChain chain, Matrix<T> inputs, BoundLoss<T> loss)
    {
        _chain = chain;
        (_depth, _hasShortcuts, _rateFactors) = (chain.Depth, chain.HasShortcuts, [.. chain.RateFactors]);
        _loss = loss;
        _inputs = new ChainInputs<T>(chain, inputs, ThreadTeam.Alone);
        _outputMap = chain.OutputMap?.Cast<T>();
        _steps = new T[chain.Depth];
        _outputFactor = T.CreateTruncating(chain.OutputFactor);
        _samples = inputs.Columns;
        _row = Padded(_samples);
        IReadOnlyList<int> widths = _outputMap is null ? chain.Widths : [.. chain.Widths, _outputMap.Rows];
        _memory = new AlignedBuffer<T>(widths.Sum(width => (2 * width * _row) + (_samples * Padded(width))));
        _levels = new Level[widths.Count];
        var place = _memory.Address;
        for (var i = 0; i < _levels.Length; i++)
        {
            var width = widths[i];
            _levels[i] = new Level(width, place, place + (width * _row), place + (2 * width * _row), Padded(width));
            place += (2 * width * _row) + (_samples * Padded(width));
        }

        Enter();

        // The loss wants rows without gaps, so the last of them is written and read a register's width beyond its end.
        var outputs = chain.OutputDimension;
        _predictions = new Matrix<T>(new AlignedBuffer<T>((outputs * _samples) + _row), 0, outputs, _samples);
        _derivative = new Matrix<T>(new AlignedBuffer<T>((outputs * _samples) + _row), 0, outputs, _samples);
    }

    public override WeightShapes Shapes => _chain.Shapes;

    public override IReadOnlyList<double> RateFactors => _rateFactors;

    public override double RoundingFloor => _loss.RoundingFloor(_chain.Products);

    public override void Take(Matrix<T> inputs)
    {
        _inputs.Take(inputs);
        Enter();
    }

    public override double Loss(Weights<T> at)
    {
        RequireShapes(at);
        return Forward(at);
    }

    public override double LossAndGradient(Weights<T> at, Weights<T> gradient)
    {
        RequireShapes(at);
        RequireShapes(gradient);
        var loss = Forward(at);
        gradient.Span.Clear();
        _steps.AsSpan().Fill(T.One);
        Backward(at, gradient);
        return loss;
    }

    // This and what it calls are compiled in full at the first call: short runs would be over before it came to that.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override double Descend(Weights<T> at, double learningRate)
    {
        RequireShapes(at);
        var loss = Forward(at);
        for (var i = 0; i < _steps.Length; i++)
            _steps[i] = T.CreateTruncating(-learningRate * _rateFactors[i]);
        Backward(at, at);
        return loss;
    }

    // The fixed map comes after the layers.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private T* AddressOf(Weights<T> at, int map) => map > _depth ? _outputMap!.Address : at[map - 1].Address;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool HasShortcut(int map) => _hasShortcuts && map <= _depth;

    private void Enter()
    {
        for (var r = 0; r < _inputs.Entered.Rows; r++)
            _inputs.Entered.Row(r).CopyTo(new Span<T>(_levels[0].Activation + (r * _row), _samples));
        Transpose(_levels[0]);
        GC.KeepAlive(this);
    }

    private static int Padded(int count) => TinyProduct<TSimd, TVector, T>.Padded(count);

    // Activations, the loss, and the derivative at the outputs.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double Forward(Weights<T> at)
    {
        for (var i = 1; i < _levels.Length; i++)
        {
            ref readonly var below = ref _levels[i - 1];
            ref readonly var level = ref _levels[i];
            var weights = new Strided<T>(AddressOf(at, i), below.Width);
            var factor = i == _levels.Length - 1 ? _outputFactor : T.One;
            TinyProduct<TSimd, TVector, T>.Multiply(level.Width, below.Width, _samples, weights, below.Activation, _row, level.Activation, _row, factor);
            if (HasShortcut(i))
                VectorLoops.Add(below.Activation, level.Activation, level.Width * _row);
        }

        // Needed only on the way back, so nothing waits for them here.
        for (var i = 1; i < _depth; i++)
            Transpose(_levels[i]);

        ref readonly var top = ref _levels[^1];
        CopyRows(top.Width, top.Activation, _row, _predictions.Address, _samples, T.One);
        var loss = _loss.Evaluate(_predictions, _derivative);
        CopyRows(top.Width, _derivative.Address, _samples, top.Derivative, _row, _outputFactor);
        GC.KeepAlive(at);
        GC.KeepAlive(this);
        return loss;
    }

    // Adds each layer's step times its gradient to a place, which may be the weights: a derivative has passed them by then.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Backward(Weights<T> at, Weights<T> to)
    {
        for (var i = _levels.Length - 1; i >= 1; i--)
        {
            ref readonly var below = ref _levels[i - 1];
            ref readonly var level = ref _levels[i];
            if (i > 1)
            {
                var weights = new Strided<T>(AddressOf(at, i), below.Width);
                TinyProduct<TSimd, TVector, T>.Multiply(below.Width, level.Width, _samples, weights.Transposed, level.Derivative, _row, below.Derivative, _row, T.One);
                if (HasShortcut(i))
                    VectorLoops.Add(level.Derivative, below.Derivative, level.Width * _row);
            }

            if (i > _depth)
                continue;

            var derivative = new Strided<T>(level.Derivative, _row);
            TinyProduct<TSimd, TVector, T>.Accumulate(level.Width, _samples, below.Width, derivative, below.Transposed, below.TransposedRow, to[i - 1].Address, below.Width, _steps[i - 1]);
        }

        GC.KeepAlive(at);
        GC.KeepAlive(to);
        GC.KeepAlive(this);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Transpose(in Level level)
    {
        for (var r = 0; r < level.Width; r++)
        {
            var from = level.Activation + (r * _row);
            var to = level.Transposed + r;
            for (var s = 0; s < _samples; s++)
            {
                *to = from[s];
                to += level.TransposedRow;
            }
        }
    }

    // Rows in ascending order, in whole registers: what a row writes past its end, the next one writes again.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void CopyRows(int rows, T* from, int fromRow, T* to, int toRow, T factor)
    {
        var scale = TSimd.Broadcast(factor);
        for (var r = 0; r < rows; r++)
        {
            for (var v = 0; v < _samples; v += TSimd.Width)
                TSimd.Store(to + v, TSimd.Multiply(scale, TSimd.Load(from + v)));
            from += fromRow;
            to += toRow;
        }
    }

    private void RequireShapes(Weights<T> weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        if (ReferenceEquals(weights.Shapes, Shapes))
            return;
        var fits = weights.Count == Shapes.Count;
        for (var i = 0; fits && i < Shapes.Count; i++)
            fits = weights[i].Rows == Shapes[i].Rows && weights[i].Columns == Shapes[i].Columns;
        if (!fits)
            throw new ArgumentException("the weights have other shapes than the network; take them in the objective's own.", nameof(weights));
    }

    /// <summary>What lies between two layers.</summary>
    private readonly struct Level(int width, T* activation, T* derivative, T* transposed, int transposedRow)
    {
        public readonly int Width = width;
        public readonly int TransposedRow = transposedRow;

        /// <summary>H, width x samples.</summary>
        public readonly T* Activation = activation;

        /// <summary>D, width x samples.</summary>
        public readonly T* Derivative = derivative;

        /// <summary>H^T, samples x width.</summary>
        public readonly T* Transposed = transposed;
    }
}
