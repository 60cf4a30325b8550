using System.Diagnostics;
using System.Globalization;

namespace Surefoot.Benchmarks.Comparisons;

/// <summary>A peer program that waits for requests: it is started once, so that its own warm-up is not measured.</summary>
internal sealed class Peer : IDisposable
{
    private readonly Process _process;

    private Peer(Process process, string description)
    {
        _process = process;
        Description = description;
    }

    /// <summary>What the program says of itself: versions, kernels, threads.</summary>
    public string Description { get; }

    /// <summary>Starts a script with a bounded number of threads; null, with the reason on standard error, if it cannot run here.</summary>
    /// <param name="python">The interpreter.</param>
    /// <param name="script">A file in the folder of peers.</param>
    /// <param name="threads">Threads of the peer's linear algebra.</param>
    /// <param name="coreType">The kernels OpenBLAS is told to take; null lets it choose.</param>
    public static Peer? Start(string python, string script, int threads, string? coreType)
    {
        var start = new ProcessStartInfo(python, [Path.Combine(AppContext.BaseDirectory, "peers", script)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };

        // A variable left from the caller's environment would decide in secret which kernels the peer runs.
        start.Environment.Remove("OPENBLAS_L2_SIZE");
        start.Environment.Remove("OPENBLAS_CORETYPE");
        if (coreType is not null)
            start.Environment["OPENBLAS_CORETYPE"] = coreType;
        foreach (var variable in new[] { "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS" })
            start.Environment[variable] = threads.ToString(CultureInfo.InvariantCulture);
        try
        {
            var process = Process.Start(start)!;
            if (process.StandardOutput.ReadLine() is { } description)
                return new Peer(process, description);
            Console.Error.WriteLine($"{python} {script} ended at once; the peer is left out. Give another interpreter after the comparison's name.");
        }
        catch (System.ComponentModel.Win32Exception failure)
        {
            Console.Error.WriteLine($"{python} cannot be started ({failure.Message}); the peer is left out. Give another interpreter after the comparison's name.");
        }

        return null;
    }

    /// <summary>Seconds of one run of the request, averaged over about the given time.</summary>
    public double Measure(string request, double seconds) =>
        double.Parse(Ask(FormattableString.Invariant($"{request} {seconds}")), CultureInfo.InvariantCulture);

    /// <summary>The answer to a request, a line to a line.</summary>
    public string Ask(string request)
    {
        _process.StandardInput.WriteLine(request);
        return _process.StandardOutput.ReadLine()
            ?? throw new InvalidOperationException($"the peer ended at the request '{request}'; what it said is above.");
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
