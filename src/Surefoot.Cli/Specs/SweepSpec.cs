using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Surefoot.Sweeps;
using YamlDotNet.RepresentationModel;

namespace Surefoot.Cli.Specs;

/// <summary>
/// A run spec some of whose keys hold several values: a list, or a range. A key that holds a list by itself takes several of
/// them, a list of lists.
/// </summary>
internal sealed class SweepSpec
{
    private readonly SpecMap _spec;
    private readonly IReadOnlyList<SpecAxis> _axes;
    private readonly ConcurrentDictionary<string, string> _contents = [];

    private SweepSpec(SpecMap spec, IReadOnlyList<SpecAxis> axes)
    {
        _spec = spec;
        _axes = axes;
        Sweep = new Sweep(new Grid(axes.Select(axis => axis.ToAxis())), SettingsOf);
        HasThreads = spec.Has("execution") && spec.Map("execution").Has("threads");
    }

    /// <summary>The sweep. The settings of a cell are its run's, with a hash of every file that they name.</summary>
    public Sweep Sweep { get; }

    /// <summary>Whether the spec says how many threads a run has.</summary>
    public bool HasThreads { get; }

    /// <summary>Finds the axes of a spec.</summary>
    /// <exception cref="RequestException">There are none, or a list or range is no axis.</exception>
    public static SweepSpec Read(SpecMap spec)
    {
        List<(string Key, YamlNode Value)> several = [.. spec.Leaves(SpecRange.IsRange).Where(leaf => HoldsSeveral(spec, leaf.Key, leaf.Value))];
        if (several.Count == 0)
            throw new RequestException("nothing is swept: no key of the spec holds a list or a range. Give one, for example network.width: [10, 100], or use 'surefoot run'.");
        foreach (var (key, value) in several.Where(axis => axis.Key is "execution" or "execution.threads"))
            throw spec.Complaint(value, key, "the number of threads changes no result, so it is no axis; give one number, and --workers for runs side by side.");

        // The first cell shows which keys want whole numbers.
        var wholeNumbers = new HashSet<string>();
        DescentSpec.Read(spec.With(several.ToDictionary(axis => axis.Key, axis => SpecRange.First(spec, axis.Key, axis.Value)), wholeNumbers));
        return new SweepSpec(spec, [.. several.Select(axis => SpecAxis.Of(spec, axis.Key, axis.Value, wholeNumbers.Contains(axis.Key)))]);
    }

    /// <summary>The run of a cell.</summary>
    public DescentSpec RunOf(int index)
    {
        var substitutes = new Dictionary<string, YamlNode>(_axes.Count);
        for (var a = 0; a < _axes.Count; a++)
            substitutes.Add(_axes[a].Key, _axes[a].Nodes[Sweep.Grid.Coordinate(index, a)]);
        return DescentSpec.Read(_spec.With(substitutes));
    }

    private static bool HoldsSeveral(SpecMap spec, string key, YamlNode value)
    {
        if (value is not YamlSequenceNode list)
            return SpecRange.IsRange(value);
        if (!RunSpecReader.ListKeys.Contains(key))
        {
            return list.Children.Count > 0
                ? true
                : throw spec.Complaint(value, key, "the list is empty; give at least one value.");
        }

        var lists = list.Children.Count(child => child is YamlSequenceNode);
        return lists == 0 ? false
            : lists == list.Children.Count ? true
            : throw spec.Complaint(value, key, "some entries are lists and some are not. One list is one value, for example [10, 20]; several values are a list of lists, for example [[10, 20], [30, 40]].");
    }

    private string SettingsOf(int index)
    {
        var run = RunOf(index);
        var settings = run.Settings();
        var contents = new JsonObject();
        foreach (var file in run.Files)
            contents[file.Name] = _contents.GetOrAdd(file.Full, HashOf);
        if (contents.Count > 0)
            settings["contents"] = contents;
        return settings.ToJsonString();
    }

    private static string HashOf(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return Convert.ToHexStringLower(SHA256.HashData(file));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new RequestException($"the file '{path}' cannot be read: {failure.Message.TrimEnd('.')}.");
        }
    }

    /// <summary>A key with the nodes it holds in turn.</summary>
    private sealed record SpecAxis(string Key, IReadOnlyList<YamlNode> Nodes, IReadOnlyList<CellValue> Values)
    {
        // What a rounded range or a list has twice, it has once.
        public static SpecAxis Of(SpecMap spec, string key, YamlNode value, bool isWhole)
        {
            IReadOnlyList<YamlNode> nodes = value is YamlSequenceNode list
                ? [.. list.Children]
                : SpecRange.Expand(spec, key, (YamlMappingNode)value, isWhole);
            var distinct = nodes.Select(node => (Node: node, Value: SpecValue.Of(node, isWhole))).DistinctBy(pair => pair.Value).ToList();
            return new(key, [.. distinct.Select(pair => pair.Node)], [.. distinct.Select(pair => pair.Value)]);
        }

        public Axis ToAxis() => new(Key, Values);
    }
}
