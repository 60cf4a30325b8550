namespace Surefoot.Arithmetic;

/// <summary>The inner product of matrices as vectors of their entries, and its norm; every sum is taken entry after entry, in order.</summary>
/// <remarks>Entries are squared as they are: a matrix with one beyond 1e154 has the norm infinity.</remarks>
public static class Frobenius
{
    /// <summary>tr(A^T B).</summary>
    /// <param name="a">A.</param>
    /// <param name="b">B, of the same shape.</param>
    public static double Inner(Matrix<double> a, Matrix<double> b)
    {
        RequireSameShape(a, b);
        var x = a.Span;
        var y = b.Span;
        var sum = 0.0;
        for (var k = 0; k < x.Length; k++)
            sum += x[k] * y[k];
        return sum;
    }

    /// <summary>||A||_F.</summary>
    public static double Norm(Matrix<double> a) => Math.Sqrt(SquaredNorm(a));

    /// <summary>||A||_F^2.</summary>
    public static double SquaredNorm(Matrix<double> a)
    {
        ArgumentNullException.ThrowIfNull(a);
        var sum = 0.0;
        foreach (var x in a.Span)
            sum += x * x;
        return sum;
    }

    /// <summary>||A - B||_F.</summary>
    /// <param name="a">A.</param>
    /// <param name="b">B, of the same shape.</param>
    public static double Distance(Matrix<double> a, Matrix<double> b) => Math.Sqrt(SquaredDistance(a, b));

    /// <summary>||A - B||_F^2.</summary>
    /// <param name="a">A.</param>
    /// <param name="b">B, of the same shape.</param>
    public static double SquaredDistance(Matrix<double> a, Matrix<double> b)
    {
        RequireSameShape(a, b);
        var x = a.Span;
        var y = b.Span;
        var sum = 0.0;
        for (var k = 0; k < x.Length; k++)
        {
            var difference = x[k] - y[k];
            sum += difference * difference;
        }

        return sum;
    }

    private static void RequireSameShape(Matrix<double> a, Matrix<double> b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        if (a.Rows != b.Rows || a.Columns != b.Columns)
            throw new ArgumentException($"a {a.Rows} x {a.Columns} matrix was given with one of {b.Rows} x {b.Columns}; they must have the same shape.", nameof(b));
    }
}
