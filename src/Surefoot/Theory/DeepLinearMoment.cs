using Surefoot.Arithmetic;
using Surefoot.Networks;

namespace Surefoot.Theory;

/// <summary>A moment of a run of a deep linear network: everything a theorem measures there, worked out when it is asked for.</summary>
/// <remarks>Layers count from 1, as in the works. Singular values, norms and balancedness are the full network's.</remarks>
public sealed class DeepLinearMoment
{
    private const double Epsilon = 1.0 / (1L << 52);

    private readonly Dictionary<(int Upper, int Lower), double[]> _singularValues = [];
    private Matrix<double>? _map;
    private Matrix<double>? _derivative;
    private Matrix<double>? _gradient;
    private double[]? _imbalances;
    private double _loss = double.NaN;

    internal DeepLinearMoment(DeepLinearSetting setting, long step, Weights<double> weights, Matrix<double> twin, DeepLinearMoment? previous)
    {
        Setting = setting;
        Step = step;
        Weights = weights;
        Twin = twin;
        Previous = previous;
    }

    /// <summary>The setting of the run.</summary>
    public DeepLinearSetting Setting { get; }

    /// <summary>t, the number of steps taken.</summary>
    public long Step { get; }

    /// <summary>The weights of the reduced run, as stored.</summary>
    public Weights<double> Weights { get; }

    /// <summary>The moment one step earlier; null at the start.</summary>
    public DeepLinearMoment? Previous { get; }

    /// <summary>W(t) of the convex twin in coordinates of the inputs' span.</summary>
    public Matrix<double> Twin { get; }

    /// <summary>V(t) = alpha W_N ... W_1 in coordinates of the inputs' span, n_N x r.</summary>
    public Matrix<double> Map => _map ??= Setting.Run.Network.EndToEnd(Weights);

    /// <summary>L(V(t)) - L*, from the compressed problem, where the constant need not be subtracted.</summary>
    public double Gap
    {
        get
        {
            Evaluate();
            return _loss - Setting.OptimalLoss;
        }
    }

    /// <summary>How far rounding may have moved <see cref="Gap"/>: that of N + 1 products in the map, seen by a beta-smooth loss.</summary>
    public double GapRounding
    {
        get
        {
            var square = 0.0;
            foreach (var x in Map.Span)
                square += x * x;
            var distance = 4 * Epsilon * (Setting.Network.Depth + 1) * Math.Sqrt(square);
            var gap = Math.Max(0, Gap);
            return (Math.Sqrt(2 * Setting.Curvature.Smoothness * gap) * distance) + (0.5 * Setting.Curvature.Smoothness * distance * distance) + (16 * Epsilon * gap);
        }
    }

    /// <summary>nabla L(V(t)) in coordinates of the inputs' span, n_N x r.</summary>
    public Matrix<double> Gradient
    {
        get
        {
            Evaluate();
            return _gradient ??= MatrixProduct.Of(_derivative!, Setting.Run.Data.Inputs.Transposed);
        }
    }

    /// <summary>||W_{j+1}^T W_{j+1} - W_j W_j^T||_F for j = 1, ..., N - 1.</summary>
    public IReadOnlyList<double> Imbalances => _imbalances ??= Setting.Reduction.Imbalances(Weights);

    /// <summary>All singular values of V_j ... V_i, falling, where V_i = W_i / s_i are the layers divided by their scales.</summary>
    /// <param name="upper">j.</param>
    /// <param name="lower">i.</param>
    public IReadOnlyList<double> SingularValues(int upper, int lower)
    {
        if (!_singularValues.TryGetValue((upper, lower), out var values))
        {
            values = Setting.Reduction.SingularValues(Weights, upper, lower);
            _singularValues.Add((upper, lower), values);
        }

        return values;
    }

    /// <summary>||W_i(t) - W_i(0)||_F.</summary>
    public double DistanceFromStart(int layer)
    {
        var now = Weights[layer - 1].Span;
        var start = Setting.Run.Start[layer - 1].Span;
        var sum = 0.0;
        for (var k = 0; k < now.Length; k++)
            sum += (now[k] - start[k]) * (now[k] - start[k]);
        return Setting.Network.LayerScales[layer - 1] * Math.Sqrt(sum);
    }

    /// <summary>V_j ... V_i of the reduced run; for j &lt; i the identity of order s_j.</summary>
    public Matrix<double> Product(int upper, int lower)
    {
        if (upper < lower)
            return Matrix<double>.Identity(Setting.Run.Network.Widths[upper]);
        var product = Weights[lower - 1];
        for (var layer = lower + 1; layer <= upper; layer++)
            product = MatrixProduct.Of<double>(Weights[layer - 1], product);
        return product;
    }

    private void Evaluate()
    {
        if (_derivative is not null)
            return;
        var predictions = MatrixProduct.Of<double>(Map, Setting.Run.Data.Inputs);
        _derivative = new Matrix<double>(predictions.Rows, predictions.Columns);
        _loss = Setting.BoundLoss.Evaluate(predictions, _derivative);
    }
}
