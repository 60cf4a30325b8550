using Surefoot.Arithmetic;

namespace Surefoot.Tests;

/// <summary>Assertions that say how near is near enough.</summary>
internal static class Tolerances
{
    public static void ShouldBeRelative(this double actual, double expected, double relative) =>
        actual.ShouldBe(expected, Math.Abs(expected) * relative);

    /// <summary>Every entry equals factor x expected to within the tolerance, relative to the largest entry.</summary>
    public static void ShouldBe(this Matrix<double> actual, double[,] expected, double factor, double relative)
    {
        actual.Rows.ShouldBe(expected.GetLength(0));
        actual.Columns.ShouldBe(expected.GetLength(1));
        var largest = expected.Cast<double>().Max(Math.Abs) * Math.Abs(factor);
        for (var i = 0; i < actual.Rows; i++)
        {
            for (var j = 0; j < actual.Columns; j++)
                actual[i, j].ShouldBe(factor * expected[i, j], largest * relative, $"entry ({i}, {j})");
        }
    }
}
