namespace Surefoot.Theory.ZhaoXu2024;

/// <summary>
/// Zhao and Xu 2024, section 4.5: in the convergence region no point is a bad saddle. sigma_k(W_{N-1:2}) &gt;= sigma_k(W_{N:2}) / sigma_max(W_N)
/// for k = n_N and sigma_k(W_{N-1:1}) / sigma_max(W_1) for k = n_0; and W_{N:2} keeps rank n_N, so that where dL/dW_1 is 0, nabla L is 0.
/// </summary>
public sealed class Section45 : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "zhao-xu-2024/section-4-5";

    /// <inheritdoc/>
    public override string Source => "Zhao and Xu 2024, section 4.5";

    /// <inheritdoc/>
    public override string Statement => "Where lemma 3 holds, the run stays away from saddles: a point of the region whose gradient vanishes is a global minimum.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Step;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips { get; } =
    [
        new(SlipClass.Misprint, "sigma_min(W_{N-1:2}) >= max(sigma_min(W_{N:2}) / sigma_max(W_N), sigma_min(W_{N-1:1}) / sigma_max(W_1))",
            "the n_N-th singular value for the first quotient, the n_0-th for the second",
            "the smallest singular value of a wide square product is far smaller; Gaussian layers of widths 4, 64, 64, 3 break the printed inequality at every draw"),
    ];

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        var problem = new NormalizedProblem(setting);
        var premises = new Premises(problem, null);
        var (depth, outputs, inputs) = (problem.Depth, problem.Outputs, setting.Network.InputDimension);
        var least = Math.Exp(-premises.Constants.C2 / 2);
        return new(this, premises.Assumptions())
        {
            Constants = premises.ListConstants(),
            Yields = [("sigma_{n_N}(W_{N:2}) / (n_1 ... n_{N-1})^{1/2} at least", least)],
            Invariants = depth < 2 ? [] :
            [
                new("section-4-5/outputs", "sigma_{n_N}(W_{N:2}) / sigma_max(W_N) <= sigma_{n_N}(W_{N-1:2})", moment => Quotient(moment, (depth, 2), depth, outputs)),
                new("section-4-5/inputs", "sigma_{n_0}(W_{N-1:1}) / sigma_max(W_1) <= sigma_{n_0}(W_{N-1:2})", moment => Quotient(moment, (depth - 1, 1), 1, inputs)),
                new("section-4-5/rank", "e^{-c2/2} <= sigma_{n_N}(W_{N:2}) / (n_1 ... n_{N-1})^{1/2}", moment =>
                    new(least, problem.OutputRatio(moment, 1, outputs), problem.RatioRounding * problem.OutputRatio(moment, 1, 1))),
                new("section-4-5/stationary", "n_N^{-1/2} sigma_{n_N}(W_{N:2}) / (n_1 ... n_{N-1})^{1/2} ||nabla L||_X <= ||dL/dW_1||_F", moment =>
                {
                    var norm = SemiNorm.Of(moment.Gradient) / Math.Sqrt(outputs);
                    return new(problem.OutputRatio(moment, 1, outputs) * norm, new StepExpansion(moment).LayerGradientNorm(1), problem.RatioRounding * problem.OutputRatio(moment, 1, 1) * norm);
                }),
            ],
        };

        // Scales of layers cancel.
        Comparison? Quotient(DeepLinearMoment moment, (int Upper, int Lower) product, int layer, int k)
        {
            if (depth < 3)
                return null;
            var divisor = moment.SingularValue(layer, layer, 1);
            var rounding = problem.RatioRounding * (moment.SingularValue(product.Upper, product.Lower, 1) / divisor);
            return new(moment.SingularValue(product.Upper, product.Lower, k) / divisor, moment.SingularValue(depth - 1, 2, k), rounding);
        }
    }
}
