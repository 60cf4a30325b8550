using Surefoot.Arithmetic;
using Surefoot.Objectives;

namespace Surefoot.Reductions;

/// <summary>
/// What a full network has beside its reduced run. Beside the signal subspaces S_i lie their orthogonal complements T_i, and
/// no layer moves there: W_i = B_i R_i B_{i-1}^T + C_i with a constant C_i from T_{i-1} to T_i for i > 1, and
/// W_1 = B_1 R_1 B_0^T + K with a constant K on T_0, which may lead into S_1 as well as into T_1.
/// </summary>
/// <remarks>All layers as they are stored, W_i / s_i, each T_i in orthonormal coordinates; layers count from 1.</remarks>
public abstract class Complement
{
    /// <summary>What the first layer does on T_0.</summary>
    /// <param name="inside">B_1^T K, s_1 x n_0.</param>
    /// <param name="outside">K in coordinates of T_1 that hold its range, with n_0 columns.</param>
    protected Complement(Matrix<double> inside, Matrix<double> outside)
    {
        Inside = inside;
        Outside = outside;
    }

    /// <summary>B_1^T K, s_1 x n_0: what the first layer carries from beside the inputs' span into the signal subspace.</summary>
    public Matrix<double> Inside { get; }

    /// <summary>The rest of K, in coordinates of T_1 that hold its range, with n_0 columns.</summary>
    public Matrix<double> Outside { get; }

    /// <summary>The singular values of C_upper ... C_lower, 1 &lt; lower &lt;= upper &lt; N, falling.</summary>
    /// <param name="upper">j.</param>
    /// <param name="lower">i.</param>
    /// <param name="count">How many of them, at most.</param>
    public abstract IReadOnlyList<double> SingularValues(int upper, int lower, int count);

    /// <summary>||C_i||_F, 1 &lt; i &lt; N.</summary>
    public abstract double Norm(int layer);

    /// <summary>C_upper ... C_2 K in orthonormal coordinates, with n_0 columns; for upper = 1 what K leads to in T_1.</summary>
    public abstract Matrix<double> Image(int upper);

    /// <summary>||a^2 C_{j+1}^T C_{j+1} - b^2 C_j C_j^T||_F, with K outside the signal subspace for C_1 and nothing for C_N.</summary>
    public abstract double Imbalance(int layer, double aboveScale, double belowScale);
}

/// <summary>A complement given by its matrices.</summary>
internal sealed class DenseComplement : Complement
{
    private readonly Matrix<double>[] _layers;
    private readonly Dictionary<(int Upper, int Lower), double[]> _singularValues = [];
    private readonly Dictionary<int, Matrix<double>> _images = [];

    /// <summary>The complement of the subspaces of a start drawn whole.</summary>
    /// <param name="bases">B_0, ..., B_{N-1}.</param>
    /// <param name="start">W_1, ..., W_N, as stored.</param>
    public DenseComplement(IReadOnlyList<Matrix<double>> bases, Weights<double> start)
        : this(bases, [.. Enumerable.Range(0, start.Count).Select(i => start[i])], Beside(start[0], bases[0]))
    {
    }

    /// <summary>The complement where hidden layers are kept whole: what the first layer does beside the inputs' span.</summary>
    /// <param name="depth">N.</param>
    /// <param name="first">W_1, as stored.</param>
    /// <param name="inputBasis">B_0.</param>
    public DenseComplement(int depth, Matrix<double> first, Matrix<double> inputBasis)
        : this([inputBasis], [.. Enumerable.Repeat(new Matrix<double>(0, 0), depth)], Beside(first, inputBasis))
    {
    }

    private DenseComplement(IReadOnlyList<Matrix<double>> bases, IReadOnlyList<Matrix<double>> start, Matrix<double> first)
        : base(
            bases.Count > 1 ? MatrixProduct.Of(bases[1].Transposed, first) : first,
            bases.Count > 1 ? MatrixProduct.Of(Orthogonal(bases[1]).Transposed, first) : new Matrix<double>(0, first.Columns))
    {
        _layers = new Matrix<double>[start.Count];
        _layers[0] = Outside;
        for (var i = 1; i < start.Count - 1; i++)
        {
            _layers[i] = bases.Count > 1
                ? MatrixProduct.Of(Orthogonal(bases[i + 1]).Transposed, MatrixProduct.Of<double>(start[i], Orthogonal(bases[i])))
                : start[i];
        }
    }

    public override IReadOnlyList<double> SingularValues(int upper, int lower, int count)
    {
        if (!_singularValues.TryGetValue((upper, lower), out var values))
        {
            var product = _layers[lower - 1];
            for (var i = lower; i < upper; i++)
                product = MatrixProduct.Of<double>(_layers[i], product);
            values = SingularValueDecomposition.ValuesOf(product);
            _singularValues.Add((upper, lower), values);
        }

        return count < values.Length ? values[..count] : values;
    }

