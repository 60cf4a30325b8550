using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Surefoot.Cli.Specs;

/// <summary>
/// A mapping of a spec with its place in the file, read key by key; every complaint names the key and where it stands.
/// </summary>
internal sealed class SpecMap
{
    private readonly YamlMappingNode _node;
    private readonly string _path;
    private readonly Origin _origin;

    private SpecMap(YamlMappingNode node, string path, Origin origin)
    {
        _node = node;
        _path = path;
        _origin = origin;
    }

    /// <summary>Reads a spec file and applies overrides key=value.</summary>
    public static SpecMap Load(string file, IEnumerable<string> overrides)
    {
        string text;
        try
        {
            text = System.IO.File.ReadAllText(file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new RequestException(
                System.IO.File.Exists(file) || Directory.Exists(file)
                    ? $"the spec '{file}' cannot be read: {failure.Message}"
                    : $"there is no spec file '{file}'. Give the path of a YAML file; examples/ holds some.");
        }

        if (Parse(text, file) is not YamlMappingNode root)
            throw new RequestException($"{file}: a spec is a list of 'key: value' lines; see examples/.");
        var origin = new Origin(file);
        foreach (var assignment in overrides)
            Override(root, Assignment.Parse(assignment), origin);
        return new SpecMap(root, "", origin);
    }

    /// <summary>A spec made of assignments, on top of a file if there is one.</summary>
    public static SpecMap Of(string? file, IEnumerable<Assignment> assignments)
    {
        var map = file is null ? new SpecMap(new YamlMappingNode(), "", new Origin("the command line")) : Load(file, []);
        foreach (var assignment in assignments)
            Override(map._node, assignment, map._origin);
        return map;
    }

    /// <summary>The same mapping with other values for some keys.</summary>
    /// <param name="substitutes">The values, by full key.</param>
    /// <param name="wholeNumbers">Where to note the keys that are read as whole numbers, or null.</param>
    public SpecMap With(IReadOnlyDictionary<string, YamlNode> substitutes, HashSet<string>? wholeNumbers = null) =>
        new(_node, _path, _origin with { Substitutes = substitutes, WholeNumbers = wholeNumbers });

    /// <summary>Every key below this mapping with its value, in the order of the file; what <paramref name="isLeaf"/> picks is not entered.</summary>
    public IEnumerable<(string Key, YamlNode Value)> Leaves(Func<YamlNode, bool> isLeaf)
    {
        foreach (var (key, value) in _node.Children)
        {
            var full = Full(key is YamlScalarNode scalar ? scalar.Value ?? "" : key.ToString());
            if (value is YamlMappingNode mapping && !isLeaf(value))
            {
                foreach (var leaf in new SpecMap(mapping, full, _origin).Leaves(isLeaf))
                    yield return leaf;
            }
            else
            {
                yield return (full, value);
            }
        }
    }

    /// <summary>A range, which is a mapping.</summary>
    public SpecMap Nested(string key, YamlMappingNode mapping) => new(mapping, key, _origin);

    /// <summary>A scalar that stands where another node does.</summary>
    public YamlScalarNode Scalar(string value, YamlNode place)
    {
        var scalar = new YamlScalarNode(value);
        _origin.Places[scalar] = place;
        return scalar;
    }

    /// <summary>A complaint about a node.</summary>
    public RequestException Complaint(YamlNode node, string key, string message) => new($"{At(node)}: {Full(key)}: {message}");

    /// <summary>Refuses keys other than these, naming the nearest.</summary>
    public void Allow(params string[] keys)
    {
        foreach (var key in _node.Children.Keys)
        {
            var given = key is YamlScalarNode scalar ? scalar.Value ?? "" : key.ToString();
            if (!keys.Contains(given))
            {
                throw new RequestException(
                    $"{At(key)}: unknown key '{Full(given)}'. {Nearest.Hint(given, keys)} Known here: {string.Join(", ", keys)}.");
            }
        }
    }

    public bool Has(string key) => Find(key) is not null;

    /// <summary>A nested mapping.</summary>
    public SpecMap Map(string key) => Find(key) switch
    {
        null => throw Missing(key),
        YamlMappingNode mapping => new SpecMap(mapping, Full(key), _origin),
        var other => throw Wrong(key, other, "a mapping, for example { kind: ... }"),
    };

    /// <summary>A nested mapping, where a bare word w stands for { kind: w }.</summary>
    public SpecMap MapOrKind(string key) => Find(key) is YamlScalarNode scalar
        ? new SpecMap(new YamlMappingNode(new YamlScalarNode("kind"), scalar), Full(key), _origin)
        : Map(key);

    public string Text(string key) => Find(key) switch
    {
        null => throw Missing(key),
        YamlScalarNode { Value: { Length: > 0 } value } => value,
        var other => throw Wrong(key, other, "a word"),
    };

    /// <summary>A file: relative to the spec's folder, or to the present one where the command line names it.</summary>
    public SpecPath File(string key)
    {
        var name = Text(key);
        if (Path.IsPathRooted(name))
            return new SpecPath(name, name);
        var folder = Path.GetDirectoryName(Path.GetFullPath(_origin.File))!;
        var full = Path.GetFullPath(name, _origin.Overrides.ContainsKey(Find(key)!) ? Environment.CurrentDirectory : folder);
        return new SpecPath(Path.GetRelativePath(folder, full).Replace('\\', '/'), full);
    }

    /// <summary>One of the allowed words; the fallback where the key is missing, null where it must not be.</summary>
    public string Choice(string key, string? fallback, params string[] allowed)
    {
        if (fallback is not null && !Has(key))
            return fallback;
        if (Find(key) is null)
            throw new RequestException($"{At(_node)}: the key '{Full(key)}' is missing; allowed are {string.Join(", ", allowed)}.");
        var given = Text(key);
        return allowed.Contains(given)
            ? given
            : throw new RequestException($"{At(Find(key)!)}: {Full(key)} is '{given}'; allowed are {string.Join(", ", allowed)}. {Nearest.Hint(given, allowed)}");
    }

    public long Integer(string key, long least, long greatest, long? fallback = null)
    {
        _origin.WholeNumbers?.Add(Full(key));
        if (Find(key) is not { } node)
            return fallback ?? throw Missing(key);
        return Integer(key, node, least, greatest, "a whole number");
    }

    public double Number(string key, double? fallback = null)
    {
        if (Find(key) is not { } node)
            return fallback ?? throw Missing(key);
        return node is YamlScalarNode scalar && TryNumber(scalar.Value, out var value) ? value : throw Wrong(key, node, "a number");
    }

    /// <summary>A number above 0 and finite.</summary>
    public double Positive(string key, double? fallback = null)
    {
        var value = Number(key, fallback);
        return value > 0 && double.IsFinite(value)
            ? value
            : throw new RequestException($"{At(Find(key)!)}: {Full(key)} is {value}; it must be a positive finite number.");
    }

    /// <summary>A number from 0 on and finite.</summary>
    public double NotNegative(string key, double fallback)
    {
        var value = Number(key, fallback);
        return value >= 0 && double.IsFinite(value)
            ? value
            : throw new RequestException($"{At(Find(key)!)}: {Full(key)} is {value}; it must be 0 or a positive finite number.");
    }

    public bool Flag(string key, bool fallback)
    {
        if (Find(key) is not { } node)
            return fallback;
        return (node as YamlScalarNode)?.Value switch
        {
            "true" => true,
            "false" => false,
            _ => throw Wrong(key, node, "true or false"),
        };
    }

    public IReadOnlyList<string> Texts(string key) => Find(key) switch
    {
        null => [],
        YamlSequenceNode list when list.Children.All(child => child is YamlScalarNode { Value.Length: > 0 }) =>
            [.. list.Children.Select(child => ((YamlScalarNode)child).Value!)],
        var other => throw Wrong(key, other, "a list of words, for example [a, b]"),
    };

    public IReadOnlyList<int> Integers(string key, int least, int greatest)
    {
        const string Wanted = "a list of whole numbers, for example [128, 128]";
        return Find(key) switch
        {
            null => throw Missing(key),
            YamlSequenceNode list => [.. list.Children.Select(child => (int)Integer(key, child, least, greatest, Wanted))],
            var other => throw Wrong(key, other, Wanted),
        };
    }

    /// <summary>A complaint about one key of this mapping.</summary>
    public RequestException Complaint(string key, string message) =>
        new($"{At(Find(key) ?? _node)}: {Full(key)}: {message}");

    private static YamlNode Parse(string text, string origin)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            if (stream.Documents.Count != 1)
                return new YamlScalarNode("");

            // An alias of a node within itself shows when all nodes are visited, and must show here.
            var root = stream.Documents[0].RootNode;
            foreach (var node in root.AllNodes)
                _ = node;
            return root;
        }
        catch (YamlException failure)
        {
            throw new RequestException(
                $"{origin}, line {failure.Start.Line}, column {failure.Start.Column}: this is not YAML: {(failure.InnerException?.Message ?? failure.Message).TrimEnd('.')}.");
        }
        catch (Exception failure) when (failure is InvalidOperationException or ArgumentException)
        {
            // The parser gives up on some malformed texts without saying where.
            throw new RequestException($"{origin}: this is not YAML; check brackets, quotes and indentation.");
        }
    }

    private static void Override(YamlMappingNode root, Assignment assignment, Origin origin)
    {
        var path = assignment.Key.Split('.');
        var map = root;
        foreach (var key in path[..^1])
        {
            var name = new YamlScalarNode(key);
            if (!map.Children.TryGetValue(name, out var child))
            {
                origin.Overrides[name] = assignment.Told;
                map.Children[name] = child = new YamlMappingNode();
            }

            // A bare word stands for its kind, so initialization.deviation=2 may follow initialization: gaussian.
            if (child is YamlScalarNode kind)
                map.Children[name] = child = new YamlMappingNode(new YamlScalarNode("kind"), kind);
            map = child as YamlMappingNode ?? throw new RequestException($"{assignment.Told}: '{key}' is a list, not a mapping.");
        }

        var value = Parse(assignment.Value, assignment.Told);
        foreach (var node in value.AllNodes)
            origin.Overrides[node] = assignment.Told;
        var last = new YamlScalarNode(path[^1]);
        origin.Overrides[last] = assignment.Told;
        map.Children.Remove(last);
        map.Children.Add(last, value);
    }

    /// <summary>A whole number.</summary>
    public static bool TryInteger(string? text, out long value)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value))
            return true;

        // 1e6 is a whole number too.
        var whole = TryNumber(text, out var number) && number == Math.Floor(number) && Math.Abs(number) <= 1L << 53;
        value = whole ? (long)number : 0;
        return whole;
    }

    /// <summary>A number, or one of YAML's words for those that are not finite.</summary>
    public static bool TryNumber(string? text, out double value)
    {
        (var known, value) = text switch
        {
            ".nan" or ".NaN" or "nan" or "NaN" => (true, double.NaN),
            ".inf" or "inf" => (true, double.PositiveInfinity),
            "-.inf" or "-inf" => (true, double.NegativeInfinity),
            _ => (false, 0.0),
        };
        return known || double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
    }

    private long Integer(string key, YamlNode node, long least, long greatest, string wanted)
    {
        if (node is not YamlScalarNode scalar || !TryInteger(scalar.Value, out var value))
            throw Wrong(key, node, wanted);
        return value >= least && value <= greatest
            ? value
            : throw new RequestException($"{At(node)}: {Full(key)} is {value}; allowed are whole numbers from {least} to {greatest}.");
    }

    private YamlNode? Find(string key)
    {
        if (!_node.Children.TryGetValue(new YamlScalarNode(key), out var value))
            return null;
        return _origin.Substitutes is { } substitutes && substitutes.TryGetValue(Full(key), out var substitute) ? substitute : value;
    }

    private string Full(string key) => _path.Length == 0 ? key : $"{_path}.{key}";

    private string At(YamlNode node) =>
        _origin.Places.TryGetValue(node, out var place) ? At(place)
        : _origin.Overrides.TryGetValue(node, out var told) ? told
        : node.Start.Line > 0 ? $"{_origin.File}, line {node.Start.Line}, column {node.Start.Column}"
        : _origin.File;

    private RequestException Missing(string key) => new($"{At(_node)}: the key '{Full(key)}' is missing.");

    private RequestException Wrong(string key, YamlNode node, string wanted)
    {
        var given = node switch
        {
            YamlScalarNode scalar => $"'{scalar.Value}'",
            YamlSequenceNode => "a list",
            _ => "a mapping",
        };
        var hint = node is YamlSequenceNode || SpecRange.IsRange(node) ? " To run each value of a list or range, use 'surefoot sweep'." : "";
        return new($"{At(node)}: {Full(key)} is {given}; it must be {wanted}.{hint}");
    }

    /// <summary>Where nodes come from, and what is read in their stead.</summary>
    /// <param name="File">The spec's file.</param>
    private sealed record Origin(string File)
    {
        /// <summary>The override on the command line that a node comes from; others come from the file.</summary>
        public Dictionary<YamlNode, string> Overrides { get; } = new(ReferenceEqualityComparer.Instance);

        /// <summary>For a node that was made, the one in whose place it stands.</summary>
        public Dictionary<YamlNode, YamlNode> Places { get; } = new(ReferenceEqualityComparer.Instance);

        /// <summary>By full key, what is read instead.</summary>
        public IReadOnlyDictionary<string, YamlNode>? Substitutes { get; init; }

        /// <summary>Where the keys that are read as whole numbers are noted.</summary>
        public HashSet<string>? WholeNumbers { get; init; }
    }
}
