using System.Globalization;
using Surefoot.Arithmetic;

namespace Surefoot.Benchmarks.Comparisons;

/// <summary>
/// Whole descent steps from the same start on the same data, by turns with peers in one run, beside the floor: three passes
/// over the weights at the rate of a plain copy, or the multiply-adds at their peak, whichever takes longer.
/// </summary>
internal static class DescentComparison
{
    /// <summary>The name on the command line.</summary>
    public const string Name = "descent";

    private const double SecondsOfTurn = 0.5;
    private const double SecondsOfFloor = 0.2;

    // Weights that the second-level cache keeps cost no memory traffic, so memory sets them no floor.
    private const double BytesOfCache = 1 << 20;

    /// <summary>Compares the given cases and returns the exit code: 1 if a peer did not compute the same losses.</summary>
    /// <param name="cases">What is compared.</param>
    /// <param name="python">The peers' interpreter.</param>
    /// <param name="kernels">The kernels that OpenBLAS is told to take.</param>
    public static int Run(IReadOnlyList<DescentCase> cases, string python, string kernels)
    {
        Console.WriteLine($"whole steps of gradient descent, medians of {Turns.Rounds} rounds, peers' OpenBLAS with its {kernels} kernels");
        Console.WriteLine();
        Console.WriteLine("| case | Surefoot | bytes | flops | of floor | beside | its time | ratio | wanted | losses agree to |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|");
        var same = true;
        var notes = new List<string>();
        foreach (var descent in cases)
            same &= Compare(descent, python, kernels, notes);
        Console.WriteLine();
        foreach (var note in notes.Distinct())
            Console.WriteLine(note);
        return same ? 0 : 1;
    }

    private static bool Compare(DescentCase descent, string python, string kernels, List<string> notes)
    {
        using var team = new ThreadTeam(descent.Threads);
        var side = descent.SideOf(team);
        var copying = Machine.CopyRate(team);
        var folder = Directory.CreateTempSubdirectory("surefoot-descent");
        var programs = new Dictionary<string, Peer?>();
        try
        {
            var archive = Path.Combine(folder.FullName, "start.npz");
            side.Write(archive);
            foreach (var script in descent.Peers.Select(peer => peer.Script).Distinct())
            {
                var program = programs[script] = Peer.Start(python, script, descent.Threads, kernels);
                if (program is null)
                    continue;
                program.Ask($"open {archive}");
                notes.Add($"{script}, {descent.Threads} thread{(descent.Threads == 1 ? "" : "s")}: {program.Description}");
            }

            var ownLosses = side.Losses(descent.ComparedSteps);
            var peers = descent.Peers.Where(peer => programs[peer.Script] is not null).ToArray();
            var deviations = peers.Select(peer => Deviation(ownLosses, Losses(programs[peer.Script]!, peer.Way, descent.ComparedSteps))).ToArray();

            var (own, copies, peaks) = (new double[Turns.Rounds], new double[Turns.Rounds], new double[Turns.Rounds]);
            var theirs = peers.Select(_ => new double[Turns.Rounds]).ToArray();
            for (var round = 0; round < Turns.Rounds; round++)
            {
                copies[round] = copying(SecondsOfFloor);
                own[round] = side.SecondsOfStep(SecondsOfTurn);
                peaks[round] = side.LimitFlops(SecondsOfFloor);
                for (var k = 0; k < peers.Length; k++)
                {
                    Turns.Rest();
                    theirs[k][round] = programs[peers[k].Script]!.Measure($"time {peers[k].Way}", SecondsOfTurn);
                }

                Turns.Rest();
            }

            var bytes = copies.Select(rate => side.BytesOfWeights > BytesOfCache ? 3 * side.BytesOfWeights / rate / 1e9 : 0).ToArray();
            var flops = peaks.Select(rate => side.FlopsOfStep / rate / 1e9).ToArray();
            var ofFloor = Turns.Median([.. own.Select((mine, round) => Math.Max(bytes[round], flops[round]) / mine)]);
            var steps = descent.IsWhole ? descent.Steps : 1;
            var ownColumns = $"| {descent.Name} | {Time(steps * Turns.Median(own))} | {(bytes[0] > 0 ? Time(steps * Turns.Median(bytes)) : "in cache")} | {Time(steps * Turns.Median(flops))} "
                + $"| {ofFloor:P0} ";
            if (peers.Length == 0)
                Console.WriteLine($"{ownColumns}| - | - | - | - | - |");
            for (var k = 0; k < peers.Length; k++)
            {
                var ratio = Turns.Median([.. own.Zip(theirs[k], (mine, its) => its / mine)]);
                var agreement = deviations[k].ToString("0.0E+0", CultureInfo.InvariantCulture) + (deviations[k] <= side.Tolerance ? "" : ": not the same work");
                Console.WriteLine(
                    $"{(k == 0 ? ownColumns : "| | | | | ")}| {peers[k].Title} | {Time(steps * Turns.Median(theirs[k]))} "
                    + $"| {ratio.ToString(ratio < 100 ? "F2" : "F0", CultureInfo.InvariantCulture)} | {Wanted(peers[k].Wanted, ratio)} | {agreement} |");
            }

            notes.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{descent.Name}: {(descent.IsDouble ? "double" : "single")}, {team.Size} thread{(team.Size == 1 ? "" : "s")}; copy {Range(copies)} GB/s, limit {Range(peaks)} GFLOP/s; {1 / Turns.Median(own):N0} steps/s{(descent.IsWhole ? " with all that belongs to a run" : $", {side.AllocatedByStep():0.###} bytes allocated by a step")}"));
            return Array.TrueForAll(deviations, deviation => deviation <= side.Tolerance);
        }
        finally
        {
            foreach (var program in programs.Values)
                program?.Dispose();
            folder.Delete(recursive: true);
        }
    }

    private static double[] Losses(Peer program, string way, int steps) =>
        [.. program.Ask($"losses {way} {steps}").Split(' ').Select(loss => double.Parse(loss, CultureInfo.InvariantCulture))];

    // NaN where one of the two is; it fails every comparison.
    private static double Deviation(double[] own, double[] theirs) =>
        own.Zip(theirs, (mine, its) => Math.Abs(mine - its) / Math.Abs(mine)).Aggregate(0.0, Math.Max);

    // A wide range tells that other programs took part of the machine.
    private static string Range(double[] rates) =>
        string.Create(CultureInfo.InvariantCulture, $"{Turns.Median(rates):F0} ({rates.Min():F0} to {rates.Max():F0})");

    private static string Wanted(double? wanted, double ratio) => wanted is not { } least
        ? "-"
        : string.Create(CultureInfo.InvariantCulture, $"{least}{(ratio >= least ? "" : ", short")}");

    private static string Time(double seconds) => seconds switch
    {
        >= 1 => string.Create(CultureInfo.InvariantCulture, $"{seconds:G3} s"),
        >= 1e-3 => string.Create(CultureInfo.InvariantCulture, $"{seconds * 1e3:G3} ms"),
        >= 1e-6 => string.Create(CultureInfo.InvariantCulture, $"{seconds * 1e6:G3} us"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds * 1e9:G3} ns"),
    };
}
