namespace Surefoot.Sweeps.Tests;

public class RunnerTests
{
    private static readonly Sweep Hundred = new([], new Axis("a", Enumerable.Range(0, 10).Select(i => (CellValue)i)), new Axis("b", Enumerable.Range(0, 10).Select(i => (CellValue)i)));

    [Fact]
    public void AnyNumberOfWorkersGivesTheSameTable()
    {
        var expected = SmallSweep.Export(SweepRunner.Run(Hundred, null, Square, new SweepOptions()));
        foreach (var workers in new[] { 1, 2, 7 })
        {
            using var folder = new TemporaryFolder();
            using (var store = SweepStore.Open(folder.Path, Hundred))
                SmallSweep.Export(SweepRunner.Run(Hundred, store, Square, new SweepOptions { Workers = workers })).ShouldBe(expected);
            SmallSweep.Export(folder.Path).ShouldBe(expected);
            Directory.GetFiles(folder.Path).Length.ShouldBeLessThanOrEqualTo(workers + 2);
        }
    }

    [Fact]
    public void CellsRunInGridOrderOrCheapestFirst()
    {
        Order(new SweepOptions()).ShouldBe(Enumerable.Range(0, 100));
        Order(new SweepOptions { Cost = cell => 1 + cell["b"].Whole }).ShouldBe(Enumerable.Range(0, 100).OrderBy(k => k % 10).ThenBy(k => k));

        static List<int> Order(SweepOptions options)
        {
            var order = new List<int>();
            SweepRunner.Run(
                Hundred,
                null,
                (cell, _) =>
                {
                    order.Add(cell.Index);
                    return CellResult.Of("completed");
                },
                options);
            return order;
        }
    }

    [Fact]
    public void CellsThatTogetherHoldMoreThanThereIsWaitForOneAnother()
    {
        // Cells of up to 9 bytes where there are 10, and one of 50 that has to run all the same.
        var (gate, held, fits) = (new Lock(), 0.0, true);
        var sweep = new Sweep([], new Axis("bytes", 9, 1, 8, 2, 50, 7, 3, 6, 4, 5));
        var results = SweepRunner.Run(
            sweep,
            null,
            (cell, _) =>
            {
                var bytes = cell["bytes"].Number;
                lock (gate)
                {
                    fits &= held == 0 || held + bytes <= 10;
                    held += bytes;
                }

                Thread.Sleep(2);
                lock (gate)
                    held -= bytes;
                return CellResult.Of("completed");
            },
            new SweepOptions { Workers = 4, Bytes = cell => cell["bytes"].Number, MostBytes = 10 });
        (results.Done, results.Failed).ShouldBe((10, 0));
        fits.ShouldBeTrue();
        held.ShouldBe(0);
    }

    [Fact]
    public void ACancelledSweepKeepsWhatIsFinishedAndGoesOnLater()
    {
        using var folder = new TemporaryFolder();
        using var cancellation = new CancellationTokenSource();
        using (var store = SweepStore.Open(folder.Path, Hundred))
        {
            Should.Throw<OperationCanceledException>(() => SweepRunner.Run(
                Hundred,
                store,
                (cell, token) =>
                {
                    if (cell.Index == 40)
                        cancellation.Cancel();
                    token.ThrowIfCancellationRequested();
                    return Square(cell, token);
                },
                new SweepOptions(),
                cancellation: cancellation.Token));
        }

        StoredSweep.Read(folder.Path).Results.Done.ShouldBe(40);
        using (var store = SweepStore.Open(folder.Path, Hundred))
            SweepRunner.Run(Hundred, store, Square, new SweepOptions { Workers = 2 }).Done.ShouldBe(100);
        SmallSweep.Export(folder.Path).ShouldBe(SmallSweep.Export(SweepRunner.Run(Hundred, null, Square, new SweepOptions())));
    }

    [Fact]
    public void ProgressTellsRateAndTimeLeftByCost()
    {
        // A cell of cost c takes c seconds, so after the cells of cost 1 there is that of cost 3 left.
        var clock = new SteppedClock();
        var sweep = new Sweep([], new Axis("cost", 3, 1));
        var told = new List<SweepProgress>();
        SweepRunner.Run(
            sweep,
            null,
            (cell, _) =>
            {
                clock.Now += TimeSpan.FromSeconds(cell["cost"].Number);
                return CellResult.Of("completed");
            },
            new SweepOptions { Cost = cell => cell["cost"].Number, Time = clock },
            new Listener(told));
        told.ShouldBe([new(2, 1, 0, TimeSpan.FromSeconds(1), 1, TimeSpan.FromSeconds(3)), new(2, 2, 0, TimeSpan.FromSeconds(4), 0.5, TimeSpan.Zero)]);
        told[0].Share.ShouldBe(0.5);
    }

    [Fact]
    public void ACostBeyondAllTimeIsNoFailure()
    {
        var told = new List<SweepProgress>();
        SweepRunner.Run(new Sweep([], new Axis("cost", 1, 1e300)), null, (_, _) => CellResult.Of("completed"), new SweepOptions { Cost = cell => cell["cost"].Number }, new Listener(told));
        told[0].Left.ShouldBe(TimeSpan.MaxValue);
    }

    [Fact]
    public void FailuresAreCountedAndDoNotStopTheOthers()
    {
        var results = SweepRunner.Run(SmallSweep.Sweep, null, (cell, _) => SmallSweep.Run(cell), new SweepOptions { Workers = 2 });
        (results.Done, results.Failed).ShouldBe((6, 1));
        results[1]!.Result.Outcome.ShouldBe("diverged");
        results[1]!.Result["loss"].Number.ShouldBe(double.PositiveInfinity);
        Should.Throw<ArgumentException>(() => results[4]!.Result["loss"]).Message.ShouldContain("the cell failed: InvalidOperationException");
        Should.Throw<ArgumentException>(() => results[0]!.Result["gap"]).Message.ShouldContain("there are: loss");
    }

    [Fact]
    public void AValueWithTheNameOfAnAxisIsRefused()
    {
        using var folder = new TemporaryFolder();
        using var store = SweepStore.Open(folder.Path, Hundred);
        Should.Throw<ArgumentException>(() => SweepRunner.Run(Hundred, store, (_, _) => CellResult.Of("completed").With("a", 1), new SweepOptions { Workers = 2 }))
            .Message.ShouldContain("the name of an axis");
        Should.Throw<ArgumentException>(() => CellResult.Of("completed").With("seconds", 1)).Message.ShouldContain("choose another name");
        Should.Throw<ArgumentException>(() => CellResult.Of("failed"));
    }

    private static CellResult Square(Cell cell, CancellationToken token) => CellResult.Of("completed").With("square", Math.Sqrt(cell["a"].Number) * cell["b"].Number);

    private sealed class Listener(List<SweepProgress> told) : IProgress<SweepProgress>
    {
        public void Report(SweepProgress value) => told.Add(value);
    }

    private sealed class SteppedClock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