    public override double Norm(int layer) => Frobenius.Norm(_layers[layer - 1]);

    public override Matrix<double> Image(int upper)
    {
        if (!_images.TryGetValue(upper, out var image))
        {
            image = Outside;
            for (var i = 1; i < upper; i++)
                image = MatrixProduct.Of<double>(_layers[i], image);

            // Only its Gram matrix matters, so a tall image is brought to triangular form.
            if (image.Rows > image.Columns)
                image = HouseholderQr.Of(image, ThreadTeam.Alone).R;
            _images.Add(upper, image);
        }

        return image;
    }

    public override double Imbalance(int layer, double aboveScale, double belowScale)
    {
        var below = _layers[layer - 1];
        var defect = MatrixProduct.Of(below, below.Transposed);
        foreach (ref var x in defect.Span)
            x *= -belowScale * belowScale;
        if (layer < _layers.Length - 1)
            MatrixProduct.Multiply(_layers[layer].Transposed, _layers[layer], defect, aboveScale * aboveScale, 1.0, ThreadTeam.Alone);
        return Frobenius.Norm(defect);
    }

    // What the first layer does beside the inputs' span: W_1 (I - B_0 B_0^T).
    internal static Matrix<double> Beside(Matrix<double> first, Matrix<double> inputBasis)
    {
        var beside = first.Clone();
        MatrixProduct.Multiply(MatrixProduct.Of<double>(first, inputBasis), inputBasis.Transposed, beside, -1.0, 1.0, ThreadTeam.Alone);
        return beside;
    }

    // Orthonormal columns beside those given.
    internal static Matrix<double> Orthogonal(Matrix<double> basis)
    {
        var all = PivotedQr.Of(basis).Q(basis.Rows, ThreadTeam.Alone);
        var others = new Matrix<double>(basis.Rows, basis.Rows - basis.Columns);
        for (var i = 0; i < basis.Rows; i++)
            all.Row(i)[basis.Columns..].CopyTo(others.Row(i));
        return others;
    }
}

/// <summary>A complement on which every layer but the first is a multiple of an isometry, or zero.</summary>
internal sealed class IsometricComplement : Complement
{
    private readonly IReadOnlyList<int> _dimensions;
    private readonly IReadOnlyList<double> _factors;

    /// <summary>The complement with the given factors.</summary>
    /// <param name="inside">B_1^T K.</param>
    /// <param name="outside">K in coordinates of T_1 that hold its range.</param>
    /// <param name="dimensions">The dimensions of T_1, ..., T_{N-1}, all equal unless the factors are zero.</param>
    /// <param name="factors">c_2, ..., c_{N-1}.</param>
    public IsometricComplement(Matrix<double> inside, Matrix<double> outside, IReadOnlyList<int> dimensions, IReadOnlyList<double> factors)
        : base(inside, outside)
    {
        _dimensions = dimensions;
        _factors = factors;
    }

    public override IReadOnlyList<double> SingularValues(int upper, int lower, int count)
    {
        var factor = 1.0;
        for (var layer = lower; layer <= upper; layer++)
            factor *= _factors[layer - 2];
        return [.. Enumerable.Repeat(factor, Math.Min(count, Math.Min(_dimensions[upper - 1], _dimensions[lower - 2])))];
    }

    public override double Norm(int layer) => _factors[layer - 2] * Math.Sqrt(Math.Min(_dimensions[layer - 1], _dimensions[layer - 2]));

    public override Matrix<double> Image(int upper)
    {
        var image = Outside.Clone();
        for (var layer = 2; layer <= upper; layer++)
        {
            foreach (ref var x in image.Span)
                x *= _factors[layer - 2];
        }

        return image;
    }

    public override double Imbalance(int layer, double aboveScale, double belowScale)
    {
        var above = layer <= _factors.Count ? aboveScale * _factors[layer - 1] : 0;
        if (layer > 1)
            return Math.Abs((above * above) - (belowScale * belowScale * _factors[layer - 2] * _factors[layer - 2])) * Math.Sqrt(_dimensions[layer - 1]);

        // a^2 I - b^2 K K^T where K leads, a^2 I in the other dimensions.
        var defect = MatrixProduct.Of(Outside, Outside.Transposed);
        for (var i = 0; i < defect.Rows; i++)
        {
            foreach (ref var x in defect.Row(i))
                x *= -belowScale * belowScale;
            defect[i, i] += above * above;
        }

        return Math.Sqrt(Frobenius.SquaredNorm(defect) + ((_dimensions[0] - defect.Rows) * Math.Pow(above, 4)));
    }
}
