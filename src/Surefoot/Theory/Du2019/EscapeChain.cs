using Surefoot.Arithmetic;

namespace Surefoot.Theory.Du2019;

/// <summary>The chain of inequalities behind lemmas 7.2 and 7.3 of Du 2019, in the order of the proof.</summary>
internal static class EscapeChain
{
    private const double LeastNormal = 2.3e-308;

    public static IReadOnlyList<Slip> Slips { get; } =
    [
        new(SlipClass.Misprint, "T_1 - T_1^tau >= 1 / (eta gamma)", "1 / (2 eta gamma)", "From |x_1(0)| = 1, tau = e and eta gamma = 0.01 the zone is left after 51 steps, not 100."),
        new(SlipClass.Misprint, "x_j becomes (1 - eta L) x_j - 4 eta L tau for 1 <= j <= k", "(1 - 2 eta L) x_j + 8 eta L tau for j <= k - 1", "The gradient of L (x - 4 tau)^2 is 2 L (x - 4 tau); coordinate k is still at its saddle."),
        new(SlipClass.Misprint, "an upper bound x_j + 2 eta gamma tau in the buffer", "x_j + C_g eta L tau with C_g of lemma 7.4", "-2 gamma tau bounds the derivative from above, so a step is at least that long and not at most; 4 eta L tau, used later, is too small as well."),
    ];

    public static Certificate<FunctionMoment> Certify(Theorem theorem, OctopusProblem problem, bool isTube)
    {
        var name = isTube ? "lemma-7.2" : "lemma-7.3";
        return new(theorem, problem.OfLemma(isTube))
        {
            Yields = [("((L + gamma) / gamma)^(d - 1)", problem.Duration), ("1 / (2 eta gamma)", problem.Scale)],
            Invariants =
            [
                problem.Held(name),
                new($"{name}/1", "T_k^tau <= 1 / (2 eta gamma) + 1", () => Clocked(problem, (clock, _, k, step) =>
                    k > 0 ? OctopusProblem.Steps(step - clock.Leaves(k), problem.Scale + 1) : null)),
                new($"{name}/2", "S_1 >= ln(tau / |x_1(0)|) / (2 eta gamma)", () => Clocked(problem, (_, k, _, step) =>
                    k == 1 ? OctopusProblem.Steps(problem.Delay(1), step) : null)),
                new($"{name}/3", "S_{k+1} >= (L + gamma) / gamma S_k + ln(tau / |x_{k+1}(0)|) / (2 eta gamma)", () => Clocked(problem, (clock, k, _, step) =>
                    k > 1 ? OctopusProblem.Steps((problem.Growth * clock.Leaves(k - 1)) + problem.Delay(k), step) : null)),
                new($"{name}/4", "T_d >= ((L + gamma) / gamma)^(d - 1) / (2 eta gamma)", () => Clocked(problem, (_, _, k, step) =>
                    k == problem.Setting.Function.Dimension ? OctopusProblem.Steps(problem.Scale * problem.Duration, step) : null)),
                new($"{name}/5", "|x_{k+1}(t)| <= |x_{k+1}(0)| (1 - 2 eta L)^{S_k} (1 + 2 eta gamma)^{t - S_k} on the way from S_k to T_k", () => Waiting(problem)),
                problem.Inside($"{name}/domain"),
            ],
        };
    }

    // At each step: which saddle's zone was left and which was escaped, 0 for none.
    private static Func<FunctionMoment, Comparison?> Clocked(OctopusProblem problem, Func<EscapeClock, int, int, long, Comparison?> measure)
    {
        var clock = new EscapeClock(problem.Tau, problem.Setting.Function.Dimension);
        return moment =>
        {
            var (left, escaped) = clock.See(moment);
            return measure(clock, left, escaped, moment.Step);
        };
    }

    private static Func<FunctionMoment, Comparison?> Waiting(OctopusProblem problem)
    {
        var clock = new EscapeClock(problem.Tau, problem.Setting.Function.Dimension);
        var (now, shrink, grow) = (0, Logarithm.OfOnePlus(-2 * problem.Rate * problem.L), Logarithm.OfOnePlus(2 * problem.Rate * problem.Gamma));
        return moment =>
        {
            now = Math.Max(now, clock.See(moment).Left);
            if (now == 0 || now == problem.Setting.Function.Dimension || (clock.Escapes(now) >= 0 && clock.Escapes(now) < moment.Step))
                return null;
            var start = Math.Abs(problem.Setting.Start.Point[now]);
            var right = start * Math.Exp((clock.Leaves(now) * shrink) + ((moment.Step - clock.Leaves(now)) * grow));

            // As many roundings as steps, that of the exponent, and what is left of digits below the least normal double.
            return new(Math.Abs(moment.Point[now]), right, (right * (8 + (moment.Step * (1 - shrink))) * 4e-16) + LeastNormal);
        };
    }
}
