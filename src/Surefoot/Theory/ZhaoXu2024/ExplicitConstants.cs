namespace Surefoot.Theory.ZhaoXu2024;

/// <summary>
/// Lemma 3 with every constant explicit: what its proof needs when (14) holds with e^{c1/4} and e^{-c2/4} in place of e^{c1/2} and
/// e^{-c2/2}. The bounds B(t) then hold with e^{c1/2} and e^{-c2/2}, and (43) as it is printed.
/// </summary>
/// <param name="C1">c1.</param>
/// <param name="C2">c2.</param>
/// <param name="Slack">epsilon: the learning rate is (1 - epsilon) of its ceiling.</param>
/// <param name="M">M, at least 1.</param>
/// <param name="ConditionNumber">kappa.</param>
/// <param name="Smoothness">beta.</param>
/// <param name="InitialGap">B0.</param>
/// <param name="Outputs">n_N.</param>
/// <param name="Depth">N.</param>
/// <param name="Theta">theta.</param>
public sealed record ExplicitConstants(
    double C1, double C2, double Slack, double M, double ConditionNumber, double Smoothness, double InitialGap, int Outputs, int Depth, double Theta = 0)
{
    // Values of c tried: the least width is then within a percent of the best.
    private const int Choices = 256;

    /// <summary>eps_1: how far a product may move, relative to its measure, before it leaves B(t).</summary>
    public double Movement => Math.Exp(-C1 / 4) * Math.Min(Math.Exp(C1 / 2) - Math.Exp(C1 / 4), Math.Exp(-C2 / 4) - Math.Exp(-C2 / 2));

    /// <summary>xi: how small the higher orders of a step are beside its first order.</summary>
    /// <remarks>The proof has a third term, half a square root, and both this and eps_1 a constant; none of them is ever the least.</remarks>
    public double HigherOrders => Math.Min(
        (Math.Exp(-2 * C2) - Math.Exp(-3 * C2)) / Math.Exp((4 * C1) + 1),
        0.25 * (Math.Exp(6 * C1) - Math.Exp(4 * C1)) / Math.Exp((6 * C1) + 1));

    /// <summary>The learning rates allowed end at 2 n_N / (e^{6 c1 + 3 c2} beta N), where epsilon is 0.</summary>
    public double RateCeiling => 2 * Outputs / (Math.Exp((6 * C1) + (3 * C2)) * Smoothness * Depth);

    /// <summary>eta = (1 - epsilon) of the ceiling.</summary>
    public double Rate => (1 - Slack) * RateCeiling;

    /// <summary>gamma = 2 e^{-3 c2} epsilon alpha N / n_N.</summary>
    public double RateDensity => 2 * Math.Exp(-3 * C2) * Slack * Smoothness / ConditionNumber * Depth / Outputs;

    /// <summary>eta gamma = 4 e^{-6 (c1 + c2)} epsilon (1 - epsilon) / kappa: what a step takes off the gap.</summary>
    public double Decay => 4 * Math.Exp(-6 * (C1 + C2)) * Slack * (1 - Slack) / ConditionNumber;

    /// <summary>R = 2 e^{c1} sqrt(2 beta B) / (sqrt(n_N) gamma) with B = beta B0: no layer goes farther from its start.</summary>
    public double Radius => 2 * Math.Exp(C1) * Smoothness * Math.Sqrt(2 * InitialGap / Outputs) / RateDensity;

    /// <summary>The least hidden width with which products stay in B(t): 2 e^{2 c1 + 6 c2} kappa^2 B0 n_N M^2 N^{2 theta} / (epsilon^2 ln^2(1 + eps_1)).</summary>
    public double WidthForProducts =>
        2 * Math.Exp((2 * C1) + (6 * C2)) * Math.Pow(ConditionNumber / (Slack * Math.Log(1 + Movement)), 2) * Measure;

    /// <summary>The least hidden width with which steps descend: 8 (1 - epsilon)^2 e^{2 - 10 c1 - 6 c2} B0 n_N M^2 N^{2 theta} ((1 + xi) / xi)^2.</summary>
    public double WidthForDescent =>
        8 * Math.Exp(2 - (10 * C1) - (6 * C2)) * Math.Pow((1 - Slack) * (1 + HigherOrders) / HigherOrders, 2) * Measure;

    /// <summary>The larger of the two widths.</summary>
    public double Width => Math.Max(WidthForProducts, WidthForDescent);

    /// <summary>The distance of R(t) from (eta N / n_N) ||nabla L||_X, relative: xi e^{4 c1 + 1} + max(e^{2 c1} - 1, 1 - e^{-2 c2}) (lemma 4).</summary>
    public double RemainderShare =>
        (HigherOrders * Math.Exp((4 * C1) + 1)) + Math.Max(Math.Exp(2 * C1) - 1, 1 - Math.Exp(-2 * C2));

    private double Measure => InitialGap * Outputs * M * M * Math.Pow(Depth, 2 * Theta);

    /// <summary>
    /// The constants for a learning rate, a region and a width: of all c1 = 2 c1(region) + c/6 and c2 = 2 c2(region) + c/3 those with
    /// the fastest rate for which the width is enough, or else those that ask for the least width; null where the learning rate is
    /// too large for any.
    /// </summary>
    internal static ExplicitConstants? Choose(NormalizedProblem problem, Region region)
    {
        // (14) measured has e^{c1/2}; a quarter of the exponent here is half of it there.
        var (c1, c2) = (2 * region.C1, 2 * region.C2);
        var room = 0.5 * (Math.Log(problem.RateCeiling / problem.Rate) - (6 * c1) - (3 * c2));
        if (!(room > 0))
            return null;
        ExplicitConstants? narrowest = null;
        for (var k = 1; k < Choices; k++)
        {
            var c = room * k / Choices;
            var constants = Of(problem, region, c1 + (c / 6), c2 + (c / 3));

            // The rate falls with c, so the first that is enough is the fastest.
            if (problem.LeastWidth > constants.Width * (1 + problem.Uncertainty))
                return constants;
            if (narrowest is null || constants.Width < narrowest.Width)
                narrowest = constants;
        }

        return narrowest;
    }

    /// <summary>The constants for given c1 and c2; epsilon follows from the learning rate.</summary>
    internal static ExplicitConstants Of(NormalizedProblem problem, Region region, double c1, double c2) =>
        new(c1, c2, 1 - (problem.Rate / problem.RateCeiling * Math.Exp((6 * c1) + (3 * c2))), region.M, problem.ConditionNumber,
            problem.Smoothness, region.InitialGap, problem.Outputs, problem.Depth);
}
