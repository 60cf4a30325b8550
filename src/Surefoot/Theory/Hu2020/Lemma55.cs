namespace Surefoot.Theory.Hu2020;

/// <summary>
/// Hu et al. 2020, lemma 5.5, with its constants: if ||beta A_{L:1}|| ||X||_F &lt;= 0.0954 ||Y||_F then 0.4 ||Y||_F^2 &lt; l &lt; 0.6 ||Y||_F^2; and
/// ||dl/dW_i|| &lt;= beta / (sqrt(d_i) sigma_i) ||A_{L:i+1}|| ||A_{i-1:1}|| ||X|| ||U - Y||_F.
/// </summary>
public sealed class Lemma55 : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "hu-2020/lemma-5.5";

    /// <inheritdoc/>
    public override string Source => "Hu, Xiao and Pennington 2020, lemma 5.5 and appendix B.3";

    /// <inheritdoc/>
    public override string Statement =>
        "Where long products are small the loss is what the zero map has, and gradients are small.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Step;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips { get; } =
    [
        new(SlipClass.Misprint, "l(W_1, ..., W_L) = 1/2 ||alpha W_{L:1}(0) X - Y||_F^2", "l(W_1, ..., W_L) = 1/2 ||alpha W_{L:1} X - Y||_F^2", "The lemma is about weights near the start, and the printed value is the loss of the start; the bound that is needed, (12) for the whole product, is there."),
        new(SlipClass.Gap, "L - i - 1 or i - 1 is greater than L/4", "max(L - i - 1, i - 2) >= L/4 for L >= 6", "The block A_{i-1:1} has index difference i - 2."),
        new(SlipClass.Loose, "||dl/dW_i|| bounded with sigma_i^{-1}", "||dl/dW_i|| bounded with (sqrt(d_i) sigma_i)^{-1}", "The last display starts with the weaker bound; sqrt(d_i) is absorbed like the other powers of L."),
    ];

    /// <summary>0.0954, just below sqrt(1.2) - 1, the largest output relative to the targets that keeps the loss below 0.6 ||Y||_F^2.</summary>
    internal const double LargestOutput = 0.0954;

    /// <summary>0.4, the lower end of the loss in units of ||Y||_F^2.</summary>
    internal const double Lower = 0.4;

    /// <summary>0.6, the upper end of the loss in units of ||Y||_F^2.</summary>
    internal const double Upper = 0.6;

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        var problem = new GaussianProblem(setting);
        return new(this, [.. problem.Regression.Standing()])
        {
            Constants =
            [
                new("0.4", Lower, ConstantOrigin.Explicit, "in 0.4 ||Y||_F^2 < l"),
                new("0.6", Upper, ConstantOrigin.Explicit, "in l < 0.6 ||Y||_F^2"),
                new("0.0954", LargestOutput, ConstantOrigin.Derived, "in ||beta A_{L:1}|| ||X||_F <= 0.0954 ||Y||_F"),
            ],
            Yields = [("||beta A_{L:1}(0)|| ||X||_F / ||Y||_F", problem.Output(setting.Start))],
            Invariants =
            [
                new("lemma-5.5/lower", "0.4 ||Y||_F^2 <= l(t), where the output is small", moment =>
                    IsSmall(problem, moment) ? new(Lower * problem.Regression.SquaredTargets, moment.Gap, problem.Regression.LossRounding(moment)) : null),
                new("lemma-5.5/upper", "l(t) <= 0.6 ||Y||_F^2, where the output is small", moment =>
                    IsSmall(problem, moment) ? new(moment.Gap, Upper * problem.Regression.SquaredTargets, problem.Regression.LossRounding(moment)) : null),
                new("lemma-5.5/gradient", "max_i ||dl/dW_i|| / (beta / (sqrt(d_i) sigma_i) ||A_{L:i+1}|| ||A_{i-1:1}|| ||X|| ||U - Y||_F) <= 1", moment => Gradients(problem, moment)) { Cost = setting.SpectraCost },
            ],
        };
    }

    private static bool IsSmall(GaussianProblem problem, DeepLinearMoment moment) => problem.Output(moment) <= LargestOutput;

    private static Comparison? Gradients(GaussianProblem problem, DeepLinearMoment moment)
    {
        // At the optimum the residual is rounding, and so is what it is compared with.
        var (residual, rounding) = (RegressionProblem.Residual(moment), problem.Regression.OutputRounding(moment));
        if (residual <= 100 * rounding)
            return null;
        var (prefixes, suffixes) = problem.PrefixesAndSuffixes(moment);
        var gradients = Spectral(problem, moment);
        var worst = 0.0;
        for (var i = 1; i <= problem.Depth; i++)
        {
            var bound = Math.Exp(problem.LogBeta) / problem.Scales[i - 1] * suffixes[i] * prefixes[i - 1] * problem.Regression.Norm * residual;
            worst = Math.Max(worst, gradients[i - 1] / bound);
        }

        // Both sides are the same products in another order: n u relative to each, and far from this.
        return new(worst, 1, 1e-9 + (4 * rounding / residual));
    }

    private static double[] Spectral(GaussianProblem problem, DeepLinearMoment moment)
    {
        var gradient = problem.Regression.Gradient(moment);
        var scales = moment.Setting.Network.LayerScales;
        return [.. Enumerable.Range(0, problem.Depth).Select(i => Arithmetic.SingularValueDecomposition.ValuesOf(gradient[i])[0] / scales[i])];
    }
}
