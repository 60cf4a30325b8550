namespace Surefoot.Theory.Hu2020;

/// <summary>
/// Hu et al. 2020, lemma 5.3, for one fixed vector, where every constant is explicit: at a Gaussian start ||A_{j:i}(0) v||^2 is a product of
/// independent chi^2_{d_k} / d_k, so ||A_{L:1}(0) v|| &lt;= prod_k c_{d_k} / delta with probability 1 - delta, c_d &lt;= 1 - 0.1 / d.
/// </summary>
public sealed class Lemma53 : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "hu-2020/lemma-5.3";

    /// <inheritdoc/>
    public override string Source => "Hu, Xiao and Pennington 2020, lemma 5.3";

    /// <inheritdoc/>
    public override string Statement =>
        "Long products of layers of a Gaussian start that is not wide for its depth are exponentially small.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Law;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips { get; } =
    [
        new(SlipClass.Loose, "c_d <= 1 - 0.1 / d", "c_d itself", "c_d is about 1 - 1 / (4 d), so after L layers the printed bound is larger by a factor of about e^{0.15 L / d}."),
    ];

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        var problem = new GaussianProblem(setting);
        var widths = setting.Network.Widths.Skip(1).ToList();
        var bound = widths.Aggregate(1.0, (product, width) => product * HalfMoment(width)) / setting.FailureProbability;
        return new(this, [problem.GaussianLaw()])
        {
            FailureProbability = setting.FailureProbability,
            Constants = [new("0.2", 0.2, ConstantOrigin.Explicit, "in c_d <= sqrt(1 - 0.2 / d)"), new("0.1", 0.1, ConstantOrigin.Explicit, "in c_d <= 1 - 0.1 / d")],
            Yields =
            [
                ("the bound on ||A_{L:1}(0) v||", bound),
                ("E log ||A_{L:1}(0) v||", widths.Sum(MeanLogarithm)),
                ("Var log ||A_{L:1}(0) v||", widths.Sum(VarianceOfLogarithm)),
                ("gamma", problem.WidthExponent),
                .. problem.IsGaussian ? [("Lambda = -log max_{j-i >= L/10} ||A_{j:i}(0)||", problem.Smallness)] : Array.Empty<(string, double)>(),
            ],
            Invariants =
            [
                new("lemma-5.3", "||A_{L:1}(0) v|| <= prod_k c_{d_k} / delta for the first singular vector v of X", moment =>
                    moment.Step > 0 ? null : new(Image(problem, moment), bound, 1e-12 * bound)),
            ],
        };
    }

    /// <summary>c_d = E sqrt(Z) = sqrt(2 / d) Gamma((d + 1) / 2) / Gamma(d / 2) for d Z chi-squared with d degrees of freedom.</summary>
    public static double HalfMoment(int degrees)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(degrees, 1);

        // Gamma(x + 1/2) / Gamma(x) = sqrt(x) (1 - 1/(8x) + ...) far out, and brought down from there by (x + 1/2) / x a step of 1.
        var (x, ratio) = (degrees / 2.0, 1.0);
        while (x < FarOut)
        {
            ratio *= x / (x + 0.5);
            x++;
        }

        var t = 1 / x;
        var series = 1 + (t * (-1.0 / 8 + (t * (1.0 / 128 + (t * (5.0 / 1024 + (t * (-21.0 / 32768 + (t * (-399.0 / 262144 + (t * 869.0 / 4194304)))))))))));
        return Math.Sqrt(2.0 / degrees) * ratio * Math.Sqrt(x) * series;
    }

    /// <summary>sqrt(1 - 0.2 / d), from Gamma(a + 1/2) / Gamma(a) &lt;= sqrt(a - 0.1).</summary>
    public static double HalfMomentBound(int degrees) => Math.Sqrt(1 - (0.2 / degrees));

    /// <summary>1 - 0.1 / d.</summary>
    public static double LinearHalfMomentBound(int degrees) => 1 - (0.1 / degrees);

    /// <summary>E log sqrt(Z) = (psi(d / 2) + log(2 / d)) / 2 for d Z chi-squared: what one layer adds to log ||A v||, about -1 / (2 d).</summary>
    public static double MeanLogarithm(int degrees)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(degrees, 1);

        // psi(x) = log x - 1/(2x) - 1/(12 x^2) + ... far out, psi(x) = psi(x + 1) - 1/x.
        var (x, sum) = (degrees / 2.0, 0.0);
        while (x < FarOut)
        {
            sum -= 1 / x;
            x++;
        }

        var t = 1 / (x * x);
        return 0.5 * (sum + Math.Log(2 * x / degrees) - (0.5 / x) - (t * (1.0 / 12 - (t * (1.0 / 120 - (t * (1.0 / 252 - (t / 240))))))));
    }

    /// <summary>Var log sqrt(Z) = psi'(d / 2) / 4 for d Z chi-squared.</summary>
    public static double VarianceOfLogarithm(int degrees)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(degrees, 1);

        // psi'(x) = 1/x + 1/(2 x^2) + 1/(6 x^3) - ... far out, psi'(x) = psi'(x + 1) + 1/x^2.
        var (x, sum) = (degrees / 2.0, 0.0);
        while (x < FarOut)
        {
            sum += 1 / (x * x);
            x++;
        }

        var t = 1 / (x * x);
        return 0.25 * (sum + (1 / x * (1 + (0.5 / x) + (t * (1.0 / 6 - (t * (1.0 / 30 - (t * (1.0 / 42 - (t / 30))))))))));
    }

    /// <summary>Pr[||A_{j:i}(0) v|| > tau] &lt;= prod_k c_{d_k} / tau for a fixed unit vector v.</summary>
    /// <param name="threshold">tau.</param>
    /// <param name="widths">d_i, ..., d_j.</param>
    public static double TailBound(double threshold, params IReadOnlyList<int> widths)
    {
        ArgumentNullException.ThrowIfNull(widths);
        return Math.Min(1, widths.Aggregate(1 / threshold, (product, width) => product * HalfMoment(width)));
    }

    // At this argument the first term left out of any of the series is below 1e-16.
    private const double FarOut = 128;

    private static double Image(GaussianProblem problem, DeepLinearMoment moment)
    {
        var sum = 0.0;
        for (var i = 0; i < moment.Map.Rows; i++)
            sum += moment.Map[i, 0] * moment.Map[i, 0];
        return Math.Sqrt(sum) * Math.Exp(-problem.LogBeta);
    }
}
