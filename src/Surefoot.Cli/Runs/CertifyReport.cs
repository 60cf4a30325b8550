using System.Text;
using System.Text.Json.Nodes;
using Surefoot.Cli.Output;
using Surefoot.Figures;
using Surefoot.Theory;

namespace Surefoot.Cli.Runs;

/// <summary>Certificates told in words, numbers and a picture.</summary>
/// <param name="Answer">The certificates.</param>
/// <param name="Manifest">How to make them again.</param>
/// <param name="ShowsPrinted">Whether to tell the printed form where it is not the one used.</param>
internal sealed record CertifyReport(CertifyAnswer Answer, JsonObject Manifest, bool ShowsPrinted)
{
    // More bounds than this hide each other in a figure.
    private const int MostBounds = 5;

    // Beside the target.
    private const double WellBelow = 1e-3;

    private IReadOnlyList<Certificate> Certificates => Answer.Certificates;

    /// <summary>Whether every inequality held that may fail with no more than the accepted probability.</summary>
    public bool Holds => Answer.Checks?.Checks.All(check => check.Holds || check.FailureProbability > Answer.FailureProbability) ?? true;

    // What is measured along the run.
    private string What => Answer.TargetGap is null ? "value" : "gap";

    private string Sentence
    {
        get
        {
            if (Answer.Silence is { } silence)
                return silence;
            var counts = $"{Certificates.Count} statements speak about this setting: {Count(Verdict.Holds)} hold, {Count(Verdict.CannotTell)} cannot tell, {Count(Verdict.DoesNotApply)} do not apply";
            if (Answer.TargetGap is not { } target)
                return $"{counts}.";
            if (Answer.Best is not { } best)
            {
                return Certificates.FirstOrDefault(certificate => certificate.Verdict != Verdict.Holds && certificate.Bound is not null) is { } nearest
                    ? $"{counts}; none guarantees convergence here. The nearest to it, {nearest.Theorem.Id}, {nearest.Sentence}."
                    : $"{counts}; none guarantees convergence here.";
            }

            return $"{counts}; the best guarantee is {best.Theorem.Id}: {Digits.Short(Answer.StepsOf(best), 7)} steps to a gap of {Digits.Short(target, 3)}{OnBest(best)}{Chance(best)}{(Assumed(best).Any() ? ", with a constant that is not proved" : "")}.";
        }
    }

    /// <summary>The answer, then a line a statement, then the checks, those that fail first.</summary>
    public string Text()
    {
        if (Answer.Silence is not null)
            return Sentence + "\n";
        var text = new StringBuilder().Append(Sentence).Append("\n\n");
        var width = Certificates.Max(certificate => certificate.Theorem.Id.Length);
        foreach (var certificate in Certificates)
        {
            Line(certificate.Theorem.Id, certificate.Sentence);
            if (certificate.Verdict == Verdict.Holds)
            {
                if (certificate.Bound is not null)
                    Line("", $"guaranteed: {Guarantee(certificate)}");
                foreach (var constant in Assumed(certificate))
                    Line("", $"with {constant.Name} = {Digits.Short(constant.Value, 4)}, {constant.Origin.ToString().ToLowerInvariant()} and not proved: {constant.Note}");
                var open = certificate.Constants.Where(constant => double.IsNaN(constant.Value)).Select(constant => constant.Name).ToList();

                // A number that no constant keeps open is not there in this setting.
                foreach (var (name, value) in certificate.Yields.Where(each => open.Count > 0 || !double.IsNaN(each.Value)))
                    Line("", double.IsNaN(value) ? $"{name}: not known without a value for {string.Join(" and ", open)}" : $"{name}: {Digits.Short(value)}");
            }

            if (ShowsPrinted)
            {
                foreach (var slip in certificate.Theorem.Slips)
                    Line("", $"{slip.Class.ToString().ToLowerInvariant()}: printed is {slip.Printed}; used is {slip.Used}, because {slip.Reason}");
            }
        }

        if (Answer.Checks is { } run)
        {
            text.Append($"\nchecked along the run ({run.Outcome.Reason}; the {What} went from {Digits.Short(run.Gaps[0])} to {Digits.Short(run.Gaps[^1])}):\n");
            width = run.Checks.Select(check => check.Id.Length).DefaultIfEmpty(0).Max();
            foreach (var check in run.Checks.OrderBy(check => check.Holds))
                Line(check.Id, check.Sentence);
            if (run.Checks.Count == 0)
                text.Append("  no statement that holds says anything about a step\n");
        }

        return text.Append(ComparisonReport.Text(Answer.Compared)).ToString();

        void Line(string id, string told) => text.Append($"  {id.PadRight(width)}  {told}\n");
    }

