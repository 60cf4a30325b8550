using Surefoot.Arithmetic;

namespace Surefoot.Theory.Zou2020;

/// <summary>Zou et al. 2020, lemma B.1: ||U X - Y||_F^2 = ||U X - Phi X||_F^2 + ||Phi X - Y||_F^2 with Phi = Y X^+, for every U.</summary>
public sealed class LemmaB1 : Theorem<ResidualSetting, ResidualMoment>
{
    /// <inheritdoc/>
    public override string Id => "zou-2020/lemma-b.1";

    /// <inheritdoc/>
    public override string Source => "Zou et al. 2020, lemma B.1";

    /// <inheritdoc/>
    public override string Statement => "The gap of a linear map is half its squared distance, on the data, from the best one.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Step;

    /// <inheritdoc/>
    public override Certificate<ResidualMoment> Certify(ResidualSetting setting) => new(this, [])
    {
        Invariants =
        [
            new("lemma-b.1", "||U X - Y||_F^2 - ||(U - Phi) X||_F^2 - ||Phi X - Y||_F^2 = 0", moment =>
            {
                ArgumentNullException.ThrowIfNull(setting);
                var (x, y, best) = (setting.Data.Dataset.Inputs, setting.Data.Dataset.Targets, MatrixProduct.Of<double>(setting.Data.ConvexMinimizer, setting.Data.Dataset.Inputs));
                var map = MatrixProduct.Of<double>(setting.Run.Reduction.EndToEnd(moment.Weights), x);
                var whole = Frobenius.SquaredDistance(map, y);
                return new(Math.Abs(whole - Frobenius.SquaredDistance(map, best) - Frobenius.SquaredDistance(best, y)), 0, 1e-12 * (whole + Frobenius.SquaredNorm(y)));
            }),
        ],
    };
}
