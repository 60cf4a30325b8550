using Surefoot.Arithmetic;

namespace Surefoot.Theory.Arora2019;

/// <summary>
/// Arora et al. 2019, lemma 18 (Bartlett et al. 2018, lemma 6): from identity layers towards a symmetric Phi = U D U^T all layers are
/// U E(t) U^T with one and the same diagonal E(t), whose entries follow e &lt;- e - eta (e^N - D) e^{N-1} from 1.
/// </summary>
public sealed class Lemma18 : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "arora-2019/lemma-18";

    /// <inheritdoc/>
    public override string Source => "Arora, Cohen, Golowich and Hu 2019, lemma 18";

    /// <inheritdoc/>
    public override string Statement => "From identity layers towards a symmetric target all layers are the same function of the target, one number for each eigenvalue.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Step;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips => [new(SlipClass.Setting, "in claim 5's proof, the power L of the diagonal", "N", "L stands for the depth there.")];

    /// <summary>e - eta (e^N - D) e^{N-1}.</summary>
    /// <param name="entry">e, the entry of all layers.</param>
    /// <param name="eigenvalue">D, that of the target.</param>
    /// <param name="depth">N.</param>
    /// <param name="rate">eta.</param>
    public static double Next(double entry, double eigenvalue, int depth, double rate) => entry - (rate * (Math.Pow(entry, depth) - eigenvalue) * Math.Pow(entry, depth - 1));

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        var problem = new WhitenedProblem(setting);
        return new(this, [.. Claim5.Assumptions(problem, negative: false)]) { Invariants = problem.HasSquareLayers ? [Same(problem)] : [] };
    }

    private static Invariant<DeepLinearMoment> Same(WhitenedProblem problem)
    {
        var eigen = SymmetricEigen.Of(Claim5.Symmetric(problem));
        return Claim5.Growing(problem, "lemma-18", "max_j ||W_j(t) - U E(t) U^T||_F is rounding", () =>
        {
            double[] entries = [.. eigen.Values.Select(_ => 1.0)];
            return (moment, carried) =>
            {
                var expected = Turned(eigen, entries);
                for (var k = 0; k < entries.Length; k++)
                    entries[k] = Next(entries[k], eigen.Values[k], problem.Depth, problem.Rate);

                // Rounding of the scalar map grows as that of the layers does.
                return new(Claim5.Layers(problem, moment).Max(layer => Claim5.Apart(layer, expected)), 2 * carried);
            };
        });
    }

    // U diag(entries) U^T.
    private static Matrix<double> Turned(SymmetricEigen eigen, double[] entries)
    {
        var scaled = eigen.Vectors.Clone();
        for (var k = 0; k < entries.Length; k++)
        {
            for (var i = 0; i < scaled.Rows; i++)
                scaled[i, k] *= entries[k];
        }

        return MatrixProduct.Of(scaled, eigen.Vectors.Transposed);
    }
}
