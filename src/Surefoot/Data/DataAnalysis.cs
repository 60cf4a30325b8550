using Surefoot.Arithmetic;

namespace Surefoot.Data;

/// <summary>
/// What linear algebra says about a dataset: the rank and spectrum of X, the data semi-norm, and the best linear map.
/// </summary>
/// <remarks>
/// <para>
/// With the compact decomposition X = U S V^T of rank r: the projector on the span of the inputs is P_X = U U^T, the data
/// semi-norm is ||A||_X = ||A P_X||_F, and W* = Y X^+ = Y V S^-1 U^T is the minimiser of ||W X - Y||_F of least norm
/// (Zhao and Xu 2024, section 2.1).
/// </para>
/// <para>
/// Rank does not depend on the units of the inputs, so it is decided after every input is brought to a norm between 1 and 2
/// by a power of two, which rounds nothing. X of rank r then has r diagonal entries in the triangular factor of its pivoted
/// QR factorization, and rounding leaves of the others some sqrt(n d_in) eps of the first (Higham, "Accuracy and Stability of
/// Numerical Algorithms", theorem 19.4, with square roots for the constants as rounding errors are independent); counted is
/// what lies above 4 max(n, d_in) eps.
/// </para>
/// <para>Cost some 8 n d_in min(n, d_in) operations.</para>
/// </remarks>
public sealed class DataAnalysis
{
    private const double Epsilon = 1.0 / (1L << 52);

    private readonly Lazy<(Matrix<double> Minimizer, double HalfSquaredResidual)> _optimum;
    private readonly Lazy<double> _accuracy;

    private DataAnalysis(Dataset data)
    {
        Dataset = data;
        var (scaled, exponents) = Equilibrated(data.Inputs);

        // X^T = Q F^T, where F^T is R with its columns put back in their order and units.
        var qr = PivotedQr.Of(scaled.Transpose());
        Rank = qr.Rank(RankTolerance);
        if (Rank == 0)
            throw new DataException($"{data.Name}: every input of every sample is 0, so there is nothing to learn from; check the inputs.");
        var factor = new Matrix<double>(Rank, data.InputDimension);
        for (var i = 0; i < Rank; i++)
        {
            for (var j = 0; j < data.InputDimension; j++)
            {
                var input = qr.Permutation[j];
                factor[i, input] = Math.ScaleB(qr.R[i, j], exponents[input]);
            }
        }

        var frame = qr.Q(Rank, ThreadTeam.Alone);
        var svd = SingularValueDecomposition.Of(factor);
        SingularValues = svd.Values;
        InputBasis = svd.Right;
        SampleBasis = MatrixProduct.Of<double>(frame, svd.Left);

        _optimum = new(() => Rank == data.InputDimension
            ? SolveFullRank(scaled, exponents, qr, frame)
            : SolveRankDeficient(qr));
        _accuracy = new(() => EstimateAccuracy(qr.R));
    }

    /// <summary>The data.</summary>
    public Dataset Dataset { get; }

    /// <summary>r, the rank of X.</summary>
    public int Rank { get; }

    /// <summary>sigma_1 >= ... >= sigma_r > 0, the singular values of X that are not 0.</summary>
    public IReadOnlyList<double> SingularValues { get; }

    /// <summary>sigma_1 = ||X||.</summary>
    public double LargestSingularValue => SingularValues[0];

    /// <summary>sigma_r, the smallest singular value that is not 0.</summary>
    public double SmallestSingularValue => SingularValues[^1];

    /// <summary>An estimate of the relative error of <see cref="SmallestSingularValue"/> from rounding, at most 1: at 1 no digit is known.</summary>
    /// <remarks>
    /// max(n, d_in) eps times a condition number: for X of full row rank that of X with all inputs scaled to one norm, since
    /// Jacobi's method does not suffer from units (Demmel and Veselic, "Jacobi's Method is More Accurate than QR", 1992), and
    /// otherwise sigma_1/sigma_r. What the entries of X themselves are uncertain by is not counted.
    /// </remarks>
    public double SmallestSingularValueAccuracy => _accuracy.Value;

    /// <summary>kappa = sigma_1^2 / sigma_r^2: the condition number of X X^T on its range, the square of that of X.</summary>
    public double ConditionNumber => LargestSingularValue / SmallestSingularValue * (LargestSingularValue / SmallestSingularValue);

    /// <summary>||X||_F^2 / ||X||^2, between 1 and r.</summary>
    public double StableRank => SingularValues.Sum(s => s / LargestSingularValue * (s / LargestSingularValue));

    /// <summary>U, d_in x r: an orthonormal basis of the span of the inputs, the left singular vectors of X.</summary>
    public Matrix<double> InputBasis { get; }

    /// <summary>V, n x r: the right singular vectors of X.</summary>
    public Matrix<double> SampleBasis { get; }

