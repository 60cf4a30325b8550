using Surefoot.Arithmetic;
using Surefoot.Objectives;

namespace Surefoot.Reductions;

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
