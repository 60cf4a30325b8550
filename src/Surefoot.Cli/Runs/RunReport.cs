using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Surefoot.Cli.Output;
using Surefoot.Cli.Specs;
using Surefoot.Descent;
using Surefoot.Figures;

namespace Surefoot.Cli.Runs;

/// <summary>A run told in words, numbers and a picture.</summary>
/// <param name="Spec">What was run.</param>
/// <param name="Answer">What was found.</param>
/// <param name="Manifest">How to make it again.</param>
internal sealed record RunReport(RunSpec Spec, RunAnswer Answer, JsonObject Manifest)
{
    private Trajectory Trajectory => Answer.Trajectory;

    private string Sentence => RunSentence.Of(Answer, Spec.Tolerance ?? RunSentence.DefaultNear);

    private double SecondsPerStep => Trajectory.Elapsed.TotalSeconds / Math.Max(1, Trajectory.Outcome.Step);

    /// <summary>The answer, then a short table.</summary>
    public string Text()
    {
        (string Name, string Value)[] rows =
        [
            ("network", Answer.Network.Text),
            (Spec.Method.Flow is null ? "learning rate" : "time a step", $"{Digits.Short(Answer.LearningRate)}{(Spec.Method.Rule is null ? "" : $" ({Spec.Method.Origin})")}"),
            ("steps", $"{Trajectory.Outcome.Step}"),
            ("initial loss", Digits.Short(Trajectory.Losses[0])),
            ("final loss", Digits.Short(Trajectory.FinalLoss)),
            ("optimal loss", Digits.Short(Answer.OptimalLoss)),
            ("time", $"{Digits.Short(Trajectory.Elapsed.TotalSeconds, 3)} s, {Digits.Short(SecondsPerStep, 3)} s a step"),
        ];
        var text = new StringBuilder().Append(Sentence).Append("\n\n");
        foreach (var (name, value) in rows)
            text.Append(CultureInfo.InvariantCulture, $"  {name,-13}  {value}\n");
        return text.ToString();
    }

    /// <summary>The answer for programs.</summary>
    public JsonObject ToJson() => new()
    {
        ["outcome"] = Answer.Ending,
        ["reason"] = Trajectory.Outcome.Reason,
        ["sentence"] = Sentence,
        ["steps"] = Trajectory.Outcome.Step,
        ["initialLoss"] = Output.Manifest.Number(Trajectory.Losses[0]),
        ["finalLoss"] = Output.Manifest.Number(Trajectory.FinalLoss),
        ["optimalLoss"] = Output.Manifest.Number(Answer.OptimalLoss),
        ["relativeGap"] = Output.Manifest.Number(Answer.RelativeGap),
        ["learningRate"] = Output.Manifest.Number(Answer.LearningRate),
        ["weights"] = Answer.Network.Weights,
        ["weightsRun"] = Answer.Network.WeightsRun,
        ["secondsPerStep"] = Output.Manifest.Number(SecondsPerStep),
        ["identity"] = Spec.Identity(),
        ["manifest"] = Manifest,
    };

    /// <summary>The trajectory as comma-separated values: step, loss, a column per probe.</summary>
    public string Table()
    {
        var columns = Trajectory.Columns.Select(Trajectory.Measurement).ToList();
        return CommaSeparated.Of(
            ["step", "loss", .. Trajectory.Columns],
            Enumerable.Range(0, Trajectory.Steps.Count).Select(i =>
                (IEnumerable<object>)[Trajectory.Steps[i], Trajectory.Losses[i], .. columns.Select(column => (object)column[i])]));
    }

    /// <summary>The loss against the step, with the optimal loss for reference.</summary>
    public Figure Draw()
    {
        // On a logarithmic axis of steps, step 0 has no place.
        var isLog = Spec.RecordPerDecade > 0 && Trajectory.Steps.Count > 1;
        var first = isLog ? 1 : 0;
        var series = new Series("loss", Trajectory.Steps.Skip(first).Select(step => (double)step), Trajectory.Losses.Skip(first))
        {
            DivergenceMark = Trajectory.Outcome.Kind == OutcomeKind.Diverged ? DivergenceMark.Arrow : DivergenceMark.None,
        };
        return new Figure([new LinePanel([series])
        {
            X = isLog ? new LogAxis("step") : new LinearAxis("step"),
            Y = new LogAxis("loss"),
            Legend = LegendPlace.None,
            ReferenceLines = Answer.IsOptimumZero ? [] : [ReferenceLine.Horizontal(Answer.OptimalLoss, "L^{*}")],
        },]);
    }
}
