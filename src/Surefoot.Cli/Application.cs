using System.CommandLine;
using Surefoot.Cli.Output;
using Surefoot.Cli.Verbs;
using Surefoot.Data;

namespace Surefoot.Cli;

/// <summary>The command `surefoot`: verbs, and what becomes of their failures.</summary>
internal static class Application
{
    public static async Task<int> RunAsync(string[] arguments, Display display, CancellationToken cancellation = default)
    {
        var root = new RootCommand("A laboratory for the convergence of gradient descent.\n\nExample: surefoot reproduce zhao-xu-2024/figure-1 --scale quick")
        {
            ListVerb.Create(display),
            ReproduceVerb.Create(display),
            RunVerb.Create(display),
        };
        var parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            display.Error.WriteLine($"surefoot: {parsed.Errors[0].Message} 'surefoot --help' shows what there is.");
            return ExitCode.WrongRequest;
        }

        try
        {
            var configuration = new InvocationConfiguration
            {
                Output = display.Out,
                Error = display.Error,
                EnableDefaultExceptionHandler = false,

                // A verb ends by itself between two steps; the limit is for one that does not.
                ProcessTerminationTimeout = TimeSpan.FromSeconds(30),
            };
            return await parsed.InvokeAsync(configuration, cancellation);
        }
        catch (OperationCanceledException)
        {
            display.Error.WriteLine("surefoot: interrupted; nothing was written. The same command starts again.");
            return ExitCode.Interrupted;
        }
        catch (Exception failure) when (failure is RequestException or DataException)
        {
            display.Error.WriteLine($"surefoot: {failure.Message}");
            return ExitCode.WrongRequest;
        }
        catch (Exception failure)
        {
            display.Error.WriteLine($"surefoot: the program failed: {failure.GetType().Name}: {failure.Message} Please report it with the command you gave.");
            if (Environment.GetEnvironmentVariable("SUREFOOT_DEBUG") is not null)
                display.Error.WriteLine(failure);
            return ExitCode.Internal;
        }
    }
}
