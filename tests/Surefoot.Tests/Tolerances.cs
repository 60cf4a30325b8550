using System.Numerics;
using System.Runtime.InteropServices;
using Surefoot.Arithmetic;

namespace Surefoot.Tests;

/// <summary>Assertions that say how near is near enough.</summary>
internal static class Tolerances
{
    public static void ShouldBeRelative(this double actual, double expected, double relative, string? message = null) =>
        actual.ShouldBe(expected, Math.Abs(expected) * relative, message);

    /// <summary>Every number equals the other's to within the tolerance, relative to itself; where that is 0, to the largest.</summary>
    public static void ShouldBeRelative(this IReadOnlyList<double> actual, IReadOnlyList<double> expected, double relative)
    {
        actual.Count.ShouldBe(expected.Count);
        for (var k = 0; k < expected.Count; k++)
            actual[k].ShouldBe(expected[k], relative * Math.Abs(expected[k] != 0 ? expected[k] : expected.Max(Math.Abs)), $"number {k}");
    }

    /// <summary>Every entry is the other's bit for bit.</summary>
    public static void ShouldHaveBitsOf<T>(this Matrix<T> actual, Matrix<T> expected, string? message = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        MemoryMarshal.AsBytes(actual.Span).SequenceEqual(MemoryMarshal.AsBytes(expected.Span)).ShouldBeTrue(message);

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

    /// <summary>Every entry equals the other's to within the tolerance, relative to the largest of all.</summary>
    public static void ShouldBeNear(this Matrix<double> actual, Matrix<double> expected, double relative)
    {
        (actual.Rows, actual.Columns).ShouldBe((expected.Rows, expected.Columns));
        var largest = 0.0;
        foreach (var x in expected.Span)
            largest = Math.Max(largest, Math.Abs(x));
        for (var k = 0; k < actual.Span.Length; k++)
            actual.Span[k].ShouldBe(expected.Span[k], largest * relative, $"entry {k}");
    }
}
