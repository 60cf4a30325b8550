using Surefoot.Randomness;

namespace Surefoot.Descent;

/// <summary>
/// A batch of samples for every step, named by the step: whoever asks for the batch of a step, on whatever path and after whatever stop, gets the same.
/// </summary>
public abstract record Batches
{
    /// <summary>b, the samples of a batch.</summary>
    public abstract int Size { get; }

    /// <summary>The batch of a step: different samples, counted from 0, ascending.</summary>
    /// <param name="step">The step, counted from 0.</param>
    /// <param name="samples">Where its b samples are written.</param>
    public abstract void Fill(long step, Span<int> samples);
}

/// <summary>At every step b of n samples, each such set as likely as any other, steps independent of each other (Zou et al. 2020, algorithm 1).</summary>
public sealed record RandomBatches : Batches
{
    /// <summary>The batches of a stream.</summary>
    /// <param name="stream">Where they are drawn from.</param>
    /// <param name="sampleCount">n.</param>
    /// <param name="size">b.</param>
    /// <exception cref="ArgumentOutOfRangeException">b is not from 1 to n.</exception>
    public RandomBatches(RandomStream stream, int sampleCount, int size)
    {
        if (size < 1 || size > sampleCount)
            throw new ArgumentOutOfRangeException(nameof(size), $"batches of {size} of {sampleCount} samples were asked for; allowed is 1 to {sampleCount}.");
        (Stream, SampleCount, Size) = (stream, sampleCount, size);
    }

    /// <summary>Where batches are drawn from.</summary>
    public RandomStream Stream { get; }

    /// <summary>n.</summary>
    public int SampleCount { get; }

    /// <inheritdoc/>
    public override int Size { get; }

    /// <inheritdoc/>
    /// <remarks>Robert Floyd's draw of a subset, b numbers of the stream for a step (Bentley and Floyd 1987).</remarks>
    public override void Fill(long step, Span<int> samples)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        if (samples.Length != Size)
            throw new ArgumentException($"room for {samples.Length} samples was given; a batch has {Size}.", nameof(samples));
        for (var count = 0; count < Size; count++)
        {
            // Above all that were drawn before, so it goes last where the draw is taken already.
            var last = SampleCount - Size + count;
            var drawn = (int)(Stream.Uniform((step * Size) + count) * (last + 1));
            var place = samples[..count].BinarySearch(drawn);
            if (place >= 0)
                (drawn, place) = (last, ~count);
            samples[~place..count].CopyTo(samples[(~place + 1)..]);
            samples[~place] = drawn;
        }
    }
}

/// <summary>Given batches, one after the other and from the beginning again.</summary>
public sealed record CyclicBatches : Batches
{
    private readonly int[][] _batches;

    /// <summary>The given batches.</summary>
    /// <param name="batches">Samples counted from 0, as many in each batch.</param>
    /// <exception cref="ArgumentException">There are none, or their sizes differ, or a sample is in one twice or has a negative number.</exception>
    public CyclicBatches(params IReadOnlyList<int>[] batches)
    {
        ArgumentNullException.ThrowIfNull(batches);
        _batches = [.. batches.Select(batch => batch.Order().ToArray())];
        if (_batches.Length == 0 || _batches[0].Length == 0)
            throw new ArgumentException("no batch was given; at least one with one sample is needed.", nameof(batches));
        foreach (var batch in _batches)
        {
            if (batch.Length != _batches[0].Length || batch.Distinct().Count() != batch.Length || batch[0] < 0)
                throw new ArgumentException($"a batch of the samples {string.Join(", ", batch)} was given; every batch has as many different samples, counted from 0.", nameof(batches));
        }
    }

    /// <inheritdoc/>
    public override int Size => _batches[0].Length;

    /// <inheritdoc/>
    public override void Fill(long step, Span<int> samples) => _batches[step % _batches.Length].CopyTo(samples);
}
