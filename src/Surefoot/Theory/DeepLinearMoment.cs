using Surefoot.Arithmetic;
using Surefoot.Networks;
using Surefoot.Objectives;

namespace Surefoot.Theory;

/// <summary>A moment of a run of a deep linear network: everything a theorem measures there, worked out when it is asked for.</summary>
/// <remarks>
/// Layers count from 1, as in the works. Singular values, norms and balancedness are the full network's. Along a run two moments
/// take turns, so that a step of a small network costs no memory: what one of them gives out is overwritten two steps later.
/// </remarks>
public sealed class DeepLinearMoment
{
    private const double Epsilon = 1.0 / (1L << 52);

    // V_N ... V_i for i = N, ..., 1; the last one becomes the map.
    private readonly Matrix<double>[] _products;
    private readonly Matrix<double> _predictions;
    private readonly Dictionary<(int Upper, int Lower), double[]> _singularValues = [];
    private readonly Dictionary<(int Upper, int Lower), double[]> _largest = [];
    private readonly Dictionary<(int Upper, int Lower), double[]> _inRun = [];
    private readonly Dictionary<string, object> _measured = [];
    private OutputKernel? _kernel;
    private Matrix<double>? _gradient;
    private double[]? _mapSingularValues;
    private double[]? _imbalances;
    private bool _hasMap;
    private bool _hasLoss;
    private bool _hasGradient;
    private double _loss;

    internal DeepLinearMoment(DeepLinearSetting setting)
    {
        Setting = setting;
        var network = setting.Run.Network;
        Weights = new Weights<double>(network.Shapes);
        Twin = new Matrix<double>(network.OutputDimension, network.InputDimension);
        _products = [.. network.Widths.Take(network.Depth).Reverse().Select(width => new Matrix<double>(network.OutputDimension, width))];
        _predictions = new Matrix<double>(network.OutputDimension, setting.Run.Data.Inputs.Columns);
    }

    /// <summary>The setting of the run.</summary>
    public DeepLinearSetting Setting { get; }

    /// <summary>t, the number of steps taken.</summary>
    public long Step { get; private set; }

    /// <summary>The weights of the reduced run, as stored.</summary>
    public Weights<double> Weights { get; }

    /// <summary>The moment one step earlier; null at the start.</summary>
    public DeepLinearMoment? Previous { get; private set; }

    /// <summary>W(t) of the convex twin in coordinates of the inputs' span.</summary>
    public Matrix<double> Twin { get; }

    /// <summary>V(t) = alpha W_N ... W_1 in coordinates of the inputs' span, n_N x r.</summary>
    public Matrix<double> Map
    {
        get
        {
            if (!_hasMap)
                Multiply();
            return _products[^1];
        }
    }

    /// <summary>The singular values of <see cref="Map"/>, falling.</summary>
    public IReadOnlyList<double> MapSingularValues => _mapSingularValues ??= SingularValueDecomposition.ValuesOf(Map);

    /// <summary>L(V(t)) - L*, from the compressed problem, where the constant need not be subtracted.</summary>
    public double Gap
    {
        get
        {
            Evaluate();
            return _loss - Setting.OptimalLoss;
        }
    }

    /// <summary>
    /// How far rounding may have moved <see cref="Map"/> in one step or one evaluation, in the Frobenius norm: N + 1 products, each
    /// by some eps of its result.
    /// </summary>
    public double MapRounding => 4 * Epsilon * (Setting.Network.Depth + 1) * Frobenius.Norm(Map);

    /// <summary>nabla L(V(t)) in coordinates of the inputs' span, n_N x r.</summary>
    public Matrix<double> Gradient
    {
        get
        {
            Evaluate();
            _gradient ??= new Matrix<double>(Twin.Rows, Twin.Columns);
            if (!_hasGradient)
                MatrixProduct.Multiply(_predictions, Setting.Run.Data.Inputs.Transposed, _gradient, 1.0, 0.0, ThreadTeam.Alone);
            _hasGradient = true;
            return _gradient;
        }
    }

    /// <summary>||W_{j+1}^T W_{j+1} - W_j W_j^T||_F for j = 1, ..., N - 1.</summary>
    public IReadOnlyList<double> Imbalances => _imbalances ??= Setting.Reduction.Imbalances(Weights);

    /// <summary>P(t) on the inputs U S, where X = U S V^T: the eigenvalues of P that are not 0 on account of the data.</summary>
    public OutputKernel Kernel => _kernel ??= OutputKernel.Of(Setting.Run.Network, Weights, Setting.SpectralInputs);

    /// <summary>All singular values of V_j ... V_i, falling, where V_i = W_i / s_i are the layers divided by their scales.</summary>
    /// <param name="upper">j.</param>
    /// <param name="lower">i.</param>
    public IReadOnlyList<double> SingularValues(int upper, int lower)
    {
        if (!_singularValues.TryGetValue((upper, lower), out var values))
        {
            values = FullSingularValues(upper, lower, int.MaxValue);
            _singularValues.Add((upper, lower), values);
        }

        return values;
    }

