using System.Numerics;
using Surefoot.Arithmetic;

namespace Surefoot.Objectives;

/// <summary>
/// A differentiable function of weights that a method can descend, with the scratch memory to evaluate it; one caller at
/// a time.
/// </summary>
/// <remarks>
/// An objective may store its point otherwise than it is written: a network W_i / s_i, a function its numbers with exponents of their
/// own. How the stored matrices move is then its own affair: whatever a method does to a point it does through <see cref="Descend"/>,
/// <see cref="Velocity"/> and <see cref="Displace"/>, which are those of the unnormalised matrices.
/// </remarks>
/// <typeparam name="T">The number type of the weights; losses are always in double.</typeparam>
public abstract class Objective<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private Weights<T>? _gradient;
    private double[]? _ones;

    /// <summary>The shapes of the weights.</summary>
    public abstract WeightShapes Shapes { get; }

    /// <summary>
    /// For each matrix, the factor by which a learning rate is multiplied when the stored matrix moves. It is 1 unless
    /// the network stores W_i / s_i; then it is 1 / s_i^2, which makes the stored run the run of the W_i themselves.
    /// </summary>
    public virtual IReadOnlyList<double> RateFactors => _ones ??= [.. Enumerable.Repeat(1.0, Shapes.Count)];

    /// <summary>
    /// The loss that rounding alone makes of weights that fit the data exactly, where that is the least loss; 0 if that is
    /// not known. Below it a run follows its rounding errors. It need not get there: small steps are rounded away above it.
    /// </summary>
    public virtual double RoundingFloor => 0;

    /// <summary>Whether a point lies in the domain, outside of which nothing is claimed of the function; by default every point does.</summary>
    public virtual bool Contains(Weights<T> at) => true;

    /// <summary>Replaces the inputs by others of their shape: what a batch of samples is made of, with its loss's targets.</summary>
    /// <exception cref="NotSupportedException">The objective has no samples, or cannot change them.</exception>
    public virtual void Take(Matrix<T> inputs) =>
        throw new NotSupportedException("this objective cannot change its samples; a stochastic method needs one that can.");

    /// <summary>The loss at <paramref name="at"/>.</summary>
    public abstract double Loss(Weights<T> at);

    /// <summary>The loss at <paramref name="at"/>, and its gradient with respect to the stored matrices.</summary>
    public abstract double LossAndGradient(Weights<T> at, Weights<T> gradient);

    /// <summary>The piece of a point, for an objective whose gradient jumps; null where it is smooth everywhere, or not in double.</summary>
    public virtual Piece? PieceAt(Weights<T> at) => null;

    /// <summary>
    /// The Hessian with respect to the unnormalised matrices, row after row of each, in the order in which they are stored; null where it
    /// has no closed form.
    /// </summary>
    public virtual Matrix<double>? Hessian(Weights<T> at) => null;

    /// <summary>
    /// One step of gradient descent, in place: every stored matrix V_i becomes V_i - rate * factor_i * dL/dV_i, all from
    /// the same point.
    /// </summary>
    /// <returns>The loss before the step.</returns>
    public virtual double Descend(Weights<T> at, double learningRate)
    {
        ArgumentNullException.ThrowIfNull(at);
        _gradient ??= new Weights<T>(Shapes);
        var loss = LossAndGradient(at, _gradient);
        for (var i = 0; i < at.Count; i++)
        {
            var rate = T.CreateTruncating(-learningRate * RateFactors[i]);
            var w = at[i].Span;
            var g = _gradient[i].Span;
            for (var k = 0; k < w.Length; k++)
                w[k] = T.FusedMultiplyAdd(rate, g[k], w[k]);
        }

        return loss;
    }

    /// <summary>How fast the stored matrices move under gradient flow: -factor_i * dL/dV_i.</summary>
    /// <returns>The loss.</returns>
    public virtual double Velocity(Weights<T> at, Weights<T> velocity)
    {
        ArgumentNullException.ThrowIfNull(velocity);
        var loss = LossAndGradient(at, velocity);
        for (var i = 0; i < velocity.Count; i++)
        {
            var factor = T.CreateTruncating(-RateFactors[i]);
            foreach (ref var v in velocity[i].Span)
                v *= factor;
        }

        return loss;
    }

    /// <summary>The Euclidean norm of the gradient with respect to the unnormalised matrices, sqrt(sum_i factor_i ||dL/dV_i||_F^2).</summary>
    /// <param name="at">The point.</param>
    /// <param name="gradient">The gradient there, as <see cref="LossAndGradient"/> gives it.</param>
    public virtual double GradientNorm(Weights<T> at, Weights<T> gradient)
    {
        ArgumentNullException.ThrowIfNull(gradient);
        var sum = 0.0;
        for (var i = 0; i < gradient.Count; i++)
        {
            foreach (var entry in gradient[i].Span)
                sum += RateFactors[i] * double.CreateTruncating(entry) * double.CreateTruncating(entry);
        }

        return Math.Sqrt(sum);
    }

    /// <summary>Moves a point by a displacement of the unnormalised matrices: V_i becomes V_i + sqrt(factor_i) * displacement.</summary>
    /// <param name="at">The point.</param>
    /// <param name="displacement">Row after row of each matrix, in the order in which they are stored.</param>
    /// <exception cref="ArgumentException">There are not as many numbers as weights.</exception>
    public virtual void Displace(Weights<T> at, ReadOnlySpan<double> displacement)
    {
        ArgumentNullException.ThrowIfNull(at);
        RequireLength(displacement.Length);
        for (var i = 0; i < at.Count; i++)
        {
            var factor = Math.Sqrt(RateFactors[i]);
            var w = at[i].Span;
            for (var k = 0; k < w.Length; k++)
                w[k] += T.CreateTruncating(factor * displacement[k]);
            displacement = displacement[w.Length..];
        }
    }

    /// <summary>The number of coordinates a displacement has: that of all weights, unless a point is stored in more numbers than it has coordinates.</summary>
    public virtual int Dimension => checked((int)Shapes.TotalCount);

    /// <summary>One of the unnormalised matrices, row after row, in double: V_i / sqrt(factor_i).</summary>
    /// <param name="at">The point.</param>
    /// <param name="matrix">Which, counted from 0.</param>
    public virtual double[] Coordinates(Weights<T> at, int matrix)
    {
        ArgumentNullException.ThrowIfNull(at);
        var scale = 1 / Math.Sqrt(RateFactors[matrix]);
        return Array.ConvertAll(at[matrix].Span.ToArray(), entry => scale * double.CreateTruncating(entry));
    }

    /// <summary>Refuses a list of another length than the point has coordinates.</summary>
    protected void RequireLength(int length)
    {
        if (length != Dimension)
            throw new ArgumentException($"{length} numbers were given; a point has {Dimension} coordinates.");
    }
}
