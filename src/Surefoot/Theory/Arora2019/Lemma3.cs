using Surefoot.Arithmetic;

namespace Surefoot.Theory.Arora2019;

/// <summary>
/// Arora et al. 2019, lemma 3 (Bhatia, "Matrix Analysis", exercise IV.3.5): the singular values of two matrices of one size, each in falling order,
/// differ by at most ||A - B||, in the spectral and in the Frobenius norm.
/// </summary>
/// <remarks>Along a run it is laid against the map and the target.</remarks>
public sealed class Lemma3 : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "arora-2019/lemma-3";

    /// <inheritdoc/>
    public override string Source => "Arora, Cohen, Golowich and Hu 2019, lemma 3";

    /// <inheritdoc/>
    public override string Statement => "Singular values move by no more than the matrix does.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Step;

    /// <summary>Both sides for two matrices of one size.</summary>
    /// <param name="a">A.</param>
    /// <param name="b">B.</param>
    /// <returns>||Sing(A) - Sing(B)|| and ||A - B|| in the spectral norm, then in the Frobenius norm.</returns>
    public static (Comparison Spectral, Comparison Frobenius) Compare(Matrix<double> a, Matrix<double> b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        var (ofA, ofB) = (SingularValueDecomposition.ValuesOf(a), SingularValueDecomposition.ValuesOf(b));
        var difference = Algebra.Difference(a, b);
        double[] apart = [.. ofA.Zip(ofB, (x, y) => Math.Abs(x - y))];

        // Singular values are known to n eps of the largest.
        var rounding = 8.0 / (1L << 52) * Math.Max(a.Rows, a.Columns) * (ofA[0] + ofB[0]);
        return (
            new(apart.Max(), Algebra.Spectral(difference), rounding),
            new(Math.Sqrt(apart.Sum(x => x * x)), Frobenius.Norm(difference), rounding));
    }

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        var problem = new WhitenedProblem(setting);
        return new(this, [])
        {
            Invariants =
            [
                new("lemma-3/spectral", "||Sing(W(t)) - Sing(Phi)||_sigma <= ||W(t) - Phi||_sigma", moment => Compare(moment.Map, problem.Target).Spectral),
                new("lemma-3/frobenius", "||Sing(W(t)) - Sing(Phi)||_F <= ||W(t) - Phi||_F", moment => Compare(moment.Map, problem.Target).Frobenius),
            ],
        };
    }
}