    /// <summary>The k-th largest singular value of V_j ... V_i; those beside the run are not all formed for it.</summary>
    /// <param name="upper">j.</param>
    /// <param name="lower">i.</param>
    /// <param name="k">k, from 1 to the smaller dimension; beyond it the value is 0.</param>
    public double SingularValue(int upper, int lower, int k)
    {
        if (!_largest.TryGetValue((upper, lower), out var values) || values.Length < k)
        {
            values = FullSingularValues(upper, lower, k);
            _largest[(upper, lower)] = values;
        }

        return k <= values.Length ? values[k - 1] : 0;
    }

    /// <summary>The singular values of V_j ... V_1 restricted to the span of the inputs, falling, min(r, s_j) of them.</summary>
    /// <param name="upper">j.</param>
    public IReadOnlyList<double> SingularValuesOnInputs(int upper) => SingularValuesInRun(upper, 1);

    /// <summary>||W_i(t) - W_i(0)||_F.</summary>
    public double DistanceFromStart(int layer) =>
        Setting.Network.LayerScales[layer - 1] * Frobenius.Distance(Weights[layer - 1], Setting.Run.Start[layer - 1]);

    /// <summary>V_j ... V_i of the reduced run; for j &lt; i the identity of order s_j.</summary>
    public Matrix<double> Product(int upper, int lower)
    {
        if (upper < lower)
            return Matrix<double>.Identity(Setting.Run.Network.Widths[upper]);

        // From the narrower end: each product then has few rows or few columns.
        if (Weights[upper - 1].Rows < Weights[lower - 1].Columns)
        {
            var product = Weights[upper - 1];
            for (var layer = upper - 1; layer >= lower; layer--)
                product = MatrixProduct.Of<double>(product, Weights[layer - 1]);
            return product;
        }
        else
        {
            var product = Weights[lower - 1];
            for (var layer = lower + 1; layer <= upper; layer++)
                product = MatrixProduct.Of<double>(Weights[layer - 1], product);
            return product;
        }
    }

    /// <summary>The singular values of <see cref="Product"/>, falling: what all works measure of the run's layers, worked out once.</summary>
    /// <param name="upper">j.</param>
    /// <param name="lower">i, at most j.</param>
    internal IReadOnlyList<double> SingularValuesInRun(int upper, int lower)
    {
        if (!_inRun.TryGetValue((upper, lower), out var values))
        {
            values = SingularValueDecomposition.ValuesOf(Product(upper, lower));
            _inRun.Add((upper, lower), values);
        }

        return values;
    }

    /// <summary>What a work measures in its own way, worked out once for all inequalities that ask for it at this moment.</summary>
    /// <param name="name">A name that no other measurement has.</param>
    /// <param name="measure">How it is measured.</param>
    internal T Measured<T>(string name, Func<DeepLinearMoment, T> measure)
        where T : notnull
    {
        if (_measured.TryGetValue(name, out var known))
            return (T)known;
        var value = measure(this);
        _measured.Add(name, value);
        return value;
    }

    /// <summary>Makes this the moment of the given point; the one before it loses its own predecessor, whose place this may be.</summary>
    internal void MoveTo(long step, Weights<double> weights, Matrix<double> twin, DeepLinearMoment? previous)
    {
        weights.Span.CopyTo(Weights.Span);
        twin.Span.CopyTo(Twin.Span);
        Step = step;
        Previous = previous;
        previous?.Previous = null;
        _singularValues.Clear();
        _largest.Clear();
        _inRun.Clear();
        _measured.Clear();
        (_mapSingularValues, _imbalances, _kernel) = (null, null, null);
        (_hasMap, _hasLoss, _hasGradient) = (false, false, false);
    }

    private double[] FullSingularValues(int upper, int lower, int count) => lower == 1
        ? Setting.Reduction.SingularValues(Weights, upper, lower, count)
        : Setting.Reduction.Completed(SingularValuesInRun(upper, lower), upper, lower, count);

    private void Multiply()
    {
        Weights[Weights.Count - 1].Span.CopyTo(_products[0].Span);
        for (var i = 1; i < _products.Length; i++)
            MatrixProduct.Multiply(_products[i - 1], Weights[_products.Length - 1 - i], _products[i], 1.0, 0.0, ThreadTeam.Alone);
        foreach (ref var x in _products[^1].Span)
            x *= Setting.Run.Network.OutputFactor;
        _hasMap = true;
    }

    // Predictions first, and their derivative over them.
    private void Evaluate()
    {
        if (_hasLoss)
            return;
        MatrixProduct.Multiply(Map, Setting.Run.Data.Inputs, _predictions, 1.0, 0.0, ThreadTeam.Alone);
        _loss = Setting.BoundLoss.Evaluate(_predictions, _predictions);
        _hasLoss = true;
    }
}
