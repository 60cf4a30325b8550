using Surefoot.Arithmetic;
using Surefoot.GramMatrices;
using Surefoot.Networks;
using Surefoot.Objectives;

namespace Surefoot.Theory;

/// <summary>A moment of a run of a two-layer ReLU network: everything a theorem measures there, worked out when it is asked for.</summary>
/// <remarks>Along a run two moments take turns: what one of them gives out is another step's two steps later.</remarks>
public sealed class TwoLayerReluMoment
{
    private const double Epsilon = 1.0 / (1L << 52);

    private Forward? _forward;
    private Matrix<double>? _gram;
    private LeastEigenvalue? _gramLeast;
    private double? _largestGradient;
    private double? _travel;

    internal TwoLayerReluMoment(TwoLayerReluSetting setting)
    {
        Setting = setting;
        Weights = new Weights<double>(setting.Network.Shapes);
    }

    /// <summary>The setting of the run.</summary>
    public TwoLayerReluSetting Setting { get; }

    /// <summary>k, the number of steps taken.</summary>
    public long Step { get; private set; }

    /// <summary>W(k).</summary>
    public Weights<double> Weights { get; }

    /// <summary>The moment one step earlier; null at the start, and once a later moment has taken its place.</summary>
    public TwoLayerReluMoment? Previous { get; private set; }

    /// <summary>L(k).</summary>
    public double Loss => (_forward ??= Forward.At(this)).Loss;

    /// <summary>u(k) - y.</summary>
    public IReadOnlyList<double> Residuals => (_forward ??= Forward.At(this)).Residuals;

    /// <summary>||y - u(k)||^2.</summary>
    public double SquaredError => (_forward ??= Forward.At(this)).SquaredError;

    /// <summary>||y - u(k)||.</summary>
    public double Error => Math.Sqrt(SquaredError);

    /// <summary>W(k) X, m x n.</summary>
    public Matrix<double> PreActivations => (_forward ??= Forward.At(this)).PreActivations;

    /// <summary>The active units.</summary>
    public ActivationPatterns Patterns => (_forward ??= Forward.At(this)).Patterns;

    /// <summary>H(k).</summary>
    public Matrix<double> Gram => _gram ??= ReluGram.Weighted(Setting.Products.Clone(), Patterns, null);

    /// <summary>lambda_min(H(k)).</summary>
    public LeastEigenvalue GramLeast => _gramLeast ??= LeastEigenvalue.Of(Gram);

    /// <summary>max_r ||w_r(k) - w_r(0)||.</summary>
    public double Travel => _travel ??= Descent.Probes.UnitTravelProbe<double>.Greatest(Weights[0], Setting.StartWeights[0]);

    /// <summary>max_r ||dL/dw_r||.</summary>
    public double LargestGradient => _largestGradient ??= LargestGradientOf();

    /// <summary>
    /// How far rounding may have moved u(k), or u(k + 1) in the step from here, in the Euclidean norm: sums over d inputs and m units, in pieces of 64, each
    /// by some eps of the sum of magnitudes, m^{-1/2} sum_r ||w_r|| ||x_i||.
    /// </summary>
    public double PredictionRounding
    {
        get
        {
            var norms = 0.0;
            for (var r = 0; r < Weights[0].Rows; r++)
                norms += Math.Sqrt(SumOfSquares(Weights[0].Row(r)));
            var terms = Setting.Network.InputDimension + 64 + (Setting.Network.Width / 64.0);
            return Epsilon * terms * Setting.Network.OutputScale * norms * Math.Sqrt(SumOfSquares(Setting.Data.Inputs.Span));
        }
    }

    /// <summary>How far that moves ||y - u(k)||^2.</summary>
    public double ErrorRounding => RoundingOf(SquaredError, PredictionRounding);

    /// <summary>Makes this the moment of the given point; the one before it loses its own predecessor, whose place this may be.</summary>
    internal void MoveTo(long step, Weights<double> weights, TwoLayerReluMoment? previous)
    {
        weights.Span.CopyTo(Weights.Span);
        (Step, Previous) = (step, previous);
        previous?.Previous = null;
        (_forward, _gram, _gramLeast, _largestGradient, _travel) = (null, null, null, null, null);
    }

    /// <summary>How far a displacement of predictions by a distance moves the square of an error.</summary>
    internal static double RoundingOf(double squaredError, double distance) =>
        (2 * Math.Sqrt(squaredError) * distance) + (distance * distance) + (16 * Epsilon * squaredError);

    private static double SumOfSquares(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var x in values)
            sum += x * x;
        return sum;
    }

    private double LargestGradientOf()
    {
        var gradient = new Weights<double>(Weights.Shapes);
        Setting.Objective.LossAndGradient(Weights, gradient);
        var largest = 0.0;
        for (var r = 0; r < gradient[0].Rows; r++)
            largest = Math.Max(largest, SumOfSquares(gradient[0].Row(r)));
        return Math.Sqrt(largest);
    }

    /// <summary>What one forward pass gives.</summary>
    private sealed record Forward(double Loss, double[] Residuals, double SquaredError, Matrix<double> PreActivations, ActivationPatterns Patterns)
    {
        public static Forward At(TwoLayerReluMoment moment)
        {
            var objective = moment.Setting.Objective;
            var loss = objective.Loss(moment.Weights);
            var residuals = objective.Predictions(moment.Weights).Span.ToArray();
            for (var i = 0; i < residuals.Length; i++)
                residuals[i] -= moment.Setting.Data.Targets.Span[i];
            return new(loss, residuals, SumOfSquares(residuals), objective.PreActivations(moment.Weights).Clone(), objective.Patterns(moment.Weights));
        }
    }
}
