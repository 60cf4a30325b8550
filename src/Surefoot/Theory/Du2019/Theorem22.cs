namespace Surefoot.Theory.Du2019;

/// <summary>
/// Du 2019, theorem 2.2, for gradient flow: for m >= max(8 n^2 log(2 n^2 / delta_1) / lambda_0^2, 4 n q_0 / (lambda_0 R)^2), R = sqrt(2 pi) delta_2 lambda_0 / (16 n^2) and
/// q_0 = ||y - u(0)||^2, with probability at least 1 - delta_1 - delta_2 ||u(t) - y||^2 &lt;= e^{-lambda_0 t} ||u(0) - y||^2 for all t.
/// </summary>
/// <remarks>The error at the start is measured, so that it needs no share of delta; before a start is drawn it is at most <see cref="StartErrorBound"/>.</remarks>
public sealed class Theorem22 : Theorem<TwoLayerReluSetting, TwoLayerReluMoment>
{
    /// <inheritdoc/>
    public override string Id => "du-2019/theorem-2.2";

    /// <inheritdoc/>
    public override string Source => "Du 2019, theorem 2.2";

    /// <inheritdoc/>
    public override string Statement => "Gradient flow trains a wide two-layer ReLU network to zero loss at an exponential rate.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Run;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips => Widths;

    /// <summary>What theorems 2.2 and 2.3 print of their width.</summary>
    internal static IReadOnlyList<Slip> Widths =>
    [
        new(SlipClass.Loose, "m = Omega(n^6 / (lambda_0^6 delta^3))", "n^6 / (lambda_0^4 delta^3), with its constants", "R' <= R gives the fourth power, as the remark after theorem 2.2 says; the sixth is larger, for lambda_0 <= 1/2."),
        new(SlipClass.Loose, "E ||y - u(0)||^2 = sum_i (y_i^2 + 1), from sum_i (y_i^2 + y_i E f + E f^2)", "sum_i (y_i^2 + 1/2)", "E f(x_i)^2 = ||x_i||^2 / 2; the middle term is -2 y_i E f, which is 0."),
        new(SlipClass.Setting, "each lemma with probability 1 - delta, and the theorem too", "delta is split between the events", "The theorem needs all of them at once."),
    ];

    /// <summary>(||y||^2 + n / 2) / delta: what ||y - u(0)||^2 is at most, with probability 1 - delta over a start w_r ~ N(0, I) with fair signs.</summary>
    public static double StartErrorBound(int samples, double squaredTargets, double delta) => (squaredTargets + (0.5 * samples)) / delta;

    /// <summary>4 n q_0 / (lambda_0 R)^2: the width from which on R' &lt;= R, of order n^6 / (lambda_0^4 delta^3).</summary>
    /// <param name="samples">n.</param>
    /// <param name="lambda0">lambda_0.</param>
    /// <param name="squaredStartError">q_0, or a bound on it.</param>
    /// <param name="delta">delta_2.</param>
    public static double TravelWidth(int samples, double lambda0, double squaredStartError, double delta)
    {
        var product = lambda0 * Lemma22.Radius(samples, lambda0, delta);
        return 4 * samples * squaredStartError / (product * product);
    }

    /// <inheritdoc/>
    public override Certificate<TwoLayerReluMoment> Certify(TwoLayerReluSetting setting)
    {
        var problem = new PatternProblem(setting);
        var half = problem.Delta / 2;
        var width = Math.Max(Lemma21.Width(problem.Samples, problem.Lambda0, half), TravelWidth(problem.Samples, problem.Lambda0, problem.StartError, half));
        return new(this, [.. problem.Standing(), problem.IsFlow(), problem.IsDefinite(), problem.IsGaussian(), problem.IsWide(width)])
        {
            Constants = [new("c", Lemma22.C, ConstantOrigin.Derived, "multiplies delta lambda_0 / n^2 in R")],
            FailureProbability = problem.Delta,
            Bound = problem.LossBound(),
            Yields = [("width for any start", problem.WidthForAnyStart(TravelWidth)), ("R", Lemma22.Radius(problem.Samples, problem.Lambda0, half))],
            Invariants = [new("theorem-2.2", "||y - u(t)||^2 <= e^(-lambda_0 t) ||y - u(0)||^2", moment => problem.BelowBound(moment))],
        };
    }
}
