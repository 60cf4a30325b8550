using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Surefoot.Cli.Output;
using Surefoot.Theory;

namespace Surefoot.Cli.Runs;

/// <summary>Advice told in a sentence, then a table.</summary>
/// <param name="Advice">The advice.</param>
internal sealed record AdviceReport(DeepLinearAdvice Advice)
{
    /// <summary>Whether a network reached the target.</summary>
    public bool HasFound => Advice.Best is not null || Advice.BestEnds is not null;

    private IEnumerable<NetworkAdvice> Networks => [.. Advice.Starts, .. Advice.Ends];

    private string Sentence
    {
        get
        {
            var target = Digits.Short(Advice.Options.Target, 3);
            if (Advice.Best is not { Measured: { } measured } best)
            {
                var condition = $"the inputs have a condition number of {Digits.Short(Advice.Data.ConditionNumber, 3)}";
                return Advice is { ConvexSteps: not null, BestEnds: not null }
                    ? $"no plain start reached a relative gap of {target} within {Advice.Steps} steps; {Residual()}."
                    : Advice.ConvexSteps is { } convex
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
                + $"all of {measured.Starts} starts reached a relative gap of {target} in at most {measured.Steps} steps, linear regression in {Advice.ConvexSteps}; {string.Join("; ", others)}; {theory}{(Advice.Ends.Count == 0 ? "" : $"; {Residual()}")}.";
        }
    }

    private string Residual() => Advice.BestEnds is { Measured: { } measured } best
        ? $"a residual network between {best.Transformation.Kind} ends needs width {measured.Width} and {measured.Steps} steps with a learning rate of {Digits.Short(measured.LearningRate, 3)}"
        : "no residual network got there";

    private static string Named(StartAdvice start) =>
        $"{("aeiou".Contains(start.Initialization.Kind[0], StringComparison.Ordinal) ? "an" : "a")} {start.Initialization.Kind} start";

    /// <summary>The recommendation, then what is known of each network, plain and residual.</summary>
    public string Text()
    {
        var text = new StringBuilder().Append(Sentence).Append("\n\n");
        var longest = Networks.Max(network => network.Network.Length);
        Line("network", "by", "width", "learning rate", "steps", "source");
        foreach (var network in Networks)
        {
            Row(network, "theory", network.Proved);
            if (network.Calibrated is not null)
                Row(network, "calibrated", network.Calibrated);
            if (network.Measured is { } measured)
                Line(network.Network, "search", $"{measured.Width}", Digits.Short(measured.LearningRate, 4), $"{measured.Steps}", $"{(measured.Starts == 1 ? "the only start" : $"{measured.Starts} starts")}, at most {Advice.Steps} steps each");
            else
                Line(network.Network, "search", "-", "-", "-", network.LargestTried == 0 ? "not tried" : $"not reached up to width {network.LargestTried} in {Advice.Steps} steps");
        }

        return text.ToString();

        void Row(NetworkAdvice network, string by, GuaranteedChoice? choice)
        {
            if (choice is null)
                Line(network.Network, by, "-", "-", "-", Silence(network));
            else
                Line(network.Network, by, Digits.Short(choice.Width, 4), Digits.Short(choice.LearningRate, 4), Digits.Short(choice.Steps, 4), Source(choice));
        }

        void Line(string network, string by, string width, string rate, string steps, string source) =>
            text.Append(CultureInfo.InvariantCulture, $"  {network.PadRight(longest)}  {by,-12} {width,-10} {rate,-14} {steps,-12} {source}\n");
    }

    private static string Source(GuaranteedChoice choice) => choice.Theorem.Id
        + (choice.Scale is { } scale ? $", with a scale of {Digits.Short(scale, 4)}" : "")
        + (choice.FailureProbability > 0 ? $", with probability {1 - choice.FailureProbability:G3}" : "");

    private string Silence(NetworkAdvice network) => network is StartAdvice
        ? "every theorem on such starts leaves a constant open; --constants gives it a value"
        : $"zou-2020/theorem-3.1 does not hold up to width {Advice.Options.LargestWidth}";

    /// <summary>The answer for programs.</summary>
    public JsonObject ToJson() => new()
    {
        ["sentence"] = Sentence,
        ["depth"] = Advice.Depth,
        ["target"] = Advice.Options.Target,
        ["steps"] = Advice.Steps,
        ["convexSteps"] = Advice.ConvexSteps,
        ["best"] = Advice.Best?.Initialization.Kind,
        ["bestEnds"] = Advice.BestEnds?.Transformation.Kind,
        ["starts"] = new JsonArray([.. Advice.Starts.Select(start => ToJson("initialization", start.Initialization.Kind, start))]),
        ["ends"] = new JsonArray([.. Advice.Ends.Select(ends => ToJson("transformation", ends.Transformation.Kind, ends))]),
    };

    private static JsonObject ToJson(string what, string kind, NetworkAdvice network) => new()
    {
        [what] = kind,
        ["theory"] = ToJson(network.Proved),
        ["calibrated"] = ToJson(network.Calibrated),
        ["measured"] = network.Measured is { } measured
            ? new JsonObject { ["width"] = measured.Width, ["learningRate"] = measured.LearningRate, ["steps"] = measured.Steps, ["starts"] = measured.Starts }
            : null,
        ["largestTried"] = network.LargestTried,
    };

    private static JsonObject? ToJson(GuaranteedChoice? choice) => choice is null ? null : new JsonObject
    {
        ["theorem"] = choice.Theorem.Id,
        ["width"] = Manifest.Number(choice.Width),
        ["learningRate"] = Manifest.Number(choice.LearningRate),
        ["steps"] = Manifest.Number(choice.Steps),
        ["failureProbability"] = choice.FailureProbability,
        ["scale"] = choice.Scale,
    };
}
