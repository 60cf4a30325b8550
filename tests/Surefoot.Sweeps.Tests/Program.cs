using System.Globalization;

namespace Surefoot.Sweeps.Tests;

/// <summary>The process that the kill tests start and that kills itself: folder, call, fault, workers, retry-failed, log.</summary>
internal static class Program
{
    public static int Main(string[] arguments)
    {
        if (arguments is not [var folder, var at, var fault, var workers, var retryFailed, var log])
        {
            Console.Error.WriteLine("this is a test project; run it with 'dotnet test'.");
            return 2;
        }

        var files = new FaultyFileSystem(int.Parse(at, CultureInfo.InvariantCulture), Enum.Parse<Fault>(fault));
        SmallSweep.Resume(
            folder, files, int.Parse(workers, CultureInfo.InvariantCulture), bool.Parse(retryFailed), stored => File.WriteAllText(log, $"{stored}"));
        return 0;
    }
}
