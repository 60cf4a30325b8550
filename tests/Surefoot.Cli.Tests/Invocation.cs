using Surefoot.Cli.Output;
using Surefoot.Studies;

namespace Surefoot.Cli.Tests;

/// <summary>One command line run in this process, and what it said.</summary>
internal sealed record Invocation(int ExitCode, string Out, string Error)
{
    public static Task<Invocation> Of(params string[] arguments) => Of([], default, arguments);

    public static async Task<Invocation> Of(IReadOnlyList<Study> studies, CancellationToken cancellation, params string[] arguments)
    {
        using StringWriter output = new(), error = new();
        var exitCode = await Application.RunAsync(arguments, new Display(output, error, IsTerminal: false), studies, cancellation: cancellation);
        return new Invocation(exitCode, output.ToString(), error.ToString());
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

    /// <summary>Done with exit code 0 and nothing to complain of; a busy machine may have been told of progress.</summary>
    public Invocation ShouldBeGood()
    {
        ExitCode.ShouldBe(0, Error);
        Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldAllBe(line => line.Contains(" % ("));
        return this;
    }
}
