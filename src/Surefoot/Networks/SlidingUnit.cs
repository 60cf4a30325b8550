using Surefoot.Arithmetic;

namespace Surefoot.Networks;

/// <summary>A unit that slides along the hyperplanes of some samples.</summary>
internal sealed class SlidingUnit
{
    private readonly double[][] _inputs;
    private readonly List<double[]> _basis = [];

    private SlidingUnit(ReluPieceMemory memory, List<int> samples)
    {
        Samples = samples;
        _inputs = [.. samples.Select(i => memory.Samples.Row(i).ToArray())];
        for (var k = 0; k < _inputs.Length; k++)
        {
            double[] vector = [.. _inputs[k]];
            Project(vector);
            Project(vector);
            var norm = Math.Sqrt(VectorLoops.Dot(vector, vector));
            if (norm > 1e-10 * memory.Norms[samples[k]])
                _basis.Add([.. vector.Select(x => x / norm)]);
        }
    }

    /// <summary>The samples along whose hyperplanes it slides.</summary>
    public List<int> Samples { get; }

    /// <summary>The unit with these sides, one for each sample; null where it slides along nothing.</summary>
    public static SlidingUnit? Of(ReluPieceMemory memory, ReadOnlySpan<double> sides)
    {
        var samples = new List<int>();
        for (var i = 0; i < sides.Length; i++)
        {
            if (sides[i] == TwoLayerReluPiece.Sliding)
                samples.Add(i);
        }

        return samples.Count == 0 ? null : new(memory, samples);
    }

    /// <summary>Leaves of a vector what is orthogonal to the samples.</summary>
    public void Project(Span<double> vector)
    {
        foreach (var direction in _basis)
            VectorLoops.Add(-VectorLoops.Dot(vector, direction), direction, vector);
    }

    /// <summary>kappa with sum_k kappa_k x_k = -g on the span of the samples, by elimination of their inner products: one or two samples, mostly.</summary>
    public double[] Activations(ReadOnlySpan<double> gradient)
    {
        var count = _inputs.Length;
        var (matrix, right) = (new double[count, count], new double[count]);
        for (var i = 0; i < count; i++)
        {
            right[i] = -VectorLoops.Dot(gradient, _inputs[i]);
            for (var j = 0; j < count; j++)
                matrix[i, j] = VectorLoops.Dot(_inputs[i], _inputs[j]);
        }

        for (var k = 0; k < count; k++)
        {
            for (var i = k + 1; i < count; i++)
            {
                var factor = matrix[i, k] / matrix[k, k];
                for (var j = k; j < count; j++)
                    matrix[i, j] -= factor * matrix[k, j];
                right[i] -= factor * right[k];
            }
        }

        for (var k = count - 1; k >= 0; k--)
        {
            for (var j = k + 1; j < count; j++)
                right[k] -= matrix[k, j] * right[j];
            right[k] /= matrix[k, k];
        }

        return right;
    }
}
