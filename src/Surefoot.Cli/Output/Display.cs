using System.Diagnostics;
using Spectre.Console;

namespace Surefoot.Cli.Output;

/// <summary>
/// Where an invocation speaks: answers on standard output, progress and messages on standard error.
/// </summary>
/// <param name="Out">Standard output.</param>
/// <param name="Error">Standard error.</param>
/// <param name="IsTerminal">Whether standard error is a terminal that shows live bars.</param>
internal sealed record Display(TextWriter Out, TextWriter Error, bool IsTerminal)
{
    // What takes less needs no progress, and a log is not to be filled with it.
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(5);

    /// <summary>Runs work under a progress bar on a terminal, and with a line every few seconds elsewhere.</summary>
    /// <param name="title">What is done.</param>
    /// <param name="work">The work; it reports shares from 0 to 1.</param>
    public T WithProgress<T>(string title, Func<Action<double, string>, T> work)
    {
        if (!IsTerminal)
        {
            var told = Stopwatch.StartNew();
            return work((share, activity) =>
            {
                if (told.Elapsed < BetweenLines)
                    return;
                told.Restart();
                Error.WriteLine($"{title}: {100 * share:F0} % ({activity})");
            });
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Error) });
        return console.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context =>
            {
                var task = context.AddTask(Markup.Escape(title));
                return work((share, activity) =>
                {
                    task.Value = 100 * share;
                    task.Description = Markup.Escape($"{title}: {activity}");
                });
            });
    }
}
