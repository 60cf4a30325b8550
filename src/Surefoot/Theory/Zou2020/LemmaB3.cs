using Surefoot.Arithmetic;

namespace Surefoot.Theory.Zou2020;

/// <summary>Zou et al. 2020, lemma B.3: sigma_min(U) ||V||_F &lt;= ||U V||_F &lt;= sigma_max(U) ||V||_F for U of full column rank.</summary>
/// <remarks>Along a run it is laid against B^T and the residual, as in the proof of lemma A.1.</remarks>
public sealed class LemmaB3 : Theorem<ResidualSetting, ResidualMoment>
{
    /// <inheritdoc/>
    public override string Id => "zou-2020/lemma-b.3";

    /// <inheritdoc/>
    public override string Source => "Zou et al. 2020, lemma B.3";

    /// <inheritdoc/>
    public override string Statement => "A matrix of full column rank keeps norms within its extreme singular values.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Step;

    /// <summary>sigma_min(U) ||V||_F, ||U V||_F and sigma_max(U) ||V||_F, in this order.</summary>
    /// <param name="u">U, with at least as many rows as columns.</param>
    /// <param name="v">V.</param>
    public static (double Lower, double Norm, double Upper) Of(Matrix<double> u, Matrix<double> v)
    {
        var values = SingularValueDecomposition.ValuesOf(u);
        var norm = Frobenius.Norm(v);
        return (values[^1] * norm, Frobenius.Norm(MatrixProduct.Of<double>(u, v)), values[0] * norm);
    }

    /// <inheritdoc/>
    public override Certificate<ResidualMoment> Certify(ResidualSetting setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        var transposed = setting.Network.OutputTransform.Transpose();
        return new(this, [])
        {
            Invariants =
            [
                new("lemma-b.3/lower", "mu_B ||R||_F <= ||B^T R||_F, R = (U - Phi) X", moment => Of(transposed, LemmaB2.Residual(moment)) is var (lower, norm, _) ? new(lower, norm, 1e-13 * norm) : null),
                new("lemma-b.3/upper", "||B^T R||_F <= lambda_B ||R||_F", moment => Of(transposed, LemmaB2.Residual(moment)) is var (_, norm, upper) ? new(norm, upper, 1e-13 * norm) : null),
            ],
        };
    }
}
