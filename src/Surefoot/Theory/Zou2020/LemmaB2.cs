using Surefoot.Arithmetic;

namespace Surefoot.Theory.Zou2020;

/// <summary>
/// Zou et al. 2020, lemma B.2: for positive semidefinite U and V, lambda_min(U) tr V &lt;= tr(U V) &lt;= lambda_max(U) tr V; and what it is there for, (B.3):
/// 2 sigma_r^2 (L - L*) &lt;= ||(U - Phi) X X^T||_F^2 &lt;= 2 ||X||^2 (L - L*).
/// </summary>
public sealed class LemmaB2 : Theorem<ResidualSetting, ResidualMoment>
{
    /// <inheritdoc/>
    public override string Id => "zou-2020/lemma-b.2";

    /// <inheritdoc/>
    public override string Source => "Zou et al. 2020, lemma B.2 and (B.3)";

    /// <inheritdoc/>
    public override string Statement => "The convex gradient is between the extreme singular values of the inputs, squared, times twice the gap.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Step;

    /// <summary>lambda_min(U) tr V, tr(U V) and lambda_max(U) tr V, in this order.</summary>
    /// <param name="u">U, symmetric.</param>
    /// <param name="v">V, symmetric, of the same order.</param>
    public static (double Lower, double Trace, double Upper) Of(Matrix<double> u, Matrix<double> v)
    {
        ArgumentNullException.ThrowIfNull(v);
        var values = SymmetricEigen.Of(u).Values;
        var trace = Enumerable.Range(0, v.Rows).Sum(i => v[i, i]);
        return (values[0] * trace, Frobenius.Inner(u, v), values[^1] * trace);
    }

    /// <inheritdoc/>
    public override Certificate<ResidualMoment> Certify(ResidualSetting setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        var (small, large) = (2 * setting.SmallestSingularValue * setting.SmallestSingularValue, 2 * setting.LargestSingularValue * setting.LargestSingularValue);
        return new(this, [])
        {
            Invariants =
            [
                new("lemma-b.2/lower", "2 sigma_r^2 (L - L*) <= ||(U - Phi) X X^T||_F^2", moment => new(small * moment.Gap, Squared(moment), Rounding(moment))),
                new("lemma-b.2/upper", "||(U - Phi) X X^T||_F^2 <= 2 ||X||^2 (L - L*)", moment => new(Squared(moment), large * moment.Gap, Rounding(moment))),
            ],
        };

        // On the compressed data the residual is (U - Phi) X.
        double Squared(ResidualMoment moment) => Frobenius.SquaredNorm(MatrixProduct.Of(Residual(moment), setting.Run.Data.Inputs.Transposed)) * setting.Scale * setting.Scale;

        double Rounding(ResidualMoment moment)
        {
            var rounding = (moment.PredictionRounding + (1e-14 * Math.Sqrt(Math.Max(0, moment.Gap)))) * setting.LargestSingularValue;
            return (2 * Math.Sqrt(large * Math.Max(0, moment.Gap)) * rounding) + (rounding * rounding) + (large * moment.GapRounding);
        }
    }

    /// <summary>(U - Phi) X on the compressed data, in the loss's scaling.</summary>
    internal static Matrix<double> Residual(ResidualMoment moment)
    {
        var setting = moment.Setting;
        var residual = MatrixProduct.Of<double>(setting.Run.Network.EndToEnd(moment.Weights), setting.Run.Data.Inputs);
        for (var k = 0; k < residual.Span.Length; k++)
            residual.Span[k] = setting.Scale * (residual.Span[k] - setting.Run.Data.Targets.Span[k]);
        return residual;
    }
}
