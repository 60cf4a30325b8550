using System.CommandLine;
using System.Globalization;
using Surefoot.Cli.Output;
using Surefoot.Cli.Runs;

namespace Surefoot.Cli.Verbs;

/// <summary>surefoot certify: every theorem that speaks about a setting, and the run laid under what it guarantees.</summary>
internal static class CertifyVerb
{
    public const string Name = "certify";

    public static Command Create(Display display)
    {
        var command = new Command(Name, "Evaluates every theorem that speaks about a setting, the best guarantee first");
        var setting = new SettingOptions(command, "How many steps --check runs");
        var constants = new ConstantOptions(command);
        var delta = new Option<string>("--delta") { Description = "The failure probability to accept; what a statement lets fail more often breaks no check", HelpName = "number", DefaultValueFactory = _ => "0.1" };
        var epsilon = new Option<string>("--epsilon") { Description = "How small a gradient to ask for where a statement about a function has one", HelpName = "number", DefaultValueFactory = _ => "0.01" };
        var check = new Option<bool>("--check") { Description = "Run, and lay the run under every bound and inequality that must hold" };
        var printed = new Option<bool>("--printed") { Description = "Tell what the works print where another form is used" };
        var folder = new Option<string?>("--out") { Description = "Write certificates.json and, with --check, bounds.csv and figure.svg to this folder", HelpName = "folder" };
        var json = new Option<bool>("--json") { Description = "Answer as JSON on standard output" };
        foreach (var option in new Option[] { delta, epsilon, check, printed, folder, json })
            command.Add(option);
        command.SetAction((result, cancellation) =>
        {
            var spec = setting.Read(result);
            var (isChecked, target) = (result.GetValue(check), result.GetValue(folder));
            var question = new CertifyQuestion(ReadShare("--delta", result.GetValue(delta)!), ReadShare("--epsilon", result.GetValue(epsilon)!), constants.Read(result), isChecked);
            var output = target is null ? null : new OutputFolder(target);
            var answer = CertifyAnswer.Of(spec, question, cancellation);
            IEnumerable<string> words = [Name, .. result.Tokens.Skip(1).Select(token => token.Value)];
            var report = new CertifyReport(answer, Manifest.Of(spec.Settings(), spec.Seed, answer.DataHash, words), result.GetValue(printed));
            var answerJson = report.ToJson().ToJsonString(Manifest.Json);
            if (output is not null)
            {
                output.Add("certificates.json", answerJson + "\n");
                if (answer.Checks is not null)
                {
                    output.Add("bounds.csv", report.Table());
                    output.Add("figure.svg", report.Draw().ToSvg());
                }

                output.Commit();
            }

            if (result.GetValue(json))
                display.Out.WriteLine(answerJson);
            else
                display.Out.Write(report.Text());
            return Task.FromResult(report.Holds ? ExitCode.Good : ExitCode.No);
        });
        return command;
    }

    private static double ReadShare(string option, string given) =>
        double.TryParse(given, NumberStyles.Float, CultureInfo.InvariantCulture, out var share) && share is > 0 and < 1
            ? share
            : throw new RequestException($"{option} is '{given}'; allowed are numbers between 0 and 1.");
}
