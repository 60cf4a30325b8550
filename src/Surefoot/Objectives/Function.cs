using Surefoot.Arithmetic;

namespace Surefoot.Objectives;

/// <summary>The value of a function of R^d, and its gradient written into memory that the caller supplies.</summary>
/// <param name="at">x, d numbers.</param>
/// <param name="gradient">The d partial derivatives.</param>
public delegate double ValueAndGradient(ReadOnlySpan<double> at, Span<double> gradient);

/// <summary>The Hessian of a function of R^d, d x d.</summary>
/// <param name="at">x, d numbers.</param>
public delegate Matrix<double> HessianAt(ReadOnlySpan<double> at);

/// <summary>Whether a point lies in the domain of a function.</summary>
/// <param name="at">x, d numbers.</param>
public delegate bool Domain(ReadOnlySpan<double> at);

/// <summary>A differentiable function of R^d that is no network: what is descended is <see cref="Bind"/>.</summary>
public abstract class Function
{
    /// <summary>The name a spec uses.</summary>
    public abstract string Kind { get; }

    /// <summary>d.</summary>
    public abstract int Dimension { get; }

    /// <summary>f(x), with the gradient written into <paramref name="gradient"/>.</summary>
    public abstract double Evaluate(ReadOnlySpan<double> at, Span<double> gradient);

    /// <summary>The Hessian, d x d; null where it has no closed form.</summary>
    public virtual Matrix<double>? Hessian(ReadOnlySpan<double> at) => null;

    /// <summary>Whether a point lies in the domain; a run that leaves it ends there.</summary>
    public virtual bool Contains(ReadOnlySpan<double> at) => true;

    /// <summary>A function given by its value and gradient.</summary>
    /// <param name="dimension">d.</param>
    /// <param name="function">The value and the gradient.</param>
    /// <param name="hessian">The Hessian, if it is known.</param>
    /// <param name="domain">The domain, if it is not the whole space.</param>
    /// <example>
    /// <code>
    /// var saddle = Function.Of(2, (x, g) =>
    /// {
    ///     (g[0], g[1]) = (2 * x[0], -2 * x[1]);
    ///     return (x[0] * x[0]) - (x[1] * x[1]);
    /// });
    /// var state = new DescentState&lt;double&gt;(saddle.At(1, 1e-3));
    /// DescentRun.Run(saddle.Bind(), new GradientDescent(0.25), state, new RunOptions { Steps = 10 });
    /// // the weights are now 2^-10 and 1e-3 * 1.5^10
    /// </code>
    /// </example>
    public static Function Of(int dimension, ValueAndGradient function, HessianAt? hessian = null, Domain? domain = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        ArgumentNullException.ThrowIfNull(function);
        return new GivenFunction(dimension, function, hessian, domain);
    }

    /// <summary>A point as weights: one column of d numbers, named x.</summary>
    /// <exception cref="ArgumentException">Not d numbers.</exception>
    public Weights<double> At(params ReadOnlySpan<double> coordinates)
    {
        if (coordinates.Length != Dimension)
            throw new ArgumentException($"{coordinates.Length} coordinates were given; the function takes {Dimension}.", nameof(coordinates));
        var point = new Weights<double>(new WeightShapes([new WeightShape("x", Dimension, 1)]));
        coordinates.CopyTo(point[0].Span);
        return point;
    }

    /// <summary>The function as what a method descends.</summary>
    public Objective<double> Bind() => new FunctionObjective(this);

    private sealed class GivenFunction(int dimension, ValueAndGradient function, HessianAt? hessian, Domain? domain) : Function
    {
        public override string Kind => "given";

        public override int Dimension => dimension;

        public override double Evaluate(ReadOnlySpan<double> at, Span<double> gradient) => function(at, gradient);

        public override Matrix<double>? Hessian(ReadOnlySpan<double> at) => hessian?.Invoke(at);

        public override bool Contains(ReadOnlySpan<double> at) => domain?.Invoke(at) ?? true;
    }
}

/// <summary>A function as an objective: its point is the one vector of the weights.</summary>
/// <param name="function">The function.</param>
internal sealed class FunctionObjective(Function function) : Objective<double>
{
    private readonly double[] _unused = new double[function.Dimension];

    public override WeightShapes Shapes { get; } = new([new WeightShape("x", function.Dimension, 1)]);

    public override bool Contains(Weights<double> at) => function.Contains(at[0].Span);

    public override double Loss(Weights<double> at) => function.Evaluate(at[0].Span, _unused);

    public override double LossAndGradient(Weights<double> at, Weights<double> gradient) => function.Evaluate(at[0].Span, gradient[0].Span);

    public override Matrix<double>? Hessian(Weights<double> at) => function.Hessian(at[0].Span);
}
