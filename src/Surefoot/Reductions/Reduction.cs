using System.Numerics;
using Surefoot.Arithmetic;
using Surefoot.Networks;
using Surefoot.Objectives;

namespace Surefoot.Reductions;

/// <summary>
/// An exact replacement of a network at its start by a smaller one with the same trajectory, and what the full network is
/// along it: everything is recovered from the reduced weights and what does not move (`docs/exact-reduction.md`).
/// </summary>
/// <remarks>Weights given are always those of the reduced run.</remarks>
public sealed class Reduction
{
    private readonly Matrix<double>? _inputBasis;
    private readonly Lazy<Complement>? _complement;
    private readonly Func<Weights<double>, Weights<double>>? _lift;

    private Reduction(
        DeepLinearNetwork full, DeepLinearNetwork reduced, Matrix<double>? inputBasis, Lazy<Complement>? complement, Func<Weights<double>, Weights<double>>? lift)
    {
        Full = full;
        Reduced = reduced;
        _inputBasis = inputBasis;
        _complement = complement;
        _lift = lift;
    }

    /// <summary>The network as it was asked for.</summary>
    public DeepLinearNetwork Full { get; }

    /// <summary>The network that is run.</summary>
    public DeepLinearNetwork Reduced { get; }

    /// <summary>Whether hidden layers are smaller in the run than in the full network.</summary>
    public bool ReducesLayers => !Reduced.HiddenWidths.SequenceEqual(Full.HiddenWidths);

    /// <summary>No reduction: the network is run as it stands.</summary>
    public static Reduction None(DeepLinearNetwork network) => new(network, network, null, null, weights => weights);

    /// <summary>All singular values of V_upper ... V_lower, falling, where V_i = W_i / s_i are the layers divided by their scales.</summary>
    /// <remarks>Divided by the scales they stay inside the range of a double at any depth; W_{j:i} = s_j ... s_i V_{j:i}.</remarks>
    /// <param name="weights">The reduced weights.</param>
    /// <param name="upper">j, from <paramref name="lower"/> to N.</param>
    /// <param name="lower">i, from 1.</param>
    /// <param name="count">How many, the largest first: of a layer of a million units hardly all are wanted.</param>
    public double[] SingularValues<T>(Weights<T> weights, int upper, int lower, int count = int.MaxValue)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentOutOfRangeException.ThrowIfLessThan(lower, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(upper, lower);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(upper, Full.Depth);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var moving = Product(weights, upper, lower);
        return lower == 1
            ? Completed(SingularValueDecomposition.ValuesOf(FromInputs(weights, moving, upper)), upper, lower, count)
            : Completed(SingularValueDecomposition.ValuesOf(moving), upper, lower, count);
    }

    /// <summary>The singular values of V_upper ... V_lower, falling, from those of the reduced layers' product.</summary>
    /// <param name="moving">The singular values of R_upper ... R_lower.</param>
    /// <param name="upper">j.</param>
    /// <param name="lower">i, from 2: the first layer acts beside the inputs' span too.</param>
    /// <param name="count">How many, the largest first.</param>
    internal double[] Completed(IReadOnlyList<double> moving, int upper, int lower, int count)
    {
        var values = moving.ToList();
        if (lower > 1 && upper < Full.Depth && _complement is not null)
            values.AddRange(_complement.Value.SingularValues(upper, lower, count));
        count = Math.Min(count, Math.Min(Full.Widths[upper], Full.Widths[lower - 1]));
        values.AddRange(Enumerable.Repeat(0.0, Math.Max(0, count - values.Count)));
        values.Sort(static (x, y) => y.CompareTo(x));
        return [.. values.Take(count)];
    }

    /// <summary>The end-to-end map alpha W_N ... W_1 of the full network, n_N x n_0.</summary>
    public Matrix<double> EndToEnd<T>(Weights<T> weights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(weights);
        var product = FromInputs(weights, Product(weights, Full.Depth, 1), Full.Depth);
        foreach (ref var x in product.Span)
            x *= Full.OutputFactor;
        return product;
    }

    /// <summary>||W_1||_F, ..., ||W_N||_F of the full network.</summary>
    public double[] LayerNorms<T>(Weights<T> weights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(weights);
        var norms = new double[weights.Count];
        for (var layer = 1; layer <= norms.Length; layer++)
        {
            var square = Frobenius.SquaredNorm(weights[layer - 1].Cast<double>());
            if (_complement is not null && layer == 1)
                square += Frobenius.SquaredNorm(_complement.Value.Inside) + Frobenius.SquaredNorm(_complement.Value.Outside);
            else if (_complement is not null && layer < Full.Depth)
                square += Math.Pow(_complement.Value.Norm(layer), 2);
            norms[layer - 1] = Full.LayerScales[layer - 1] * Math.Sqrt(square);
        }

        return norms;
    }

