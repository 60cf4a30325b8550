using Surefoot.Arithmetic;

namespace Surefoot.Theory.ZhaoXu2024;

/// <summary>||A||_X = ||A P_X||_F and its inner product, for maps in coordinates of the inputs' span, where both are Frobenius'.</summary>
internal static class SemiNorm
{
    public static double Of(Matrix<double> a) => Math.Sqrt(Squared(a));

    public static double Squared(Matrix<double> a) => Inner(a, a);

    public static double Inner(Matrix<double> a, Matrix<double> b)
    {
        var sum = 0.0;
        var x = a.Span;
        var y = b.Span;
        for (var k = 0; k < x.Length; k++)
            sum += x[k] * y[k];
        return sum;
    }

    /// <summary>A - B.</summary>
    public static Matrix<double> Difference(Matrix<double> a, Matrix<double> b)
    {
        var difference = a.Clone();
        var x = difference.Span;
        var y = b.Span;
        for (var k = 0; k < x.Length; k++)
            x[k] -= y[k];
        return difference;
    }

    /// <summary>||A - B||_X.</summary>
    public static double Distance(Matrix<double> a, Matrix<double> b) => Of(Difference(a, b));
}
