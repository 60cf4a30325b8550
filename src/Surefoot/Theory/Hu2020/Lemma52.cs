using Surefoot.Arithmetic;

namespace Surefoot.Theory.Hu2020;

/// <summary>
/// Hu et al. 2020, lemma 5.2: at a Gaussian start, with probability 1 - delta, ||A_{j:i}(0)||_F^2 &lt;= d_{i-1} L^2 / delta for all pairs, so
/// ||A_{j:i}(0)|| &lt;= L sqrt(d_{i-1} / delta).
/// </summary>
public sealed class Lemma52 : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "hu-2020/lemma-5.2";

    /// <inheritdoc/>
    public override string Source => "Hu, Xiao and Pennington 2020, lemma 5.2 and appendix B.1";

    /// <inheritdoc/>
    public override string Statement =>
        "No product of layers of a Gaussian start is large.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Law;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips { get; } =
    [
        new(SlipClass.Loose, "||A_{j:i}(0)|| <= d_{i-1} L^2 / delta = O(L^3 / delta)", "||A_{j:i}(0)|| <= L sqrt(d_{i-1} / delta)", "The square root of ||A_{j:i}(0)||_F^2 <= d_{i-1} L^2 / delta is not taken; the right side is at least 1."),
    ];

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        var problem = new GaussianProblem(setting);
        var (depth, delta) = (problem.Depth, setting.FailureProbability);
        var widest = setting.Network.Widths.Take(depth).Max();
        return new(this, [problem.GaussianLaw()])
        {
            FailureProbability = delta,
            Yields =
            [
                ("the bound on ||A_{j:i}(0)|| for all pairs", SharpBound(depth, widest, delta)),
                ("the looser bound d L^2 / delta", PrintedBound(depth, widest, delta)),
            ],
            Invariants =
            [
                new("lemma-5.2", "max_{j:i} ||A_{j:i}(0)||_F^2 delta / (d_{i-1} L^2) <= 1", moment => moment.Step > 0 ? null : new(Largest(problem, moment, delta), 1, 1e-9)),
            ],
        };
    }

    /// <summary>L sqrt(d / delta).</summary>
    /// <param name="depth">L.</param>
    /// <param name="width">d_{i-1}.</param>
    /// <param name="failureProbability">delta.</param>
    public static double SharpBound(int depth, int width, double failureProbability) => depth * Math.Sqrt(width / failureProbability);

    /// <summary>d L^2 / delta, which the proof goes on with.</summary>
    /// <param name="depth">L.</param>
    /// <param name="width">d_{i-1}.</param>
    /// <param name="failureProbability">delta.</param>
    public static double PrintedBound(int depth, int width, double failureProbability) => width * (double)depth * depth / failureProbability;

    // Restricted to the inputs' span the first layer is Gaussian too, so the lemma holds with r for d_0.
    private static double Largest(GaussianProblem problem, DeepLinearMoment moment, double delta)
    {
        var largest = 0.0;
        foreach (var (_, lower, product, _) in problem.Products(moment, all: true))
        {
            var width = moment.Setting.Run.Network.Widths[lower - 1];
            largest = Math.Max(largest, Math.Pow(Frobenius.Norm(product), 2) * delta / (width * (double)problem.Depth * problem.Depth));
        }

        return largest;
    }
}
