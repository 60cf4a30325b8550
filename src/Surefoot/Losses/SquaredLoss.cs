using System.Numerics;
using System.Runtime.CompilerServices;
using Surefoot.Arithmetic;
using Surefoot.Data;

namespace Surefoot.Losses;

/// <summary>The factor in front of the sum of squares.</summary>
public enum SquaredScaling
{
    /// <summary>1/2 ||WX - Y||_F^2, as in Hu et al. 2020, Zou et al. 2020, Du 2019 and Zhao and Xu 2024, appendix G.</summary>
    Half,

    /// <summary>(1/n) ||WX - Y||_F^2, as in Zhao and Xu 2024, example 1.</summary>
    Mean,

    /// <summary>1/(2n) ||WX - Y||_F^2, as in Arora et al. 2019.</summary>
    HalfMean,
}

/// <summary>
/// L(W) = (c/2) ||WX - Y||_F^2 + penalty ||W||_X^2, with c = 1, 2/n or 1/n by the <see cref="Scaling"/>.
/// </summary>
/// <remarks>
/// With lambda the nonzero eigenvalues of X X^T: alpha = c lambda_min + 2 penalty, beta = c lambda_max + 2 penalty
/// (Zhao and Xu 2024, examples 1 and 2).
/// </remarks>
public sealed class SquaredLoss : Loss
{
    /// <summary>The loss of the given scaling and penalty.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The penalty is negative or not finite.</exception>
    public SquaredLoss(SquaredScaling scaling = SquaredScaling.Half, double penalty = 0)
    {
        if (!(penalty >= 0) || double.IsInfinity(penalty))
            throw new ArgumentOutOfRangeException(nameof(penalty), $"a penalty of {penalty} was given; allowed are finite numbers from 0 on.");
        Scaling = scaling;
        Penalty = penalty;
    }

    /// <inheritdoc/>
    public override string Name => "squared";

    /// <summary>The factor in front of the sum.</summary>
    public SquaredScaling Scaling { get; }

    /// <summary>The factor of ||W||_X^2, 0 for none.</summary>
    public double Penalty { get; }

    /// <inheritdoc/>
    public override bool Compressible => true;

    /// <inheritdoc/>
    public override bool IsSumOverSamples => Penalty == 0;

    /// <summary>c in L = (c/2) ||WX - Y||_F^2 for n samples.</summary>
    public double Factor(int sampleCount) => Scaling switch
    {
        SquaredScaling.Half => 1.0,
        SquaredScaling.Mean => 2.0 / sampleCount,
        _ => 1.0 / sampleCount,
    };

    /// <inheritdoc/>
    public override double ConstantOf(DataAnalysis data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return Factor(data.Dataset.SampleCount) * data.OptimalHalfSquaredResidual;
    }

    /// <inheritdoc/>
    public override Curvature CurvatureOn(DataAnalysis data)
    {
        ArgumentNullException.ThrowIfNull(data);
        var c = Factor(data.Dataset.SampleCount);
        var largest = data.LargestSingularValue;
        var smallest = data.SmallestSingularValue;
        return new Curvature((c * smallest * smallest) + (2 * Penalty), (c * largest * largest) + (2 * Penalty));
    }

    /// <inheritdoc/>
    public override ConvexMinimum Minimize(DataAnalysis data)
    {
        ArgumentNullException.ThrowIfNull(data);
        var c = Factor(data.Dataset.SampleCount);
        if (Penalty == 0)
            return new ConvexMinimum(data.ConvexMinimizer, c * data.OptimalHalfSquaredResidual);

        // Along the k-th singular direction the minimiser solves (c s_k^2 + 2 penalty) w = c s_k (Y v_k).
        var coefficients = MatrixProduct.Of<double>(data.Dataset.Targets, data.SampleBasis);
        var loss = c * data.OptimalHalfSquaredResidual;
        for (var k = 0; k < data.Rank; k++)
        {
            var s = data.SingularValues[k];
            var denominator = (c * s * s) + (2 * Penalty);
            for (var i = 0; i < coefficients.Rows; i++)
            {
                var y = coefficients[i, k];
                loss += c * Penalty * y * y / denominator;
                coefficients[i, k] = c * s * y / denominator;
            }
        }

        return new ConvexMinimum(MatrixProduct.Of(coefficients, data.InputBasis.Transposed), loss);
    }

