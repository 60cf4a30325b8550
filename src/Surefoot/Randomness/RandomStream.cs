using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Text;
using Surefoot.Arithmetic;

namespace Surefoot.Randomness;

/// <summary>
/// An endless sequence of random numbers that is known by its name: the seed and the path of names below it.
/// </summary>
/// <remarks>
/// A stream has no position. Entry k of a stream is a function of the stream and k, so whoever draws, in whatever order
/// and on however many threads, sees the same numbers, and a new stream beside an old one shifts nothing. Uniform and
/// normal draws of one stream share their bits, so give each consumer a name of its own.
/// </remarks>
public readonly record struct RandomStream
{
    // The last counter word says what a block is for, so that keys of children never coincide with draws.
    private const ulong NamePurpose = 1;
    private const ulong DrawPurpose = 2;

    // 2^-53: a double has 53 significant bits.
    private const double UnitInTheLastPlace = 1.0 / (1L << 53);

    // Normal numbers are made 32 at a time: 8 counters, 32 words, 16 pairs, two full vectors of pairs on the widest
    // processor, so that the same operations reach every entry wherever it is asked for.
    private const int NormalBlock = 32;

    private readonly ulong _key0;
    private readonly ulong _key1;

    private RandomStream(ulong key0, ulong key1)
    {
        _key0 = key0;
        _key1 = key1;
    }

    /// <summary>The root of all streams of one seed.</summary>
    public static RandomStream FromSeed(ulong seed) => new(seed, 0);

    /// <summary>The child stream of the given name.</summary>
    public RandomStream Named(string name) => Child(name, 0);

    /// <summary>The child stream of the given name and place, for example one of many layers.</summary>
    public RandomStream Named(string name, int place)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(place);
        return Child(name, (ulong)place + 1);
    }

    /// <summary>Four words of raw bits.</summary>
    public (ulong Word0, ulong Word1, ulong Word2, ulong Word3) Bits(long block) =>
        Philox.Block((ulong)block, 0, 0, DrawPurpose, _key0, _key1);

    /// <summary>Entry <paramref name="index"/> of the uniform numbers on [0, 1), a multiple of 2^-53.</summary>
    public double Uniform(long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        var words = Bits(index >> 2);
        var word = (index & 3) switch { 0 => words.Word0, 1 => words.Word1, 2 => words.Word2, _ => words.Word3 };
        return (word >> 11) * UnitInTheLastPlace;
    }

    /// <summary>Writes independent standard normal numbers, entries <paramref name="first"/>, first + 1, ... of the stream.</summary>
    /// <remarks>Box and Muller's transform, four entries from one counter.</remarks>
    public void FillNormal<T>(Span<T> to, long first = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        Span<double> normals = stackalloc double[NormalBlock];
        var done = 0;
        while (done < to.Length)
        {
            var position = first + done;
            var within = (int)(position % NormalBlock);
            ComputeNormals(position / NormalBlock, normals);
            var count = Math.Min(NormalBlock - within, to.Length - done);
            for (var i = 0; i < count; i++)
                to[done + i] = T.CreateTruncating(normals[within + i]);
            done += count;
        }
    }

    /// <summary>Fills a matrix, row after row, with independent standard normal numbers; the bits do not depend on the team.</summary>
    public void FillNormal<T>(Matrix<T> to, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(team);
        var stream = this;
        team.Run(place =>
        {
            var (begin, end) = team.Share(place, to.Span.Length, NormalBlock);
            stream.FillNormal(to.Span[begin..end], begin);
        });
    }

    // Compiled in full before its first call: a start of millions of numbers is over before the runtime would do so on its own.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ComputeNormals(long block, Span<double> normals)
    {
        Span<double> radii = stackalloc double[NormalBlock / 2];
        Span<double> angles = stackalloc double[NormalBlock / 2];
        for (var i = 0; i < NormalBlock / 4; i++)
        {
            var words = Bits((block * (NormalBlock / 4)) + i);

            // (0, 1] for the logarithm, [0, 1) for the angle.
            radii[2 * i] = ((words.Word0 >> 11) + 1) * UnitInTheLastPlace;
            angles[2 * i] = (words.Word1 >> 11) * UnitInTheLastPlace;
            radii[(2 * i) + 1] = ((words.Word2 >> 11) + 1) * UnitInTheLastPlace;
            angles[(2 * i) + 1] = (words.Word3 >> 11) * UnitInTheLastPlace;
        }

        for (var lane = 0; lane < NormalBlock / 2; lane += Vector512<double>.Count)
        {
            var radius = Vector512.Sqrt(-2.0 * Vector512.Log(Vector512.Create<double>(radii[lane..])));
            var (sine, cosine) = Vector512.SinCos(2 * Math.PI * Vector512.Create<double>(angles[lane..]));
            (radius * cosine).CopyTo(radii[lane..]);
            (radius * sine).CopyTo(angles[lane..]);
        }

        for (var pair = 0; pair < NormalBlock / 2; pair++)
        {
            normals[2 * pair] = radii[pair];
            normals[(2 * pair) + 1] = angles[pair];
        }
    }

    private RandomStream Child(string name, ulong place)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);

        // FNV-1a; the generator itself then mixes parent, name and place into the child's key.
        var hash = 0xCBF29CE484222325UL;
        foreach (var letter in Encoding.UTF8.GetBytes(name))
            hash = (hash ^ letter) * 0x100000001B3UL;
        var words = Philox.Block(hash, place, 0, NamePurpose, _key0, _key1);
        return new RandomStream(words.Word0, words.Word1);
    }
}
