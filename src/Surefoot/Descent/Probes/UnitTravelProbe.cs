using System.Numerics;
using Surefoot.Arithmetic;
using Surefoot.Objectives;

namespace Surefoot.Descent.Probes;

/// <summary>max_r ||w_r(t) - w_r(0)||, the greatest distance of a unit of the first layer from its start (Du 2019, section 2.4).</summary>
/// <typeparam name="T">The number type of the weights.</typeparam>
public sealed class UnitTravelProbe<T> : Probe<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Matrix<T> _start;

    /// <summary>The distance from a start, which is copied.</summary>
    public UnitTravelProbe(Weights<T> start)
    {
        ArgumentNullException.ThrowIfNull(start);
        _start = start[0].Clone();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns { get; } = ["unitTravel"];

    /// <inheritdoc/>
    public override void Measure(Weights<T> weights, Span<double> values)
    {
        ArgumentNullException.ThrowIfNull(weights);
        values[0] = Greatest(weights[0], _start);
    }

    /// <summary>max_r ||a_r - b_r|| over the rows of two matrices of one shape.</summary>
    internal static double Greatest(Matrix<T> a, Matrix<T> b)
    {
        var greatest = 0.0;
        for (var r = 0; r < a.Rows; r++)
        {
            var distance = SquaredDistance(a.Row(r), b.Row(r));

            // Unlike Math.Max, this keeps what is not a number.
            if (!(distance <= greatest))
                greatest = distance;
        }

        return Math.Sqrt(greatest);
    }

    // Rounding in type T is relative to the distance itself.
    private static double SquaredDistance(ReadOnlySpan<T> a, ReadOnlySpan<T> b)
    {
        var sums = Vector<T>.Zero;
        var i = 0;
        for (; i <= a.Length - Vector<T>.Count; i += Vector<T>.Count)
        {
            var difference = new Vector<T>(a[i..]) - new Vector<T>(b[i..]);
            sums += difference * difference;
        }

        var sum = double.CreateTruncating(Vector.Sum(sums));
        for (; i < a.Length; i++)
        {
            var difference = double.CreateTruncating(a[i] - b[i]);
            sum += difference * difference;
        }

        return sum;
    }
}
