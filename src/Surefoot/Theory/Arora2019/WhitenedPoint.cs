using Surefoot.Arithmetic;

namespace Surefoot.Theory.Arora2019;

/// <summary>
/// A moment of a run in the matrices of the work: the layers W_1, ..., W_N of the run without output scale, their products, and
/// G = W - Phi. Inputs are in coordinates of their span, which changes no norm.
/// </summary>
/// <remarks>
/// These are the layers of the reduced run. It is a run of the work's gradient descent itself, with the full network's map and
/// loss, so what the work proves of any layers holds of these; norms and imbalances are at most those of the full network.
/// </remarks>
internal sealed class WhitenedPoint
{
    private readonly Matrix<double>?[] _below;
    private readonly Matrix<double>?[] _above;
    private readonly Lazy<double> _residualSpectral;
    private readonly Lazy<double> _largestNorm;
    private readonly Lazy<double> _largestImbalance;

    public WhitenedPoint(WhitenedProblem problem, DeepLinearMoment moment)
    {
        (Moment, Step) = (moment, moment.Step);
        Depth = problem.Depth;
        var layers = new Matrix<double>[Depth];
        for (var j = 1; j <= Depth; j++)
        {
            layers[j - 1] = moment.Weights[j - 1].Clone();
            foreach (ref var x in layers[j - 1].Span)
                x *= problem.LayerFactor(j);
        }

        Layers = layers;
        Map = moment.Map.Clone();
        Residual = Algebra.Difference(Map, problem.Target);
        Distance = Frobenius.Norm(Residual);
        Smallest = moment.MapSingularValues[^1];
        _below = new Matrix<double>?[Depth + 1];
        _above = new Matrix<double>?[Depth + 2];
        _residualSpectral = new(() => Algebra.Spectral(Residual));
        _largestNorm = new(() => moment.Step == Step
            ? Enumerable.Range(1, Depth).Max(j => Math.Abs(problem.LayerFactor(j)) * moment.SingularValuesInRun(j, j)[0])
            : Layers.Max(Algebra.Spectral));
        _largestImbalance = new(() => Enumerable.Range(1, Depth - 1).Select(j => Frobenius.Norm(Imbalance(j))).DefaultIfEmpty(0).Max());
    }

    /// <summary>The moment; it may have moved on, to another step.</summary>
    public DeepLinearMoment Moment { get; }

    /// <summary>t.</summary>
    public long Step { get; }

    /// <summary>N.</summary>
    public int Depth { get; }

    /// <summary>W_1, ..., W_N.</summary>
    public IReadOnlyList<Matrix<double>> Layers { get; }

    /// <summary>W = W_N ... W_1.</summary>
    public Matrix<double> Map { get; }

    /// <summary>G = W - Phi, the derivative of L^1.</summary>
    public Matrix<double> Residual { get; }

    /// <summary>||G||_F.</summary>
    public double Distance { get; }

    /// <summary>||G||_sigma.</summary>
    public double ResidualSpectral => _residualSpectral.Value;

    /// <summary>sigma_min(W).</summary>
    public double Smallest { get; }

    /// <summary>max_j ||W_j||_sigma.</summary>
    public double LargestNorm => _largestNorm.Value;

    /// <summary>max_j ||B_j||_F.</summary>
    public double LargestImbalance => _largestImbalance.Value;

    /// <summary>W_j ... W_1; the identity for j = 0.</summary>
    public Matrix<double> Below(int j) =>
        _below[j] ??= j == 0 ? Matrix<double>.Identity(Map.Columns) : j == 1 ? Layers[0] : MatrixProduct.Of<double>(Layers[j - 1], Below(j - 1));

    /// <summary>W_N ... W_j; the identity for j = N + 1.</summary>
    public Matrix<double> Above(int j) =>
        _above[j] ??= j > Depth ? Matrix<double>.Identity(Map.Rows) : j == Depth ? Layers[Depth - 1] : MatrixProduct.Of<double>(Above(j + 1), Layers[j - 1]);

    /// <summary>B_j = W_{j+1}^T W_{j+1} - W_j W_j^T.</summary>
    public Matrix<double> Imbalance(int j) => Algebra.Difference(Algebra.Gram(Layers[j]), Algebra.OuterGram(Layers[j - 1]));

    /// <summary>dL^N/dW_j = (W_N ... W_{j+1})^T G (W_{j-1} ... W_1)^T.</summary>
    public Matrix<double> Gradient(int j) => Algebra.Product(Above(j + 1).Transposed, Residual, Below(j - 1).Transposed);

    /// <summary>sum_j W_{N:j+1} W_{N:j+1}^T G W_{j-1:1}^T W_{j-1:1}: what W moves along, to first order in the rate.</summary>
    public Matrix<double> FirstOrder()
    {
        var sum = new Matrix<double>(Map.Rows, Map.Columns);
        for (var j = 1; j <= Depth; j++)
            sum = Algebra.Sum(sum, Algebra.Product(Algebra.OuterGram(Above(j + 1)), Residual, Algebra.Gram(Below(j - 1))), 1);
        return sum;
    }

    /// <summary>sum_j (W_N W_N^T)^{N-j} G (W_1^T W_1)^{j-1}: the same with the outer layers' powers in place of products.</summary>
    public Matrix<double> FirstOrderOfOuterLayers()
    {
        var (first, last) = (Algebra.Gram(Layers[0]), Algebra.OuterGram(Layers[Depth - 1]));
        var sum = new Matrix<double>(Map.Rows, Map.Columns);
        for (var j = 1; j <= Depth; j++)
            sum = Algebra.Sum(sum, Algebra.Product(Algebra.Power(last, Depth - j), Residual, Algebra.Power(first, j - 1)), 1);
        return sum;
    }
}
