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
    // A log is told that work has begun, and then not filled.
    private static readonly TimeSpan BeforeFirstLine = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BetweenFrames = TimeSpan.FromSeconds(0.1);

    /// <summary>Runs work under a progress bar on a terminal, and with a line now and then elsewhere.</summary>
    /// <param name="title">What is done.</param>
    /// <param name="work">The work; it reports shares from 0 to 1 and what it is doing, as often as it likes.</param>
    /// <param name="tellsTimeLeft">Whether what it reports says how much time is left, so that the bar does not.</param>
    public T WithProgress<T>(string title, Func<Action<double, Func<string>>, T> work, bool tellsTimeLeft = false)
    {
        if (!IsTerminal)
        {
            return work(Every(BeforeFirstLine, BetweenLines, (share, activity) =>
                Error.WriteLine($"{title}: {Math.Floor(100 * share)} % ({activity})")));
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Error) });
        return console.Progress()
            .AutoClear(true)
            .Columns([new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), .. tellsTimeLeft ? Array.Empty<ProgressColumn>() : [new RemainingTimeColumn()]])
            .Start(context =>
            {
                var task = context.AddTask(Markup.Escape(title));
                return work(Every(TimeSpan.Zero, BetweenFrames, (share, activity) =>
                {
                    task.Value = 100 * share;
                    task.Description = Markup.Escape($"{title}: {activity}");
                }));
            });
    }

    // A run of a tiny network reports a million times a second; what it says is only put into words when it is shown.
    private static Action<double, Func<string>> Every(TimeSpan first, TimeSpan interval, Action<double, string> show)
    {
        var sinceShown = Stopwatch.StartNew();
        var wait = first;
        return (share, activity) =>
        {
            if (sinceShown.Elapsed < wait)
                return;
            sinceShown.Restart();
            wait = interval;
            show(share, activity());
        };
    }
}
