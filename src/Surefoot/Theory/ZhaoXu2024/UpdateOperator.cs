using Surefoot.Arithmetic;

namespace Surefoot.Theory.ZhaoXu2024;

/// <summary>
/// P(t)[A] = a_N^2 sum_i W_{N:i+1} W_{N:i+1}^T A (W_{i-1:1} W_{i-1:1}^T restricted to the inputs' span), eq. (41): to first order in
/// eta, V(t+1) = V(t) - eta P(t)[nabla L(V(t))].
/// </summary>
/// <remarks>
/// Symmetric and positive semi-definite: a sum of maps A -> S A T, whose eigenvalues are the products of those of S and T
/// (proposition 2). In coordinates of the inputs' span, and for the normalised network.
/// </remarks>
public sealed class UpdateOperator
{
    private readonly double[] _factors;
    private readonly Matrix<double>[] _outer;
    private readonly Matrix<double>[] _inner;

    private UpdateOperator(double[] factors, Matrix<double>[] outer, Matrix<double>[] inner, double least, double largest)
    {
        _factors = factors;
        _outer = outer;
        _inner = inner;
        LeastBound = least;
        LargestBound = largest;
    }

    /// <summary>(n_1 ... n_N)^{-1} sum_i sigma_min(W_{i-1:1})^2 sigma_min(W_{N:i+1})^2: no eigenvalue is below it.</summary>
    public double LeastBound { get; }

    /// <summary>(n_1 ... n_N)^{-1} sum_i sigma_max(W_{i-1:1})^2 sigma_max(W_{N:i+1})^2: no eigenvalue is above it.</summary>
    public double LargestBound { get; }

    /// <summary>The operator at a moment.</summary>
    public static UpdateOperator At(DeepLinearMoment moment)
    {
        ArgumentNullException.ThrowIfNull(moment);
        var problem = new NormalizedProblem(moment.Setting);
        var network = moment.Setting.Run.Network;
        var depth = problem.Depth;
        var (factors, outer, inner) = (new double[depth], new Matrix<double>[depth], new Matrix<double>[depth]);
        var (least, largest) = (0.0, 0.0);
        var (above, below) = (Matrix<double>.Identity(network.OutputDimension), Matrix<double>.Identity(network.InputDimension));
        for (var i = 1; i <= depth; i++)
        {
            var scale = network.OutputFactor / network.LayerScales[i - 1];
            factors[i - 1] = scale * scale / moment.Setting.NormalizedRateFactor;
            inner[i - 1] = MatrixProduct.Of(below.Transposed, below);
            below = MatrixProduct.Of<double>(moment.Weights[i - 1], below);
            least += Squared(Output(i, problem.Outputs) * Input(i, problem.Rank)) / problem.Outputs;
            largest += Squared(Output(i, 1) * Input(i, 1)) / problem.Outputs;
        }

        for (var i = depth; i >= 1; i--)
        {
            outer[i - 1] = MatrixProduct.Of(above, above.Transposed);
            above = MatrixProduct.Of<double>(above, moment.Weights[i - 1]);
        }

        return new(factors, outer, inner, least, largest);

        double Output(int i, int k) => i == depth ? 1 : problem.OutputRatio(moment, i, k);

        double Input(int i, int k) => i == 1 ? 1 : problem.InputRatio(moment, i, k);
    }

    /// <summary>P(t)[A].</summary>
    /// <param name="a">A in coordinates of the inputs' span, n_N x r.</param>
    public Matrix<double> Apply(Matrix<double> a)
    {
        ArgumentNullException.ThrowIfNull(a);
        var image = new Matrix<double>(a.Rows, a.Columns);
        for (var i = 0; i < _factors.Length; i++)
            MatrixProduct.Multiply(MatrixProduct.Of<double>(_outer[i], a), _inner[i], image, _factors[i], 1.0, ThreadTeam.Alone);
        return image;
    }

    /// <summary>All n_N r eigenvalues, falling. Cost some (n_N r)^3 operations.</summary>
    public double[] Eigenvalues()
    {
        var (rows, columns) = (_outer[0].Rows, _inner[0].Rows);
        var matrix = new Matrix<double>(rows * columns, rows * columns);
        for (var i = 0; i < _factors.Length; i++)
        {
            for (var a = 0; a < matrix.Rows; a++)
            {
                for (var b = 0; b < matrix.Columns; b++)
                    matrix[a, b] += _factors[i] * _outer[i][a / columns, b / columns] * _inner[i][a % columns, b % columns];
            }
        }

        double[] values = [.. SymmetricEigen.Of(matrix).Values];
        Array.Sort(values, static (x, y) => y.CompareTo(x));
        return values;
    }

    private static double Squared(double x) => x * x;
}
