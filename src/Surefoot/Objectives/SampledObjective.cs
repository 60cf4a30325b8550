using System.Numerics;
using Surefoot.Arithmetic;
using Surefoot.Losses;

namespace Surefoot.Objectives;

/// <summary>
/// An objective that is a sum over samples, as a whole and on batches: with n samples and a batch of b, what a batch gives is n/b times its share, so
/// that its mean over all batches is the whole (Zou et al. 2020, algorithm 1).
/// </summary>
/// <remarks>A batch costs b/n of the whole and what copying b samples costs; nothing is allocated.</remarks>
/// <typeparam name="T">The number type of the weights.</typeparam>
public sealed class SampledObjective<T> : Objective<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Objective<T> _whole;
    private readonly Objective<T> _batch;
    private readonly BoundLoss<T> _batchLoss;
    private readonly Matrix<T> _inputs;
    private readonly Matrix<T> _targets;
    private readonly Matrix<T> _batchInputs;
    private readonly Matrix<T> _batchTargets;

    internal SampledObjective(Objective<T> whole, Objective<T> batch, BoundLoss<T> batchLoss, Matrix<T> inputs, Matrix<T> targets, int batchSize)
    {
        (_whole, _batch, _batchLoss, _inputs, _targets, BatchSize) = (whole, batch, batchLoss, inputs, targets, batchSize);
        _batchInputs = new Matrix<T>(inputs.Rows, batchSize);
        _batchTargets = new Matrix<T>(targets.Rows, batchSize);
    }

    /// <summary>n.</summary>
    public int SampleCount => _inputs.Columns;

    /// <summary>b.</summary>
    public int BatchSize { get; }

    /// <summary>n / b.</summary>
    public double BatchFactor => (double)SampleCount / BatchSize;

    /// <inheritdoc/>
    public override WeightShapes Shapes => _whole.Shapes;

    /// <inheritdoc/>
    public override IReadOnlyList<double> RateFactors => _whole.RateFactors;

    /// <inheritdoc/>
    public override double RoundingFloor => _whole.RoundingFloor;

    /// <inheritdoc/>
    public override int Dimension => _whole.Dimension;

    /// <inheritdoc/>
    public override bool Contains(Weights<T> at) => _whole.Contains(at);

    /// <inheritdoc/>
    public override double Loss(Weights<T> at) => _whole.Loss(at);

    /// <inheritdoc/>
    public override double LossAndGradient(Weights<T> at, Weights<T> gradient) => _whole.LossAndGradient(at, gradient);

    /// <inheritdoc/>
    public override Matrix<double>? Hessian(Weights<T> at) => _whole.Hessian(at);

    /// <inheritdoc/>
    public override double Descend(Weights<T> at, double learningRate) => _whole.Descend(at, learningRate);

    /// <inheritdoc/>
    public override double Velocity(Weights<T> at, Weights<T> velocity) => _whole.Velocity(at, velocity);

    /// <inheritdoc/>
    public override double GradientNorm(Weights<T> at, Weights<T> gradient) => _whole.GradientNorm(at, gradient);

    /// <inheritdoc/>
    public override void Displace(Weights<T> at, ReadOnlySpan<double> displacement) => _whole.Displace(at, displacement);

    /// <inheritdoc/>
    public override double[] Coordinates(Weights<T> at, int matrix) => _whole.Coordinates(at, matrix);

    /// <summary>n/b times the loss of a batch.</summary>
    /// <param name="at">The point.</param>
    /// <param name="samples">The batch, b different samples counted from 0.</param>
    public double BatchLoss(Weights<T> at, ReadOnlySpan<int> samples)
    {
        Take(samples);
        return BatchFactor * _batch.Loss(at);
    }

    /// <summary>n/b times the loss of a batch, and its gradient with respect to the stored matrices.</summary>
    /// <param name="at">The point.</param>
    /// <param name="samples">The batch, b different samples counted from 0.</param>
    /// <param name="gradient">Where the gradient is written.</param>
    public double BatchLossAndGradient(Weights<T> at, ReadOnlySpan<int> samples, Weights<T> gradient)
    {
        ArgumentNullException.ThrowIfNull(gradient);
        Take(samples);
        var loss = BatchFactor * _batch.LossAndGradient(at, gradient);
        var factor = T.CreateTruncating(BatchFactor);
        foreach (ref var g in gradient.Span)
            g *= factor;
        return loss;
    }

    /// <summary>One step along a batch, in place: V_i becomes V_i - rate * factor_i * G_i with G_i of <see cref="BatchLossAndGradient"/>.</summary>
    /// <param name="at">The point.</param>
    /// <param name="samples">The batch, b different samples counted from 0.</param>
    /// <param name="learningRate">The rate.</param>
    /// <returns>n/b times the loss of the batch before the step.</returns>
    public double Descend(Weights<T> at, ReadOnlySpan<int> samples, double learningRate)
    {
        Take(samples);
        return BatchFactor * _batch.Descend(at, BatchFactor * learningRate);
    }

    private void Take(ReadOnlySpan<int> samples)
    {
        if (samples.Length != BatchSize)
            throw new ArgumentException($"a batch of {samples.Length} samples was given; this objective takes {BatchSize}.", nameof(samples));
        Gather(_inputs, samples, _batchInputs);
        Gather(_targets, samples, _batchTargets);
        _batch.Take(_batchInputs);
        _batchLoss.Take(_batchTargets);
    }

    private static void Gather(Matrix<T> from, ReadOnlySpan<int> columns, Matrix<T> to)
    {
        for (var i = 0; i < from.Rows; i++)
        {
            var row = from.Row(i);
            for (var j = 0; j < columns.Length; j++)
                to[i, j] = row[columns[j]];
        }
    }
}
