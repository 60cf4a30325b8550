using System.CommandLine;
using Surefoot.Cli.Output;
using Surefoot.Cli.Verbs;
using Surefoot.Data;
using Surefoot.Studies;
using Surefoot.Sweeps;

namespace Surefoot.Cli;

/// <summary>The command `surefoot`: verbs, and what becomes of their failures.</summary>
internal static class Application
{
    /// <summary>What an interrupted command says last.</summary>
    public const string Interrupted = "surefoot: interrupted; nothing unfinished was written. The same command starts again.";

    /// <summary>Runs one command line.</summary>
    /// <param name="arguments">The words after the program's name.</param>
    /// <param name="display">Where to speak.</param>
    /// <param name="studies">What can be reproduced.</param>
    /// <param name="begun">Told once there is something that an abrupt end would lose.</param>
    /// <param name="cancellation">Ends the work early.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] arguments, Display display, IReadOnlyList<Study> studies, Action? begun = null, CancellationToken cancellation = default)
    {
        var root = new RootCommand("A laboratory for the convergence of gradient descent")
        {
            ListVerb.Create(display, studies),
            ReproduceVerb.Create(display, studies),
            RunVerb.Create(display, begun),
            CertifyVerb.Create(display),
            AdviseVerb.Create(display),
            CalibrateVerb.Create(display),
            SweepVerb.Create(display),
        };
        root.HelpName = "surefoot";
        ExampleHelp.Install(root);
        try
        {
            // An argument that begins with @ is no file of arguments.
            var parsed = root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });
            if (parsed.Action is not ExampleHelp)
                WrongArguments.Refuse(root, parsed, arguments);
            var configuration = new InvocationConfiguration
            {
                Output = display.Out,
                Error = display.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            };
            return await parsed.InvokeAsync(configuration, cancellation);
        }
        catch (OperationCanceledException)
        {
            display.Error.WriteLine(Interrupted);
            return ExitCode.Interrupted;
        }
        catch (StoreWriteException failure)
        {
            display.Error.WriteLine($"surefoot: {failure.Message}");
            return ExitCode.Interrupted;
        }
        catch (Exception failure) when (failure is RequestException or DataException or SweepException)
        {
            display.Error.WriteLine($"surefoot: {failure.Message}");
            return ExitCode.WrongRequest;
        }
        catch (OutOfMemoryException)
        {
            display.Error.WriteLine("surefoot: this needs more memory than there is. Choose smaller data, a smaller width or a smaller depth.");
            return ExitCode.WrongRequest;
        }
        catch (Exception failure)
        {
            display.Error.WriteLine($"surefoot: the program failed ({failure.GetType().Name}: {failure.Message}). Please report this with the command you gave.");
            if (Environment.GetEnvironmentVariable("SUREFOOT_DEBUG") is { Length: > 0 })
                display.Error.WriteLine(failure);
            return ExitCode.Internal;
        }
    }
}
