namespace Surefoot.Sweeps;

/// <summary>The memory that runs side by side share.</summary>
/// <param name="most">The bytes they may hold together.</param>
internal sealed class MemoryShares(double most)
{
    private readonly object _gate = new();
    private double _taken;
    private int _holders;

    /// <summary>Waits until some bytes fit beside what is taken, or nobody else holds any; they are given back by disposal.</summary>
    public IDisposable Take(double bytes)
    {
        lock (_gate)
        {
            while (_holders > 0 && _taken + bytes > most)
                Monitor.Wait(_gate);
            _holders++;
            _taken += bytes;
        }

        return new Share(this, bytes);
    }

    private void Return(double bytes)
    {
        lock (_gate)
        {
            _holders--;
            _taken = _holders == 0 ? 0 : _taken - bytes;
            Monitor.PulseAll(_gate);
        }
    }

    private sealed class Share(MemoryShares owner, double bytes) : IDisposable
    {
        public void Dispose() => owner.Return(bytes);
    }
}
