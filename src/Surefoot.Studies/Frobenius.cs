using Surefoot.Arithmetic;

namespace Surefoot.Studies;

/// <summary>Lengths of small matrices.</summary>
internal static class Frobenius
{
    /// <summary>||A||_F.</summary>
    public static double Norm(Matrix<double> a)
    {
        var sum = 0.0;
        foreach (var entry in a.Span)
            sum += entry * entry;
        return Math.Sqrt(sum);
    }

    /// <summary>||A - B||_F.</summary>
    public static double Distance(Matrix<double> a, Matrix<double> b)
    {
        var sum = 0.0;
        for (var k = 0; k < a.Span.Length; k++)
            sum += (a.Span[k] - b.Span[k]) * (a.Span[k] - b.Span[k]);
        return Math.Sqrt(sum);
    }
}
