using System.Diagnostics;

namespace Surefoot.Arithmetic;

/// <summary>One thread's place to wait for a counter to change: it watches for a short while, then sleeps.</summary>
internal sealed class Sleeper : IDisposable
{
    // Longer than the gap between two products of one descent step, far shorter than a scheduler's time slice.
    private static readonly long s_watchTicks = Stopwatch.Frequency / 40_000;

    private readonly SemaphoreSlim _semaphore = new(0);
    private int _asleep;

    /// <summary>Returns when <paramref name="counter"/> is no longer <paramref name="seen"/>; for the one thread that waits here.</summary>
    public void WaitWhile(ref int counter, int seen)
    {
        var deadline = Stopwatch.GetTimestamp() + s_watchTicks;
        do
        {
            for (var i = 0; i < 15; i++)
            {
                if (Volatile.Read(ref counter) != seen)
                    return;
                Thread.SpinWait(1);
            }

            // Where threads outnumber cores, the one waited for may be waiting for this core.
            Thread.Yield();
        }
        while (Stopwatch.GetTimestamp() < deadline);

        // Wake may come late, from a round that was noticed without it, so the counter alone decides.
        while (Volatile.Read(ref counter) == seen)
        {
            Interlocked.Exchange(ref _asleep, 1);

            // Looked at once more after the announcement: whoever changed the counter before it did not see it.
            // If the announcement has been taken back by then, a release is on its way and must not be left for the next sleep.
            if (Volatile.Read(ref counter) == seen || Interlocked.Exchange(ref _asleep, 0) == 0)
                _semaphore.Wait();
        }
    }

    /// <summary>Ends the sleep of the waiting thread, if it sleeps; to be called after the counter was changed by an interlocked operation.</summary>
    public void Wake()
    {
        if (Volatile.Read(ref _asleep) != 0 && Interlocked.Exchange(ref _asleep, 0) != 0)
            _semaphore.Release();
    }

    /// <inheritdoc/>
    public void Dispose() => _semaphore.Dispose();
}
