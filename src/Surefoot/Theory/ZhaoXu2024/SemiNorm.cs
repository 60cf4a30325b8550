using Surefoot.Arithmetic;

namespace Surefoot.Theory.ZhaoXu2024;

/// <summary>||A||_X = ||A P_X||_F and its inner product, for maps in coordinates of the inputs' span, where both are Frobenius'.</summary>
internal static class SemiNorm
{
    /// <summary>||A||_X.</summary>
    public static double Of(Matrix<double> a) => Frobenius.Norm(a);

    /// <summary>||A||_X^2.</summary>
    public static double Squared(Matrix<double> a) => Frobenius.SquaredNorm(a);

    /// <summary>tr(A P_X B^T).</summary>
    public static double Inner(Matrix<double> a, Matrix<double> b) => Frobenius.Inner(a, b);

    /// <summary>||A - B||_X.</summary>
    public static double Distance(Matrix<double> a, Matrix<double> b) => Frobenius.Distance(a, b);
}
