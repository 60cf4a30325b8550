using Surefoot.Arithmetic;
using Surefoot.Objectives;

namespace Surefoot.Theory;

/// <summary>A moment of a run of a linear residual network: everything a theorem measures there, worked out when it is asked for.</summary>
/// <remarks>Layers count from 1. Norms, losses and gradients are the full network's; beside the subspace of the run it has none.</remarks>
public sealed class ResidualMoment
{
    private const double Epsilon = 1.0 / (1L << 52);

    private readonly double[] _gradientSquares;
    private double[]? _norms;
    private double[]? _spectralNorms;
    private double? _gap;
    private Weights<double>? _batchGradient;
    private Matrix<double>? _product;
    private bool _hasGradient;
    private bool _hasBatch;

    internal ResidualMoment(ResidualSetting setting)
    {
        Setting = setting;
        Weights = new Weights<double>(setting.Run.Network.Shapes);
        StoredGradient = new Weights<double>(setting.Run.Network.Shapes);
        _gradientSquares = new double[Weights.Count];
    }

    /// <summary>The setting of the run.</summary>
    public ResidualSetting Setting { get; }

    /// <summary>t, the number of steps taken.</summary>
    public long Step { get; private set; }

    /// <summary>The weights of the reduced run.</summary>
    public Weights<double> Weights { get; }

    /// <summary>The moment one step earlier; null at the start.</summary>
    public ResidualMoment? Previous { get; private set; }

    /// <summary>L(W) - L*, from the compressed problem, whose least loss is 0.</summary>
    public double Gap => _gap ??= Setting.Run.Objective.Loss(Weights);

    /// <summary>L(W).</summary>
    public double Loss => Gap + Setting.OptimalLoss;

    /// <summary>dL/dW_l on the run, all samples at once.</summary>
    public Weights<double> Gradient
    {
        get
        {
            if (!_hasGradient)
            {
                _gap = Setting.Run.Objective.LossAndGradient(Weights, StoredGradient);
                for (var l = 0; l < _gradientSquares.Length; l++)
                    _gradientSquares[l] = Frobenius.SquaredNorm(StoredGradient[l]);
                _hasGradient = true;
            }

            return StoredGradient;
        }
    }

    /// <summary>||dL/dW_l||_F^2, first layer first.</summary>
    public IReadOnlyList<double> GradientSquares
    {
        get
        {
            _ = Gradient;
            return _gradientSquares;
        }
    }

    /// <summary>||W_l||_F, first layer first.</summary>
    public IReadOnlyList<double> LayerNorms => _norms ??= [.. Weights.Layers.ToArray().Select(Frobenius.Norm)];

    /// <summary>||W_l||_2, first layer first.</summary>
    public IReadOnlyList<double> SpectralNorms => _spectralNorms ??= [.. Weights.Layers.ToArray().Select(layer => SingularValueDecomposition.ValuesOf(layer)[0])];

    /// <summary>(I + W_L) ... (I + W_1) on the subspace of the run; it is the identity beside it.</summary>
    public Matrix<double> Product
    {
        get
        {
            if (_product is not null)
                return _product;
            _product = Matrix<double>.Identity(Setting.Run.Network.Width);
            foreach (var layer in Weights.Layers)
            {
                var next = _product.Clone();
                MatrixProduct.Multiply(layer, _product, next, 1.0, 1.0, ThreadTeam.Alone);
                _product = next;
            }

            return _product;
        }
    }

    /// <summary>G_l of the batch of this step; null where the run has none.</summary>
    public Weights<double>? BatchGradient
    {
        get
        {
            if (Setting.Batches is not { } batches || Setting.Run.Objective is not SampledObjective<double> sampled)
                return null;
            _batchGradient ??= new Weights<double>(Setting.Run.Network.Shapes);
            if (!_hasBatch)
            {
                var samples = new int[batches.Size];
                batches.Fill(Step, samples);
                sampled.BatchLossAndGradient(Weights, samples, _batchGradient);
                _hasBatch = true;
            }

            return _batchGradient;
        }
    }

    /// <summary>
    /// How far rounding may have moved the predictions on the compressed data, in the Frobenius norm: L + 2 products, each by some eps of the product of
    /// its factors' norms, for what they are may cancel.
    /// </summary>
    public double PredictionRounding => 4 * Epsilon * (Setting.Network.Depth + 3) * EndNorms * Math.Exp(LayerNorms.Sum()) * Setting.InputNorm;

    /// <summary>How far rounding may have moved <see cref="Gap"/>.</summary>
    public double GapRounding
    {
        get
        {
            var (distance, gap) = (PredictionRounding, Math.Max(0, Gap));
            return (Math.Sqrt(2 * gap) * distance) + (0.5 * distance * distance) + (16 * Epsilon * gap);
        }
    }

    /// <summary>How far rounding may have moved one layer's gradient, in the Frobenius norm.</summary>
    public double GradientRounding =>
        (PredictionRounding + (4 * Epsilon * (Setting.Network.Depth + 3) * Math.Sqrt(2 * Math.Max(0, Gap)))) * EndNorms * Math.Exp(LayerNorms.Sum()) * Setting.LargestSingularValue;

    private double EndNorms => Frobenius.Norm(Setting.Run.Network.InputTransform) * Frobenius.Norm(Setting.Run.Network.OutputTransform);

    private Weights<double> StoredGradient { get; }

    /// <summary>Makes this the moment of the given point; the one before it loses its own predecessor, whose place this may be.</summary>
    internal void MoveTo(long step, Weights<double> weights, ResidualMoment? previous)
    {
        weights.Span.CopyTo(Weights.Span);
        (Step, Previous) = (step, previous);
        previous?.Previous = null;
        (_norms, _spectralNorms, _gap, _product, _hasGradient, _hasBatch) = (null, null, null, null, false, false);
    }
}
