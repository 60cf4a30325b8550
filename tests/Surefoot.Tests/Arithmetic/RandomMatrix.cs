using System.Numerics;
using Surefoot.Arithmetic;

namespace Surefoot.Tests.Arithmetic;

/// <summary>Matrices to multiply.</summary>
internal static class RandomMatrix
{
    /// <summary>Entries uniform between -1 and 1.</summary>
    public static Matrix<T> Random<T>(int rows, int columns, int seed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var generator = new Random(seed);
        var matrix = new Matrix<T>(rows, columns);
        foreach (ref var entry in matrix.Span)
            entry = T.CreateTruncating((2 * generator.NextDouble()) - 1);
        return matrix;
    }
}
