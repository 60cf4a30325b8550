using Surefoot.Arithmetic;

namespace Surefoot.Tests.Arithmetic;

public class ThreadTeamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Every_place_runs_exactly_once_in_every_round(int size)
    {
        using var team = new ThreadTeam(size);
        var counts = new int[size];
        Action<int> work = place => counts[place]++;
        for (var round = 1; round <= 20_000 / size; round++)
        {
            team.Run(work);
            counts.ShouldAllBe(count => count == round);
        }
    }

    [Fact]
    public void Sleeping_threads_are_woken()
    {
        using var team = new ThreadTeam(3);
        var count = 0;
        for (var round = 0; round < 50; round++)
        {
            // Around the time after which a waiting thread goes to sleep.
            Thread.Sleep(TimeSpan.FromMicroseconds(round * 4));
            team.Run(_ => Interlocked.Increment(ref count));
        }

        count.ShouldBe(150);
    }

    [Fact]
    public void Many_teams_share_few_cores()
    {
        var rounds = new int[6];
        var callers = Enumerable.Range(0, rounds.Length).Select(i => new Thread(() =>
        {
            using var team = new ThreadTeam(3);
            for (var round = 0; round < 300; round++)
                team.Run(_ => Interlocked.Increment(ref rounds[i]));
        })).ToArray();
        foreach (var caller in callers)
            caller.Start();
        foreach (var caller in callers)
            caller.Join();
        rounds.ShouldAllBe(count => count == 900);
    }

    [Fact]
    public void A_failure_on_another_thread_reaches_the_caller_and_the_team_goes_on()
    {
        using var team = new ThreadTeam(3);
        var failure = Should.Throw<AggregateException>(() => team.Run(place =>
        {
            if (place == 2)
                throw new InvalidOperationException("place 2");
        }));
        failure.InnerException.ShouldBeOfType<InvalidOperationException>().Message.ShouldBe("place 2");

        var count = 0;
        team.Run(_ => Interlocked.Increment(ref count));
        count.ShouldBe(3);
    }

    [Fact]
    public void A_failure_of_the_caller_waits_for_the_others()
    {
        using var team = new ThreadTeam(2);
        var finished = false;
        Should.Throw<InvalidOperationException>(() => team.Run(place =>
        {
            if (place == 0)
                throw new InvalidOperationException();
            Thread.Sleep(5);
            finished = true;
        }));
        finished.ShouldBeTrue();
    }

    [Fact]
    public void Work_that_calls_its_own_team_is_refused()
    {
        using var team = new ThreadTeam(2);
        Should.Throw<InvalidOperationException>(() => team.Run(place =>
        {
            if (place == 0)
                team.Run(_ => { });
        })).Message.ShouldContain("already at work");
    }

    [Fact]
    public void A_disposed_team_refuses_work_and_its_threads_end()
    {
        var team = new ThreadTeam(4);
        team.Run(_ => { });
        team.Dispose();
        team.Dispose();
        Should.Throw<ObjectDisposedException>(() => team.Run(_ => { }));
    }

    [Fact]
    public void Rounds_allocate_nothing()
    {
        using var team = WarmTeam.Of(2);
        Action<int> work = _ => { };
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < 100; round++)
            team.Run(work);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Theory]
    [InlineData(10, 3, 4)]
    [InlineData(0, 3, 1)]
    [InlineData(1, 4, 8)]
    [InlineData(1000, 7, 12)]
    public void Shares_are_disjoint_cover_everything_and_begin_on_the_grain(int count, int size, int grain)
    {
        using var team = new ThreadTeam(size);
        var next = 0;
        for (var place = 0; place < size; place++)
        {
            var (begin, end) = team.Share(place, count, grain);
            begin.ShouldBe(next);
            if (begin < count)
                (begin % grain).ShouldBe(0);
            next = end;
        }

        next.ShouldBe(count);
    }
}
