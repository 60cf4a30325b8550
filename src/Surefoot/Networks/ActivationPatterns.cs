using System.Numerics;
using System.Runtime.InteropServices;
using Surefoot.Arithmetic;

namespace Surefoot.Networks;

/// <summary>
/// A set of units for each sample, a bit each: which units are active, 1{w_r . x_i >= 0}, or which may become so (the sets S_i of Du 2019, section 2.3).
/// </summary>
/// <remarks>Counting takes a word operation for 64 units; n^2 m / 128 of them give a whole Gram matrix, 60 ms for n = 1000 and m = 8000.</remarks>
public sealed class ActivationPatterns
{
    private const int Word = 64;

    private readonly ulong[] _bits;
    private readonly int _words;

    private ActivationPatterns(int samples, int units)
    {
        (SampleCount, Width) = (samples, units);
        _words = (units + Word - 1) / Word;
        _bits = new ulong[(long)samples * _words];
    }

    /// <summary>n.</summary>
    public int SampleCount { get; }

    /// <summary>m, the number of units.</summary>
    public int Width { get; }

    /// <summary>Whether a unit is in the set of a sample, both counted from 0.</summary>
    public bool this[int sample, int unit] => (Of(sample)[unit / Word] >> (unit % Word) & 1) != 0;

    /// <summary>The units with w_r . x_i >= 0; what is not a number is not active.</summary>
    /// <param name="preActivations">W X, m x n.</param>
    /// <param name="team">The threads.</param>
    public static ActivationPatterns Of<T>(Matrix<T> preActivations, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Where(preActivations, Activity.Active, T.Zero, team);

    /// <summary>The units with |w_r . x_i| at most a radius: the complements of the sets S_i, where unit inputs and that radius are meant.</summary>
    /// <param name="preActivations">W X, m x n.</param>
    /// <param name="radius">R.</param>
    public static ActivationPatterns Within(Matrix<double> preActivations, double radius) => Where(preActivations, Activity.Within, radius, ThreadTeam.Alone);

    /// <summary>The number of units in the set of a sample.</summary>
    public long Count(int sample)
    {
        var count = 0L;
        foreach (var word in Of(sample))
            count += BitOperations.PopCount(word);
        return count;
    }

    /// <summary>The number of units in the sets of both samples, of other patterns for the second.</summary>
    public long CountBoth(int sample, ActivationPatterns other, int otherSample)
    {
        RequireFit(other);
        var a = Of(sample);
        var b = other.Of(otherSample);
        var count = 0L;
        for (var k = 0; k < a.Length; k++)
            count += BitOperations.PopCount(a[k] & b[k]);
        return count;
    }

    /// <summary>The number of units in the sets of three samples.</summary>
    public long CountAll(int sample, int second, ActivationPatterns other, int otherSample)
    {
        RequireFit(other);
        var a = Of(sample);
        var b = Of(second);
        var c = other.Of(otherSample);
        var count = 0L;
        for (var k = 0; k < a.Length; k++)
            count += BitOperations.PopCount(a[k] & b[k] & c[k]);
        return count;
    }

    /// <summary>The number of pairs of a sample and a unit in which two patterns differ.</summary>
    public long CountDifferences(ActivationPatterns other)
    {
        RequireFit(other);
        var count = 0L;
        for (var k = 0; k < _bits.Length; k++)
            count += BitOperations.PopCount(_bits[k] ^ other._bits[k]);
        return count;
    }

    private static ActivationPatterns Where<T>(Matrix<T> preActivations, Activity activity, T radius, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(preActivations);
        ArgumentNullException.ThrowIfNull(team);
        var patterns = new ActivationPatterns(preActivations.Columns, preActivations.Rows);
        team.Run(place =>
        {
            var (begin, end) = team.Share(place, preActivations.Columns, Vector<T>.Count);
            if (begin < end)
                patterns.Fill(preActivations, begin, end, activity, radius);
        });
        return patterns;
    }

    private ReadOnlySpan<ulong> Of(int sample) => _bits.AsSpan(sample * _words, _words);

    private void RequireFit(ActivationPatterns other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Width != Width || other.SampleCount != SampleCount)
            throw new ArgumentException($"patterns of {other.SampleCount} samples and {other.Width} units were given; these are of {SampleCount} and {Width}.", nameof(other));
    }

    // As many units at a time as a number has bits: each puts its bit into the word of every sample, in vectors along the samples.
    private unsafe void Fill<T>(Matrix<T> preActivations, int begin, int end, Activity activity, T radius)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var bits = 8 * sizeof(T);
        var gathered = new T[end - begin + Vector<T>.Count];
        var rest = new T[Vector<T>.Count];
        var to = MemoryMarshal.Cast<ulong, T>(_bits.AsSpan());
        var stride = _words * Word / bits;
        var limit = new Vector<T>(radius);
        for (var first = 0; first < Width; first += bits)
        {
            gathered.AsSpan().Clear();
            for (var unit = first; unit < Math.Min(first + bits, Width); unit++)
            {
                var row = preActivations.Row(unit)[begin..end];
                var bit = sizeof(T) == 4 ? new Vector<uint>(1u << (unit - first)).As<uint, T>() : new Vector<ulong>(1ul << (unit - first)).As<ulong, T>();
                var i = 0;
                for (; i <= row.Length - Vector<T>.Count; i += Vector<T>.Count)
                    Gather(new Vector<T>(row[i..]), i);

                // What lies beyond the last sample goes where nobody looks.
                row[i..].CopyTo(rest);
                Gather(new Vector<T>(rest), i);

                void Gather(Vector<T> values, int place) =>
                    (new Vector<T>(gathered, place) | (bit & Mask(values, activity, limit))).CopyTo(gathered, place);
            }

            for (var i = begin; i < end; i++)
                to[(i * stride) + (first / bits)] = gathered[i - begin];
        }
    }

    private static Vector<T> Mask<T>(Vector<T> values, Activity activity, Vector<T> limit)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        activity == Activity.Active ? Vector.GreaterThanOrEqual(values, Vector<T>.Zero) : Vector.LessThanOrEqual(Vector.Abs(values), limit);

    private enum Activity
    {
        Active,
        Within,
    }
}
