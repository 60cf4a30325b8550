using System.Numerics;
using Surefoot.Arithmetic;

namespace Surefoot.Benchmarks;

/// <summary>Matrices to measure with.</summary>
internal static class TestMatrix
{
    /// <summary>Entries uniform in [-0.5, 0.5).</summary>
    public static Matrix<T> Random<T>(int rows, int columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var generator = new Random(1);
        var matrix = new Matrix<T>(rows, columns);
        foreach (ref var entry in matrix.Span)
            entry = T.CreateTruncating(generator.NextDouble() - 0.5);
        return matrix;
    }
}