    /// <inheritdoc/>
    public override BoundLoss<T> Bind<T>(Dataset data, int sampleCount)
    {
        ArgumentNullException.ThrowIfNull(data);
        return new Bound<T>(data, Factor(sampleCount), Penalty);
    }

    private sealed class Bound<T> : BoundLoss<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly Matrix<T> _targets;
        private readonly double _factor;
        private readonly double _penalty;

        // With X = U S V^T, W P_X = P V S^-1 U^T, so ||W||_X = ||P V S^-1||_F: the penalty is a function of predictions.
        private readonly Matrix<T>? _inverse;
        private readonly Matrix<T>? _coordinates;

        internal Bound(Dataset data, double factor, double penalty)
        {
            _targets = data.Targets.Cast<T>();
            _factor = factor;
            _penalty = penalty;
            if (penalty == 0)
                return;
            var analysis = DataAnalysis.Of(data);
            var inverse = analysis.SampleBasis.Clone();
            for (var i = 0; i < inverse.Rows; i++)
            {
                for (var k = 0; k < inverse.Columns; k++)
                    inverse[i, k] /= analysis.SingularValues[k];
            }

            _inverse = inverse.Cast<T>();
            _coordinates = new Matrix<T>(_targets.Rows, analysis.Rank);
        }

        public override void Take(Matrix<T> targets)
        {
            if (_penalty != 0)
                throw new NotSupportedException("a squared loss with a penalty cannot change its samples; take it without penalty.");
            targets.Span.CopyTo(_targets.Span);
        }

        // Compiled in full at the first call: it is a good part of a tiny network's step.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public override double Evaluate(Matrix<T> predictions, Matrix<T> derivative)
        {
            var penalty = 0.0;
            if (_inverse is not null)
            {
                MatrixProduct.Multiply(predictions, _inverse, _coordinates!, T.One, T.Zero, ThreadTeam.Alone);
                foreach (var x in _coordinates!.Span)
                    penalty += double.CreateTruncating(x) * double.CreateTruncating(x);
            }

            var sum = SumOfSquares(predictions.Span, _targets.Span, derivative.Span, T.CreateTruncating(_factor));
            if (_inverse is not null)
                MatrixProduct.Multiply(_coordinates!, _inverse.Transposed, derivative, T.CreateTruncating(2 * _penalty), T.One, ThreadTeam.Alone);
            return (0.5 * _factor * sum) + (_penalty * penalty);
        }

        // Four sums side by side: one alone would wait for every addition.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static double SumOfSquares(ReadOnlySpan<T> predictions, ReadOnlySpan<T> targets, Span<T> derivative, T factor)
        {
            targets = targets[..predictions.Length];
            derivative = derivative[..predictions.Length];
            double sum0 = 0, sum1 = 0, sum2 = 0, sum3 = 0;
            var i = 0;
            for (; i <= predictions.Length - 4; i += 4)
            {
                sum0 += Square(predictions[i] - targets[i], factor, out derivative[i]);
                sum1 += Square(predictions[i + 1] - targets[i + 1], factor, out derivative[i + 1]);
                sum2 += Square(predictions[i + 2] - targets[i + 2], factor, out derivative[i + 2]);
                sum3 += Square(predictions[i + 3] - targets[i + 3], factor, out derivative[i + 3]);
            }

            for (; i < predictions.Length; i++)
                sum0 += Square(predictions[i] - targets[i], factor, out derivative[i]);
            return sum0 + sum1 + (sum2 + sum3);
        }

        private static double Square(T residual, T factor, out T derivative)
        {
            derivative = factor * residual;
            var wide = double.CreateTruncating(residual);
            return wide * wide;
        }

        // With a penalty an exact fit is not the minimum.
        public override double RoundingFloor(int products) => _penalty == 0 ? 0.5 * _factor * SquaredRounding(_targets, products) : 0;
    }
}
