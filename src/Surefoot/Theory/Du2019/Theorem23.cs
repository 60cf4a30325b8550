namespace Surefoot.Theory.Du2019;

/// <summary>
/// Du 2019, theorem 2.3, for gradient descent: for eta &lt;= lambda_0 / (4 n^2) and m >= max(8 n^2 log(2 n^2 / delta_1) / lambda_0^2, 16 n q_0 / (lambda_0 R)^2), R = sqrt(2 pi)
/// delta_2 lambda_0 / (32 n^2), with probability at least 1 - delta_1 - delta_2 ||u(k) - y||^2 &lt;= (1 - eta lambda_0 / 2)^k ||u(0) - y||^2 for all k.
/// </summary>
/// <remarks>The error at the start is measured, so that it needs no share of delta. Guaranteed widths are near 10^14 for ten samples; certificate 2.3 is what can hold on an instance.</remarks>
public sealed class Theorem23 : Theorem<TwoLayerReluSetting, TwoLayerReluMoment>
{
    /// <inheritdoc/>
    public override string Id => "du-2019/theorem-2.3";

    /// <inheritdoc/>
    public override string Source => "Du 2019, theorem 2.3";

    /// <inheritdoc/>
    public override string Statement => "Gradient descent trains a wide two-layer ReLU network to zero loss at a linear rate.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Run;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips =>
    [
        .. Theorem22.Widths,
        new(SlipClass.Misprint, "R = c lambda_0 / n^2", "R = c delta lambda_0 / n^2", "Lemma 2.5 brings 1 / delta, which the budget of lambda_0 / 4 must pay; so does the delta^3 of the width."),
        new(SlipClass.Setting, "||w_r(k) - w_r(0)|| <= R', twice", "for k and for k + 1", "The split of the step needs both its ends."),
    ];

    /// <summary>R = sqrt(2 pi) delta lambda_0 / (32 n^2), from 4 C_S n^2 R / delta &lt;= lambda_0 / 4.</summary>
    public static double Radius(int samples, double lambda0, double delta) => Lemma22.Radius(samples, lambda0, delta) / 2;

    /// <summary>16 n q_0 / (lambda_0 R)^2: the width from which on R' &lt;= R.</summary>
    /// <param name="samples">n.</param>
    /// <param name="lambda0">lambda_0.</param>
    /// <param name="squaredStartError">q_0, or a bound on it.</param>
    /// <param name="delta">delta_2.</param>
    public static double TravelWidth(int samples, double lambda0, double squaredStartError, double delta)
    {
        var product = lambda0 * Radius(samples, lambda0, delta);
        return 16 * samples * squaredStartError / (product * product);
    }

    /// <summary>lambda_0 / (4 n^2): the largest learning rate.</summary>
    public static double RateLimit(int samples, double lambda0) => lambda0 / (4.0 * samples * samples);

    /// <inheritdoc/>
    public override Certificate<TwoLayerReluMoment> Certify(TwoLayerReluSetting setting)
    {
        var problem = new PatternProblem(setting);
        var half = problem.Delta / 2;
        var width = Math.Max(Lemma21.Width(problem.Samples, problem.Lambda0, half), TravelWidth(problem.Samples, problem.Lambda0, problem.StartError, half));
        return new(this,
            [
                .. problem.Standing(),
                problem.IsDescent(),
                problem.IsDefinite(),
                problem.IsGaussian(),
                problem.IsSlow(RateLimit(problem.Samples, problem.Lambda0)),
                problem.IsWide(width),
            ])
        {
            Constants =
            [
                new("c", Lemma22.C / 2, ConstantOrigin.Derived, "multiplies delta lambda_0 / n^2 in R"),
                new("C_S", Lemma25.C, ConstantOrigin.Derived, "of lemma 2.5"),
            ],
            FailureProbability = problem.Delta,
            Bound = problem.LossBound(),
            Yields = [("width for any start", problem.WidthForAnyStart(TravelWidth)), ("R", Radius(problem.Samples, problem.Lambda0, half)), ("R'", problem.DescentTravel)],
            Invariants = [new("theorem-2.3", "||y - u(k)||^2 <= (1 - eta lambda_0 / 2)^k ||y - u(0)||^2", moment => problem.BelowBound(moment))],
        };
    }
}
