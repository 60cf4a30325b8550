using System.CommandLine;
using System.CommandLine.Parsing;
using Surefoot.Cli.Specs;

namespace Surefoot.Cli.Verbs;

/// <summary>What is wrong with a command line, in one message that says what to write instead.</summary>
internal static class WrongArguments
{
    /// <summary>Refuses unknown verbs and options, naming the nearest, and whatever else the parser complains of.</summary>
    public static void Refuse(RootCommand root, ParseResult parsed, string[] arguments)
    {
        var command = parsed.CommandResult.Command;
        if (command == root && arguments.FirstOrDefault(word => !word.StartsWith('-')) is { } verb)
        {
            string[] verbs = [.. root.Subcommands.Select(known => known.Name)];
            throw new RequestException($"there is no verb '{verb}'. {Nearest.Hint(verb, verbs)} There are: {string.Join(", ", verbs)}; 'surefoot --help' shows more.");
        }

        // Before the parser's own complaint, for it takes a mistyped option for an argument.
        string[] options = [.. root.Options.Concat(command.Options).SelectMany(option => option.Aliases.Prepend(option.Name)).Where(name => name.StartsWith("--", StringComparison.Ordinal))];
        foreach (var word in arguments.TakeWhile(word => word != "--").Where(word => word.StartsWith("--", StringComparison.Ordinal)))
        {
            var name = word.Split('=', ':')[0];
            if (!options.Contains(name))
                throw new RequestException($"there is no option '{name}'. {Nearest.Hint(name, options)} 'surefoot {Path(parsed)}--help' shows all.");
        }

        if (command == root && arguments.Length == 0)
            throw new RequestException("name a verb, for example 'surefoot list'; 'surefoot --help' shows all.");
        if (parsed.Errors.Count > 0)
            throw new RequestException($"{parsed.Errors[0].Message.TrimEnd('.')}. 'surefoot {Path(parsed)}--help' shows what there is.");
    }

    // The verb, and the verb below it, each with a space behind.
    private static string Path(ParseResult parsed)
    {
        var path = "";
        for (var result = parsed.CommandResult; result.Parent is CommandResult parent; result = parent)
            path = $"{result.Command.Name} {path}";
        return path;
    }
}
