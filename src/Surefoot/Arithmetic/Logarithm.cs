namespace Surefoot.Arithmetic;

/// <summary>Logarithms of numbers near 1.</summary>
internal static class Logarithm
{
    /// <summary>ln(1 + x) to rounding, also where 1 + x is rounded to 1: 2 artanh(x / (2 + x)).</summary>
    public static double OfOnePlus(double x) => 2 * Math.Atanh(x / (2 + x));
}
