using System.Collections.Immutable;

namespace Surefoot.Sweeps;

/// <summary>
/// The product of axes. It is arithmetic: cell k is found by division, and no cell exists before it is asked for. The last
/// axis runs fastest.
/// </summary>
public sealed class Grid
{
    private readonly int[] _strides;

    /// <summary>The product of the given axes; of none, a single cell.</summary>
    /// <exception cref="ArgumentException">Two axes of one name.</exception>
    /// <exception cref="SweepException">More cells than can be counted.</exception>
    public Grid(params IEnumerable<Axis> axes)
    {
        Axes = [.. axes];
        if (Axes.GroupBy(axis => axis.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"the axis '{twice.Key}' is given twice.", nameof(axes));
        _strides = new int[Axes.Length];
        var count = 1L;
        for (var a = Axes.Length - 1; a >= 0; a--)
        {
            _strides[a] = (int)count;
            count *= Axes[a].Values.Length;
            if (count > Array.MaxLength)
                throw new SweepException($"the grid has more than {Array.MaxLength:N0} cells; split it into several sweeps.");
        }

        Count = (int)count;
    }

    /// <summary>The axes, slowest first.</summary>
    public ImmutableArray<Axis> Axes { get; }

    /// <summary>The number of cells.</summary>
    public int Count { get; }

    /// <summary>The place of an axis, by its name.</summary>
    /// <exception cref="ArgumentException">There is no such axis.</exception>
    public int AxisNamed(string name)
    {
        for (var a = 0; a < Axes.Length; a++)
        {
            if (Axes[a].Name == name)
                return a;
        }

        throw new ArgumentException($"there is no axis '{name}'; there are: {string.Join(", ", Axes.Select(axis => axis.Name))}.", nameof(name));
    }

    /// <summary>Which value of an axis a cell has, counted from 0.</summary>
    /// <param name="index">The cell, 0 to <see cref="Count"/> - 1.</param>
    /// <param name="axis">The axis, counted from 0.</param>
    public int Coordinate(int index, int axis)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        return index / _strides[axis] % Axes[axis].Values.Length;
    }

    /// <summary>The value that a cell has on an axis.</summary>
    /// <param name="index">The cell, 0 to <see cref="Count"/> - 1.</param>
    /// <param name="axis">The axis, counted from 0.</param>
    public CellValue Value(int index, int axis) => Axes[axis].Values[Coordinate(index, axis)];

    /// <summary>The cell with the given coordinates.</summary>
    /// <param name="coordinates">One for each axis, counted from 0.</param>
    public int IndexOf(params ReadOnlySpan<int> coordinates)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(coordinates.Length, Axes.Length, nameof(coordinates));
        var index = 0;
        for (var a = 0; a < coordinates.Length; a++)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(coordinates[a], nameof(coordinates));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(coordinates[a], Axes[a].Values.Length, nameof(coordinates));
            index += coordinates[a] * _strides[a];
        }

        return index;
    }
}
