using Surefoot.Arithmetic;

namespace Surefoot.Objectives;

/// <summary>
/// f = x_1^2 - x_2^2 on the open square ]-1, 1[^2, the first warm-up of Du 2019, section 7.3: at the learning rate 1/4 descent halves x_1 and multiplies x_2
/// by 3/2, so that from a thin band around the first axis it takes long to leave.
/// </summary>
public sealed class PlainSaddle : Function
{
    /// <inheritdoc/>
    public override string Kind => "plain-saddle";

    /// <inheritdoc/>
    public override int Dimension => 2;

    /// <inheritdoc/>
    public override bool Contains(ReadOnlySpan<double> at) => Math.Abs(at[0]) < 1 && Math.Abs(at[1]) < 1;

    /// <inheritdoc/>
    public override double Evaluate(ReadOnlySpan<double> at, Span<double> gradient)
    {
        (gradient[0], gradient[1]) = (2 * at[0], -2 * at[1]);
        return (at[0] * at[0]) - (at[1] * at[1]);
    }

    /// <inheritdoc/>
    public override Matrix<double> Hessian(ReadOnlySpan<double> at) => Matrix<double>.From(new double[,] { { 2, 0 }, { 0, -2 } });
}
