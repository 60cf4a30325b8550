using System.Collections.Immutable;

namespace Surefoot.Figures;

/// <summary>
/// A value for each pair of an abscissa and an ordinate. NaN stands for a value that is missing, positive infinity for a
/// run that diverged.
/// </summary>
public sealed record Grid
{
    /// <summary>The values at all pairs.</summary>
    /// <param name="x">Abscissas, finite and ascending; copied.</param>
    /// <param name="y">Ordinates, finite and ascending; copied.</param>
    /// <param name="values">Row by row: all abscissas for the first ordinate, then for the second; copied.</param>
    /// <exception cref="ArgumentException">No abscissas or ordinates, not ascending, or a wrong number of values.</exception>
    public Grid(IEnumerable<double> x, IEnumerable<double> y, IEnumerable<double> values)
    {
        X = [.. x];
        Y = [.. y];
        Values = [.. values];
        RequireAscending(X, "abscissas", nameof(x));
        RequireAscending(Y, "ordinates", nameof(y));
        if (Values.Length != (long)X.Length * Y.Length)
        {
            throw new ArgumentException(
                $"a grid of {X.Length} abscissas and {Y.Length} ordinates needs {(long)X.Length * Y.Length} values, not {Values.Length}.",
                nameof(values));
        }
    }

    /// <summary>Abscissas.</summary>
    public ImmutableArray<double> X { get; }

    /// <summary>Ordinates.</summary>
    public ImmutableArray<double> Y { get; }

    /// <summary>Values, row by row.</summary>
    public ImmutableArray<double> Values { get; }

    /// <summary>The value at an ordinate (row) and an abscissa (column), counted from 0.</summary>
    public double this[int row, int column] => Values[(row * X.Length) + column];

    /// <summary>The grid of the values of a function.</summary>
    /// <exception cref="ArgumentException">No abscissas or ordinates, or not ascending.</exception>
    public static Grid Of(IEnumerable<double> x, IEnumerable<double> y, Func<double, double, double> function)
    {
        double[] columns = [.. x];
        double[] rows = [.. y];
        return new Grid(columns, rows, rows.SelectMany(row => columns.Select(column => function(column, row))));
    }

    private static void RequireAscending(ImmutableArray<double> values, string name, string parameter)
    {
        if (values.IsEmpty)
            throw new ArgumentException($"a grid needs at least one of the {name}.", parameter);
        for (int i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i]) || (i > 0 && values[i] <= values[i - 1]))
            {
                throw new ArgumentException(
                    $"the {name} of a grid must be finite and ascending; number {i} is {values[i]}{(i > 0 ? $" after {values[i - 1]}" : "")}.",
                    parameter);
            }
        }
    }
}
