using System.CommandLine;
using System.Globalization;
using Surefoot.Cli.Output;
using Surefoot.Cli.Specs;
using Surefoot.Theory;

namespace Surefoot.Cli.Verbs;

/// <summary>Values for constants that works leave open: one by one, or from a file of calibrations.</summary>
internal sealed class ConstantOptions
{
    private readonly Option<string[]> _constant = new("--constant") { Description = "A value for a constant that a work leaves open, for example 'hu-2020/theorem-4.1 C=2'; may be repeated", HelpName = "theorem symbol=value", DefaultValueFactory = _ => [] };
    private readonly Option<string?> _file = new("--constants") { Description = "Calibrated constants, a file that surefoot calibrate wrote", HelpName = "file" };

    /// <summary>The options, added to a command.</summary>
    public ConstantOptions(Command command)
    {
        command.Add(_constant);
        command.Add(_file);
    }

    /// <summary>Refuses values where none is used.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="reason">Why none is, a clause.</param>
    public void Refuse(ParseResult result, string reason)
    {
        if (result.GetValue(_file) is not null || result.GetValue(_constant)!.Length > 0)
            throw new RequestException($"values of constants were given; {reason}. Leave --constant and --constants out.");
    }

    /// <summary>The constants that were given, by theorem and symbol.</summary>
    public IReadOnlyDictionary<string, Constant> Read(ParseResult result)
    {
        var constants = new Dictionary<string, Constant>();
        if (result.GetValue(_file) is { } file)
        {
            foreach (var (name, constant) in ConstantFile.Read(file))
                constants[name] = constant;
        }

        foreach (var given in result.GetValue(_constant)!)
        {
            var (name, constant) = Parse(given);
            constants[name] = constant;
        }

        return constants;
    }

    private static KeyValuePair<string, Constant> Parse(string given)
    {
        var (space, equals) = (given.IndexOf(' ', StringComparison.Ordinal), given.LastIndexOf('='));
        if (space < 1 || equals < space
            || !double.TryParse(given[(equals + 1)..], NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value))
        {
            throw new RequestException($"--constant '{given}' is not of the form 'theorem symbol=value', for example 'hu-2020/theorem-4.1 C=2'.");
        }

        var theorem = TheoremNamed(given[..space], $"--constant '{given}'");
        var symbol = given[(space + 1)..equals].Trim();
        return KeyValuePair.Create($"{theorem.Id} {symbol}", new Constant(symbol, value, ConstantOrigin.Given, "given on the command line"));
    }

    /// <summary>A theorem by its id.</summary>
    public static Theorem TheoremNamed(string id, string place) => Library.Theorems.FirstOrDefault(known => known.Id == id)
        ?? throw new RequestException($"{place}: there is no theorem '{id}'. {Nearest.Hint(id, Library.Theorems.Select(known => known.Id))} 'surefoot list theorems' shows all.");
}
