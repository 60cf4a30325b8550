using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Surefoot.Cli.Output;
using Surefoot.Theory;

namespace Surefoot.Cli.Runs;

/// <summary>Advice told in a sentence, then a table.</summary>
/// <param name="Advice">The advice.</param>
/// <param name="Compared">Plain and residual networks on the same data.</param>
internal sealed record AdviceReport(DeepLinearAdvice Advice, IReadOnlyList<ComparedNetwork> Compared)
{
    private string Sentence
    {
        get
        {
            var target = Digits.Short(Advice.Options.Target, 3);
            if (Advice.Best is not { Measured: { } measured } best)
            {
                var condition = $"the inputs have a condition number of {Digits.Short(Advice.Data.ConditionNumber, 3)}";
                return Advice.ConvexSteps is { } convex
                    ? $"no start reached a relative gap of {target} within {Advice.Steps} steps, which takes linear regression {convex}: {condition}; standardize them (data.standardize), allow more steps by --steps, or take fewer layers."
                    : $"not even linear regression reaches a relative gap of {target} within {Advice.Steps} steps, so no network was tried: {condition}; standardize them (data.standardize), or allow more steps by --steps.";
            }

            var others = Advice.Starts.Where(start => start != best).Select(start => start.Measured is { } other
                ? $"{Named(start)} needs width {other.Width} and {other.Steps} steps"
                : $"{Named(start)} did not get there");
            var theory = best.Proved is { } proved
                ? $"{proved.Theorem.Id} proves it from width {Digits.Short(proved.Width, 3)} on"
                : "no theorem here proves it at any width";
            return $"take {Named(best)} of width {measured.Width} with a learning rate of {Digits.Short(measured.LearningRate, 3)}: "
                + $"all of {measured.Starts} starts reached a relative gap of {target} in at most {measured.Steps} steps, linear regression in {Advice.ConvexSteps}; {string.Join("; ", others)}; {theory}.";
        }
    }

    private static string Named(StartAdvice start) =>
        $"{("aeiou".Contains(start.Initialization.Kind[0], StringComparison.Ordinal) ? "an" : "a")} {start.Initialization.Kind} start";

    /// <summary>The recommendation, then what is known of each start.</summary>
    public string Text()
    {
        var text = new StringBuilder().Append(Sentence).Append("\n\n");
        text.Append(CultureInfo.InvariantCulture, $"  {"start",-12} {"by",-12} {"width",-10} {"learning rate",-14} {"steps",-12} source\n");
        foreach (var start in Advice.Starts)
        {
            Row(start.Initialization.Kind, "theory", start.Proved);
            if (start.Calibrated is not null)
                Row(start.Initialization.Kind, "calibrated", start.Calibrated);
            if (start.Measured is { } measured)
                Line(start.Initialization.Kind, "search", $"{measured.Width}", Digits.Short(measured.LearningRate, 4), $"{measured.Steps}", $"{measured.Starts} starts, at most {Advice.Steps} steps each");
            else
                Line(start.Initialization.Kind, "search", "-", "-", "-", start.LargestTried == 0 ? "not tried" : $"not reached up to width {start.LargestTried} in {Advice.Steps} steps");
        }

        return text.Append(ComparisonReport.Text(Compared)).ToString();

        void Row(string kind, string by, GuaranteedChoice? choice)
        {
            if (choice is null)
                Line(kind, by, "-", "-", "-", "every theorem on such starts leaves a constant open; --constants gives it a value");
            else
                Line(kind, by, Digits.Short(choice.Width, 4), Digits.Short(choice.LearningRate, 4), Digits.Short(choice.Steps, 4), choice.Theorem.Id + (choice.FailureProbability > 0 ? $", with probability {1 - choice.FailureProbability:G3}" : ""));
        }

        void Line(string start, string by, string width, string rate, string steps, string source) =>
            text.Append(CultureInfo.InvariantCulture, $"  {start,-12} {by,-12} {width,-10} {rate,-14} {steps,-12} {source}\n");
    }

    /// <summary>The answer for programs.</summary>
    public JsonObject ToJson() => new()
    {
        ["sentence"] = Sentence,
        ["depth"] = Advice.Depth,
        ["target"] = Advice.Options.Target,
        ["steps"] = Advice.Steps,
        ["convexSteps"] = Advice.ConvexSteps,
        ["best"] = Advice.Best?.Initialization.Kind,
        ["compared"] = ComparisonReport.ToJson(Compared),
        ["starts"] = new JsonArray([.. Advice.Starts.Select(start => new JsonObject
        {
            ["initialization"] = start.Initialization.Kind,
            ["theory"] = ToJson(start.Proved),
            ["calibrated"] = ToJson(start.Calibrated),
            ["measured"] = start.Measured is { } measured
                ? new JsonObject { ["width"] = measured.Width, ["learningRate"] = measured.LearningRate, ["steps"] = measured.Steps, ["starts"] = measured.Starts }
                : null,
            ["largestTried"] = start.LargestTried,
        })]),
    };

    private static JsonObject? ToJson(GuaranteedChoice? choice) => choice is null ? null : new JsonObject
    {
        ["theorem"] = choice.Theorem.Id,
        ["width"] = Manifest.Number(choice.Width),
        ["learningRate"] = Manifest.Number(choice.LearningRate),
        ["steps"] = Manifest.Number(choice.Steps),
        ["failureProbability"] = choice.FailureProbability,
    };
}
