using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Surefoot.Sweeps;

/// <summary>A grid of runs: the grid, and the settings of each of its cells.</summary>
/// <example>
/// <code>
/// var sweep = new Sweep(
///     new JsonObject { ["study"] = "hu-2020/figure-1", ["steps"] = 1258, ["seed"] = 1 },
///     new Axis("width", 10, 20, 40),
///     new Axis("depth", 5, 10));
/// sweep.Grid.Count        // 6
/// sweep[1]["depth"].Whole   // 10
/// </code>
/// </example>
public sealed class Sweep
{
    private readonly Func<int, string> _settings;

    /// <summary>The sweep whose cells have some settings in common and add their values on the axes to them.</summary>
    /// <param name="shared">What decides every cell's result beside the axes; what it leaves out, a resumed sweep cannot tell apart.</param>
    /// <param name="axes">The axes, slowest first.</param>
    /// <exception cref="ArgumentException">An axis has the name of a shared setting, or two have one name.</exception>
    public Sweep(JsonObject shared, params IEnumerable<Axis> axes)
    {
        ArgumentNullException.ThrowIfNull(shared);
        Grid = new Grid(axes);
        if (Grid.Axes.FirstOrDefault(axis => shared.ContainsKey(axis.Name)) is { } both)
            throw new ArgumentException($"'{both.Name}' is both an axis and a shared setting; it can be only one of them.", nameof(axes));
        var head = shared.ToJsonString()[..^1];
        _settings = index =>
        {
            var text = new StringBuilder(head);
            for (var a = 0; a < Grid.Axes.Length; a++)
            {
                if (text.Length > 1)
                    text.Append(',');
                text.Append('"').Append(JsonEncodedText.Encode(Grid.Axes[a].Name)).Append("\":").Append(Grid.Value(index, a).Json);
            }

            return text.Append('}').ToString();
        };
    }

    /// <summary>The sweep whose cells' settings are told by a function.</summary>
    /// <param name="grid">The grid.</param>
    /// <param name="settings">The full settings of a cell in canonical form, compact JSON; called from several threads.</param>
    public Sweep(Grid grid, Func<int, string> settings)
    {
        ArgumentNullException.ThrowIfNull(grid);
        ArgumentNullException.ThrowIfNull(settings);
        Grid = grid;
        _settings = settings;
    }

    /// <summary>The grid.</summary>
    public Grid Grid { get; }

    /// <summary>
    /// SHA-256 over the axes and the settings of the first cell, in 64 lower-case hexadecimal digits. A store compares it,
    /// and beyond it the identity of every cell it holds.
    /// </summary>
    public string Identity
    {
        get
        {
            var axes = Grid.Axes.Select(axis => $"{((CellValue)axis.Name).Json}:[{string.Join(',', axis.Values.Select(value => value.Json))}]");
            return Cell.Hash($"{string.Join('\n', axes)}\n{_settings(0)}");
        }
    }

    /// <summary>A cell, made when it is asked for.</summary>
    /// <param name="index">0 to the number of cells less 1.</param>
    public Cell this[int index] => new(Grid, index, _settings(index));
}
