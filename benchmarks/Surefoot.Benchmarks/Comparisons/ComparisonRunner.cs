using System.Diagnostics;
using System.Runtime.Intrinsics;
using Surefoot.Arithmetic;

namespace Surefoot.Benchmarks.Comparisons;

/// <summary>`compare NAME`: both sides by turns in one run, and a table of medians and ratios.</summary>
internal static class ComparisonRunner
{
    private const int Rounds = 7;
    private const double SecondsOfTurn = 0.2;

    // OpenBLAS's threads go on watching for work for a while; they must not disturb the next one's turn.
    private const int PauseBetweenTurns = 50;

    private static readonly Comparison[] s_comparisons = [new SquareProductComparison(), new ThinProductComparison()];

    /// <summary>Runs the comparison that the arguments name and returns the exit code.</summary>
    /// <param name="arguments">The name, then the peer's interpreter and the kernels it is told to take, if not the usual ones.</param>
    public static int Run(string[] arguments)
    {
        var comparison = s_comparisons.FirstOrDefault(known => arguments.Length > 0 && known.Name == arguments[0]);
        if (comparison is null || arguments.Length > 3)
        {
            Console.Error.WriteLine(
                $"'compare {string.Join(' ', arguments)}' was asked for; allowed is "
                + $"compare {string.Join('|', s_comparisons.Select(known => known.Name))} [PYTHON [OPENBLAS_CORETYPE]].");
            return 2;
        }

        var python = arguments.Length > 1 ? arguments[1] : "/usr/bin/python3";

        // Older versions of OpenBLAS do not know new processors and take slow kernels; the best ones have to be named.
        var bestKernels = arguments.Length > 2 ? arguments[2] : Vector512.IsHardwareAccelerated ? "SkylakeX" : "Haswell";
        foreach (var threads in new[] { 1, 2 })
            Compare(comparison, threads, python, [("as installed", null), ($"{bestKernels} kernels", bestKernels)]);
        return 0;
    }

    private static void Compare(Comparison comparison, int threads, string python, (string Title, string? CoreType)[] kernels)
    {
        using var team = new ThreadTeam(threads);
        var peers = kernels.Select(peer => Peer.Start(python, comparison.PeerScript, threads, peer.CoreType)).ToArray();
        Console.WriteLine($"{comparison.Name}, {threads} thread{(threads == 1 ? "" : "s")}, {comparison.Unit}, medians of {Rounds} rounds");
        Console.WriteLine();
        foreach (var (peer, (title, _)) in peers.Zip(kernels))
        {
            if (peer is not null)
                Console.WriteLine($"peer {title}: {peer.Description}");
        }

        Console.WriteLine();
        Console.WriteLine("| case | limit | Surefoot | of limit |" + string.Concat(kernels.Select(peer => $" peer {peer.Title} | ratio |")));
        Console.WriteLine("|---|---|---|---|" + string.Concat(kernels.Select(_ => "---|---|")));
        foreach (var row in comparison.Cases(team))
        {
            var run = row.Prepare();
            run();
            var own = new double[Rounds];
            var theirs = peers.Select(_ => new double[Rounds]).ToArray();
            for (var round = 0; round < Rounds; round++)
            {
                own[round] = row.Work / Seconds(run) / 1e9;
                for (var k = 0; k < peers.Length; k++)
                {
                    Thread.Sleep(PauseBetweenTurns);
                    if (peers[k] is { } peer)
                        theirs[k][round] = row.Work / peer.Measure(row.Request, SecondsOfTurn) / 1e9;
                }

                Thread.Sleep(PauseBetweenTurns);
            }

            Console.Write($"| {row.Label} | {row.Limit:F0} | {Median(own):F0} | {Median(own) / row.Limit:P0} |");
            for (var k = 0; k < peers.Length; k++)
            {
                Console.Write(peers[k] is null
                    ? " - | - |"
                    : $" {Median(theirs[k]):F0} | {Median([.. own.Zip(theirs[k], (mine, its) => mine / its)]):F2} |");
            }

            Console.WriteLine();
        }

        Console.WriteLine();
        foreach (var peer in peers)
            peer?.Dispose();
    }

    private static double Seconds(Action run)
    {
        var count = 0;
        var begin = Stopwatch.GetTimestamp();
        double elapsed;
        do
        {
            run();
            count++;
            elapsed = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        }
        while (elapsed < SecondsOfTurn);
        return elapsed / count;
    }

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);
}
