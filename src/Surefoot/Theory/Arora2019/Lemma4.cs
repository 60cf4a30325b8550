using Surefoot.Arithmetic;

namespace Surefoot.Theory.Arora2019;

/// <summary>
/// Arora et al. 2019, lemma 4: for diagonal D1, D2 >= 0 in falling order and an orthogonal O, let epsilon = ||D1 - O D2 O^T||_F. Then
/// ||D1 - O D1 O^T||_F &lt;= 2 epsilon and ||D1 - D2||_F &lt;= epsilon.
/// </summary>
/// <remarks>Along a run D1 and D2 are the spectra of W_j W_j^T and W_{j+1}^T W_{j+1}, and epsilon is ||B_j||_F: as lemma 5 uses it.</remarks>
public sealed class Lemma4 : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "arora-2019/lemma-4";

    /// <inheritdoc/>
    public override string Source => "Arora, Cohen, Golowich and Hu 2019, lemma 4";

    /// <inheritdoc/>
    public override string Statement => "Two neighbours that are nearly balanced have nearly the same spectra and nearly the same singular subspaces.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Step;

    /// <summary>Both inequalities.</summary>
    /// <param name="first">The diagonal of D1, not negative and falling.</param>
    /// <param name="second">The diagonal of D2, not negative and falling.</param>
    /// <param name="rotation">O.</param>
    /// <returns>||D1 - O D1 O^T||_F against 2 epsilon, and ||D1 - D2||_F against epsilon.</returns>
    public static (Comparison Rotated, Comparison Spectra) Compare(IReadOnlyList<double> first, IReadOnlyList<double> second, Matrix<double> rotation)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentNullException.ThrowIfNull(rotation);
        var d1 = Matrix<double>.Diagonal(first);
        var epsilon = Apart(Matrix<double>.Diagonal(second));
        var rounding = 16.0 / (1L << 52) * first.Count * first.Concat(second).Max();
        return (
            new(Apart(d1), 2 * epsilon, rounding),
            new(Math.Sqrt(first.Zip(second, (x, y) => (x - y) * (x - y)).Sum()), epsilon, rounding));

        double Apart(Matrix<double> other) => Frobenius.Distance(d1, Algebra.Product(rotation, other, rotation.Transposed));
    }

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        var problem = new WhitenedProblem(setting);
        return new(this, [])
        {
            Invariants =
            [
                new("lemma-4/rotated", "||D1 - O D1 O^T||_F <= 2 ||B_j||_F", moment => Comparison.Tightest(Pairs(moment).Select(pair => pair.Rotated))),
                new("lemma-4/spectra", "||D1 - D2||_F <= ||B_j||_F", moment => Comparison.Tightest(Pairs(moment).Select(pair => pair.Spectra))),
            ],
        };

        IEnumerable<(Comparison Rotated, Comparison Spectra)> Pairs(DeepLinearMoment moment)
        {
            var point = problem.At(moment);
            return Enumerable.Range(0, problem.Depth - 1).Select(j => OfNeighbours(point.Layers[j], point.Layers[j + 1]));
        }
    }

    private static (Comparison Rotated, Comparison Spectra) OfNeighbours(Matrix<double> below, Matrix<double> above)
    {
        // Rising from the library, falling in the lemma: both orders are turned around, and O with them.
        var (first, second) = (SymmetricEigen.Of(Algebra.OuterGram(below)), SymmetricEigen.Of(Algebra.Gram(above)));
        var n = first.Values.Length;
        var rotation = new Matrix<double>(n, n);
        var turned = MatrixProduct.Of(first.Vectors.Transposed, second.Vectors);
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
                rotation[i, j] = turned[n - 1 - i, n - 1 - j];
        }

        return Compare(Falling(first), Falling(second), rotation);
    }

    private static double[] Falling(SymmetricEigen eigen) => [.. eigen.Values.Reverse().Select(value => Math.Max(0, value))];
}
