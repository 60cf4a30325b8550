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
    /// <summary>Runs work under a progress bar on a terminal, and with a line at each tenth elsewhere.</summary>
    /// <param name="title">What is done.</param>
    /// <param name="work">The work; it reports shares from 0 to 1.</param>
    public T WithProgress<T>(string title, Func<Action<double, string>, T> work)
    {
        if (!IsTerminal)
        {
            var told = 0;
            return work((share, activity) =>
            {
                var tenth = (int)(10 * share);
                if (tenth <= told)
                    return;
                told = tenth;
                Error.WriteLine($"{title}: {10 * tenth} % ({activity})");
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
