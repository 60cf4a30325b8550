using Surefoot.Arithmetic;

namespace Surefoot.Objectives;

/// <summary>What first and second derivatives say of a point: is it stationary, a strict saddle, stationary to second order?</summary>
/// <param name="GradientNorm">||grad f||_2 with respect to the unnormalised coordinates.</param>
/// <param name="LeastEigenvalue">lambda_min of the Hessian.</param>
public sealed record SecondOrder(double GradientNorm, double LeastEigenvalue)
{
    // Where rounding of the gradient, eps / h, and the error of a central difference, h^2, are equal.
    private const double RelativeStep = 6e-6;

    /// <summary>Measures a point: by the objective's own Hessian where it has one, else by central differences of gradients.</summary>
    /// <remarks>Differences take 2 d gradients and are good to about 1e-10 of the Hessian's size; the spectrum takes some d^3 operations.</remarks>
    /// <param name="objective">The objective.</param>
    /// <param name="at">The point, which is given back as it was.</param>
    public static SecondOrder Of(Objective<double> objective, Weights<double> at)
    {
        ArgumentNullException.ThrowIfNull(objective);
        ArgumentNullException.ThrowIfNull(at);
        var gradient = new Weights<double>(objective.Shapes);
        objective.LossAndGradient(at, gradient);
        var norm = objective.GradientNorm(at, gradient);
        return new(norm, SymmetricEigen.Of(objective.Hessian(at) ?? Differences(objective, at)).Values[0]);
    }

    /// <summary>Whether ||grad f|| &lt;= tolerance.</summary>
    public bool IsStationary(double tolerance) => GradientNorm <= tolerance;

    /// <summary>Whether the point is an alpha-strict saddle: stationary, with lambda_min &lt;= -alpha (Du 2019, definition 7.3).</summary>
    public bool IsStrictSaddle(double alpha, double tolerance) => IsStationary(tolerance) && LeastEigenvalue <= -alpha;

    /// <summary>Whether ||grad f|| &lt;= epsilon and lambda_min &gt;= -sqrt(rho epsilon) (Du 2019, definition 7.5).</summary>
    /// <param name="epsilon">How small the gradient is to be.</param>
    /// <param name="hessianLipschitz">rho.</param>
    public bool IsSecondOrderStationary(double epsilon, double hessianLipschitz) =>
        GradientNorm <= epsilon && LeastEigenvalue >= -Math.Sqrt(hessianLipschitz * epsilon);

    // Of the gradient with respect to unnormalised coordinates: that of the stored ones times sqrt(factor).
    private static Matrix<double> Differences(Objective<double> objective, Weights<double> at)
    {
        var (order, moved) = (objective.Dimension, at.Clone());
        var (hessian, direction) = (new Matrix<double>(order, order), new double[order]);
        var (ahead, behind) = (new Weights<double>(objective.Shapes), new Weights<double>(objective.Shapes));
        double[] coordinates = [.. Enumerable.Range(0, at.Count).SelectMany(matrix => objective.Coordinates(at, matrix))];
        for (var k = 0; k < order; k++)
        {
            var step = RelativeStep * Math.Max(1, Math.Abs(coordinates[k]));
            Gradient(step, ahead);
            Gradient(-step, behind);
            var column = 0;
            for (var i = 0; i < at.Count; i++)
            {
                var factor = Math.Sqrt(objective.RateFactors[i]) / (2 * step);
                for (var j = 0; j < ahead[i].Span.Length; j++)
                    hessian[k, column++] = factor * (ahead[i].Span[j] - behind[i].Span[j]);
            }

            void Gradient(double by, Weights<double> gradient)
            {
                at.Span.CopyTo(moved.Span);
                direction[k] = by;
                objective.Displace(moved, direction);
                direction[k] = 0;
                objective.LossAndGradient(moved, gradient);
            }
        }

        for (var i = 0; i < order; i++)
        {
            for (var j = 0; j < i; j++)
                hessian[i, j] = 0.5 * (hessian[i, j] + hessian[j, i]);
        }

        return hessian;
    }
}
