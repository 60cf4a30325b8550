using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace Surefoot.Cli.Specs;

/// <summary>
/// A range in a spec: { from, to, step }, { from, to, count }, or with scale: log evenly spaced in the logarithm. Values are
/// rounded to 15 digits, or to whole numbers where the key wants them.
/// </summary>
internal static class SpecRange
{
    private const string From = "from";
    private const string To = "to";
    private const int MostValues = 1_000_000;

    // A step that misses the end by rounding has reached it.
    private const double Slack = 1e-9;

    /// <summary>Whether a node is meant for a range; no mapping of a run spec has these keys.</summary>
    public static bool IsRange(YamlNode node) =>
        node is YamlMappingNode mapping && (mapping.Children.ContainsKey(new YamlScalarNode(From)) || mapping.Children.ContainsKey(new YamlScalarNode(To)));

    /// <summary>The first value of a list or range.</summary>
    public static YamlNode First(SpecMap spec, string key, YamlNode several) => several is YamlSequenceNode list
        ? list.Children[0]
        : spec.Scalar(spec.Nested(key, (YamlMappingNode)several).Text(From), several);

    /// <summary>The values of a range, in order.</summary>
    public static IReadOnlyList<YamlNode> Expand(SpecMap spec, string key, YamlMappingNode range, bool isWhole)
    {
        var map = spec.Nested(key, range);
        map.Allow(From, To, "step", "count", "scale");
        var (from, to) = (Finite(map, From), Finite(map, To));
        var isLog = map.Choice("scale", "linear", "linear", "log") == "log";
        if (map.Has("step") == map.Has("count"))
            throw map.Complaint(From, $"give either a step or a count, for example {{ from: {Text(from)}, to: {Text(to)}, count: 10{(isLog ? ", scale: log" : "")} }}.");
        if (isLog && map.Has("step"))
            throw map.Complaint("step", "a range in the logarithm has a count, not a step.");
        if (isLog && !(from > 0 && to > 0))
            throw map.Complaint("scale", $"a range in the logarithm needs positive ends, not {Text(from)} and {Text(to)}.");
        var values = map.Has("step") ? Stepped(map, from, to) : Counted(map, from, to, isLog);
        return [.. values.Select(value => spec.Scalar(isWhole ? WholeText(value) : Text(value), range))];
    }

    private static IEnumerable<double> Stepped(SpecMap map, double from, double to)
    {
        var step = Finite(map, "step");
        var steps = (to - from) / step;
        if (!(steps >= 0))
            throw map.Complaint("step", $"steps of {Text(step)} do not lead from {Text(from)} to {Text(to)}.");
        if (steps >= MostValues)
            throw map.Complaint("step", $"steps of {Text(step)} from {Text(from)} to {Text(to)} are more than {MostValues:N0} values; take larger ones.");
        return Enumerable.Range(0, (int)Math.Floor(steps + Slack) + 1).Select(i => from + (i * step));
    }

    private static IEnumerable<double> Counted(SpecMap map, double from, double to, bool isLog)
    {
        var count = (int)map.Integer("count", 2, MostValues);
        return Enumerable.Range(0, count).Select(i =>
        {
            var part = (double)i / (count - 1);
            return i == 0 ? from
                : i == count - 1 ? to
                : isLog ? from * Math.Pow(to / from, part)
                : from + (part * (to - from));
        });
    }

    private static double Finite(SpecMap map, string key)
    {
        var value = map.Number(key);
        return double.IsFinite(value) ? value : throw map.Complaint(key, "a range needs finite numbers.");
    }

    private static string WholeText(double value) => Math.Round(value, MidpointRounding.AwayFromZero).ToString("F0", CultureInfo.InvariantCulture);

    // The digits that a sum of steps gets wrong are left out: 0.1 + 0.2 is 0.3.
    private static string Text(double value) =>
        double.Parse(value.ToString("G15", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture);
}
