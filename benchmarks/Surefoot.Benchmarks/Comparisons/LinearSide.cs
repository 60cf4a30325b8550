using System.Numerics;
using System.Runtime.CompilerServices;
using Surefoot.Arithmetic;
using Surefoot.Data;
using Surefoot.Descent;
using Surefoot.Objectives;

namespace Surefoot.Benchmarks.Comparisons;

/// <summary>A linear network, plain or residual, in the precision of its case: a step makes three products with every layer.</summary>
/// <param name="team">The threads.</param>
internal abstract class LinearSide<T>(ThreadTeam team) : DescentSide
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override double BytesOfWeights => (double)Unsafe.SizeOf<T>() * Start.Shapes.TotalCount;

    public override double FlopsOfStep => 6.0 * SampleCount * Start.Shapes.TotalCount;

    protected ThreadTeam Team => team;

    protected abstract GradientDescent Method { get; }

    protected abstract Objective<T> Objective { get; }

    /// <summary>Where every run begins.</summary>
    protected abstract Weights<T> Start { get; }

    /// <summary>The samples of a step.</summary>
    protected abstract int SampleCount { get; }

    public override double LimitFlops(double turn) => Machine.MultiplyAddPeak<T>(team, turn);

    public override Action Stepping()
    {
        var state = Begin();
        return () => Method.Step(Objective, state);
    }

    protected DescentState<T> Begin() => new(Start.Clone());

    /// <summary>Writes what every peer takes, and what the network adds.</summary>
    /// <param name="path">The archive.</param>
    /// <param name="data">The data.</param>
    /// <param name="rates">The learning rate of each layer's weights.</param>
    /// <param name="scale">The factor of the output.</param>
    /// <param name="more">What the network adds.</param>
    protected static void Write(string path, Dataset data, IReadOnlyList<double> rates, double scale, IEnumerable<KeyValuePair<string, Matrix<T>>> more) => NpzFile.Write(
        path, [new("X", data.Inputs.Cast<T>()), new("Y", data.Targets.Cast<T>()), new("rates", Row(rates)), new("scale", Row([scale])), .. more]);

    private static Matrix<T> Row(IReadOnlyList<double> values)
    {
        var row = new Matrix<T>(1, values.Count);
        for (var i = 0; i < values.Count; i++)
            row[0, i] = T.CreateTruncating(values[i]);
        return row;
    }
}
