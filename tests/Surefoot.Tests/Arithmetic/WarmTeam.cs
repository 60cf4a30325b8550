using Surefoot.Arithmetic;

namespace Surefoot.Tests.Arithmetic;

/// <summary>A team that has nothing left to allocate.</summary>
internal static class WarmTeam
{
    /// <summary>A team whose threads have slept.</summary>
    public static ThreadTeam Of(int size)
    {
        // The platform's semaphore makes what it needs when a thread first sleeps on it, which a busy machine or slow work may bring about in any round.
        var team = new ThreadTeam(size);
        team.Run(place => Thread.Sleep(place * 5));
        return team;
    }
}