    /// <summary>The answer for programs.</summary>
    public JsonObject ToJson() => new()
    {
        ["sentence"] = Sentence,
        ["holds"] = Holds,
        ["targetGap"] = Answer.TargetGap is { } target ? Output.Manifest.Number(target) : null,
        ["learningRate"] = Output.Manifest.Number(Answer.LearningRate),
        ["best"] = Answer.Best?.Theorem.Id,
        ["certificates"] = new JsonArray([.. Certificates.Select(ToJson)]),
        ["checks"] = Answer.Checks is { } run
            ? new JsonArray([.. run.Checks.Select(check => new JsonObject
            {
                ["id"] = check.Id,
                ["statement"] = check.Statement,
                ["holds"] = check.Holds,
                ["steps"] = check.Steps,
                ["leastMargin"] = Output.Manifest.Number(check.LeastMargin),
                ["leastMarginStep"] = check.LeastMarginStep,
                ["firstViolation"] = check.FirstViolation,
                ["failureProbability"] = check.FailureProbability,
                ["failureOver"] = check.FailureProbability > 0 ? check.FailsOver.Words() : null,
            })])
            : null,
        ["compared"] = ComparisonReport.ToJson(Answer.Compared),
        ["manifest"] = Manifest,
    };

    /// <summary>The run's gap, or the value of a function, and the bounds of the statements that hold: step, gap, the least gap so far where a bound is on that, a column per bound.</summary>
    public string Table()
    {
        var run = Answer.Checks!;
        var bounds = Bounds();
        double[][] best = HasBest(bounds) ? [Best(run)] : [];
        return CommaSeparated.Of(
            ["step", What, .. best.Select(_ => "best gap"), .. bounds.Select(certificate => certificate.Theorem.Id)],
            Enumerable.Range(0, run.Steps.Count).Select(i =>
                (IEnumerable<object>)[run.Steps[i], run.Gaps[i], .. best.Select(gaps => (object)gaps[i]), .. bounds.Select(certificate => (object)certificate.Bound!.At(run.Steps[i]))]));
    }

    /// <summary>The measured gap under the guaranteed ones; of a function its value.</summary>
    public Figure Draw()
    {
        var run = Answer.Checks!;
        if (Answer.TargetGap is null)
        {
            return new Figure([new LinePanel([new Series("", run.Steps.Select(step => (double)step), run.Gaps)])
            {
                X = new LinearAxis("step t"),
                Y = new LinearAxis("f"),
                Legend = LegendPlace.None,
            },]);
        }

        var bounds = Bounds().Take(MostBounds).ToList();
        double[] steps = [.. run.Steps.Take(Shown(run)).Select(step => (double)step)];
        var isLog = steps[^1] > 1000;
        var first = isLog ? 1 : 0;
        var lowest = run.Gaps.Take(steps.Length).Where(gap => gap > 0).DefaultIfEmpty(1).Min();
        return new Figure([new LinePanel(
        [
            new Series("measured", steps.Skip(first), run.Gaps.Take(steps.Length).Skip(first)),
            .. HasBest(bounds) ? [new Series("best so far", steps.Skip(first), Best(run).Take(steps.Length).Skip(first))] : Array.Empty<Series>(),
            .. bounds.Select(certificate => new Series(
                certificate.Theorem.Id, steps.Skip(first), steps.Skip(first).Select(step => certificate.Bound!.At(step)))),
        ])
        {
            X = isLog ? new LogAxis("step t") : new LinearAxis("step t"),
            Y = new LogAxis("L(t) - L^{*}", lowest, null),
        },]);
    }

    // What a bound on the best step is laid over.
    private static bool HasBest(IEnumerable<Certificate> bounds) => bounds.Any(certificate => certificate.Bound!.IsOnBest);

    private static double[] Best(RunChecks run)
    {
        var least = double.PositiveInfinity;
        return [.. run.Gaps.Select(gap => least = Math.Min(least, gap))];
    }