    /// <summary>W* = Y X^+, d_out x d_in: the minimiser of ||W X - Y||_F, of least norm where there are many.</summary>
    /// <remarks>
    /// For X of full row rank by QR with iterative refinement, which leaves little more than the rounding of W* itself as long as
    /// the condition number of the equilibrated X is below 1/eps; otherwise by the singular value decomposition.
    /// </remarks>
    public Matrix<double> ConvexMinimizer => _optimum.Value.Minimizer;

    /// <summary>1/2 ||W* X - Y||_F^2 = 1/2 ||Y (I - V V^T)||_F^2, the least half sum of squares of any linear map.</summary>
    /// <remarks>
    /// From a residual that is solved for, not subtracted. Where the data are fitted exactly, about (eps ||Y||_F)^2 remains.
    /// </remarks>
    public double OptimalHalfSquaredResidual => _optimum.Value.HalfSquaredResidual;

    private double RankTolerance => 4 * Math.Max(Dataset.SampleCount, Dataset.InputDimension) * Epsilon;

    /// <summary>Analyses a dataset.</summary>
    /// <exception cref="DataException">X is zero.</exception>
    public static DataAnalysis Of(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return new DataAnalysis(data);
    }

    /// <summary>||A||_X = ||A P_X||_F = ||A U||_F.</summary>
    /// <param name="a">Any matrix of d_in columns.</param>
    public double SemiNorm(Matrix<double> a) => Frobenius.Norm(MatrixProduct.Of<double>(a, InputBasis));

    /// <summary>The same data with inputs in coordinates of their own span: U^T X = S V^T, r x n, and Y.</summary>
    /// <remarks>W X = (W U)(U^T X) for every W, so predictions and losses of W U here are those of W there.</remarks>
    public Dataset OnInputBasis()
    {
        var inputs = SampleBasis.Transpose();
        for (var k = 0; k < Rank; k++)
        {
            foreach (ref var x in inputs.Row(k))
                x *= SingularValues[k];
        }

        return Dataset.Adopt(Dataset.Name, inputs, Dataset.Targets);
    }

    // Zero inputs stay zero.
    private static (Matrix<double> Scaled, int[] Exponents) Equilibrated(Matrix<double> inputs)
    {
        var scaled = inputs.Clone();
        var exponents = new int[inputs.Rows];
        for (var i = 0; i < inputs.Rows; i++)
        {
            var row = scaled.Row(i);
            var largest = 0.0;
            foreach (var x in row)
                largest = Math.Max(largest, Math.Abs(x));
            if (largest == 0)
                continue;

            // In two steps, so that no square overflows.
            var sum = 0.0;
            foreach (var x in row)
                sum += x / largest * (x / largest);
            exponents[i] = Math.ILogB(largest) + Math.ILogB(Math.Sqrt(sum));
            foreach (ref var x in row)
                x = Math.ScaleB(x, -exponents[i]);
        }

        return (scaled, exponents);
    }

    private static double HalfSquared(ReadOnlySpan<double> entries)
    {
        var sum = 0.0;
        foreach (var x in entries)
            sum += x * x;
        return 0.5 * sum;
    }

    private (Matrix<double> Minimizer, double HalfSquaredResidual) SolveFullRank(
        Matrix<double> scaled, int[] exponents, PivotedQr qr, Matrix<double> frame)
    {
        var permuted = new Matrix<double>(scaled.Rows, scaled.Columns);
        for (var j = 0; j < scaled.Rows; j++)
            scaled.Row(qr.Permutation[j]).CopyTo(permuted.Row(j));
        var (solution, residual) = RefinedLeastSquares.Solve(permuted, Dataset.Targets, frame, qr.R);
        var minimizer = new Matrix<double>(solution.Rows, solution.Columns);
        for (var j = 0; j < solution.Columns; j++)
        {
            var input = qr.Permutation[j];
            for (var i = 0; i < solution.Rows; i++)
                minimizer[i, input] = Math.ScaleB(solution[i, j], -exponents[input]);
        }

        return (minimizer, HalfSquared(residual.Span));
    }

    private (Matrix<double> Minimizer, double HalfSquaredResidual) SolveRankDeficient(PivotedQr qr)
    {
        var coefficients = MatrixProduct.Of<double>(Dataset.Targets, SampleBasis);
        for (var i = 0; i < coefficients.Rows; i++)
        {
            for (var k = 0; k < Rank; k++)
                coefficients[i, k] /= SingularValues[k];
        }

        // What no linear map reaches lies in the last rows of Q^T Y^T.
        var images = qr.TransposedTimes(Dataset.Targets.Transpose(), ThreadTeam.Alone);
        return (MatrixProduct.Of(coefficients, InputBasis.Transposed), HalfSquared(images.Span[(Rank * images.Columns)..]));
    }

    private double EstimateAccuracy(Matrix<double> equilibratedFactor)
    {
        var values = Rank == Dataset.InputDimension ? SingularValueDecomposition.ValuesOf(equilibratedFactor) : SingularValues;
        return Math.Min(1, Math.Max(Dataset.SampleCount, Dataset.InputDimension) * Epsilon * values[0] / values[^1]);
    }
}
