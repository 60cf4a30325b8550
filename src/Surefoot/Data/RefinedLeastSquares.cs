using Surefoot.Arithmetic;

namespace Surefoot.Data;

/// <summary>
/// The minimiser of ||W X - Y||_F for X of full row rank, corrected until only the rounding of its own entries is left.
/// </summary>
/// <remarks>
/// QR alone loses as many digits as the condition number has, and which of the last ones depends on the order of sums.
/// Refining W and the residual together, with their defects accumulated in twice the precision, gives nearly all digits back
/// as long as cond(X) eps is below 1 (Bjorck, "Iterative refinement of linear least squares solutions I", 1967).
/// </remarks>
internal static class RefinedLeastSquares
{
    /// <summary>Solves for W and E = Y - W X.</summary>
    /// <remarks>Cost some 40 n d_in d_out operations for each of usually three passes.</remarks>
    /// <param name="x">X, d_in x n, of full row rank.</param>
    /// <param name="y">Y, d_out x n.</param>
    /// <param name="q">n x d_in with orthonormal columns.</param>
    /// <param name="r">d_in x d_in, upper triangular, with X^T = Q R.</param>
    /// <returns>W, d_out x d_in, and E, d_out x n.</returns>
    public static (Matrix<double> Solution, Matrix<double> Residual) Solve(Matrix<double> x, Matrix<double> y, Matrix<double> q, Matrix<double> r)
    {
        var solution = new Matrix<double>(y.Rows, x.Rows);
        var residual = new Matrix<double>(y.Rows, x.Columns);
        for (var previous = double.PositiveInfinity; ;)
        {
            // From W = 0 and E = 0 the first correction is the solution by QR.
            var defect = DefectOfFit(x, y, solution, residual);
            var coordinates = MatrixProduct.Of<double>(defect, q);
            SubtractDefectOfNormalEquations(x, residual, r, coordinates);
            MatrixProduct.Multiply(coordinates, q.Transposed, defect, -1, 1, ThreadTeam.Alone);
            SolveTransposed(r, coordinates);

            // A correction that does not shrink is rounding, or the condition is beyond repair.
            var size = LargestMagnitude(coordinates);
            if (!(size < previous / 2))
                return (solution, residual);
            previous = size;
            Add(coordinates, solution);
            Add(defect, residual);
        }
    }

    // Y - E - W X.
    private static Matrix<double> DefectOfFit(Matrix<double> x, Matrix<double> y, Matrix<double> solution, Matrix<double> residual)
    {
        var defect = new Matrix<double>(y.Rows, y.Columns);
        var low = new double[y.Columns];
        for (var i = 0; i < y.Rows; i++)
        {
            var high = defect.Row(i);
            var target = y.Row(i);
            var error = residual.Row(i);
            for (var k = 0; k < low.Length; k++)
                (high[k], low[k]) = TwoSum(target[k], -error[k]);
            for (var j = 0; j < x.Rows; j++)
            {
                var factor = -solution[i, j];
                var input = x.Row(j);
                for (var k = 0; k < low.Length; k++)
                    (high[k], low[k]) = AddProduct(high[k], low[k], factor, input[k]);
            }

            for (var k = 0; k < low.Length; k++)
                high[k] += low[k];
        }

        return defect;
    }

    // Subtracts G R^-1 from the coordinates, where G = -E X^T should vanish.
    private static void SubtractDefectOfNormalEquations(Matrix<double> x, Matrix<double> residual, Matrix<double> r, Matrix<double> coordinates)
    {
        var scaled = new double[x.Rows];
        for (var i = 0; i < residual.Rows; i++)
        {
            var error = residual.Row(i);
            for (var j = 0; j < x.Rows; j++)
            {
                var (high, low) = (0.0, 0.0);
                var input = x.Row(j);
                for (var k = 0; k < input.Length; k++)
                    (high, low) = AddProduct(high, low, -error[k], input[k]);
                var sum = high + low;
                for (var k = 0; k < j; k++)
                    sum = Math.FusedMultiplyAdd(-scaled[k], r[k, j], sum);
                scaled[j] = sum / r[j, j];
                coordinates[i, j] -= scaled[j];
            }
        }
    }

    // Every row c of the matrix becomes the solution v of v R^T = c.
    private static void SolveTransposed(Matrix<double> r, Matrix<double> matrix)
    {
        for (var i = 0; i < matrix.Rows; i++)
        {
            var row = matrix.Row(i);
            for (var j = r.Columns - 1; j >= 0; j--)
            {
                var sum = row[j];
                for (var k = j + 1; k < r.Columns; k++)
                    sum = Math.FusedMultiplyAdd(-r[j, k], row[k], sum);
                row[j] = sum / r[j, j];
            }
        }
    }

    // The error of a sum of two numbers, and of a product, is itself a number (Ogita, Rump and Oishi, "Accurate Sum and Dot
    // Product", 2005).
    private static (double Sum, double Error) TwoSum(double a, double b)
    {
        var sum = a + b;
        var second = sum - a;
        return (sum, a - (sum - second) + (b - second));
    }

    private static (double High, double Low) AddProduct(double high, double low, double a, double b)
    {
        var product = a * b;
        var (sum, error) = TwoSum(high, product);
        return (sum, low + (error + Math.FusedMultiplyAdd(a, b, -product)));
    }

    private static double LargestMagnitude(Matrix<double> matrix)
    {
        var largest = 0.0;
        foreach (var entry in matrix.Span)
            largest = Math.Max(largest, Math.Abs(entry));
        return largest;
    }

    private static void Add(Matrix<double> correction, Matrix<double> to)
    {
        var from = correction.Span;
        var sum = to.Span;
        for (var i = 0; i < from.Length; i++)
            sum[i] += from[i];
    }
}
