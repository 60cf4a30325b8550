using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Surefoot.Cli.Output;
using Surefoot.Cli.Specs;
using Surefoot.Descent;
using Surefoot.Descent.Probes;
using Surefoot.Figures;
using Surefoot.Objectives;

namespace Surefoot.Cli.Runs;

/// <summary>A run on a function without a network, told in words, numbers and a picture.</summary>
/// <param name="Spec">What was run.</param>
/// <param name="Trajectory">The recorded run, with a column for each coordinate.</param>
/// <param name="Point">The point it ended with.</param>
/// <param name="End">First and second derivatives there.</param>
internal sealed record FunctionRun(FunctionSpec Spec, Trajectory Trajectory, IReadOnlyList<double> Point, SecondOrder End)
{
    // A gradient so small counts as 0, and a curvature so little below it as none.
    private const double Stationary = 1e-8;

    /// <summary>Runs a spec. Descent on the octopus has exponents of its own, so that what waits does not underflow.</summary>
    public static FunctionRun Of(FunctionSpec spec, IProgress<long>? progress, CancellationToken cancellation)
    {
        var start = spec.DrawStart();
        var (objective, at) = spec.Function is Octopus octopus && spec.Method.Flow is null
            ? (octopus.BindBeyondUnderflow(), octopus.AtBeyondUnderflow(start))
            : (spec.Function.Bind(), spec.Function.At(start));
        var state = new DescentState<double>(at);
        var options = new RunOptions { Steps = spec.Steps, Recording = spec.RecordPerDecade == 0 ? Recording.EveryStep : Recording.LogSpaced(spec.RecordPerDecade) };
        var method = spec.Method.Create(spec.Method.LearningRate!.Value, samples: 0, spec.Seed);
        var trajectory = DescentRun.Run(objective, method, state, options, [new CoordinatesProbe<double>(objective)], progress, cancellation);
        return new(spec, trajectory, objective.Coordinates(state.Weights, 0), SecondOrder.Of(objective, state.Weights));
    }

    /// <summary>The saddles of the octopus that the run has left behind; null for another function, or outside the domain.</summary>
    public int? Escaped => Spec.Function is Octopus octopus ? octopus.CellOf([.. Point])?.Index - 1 : null;

    /// <summary>How the run ended, as one word of a file: left-domain.</summary>
    public string Ending => JsonNamingPolicy.KebabCaseLower.ConvertName(Trajectory.Outcome.Kind.ToString());

    private string Place => !End.IsStationary(Stationary) ? "no stationary point"
        : End.IsStrictSaddle(Stationary, Stationary) ? "a strict saddle"
        : "stationary to second order";

    private string Sentence => string.Create(
        CultureInfo.InvariantCulture,
        $"{Ending.Replace('-', ' ')}: {Trajectory.Outcome.Reason}; it ends at {Digits.Short(Trajectory.FinalLoss)}, at {Place}: the gradient is {Digits.Short(End.GradientNorm, 3)}, the least curvature {Digits.Short(End.LeastEigenvalue, 3)}.");

    /// <summary>The answer, then a short table.</summary>
    public string Text() => new StringBuilder()
        .Append(Sentence).Append("\n\n")
        .Append(CultureInfo.InvariantCulture, $"  function       {Spec.Function.Kind}, dimension {Spec.Function.Dimension}\n")
        .Append(CultureInfo.InvariantCulture, $"  method         {Spec.Method.Kind}, {Digits.Short(Spec.Method.LearningRate!.Value)}\n")
        .Append(CultureInfo.InvariantCulture, $"  steps          {Trajectory.Outcome.Step}\n")
        .Append(CultureInfo.InvariantCulture, $"  initial value  {Digits.Short(Trajectory.Losses[0])}\n")
        .Append(CultureInfo.InvariantCulture, $"  final value    {Digits.Short(Trajectory.FinalLoss)}\n")
        .Append(Escaped is { } escaped ? $"  escaped        {escaped} of {Spec.Function.Dimension} saddles\n" : "")
        .ToString();

    /// <summary>The answer for programs.</summary>
    public JsonObject ToJson(JsonObject manifest) => new()
    {
        ["outcome"] = Ending,
        ["reason"] = Trajectory.Outcome.Reason,
        ["sentence"] = Sentence,
        ["steps"] = Trajectory.Outcome.Step,
        ["initialValue"] = Manifest.Number(Trajectory.Losses[0]),
        ["finalValue"] = Manifest.Number(Trajectory.FinalLoss),
        ["gradientNorm"] = Manifest.Number(End.GradientNorm),
        ["leastCurvature"] = Manifest.Number(End.LeastEigenvalue),
        ["saddlesEscaped"] = Escaped,
        ["identity"] = Spec.Identity(),
        ["manifest"] = manifest,
    };

    /// <summary>The trajectory as comma-separated values: step, value, a column for each coordinate.</summary>
    public string Table()
    {
        var columns = Trajectory.Columns.Select(Trajectory.Measurement).ToList();
        return CommaSeparated.Of(
            ["step", "value", .. Trajectory.Columns],
            Enumerable.Range(0, Trajectory.Steps.Count).Select(i => (IEnumerable<object>)[Trajectory.Steps[i], Trajectory.Losses[i], .. columns.Select(column => (object)column[i])]));
    }

    /// <summary>The value against the step.</summary>
    public Figure Draw() => new([new LinePanel([new Series("", Trajectory.Steps.Select(step => (double)step), Trajectory.Losses)]) { X = new LinearAxis("step"), Y = new LinearAxis("f"), Legend = LegendPlace.None }]);
}