    /// <summary>||W_{j+1}^T W_{j+1} - W_j W_j^T||_F for j = 1, ..., N - 1 (Arora et al. 2019, definition 1).</summary>
    /// <remarks>Cost 2 s_j^2 (s_{j-1} + s_{j+1}) flops for each j, with the reduced widths s.</remarks>
    public double[] Imbalances<T>(Weights<T> weights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(weights);
        var imbalances = new double[weights.Count - 1];
        for (var j = 1; j < weights.Count; j++)
        {
            var (below, above) = (weights[j - 1].Cast<double>(), weights[j].Cast<double>());
            var (belowScale, aboveScale) = (Full.LayerScales[j - 1], Full.LayerScales[j]);
            var defect = MatrixProduct.Of<double>(below, below.Transposed);
            if (_complement is not null && j == 1)
                MatrixProduct.Multiply(_complement.Value.Inside, _complement.Value.Inside.Transposed, defect, 1.0, 1.0, ThreadTeam.Alone);
            MatrixProduct.Multiply(above.Transposed, above, defect, aboveScale * aboveScale, -belowScale * belowScale, ThreadTeam.Alone);
            var square = Frobenius.SquaredNorm(defect);
            if (_complement is not null)
            {
                square += Math.Pow(_complement.Value.Imbalance(j, aboveScale, belowScale), 2);
                if (j == 1)
                    square += 2 * Math.Pow(belowScale, 4) * Frobenius.SquaredNorm(MatrixProduct.Of(_complement.Value.Inside, _complement.Value.Outside.Transposed));
            }

            imbalances[j - 1] = Math.Sqrt(square);
        }

        return imbalances;
    }

    /// <summary>The full network's weights, as stored: W_i(0) + B_i (R_i - R_i(0)) B_{i-1}^T.</summary>
    /// <exception cref="InvalidOperationException">The start was drawn at the reduced size; <see cref="ReductionMode.Liftable"/> keeps what this needs.</exception>
    public Weights<double> Lift<T>(Weights<T> weights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(weights);
        return _lift is not null
            ? _lift(weights.Cast<double>())
            : throw new InvalidOperationException($"the start was drawn at its reduced size, so there are no full weights; prepare the run with {nameof(ReductionMode)}.{nameof(ReductionMode.Liftable)}.");
    }

    /// <summary>The reduction of a twin, one layer from the same end-to-end map: beside the inputs' span that map stays as it is.</summary>
    /// <param name="twin">The one-layer network on this reduction's inputs.</param>
    /// <param name="start">The reduced start.</param>
    public Reduction OfTwin<T>(DeepLinearNetwork twin, Weights<T> start)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(twin);
        if (_inputBasis is null)
            return None(twin);
        var full = DeepLinearNetwork.Unscaled(Full.InputDimension, Full.OutputDimension);
        return new(full, twin, _inputBasis, new(() => new DenseComplement(1, EndToEnd(start), _inputBasis)), null);
    }

    /// <summary>A reduction to the signal subspaces of a start.</summary>
    internal static Reduction To(ReducedStart start, DeepLinearNetwork full, Matrix<double> inputBasis, Func<Weights<double>, Weights<double>>? lift = null) =>
        new(full, start.Network, inputBasis, start.Complement, lift);

    /// <summary>A reduction of the inputs alone.</summary>
    /// <param name="full">The full network.</param>
    /// <param name="run">The same with inputs in coordinates of their span.</param>
    /// <param name="first">W_1 at the start, as stored.</param>
    /// <param name="inputBasis">The basis of their span.</param>
    internal static Reduction OfInputs(DeepLinearNetwork full, DeepLinearNetwork run, Matrix<double> first, Matrix<double> inputBasis)
    {
        var complement = new Lazy<Complement>(() => new DenseComplement(full.Depth, first, inputBasis));
        return new(full, run, inputBasis, complement, Lift);

        // Beside the inputs' span the first layer is where it was.
        Weights<double> Lift(Weights<double> weights)
        {
            var lifted = new Weights<double>(full.Shapes);
            complement.Value.Inside.Span.CopyTo(lifted[0].Span);
            MatrixProduct.Multiply(weights[0], inputBasis.Transposed, lifted[0], 1.0, 1.0, ThreadTeam.Alone);
            for (var i = 1; i < weights.Count; i++)
                weights[i].Span.CopyTo(lifted[i].Span);
            return lifted;
        }
    }

    // R_upper ... R_lower.
    private static Matrix<double> Product<T>(Weights<T> weights, int upper, int lower)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // From the narrower end: each product then has few rows or few columns.
        if (weights[upper - 1].Rows < weights[lower - 1].Columns)
        {
            var product = weights[upper - 1].Cast<double>();
            for (var layer = upper - 1; layer >= lower; layer--)
                product = MatrixProduct.Of<double>(product, weights[layer - 1].Cast<double>());
            return product;
        }
        else
        {
            var product = weights[lower - 1].Cast<double>();
            for (var layer = lower + 1; layer <= upper; layer++)
                product = MatrixProduct.Of<double>(weights[layer - 1].Cast<double>(), product);
            return product;
        }
    }

    // V_upper ... V_1 up to a rotation of its rows, n_0 columns: R_{j:1} B_0^T + R_{j:2} B_1^T K, and below it what K leads to beside S_j.
    private Matrix<double> FromInputs<T>(Weights<T> weights, Matrix<double> moving, int upper)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (_complement is null)
            return moving;
        var inside = _complement.Value.Inside;
        if (upper > 1)
            inside = MatrixProduct.Of<double>(Product(weights, upper, 2), inside);
        var outside = upper < Full.Depth ? _complement.Value.Image(upper) : new Matrix<double>(0, inside.Columns);
        var map = new Matrix<double>(inside.Rows + outside.Rows, inside.Columns);
        inside.Span.CopyTo(map.Span);
        outside.Span.CopyTo(map.Span[inside.Span.Length..]);
        for (var i = 0; i < moving.Rows; i++)
        {
            var row = map.Row(i);
            for (var k = 0; k < moving.Columns; k++)
            {
                for (var c = 0; c < row.Length; c++)
                    row[c] = Math.FusedMultiplyAdd(moving[i, k], _inputBasis![c, k], row[c]);
            }
        }

        return map;
    }
}
