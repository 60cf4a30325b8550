using Surefoot.Arithmetic;

namespace Surefoot.Objectives;

/// <summary>
/// The second warm-up of Du 2019, section 7.3 (equation 7.2): a saddle at 0, f = x_1^2 - x_2^2 from x_1 = -1 on, at the foot of a slope,
/// f = -4 x_1 + x_2^2 - 23/6 up to x_1 = -2, along which x_2 shrinks by the length of the way.
/// </summary>
/// <remarks>
/// The connection between them is left open there; here it is A(x_1) + b(x_1) x_2^2 with t = x_1 + 2, A = 25/6 - 4 t + 4/3 t^3 - t^4 / 2 and b = 1 - 2 S(t),
/// C^2 at both ends, with A' rising from -4 to -2, so that x_1 steps through it. The constant -23/6 makes both ends meet; no gradient of
/// the two branches depends on it.
/// </remarks>
public sealed class SlopedSaddle : Function
{
    /// <inheritdoc/>
    public override string Kind => "sloped-saddle";

    /// <inheritdoc/>
    public override int Dimension => 2;

    /// <inheritdoc/>
    /// <remarks>The open half strip x_1 &lt; 1, |x_2| &lt; 1: a run that leaves it has escaped.</remarks>
    public override bool Contains(ReadOnlySpan<double> at) => at[0] < 1 && Math.Abs(at[1]) < 1;

    /// <inheritdoc/>
    public override double Evaluate(ReadOnlySpan<double> at, Span<double> gradient)
    {
        var (x1, x2) = (at[0], at[1]);
        if (x1 >= -1)
        {
            (gradient[0], gradient[1]) = (2 * x1, -2 * x2);
            return (x1 * x1) - (x2 * x2);
        }

        if (x1 <= -2)
        {
            (gradient[0], gradient[1]) = (-4, 2 * x2);
            return (-4 * x1) + (x2 * x2) - (23.0 / 6);
        }

        var t = x1 + 2;
        var b = 1 - (2 * t * t * t * (10 - (t * (15 - (6 * t)))));
        gradient[0] = -4 + (t * t * (4 - (2 * t))) - (60 * t * t * (1 - t) * (1 - t) * x2 * x2);
        gradient[1] = 2 * b * x2;
        return (25.0 / 6) - (4 * t) + (t * t * t * ((4.0 / 3) - (t / 2))) + (b * x2 * x2);
    }

    /// <inheritdoc/>
    public override Matrix<double> Hessian(ReadOnlySpan<double> at)
    {
        var t = Math.Clamp(at[0] + 2, 0, 1);
        var hessian = new Matrix<double>(2, 2);
        hessian[0, 0] = (t * (8 - (6 * t))) - (120 * t * (1 - t) * (1 - (2 * t)) * at[1] * at[1]);
        hessian[0, 1] = hessian[1, 0] = -120 * t * t * (1 - t) * (1 - t) * at[1];
        hessian[1, 1] = 2 - (4 * t * t * t * (10 - (t * (15 - (6 * t)))));
        return hessian;
    }
}
