using System.Diagnostics;
using System.Globalization;
using Surefoot.Arithmetic;
using Surefoot.Randomness;

namespace Surefoot.Benchmarks;

/// <summary>Square products beside NumPy's, in turn on one machine: as it is installed, and told to use its best kernels.</summary>
internal static class MatrixProductComparison
{
    private const int Rounds = 5;

    /// <summary>Prints a table of GFLOP/s, medians of several rounds, and their ratios.</summary>
    /// <param name="bestCore">The value of OPENBLAS_CORETYPE that names the best kernels for this processor.</param>
    public static void Print(string bestCore)
    {
        Console.WriteLine("| n | type | threads | ours | NumPy as installed | NumPy, best kernels | ours / installed | ours / best |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        foreach (var threads in new[] { 1, 2 })
        {
            using var team = new ThreadTeam(threads);
            foreach (var kind in new[] { "float32", "float64" })
            {
                foreach (var n in new[] { 256, 1024, 2048 })
                {
                    var (ours, installed, best) = (new List<double>(), new List<double>(), new List<double>());
                    for (var round = 0; round < Rounds; round++)
                    {
                        ours.Add(kind == "float32" ? Ours<float>(n, team) : Ours<double>(n, team));
                        installed.Add(NumPy(n, kind, threads, null));
                        best.Add(NumPy(n, kind, threads, bestCore));
                    }

                    var (a, b, c) = (Median(ours), Median(installed), Median(best));
                    Console.WriteLine($"| {n} | {kind} | {threads} | {a:F0} | {b:F0} | {c:F0} | {a / b:F2} | {a / c:F2} |");
                }
            }
        }
    }

    private static double Ours<T>(int n, ThreadTeam team)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        var (a, b, c) = (new Matrix<T>(n, n), new Matrix<T>(n, n), new Matrix<T>(n, n));
        RandomStream.FromSeed(1).FillNormal(a, team);
        RandomStream.FromSeed(2).FillNormal(b, team);
        var flops = 2.0 * n * n * n;
        var repeats = Math.Max(1, (int)(2e10 / flops));

        // The first third lets the runtime finish compiling, as NumPy's library was compiled long ago.
        for (var i = 0; i < 1 + (repeats / 3); i++)
            MatrixProduct.Multiply(a, b, c, T.One, T.Zero, team);
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < repeats; i++)
            MatrixProduct.Multiply(a, b, c, T.One, T.Zero, team);
        return flops * repeats / watch.Elapsed.TotalSeconds / 1e9;
    }

    private static double NumPy(int n, string kind, int threads, string? core)
    {
        var start = new ProcessStartInfo("python3", [Path.Combine(AppContext.BaseDirectory, "peers", "matrix_product.py")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["OPENBLAS_NUM_THREADS"] = threads.ToString(CultureInfo.InvariantCulture);
        start.Environment.Remove("OPENBLAS_L2_SIZE");
        if (core is null)
            start.Environment.Remove("OPENBLAS_CORETYPE");
        else
            start.Environment["OPENBLAS_CORETYPE"] = core;
        using var process = Process.Start(start)!;
        process.StandardInput.WriteLine($"{n} {kind}");
        process.StandardInput.Close();
        var answer = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return double.TryParse(answer, NumberStyles.Float, CultureInfo.InvariantCulture, out var rate)
            ? rate
            : throw new InvalidOperationException("the peer gave no answer; it needs python3 with NumPy.");
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
