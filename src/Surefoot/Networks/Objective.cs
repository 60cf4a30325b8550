using System.Numerics;

namespace Surefoot.Networks;

/// <summary>
/// A differentiable function of weights that a method can descend, with the scratch memory to evaluate it; one caller at
/// a time.
/// </summary>
/// <typeparam name="T">The number type of the weights; losses are always in double.</typeparam>
public abstract class Objective<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private Weights<T>? _gradient;

    /// <summary>The shapes of the weights.</summary>
    public abstract WeightShapes Shapes { get; }

    /// <summary>
    /// For each matrix, the factor by which a learning rate is multiplied when the stored matrix moves. It is 1 unless
    /// the network stores W_i / s_i; then it is 1 / s_i^2, which makes the stored run the run of the W_i themselves.
    /// </summary>
    public abstract IReadOnlyList<double> RateFactors { get; }

    /// <summary>
    /// The loss that rounding alone makes of weights that fit the data exactly, where that is the least loss; 0 if that is
    /// not known. Below it a run follows its rounding errors. It need not get there: small steps are rounded away above it.
    /// </summary>
    public virtual double RoundingFloor => 0;

    /// <summary>The loss at <paramref name="at"/>.</summary>
    public abstract double Loss(Weights<T> at);

    /// <summary>The loss at <paramref name="at"/>, and its gradient with respect to the stored matrices.</summary>
    public abstract double LossAndGradient(Weights<T> at, Weights<T> gradient);

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
}
