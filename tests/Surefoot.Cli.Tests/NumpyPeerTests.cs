using System.Diagnostics;
using System.Globalization;

namespace Surefoot.Cli.Tests;

/// <summary>The same 200 steps by NumPy and by surefoot, from data and weights that NumPy wrote.</summary>
public class NumpyPeerTests
{
    // Each step rounds every entry some hundred times at 1e-16, and descent forgets: 1e-11 over 200 steps leaves a factor of a hundred.
    private const double Tolerance = 1e-11;

    private static readonly string[] Pythons = ["python3", "/usr/bin/python3"];

    private static readonly string Committed = Path.Combine(Repository.Tests, "NumpyPeer");

    [Fact]
    public Task LossesAgreeWithThoseNumpyOnceComputed() => ShouldAgree(Committed);

    [Fact]
    public async Task LossesAgreeWithThoseNumpyComputesNow()
    {
        // Where there is no Python with NumPy, the committed losses alone stand guard.
        if (Pythons.FirstOrDefault(HasNumpy) is not { } python)
            return;
        using var folder = new TemporaryFolder();
        Run(python, Repository.Example("numpy_peer.py"), folder.Path).ShouldBe(0);
        await ShouldAgree(folder.Path);
    }

    private static async Task ShouldAgree(string folder)
    {
        using var output = new TemporaryFolder();
        (await Invocation.Of("run", Path.Combine(folder, "run.yaml"), "--out", output["run"])).ShouldBeGood();
        var ours = Losses(output["run/trajectory.csv"]);
        var theirs = Losses(Path.Combine(folder, "losses.csv"));
        ours.Length.ShouldBe(201);
        theirs.Length.ShouldBe(201);
        for (var step = 0; step < ours.Length; step++)
            ours[step].ShouldBe(theirs[step], Tolerance * theirs[step], $"step {step}");
    }

    private static double[] Losses(string file) =>
        [.. File.ReadLines(file).Skip(1).Select(row => double.Parse(row.Split(',')[1], CultureInfo.InvariantCulture))];

    private static bool HasNumpy(string python)
    {
        try
        {
            return Run(python, "-c", "import numpy") == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode;
    }
}
