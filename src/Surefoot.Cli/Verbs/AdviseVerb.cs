using System.CommandLine;
using Surefoot.Arithmetic;
using Surefoot.Cli.Output;
using Surefoot.Cli.Runs;
using Surefoot.Randomness;
using Surefoot.Theory;

namespace Surefoot.Cli.Verbs;

/// <summary>surefoot advise: start, width and learning rate for a data set and a depth.</summary>
internal static class AdviseVerb
{
    public const string Name = "advise";

    public static Command Create(Display display)
    {
        var command = new Command(Name, "Says which start, width and learning rate to take: by theory, and by a short search, with residual networks beside");
        var setting = new SettingOptions(command, "The most steps of a run of the search; by default as many as the convex problem may need");
        var constants = new ConstantOptions(command);
        var json = new Option<bool>("--json") { Description = "Answer as JSON on standard output" };
        command.Add(json);
        command.SetAction((result, cancellation) =>
        {
            var spec = setting.ReadNetwork(result, ("network.width", "2"), ("initialization.kind", "orthogonal"), ("steps", "0"));
            var network = spec.DeepLinear(Name);
            if (network.HiddenWidths.Count == 0)
                throw new RequestException("a network of one layer has no width to choose; give --depth 2 or more.");
            var options = new AdviceOptions
            {
                Target = spec.Tolerance ?? CertifyAnswer.DefaultTarget,
                Steps = spec.Steps == 0 ? null : spec.Steps,
                Calibrated = constants.Read(result),
            };
            var run = DeepLinearRunSetting.Of(spec, new DataShelf(), keepWeights: false, cancellation);
            using var team = new ThreadTeam(spec.Threads);
            var advice = display.WithProgress(Name, report => DeepLinearAdvice.Of(
                run.Analysis, run.Loss, network.HiddenWidths.Count + 1, options, RandomStream.FromSeed(spec.Seed).Named("advice"), team, new Relay(report), cancellation));

            var report = new AdviceReport(advice);
            if (result.GetValue(json))
                display.Out.WriteLine(report.ToJson().ToJsonString(Manifest.Json));
            else
                display.Out.Write(report.Text());
            return Task.FromResult(report.HasFound ? ExitCode.Good : ExitCode.No);
        });
        return command;
    }

    private sealed class Relay(Action<double, Func<string>> report) : IProgress<string>
    {
        private int _told;

        // How many runs a search takes is not known before; it is told that it goes on.
        public void Report(string value) => report(1 - Math.Exp(-0.02 * _told++), () => value);
    }
}
