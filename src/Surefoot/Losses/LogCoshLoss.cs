using System.Numerics;
using Surefoot.Arithmetic;
using Surefoot.Data;

namespace Surefoot.Losses;

/// <summary>
/// L(W) = sum over all entries z of WX - Y of z^2/2 + ln cosh z: 1-strongly convex, 2-smooth in the prediction, and not
/// quadratic. It stands for the general loss of Zhao and Xu 2024, whose theorems hold for any such l.
/// </summary>
public sealed class LogCoshLoss : Loss
{
    // Newton's method on a self-bounded smooth problem: far more than it ever needs.
    private const int MostIterations = 200;

    /// <inheritdoc/>
    public override string Name => "log-cosh";

    /// <inheritdoc/>
    public override Curvature CurvatureOn(DataAnalysis data)
    {
        ArgumentNullException.ThrowIfNull(data);
        var largest = data.LargestSingularValue;
        var smallest = data.SmallestSingularValue;
        return new Curvature(smallest * smallest, 2 * largest * largest);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Newton's method, one output row at a time, in the coordinates W U S: the Hessian there is V^T D V with D between
    /// 1 and 2, so its condition number is at most 2 whatever the data.
    /// </remarks>
    public override ConvexMinimum Minimize(DataAnalysis data)
    {
        ArgumentNullException.ThrowIfNull(data);
        var basis = data.SampleBasis;
        var (samples, rank) = (basis.Rows, basis.Columns);
        var coefficients = new Matrix<double>(data.Dataset.Targets.Rows, rank);
        var total = 0.0;
        var hessian = MathNet.Numerics.LinearAlgebra.Matrix<double>.Build.Dense(rank, rank);
        var gradient = MathNet.Numerics.LinearAlgebra.Vector<double>.Build.Dense(rank);
        for (var row = 0; row < coefficients.Rows; row++)
        {
            var target = data.Dataset.Targets.Row(row);
            var point = coefficients.Row(row);
            var loss = RowLoss(basis, target, point);
            for (var iteration = 0; iteration < MostIterations; iteration++)
            {
                hessian.Clear();
                gradient.Clear();
                for (var i = 0; i < samples; i++)
                {
                    var v = basis.Row(i);
                    var z = Residual(v, target[i], point);
                    var tanh = Math.Tanh(z);
                    var curvature = 2 - (tanh * tanh);
                    for (var a = 0; a < rank; a++)
                    {
                        gradient[a] += (z + tanh) * v[a];
                        for (var b = 0; b <= a; b++)
                            hessian[a, b] += curvature * v[a] * v[b];
                    }
                }

                for (var a = 0; a < rank; a++)
                {
                    for (var b = 0; b < a; b++)
                        hessian[b, a] = hessian[a, b];
                }

                var step = hessian.Cholesky().Solve(gradient);
                var candidate = point.ToArray();
                var length = 1.0;
                double next;
                do
                {
                    for (var a = 0; a < rank; a++)
                        candidate[a] = point[a] - (length * step[a]);
                    next = RowLoss(basis, target, candidate);
                    length /= 2;
                }
                while (next > loss && length > 1e-3);

                // At the rounding floor the loss no longer falls, but a last whole step still squares the error of the point.
                if (next >= loss)
                {
                    for (var a = 0; a < rank; a++)
                        point[a] -= step[a];
                    break;
                }

                candidate.CopyTo(point);
                loss = next;
            }

            total += loss;
        }

        for (var k = 0; k < rank; k++)
        {
            for (var row = 0; row < coefficients.Rows; row++)
                coefficients[row, k] /= data.SingularValues[k];
        }

        return new ConvexMinimum(MatrixProduct.Of(coefficients, data.InputBasis.Transposed), total);
    }

    /// <inheritdoc/>
    public override BoundLoss<T> Bind<T>(Dataset data, int sampleCount)
    {
        ArgumentNullException.ThrowIfNull(data);
        return new Bound<T>(data.Targets.Cast<T>());
    }

    /// <summary>ln cosh z, to full relative accuracy near 0 and without overflow far from it.</summary>
    internal static double LogCosh(double z)
    {
        z = Math.Abs(z);
        if (z > 1)
            return z + Math.Log((1 + Math.Exp(-2 * z)) / 2);

        // ln cosh z = ln(1 + sinh^2 z) / 2, with the logarithm of 1 + x corrected for the rounding of 1 + x.
        var x = Math.Sinh(z) * Math.Sinh(z);
        var y = 1 + x;
        return y == 1 ? x / 2 : x * Math.Log(y) / (y - 1) / 2;
    }

    private static double Residual(ReadOnlySpan<double> v, double target, ReadOnlySpan<double> point)
    {
        var z = -target;
        for (var a = 0; a < v.Length; a++)
            z += v[a] * point[a];
        return z;
    }

    private static double RowLoss(Matrix<double> basis, ReadOnlySpan<double> target, ReadOnlySpan<double> point)
    {
        var loss = 0.0;
        for (var i = 0; i < target.Length; i++)
        {
            var z = Residual(basis.Row(i), target[i], point);
            loss += (0.5 * z * z) + LogCosh(z);
        }

        return loss;
    }

    private sealed class Bound<T>(Matrix<T> targets) : BoundLoss<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly Matrix<T> _targets = targets;

        public override double Evaluate(Matrix<T> predictions, Matrix<T> derivative)
        {
            var sum = 0.0;
            var p = predictions.Span;
            var y = _targets.Span;
            var d = derivative.Span[..p.Length];
            for (var i = 0; i < p.Length; i++)
            {
                var z = double.CreateTruncating(p[i] - y[i]);
                sum += (0.5 * z * z) + LogCosh(z);
                d[i] = T.CreateTruncating(z + Math.Tanh(z));
            }

            return sum;
        }

        public override void Take(Matrix<T> targets) => targets.Span.CopyTo(_targets.Span);

        // Near 0, l(z) = z^2 (1 - z^2/12 + ...).
        public override double RoundingFloor(int products) => SquaredRounding(_targets, products);
    }
}