    // The figure ends where the run is well below the target and every bound has got there or ended: what follows is rounding.
    private int Shown(RunChecks run)
    {
        var target = Answer.TargetGap ?? double.NaN;
        var bounds = Bounds().Take(MostBounds).Select(certificate => certificate.Bound!).Where(bound => double.IsFinite(bound.StepsTo(target))).ToList();
        var end = Enumerable.Range(0, run.Steps.Count).FirstOrDefault(
            i => run.Gaps[i] <= WellBelow * target && bounds.All(bound => run.Steps[i] >= bound.StepsTo(target)), run.Steps.Count - 1);
        return end + 1;
    }

    // Constants that the work leaves open and the verdict rests on.
    private static IEnumerable<Constant> Assumed(Certificate certificate) =>
        certificate.Constants.Where(constant => constant.Origin is ConstantOrigin.Given or ConstantOrigin.Calibrated && certificate.Assumptions.Any(assumption => assumption.Constant == constant.Name));

    private List<Certificate> Bounds() =>
        [.. Certificates.Where(certificate => certificate.Verdict == Verdict.Holds && certificate.Bound is not null)];

    private int Count(Verdict verdict) => Certificates.Count(certificate => certificate.Verdict == verdict);

    private string Guarantee(Certificate certificate)
    {
        var steps = Answer.StepsOf(certificate);
        var reach = double.IsFinite(steps) ? $"{Digits.Short(steps, 7)} steps to a gap of {Digits.Short(Answer.TargetGap ?? double.NaN, 3)}{OnBest(certificate)}" : $"no gap as small as {Digits.Short(Answer.TargetGap ?? double.NaN, 3)}";
        return $"{reach}{Chance(certificate)}";
    }

    private static string OnBest(Certificate certificate) => certificate.Bound is { IsOnBest: true } ? " at the best step so far" : "";

    private static string Chance(Certificate certificate) => certificate.FailureProbability > 0
        ? $", with probability at least {Digits.Short(1 - certificate.FailureProbability, 4)} over {certificate.FailsOver.Words()}"
        : "";

    private JsonObject ToJson(Certificate certificate) => new()
    {
        ["id"] = certificate.Theorem.Id,
        ["source"] = certificate.Theorem.Source,
        ["statement"] = certificate.Theorem.Statement,
        ["scope"] = certificate.Theorem.Scope.ToString().ToLowerInvariant(),
        ["verdict"] = certificate.Verdict switch { Verdict.Holds => "holds", Verdict.DoesNotApply => "doesNotApply", _ => "cannotTell" },
        ["sentence"] = certificate.Sentence,
        ["assumptions"] = new JsonArray([.. certificate.Assumptions.Select(assumption => new JsonObject
        {
            ["name"] = assumption.Name,
            ["value"] = Output.Manifest.Number(assumption.Value),
            ["relation"] = assumption.Relation.Sign(),
            ["limit"] = Output.Manifest.Number(assumption.Limit),
            ["margin"] = Output.Manifest.Number(assumption.Margin),
            ["holds"] = assumption.Holds,
            ["remedy"] = assumption.Remedy,
            ["sentence"] = assumption.Sentence,
        })]),
        ["constants"] = new JsonArray([.. certificate.Constants.Select(constant => new JsonObject
        {
            ["name"] = constant.Name,
            ["value"] = Output.Manifest.Number(constant.Value),
            ["origin"] = constant.Origin.ToString().ToLowerInvariant(),
            ["note"] = constant.Note,
        })]),
        ["stepsToTarget"] = certificate.Bound is null ? null : Output.Manifest.Number(Answer.StepsOf(certificate)),
        ["failureProbability"] = certificate.FailureProbability,
        ["failureOver"] = certificate.FailureProbability > 0 ? certificate.FailsOver.Words() : null,
        ["boundOnBest"] = certificate.Bound?.IsOnBest,
        ["yields"] = new JsonObject(certificate.Yields.Select(each => KeyValuePair.Create<string, JsonNode?>(each.Name, Output.Manifest.Number(each.Value)))),
        ["slips"] = new JsonArray([.. certificate.Theorem.Slips.Select(slip => new JsonObject
        {
            ["class"] = slip.Class.ToString().ToLowerInvariant(),
            ["printed"] = slip.Printed,
            ["used"] = slip.Used,
            ["reason"] = slip.Reason,
        })]),
    };
}
