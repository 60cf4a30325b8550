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
                new("lemma-4/rotated", "||D1 - O D1 O^T||_F <= 2 ||B_j||_F", moment => Comparison.Tightest(Pairs(moment).Select(pair => pair.Rotated))) { Cost = setting.SpectraCost },
                new("lemma-4/spectra", "||D1 - D2||_F <= ||B_j||_F", moment => Comparison.Tightest(Pairs(moment).Select(pair => pair.Spectra))) { Cost = setting.SpectraCost },
            ],
        };

        List<(Comparison Rotated, Comparison Spectra)> Pairs(DeepLinearMoment moment) =>
            moment.Measured("arora-2019 neighbours", _ => Enumerable.Range(1, problem.Depth - 1).Select(j => OfNeighbours(problem, moment, j)).ToList());
    }

    // In the coordinates of the layers: D1 is W_j W_j^T, and O D1 O^T the same spectrum on the eigenvectors of W_{j+1}^T W_{j+1}.
    private static (Comparison Rotated, Comparison Spectra) OfNeighbours(WhitenedProblem problem, DeepLinearMoment moment, int j)
    {
        var (below, above) = (problem.At(moment).Layers[j - 1], problem.At(moment).Layers[j]);
        var n = below.Rows;
        var (first, second) = (Spectrum(j), Spectrum(j + 1));
        var (gram, outer) = (Algebra.Gram(above), Algebra.OuterGram(below));
        var epsilon = Frobenius.Distance(gram, outer);
        var vectors = SymmetricEigen.Of(gram).Vectors;
        var scaled = vectors.Clone();
        for (var i = 0; i < n; i++)
        {
            // Eigenvalues rise in the library and fall in the lemma.
            for (var k = 0; k < n; k++)
                scaled[i, k] *= first[n - 1 - k];
        }

        var rotated = MatrixProduct.Of(scaled, vectors.Transposed);
        var rounding = 16.0 / (1L << 52) * n * Math.Max(first[0], second[0]);
        return (
            new(Frobenius.Distance(outer, rotated), 2 * epsilon, rounding),
            new(Math.Sqrt(first.Zip(second, (x, y) => (x - y) * (x - y)).Sum()), epsilon, rounding));

        double[] Spectrum(int layer)
        {
            var values = moment.SingularValuesInRun(layer, layer);
            return [.. Enumerable.Range(0, n).Select(k => k < values.Count ? Math.Pow(problem.LayerFactor(layer) * values[k], 2) : 0)];
        }
    }
}
