using System.Numerics;
using Surefoot.Arithmetic;

namespace Surefoot.Objectives;

/// <summary>A point in parameter space: the trained matrices, one after the other in one contiguous buffer.</summary>
/// <remarks>
/// The matrices are what the network stores, which for a scaled network is not the papers' W_i but W_i divided by its
/// layer scale; the network converts between the two.
/// </remarks>
/// <typeparam name="T">The number type, <see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class Weights<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly AlignedBuffer<T> _buffer;
    private readonly Matrix<T>[] _layers;

    /// <summary>All zeros, in the given shapes.</summary>
    /// <exception cref="ArgumentException">The weights exceed one buffer; the message says how much memory they would take.</exception>
    public unsafe Weights(WeightShapes shapes)
    {
        ArgumentNullException.ThrowIfNull(shapes);
        Shapes = shapes;

        // Every matrix starts on a 64-byte boundary of its own.
        long grain = 64 / sizeof(T);
        var length = 0L;
        for (var i = 0; i < shapes.Count; i++)
            length += (shapes[i].Count + grain - 1) / grain * grain;
        if (length > AlignedBuffer<T>.MaximumLength)
        {
            throw new ArgumentException(
                $"{shapes.TotalCount:N0} weights were asked for, {(double)shapes.TotalCount * sizeof(T) / (1L << 30):N1} GiB; "
                + $"one set of weights holds at most {AlignedBuffer<T>.MaximumLength:N0}. Choose a smaller width or depth.",
                nameof(shapes));
        }

        _buffer = new AlignedBuffer<T>(length);
        _layers = new Matrix<T>[shapes.Count];
        var offset = 0L;
        for (var i = 0; i < shapes.Count; i++)
        {
            _layers[i] = new Matrix<T>(_buffer, (int)offset, shapes[i].Rows, shapes[i].Columns);
            offset += (shapes[i].Count + grain - 1) / grain * grain;
        }
    }

    /// <summary>The shapes.</summary>
    public WeightShapes Shapes { get; }

    /// <summary>The number of matrices.</summary>
    public int Count => _layers.Length;

    /// <summary>The whole buffer; gaps between matrices hold zeros and must stay so.</summary>
    public Span<T> Span => _buffer.Span;

    /// <summary>The matrices; index 0 is the papers' W_1.</summary>
    public ReadOnlySpan<Matrix<T>> Layers => _layers;

    /// <summary>One matrix; index 0 is the papers' W_1.</summary>
    public Matrix<T> this[int index] => _layers[index];

    /// <summary>A copy with a buffer of its own.</summary>
    public Weights<T> Clone()
    {
        var copy = new Weights<T>(Shapes);
        Span.CopyTo(copy.Span);
        return copy;
    }

    /// <summary>The same point rounded to another number type.</summary>
    public Weights<TTo> Cast<TTo>()
        where TTo : unmanaged, IBinaryFloatingPointIeee754<TTo>
    {
        var cast = new Weights<TTo>(Shapes);
        for (var i = 0; i < Count; i++)
        {
            var from = _layers[i].Span;
            var to = cast[i].Span;
            for (var k = 0; k < from.Length; k++)
                to[k] = TTo.CreateTruncating(from[k]);
        }

        return cast;
    }
}
