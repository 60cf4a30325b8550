namespace Surefoot.Theory.Hu2020;

/// <summary>
/// Hu et al. 2020, theorem 5.1 for one start at a finite depth, from measured norms alone: with b the norms of products when every layer moves
/// by rho, o = beta b_{L:1} ||X||_F &lt;= 0.0954 ||Y||_F and g_i = beta / (sqrt(d_i) sigma_i) b_{L:i+1} b_{i-1:1} ||X|| (o + ||Y||_F), the loss
/// stays between 0.4 ||Y||_F^2 and 0.6 ||Y||_F^2 for max_rho min_i sqrt(d_i) sigma_i rho / (eta g_i) steps.
/// </summary>
public sealed class CertificateStuck : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "hu-2020/certificate-stuck";

    /// <inheritdoc/>
    public override string Source => "Hu, Xiao and Pennington 2020, theorem 5.1, non-asymptotic";

    /// <inheritdoc/>
    public override string Statement =>
        "From this very start gradient descent gets nowhere for a number of steps that grows exponentially with depth over width.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Run;

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        var problem = new GaussianProblem(setting);
        var output = problem.Output(setting.Start);
        var best = new Found(0, 0, []);

        // The norms of all products take long in a wide deep network; where the output itself is too large, no radius would do.
        if (output <= Lemma55.LargestOutput)
        {
            output = OutputWithin(problem, Radii[0]);
            best = Radii.Select(radius => Within(problem, setting.LearningRate, radius)).MaxBy(found => found.Steps)!;
        }

        return new(this,
            [
                .. problem.Regression.Standing(),
                new("the largest output near the start, in units of ||Y||_F,", output, Relation.AtMost, Lemma55.LargestOutput, "make the network deeper or narrower, so that its output at the start is smaller"),
                new("the number of steps", best.Steps, Relation.AtLeast, 1, "make the network deeper or narrower, or the learning rate smaller"),
            ])
        {
            Constants =
            [
                new("0.4", Lemma55.Lower, ConstantOrigin.Explicit, "in 0.4 ||Y||_F^2 < l(t)"),
                new("0.6", Lemma55.Upper, ConstantOrigin.Explicit, "in l(t) < 0.6 ||Y||_F^2"),
                new("0.0954", Lemma55.LargestOutput, ConstantOrigin.Derived, "in beta b_{L:1} ||X||_F <= 0.0954 ||Y||_F"),
            ],
            Yields = best.Steps > 0 ? [("T", best.Steps), ("rho", best.Radius), ("Lambda", problem.Smallness)] : [("T", 0)],
            Invariants =
            [
                new("certificate-stuck/lower", "0.4 ||Y||_F^2 <= l(t) for t <= T", moment =>
                    best.Covers(moment) ? new(Lemma55.Lower * problem.Regression.SquaredTargets, moment.Gap, problem.Regression.LossRounding(moment)) : null),
                new("certificate-stuck/upper", "l(t) <= 0.6 ||Y||_F^2 for t <= T", moment =>
                    best.Covers(moment) ? new(moment.Gap, Lemma55.Upper * problem.Regression.SquaredTargets, problem.Regression.LossRounding(moment)) : null),
                new("certificate-stuck/radius", "max_i ||A_i(t) - A_i(0)||_F <= rho for t <= T", moment =>
                    best.Covers(moment) ? new(problem.Drift(moment), best.Radius, problem.DriftRounding(moment)) : null),
                new("certificate-stuck/gradient", "max_i ||dl/dW_i(t)||_F / g_i <= 1 for t <= T", moment =>
                    best.Covers(moment) ? new(problem.Gradients(moment).Zip(best.Gradients, (measured, bound) => measured / bound).Max(), 1, 1e-9) : null),
            ],
        };
    }

    /// <summary>The radii that are tried: 10^{-9}, 10^{-8.5}, ..., 10^{-1.5}.</summary>
    internal static IReadOnlyList<double> Radii { get; } = [.. Enumerable.Range(0, 16).Select(k => Math.Pow(10, -9 + (k / 2.0)))];

    // beta b_{L:1} ||X||_F / ||Y||_F.
    private static double OutputWithin(GaussianProblem problem, double radius) =>
        Math.Exp(problem.LogBeta + Math.Log(problem.StartNorms.Prefixes(radius + problem.StartNorms.Rounding)[^1])) * Math.Sqrt(problem.Regression.SquaredFrobenius) / problem.TargetNorm;

    // The steps certified within one radius, 0 where the output could leave the interval.
    private static Found Within(GaussianProblem problem, double rate, double radius)
    {
        var norms = problem.StartNorms;
        var (prefixes, suffixes) = (norms.Prefixes(radius + norms.Rounding), norms.Suffixes(radius + norms.Rounding));
        var regression = problem.Regression;
        var output = OutputWithin(problem, radius);
        var gradients = new double[problem.Depth];
        var steps = double.PositiveInfinity;
        for (var i = 1; i <= problem.Depth; i++)
        {
            gradients[i - 1] = Math.Exp(problem.LogBeta + Math.Log(suffixes[i]) + Math.Log(prefixes[i - 1]) - Math.Log(problem.Scales[i - 1]))
                * regression.Norm * problem.TargetNorm * (output + 1);
            steps = Math.Min(steps, problem.Scales[i - 1] * radius / (rate * gradients[i - 1]));
        }

        // A share far above what rounding these sums amounts to, so that T is rounded down.
        return new(radius, output <= Lemma55.LargestOutput ? steps * (1 - 1e-9) : 0, gradients);
    }

    private sealed record Found(double Radius, double Steps, double[] Gradients)
    {
        public bool Covers(DeepLinearMoment moment) => Steps >= 1 && moment.Step <= Steps;
    }
}
