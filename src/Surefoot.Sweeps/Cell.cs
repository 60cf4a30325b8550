using System.Security.Cryptography;
using System.Text;

namespace Surefoot.Sweeps;

/// <summary>One run of a sweep: its place in the grid and its full settings, whose hash is its identity.</summary>
public sealed class Cell
{
    internal Cell(Grid grid, int index, string settings)
    {
        Grid = grid;
        Index = index;
        Settings = settings;
        Identity = Hash(settings);
    }

    /// <summary>The grid it is a cell of.</summary>
    public Grid Grid { get; }

    /// <summary>Its place, 0 to the number of cells less 1, the last axis running fastest.</summary>
    public int Index { get; }

    /// <summary>Everything that decides its result, in canonical form: compact JSON.</summary>
    public string Settings { get; }

    /// <summary>SHA-256 of the settings, in 64 lower-case hexadecimal digits.</summary>
    public string Identity { get; }

    /// <summary>Its value on an axis.</summary>
    /// <exception cref="ArgumentException">There is no such axis.</exception>
    public CellValue this[string axis] => Grid.Value(Index, Grid.AxisNamed(axis));

    internal static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
