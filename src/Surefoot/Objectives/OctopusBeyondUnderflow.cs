using Surefoot.Arithmetic;

namespace Surefoot.Objectives;

/// <summary>
/// The octopus on points stored as x_j = m_j 2^{e_j}, 1/2 &lt;= |m_j| &lt; 1. Coordinates that wait for their saddle shrink by a factor at every step, below any
/// double after a thousand of them, where they would stay for ever; with exponents of their own they come back.
/// </summary>
/// <remarks>
/// A step of gradient descent multiplies x_j by 1 - eta r_j with r_j = (df/dx_j) / x_j, which never underflows: it moves mantissas, and exponents where these
/// leave their range. Every number is right to the rounding of its mantissa. Gradients and velocities are those of the mantissas, exponents held fixed: other
/// methods than those that descend run as they would in doubles.
/// </remarks>
/// <param name="octopus">The function.</param>
internal sealed class OctopusBeyondUnderflow(Octopus octopus) : Objective<double>
{
    private readonly double[] _coordinates = new double[octopus.Dimension];
    private readonly double[] _ratios = new double[octopus.Dimension];

    public override WeightShapes Shapes { get; } = ShapesOf(octopus.Dimension);

    public override int Dimension => octopus.Dimension;

    public static WeightShapes ShapesOf(int dimension) => new([new WeightShape("mantissa", dimension, 1), new WeightShape("exponent", dimension, 1)]);

    /// <summary>Brings mantissas back into their range.</summary>
    public static void Normalize(Weights<double> at)
    {
        var mantissas = at[0].Span;
        var exponents = at[1].Span;
        for (var j = 0; j < mantissas.Length; j++)
        {
            var size = Math.Abs(mantissas[j]);
            if (size is >= 0.5 and < 1)
                continue;
            if (size == 0)
            {
                exponents[j] = 0;
            }
            else if (double.IsFinite(size))
            {
                var shift = Math.ILogB(size) + 1;
                mantissas[j] = Math.ScaleB(mantissas[j], -shift);
                exponents[j] += shift;
            }
        }
    }

    public override bool Contains(Weights<double> at) => octopus.Contains(Unpacked(at));

    public override double Loss(Weights<double> at) => Evaluate(at);

    public override double LossAndGradient(Weights<double> at, Weights<double> gradient)
    {
        ArgumentNullException.ThrowIfNull(gradient);
        var loss = Evaluate(at);
        gradient.Span.Clear();
        for (var j = 0; j < _ratios.Length; j++)
            gradient[0].Span[j] = Math.ScaleB(_ratios[j] * _coordinates[j], Exponent(at, j));
        return loss;
    }

    public override Matrix<double> Hessian(Weights<double> at) => octopus.Hessian(Unpacked(at));

    public override double Descend(Weights<double> at, double learningRate)
    {
        var loss = Evaluate(at);
        var mantissas = at[0].Span;
        for (var j = 0; j < mantissas.Length; j++)
            mantissas[j] *= 1 - (learningRate * _ratios[j]);
        Normalize(at);
        return loss;
    }

    public override double Velocity(Weights<double> at, Weights<double> velocity)
    {
        ArgumentNullException.ThrowIfNull(velocity);
        var loss = Evaluate(at);
        velocity.Span.Clear();
        for (var j = 0; j < _ratios.Length; j++)
            velocity[0].Span[j] = -_ratios[j] * at[0].Span[j];
        return loss;
    }

    public override double GradientNorm(Weights<double> at, Weights<double> gradient)
    {
        Evaluate(at);
        var sum = 0.0;
        for (var j = 0; j < _ratios.Length; j++)
            sum += _ratios[j] * _coordinates[j] * _ratios[j] * _coordinates[j];
        return Math.Sqrt(sum);
    }

    public override void Displace(Weights<double> at, ReadOnlySpan<double> displacement)
    {
        ArgumentNullException.ThrowIfNull(at);
        RequireLength(displacement.Length);
        var x = Unpacked(at);
        for (var j = 0; j < x.Length; j++)
        {
            if (displacement[j] == 0)
                continue;
            (at[0].Span[j], at[1].Span[j]) = (x[j] + displacement[j], 0);
        }

        Normalize(at);
    }

    public override double[] Coordinates(Weights<double> at, int matrix) => matrix == 0 ? [.. Unpacked(at)] : [];

    private static int Exponent(Weights<double> at, int j) => (int)at[1].Span[j];

    private double[] Unpacked(Weights<double> at)
    {
        ArgumentNullException.ThrowIfNull(at);
        for (var j = 0; j < _coordinates.Length; j++)
            _coordinates[j] = Math.ScaleB(at[0].Span[j], Exponent(at, j));
        return _coordinates;
    }

    // The loss, with the coordinates and the ratios (df/dx_j) / x_j left behind.
    private double Evaluate(Weights<double> at)
    {
        var x = Unpacked(at);
        var (sum, step) = (0.0, 1.0);
        for (var j = 0; j < x.Length; j++)
        {
            var y = Math.Abs(x[j]);
            var next = j + 1 < x.Length ? Math.Abs(x[j + 1]) : double.NaN;
            sum += ((1 - step) * octopus.L * y * y) + (step * octopus.Well(y));
            _ratios[j] = y <= octopus.Tau
                ? ((1 - step) * 2 * octopus.L) - (step * 2 * octopus.Gamma)
                : octopus.Slope(y, step, next) / y;
            step = octopus.Step(y);
        }

        return sum;
    }
}
