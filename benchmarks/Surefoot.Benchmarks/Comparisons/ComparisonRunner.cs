using System.Runtime.Intrinsics;
using Surefoot.Arithmetic;

namespace Surefoot.Benchmarks.Comparisons;

/// <summary>`compare NAME`: both sides by turns in one run, and a table of medians and ratios.</summary>
internal static class ComparisonRunner
{
    private const double SecondsOfTurn = 0.2;

    private static readonly Comparison[] s_comparisons = [new SquareProductComparison(), new ThinProductComparison()];

    /// <summary>Runs the comparison that the arguments name and returns the exit code.</summary>
    /// <param name="arguments">
    /// The name, then the peer's interpreter and the kernels it is told to take, if not the usual ones. The name `descent` may
    /// be followed by a slash and the beginning of the names of its cases.
    /// </param>
    public static int Run(string[] arguments)
    {
        var name = arguments.Length is > 0 and <= 3 ? arguments[0] : "";
        var comparison = s_comparisons.FirstOrDefault(known => known.Name == name);
        var descents = DescentCase.All.Where(known => name == DescentComparison.Name || (
            name.StartsWith($"{DescentComparison.Name}/", StringComparison.Ordinal)
            && known.Name.StartsWith(name[(DescentComparison.Name.Length + 1)..], StringComparison.Ordinal))).ToArray();
        if (comparison is null && descents.Length == 0)
        {
            Console.Error.WriteLine(
                $"'compare {string.Join(' ', arguments)}' was asked for; allowed is "
                + $"compare {string.Join('|', s_comparisons.Select(known => known.Name))}|{DescentComparison.Name} [PYTHON [OPENBLAS_CORETYPE]], "
                + $"and {DescentComparison.Name}/CASE for the cases whose names begin so: {string.Join(", ", DescentCase.All.Select(known => known.Name))}.");
            return 2;
        }

        var python = arguments.Length > 1 ? arguments[1] : "python3";

        // Older versions of OpenBLAS do not know new processors and take slow kernels; the best ones have to be named.
        var bestKernels = arguments.Length > 2 ? arguments[2] : Vector512.IsHardwareAccelerated ? "SkylakeX" : "Haswell";
        if (comparison is null)
            return DescentComparison.Run(descents, python, bestKernels);
        foreach (var threads in new[] { 1, 2 })
            Compare(comparison, threads, python, [("as installed", null), ($"{bestKernels} kernels", bestKernels)]);
        return 0;
    }

    private static void Compare(Comparison comparison, int threads, string python, (string Title, string? CoreType)[] kernels)
    {
        using var team = new ThreadTeam(threads);
        var peers = kernels.Select(peer => Peer.Start(python, comparison.PeerScript, threads, peer.CoreType)).ToArray();
        Console.WriteLine($"{comparison.Name}, {threads} thread{(threads == 1 ? "" : "s")}, {comparison.Unit}, medians of {Turns.Rounds} rounds");
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
            var own = new double[Turns.Rounds];
            var theirs = peers.Select(_ => new double[Turns.Rounds]).ToArray();
            for (var round = 0; round < Turns.Rounds; round++)
            {
                own[round] = row.Work / Turns.Seconds(run, SecondsOfTurn) / 1e9;
                for (var k = 0; k < peers.Length; k++)
                {
                    Turns.Rest();
                    if (peers[k] is { } peer)
                        theirs[k][round] = row.Work / peer.Measure(row.Request, SecondsOfTurn) / 1e9;
                }

                Turns.Rest();
            }

            Console.Write($"| {row.Label} | {row.Limit:F0} | {Turns.Median(own):F0} | {Turns.Median(own) / row.Limit:P0} |");
            for (var k = 0; k < peers.Length; k++)
            {
                Console.Write(peers[k] is null
                    ? " - | - |"
                    : $" {Turns.Median(theirs[k]):F0} | {Turns.Median([.. own.Zip(theirs[k], (mine, its) => mine / its)]):F2} |");
            }

            Console.WriteLine();
        }

        Console.WriteLine();
        foreach (var peer in peers)
            peer?.Dispose();
    }
}
