using Surefoot.Arithmetic;

namespace Surefoot.Objectives;

/// <summary>One step of a path of weights, known at every time between its ends: y(s) = y_0 + s (d + (1 - s) (a + s (b + (1 - s) c))) with s from 0 to 1.</summary>
/// <remarks>d, a and b follow from the ends and the velocities there, h being the length of the step: d = y_1 - y_0, a = h f_0 - d, b = d - h f_1 - a.</remarks>
public sealed class PathStep
{
    private readonly Weights<double> _from;
    private readonly Weights<double> _to;
    private readonly Weights<double> _velocityFrom;
    private readonly Weights<double> _velocityTo;
    private readonly Weights<double> _dense;

    internal PathStep(double from, double to, (Weights<double> From, Weights<double> To) ends, (Weights<double> From, Weights<double> To) velocities, Weights<double> dense)
    {
        (From, To, _dense) = (from, to, dense);
        (_from, _to) = ends;
        (_velocityFrom, _velocityTo) = velocities;
    }

    /// <summary>The time at which it begins.</summary>
    public double From { get; }

    /// <summary>The time at which it ends.</summary>
    public double To { get; }

    /// <summary>The point at a time from <see cref="From"/> to <see cref="To"/>.</summary>
    /// <param name="time">The time.</param>
    /// <param name="point">Where the point goes.</param>
    public void At(double time, Weights<double> point)
    {
        ArgumentNullException.ThrowIfNull(point);
        if (time == To)
        {
            _to.Span.CopyTo(point.Span);
            return;
        }

        var y0 = _from.Span;
        var y1 = _to.Span;
        var f0 = _velocityFrom.Span;
        var f1 = _velocityTo.Span;
        var c = _dense.Span;
        var y = point.Span;
        for (var k = 0; k < y.Length; k++)
            y[k] = At(time, y0[k], y1[k], f0[k], f1[k], c[k]);
    }

    /// <summary>How a linear function of one row of the weights goes along the step, at a time each: its cost is that of five inner products, and none of the weights.</summary>
    /// <param name="matrix">Which of the matrices.</param>
    /// <param name="row">The row.</param>
    /// <param name="direction">What the row is multiplied by, as many numbers as it has.</param>
    public Func<double, double> Along(int matrix, int row, ReadOnlySpan<double> direction)
    {
        var (y0, y1, f0, f1, c) = (
            Dot(_from, matrix, row, direction), Dot(_to, matrix, row, direction), Dot(_velocityFrom, matrix, row, direction), Dot(_velocityTo, matrix, row, direction), Dot(_dense, matrix, row, direction));
        return time => time == To ? y1 : At(time, y0, y1, f0, f1, c);
    }

    private static double Dot(Weights<double> weights, int matrix, int row, ReadOnlySpan<double> direction) => VectorLoops.Dot(weights[matrix].Row(row), direction);

    private double At(double time, double y0, double y1, double f0, double f1, double c)
    {
        var h = To - From;
        var (s, r) = ((time - From) / h, (To - time) / h);
        var d = y1 - y0;
        var a = (h * f0) - d;
        var b = d - (h * f1) - a;
        return y0 + (s * (d + (r * (a + (s * (b + (r * c)))))));
    }
}
