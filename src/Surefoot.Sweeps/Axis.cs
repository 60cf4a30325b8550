using System.Collections.Immutable;

namespace Surefoot.Sweeps;

/// <summary>One axis of a grid: the name of a setting and the values it takes.</summary>
public sealed class Axis
{
    /// <summary>The axis through the given values, in their order.</summary>
    /// <param name="name">The setting, for example network.width; also its column in tables.</param>
    /// <param name="values">At least one value, none twice; copied.</param>
    /// <exception cref="ArgumentException">No name, a name that a table's own columns have, no values, or one twice.</exception>
    public Axis(string name, params IEnumerable<CellValue> values)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = Columns.RequireFree(name);
        Values = [.. values];
        if (Values.IsEmpty)
            throw new ArgumentException($"the axis '{name}' has no values; give at least one.", nameof(values));
        var seen = new HashSet<CellValue>();
        if (Values.FirstOrDefault(value => !seen.Add(value)) is { } twice && seen.Count < Values.Length)
            throw new ArgumentException($"the axis '{name}' has the value {twice} twice; give every value once.", nameof(values));
    }

    /// <summary>The setting.</summary>
    public string Name { get; }

    /// <summary>The values, in the order of the grid.</summary>
    public ImmutableArray<CellValue> Values { get; }
}
