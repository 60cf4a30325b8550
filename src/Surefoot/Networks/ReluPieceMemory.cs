using Surefoot.Arithmetic;
using Surefoot.Losses;
using Surefoot.Objectives;

namespace Surefoot.Networks;

/// <summary>What the pieces of a two-layer ReLU network share along a path: its data, and the memory of the point last looked at.</summary>
/// <remarks>W X is not computed again for the same point, in whatever piece.</remarks>
internal sealed class ReluPieceMemory
{
    private readonly BoundLoss<double> _loss;
    private readonly double[] _factors;
    private readonly double[] _gradient;
    private readonly Weights<double> _known;
    private bool _isKnown;

    /// <summary>The memory for a network on data.</summary>
    public ReluPieceMemory(TwoLayerReluObjective<double> objective, BoundLoss<double> loss)
    {
        (Objective, _loss) = (objective, loss);
        var (network, samples) = (objective.Network, objective.Inputs.Columns);
        Samples = new Matrix<double>(samples, objective.Inputs.Rows);
        for (var i = 0; i < samples; i++)
        {
            for (var k = 0; k < Samples.Columns; k++)
                Samples[i, k] = objective.Inputs[k, i];
        }

        Norms = [.. Enumerable.Range(0, samples).Select(i => Math.Sqrt(VectorLoops.Dot(Samples.Row(i), Samples.Row(i))))];
        (PreActivations, Pulls) = (new Matrix<double>(network.Width, samples), new Matrix<double>(network.Width, samples));
        (Predictions, DerivativeRow) = (new Matrix<double>(1, samples), new Matrix<double>(1, samples));
        _factors = [.. network.OutputSigns.Select(sign => network.OutputScale * sign)];
        (_gradient, _known) = (new double[Samples.Columns], new Weights<double>(objective.Shapes));
    }

    /// <summary>The objective.</summary>
    public TwoLayerReluObjective<double> Objective { get; }

    /// <summary>X^T, n x d: a sample a row.</summary>
    public Matrix<double> Samples { get; }

    /// <summary>||x_i||.</summary>
    public double[] Norms { get; }

    /// <summary>W X, m x n, of the point last looked at.</summary>
    public Matrix<double> PreActivations { get; }

    /// <summary>What samples add to the gradients of units, in units of x_i, m x n.</summary>
    public Matrix<double> Pulls { get; }

    /// <summary>u, 1 x n.</summary>
    public Matrix<double> Predictions { get; }

    /// <summary>dL/du.</summary>
    public ReadOnlySpan<double> Derivative => DerivativeRow.Span;

    private Matrix<double> DerivativeRow { get; }

    /// <summary>m^{-1/2} a_r.</summary>
    public double FactorOf(int unit) => _factors[unit];

    /// <summary>m^{-1/2} a_r dL/du_i: what an active sample adds to the gradient of its unit, in units of x_i.</summary>
    public double PullOf(int unit, int sample) => _factors[unit] * DerivativeRow.Span[sample];

    /// <summary>||w_r||.</summary>
    public static double LengthOf(Weights<double> at, int unit) => Math.Sqrt(VectorLoops.Dot(at[0].Row(unit), at[0].Row(unit)));

    /// <summary>W X of a point.</summary>
    public void PreActivate(Weights<double> at)
    {
        if (_isKnown && at.Span.SequenceEqual(_known.Span))
            return;
        at.Span.CopyTo(_known.Span);
        MatrixProduct.Multiply(at[0], Objective.Inputs, PreActivations, 1.0, 0.0, Objective.Team);
        _isKnown = true;
    }

    /// <summary>The loss of the predictions, and dL/du.</summary>
    public double Evaluate() => _loss.Evaluate(Predictions, DerivativeRow);

    /// <summary>The gradient of one unit, whose samples with a side above 0 are active; its memory is used again.</summary>
    public ReadOnlySpan<double> GradientOf(ReadOnlySpan<double> sides, int unit)
    {
        _gradient.AsSpan().Clear();
        for (var i = 0; i < sides.Length; i++)
        {
            if (sides[i] > 0)
                VectorLoops.Add(PullOf(unit, i), Samples.Row(i), _gradient);
        }

        return _gradient;
    }
}
