using Surefoot.Arithmetic;

namespace Surefoot.Reductions;

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
