using Surefoot.Arithmetic;

namespace Surefoot.Objectives;

/// <summary>
/// The key observation of Du 2019, section 7.4.1 (equation 7.3): quadratics around the saddles (0, 0) and (2, 0) and the minimum (2, 2), side by side without a
/// connection. The function jumps from one to the next; the second saddle takes (L + gamma) / gamma times as long to leave as the first, or longer.
/// </summary>
/// <param name="towards">L.</param>
/// <param name="away">gamma.</param>
public sealed class TwoSaddles(double towards, double away = 1) : Function
{
    /// <summary>L.</summary>
    public double L => towards;

    /// <summary>gamma.</summary>
    public double Gamma => away;

    /// <inheritdoc/>
    public override string Kind => "two-saddles";

    /// <inheritdoc/>
    public override int Dimension => 2;

    /// <inheritdoc/>
    public override bool Contains(ReadOnlySpan<double> at) =>
        at[0] >= 0 && at[0] <= 3 && at[1] >= 0 && at[1] <= (at[0] < 1 ? 1 : 3);

    /// <inheritdoc/>
    public override double Evaluate(ReadOnlySpan<double> at, Span<double> gradient)
    {
        var first = Part(at[0]);
        var second = at[0] < 1 ? (Value: towards * at[1] * at[1], Slope: 2 * towards * at[1]) : Part(at[1]);
        (gradient[0], gradient[1]) = (first.Slope, second.Slope);
        return first.Value + second.Value;
    }

    /// <inheritdoc/>
    public override Matrix<double> Hessian(ReadOnlySpan<double> at) => Matrix<double>.From(new[,]
    {
        { at[0] < 1 ? -2 * away : 2 * towards, 0 },
        { 0, at[0] < 1 || at[1] >= 1 ? 2 * towards : -2 * away },
    });

    // Before 1 a coordinate leaves its saddle, from there on it is drawn to 2.
    private (double Value, double Slope) Part(double x) => x < 1
        ? (-away * x * x, -2 * away * x)
        : (towards * (x - 2) * (x - 2), 2 * towards * (x - 2));
}
