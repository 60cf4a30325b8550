using Surefoot.Arithmetic;

namespace Surefoot.Theory;

/// <summary>Sums and products as the statements write them, each a new matrix, and the extreme singular values.</summary>
internal static class Algebra
{
    /// <summary>||A||_sigma, the largest singular value; 0 for a matrix without entries.</summary>
    public static double Spectral(Matrix<double> a) => SingularValueDecomposition.ValuesOf(a) is [var largest, ..] ? largest : 0;

    /// <summary>sigma_min(A), the min(m, n)-th singular value.</summary>
    public static double Smallest(Matrix<double> a) => SingularValueDecomposition.ValuesOf(a)[^1];

    /// <summary>A + factor B.</summary>
    public static Matrix<double> Sum(Matrix<double> a, Matrix<double> b, double factor)
    {
        var sum = a.Clone();
        for (var k = 0; k < sum.Span.Length; k++)
            sum.Span[k] += factor * b.Span[k];
        return sum;
    }

    /// <summary>A - B.</summary>
    public static Matrix<double> Difference(Matrix<double> a, Matrix<double> b) => Sum(a, b, -1);

    /// <summary>A^T A.</summary>
    public static Matrix<double> Gram(Matrix<double> a) => MatrixProduct.Of(a.Transposed, a);

    /// <summary>A A^T.</summary>
    public static Matrix<double> OuterGram(Matrix<double> a) => MatrixProduct.Of(a, a.Transposed);

    /// <summary>A B C.</summary>
    public static Matrix<double> Product(Operand<double> a, Operand<double> b, Operand<double> c) => MatrixProduct.Of<double>(MatrixProduct.Of(a, b), c);

    /// <summary>S^k of a square matrix; the identity for k = 0.</summary>
    public static Matrix<double> Power(Matrix<double> square, int exponent)
    {
        var power = Matrix<double>.Identity(square.Rows);
        for (var k = 0; k < exponent; k++)
            power = MatrixProduct.Of<double>(power, square);
        return power;
    }
}
