using Surefoot.Cli.Output;
using Surefoot.Studies;

namespace Surefoot.Cli.Tests;

/// <summary>One command line run in this process, and what it said; lines of progress, which a busy machine may have more of, are left out.</summary>
internal sealed record Invocation(int ExitCode, string Out, string Error)
{
    public static Task<Invocation> Of(params string[] arguments) => Of([], default, arguments);

    public static async Task<Invocation> Of(IReadOnlyList<Study> studies, CancellationToken cancellation, params string[] arguments)
    {
        using StringWriter output = new();
        using var error = new MessageWriter();
        return await Of(studies, arguments, output, error, cancellation);
    }

    /// <summary>A command that is interrupted as soon as it tells of progress, and so has begun.</summary>
    public static async Task<Invocation> Interrupted(params string[] arguments)
    {
        using var interruption = new CancellationTokenSource();
        using StringWriter output = new();
        using var error = new MessageWriter(interruption.Cancel);
        return await Of([], arguments, output, error, interruption.Token);
    }

    /// <summary>Refused with exit code 2 and one line, which holds the given words.</summary>
    public void ShouldBeRefused(params string[] words)
    {
        ExitCode.ShouldBe(2, Error);
        Out.ShouldBeEmpty();
        Error.ShouldStartWith("surefoot: ");
        Error.TrimEnd('\n').ShouldNotContain("\n");
        foreach (var word in words)
            Error.ShouldContain(word);
    }

    /// <summary>Done with exit code 0 and nothing to complain of.</summary>
    public Invocation ShouldBeGood()
    {
        ExitCode.ShouldBe(0, Error);
        Error.ShouldBeEmpty();
        return this;
    }

    private static async Task<Invocation> Of(IReadOnlyList<Study> studies, string[] arguments, StringWriter output, MessageWriter error, CancellationToken cancellation)
    {
        var exitCode = await Application.RunAsync(arguments, new Display(output, error, IsTerminal: false), studies, cancellation: cancellation);
        return new Invocation(exitCode, output.ToString(), error.ToString());
    }

    private sealed class MessageWriter(Action? onProgress = null) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            if (value is not null && value.Contains(" % ("))
                onProgress?.Invoke();
            else
                base.WriteLine(value);
        }
    }
}
