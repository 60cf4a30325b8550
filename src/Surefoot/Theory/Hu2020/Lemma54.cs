namespace Surefoot.Theory.Hu2020;

/// <summary>
/// Hu et al. 2020, lemma 5.4, with its constants: if no layer moves by more than rho, ||A_{j:i} - A_{j:i}(0)|| &lt;= K ((1 + rho K)^n - 1), where
/// n = j - i + 1 and K >= 1 bounds all ||A_{j:i}(0)||; and for j - i >= L/4, L >= 40, ||A_{j:i}|| &lt;= s (1 + n rho K) + K ((1 + rho K)^n - 1 - n rho
/// K), where s bounds ||A_{j:i}(0)|| for j - i >= L/10.
/// </summary>
/// <remarks>Along a run all pairs of layers are looked at up to a depth of 12; beyond it prefixes, suffixes and single layers.</remarks>
public sealed class Lemma54 : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "hu-2020/lemma-5.4";

    /// <inheritdoc/>
    public override string Source => "Hu, Xiao and Pennington 2020, lemma 5.4 and appendix B.2";

    /// <inheritdoc/>
    public override string Statement =>
        "Products of layers that are small at the start stay small near it.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Step;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips { get; } =
    [
        new(SlipClass.Gap, "max(j - k - 1, k - 1 - i) >= L/10 for j - i >= L/4", "the same for L >= 40", "The larger of the two is at least L/8 - 1, which is below L/10 at smaller depths."),
    ];

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        var problem = new GaussianProblem(setting);
        var depth = problem.Depth;
        var whole = problem.WholeNorm;

        // All norms take long in a wide deep network; where the whole product is not small, nobody needs them.
        Lazy<(double Largest, double Small)> norms = new(() => (Math.Max(1, problem.StartNorms.Largest(0)), problem.StartNorms.Largest(depth / 10.0)));
        return new(this,
            [
                new("the depth", depth, Relation.AtLeast, LeastDepth, $"take at least {LeastDepth} layers; the first bound holds at any depth"),
                new("the norm of A_{L:1}(0)", whole, Relation.Below, 1, "make the network deeper or narrower"),
            ])
        {
            Yields = whole < 1 ? [("K", norms.Value.Largest), ("Lambda", -Math.Log(norms.Value.Small))] : [],
            Invariants =
            [
                new("lemma-5.4/near", "max_{j:i} ||A_{j:i}(t) - A_{j:i}(0)|| / (K ((1 + rho K)^n - 1)) <= 1", moment => Near(problem, moment, norms.Value.Largest)) { Cost = setting.ProductSpectraCost },
                new("lemma-5.4/long", "max_{j-i >= L/4} ||A_{j:i}(t)|| / (s (1 + n rho K) + K ((1 + rho K)^n - 1 - n rho K)) <= 1", moment =>
                    depth >= LeastDepth ? Long(problem, moment, norms.Value.Largest, norms.Value.Small) : null) { Cost = setting.ProductSpectraCost },
            ],
        };
    }

    /// <summary>40: from here on, what one moved layer leaves of a block of L/4 has a part of L/10.</summary>
    internal const int LeastDepth = 40;

    /// <summary>K ((1 + rho K)^n - 1).</summary>
    /// <param name="largest">K, at least 1.</param>
    /// <param name="radius">rho.</param>
    /// <param name="count">n.</param>
    public static double NearBound(double largest, double radius, int count) => largest * Excess(radius * largest, count);

    /// <summary>s (1 + n rho K) + K ((1 + rho K)^n - 1 - n rho K).</summary>
    /// <param name="small">s.</param>
    /// <param name="largest">K, at least 1.</param>
    /// <param name="radius">rho.</param>
    /// <param name="count">n.</param>
    public static double LongBound(double small, double largest, double radius, int count) =>
        (small * (1 + (count * radius * largest))) + (largest * Math.Max(0, Excess(radius * largest, count) - (count * radius * largest)));

    // (1 + x)^n - 1 without the cancellation at small x.
    private static double Excess(double x, int count)
    {
        var half = count * LogOnePlus(x) / 2;
        return 2 * Math.Exp(half) * Math.Sinh(half);
    }

    // ln(1 + x) with the rounding of 1 + x corrected.
    private static double LogOnePlus(double x)
    {
        var sum = 1 + x;
        return sum == 1 ? x : Math.Log(sum) * (x / (sum - 1));
    }

    private static Comparison Near(GaussianProblem problem, DeepLinearMoment moment, double largest)
    {
        // What rounds the weights and the products counts as movement.
        var radius = problem.Drift(moment) + problem.DriftRounding(moment) + (2 * problem.StartNorms.Rounding);
        var worst = 0.0;
        foreach (var (upper, lower, now, then) in problem.Products(moment, problem.Regression.SeesAllPairs))
        {
            var moved = now.Clone();
            for (var k = 0; k < moved.Span.Length; k++)
                moved.Span[k] -= then.Span[k];
            worst = Math.Max(worst, Arithmetic.SingularValueDecomposition.ValuesOf(moved)[0] / NearBound(largest, radius, upper - lower + 1));
        }

        return new(worst, 1, 1e-9);
    }

    private static Comparison Long(GaussianProblem problem, DeepLinearMoment moment, double largest, double small)
    {
        var radius = problem.Drift(moment) + problem.DriftRounding(moment) + (2 * problem.StartNorms.Rounding);
        var worst = 0.0;
        foreach (var (upper, lower, now, _) in problem.Products(moment, problem.Regression.SeesAllPairs))
        {
            if (upper - lower >= problem.Depth / 4.0)
                worst = Math.Max(worst, Arithmetic.SingularValueDecomposition.ValuesOf(now)[0] / LongBound(small, largest, radius, upper - lower + 1));
        }

        return new(worst, 1, 1e-9);
    }
}
