namespace Surefoot.Arithmetic;

/// <summary>
/// A fixed number of threads that run one piece of work together; the caller is the first of them.
/// </summary>
/// <remarks>
/// The work receives its place in the team, 0 to <see cref="Size"/> - 1, and splits itself by that place alone, so what
/// is computed never depends on timing. Waiting threads spin briefly and then block: a spinning pool starves its
/// neighbours when cores are shared. A team runs one piece of work at a time and is not for concurrent callers.
/// </remarks>
public sealed class ThreadTeam : IDisposable
{
    // About ten microseconds on current processors: longer than the gap between two layers' products,
    // shorter than a scheduler's time slice.
    private const int SpinsBeforeBlocking = 200;

    private readonly Thread[] _threads;
    private readonly SemaphoreSlim[] _wake;
    private readonly ManualResetEventSlim _done = new(initialState: true, SpinsBeforeBlocking);
    private Action<int>? _work;
    private Exception? _failure;
    private int _running;
    private volatile bool _disposed;

    /// <summary>Starts a team of <paramref name="size"/> threads, the caller included.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The size is less than 1.</exception>
    public ThreadTeam(int size)
    {
        if (size < 1)
            throw new ArgumentOutOfRangeException(nameof(size), $"{size} threads were asked for; at least 1 is needed.");
        Size = size;
        _threads = new Thread[size - 1];
        _wake = new SemaphoreSlim[size - 1];
        for (var i = 0; i < _threads.Length; i++)
        {
            var place = i + 1;
            _wake[i] = new SemaphoreSlim(0);
            _threads[i] = new Thread(() => Serve(place)) { IsBackground = true, Name = $"surefoot-{place}" };
            _threads[i].Start();
        }
    }

    /// <summary>A team of one: the calling thread. It owns nothing and needs no disposal.</summary>
    public static ThreadTeam Alone { get; } = new(1);

    /// <summary>The number of threads, the caller included.</summary>
    public int Size { get; }

    /// <summary>Runs <paramref name="work"/> once on every thread of the team and returns when all have finished.</summary>
    /// <param name="work">The work; its argument is the place in the team, 0 to <see cref="Size"/> - 1.</param>
    public void Run(Action<int> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (Size == 1)
        {
            work(0);
            return;
        }

        _work = work;
        _failure = null;
        _running = _threads.Length;
        _done.Reset();
        foreach (var wake in _wake)
            wake.Release();
        try
        {
            work(0);
        }
        finally
        {
            _done.Wait();
            _work = null;
        }

        if (_failure is not null)
            throw new AggregateException("a thread of the team failed", _failure);
    }

    /// <summary>The half-open range of <paramref name="count"/> items that falls to one place, in multiples of <paramref name="grain"/>.</summary>
    public (int Begin, int End) Share(int place, int count, int grain = 1)
    {
        var blocks = (count + grain - 1) / grain;
        var begin = (int)((long)blocks * place / Size) * grain;
        var end = (int)((long)blocks * (place + 1) / Size) * grain;
        return (Math.Min(begin, count), Math.Min(end, count));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed || Size == 1)
            return;
        _disposed = true;
        foreach (var wake in _wake)
            wake.Release();
        foreach (var thread in _threads)
            thread.Join();
        foreach (var wake in _wake)
            wake.Dispose();
        _done.Dispose();
    }

    private void Serve(int place)
    {
        var spin = default(SpinWait);
        while (true)
        {
            spin.Reset();
            while (_wake[place - 1].CurrentCount == 0 && spin.Count < SpinsBeforeBlocking)
                spin.SpinOnce(sleep1Threshold: -1);
            _wake[place - 1].Wait();
            if (_disposed)
                return;
            try
            {
                _work!(place);
            }
            catch (Exception failure)
            {
                // Kept for the caller, who rethrows it: a thread of ours must not end the process.
                Interlocked.CompareExchange(ref _failure, failure, null);
            }

            if (Interlocked.Decrement(ref _running) == 0)
                _done.Set();
        }
    }
}
