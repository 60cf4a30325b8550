namespace Surefoot.Sweeps;

/// <summary>Runs the cells of a sweep that have no result yet.</summary>
public static class SweepRunner
{
    /// <summary>Runs what is missing, and returns all there is.</summary>
    /// <remarks>
    /// A cell that throws is recorded with its message, and the others go on. Which worker runs a cell, and when, is no part of
    /// a result. Overhead some ten microseconds a cell.
    /// </remarks>
    /// <param name="sweep">The sweep.</param>
    /// <param name="store">Where results are kept, opened for the same sweep; null to keep them in memory only.</param>
    /// <param name="run">Runs one cell, on any of the workers; it throws <see cref="OperationCanceledException"/> when it ends early.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told after every cell; calls do not overlap.</param>
    /// <param name="cancellation">Ends the sweep; cells that are not finished leave nothing behind.</param>
    /// <exception cref="OperationCanceledException">The caller cancelled. What was finished is in the store.</exception>
    /// <exception cref="StoreWriteException">A result could not be kept. What was kept before is safe.</exception>
    public static SweepResults Run(
        Sweep sweep,
        SweepStore? store,
        Func<Cell, CancellationToken, CellResult> run,
        SweepOptions options,
        IProgress<SweepProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(sweep);
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(options);
        using var session = new Session(sweep, store, run, options, progress, cancellation);
        return session.Run();
    }

    private sealed class Session : IDisposable
    {
        private readonly Sweep _sweep;
        private readonly SweepStore? _store;
        private readonly Func<Cell, CancellationToken, CellResult> _run;
        private readonly SweepOptions _options;
        private readonly IProgress<SweepProgress>? _progress;
        private readonly CancellationToken _cancellation;
        private readonly CancellationTokenSource _stop;
        private readonly CellRecord?[] _records;
        private readonly (int Index, double Cost)[] _queue;
        private readonly Lock _gate = new();
        private readonly MemoryShares? _memory;
        private readonly long _began;
        private int _next = -1;
        private int _done;
        private int _failed;
        private int _ran;
        private double _costLeft;
        private double _costDone;
        private Exception? _failure;

        public Session(
            Sweep sweep,
            SweepStore? store,
            Func<Cell, CancellationToken, CellResult> run,
            SweepOptions options,
            IProgress<SweepProgress>? progress,
            CancellationToken cancellation)
        {
            (_sweep, _store, _run, _options, _progress, _cancellation) = (sweep, store, run, options, progress, cancellation);
            _records = store is null ? new CellRecord?[sweep.Grid.Count] : [.. store.Records];
            _done = _records.Count(record => record is not null);
            _failed = _records.Count(record => record?.Result.IsFailed == true);
            var missing = Enumerable.Range(0, sweep.Grid.Count).Where(index => _records[index] is null);
            _queue = options.Cost is { } cost
                ? [.. missing.Select(index => (Index: index, Cost: cost(sweep[index]))).OrderBy(cell => cell.Cost)]
                : [.. missing.Select(index => (index, 1.0))];
            _costLeft = _queue.Sum(cell => cell.Cost);
            _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            _memory = options.Bytes is null ? null : new(options.MostBytes);
            _began = options.Time.GetTimestamp();
        }

        public SweepResults Run()
        {
            var others = new Thread[Math.Max(0, Math.Min(_options.Workers, _queue.Length) - 1)];
            for (var i = 0; i < others.Length; i++)
            {
                var worker = i + 1;
                others[i] = new Thread(() => Work(worker)) { IsBackground = true, Name = $"surefoot-worker-{worker}" };
                others[i].Start();
            }

            Work(0);
            foreach (var thread in others)
                thread.Join();
            if (_failure is not null)
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(_failure);
            _store?.Flush();
            if (_ran < _queue.Length)
                _cancellation.ThrowIfCancellationRequested();
            return new SweepResults(_sweep.Grid, _records);
        }

        public void Dispose() => _stop.Dispose();

        private void Work(int worker)
        {
            try
            {
                while (!_stop.IsCancellationRequested && Interlocked.Increment(ref _next) is var place && place < _queue.Length)
                    RunCell(worker, _queue[place].Index, _queue[place].Cost);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
            }
            catch (Exception failure)
            {
                // What goes wrong outside a cell's run, such as a full disk, ends the sweep.
                Interlocked.CompareExchange(ref _failure, failure, null);
                _stop.Cancel();
            }
        }

        private void RunCell(int worker, int index, double cost)
        {
            var cell = _sweep[index];
            var began = _options.Time.GetTimestamp();
            CellResult result;
            try
            {
                using var share = _memory?.Take(_options.Bytes!(cell));
                _stop.Token.ThrowIfCancellationRequested();
                began = _options.Time.GetTimestamp();
                result = _run(cell, _stop.Token);
            }
            catch (Exception failure) when (!(failure is OperationCanceledException && _stop.IsCancellationRequested))
            {
                result = CellResult.Failed($"{failure.GetType().Name}: {failure.Message}");
            }

            var record = new CellRecord(index, cell.Identity, result, _options.Time.GetElapsedTime(began));
            _store?.Add(worker, record);
            _records[index] = record;
            Tell(result, cost);
        }

        private void Tell(CellResult result, double cost)
        {
            lock (_gate)
            {
                _done++;
                _ran++;
                _failed += result.IsFailed ? 1 : 0;
                _costDone += cost;
                _costLeft = Math.Max(0, _costLeft - cost);
                if (_progress is null)
                    return;
                var elapsed = _options.Time.GetElapsedTime(_began);
                _progress.Report(new SweepProgress(
                    _records.Length, _done, _failed, elapsed, _ran / Math.Max(elapsed.TotalSeconds, 1e-9), Left(elapsed)));
            }
        }

        private TimeSpan Left(TimeSpan elapsed)
        {
            var seconds = elapsed.TotalSeconds * (_costLeft / _costDone);
            return seconds < TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(seconds) : TimeSpan.MaxValue;
        }
    }
}
