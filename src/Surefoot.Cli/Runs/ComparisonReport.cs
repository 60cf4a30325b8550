using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Surefoot.Cli.Output;
using Surefoot.Theory;

namespace Surefoot.Cli.Runs;

/// <summary>Plain and residual networks on the same data, told in one table.</summary>
internal static class ComparisonReport
{
    /// <summary>The table; empty where nothing is compared.</summary>
    public static string Text(IReadOnlyList<ComparedNetwork> compared)
    {
        if (compared.Count == 0)
            return "";
        var text = new StringBuilder("\nplain and residual networks of this depth on these data, each with the learning rate of its theory, steps to the target relative to its own start:\n");
        var width = compared.Max(network => network.Network.Length);
        text.Append(CultureInfo.InvariantCulture, $"  {"network".PadRight(width)}  {"width",-6}  {"rate",-10}  {"guaranteed",-12}  {"measured",-9}  by\n");
        foreach (var network in compared)
        {
            var steps = double.IsFinite(network.GuaranteedSteps) ? Digits.Short(network.GuaranteedSteps, 7) : "-";
            var measured = network.MeasuredSteps is { } taken ? $"{taken}" : "-";
            text.Append(CultureInfo.InvariantCulture, $"  {network.Network.PadRight(width)}  {network.Width,-6}  {Digits.Short(network.LearningRate, 4),-10}  {steps,-12}  {measured,-9}  {By(network)}\n");
        }

        return text.ToString();
    }

    /// <summary>The same for programs.</summary>
    public static JsonArray ToJson(IReadOnlyList<ComparedNetwork> compared) => new([.. compared.Select(network => new JsonObject
    {
        ["network"] = network.Network,
        ["width"] = network.Width,
        ["learningRate"] = Manifest.Number(network.LearningRate),
        ["theorem"] = network.Best?.Theorem.Id,
        ["guaranteedSteps"] = Manifest.Number(network.GuaranteedSteps),
        ["measuredSteps"] = network.MeasuredSteps,
        ["told"] = By(network),
    })]);

    private static string By(ComparedNetwork network) => network.Leading is { } leading ? $"{leading.Theorem.Id}{(network.Best is null ? $" {leading.Sentence}" : "")}" : "no statement";
}
