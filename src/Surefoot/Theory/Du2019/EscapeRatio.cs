using Surefoot.Arithmetic;

namespace Surefoot.Theory.Du2019;

/// <summary>
/// The growth of escape times at a finite learning rate: the zone of saddle k + 1 is left after kappa(eta) times as many steps as that of saddle k, and a
/// number that depends on the start; kappa(eta) = 1 + ln(1 / (1 - 2 eta L)) / ln(1 + 2 eta gamma), of which (L + gamma) / gamma is the limit for eta to 0.
/// </summary>
public sealed class EscapeRatio : Theorem<FunctionSetting, FunctionMoment>
{
    /// <inheritdoc/>
    public override string Id => "du-2019/escape-ratio";

    /// <inheritdoc/>
    public override string Source => "Du 2019, sections 7.4.1 and 7.5; kappa(eta) is derived here";

    /// <inheritdoc/>
    public override string Statement => "Each saddle holds gradient descent kappa(eta) times as long as the one before, which is more than (L + gamma) / gamma.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Run;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips { get; } =
    [
        new(SlipClass.Loose, "the segments of figures 7.3 and 7.4 grow at the fixed rate (L + gamma) / gamma", "kappa(eta)", "At eta = 1 / (4 L) it is 2.71 rather than 2 for L = gamma; the printed rate is that of gradient flow, and a lower bound at any other."),
        new(SlipClass.Misprint, "the sentence on the segments of both methods as the ratio becomes larger", "gradient descent's grow faster; those of perturbed gradient descent stay about as long as each other", "A clause has dropped out, and what is said of one method stands beside the other."),
    ];

    /// <summary>kappa(eta) = 1 + ln(1 / (1 - 2 eta L)) / ln(1 + 2 eta gamma); infinite at eta = 1 / (2 L).</summary>
    public static double Of(double towards, double away, double rate) => 1 - (Logarithm.OfOnePlus(-2 * rate * towards) / Logarithm.OfOnePlus(2 * rate * away));

    /// <inheritdoc/>
    public override Certificate<FunctionMoment> Certify(FunctionSetting setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        var problem = new OctopusProblem(setting);
        var ratio = Of(problem.L, problem.Gamma, problem.Rate);
        return new(this, problem.OfLemma(isTube: false))
        {
            Yields = [("kappa(eta)", ratio), ("(L + gamma) / gamma", problem.Growth)],
            Invariants =
            [
                new("escape-ratio/lower", "S_{k+1} >= kappa(eta) S_k + ln(tau / |x_{k+1}(0)|) / ln(1 + 2 eta gamma)", () => Growing(problem, isLower: true)),
                new("escape-ratio/upper", "S_{k+1} <= kappa(eta) T_k + ln(tau / |x_{k+1}(0)|) / ln(1 + 2 eta gamma) + 1", () => Growing(problem, isLower: false)),
            ],
        };
    }

    // What waits shrinks by 1 - 2 eta L up to S_k and grows by 1 + 2 eta gamma from T_k on; between the two by some factor between these.
    private static Func<FunctionMoment, Comparison?> Growing(OctopusProblem problem, bool isLower)
    {
        var clock = new EscapeClock(problem.Tau, problem.Setting.Function.Dimension);
        var ratio = Of(problem.L, problem.Gamma, problem.Rate);
        var growth = Logarithm.OfOnePlus(2 * problem.Rate * problem.Gamma);
        return moment =>
        {
            if (clock.See(moment).Left is not (> 1 and var k))
                return null;
            var delay = Math.Log(problem.Tau / Math.Abs(problem.Setting.Start.Point[k - 1])) / growth;
            return isLower
                ? OctopusProblem.Steps((ratio * clock.Leaves(k - 1)) + delay, moment.Step)
                : OctopusProblem.Steps(moment.Step, (ratio * clock.Escapes(k - 1)) + delay + 1);
        };
    }
}
